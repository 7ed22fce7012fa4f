cp fixtures/exact/it-glue/roles.csv old.csv
sed '/,Contacts,/s/All,None,All$/All,All,All/' old.csv >new.csv
cwaudit diff --as-of 2026-01-31 new.csv old.csv
