cwaudit who --help
