cwaudit --help >/dev/full
