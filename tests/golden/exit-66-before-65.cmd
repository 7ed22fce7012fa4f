cwaudit --as-of 2026-01-31 -f json tests/hostile/bad-level.csv tests/hostile/empty.csv | grep -A 3 '"exit"'
cwaudit --as-of 2026-01-31 tests/hostile/bad-level.csv tests/hostile/empty.csv >/dev/null
