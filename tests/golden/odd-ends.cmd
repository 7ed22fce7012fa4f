# a profile given twice, another that asks for what nobody has, a role of many
H=Role,Module,Function,Add,Edit,Delete,Inquire
top() { printf 'kind,module,function,add,edit,delete,inquire,when,note\nmeta,name,one,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\nmeta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\nmeta,confidence,complete,,,,,,\n'; }
{ top; printf 'grant,Companies,Nothing that is known,All,,,All,,\ngrant,Companies,Contacts,,,,All,,\n'; } >one.csv
printf '%s\nR,Companies,Contacts,None,None,None,All\nS,Companies,Contacts,None,None,None,All\nS,Companies,Notes,None,None,None,All\n' $H >roles.csv
{ printf 'Member ID,Role ID,License Class\n'; for i in 1 2 3 4 5 6 7 8 9; do printf 'member%s,R,A\n' $i; done; } >members.csv
cwaudit --as-of 2026-01-31 -p one.csv=R -p thread=S -p thread=S -v roles.csv members.csv | sed -n '/^R /,/^Not eval/p' | head -n 20
cwaudit --as-of 2026-01-31 -p one.csv=R -f html roles.csv members.csv | grep -o 'not on this tenant\|class="fit">[^<]*<' | sort | uniq -c
mkdir -p two/x two/y && cp roles.csv two/x && cp roles.csv two/y
cwaudit diff roles.csv two
echo "exit $?"
cwaudit diff two roles.csv
echo "exit $?"
