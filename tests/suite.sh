#!/bin/sh
# usage: tests/suite.sh NAME COMMAND [ARG ...]
# Runs one suite of tests. Its last line "N passed, N failed" goes into
# build/check.counts; a suite that says no such line, runs nothing, or breaks
# without saying so, counts as one failure. Always returns 0: tests/total.sh
# gives the verdict.
set -u
name=$1
shift
log=build/check.$name.log
rc=build/check.$name.rc
mkdir -p build

echo "== $name"
{
	"$@" 2>&1
	echo $? >"$rc"
} | tee "$log"

code=$(cat "$rc")
counts=$(awk '/(^|[^0-9])[0-9]+ passed, [0-9]+ failed$/ {
	line = $(NF - 3) " " $(NF - 1) } END { print line }' "$log")
passed=${counts% *} failed=${counts#* }
if [ -z "$counts" ]; then
	echo "$name: no count of tests, exit code $code"
	passed=0 failed=1
elif [ "$((passed + failed))" -eq 0 ]; then
	echo "$name: no test was run"
	failed=1
elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
	echo "$name: exit code $code"
	failed=1
fi
echo "$name $passed $failed" >>build/check.counts
rm -f "$rc"
