# the reader has gone: a report that could not be written
{ cwaudit --as-of 2026-01-31 -f json fixtures/msp/roles.csv fixtures/msp/role_list.csv fixtures/msp/members.csv fixtures/msp/table_setup.csv; echo $? >code; } | :
cat code
