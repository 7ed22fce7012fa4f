cwaudit --help
