mkdir report.json
cwaudit --as-of 2026-01-31 -o report.json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv 2>/dev/null
code=$?
ls -d r*
exit $code
