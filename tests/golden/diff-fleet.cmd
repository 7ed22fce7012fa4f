# tenants that came, went, changed, and cannot be read
H=Role,Module,Function,Add,Edit,Delete,Inquire
mkdir -p old/same old/gone old/broken old/wider new/same new/fresh new/broken new/wider
printf '%s\nThread,Companies,Contacts,None,None,None,My\n' $H | tee old/same/a.csv old/gone/a.csv old/broken/a.csv old/wider/a.csv new/same/a.csv >new/fresh/a.csv
printf '%s\nThread,Companies,Contacts,None,All,None,My\n' $H >new/wider/a.csv
printf '%s\nThread,Companies,Contacts,None,Some,None,My\n' $H >new/broken/a.csv
for format in text json; do
	cwaudit diff --absent-is-none --as-of 2026-01-31 -f $format old new
	echo "exit $?"
done
rm -r new/broken old/broken
cwaudit diff --absent-is-none --as-of 2026-01-31 -f html old new | sed '/<style>/,/<\/style>/d'
# a report on the fleet in place of its exports
cwaudit audit --absent-is-none --as-of 2026-01-31 -q -f json old >old.json
cwaudit diff --absent-is-none --as-of 2026-01-31 old.json new
echo "exit $?"
cwaudit diff --absent-is-none --as-of 2026-01-31 old.json new/same/a.csv
echo "exit $?"
cwaudit audit --absent-is-none --as-of 2026-01-31 -q -f json old/same/a.csv >one.json
cwaudit diff --absent-is-none --as-of 2026-01-31 one.json new
echo "exit $?"
