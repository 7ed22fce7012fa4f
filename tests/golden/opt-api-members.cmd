cut -d , -f 1-6,8- fixtures/exact/thread/members.csv >members.csv
cwaudit --as-of 2026-01-31 -p thread=Thread fixtures/exact/thread/roles.csv --api-members members.csv
