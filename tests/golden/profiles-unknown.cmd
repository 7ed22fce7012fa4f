cwaudit profiles tread
