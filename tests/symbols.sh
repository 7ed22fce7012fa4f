#!/bin/sh
# usage: tests/symbols.sh OBJECT ...
# Every symbol that an object exports begins with its module's prefix: the
# file's name up to the first underscore. main is free; what the build makes of
# profiles/ belongs to two modules.
set -u
LC_ALL=C
export LC_ALL
passed=0 failed=0
for o; do
	me=${o##*/}
	me=${me%.o}
	prefix=${me%%_*}
	case $me in
	cwaudit) prefix=main ;;
	profiles) prefix='(profile|catalogue)' ;;
	esac
	if ! list=$(nm -g --defined-only "$o"); then
		failed=$((failed + 1))
		continue
	fi
	bad=$(printf '%s\n' "$list" | awk -v p="$prefix" '
		NF == 3 && $3 !~ "^" p "_" &&
		    !(p == "main" && $3 == "main") { print "  " $3 }')
	if [ -n "$bad" ]; then
		echo "$o: exported without the prefix ${prefix}_:"
		echo "$bad"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
