#!/bin/sh
# usage: tests/lint.sh FILE.c ... -- COMPILER-FLAG ...
# clang-tidy (one test a file), cppcheck, and the list of banned functions.
set -u
passed=0 failed=0
files=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	files="$files $1"
	shift
done
shift

count()
{
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

# The names of our files hold no blanks.
# shellcheck disable=SC2086
banned()
{
	grep -nE "(^|[^_[:alnum:]])($1)[[:space:]]*\(" $files src/*.h
	[ $? -eq 1 ]
}

banned 'v?sprintf|strcpy|strcat|strtok|atoi|atol|gets'
count $?

rm -rf build/lint
mkdir -p build/lint
# shellcheck disable=SC2016,SC2086
printf '%s\n' $files | xargs -P "$(nproc 2>/dev/null || echo 1)" -I FILE \
	sh -c 'f=$1 log=build/lint/$(basename "$1")
	shift
	clang-tidy --quiet "$f" -- "$@" >"$log" 2>&1 && rm "$log"' \
	tidy FILE "$@"
for f in $files; do
	log=build/lint/${f##*/}
	[ ! -e "$log" ]
	code=$?
	[ "$code" -eq 0 ] || grep -v ' generated\.$' "$log"
	count "$code"
done

# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
	--enable=warning,performance,portability \
	--suppress=missingInclude --suppress=missingIncludeSystem \
	-Isrc '-DCWAUDIT_VERSION=""' $files 2>&1
count $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
