sed '1s/Function/Right/;1s/Role/Who/' fixtures/exact/it-glue/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 --column function=Right --column role=Who --summary roles.csv fixtures/exact/it-glue/members.csv
