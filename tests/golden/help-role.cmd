cwaudit role --help
