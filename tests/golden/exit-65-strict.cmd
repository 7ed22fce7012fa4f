cwaudit --as-of 2026-01-31 --strict fixtures/utf16/roles.csv fixtures/utf16/members.csv >/dev/null
