cwaudit --as-of 2026-01-31 -p tests/hostile/html.csv=Thread fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv >/dev/null
