cwaudit --as-of 2026-01-31 -q tests/hostile/bad-level.csv >/dev/null
