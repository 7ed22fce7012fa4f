# a report of no known form is refused by each command before it does anything
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nR,Companies,Contacts,None,None,None,All\n' $H >a.csv
mkdir fleet fleet/one && cp a.csv fleet/one
try version -o x.pdf
try rules -o x.pdf
try rules nothing-like-it
try rules CW101 CW203
try completion -o x.pdf
try completion tcsh
try inspect a.csv -o x.pdf
try who a.csv --can Companies/Contacts:add -o x.pdf
try who a.csv --can Companies/Contacts:add --can x
try waivers a.csv -o x.pdf
try verify a.tar -o x.pdf
try diff a.csv a.csv -o x.pdf
try profiles -o x.pdf
try profiles --check a.csv -o x.pdf
try profiles --make R a.csv -o x.pdf
try profiles --risk -o x.pdf
try profiles --diff thread sync365 -o x.pdf
try role thread -o x.pdf
try live --dry-run --site na.myconnectwise.net --company c -o x.pdf
try audit a.csv -o x.pdf
try audit fleet -o x.pdf
try audit fleet -f csv -o x.sarif --absent-is-none -q
ls
# results of the program itself are no exports
printf 'vendor,profile,confidence,guide\nA,b,c,d\n' >result.csv
try audit result.csv
printf 'role,holds,level,function,module\nA,b,c,d,e\n' >result.csv
try audit result.csv
cp result.csv fleet/one
try audit fleet --absent-is-none -q --summary -f ndjson | grep -c result
