# a standard stream that leads to a file is written to, not replaced
{
	echo before
	cwaudit --as-of 2026-01-31 -o csv=/dev/stdout fixtures/exact/thread/roles.csv
	echo "exit code $?"
} >all
sed -n '1,2p;$p' all
cwaudit --as-of 2026-01-31 -o json=/dev/fd/2 fixtures/exact/thread/roles.csv 2>errors
code=$?
sed -n 2p errors
[ -L /dev/stdout ] && echo /dev/stdout is as before
exit $code
