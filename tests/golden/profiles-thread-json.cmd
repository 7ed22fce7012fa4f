cwaudit profiles -f json thread
