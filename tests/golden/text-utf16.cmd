cwaudit --as-of 2026-01-31 fixtures/utf16/roles.csv fixtures/utf16/members.csv
