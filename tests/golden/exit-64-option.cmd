cwaudit --fail-one high x.csv
