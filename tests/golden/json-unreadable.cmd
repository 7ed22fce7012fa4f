cwaudit --as-of 2026-01-31 -f json no-such.csv fixtures/msp/roles.csv
