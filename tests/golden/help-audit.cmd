cwaudit audit --help
