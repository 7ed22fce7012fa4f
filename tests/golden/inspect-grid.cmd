cwaudit inspect fixtures/grid/ITGlue.csv
