cwaudit -f json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv | grep -c "\"as_of\": \"$(date -u +%F)\""
