cwaudit --as-of 2026-01-31 -f json fixtures/powershell/roles.csv fixtures/powershell-joined/members.csv
