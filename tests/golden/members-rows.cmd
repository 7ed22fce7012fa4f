# rows that are too long, blank, or joined by a number; settings by name and id
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nThread,Companies,Contacts,None,None,None,All\n' $H >roles.csv
try() { printf "$1" >x.csv; printf "$2" >y.csv; cwaudit --absent-is-none --as-of 2026-01-31 -q -f ndjson -p support-fusion=Thread roles.csv x.csv y.csv 2>&1 | grep -o 'error: .*\|"type":"member".*\|"rule":"CW30[1-8]".*"fix"\|"rule":"CW30[1-8]","reason[^}]*' | sed 's/"severity.*"message"/.../'; echo "--"; }
L='id,name,roleType,adminFlag,inactiveFlag\n63,Thread,API,False,False\n'
try "$L,,,,\n1,Other,API,False,False,more\n" "$L"
try 'Role,Item,Access\n,,\nThread,Service / SLA,allow,more\n' "$L"
try 'Member ID,Role ID,Level\nann,63,1\n\nbob,@{id=63; name=Other},@{id=2; name=Group}\n' "$L"
try 'identifier,securityRole/name,structureLevel/name,structureLevel/id\nann,Thread,Group,2\n' 'identifier,securityRole/name,structureLevel/id\nann,Thread,3\n'
try 'identifier,securityRole/name,structureLevel/id\nann,Thread,2\n' "$L"
try 'Member ID,Role ID,Level,Default Board,Restrict Board Access,License Class\nann,Thread,Corporate,7,7;8,A\n' "$L"
try 'Member ID,Role ID,Level,Default Board,Restrict Board Access,License Class\nann,Thread,Corporate,Help,7;8,A\n' "$L"
try 'Member ID,Role ID,Level,Default Board,Restrict Board Access,License Class\nann,Thread,Corporate,9,7;8,A\n' "$L"
