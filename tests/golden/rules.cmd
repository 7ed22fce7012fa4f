cwaudit rules
