cwaudit --as-of 2026-01-31 -q fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv | tail -n 2
cwaudit --as-of 2026-01-31 -q fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv >/dev/null
