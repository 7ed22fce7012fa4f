cwaudit --as-of 2026-01-31 tests/hostile/bad-level.csv >/dev/full
