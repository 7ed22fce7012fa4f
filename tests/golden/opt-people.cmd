cwaudit --as-of 2026-01-31 --people --summary fixtures/msp/roles.csv fixtures/msp/role_list.csv fixtures/msp/members.csv fixtures/msp/table_setup.csv
