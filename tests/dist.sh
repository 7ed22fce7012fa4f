#!/bin/sh
# usage: tests/dist.sh
# Makes the release twice: here, and from its own source archive in another
# folder, as another user, without a network, at another time. Both must be
# the same bytes. Checks what is in it.
set -u
cd "$(dirname "$0")/.." || exit 1
top=$PWD passed=0 failed=0
vendor/need.sh faketime=faketime unshare=util-linux setpriv=util-linux

check()
{
	if [ "$?" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

clone=$(mktemp -d) other=$(mktemp -d)
trap 'rm -rf "$clone" "$other"' EXIT
# A clone of the last commit, with what was fetched already.
git clone -q . "$clone/here" && mkdir -p "$clone/here/build/vendor" &&
	cp -r build/vendor/dl "$clone/here/build/vendor/"
check "a clone"
(cd "$clone/here" && make dist) >"$clone/log" 2>&1 || tail "$clone/log"
dist=$clone/here/build/dist
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
chown -R nobody "$other"
chmod 755 "$other"
(cd "$other/Another Folder" && unshare -n setpriv --reuid=nobody \
	--regid=nogroup --clear-groups env -i PATH="$PATH" HOME="$other" \
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 faketime -f '+400d' make dist) \
	>"$other/log" 2>&1 || tail "$other/log"
diff "$dist/SHA256SUMS" "$other/Another Folder/build/dist/SHA256SUMS"
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
cd "$top" || exit 1
for file in "$dist"/cwaudit-*-linux-*; do
	file -b "$file" | grep -q 'static-pie linked'
	check "${file##*/} is static"
	readelf -lW "$file" >"$clone/elf"
	grep -q GNU_RELRO "$clone/elf" &&
		grep 'GNU_STACK' "$clone/elf" | grep -q 'RW ' &&
		readelf -dW "$file" | grep -q 'FLAGS_1.*NOW.*PIE'
	check "${file##*/}: RELRO, no executable stack, independent of place"
done
x86_64-w64-mingw32-objdump -p "$dist"/cwaudit-*.exe >"$clone/pe"
[ "$(grep -cE '(HIGH_ENTROPY_VA|DYNAMIC_BASE|NX_COMPAT)' "$clone/pe")" -eq 3 ]
check "cwaudit.exe: no executable stack, independent of place"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
