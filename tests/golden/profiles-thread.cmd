cwaudit profiles thread
