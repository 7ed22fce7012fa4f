#!/bin/sh
# usage: vendor/musl-arm64.sh DIR
# Unpacks musl for 64-bit ARM to DIR, out of the package musl-dev of this
# Debian, for a build on another processor. vendor/dist/ is looked into first.
# apt checks the package; it reads lists of its own under DIR, and the
# system's settings and lists stay as they are.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
out=$1
[ ! -e "$out/ready" ] || exit 0
rm -rf "$out"
mkdir -p "$out/apt/state/lists/partial" "$out/apt/cache/archives/partial"
out=$(cd "$out" && pwd)
: >"$out/apt/status"

apt()
{
	apt-get -q -o APT::Architecture=arm64 -o APT::Architectures::=arm64 \
		-o Dir::State="$out/apt/state" \
		-o Dir::State::status="$out/apt/status" \
		-o Dir::Cache="$out/apt/cache" \
		-o APT::Sandbox::User="$(id -un)" "$@" >>"$out/log" 2>&1
}

package=
for file in "$here"/dist/musl-dev_*_arm64.deb; do
	[ ! -e "$file" ] || package=$file
done
if [ -z "$package" ]; then
	echo "fetching musl-dev for arm64"
	apt update || :
	(cd "$out" && apt download musl-dev) || {
		tail -n 5 "$out/log" >&2
		echo "vendor/musl-arm64.sh: musl-dev for arm64 could not be" \
			"had; put its package in vendor/dist" >&2
		exit 1
	}
	package=$(ls "$out"/musl-dev_*_arm64.deb)
fi
dpkg-deb -x "$package" "$out"
rm -rf "$out/apt"
: >"$out/ready"
