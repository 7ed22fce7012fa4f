cwaudit --as-of 2026-01-31 -o a.json -o b.txt -o json=c fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv
ls [a-c]*
cmp a.json c && cwaudit --as-of 2026-01-31 -f json fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv | cmp - a.json && echo same json
cwaudit --as-of 2026-01-31 fixtures/exact/thread/roles.csv fixtures/exact/thread/members.csv fixtures/exact/thread/table_setup.csv | cmp - b.txt && echo same text
