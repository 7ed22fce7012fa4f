# a folder's reports wait in a temporary file
export TMPDIR=no/such
cwaudit --as-of 2026-01-31 -o report.html fixtures/msp
code=$?
ls report* 2>/dev/null
exit $code
