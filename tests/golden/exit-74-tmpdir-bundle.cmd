# and so do those of a bundle
export TMPDIR=no/such
cwaudit --as-of 2026-01-31 -q --bundle audit.tar fixtures/utf16/roles.csv >report.txt
code=$?
ls audit* 2>/dev/null
exit $code
