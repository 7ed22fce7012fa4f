grep -v 'None,None,None,None' fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 --absent-is-none roles.csv fixtures/exact/it-glue/members.csv 
