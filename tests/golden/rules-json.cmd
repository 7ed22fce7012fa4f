cwaudit rules -f json cw101 CW302
