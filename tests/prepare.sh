#!/bin/sh
# Installs what `make check` needs beyond build.sh; silent when all is there.
set -eu
cd "$(dirname "$0")/.."
vendor/need.sh gcc=gcc /usr/include/stdio.h=libc6-dev \
	musl-gcc=musl-tools nm=binutils file=file \
	/usr/include/cmocka.h=libcmocka-dev clang=clang \
	clang-tidy=clang-tidy cppcheck=cppcheck python3=python3 \
	parallel=parallel zsh=zsh fish=fish setpriv=util-linux mandoc=mandoc \
	/usr/lib/python3/dist-packages/jsonschema/__init__.py=python3-jsonschema

# What judges the reports.
vendor/need.sh java=default-jre-headless chromium=chromium node=nodejs npm=npm
mkdir -p build/web
cp tests/web/page.js build/web/
if ! cmp -s tests/web/package.json build/web/package.json ||
	[ ! -d build/web/node_modules ]; then
	echo "installing: tests/web/package.json"
	rm -rf build/web/node_modules
	cp tests/web/package.json build/web/
	(cd build/web && npm install --no-audit --no-fund --ignore-scripts \
		--loglevel=error) || {
		rm -f build/web/package.json
		exit 1
	}
fi
