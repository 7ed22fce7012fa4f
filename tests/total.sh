#!/bin/sh
# usage: tests/total.sh SUITE ...
# Adds up build/check.counts. Every SUITE must stand there, once. The last
# line is "N passed, N failed"; returns 1 when anything failed or nothing ran.
set -eu
echo "== total"
for suite; do
	n=$(awk -v s="$suite" '$1 == s' build/check.counts | wc -l)
	[ "$n" -eq 1 ] || {
		echo "$suite ran $((n)) times"
		echo "$suite 0 1" >>build/check.counts
	}
done
awk '
NF { printf "%-14s %5d passed, %d failed\n", $1, $2, $3 }
{ p += $2; f += $3 }
END {
	printf "%d passed, %d failed\n", p, f
	exit f > 0 || p == 0
}' build/check.counts
