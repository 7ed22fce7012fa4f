#!/bin/sh
# usage: vendor/sbom.sh VERSION EPOCH DIR
# Writes what the programs in DIR are made of, as CycloneDX 1.5: the libraries
# of sources.lock, and what the compilers put in.
set -eu
cd "$(dirname "$0")/.."
version=$1 epoch=$2 dir=$3

# package NAME: the version of a package of this Debian
package()
{
	dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo unknown
}

first=1
# component NAME VERSION LICENCE PURL WHERE [SHA256]
component()
{
	[ "$first" -eq 1 ] || echo ','
	first=0
	printf '    {\n      "type": "library",\n'
	printf '      "bom-ref": "%s",\n' "$4"
	printf '      "name": "%s",\n      "version": "%s",\n' "$1" "$2"
	printf '      "description": "linked into %s",\n' "$5"
	[ -z "${6-}" ] || printf '      "hashes": [\n        {"alg": "SHA-256", "content": "%s"}\n      ],\n' "$6"
	printf '      "licenses": [{"expression": "%s"}],\n' "$3"
	printf '      "purl": "%s"\n    }' "$4"
}

cat <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "timestamp": "$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)",
    "component": {
      "type": "application",
      "bom-ref": "cwaudit",
      "name": "cwaudit",
      "version": "$version",
      "licenses": [{"license": {"id": "MIT"}}],
      "components": [
END
sep=
for file in "$dir"/cwaudit-*-*; do
	sum=$(sha256sum <"$file")
	printf '%s        {"type": "file", "name": "%s", "hashes": [{"alg": "SHA-256", "content": "%s"}]}' \
		"$sep" "${file##*/}" "${sum%% *}"
	sep=',
'
done
cat <<END

      ]
    }
  },
  "components": [
END
awk '!/^#/ && NF { print $1, $2, $3, $4, $5 }' vendor/sources.lock >build/lock
done=
while read -r name number file sha licence; do
	case " $done " in *" $name "*) continue ;; esac
	[ -e "vendor/dist/$file" ] || [ -e "build/vendor/dl/$file" ] ||
		continue
	done="$done $name"
	case $licence in
	Apache*) licence='Apache-2.0 OR GPL-2.0-or-later' ;;
	LGPL*) licence='LGPL-2.1-or-later' ;;
	esac
	component "$name" "$number" "$licence" \
		"pkg:generic/$name@$number?checksum=sha256:$sha" \
		'all programs' "$sha"
done <build/lock
rm -f build/lock
v=$(package musl-dev)
component musl "$v" MIT "pkg:deb/debian/musl@$v" 'the programs for Linux'
v=$(package mingw-w64-x86-64-dev)
component mingw-w64 "$v" 'ZPL-2.1 AND LicenseRef-public-domain' \
	"pkg:deb/debian/mingw-w64@$v" 'the program for Windows'
v=$(gcc -dumpfullversion)
component libgcc "$v" 'GPL-3.0-or-later WITH GCC-exception-3.1' \
	"pkg:generic/gcc@$v" 'all programs'
printf '\n  ]\n}\n'
