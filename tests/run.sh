#!/bin/sh
# usage: tests/run.sh [-u] [NAME ...]
# Runs each tests/golden/NAME.cmd, a piece of shell in which `cwaudit` is the
# program under test ($CWAUDIT, else ./cwaudit), and compares standard output,
# standard error and exit code with NAME.out, NAME.err and NAME.rc; a file that
# is not there means: nothing, or 0. -u shows what differs and takes it over.
#
# Each runs in a new folder in which fixtures, tests and profiles are those of
# the tree. The digest of the embedded profiles reads PROFILES in the results,
# so that a new profile changes no result that it has no part in.
set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C NO_COLOR=1
export LC_ALL NO_COLOR
unset HTTPS_PROXY CWAUDIT_PUBLIC_KEY CWAUDIT_PRIVATE_KEY
top=$PWD
program=${CWAUDIT:-./cwaudit}
case $program in
/*) ;;
*) program=$top/$program ;;
esac
gold=$top/tests/golden
update=0 passed=0 failed=0
if [ "${1-}" = -u ]; then
	update=1
	shift
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
digest=$("$program" version | sed -n 's/^profiles SHA-256 //p')
trap 'exit 1' HUP INT TERM

cwaudit()
{
	"$program" "$@"
}

# Puts what came next to what is wanted; 0 when they are the same.
same()
{
	want=$gold/$1
	got=$work/$2
	if [ -e "$want" ]; then
		cmp -s "$want" "$got" && return 0
	else
		[ ! -s "$got" ] && return 0
		want=/dev/null
	fi
	diff -u "$want" "$got"
	if [ "$update" -eq 1 ]; then
		cp "$got" "$gold/$1"
		[ -s "$got" ] || rm "$gold/$1"
	fi
	return 1
}

run_one()
{
	here=$work/tmp
	rm -rf "$here"
	mkdir "$here"
	ln -s "$top/fixtures" "$top/tests" "$top/profiles" "$here"
	(cd "$here" && . "$gold/$1.cmd") </dev/null >"$work/out" 2>"$work/err"
	code=$?
	sed -i "s/$digest/PROFILES/g" "$work/out" "$work/err"
	# What the kernel lacks of a sandbox is told under -v; that is the
	# machine's affair, and tests/sandbox/run.sh looks at it.
	sed -i '/^cwaudit: sandbox: /d' "$work/err"
	# 0 is not written down: no file, no code.
	echo "$code" | sed '/^0$/d' >"$work/rc"
	ok=0
	for part in rc out err; do
		same "$1.$part" "$part" || ok=1
	done
	return "$ok"
}

[ $# -gt 0 ] || set -- $(cd "$gold" && ls -- *.cmd | sed 's/\.cmd$//')
for name; do
	if run_one "$name"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name"
	fi
done
# A result without its command would never be looked at.
for file in "$gold"/*.out "$gold"/*.err "$gold"/*.rc; do
	if [ -e "$file" ] && [ ! -e "${file%.*}.cmd" ]; then
		failed=$((failed + 1))
		echo "FAIL $file: no ${file%.*}.cmd"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
