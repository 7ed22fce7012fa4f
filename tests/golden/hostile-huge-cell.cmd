# A cell of 3 MB, and a row of it, at the right place.
{ echo 'Role,Module,Function,Add,Edit,Delete,Inquire'
head -c 3000000 /dev/zero | tr '\0' x
echo ',Companies,Contacts,All,All,None,All'; } >huge.csv
cwaudit inspect huge.csv | tail -n 1 | wc -c
{ echo 'Role,Module,Function,Add,Edit,Delete,Inquire'
printf 'Thread,Companies,Contacts,'
head -c 3000000 /dev/zero | tr '\0' A
echo ',All,None,All'; } >huge.csv
cwaudit huge.csv 2>&1 >/dev/null | cut -c 1-40
