#!/bin/sh
# usage: vendor/dist.sh VERSION
# Lays a release down in build/dist/: the source with the third-party tarballs
# inside, so that it builds without a network; the three programs; the manual
# and the completions; what it is made of, as CycloneDX; and the hashes of all.
# The bytes depend on the source and the compilers alone, neither on when, nor
# where, nor by whom it is made.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 022
version=$1
out=build/dist
name=cwaudit-$version

# What a tarball of the release carries instead of git's log.
stamp=vendor/dist/source-date
if [ -e "$stamp" ]; then
	epoch=$(cat "$stamp")
	find . -type f ! -path './build/*' ! -path './vendor/dist/*' \
		! -path ./cwaudit | sed 's,^\./,,' | sort >build/files
else
	[ -z "$(git status --porcelain)" ] || {
		echo "vendor/dist.sh: the tree has uncommitted changes" >&2
		exit 1
	}
	epoch=$(git log -1 --format=%ct)
	git ls-files | sort >build/files
fi

rm -rf "$out" build/source
mkdir -p "$out" "build/source/$name/vendor/dist"
tar -cf - -T build/files | tar -xf - -C "build/source/$name"
echo "$epoch" >"build/source/$name/$stamp"

# The tarballs that this build was made of.
awk '!/^#/ && NF { print $3, $4 }' vendor/sources.lock >build/tarballs
while read -r file sha; do
	for from in vendor/dist build/vendor/dl; do
		[ -e "$from/$file" ] || continue
		[ "$(sha256sum <"$from/$file")" = "$sha  -" ] || continue
		cp "$from/$file" "build/source/$name/vendor/dist/"
		break
	done
done <build/tarballs
for deb in vendor/dist/musl-dev_*_arm64.deb build/arm64/musl/musl-dev_*.deb; do
	[ ! -e "$deb" ] || cp "$deb" "build/source/$name/vendor/dist/"
done
tar --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
	--mtime="@$epoch" --mode=u+rwX,go+rX,go-w -C build/source \
	-cf - "$name" | xz -9 -T1 >"$out/$name.tar.xz"
rm -rf build/source

cp cwaudit "$out/$name-linux-x86_64"
cp build/arm64/cwaudit "$out/$name-linux-arm64"
cp build/windows/cwaudit.exe "$out/$name-windows-x86_64.exe"
cp cwaudit.1 "$out/"
for shell in bash zsh fish; do
	./cwaudit completion "$shell" >"$out/cwaudit.$shell"
done
vendor/sbom.sh "$version" "$epoch" "$out" >"$out/$name.cdx.json"
(cd "$out" && sha256sum -- * >../SHA256SUMS)
mv build/SHA256SUMS "$out/"
rm -f build/files build/tarballs
cat "$out/SHA256SUMS"
