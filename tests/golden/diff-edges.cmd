# what only one of two exports tells, flags of members, waivers, tenants by name
H=Role,Module,Function,Add,Edit,Delete,Inquire
mkdir old new
printf '%s\nThread,Companies,Contacts,None,None,None,All\nDesk,Companies,Contacts,All,All,All,All\n' $H | tee old/roles.csv >new/roles.csv
printf 'Member ID,Role ID,Level,Location,Admin,restrictLocationFlag,restrictDepartmentFlag,License Class\nann,Thread,Corporate,Tampa,False,True,True,F\nbob,Nowhere,2,Tampa,True,False,False,F\n' >old/members.csv
printf 'Member ID,Role ID,Level,Admin,restrictLocationFlag,restrictDepartmentFlag,License Class\nann,Desk,Group (Level 2),True,False,False,F\ncal,Nowhere,2,False,False,False,F\n' >new/members.csv
printf 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,,False\n' >old/list.csv
printf 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,True,False\n' >new/list.csv
cwaudit diff --as-of 2026-01-31 --absent-is-none old new | sed '/^Findings/,/^Not compared/d'
# a finding that was waived, and one that is now
cwaudit --as-of 2026-01-31 --absent-is-none -q -p thread=Thread -f json old/roles.csv old/list.csv >bare.json
printf 'rule,tenant,role,member,module,function,verb,level,owner,reason,ticket,expires\nCW101,,Thread,,Companies,Contacts,add,None,Ann,agreed,,2030-01-01\n' >w.csv
cwaudit --as-of 2026-01-31 --absent-is-none -q -p thread=Thread --waivers w.csv -f json old/roles.csv old/list.csv >waived.json
for old in bare.json waived.json; do
	cwaudit diff --as-of 2026-01-31 --absent-is-none -p thread=Thread $old old/roles.csv
	cwaudit diff --as-of 2026-01-31 --absent-is-none -p thread=Thread --waivers w.csv $old old/roles.csv
	cwaudit diff --as-of 2026-01-31 --absent-is-none -p sync365=Thread $old old/roles.csv | tail -n 6
done
cwaudit diff --as-of 2026-01-31 --absent-is-none -p thread=Thread --waivers w.csv -f sarif old new | grep -c '"status": "accepted"'
# a function that no catalogue knows, gone with all that was granted on it
printf '%s\nThread,Companies,Contacts,None,None,None,All\nThread,Companies,Strange,None,My,None,All\n' $H >odd.csv
printf '%s\nThread,Companies,Contacts,None,None,None,All\n' $H >even.csv
cwaudit diff --as-of 2026-01-31 --absent-is-none odd.csv even.csv | sed '/^Findings/,$d'
cwaudit diff --as-of 2026-01-31 --absent-is-none even.csv odd.csv | sed '/^Findings/,$d'
