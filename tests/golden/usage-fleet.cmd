# each way in which a fleet cannot be asked
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
H=Role,Module,Function,Add,Edit,Delete,Inquire
mkdir -p f/one f/two g/one h
printf '%s\nThread,Companies,Contacts,None,None,None,All\n' $H | tee f/one/a.csv g/one/a.csv a.csv >h/a.csv
printf '%s\nThread,Companies,Contacts,None,None,None,All\nOther,Companies,Contacts,None,None,None,All\n' $H >f/two/a.csv
try audit f missing
try audit f a.csv
try audit f f
try audit f --tenant X
try audit f -p thread=Thraed
try audit f -p thread=Nobody
try audit f -p thread
try audit --files-from missing.txt
try audit --files-from a.csv
try audit f -f markdown=x
try audit a.csv -p
try audit a.csv -p thread=Thraed
try audit a.csv -p thread=Nobody
try audit a.csv -p nobody
try audit a.csv --disable
try audit a.csv -fx
try audit a.csv -f
try audit a.csv --bundle b.tar --write-waivers b.tar
