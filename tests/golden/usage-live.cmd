# each way in which live cannot be asked; nothing is sent
try() { echo "\$ cwaudit $*"; cwaudit "$@" 2>.err; code=$?; cat .err; echo "exit $code"; }
X="--dry-run --site na.myconnectwise.net --company examplemsp"
G=6f1d2a34-0000-4000-8000-00000000c0de
try live
try live --dry-run --company examplemsp
try live --dry-run --site na.myconnectwise.net
try live --dry-run --site na.myconnectwise.net --company "two
 words"
try live $X --client-id 'a	b'
try live $X --client-id $G --member "$(printf 'a\033b')"
try live --dry-run --site 'not a host' --company examplemsp
try live $X --timeout 0
try live $X --timeout soon
try live $X --disable CW999
try live $X -f pdf
