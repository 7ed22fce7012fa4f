#!/bin/sh
# usage: profiles/embed.sh OUT FILE.csv ...
# Writes OUT, a C file that holds the bytes of each profile as profile_blobs[]
# and what catalogue.awk and index.awk take out of them. String literals,
# because a compiler reads them much faster than lists of numbers.
set -eu
LC_ALL=C
export LC_ALL

out=$1
shift
tab=$(printf '\t')
here=${0%/*}

# name TAB path, in the order of the names
list=$(for f; do
	b=${f##*/}
	printf '%s\t%s\n' "${b%.csv}" "$f"
done | sort -t "$tab" -k 1,1)

# The SHA-256 of a file, or of standard input.
sum()
{
	sha256sum <"${1:-/dev/stdin}" | cut -d ' ' -f 1
}

# What profile_digest() is the SHA-256 of.
sums()
{
	printf '%s\n' "$list" | while IFS=$tab read -r name file; do
		[ -z "$name" ] || printf '%s  %s.csv\n' "$(sum "$file")" "$name"
	done
}

{
	echo '/* made by profiles/embed.sh; do not edit */'
	echo '#include "profile_blob.h"'
	n=0
	while IFS=$tab read -r name file; do
		case $name in '' | catalogue) continue ;; esac
		printf '\nstatic const unsigned char blob_%d[] =\n' "$n"
		od -v -An -to1 "$file" |
			sed -e 's/  *\([0-7]\{3\}\)/\\\1/g' -e 's/.*/"&"/'
		echo '"";'
		n=$((n + 1))
	done <<-EOF
	$list
	EOF

	printf '\nconst struct blob profile_blobs[] = {\n'
	n=0
	while IFS=$tab read -r name file; do
		case $name in '' | catalogue) continue ;; esac
		printf '\t{"%s", blob_%d, sizeof(blob_%d) - 1},\n' \
			"$name" "$n" "$n"
		n=$((n + 1))
	done <<-EOF
	$list
	EOF
	printf '\t{0, 0, 0}\n};\n\n'

	catalogue=
	for f; do
		[ "${f##*/}" != catalogue.csv ] || catalogue=$f
	done
	awk -f "$here/cells.awk" -f "$here/catalogue.awk" "$catalogue"
	# The names of our files hold no blanks.
	# shellcheck disable=SC2046
	awk -f "$here/cells.awk" -f "$here/index.awk" "$catalogue" \
		$(printf '%s\n' "$list" | cut -f 2 |
			grep -v '/catalogue\.csv$')
	printf '\nconst char profile_sha256[65] =\n\t"%s";\n' "$(sums | sum)"
} >"$out.tmp"
mv "$out.tmp" "$out"
