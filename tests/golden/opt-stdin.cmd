cwaudit --as-of 2026-01-31 - fixtures/exact/thread/members.csv <fixtures/exact/thread/roles.csv
