cwaudit diff fixtures/exact/it-glue/roles.csv tests/hostile/bad-level.csv
