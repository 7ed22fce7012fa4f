#!/bin/sh
# usage: tests/replay.sh PROGRAM ...
# Runs fuzz targets that were built with tests/fuzz/replay.c on their corpus,
# on every input that was once found to break something, and on the hostile
# exports and the profiles of the tree. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0
[ -w /dev/shm ] && export TMPDIR=/dev/shm
for program; do
	name=${program##*/}
	set -- "tests/fuzz/corpus/$name"/*
	case $name in
	csv) set -- "$@" tests/hostile/* ;;
	profile) set -- "$@" profiles/*.csv ;;
	esac
	out=$("$program" "$@" 2>&1)
	line=$(printf '%s\n' "$out" | tail -n 1)
	case $line in
	*' passed, '*' failed')
		passed=$((passed + ${line%% *}))
		line=${line#*, }
		failed=$((failed + ${line% failed}))
		printf '%s\n' "$out" | sed '$d'
		;;
	*)
		echo "$program: $line"
		failed=$((failed + 1))
		;;
	esac
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
