# letters beyond ASCII, names that need quotes, texts that are too long
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nЂЏ Йод,Companies,Contacts,None,None,None,All\nŸĀŹĹŁŐ,Companies,Contacts,None,None,None,All\n' $H >roles.csv
printf 'Member ID,Role ID,License Class\nann,ђџ йод,A\nbob,ÿāźĺłő,A\n' >members.csv
cwaudit --absent-is-none --as-of 2026-01-31 -f json roles.csv members.csv | sed -n '/"roles": \[/,/"findings"/p' | grep '"name"\|"id"\|"role"'
printf '%s\nR,Companies,Contacts,None,None,None,%s\n' $H "$(printf 'é%.0s' $(seq 900))" >long.csv
cwaudit -q long.csv
echo "exit $?"
printf '%s\nR,Companies,Contacts,None,None,None,x%s\n' $H "$(printf 'é%.0s' $(seq 900))" >long.csv
cwaudit -q long.csv
echo "exit $?"
{ printf 'kind,module,function,add,edit,delete,inquire,when,note\nmeta,name,one,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\nmeta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\nmeta,confidence,complete,,,,,,\n'; printf 'grant,Companies,"Odd, and ""quoted""",All,,,All,,\n'; } >one.csv
cwaudit role one.csv -f csv | grep -n 'Odd'
cwaudit who --needs 'GET https://na.myconnectwise.net/company/contacts'
cwaudit who --needs 'GET https://na.myconnectwise.net'
echo "exit $?"
