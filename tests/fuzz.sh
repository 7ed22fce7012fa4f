#!/bin/sh
# usage: tests/fuzz.sh SECONDS JOBS TARGET ...
# Runs each libFuzzer target for so long, JOBS of them at a time, from the
# committed corpus and what earlier runs found (build/fuzz/corpus). Tells how
# often each ran and what it covers; what it finds lies in build/fuzz/found.
# Returns 1 when there is anything.
set -u
cd "$(dirname "$0")/.." || exit 1
top=$PWD
seconds=$1 jobs=$2
shift 2
rm -rf build/fuzz/found
mkdir -p build/fuzz/found build/fuzz/corpus build/fuzz/log
# Files that live for a millisecond need no disk.
[ -w /dev/shm ] && export TMPDIR=/dev/shm

# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -P "$jobs" -I NAME sh -c '
	name=$1 seconds=$2 top=$3
	corpus=$top/build/fuzz/corpus/$name
	mkdir -p "$corpus"
	dict=$top/tests/fuzz/$name.dict
	[ -e "$dict" ] && set -- -dict="$dict" || set --
	case $name in
	csv) set -- "$@" "$top/tests/hostile" ;;
	profile) set -- "$@" "$top/profiles" ;;
	esac
	nice build/fuzz/fuzz/$name -max_total_time="$seconds" \
		-max_len=65536 -timeout=20 -rss_limit_mb=2048 -close_fd_mask=3 \
		-artifact_prefix="$top/build/fuzz/found/$name-" \
		-print_final_stats=1 "$corpus" "$top/tests/fuzz/corpus/$name" "$@" \
		>"build/fuzz/log/$name" 2>&1 ||
		echo "exit code $?" >>"build/fuzz/log/$name"' run NAME "$seconds" "$top"

bad=0
for name; do
	log=build/fuzz/log/$name
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	cover=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\).*/\1 edges, \2 features/p' \
		"$log" | tail -n 1)
	echo "$name: ${runs:-no} runs, ${cover:-no coverage known}"
	if grep -q '^exit code' "$log"; then
		bad=1
		echo "  found something, see $log:"
		grep -aE 'SUMMARY|ERROR|does not hold|gave up|Test unit written' \
			"$log" | head -5 | sed 's/^/  /'
	fi
done
exit "$bad"
