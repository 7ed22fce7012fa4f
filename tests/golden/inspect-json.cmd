cwaudit inspect -f json fixtures/exact/thread/table_setup.csv fixtures/exact/thread/members.csv
