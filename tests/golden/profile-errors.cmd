# each row that a profile must not hold
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nR,Companies,Contacts,None,None,None,All\n' $H >roles.csv
head() { printf 'kind,module,function,add,edit,delete,inquire,when,note\nmeta,name,p,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\nmeta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\nmeta,confidence,complete,,,,,,\n'; }
while read -r row; do
	{ head; echo "$row"; } >p.csv
	echo "$row"
	cwaudit -q -p p.csv=R roles.csv 2>&1 >/dev/null
done <<'ROWS'
meta,colour,blue,,,,,,
meta,dated,,,,,,,
meta,confidence,high,,,,,,
meta,guide,Another,,,,,,
meta,source,https://example.com/second,,,,,,
grant,,Contacts,,,,All,,
grant,Companies,,,,,All,,
grant,Compnies,*,,,,All,,
grant,Companies,Contcts,,,,All,,
grant,Companies,Contacts,,,,Some,,
member,levl,corporate,,,,,,
member,colour,blue,,,,,,
member,level,lowest,,,,,,
member,restricted_boards,some,,,,,,
member,member_id_max,many,,,,,,
member,role,,,,,,,
grant,Companies,Contacts,,,,All,sometimes,
grant,Companies,Contacts,,,,All,optional:,
grants,Companies,Contacts,,,,All,,
grant,Companies,Contacts,,,,All
host,nowhere,,,,,,,
table_setup,,Service,,,,,,
ROWS
: >p.csv
cwaudit -q -p p.csv=R roles.csv 2>&1 >/dev/null
printf 'kind\0' >p.csv
cwaudit -q -p p.csv=R roles.csv 2>&1 >/dev/null
printf 'kind,module\n' >p.csv
cwaudit -q -p p.csv=R roles.csv 2>&1 >/dev/null
