cwaudit --as-of 2026-01-31 '-pthread=*' --summary fixtures/exact/thread/roles.csv fixtures/exact/it-glue/roles.csv
