cwaudit --as-of 2026-01-31 fixtures/exact/it-glue/roles.csv fixtures/exact/it-glue/members.csv
