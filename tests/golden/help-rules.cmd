cwaudit rules --help
