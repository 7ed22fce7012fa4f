cwaudit --as-of 2026-01-31 fixtures/msp/roles.csv fixtures/msp/role_list.csv fixtures/msp/members.csv fixtures/msp/table_setup.csv >/dev/null
