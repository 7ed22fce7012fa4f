cwaudit version --help
