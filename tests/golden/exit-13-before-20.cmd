# a high finding outranks what is incomplete, and complete says so
sed '/CRM/d' fixtures/people/roles.csv | sed '/^Thread,Companies,Contacts/d' >roles.csv
cwaudit --as-of 2026-01-31 -f json roles.csv fixtures/people/members.csv >report; code=$?
grep -E '"(complete|verdict|score)"' report | head -n 3
exit $code
