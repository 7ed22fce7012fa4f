cwaudit --as-of 2026-01-31 -f json fixtures/grid/Thread.csv fixtures/grid/ITGlue.csv fixtures/grid/api_members.csv
