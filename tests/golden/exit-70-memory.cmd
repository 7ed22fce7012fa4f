# 20 MB of memory for a file of 30 MB; sanitizers need another way
head -c 30000000 /dev/zero | tr '\0' x >big.csv
if grep -q __asan_init "$program"; then
	ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=20
	export ASAN_OPTIONS
else
	ulimit -v 20000
fi
cwaudit -o report.json big.csv 2>err
code=$?
grep -c '^cwaudit: internal error: out of memory' err
ls
exit $code
