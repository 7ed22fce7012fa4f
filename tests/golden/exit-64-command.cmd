cwaudit adit x.csv
