#!/bin/sh
# usage: bench/train.sh FOLDER
# Lets FOLDER/cwaudit, which counts how often it goes which way, do what users
# have it do, with inputs that FOLDER/gen makes. The counts are the same in
# each run: nothing here depends on time, place or number of cores.
set -eu
here=$1
gen=$here/gen
catalogue=profiles/catalogue.csv
TZ=UTC
export TZ

# What an audit finds sets its exit code; above 20 it could not be done.
audit()
{
	code=0
	"$here/cwaudit" audit --threads 1 --as-of 2026-01-01 "$@" \
		>"$here/report" 2>&1 || code=$?
	[ "$code" -le 20 ] || {
		cat "$here/report" >&2
		exit 1
	}
}

"$gen" "$catalogue" profile >"$here/profile.csv"
for what in real:1r real:1M functions:300K shuffled:300K breaks:100K distinct:1M; do
	"$gen" "$catalogue" "${what%:*}" "${what#*:}" >"$here/roles.csv"
	audit --summary -p "$here/profile.csv=*" "$here/roles.csv"
done
"$gen" "$catalogue" real 20r >"$here/roles.csv"
audit -f json "$here/roles.csv"
audit fixtures/msp
audit -f json fixtures/msp
rm -f "$here/report" "$here/roles.csv"
