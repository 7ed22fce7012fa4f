cwaudit inspect tests/hostile/cut-row.csv
