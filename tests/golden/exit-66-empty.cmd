cwaudit --as-of 2026-01-31 tests/hostile/empty.csv fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv >/dev/null
