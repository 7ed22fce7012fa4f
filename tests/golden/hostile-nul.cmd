cwaudit --as-of 2026-01-31 -p 'thread=*' tests/hostile/zero-byte.csv
