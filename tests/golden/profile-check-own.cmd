# what --check tells of a profile of one's own that can be read
head() { printf 'kind,module,function,add,edit,delete,inquire,when,note\nmeta,name,one,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\nmeta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\nmeta,confidence,complete,,,,,,\n'; }
{ head; printf 'meta,dated,not known,,,,,,\nmeta,alias-role,!!,,,,,,\ngrant,Companies,Contacts,Al,,Sme,All,,\n'; } >one.csv
cwaudit profiles --check one.csv
echo "exit $?"
head >two.csv
cwaudit profiles --check two.csv
echo "exit $?"
{ head; printf 'meta,vendor,Other,,,,,,\nmeta,alias-role,!!,,,,,,\ngrant,Companies,Contacts,All,,,All,,\ngrant,Companies,Contacts,All,,,All,,\n'; } >three.csv
cwaudit profiles --check one.csv three.csv
echo "exit $?"
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nGood Role,Companies,Contacts,None,None,None,All\nGood Role,Companies,Contact,None,None,None,All\nGood Role,Companies,Configurations,None,None,None,All\n' $H >near.csv
cwaudit profiles --make 'Good Role' --vendor 'Acme! ' --product Sync --guide G --source https://example.com --dated 2026 near.csv
echo "exit $?"
