cwaudit inspect --help
