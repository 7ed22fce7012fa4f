cwaudit --as-of 2026-01-31 fixtures/exact/support-fusion/roles.csv fixtures/exact/support-fusion/members.csv
