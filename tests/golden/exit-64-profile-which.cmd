cwaudit -p thread fixtures/utf16/roles.csv
