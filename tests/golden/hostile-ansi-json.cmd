cwaudit --as-of 2026-01-31 -f json -p 'thread=*' tests/hostile/ansi-name.csv
