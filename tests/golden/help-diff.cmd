cwaudit diff --help
