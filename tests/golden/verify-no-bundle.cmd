cp fixtures/utf16/roles.csv audit.tar
cwaudit verify -f json audit.tar
