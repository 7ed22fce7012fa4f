cwaudit --as-of 2026-01-31 --fail-on critical fixtures/people/roles.csv fixtures/people/members.csv >/dev/null; echo $?
cwaudit --as-of 2026-01-31 --fail-on critical fixtures/msp/roles.csv fixtures/msp/role_list.csv fixtures/msp/members.csv fixtures/msp/table_setup.csv >/dev/null
