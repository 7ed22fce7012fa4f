cwaudit completion --help
