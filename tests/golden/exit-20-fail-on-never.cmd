cwaudit --as-of 2026-01-31 --fail-on never fixtures/powershell/roles.csv fixtures/powershell/members.csv >/dev/null
