# an earlier report in place of the old exports
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nThread,Companies,Contacts,None,None,None,My\nDesk,Companies,Contacts,None,None,None,All\nSync365,Companies,Contacts,All,None,None,My\n' $H >old.csv
printf '%s\nThread,Companies,Contacts,None,All,None,My\nNight,Companies,Contacts,None,None,None,All\nSync365,Companies,Contacts,None,None,None,All\n' $H >new.csv
printf 'Member ID,Role ID,License Class\nann,Desk,F\nthread,Thread,A\n' >old-members.csv
printf 'Member ID,Role ID,License Class\nann,Thread,F\nfresh,Thread,A\nthread,Thread,A\n' >new-members.csv
cwaudit --absent-is-none --as-of 2026-01-31 -q -f json old.csv old-members.csv >old.json
(printf '\357\273\277' && cat old.json) >bom.json
mkdir new && mv new.csv new-members.csv new
for old in old.json bom.json; do
	cwaudit diff --absent-is-none --as-of 2026-01-31 $old new
	echo "exit $?"
done
cwaudit diff --absent-is-none --as-of 2026-01-31 -p thread=Night $old new |
	tail -n 6
