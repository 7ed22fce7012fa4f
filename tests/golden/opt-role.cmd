cwaudit --as-of 2026-01-31 --role Thread --summary fixtures/grid/Thread.csv
