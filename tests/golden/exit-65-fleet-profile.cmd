# a profile of --profile is no tenant's: its faults are told of once
mkdir -p tenants/a tenants/b
cp fixtures/exact/thread/*.csv tenants/a
cp fixtures/exact/sync365/*.csv tenants/b
echo kind,module,function,add,edit,delete,inquire,when,note >own.csv
echo meta,name,own,,,,,, >>own.csv
cwaudit --as-of 2026-01-31 --threads 2 -p 'own.csv=*' -f json tenants >one.json 2>one
echo "exit code $?"
cwaudit --as-of 2026-01-31 --threads 1 -p 'own.csv=Thread' -f json tenants >two.json 2>two
echo "exit code $?"
cmp one two
cmp one.json two.json
sed -n '/"verdict"/p;/"score"/p;/"message"/p' one.json
cwaudit --as-of 2026-01-31 -p 'own.csv=*' tenants
