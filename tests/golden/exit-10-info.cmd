cwaudit --as-of 2026-01-31 --fail-on info fixtures/exact/support-fusion/members.csv fixtures/exact/support-fusion/roles.csv | head -n 3
# a duplicate row in agreement is the only finding
sed 2p fixtures/exact/support-fusion/roles.csv >roles.csv
cwaudit --as-of 2026-01-31 --fail-on info roles.csv fixtures/exact/support-fusion/members.csv >/dev/null
