#!/bin/sh
# usage: tests/dist.sh
# Makes the release twice: here, of what is built already, and all of it from
# its own source archive in another folder, as another user, without a network,
# at another time. Both must be the same bytes. Checks what is in it. Being
# another user takes root, or sudo.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0
vendor/need.sh git=git xz=xz-utils file=file python3=python3 \
	readelf=binutils faketime=faketime unshare=util-linux \
	setpriv=util-linux || exit 1
root=
[ "$(id -u)" -eq 0 ] || root=sudo
# How many compilers run at a time is this test's affair.
unset MAKEFLAGS MFLAGS MAKELEVEL
jobs=$(nproc 2>/dev/null || echo 1)

check()
{
	if [ "$?" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

work=$(mktemp -d) other=$(mktemp -d) || exit 1
trap '$root rm -rf "$work" "$other"' EXIT

# Changes that are not committed are released as if they were, in a repository
# that lasts no longer than this.
if [ ! -e vendor/dist/source-date ] &&
    [ -n "$(git status --porcelain 2>&1)" ]; then
	GIT_DIR=$work/git GIT_WORK_TREE=$PWD
	export GIT_DIR GIT_WORK_TREE
	git init -q && git add -A && git -c user.name=nobody \
		-c user.email=nobody@example.org commit -q -m 'not committed'
	check "changes that are not committed"
fi
dist=build/dist
rm -rf "$dist"
make -j"$jobs" dist >"$work/log" 2>&1 || tail "$work/log"
unset GIT_DIR GIT_WORK_TREE
[ -s "$dist/SHA256SUMS" ]
check "make dist"
(cd "$dist" && sha256sum --quiet -c SHA256SUMS)
check "SHA256SUMS"
[ "$(find "$dist" -type f | wc -l)" -eq 10 ]
check "ten files"

mkdir "$other/Another Folder"
tar -xf "$dist"/cwaudit-*.tar.xz -C "$other/Another Folder" \
	--strip-components=1
check "the source archive unpacks"
now=$(date +%s)
chmod 755 "$other"
$root chown -R nobody "$other"
# shellcheck disable=SC2016
(cd "$other/Another Folder" && $root unshare -n setpriv --reuid=nobody \
	--regid=nogroup --clear-groups env -i PATH="$PATH" HOME="$other" \
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 faketime -f '+400d' sh -c '
	echo "$(id -un) $(date +%s)" >../who
	cat /proc/net/dev >../network
	exec make -j"$1" dist' sh "$jobs") >"$work/log" 2>&1 ||
	tail "$work/log"
read -r user time <"$other/who"
[ "$user" = nobody ] && [ "$time" -gt $((now + 399 * 86400)) ]
check "another user and time"
[ -s "$other/network" ] && ! tail -n +3 "$other/network" | grep -qv '^ *lo:'
check "no network"
there=$other/'Another Folder'/build/dist
[ -s "$there/SHA256SUMS" ] && diff -r "$dist" "$there"
check "another folder, user and time, no network: the same bytes"

python3 - "$dist" <<'END'
import glob, hashlib, json, sys
name, = glob.glob(sys.argv[1] + "/*.cdx.json")
with open(name, encoding="utf-8") as f:
    bom = json.load(f)
assert bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.5"
names = {c["name"] for c in bom["components"]}
assert names == {"mbedtls", "libcsv", "cjson", "musl", "mingw-w64",
                 "libgcc"}, names
assert all(c["version"] not in ("", "unknown") for c in bom["components"])
files = bom["metadata"]["component"]["components"]
assert len(files) == 3, files
for part in files:
    with open(sys.argv[1] + "/" + part["name"], "rb") as f:
        assert hashlib.sha256(f.read()).hexdigest() == \
            part["hashes"][0]["content"], part
END
check "the bill of materials"
for file in "$dist"/cwaudit-*-linux-*; do
	file -b "$file" | grep -q 'static-pie linked'
	check "${file##*/} is static"
	readelf -lW "$file" >"$work/elf"
	grep -q GNU_RELRO "$work/elf" &&
		grep 'GNU_STACK' "$work/elf" | grep -q 'RW ' &&
		readelf -dW "$file" | grep -q 'FLAGS_1.*NOW.*PIE'
	check "${file##*/}: RELRO, no executable stack, independent of place"
done
x86_64-w64-mingw32-objdump -p "$dist"/cwaudit-*.exe >"$work/pe"
[ "$(grep -cE '(HIGH_ENTROPY_VA|DYNAMIC_BASE|NX_COMPAT)' "$work/pe")" -eq 3 ]
check "cwaudit.exe: no executable stack, independent of place"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
