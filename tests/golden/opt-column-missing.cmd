sed '1s/Function/Right/' fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 roles.csv
