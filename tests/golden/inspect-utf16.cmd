cwaudit inspect fixtures/utf16/roles.csv fixtures/utf16/members.csv
