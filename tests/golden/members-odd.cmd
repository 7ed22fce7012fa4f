# cells of members, role lists and table lists that cannot be what they are
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nThread,Companies,Contacts,None,None,None,All\n' $H >roles.csv
try() { printf "$1" >x.csv; printf "$2" >y.csv; cwaudit --absent-is-none --as-of 2026-01-31 -q --summary roles.csv x.csv y.csv 2>&1 >/dev/null; echo "exit $?"; }
N='Member ID,Role ID\nann,Thread\n'
try 'Member ID,Role ID,Inactive\nann,Thread,maybe\n' "$N"
try 'Member ID,Role ID,Level\nann,Thread,1\n' 'Member ID,Role ID,Level\nann,Thread,2\n'
try 'Member ID,Role ID,Inactive\nann,Thread,True\n' 'Member ID,Role ID,Inactive\nann,Thread,False\n'
try 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,perhaps,False\n' "$N"
try 'id,name,roleType,adminFlag,inactiveFlag\n1,,API,False,False\n' "$N"
try 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,False,False\n2,Thread,API,False,False\n' "$N"
try 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,False,False\n' 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,True,False\n'
try 'id,name,roleType,adminFlag,inactiveFlag\n1,Thread\n' "$N"
try 'Role,Item,Access\nThread,,allow\n' "$N"
try 'Role,Item,Access\nThread,Service,allow\n' "$N"
try 'Role,Item,Access\nThread,Service / SLA,perhaps\n' "$N"
try 'Role,Item,Access\nThread\n' "$N"
try 'Role,Item,Access\nThread,Service / SLA,allow\n' 'Role,Item,Access\nThread,Service / SLA,disallow\n'
# what says that it is no export
cwaudit -q -f csv --absent-is-none --as-of 2026-01-31 roles.csv >result.csv
cwaudit -q result.csv
echo "exit $?"
# a level by its number and its name; who is an administrator by the member
printf 'Member ID,Role ID,Level,Level ID,License Class,Admin\nann,Thread,Group,2,A,True\n' >x.csv
cwaudit --absent-is-none --as-of 2026-01-31 -f ndjson -p support-fusion=Thread roles.csv x.csv | grep -o '"rule":"CW\(201\|301\)".*"message":"[^"]*"' | sed 's/"severity.*"message"/.../'
