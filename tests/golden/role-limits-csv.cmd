cwaudit role -f csv -q huntress >/dev/null && cwaudit role -f csv huntress
