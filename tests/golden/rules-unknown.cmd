cwaudit rules CW999
