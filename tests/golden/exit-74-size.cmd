# the shell lets no file grow beyond 4 KB: no signal, and nothing left behind
ulimit -f 4
cwaudit -q --as-of 2026-01-31 -o report.json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv
code=$?
ls
exit $code
