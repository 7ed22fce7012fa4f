cwaudit something
