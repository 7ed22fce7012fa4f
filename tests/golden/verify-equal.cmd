cwaudit --as-of 2026-01-31 -q --bundle audit.tar fixtures/utf16/*.csv >report.txt
cwaudit verify audit.tar
