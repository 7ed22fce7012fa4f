cwaudit --as-of 2026-01-31 --fail-on never fixtures/msp/roles.csv fixtures/msp/role_list.csv fixtures/msp/members.csv fixtures/msp/table_setup.csv >/dev/null
