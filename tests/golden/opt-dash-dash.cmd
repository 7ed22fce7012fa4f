cp fixtures/exact/thread/roles.csv ./-v
cwaudit --as-of 2026-01-31 --summary -- -v
