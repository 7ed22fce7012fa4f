cwaudit profiles | grep -E '^(name|it-glue|resplendent-data|support-fusion|sync365|thread) '
