# more tenants than are shown, waivers of each, and rules that are left out
H=Role,Module,Function,Add,Edit,Delete,Inquire
for i in $(seq 10 45); do
	mkdir -p all/t$i
	printf '%s\nThread,Companies,Contacts,None,None,None,My\n' $H >all/t$i/a.csv
done
printf '%s\nThread,Companies,Contacts,None,Some,None,My\n' $H >all/t12/a.csv
printf 'rule,tenant,role,member,module,function,verb,level,owner,reason,ticket,expires\nCW101,,Nobody,,Companies,Contacts,add,None,Ann,agreed,,2020-01-01\nCW101,,Nobody,,Companies,Contacts,add,None,Ann,agreed,,2030-01-01\nCW9,,,,,,,,Ann,agreed,,2030-01-01\n' >w.csv
cwaudit audit --absent-is-none --as-of 2026-01-31 all | sed '/^Incomplete/,$d'
cwaudit audit --absent-is-none --as-of 2026-01-31 --waivers w.csv all | grep -A 9 '^Commonest'
cwaudit audit --absent-is-none --as-of 2026-01-31 --waivers w.csv --disable CW601 --disable CW602 --disable CW603 all | grep -c CW60
cwaudit audit --absent-is-none --as-of 2026-01-31 --waivers w.csv -f ndjson all | grep -c '"CW60[123]"'
cwaudit audit --absent-is-none --as-of 2026-01-31 all/t10 | tail -n 3
