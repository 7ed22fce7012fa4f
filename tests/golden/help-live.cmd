cwaudit live --help
