cwaudit --as-of 2026-01-31 fixtures/powershell/roles.csv fixtures/powershell/members.csv
