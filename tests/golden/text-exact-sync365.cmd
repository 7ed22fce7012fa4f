cwaudit --as-of 2026-01-31 fixtures/exact/sync365/roles.csv fixtures/exact/sync365/members.csv fixtures/exact/sync365/table_setup.csv
