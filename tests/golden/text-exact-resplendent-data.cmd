cwaudit --as-of 2026-01-31 fixtures/exact/resplendent-data/roles.csv fixtures/exact/resplendent-data/members.csv
