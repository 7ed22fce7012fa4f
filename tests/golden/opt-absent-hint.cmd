cp fixtures/exact/it-glue/members.csv .
grep -v 'None,None,None,None' fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 roles.csv members.csv
