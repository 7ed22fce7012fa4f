sed 's/Corporate (Level 1)/Global/' fixtures/exact/thread/members.csv >members.csv
cwaudit --as-of 2026-01-31 --summary --top-level Global fixtures/exact/thread/roles.csv members.csv
