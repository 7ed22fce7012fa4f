cwaudit --version | cut -d ' ' -f 1
