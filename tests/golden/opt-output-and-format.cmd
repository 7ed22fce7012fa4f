cwaudit --as-of 2026-01-31 -f text -o a.json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv | head -n 1; ls *.json
