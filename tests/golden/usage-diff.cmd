# each way in which diff cannot be asked
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
H=Role,Module,Function,Add,Edit,Delete,Inquire
mkdir old new none both
echo text >none/note.pdf
printf '%s\nR,Companies,Contacts,None,None,None,All\n' $H | tee a.csv old/a.csv >new/a.csv
try diff
try diff a.csv
try diff a.csv a.csv a.csv
try diff a.csv missing.csv
try diff missing.csv a.csv
try diff none none
try diff a.csv a.csv -p thread=Nobody
try diff -p nobody=R a.csv a.csv
try diff a.csv new --as-of yesterday
mkdir both/x && cp a.csv both/x
try diff a.csv both
try diff both a.csv
