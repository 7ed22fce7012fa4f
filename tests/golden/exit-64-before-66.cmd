cwaudit --fail-on severe no-such.csv
