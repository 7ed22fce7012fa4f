#!/bin/sh
# usage: tests/layers.sh MODULE ...   (lowest first)
# A file may include its own header and those of the modules named before it;
# third-party and network headers belong to the modules of the table below.
set -u
order=" $* cwaudit "
passed=0 failed=0

fail()
{
	echo "$*"
	ok=0
}

for f in cwaudit.c src/*.[ch]; do
	ok=1
	me=${f##*/}
	me=${me%.*}
	below=" ${order%% "$me" *} "
	case $order in
	*" $me "*) ;;
	*) fail "$f: not among MODULES in the Makefile" ;;
	esac
	for h in $(sed -n \
	    's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' \
	    "$f"); do
		case "$below$me " in
		*" ${h%.h} "*) ;;
		*) fail "$f: includes $h, which is not below it" ;;
		esac
	done
	for h in $(sed -n \
	    's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' \
	    "$f"); do
		case $h in
		csv.h) may=' csvin cmd_version ' ;;
		cjson/*) may=' json cmd_version ' ;;
		mbedtls/*) may=' hash tls cmd_version ' ;;
		psa/*) may=' tls ' ;;
		sys/socket.h | netdb.h | netinet/*) may=' net ' ;;
		*) continue ;;
		esac
		case $may in
		*" $me "*) ;;
		*) fail "$f: <$h> is only for$may" ;;
		esac
	done
	if [ "$ok" -eq 1 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
