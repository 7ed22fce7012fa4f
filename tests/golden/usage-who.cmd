# each way in which who cannot be asked, and what it says of files it cannot read
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
H=Role,Module,Function,Add,Edit,Delete,Inquire
printf '%s\nR,Companies,Contacts,None,None,None,All\n' $H >a.csv
printf '%s\nR,Companies,Contacts,Some,None,None,All\n' $H >bad.csv
mkdir -p fleet/one fleet/two
cp a.csv fleet/one; cp bad.csv fleet/two
try who
try who a.csv
try who --can 'Companies/Contacts:add'
try who a.csv --can 'Companies/Contacts'
try who a.csv --can 'Companies/Contacts:erase'
try who a.csv --can 'Companies/Nothing at all:add'
try who a.csv missing.csv --can 'Companies/Contacts:inquire'
try who fleet a.csv --can 'Companies/Contacts:inquire'
try who fleet missing --can 'Companies/Contacts:inquire'
try who fleet fleet --can 'Companies/Contacts:inquire'
try who bad.csv --can 'Companies/Contacts:inquire'
try who bad.csv --can 'Companies/Contacts:inquire' -f json
try who fleet --can 'Companies/Contacts:inquire'
try who fleet --can 'Companies/Contacts:inquire' -f json
try who --needs 'DELETE https://na.myconnectwise.net/v4_6_release/apis/3.0/company/contacts/1'
try who --needs 'GET /company/contacts/1'
try who --needs 'GET nothing'
try who --needs 'contacts'
