cwaudit profiles --help
