# the exports were changed after the audit
cp fixtures/utf16/*.csv .
cwaudit --as-of 2026-01-31 -q --bundle audit.tar roles.csv members.csv >report.txt
printf '\n' >>members.csv
cwaudit verify audit.tar
