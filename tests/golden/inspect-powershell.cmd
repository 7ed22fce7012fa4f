cwaudit inspect fixtures/powershell/members.csv fixtures/powershell/roles.csv
