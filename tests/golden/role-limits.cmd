cwaudit role huntress hudu
