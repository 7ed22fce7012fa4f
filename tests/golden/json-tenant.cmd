cwaudit --as-of 2026-01-31 -f json --tenant 'Acme Ltd' fixtures/exact/it-glue/roles.csv fixtures/exact/it-glue/members.csv
