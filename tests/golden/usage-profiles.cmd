# each way in which profiles and role cannot be asked
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nR,Companies,Contacts,None,None,None,All\nS,Companies,Contacts,All,None,None,All\n' $H >a.csv
printf '%s\nR,Companies,Contact,None,None,None,All\n' $H >near.csv
printf 'Role,Module,Function,Add,Edit,Delete\nR,Companies,Contacts,None,None,None\n' >cut.csv
printf '%s\nR,Companies,Contacts,Some,None,None,All\n' $H >bad.csv
M="--name x --vendor X --product X --guide X --source https://example.com --dated 2026"
: >empty.csv
try profiles --check
try profiles --check missing.csv
try profiles --check empty.csv
printf 'kind,module\0' >zero.csv
try profiles --check zero.csv
try profiles --diff thread
try profiles --diff thread nobody
try profiles --diff thread sync365 it-glue
try profiles --diff thread sync365 -f sarif
try profiles --make R $M
try profiles --make Q $M a.csv
try profiles --make R $M near.csv
try profiles --make R $M cut.csv
try profiles --make R $M bad.csv
try profiles --make R $M missing.csv
try role
try role -p thread
try role thread thread
try role nobody
try role --from a.csv --role R
try role --from a.csv -p thread
try role --from a.csv --role Rr -p thread
try role --from a.csv --role Nobody -p thread
try role --from a.csv --role R -p thread=S
try role --from missing.csv --role R -p thread
try role --from bad.csv --role R -p thread
try rules CW9
try rules 'CW101?'
try version a.csv
try inspect
try inspect -f sarif a.csv
try waivers
try waivers missing.csv
try waivers a.csv
try verify
try verify a.csv a.csv
