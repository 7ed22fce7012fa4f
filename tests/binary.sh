#!/bin/sh
# usage: tests/binary.sh PROGRAM
# The product is static, stripped, hardened and small: under a megabyte with
# every profile built in, which are a quarter of it.
set -u
passed=0 failed=0
most=1000000

check()
{
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$program: $2"
	fi
}

program=$1
kind=$(file -b "$program")
case $kind in
*'statically linked'* | *'static-pie linked'*) : ;;
*) false ;;
esac
check $? "not static: $kind"
case $kind in
*'not stripped'*) false ;;
*stripped*) : ;;
*) false ;;
esac
check $? "not stripped: $kind"
! readelf -lW "$program" | grep -q ' INTERP '
check $? 'asks for an interpreter'
readelf -lW "$program" | grep -q ' GNU_RELRO '
check $? 'no read-only relocations'
readelf -lW "$program" | grep 'GNU_STACK' | grep -q 'RW '
check $? 'the stack may be executed'
[ "$(wc -c <"$program")" -lt "$most" ]
check $? "$(($(wc -c <"$program"))) bytes; it is to stay under $most"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
