cwaudit verify --help
