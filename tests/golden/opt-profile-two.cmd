cwaudit --as-of 2026-01-31 -p thread=Thread -p it-glue=Thread fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv
