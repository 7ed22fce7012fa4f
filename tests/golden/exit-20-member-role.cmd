cwaudit --as-of 2026-01-31 --summary fixtures/exact/it-glue/roles.csv fixtures/exact/thread/members.csv fixtures/exact/it-glue/members.csv
