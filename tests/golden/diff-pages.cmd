# the page and SARIF of a diff that could not be made, and of one with notes
H=Role,Module,Function,Add,Edit,Delete,Inquire
mkdir old new
printf '%s\nThread,Companies,Contacts,None,None,None,All\n' $H >old/roles.csv
printf '%s\nThread,Companies,Contacts,Some,None,None,All\n' $H >new/roles.csv
for format in html sarif json markdown; do
	echo "== $format"
	cwaudit diff --as-of 2026-01-31 -f $format old new | sed '/<style>/,/<\/style>/d' | grep -v sha256
done
cp old/roles.csv new/roles.csv
printf 'Member ID,Role ID\nthread,Thread\n' >new/members.csv
printf '%s\nThread,Companies,Contacts,None,None,My,All\n' $H >new/roles.csv
for format in html sarif markdown; do
	echo "== $format"
	cwaudit diff --as-of 2026-01-31 -f $format old new | sed '/<style>/,/<\/style>/d' | grep -v sha256
done
