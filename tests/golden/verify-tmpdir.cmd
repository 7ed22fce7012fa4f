# nothing is wrong with the bundle
cwaudit --as-of 2026-01-31 -q --bundle audit.tar fixtures/utf16/*.csv >report.txt
export TMPDIR=no/such
cwaudit verify audit.tar
