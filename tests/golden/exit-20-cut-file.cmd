# the last rows are gone: 108 functions, then 60
head -n 61 fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 roles.csv fixtures/exact/it-glue/members.csv
