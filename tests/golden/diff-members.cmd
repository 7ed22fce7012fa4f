# members, lists and flags of roles that came, went and changed; in each format
H=Role,Module,Function,Add,Edit,Delete,Inquire
M='Member ID,Role ID,Level,Location,Default Board,Restrict Board Access,License Class,Inactive'
L=id,name,roleType,adminFlag,inactiveFlag
mkdir old new
printf '%s\nThread,Companies,Contacts,None,None,None,All\nThread,System,Table Setup,All,None,None,All\nDesk,Companies,Contacts,None,My,None,All\n' $H >old/roles.csv
printf '%s\nThread,Companies,Contacts,None,All,None,My\nThread,System,Table Setup,All,None,None,All\nNight,Companies,Contacts,None,None,None,My\n' $H >new/roles.csv
printf '%s\nann,Desk,2,Tampa,Help,Help;Sales,F,False\nthread,Thread,Corporate (Level 1),Tampa,Help,,A,False\ngone,Thread,3,Tampa,Help,,A,True\nboards,Thread,1,Tampa,7,8,A,False\n' "$M" >old/members.csv
printf '%s\nann,Night,1,York,Sales,Help,F,True\nthread,Thread,Corporate,Tampa,Help,,F,False\nfresh,Night,1,Tampa,Help,,A,False\nboards,Thread,1,Tampa,Help,Sales,A,False\n' "$M" >new/members.csv
printf '%s\n1,Thread,API,False,True\n2,Desk,Full,False,False\n' $L >old/list.csv
printf '%s\n1,Thread,API,True,False\n3,Night,Full,,False\n' $L >new/list.csv
printf 'Role,Item,Access\nThread,Service / SLA,allow\nThread,Service / Source,allow\n' >old/tables.csv
printf 'Role,Item,Access\nThread,Service / SLA,allow\nThread,General / Workflow Rules,allow\n' >new/tables.csv
for format in text markdown json; do
	echo "== $format"
	cwaudit diff --as-of 2026-01-31 --absent-is-none -f $format old new |
		sed '/CW[12]0[0-9]/,$d'
done
# what only one of the two tells is said, and never a change
rm new/members.csv new/tables.csv
cwaudit diff --as-of 2026-01-31 --absent-is-none -v old new |
	tail -n 4
