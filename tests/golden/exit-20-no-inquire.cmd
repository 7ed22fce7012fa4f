cut -d , -f 1-6 fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 roles.csv fixtures/exact/it-glue/members.csv
