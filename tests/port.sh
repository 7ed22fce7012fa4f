#!/bin/sh
# usage: tests/port.sh windows|arm64 PROGRAM
# Holds the program of another system to what the one of this machine does:
# the goldens, every fixture in every format byte for byte, and, on Windows,
# each case of the live check. Wine or qemu runs it.
set -u
cd "$(dirname "$0")/.." || exit 1
system=$1 program=$PWD/$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

case $system in
windows)
	vendor/need.sh wine=wine /usr/lib/wine/wine64=wine64
	export WINEPREFIX="$PWD/build/wine" WINEDEBUG=-all
	run=wine ;;
arm64)
	vendor/need.sh qemu-aarch64-static=qemu-user-static
	run=qemu-aarch64-static ;;
esac
printf '#!/bin/sh\nexec %s %s "$@"\n' "$run" "$program" >"$work/cwaudit"
chmod +x "$work/cwaudit"
CWAUDIT=$work/cwaudit
export CWAUDIT
"$CWAUDIT" version >/dev/null 2>&1	# makes Wine's folder

# add COUNTS: adds a suite's last line
add()
{
	passed=$((passed + ${1%% *}))
	failed=$((failed + $(echo "$1" | cut -d' ' -f3)))
}

# suite COMMAND ...: runs a suite and adds its counts
suite()
{
	"$@" >"$work/log" 2>&1
	sed '$d' "$work/log"
	add "$(tail -n 1 "$work/log")"
}

# Goldens of what the system has not, or the runner does not pass on: signals
# that one process sends another, limits on its memory and its files, a TMPDIR
# that is not there, in which Wine keeps files of its own.
goldens()
{
	for cmd in tests/golden/*.cmd; do
		name=${cmd##*/}
		name=${name%.cmd}
		case $system/$name in
		*/exit-130-* | */exit-143-* | */exit-70-memory) ;;
		windows/exit-74-size | windows/*-tmpdir*) ;;
		*) echo "$name" ;;
		esac
	done
}

same()
{
	name=$1
	shift
	./cwaudit "$@" >"$work/here" 2>"$work/here.err"
	code=$?
	"$CWAUDIT" "$@" >"$work/there" 2>"$work/there.err"
	if [ "$code" -eq $? ] && cmp "$work/here" "$work/there" &&
	    cmp "$work/here.err" "$work/there.err"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name"
	fi
}

# shellcheck disable=SC2046
suite tests/run.sh $(goldens)
for folder in fixtures/*/; do
	for format in text json ndjson csv sarif html markdown; do
		same "${folder%/} as $format" --as-of 2026-01-31 -f "$format" \
			"${folder%/}"
	done
done
# A file of several pieces of which one is no UTF-8, and so is read again whole.
awk 'NR == 1; END { for (i = 0; i < 8000; i++)
	printf "T\351ch %d,Companies,Company Maintenance,None,My,None,All\n", i
}' fixtures/msp/roles.csv >"$work/large.csv"
same "a large file that is no UTF-8" --as-of 2026-01-31 "$work/large.csv"
# Evidence that one packed is verified by the other.
for order in "./cwaudit $CWAUDIT" "$CWAUDIT ./cwaudit"; do
	${order% *} --as-of 2026-01-31 --bundle "$work/audit.tar" \
		--bundle-inputs fixtures/msp >/dev/null 2>&1
	if ${order#* } verify "$work/audit.tar" >"$work/here" &&
	    grep -q 'another build' "$work/here"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL a bundle: $order"
		cat "$work/here"
	fi
done
if [ "$system" = windows ]; then
	# shellcheck disable=SC2046
	suite tests/live/run.sh \
		$(sed 's/^#.*//; s/|.*//' tests/live/cases.txt)
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
