#!/bin/sh
# usage: tests/unit.sh PROGRAM ...
# Runs cmocka programs and counts their tests. A program that dies, or ends
# before its last test, counts as a failure more.
set -u
CMOCKA_MESSAGE_OUTPUT=TAP
export CMOCKA_MESSAGE_OUTPUT
passed=0 failed=0
for program; do
	out=$("$program" 2>&1)
	code=$?
	plan=$(printf '%s\n' "$out" |
		awk -F'[.][.]' '/^1[.][.][0-9]+$/ { n += $2 } END { print n + 0 }')
	good=$(printf '%s\n' "$out" | grep -c '^ok ')
	bad=$((plan - good))
	[ "$bad" -ge 0 ] || bad=1
	if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$plan" -eq 0 ]; }; then
		bad=1
	fi
	passed=$((passed + good)) failed=$((failed + bad))
	if [ "$bad" -ne 0 ]; then
		echo "$program: exit code $code, $bad of $plan failed"
		printf '%s\n' "$out" | grep -v '^ok ' | sed 's/^/  /'
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
