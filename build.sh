#!/bin/sh
# Builds ./cwaudit, static, on a fresh Debian 12: run it as root, or with sudo
# at hand. Ends with an audit of the example in fixtures/.
set -eu
cd "$(dirname "$0")"

vendor/need.sh gcc=gcc musl-gcc=musl-tools ar=binutils make=make \
	xz=xz-utils bzip2=bzip2 file=file \
	/etc/ssl/certs/ca-certificates.crt=ca-certificates

make --no-print-directory -j"$(nproc 2>/dev/null || echo 1)"

kind=$(file -b ./cwaudit)
case $kind in
*'statically linked'* | *'static-pie linked'*) ;;
*)
	echo "build.sh: ./cwaudit is not static: $kind" >&2
	exit 1 ;;
esac

sum=$(sha256sum <./cwaudit)
echo "./cwaudit: $(($(wc -c <./cwaudit))) bytes, SHA-256 ${sum%% *}"
echo
echo '$ ./cwaudit fixtures/msp'
code=0
./cwaudit fixtures/msp || code=$?
echo
case $code in
1[0-4] | 20)
	echo "Exit code $code: the example is meant to have findings." ;;
*)
	echo "build.sh: exit code $code on the example, not 10-14 or 20" >&2
	exit 1 ;;
esac
