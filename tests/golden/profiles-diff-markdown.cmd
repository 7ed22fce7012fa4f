# two profiles side by side, as Markdown; and a role made of what they need
head() { printf 'kind,module,function,add,edit,delete,inquire,when,note\nmeta,name,%s,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\nmeta,guide,A guide,,,,,,\nmeta,source,https://example.com,,,,,,\nmeta,dated,2026-01,,,,,,\nmeta,confidence,partial,,,,,,a page was missing\nmeta,alias-role,Acme,,,,,,\n' $1; }
{ head one; printf 'grant,Companies,Contacts,My,,,All,,\ngrant,Companies,Notes,,,,All,optional:Notes,\ntable_setup,,Service / SLA,,,,,,\nmember,level,corporate,,,,,,\nhost,na,api-na.example.com,,,,,,\n'; } >one.csv
{ head two; printf 'grant,Companies,Contacts,All,,,My,,\ntable_setup,,Service / Source,,,,,,\nmember,member_id_max,12,,,,,,\n'; } >two.csv
cwaudit profiles --diff one.csv two.csv -f markdown
cwaudit role one.csv two.csv --role 'Made here' --feature Notes
cwaudit role one.csv -f json --feature Notes | sed -n '1,25p'
cwaudit role one.csv -f markdown
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nAcme,Companies,Contacts,None,None,My,All\nOther,Companies,Contacts,None,None,None,None\n' $H >roles.csv
cwaudit role --from roles.csv --role Acme -p one.csv
cwaudit role --from roles.csv --role Amce -p one.csv
echo "exit $?"
cwaudit role --from roles.csv --role Acme -p one.csv -f json --absent-is-none | sed -n '1,12p'
