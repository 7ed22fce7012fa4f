cwaudit
