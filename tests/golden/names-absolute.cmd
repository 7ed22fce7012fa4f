p=$PWD; cwaudit --as-of 2026-01-31 -f json $p/fixtures/exact/thread/roles.csv $p/fixtures/exact/it-glue/roles.csv $p/fixtures/exact/it-glue/members.csv | grep '"file"' | sort | uniq
