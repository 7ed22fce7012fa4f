sed '2,$s/[^,]*$//' fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 --summary roles.csv fixtures/exact/it-glue/members.csv
