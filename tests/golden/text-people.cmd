cwaudit --as-of 2026-01-31 fixtures/people/roles.csv fixtures/people/members.csv
