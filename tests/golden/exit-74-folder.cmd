cwaudit --as-of 2026-01-31 -o no/such/report.json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv
