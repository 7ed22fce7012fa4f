#!/bin/sh
# Installs what `make check` needs beyond build.sh; silent when all is there.
set -eu
cd "$(dirname "$0")/.."
vendor/need.sh gcc=gcc /usr/include/stdio.h=libc6-dev \
	musl-gcc=musl-tools nm=binutils file=file \
	/usr/include/cmocka.h=libcmocka-dev clang=clang \
	clang-tidy=clang-tidy cppcheck=cppcheck python3=python3 \
	parallel=parallel setpriv=util-linux mandoc=mandoc \
	/usr/lib/python3/dist-packages/jsonschema/__init__.py=python3-jsonschema
