#!/bin/sh
# usage: vendor/need.sh WHAT=PACKAGE ...
# Installs the Debian package of each WHAT (a command, or the full name of a
# file) that is missing. Silent, and no call of apt, when nothing is.
set -eu

missing=
for pair; do
	what=${pair%%=*}
	case $what in
	/*) [ ! -e "$what" ] || continue ;;
	*) ! command -v "$what" >/dev/null 2>&1 || continue ;;
	esac
	case " $missing " in
	*" ${pair#*=} "*) ;;
	*) missing="$missing ${pair#*=}" ;;
	esac
done
missing=${missing# }
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "vendor/need.sh: install what Debian calls: $missing" >&2
	exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
	root=
elif command -v sudo >/dev/null 2>&1; then
	root=sudo
else
	echo "vendor/need.sh: root or sudo is needed to install: $missing" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

apt()
{
	$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

# known: does apt know where to get every missing package?
known()
{
	for package in $missing; do
		apt-cache policy "$package" 2>/dev/null |
			grep -q '^  Candidate: [^(]' || return 1
	done
}

echo "installing: $missing"
known || apt update || :
# the second try is for lists that are older than the archive
# shellcheck disable=SC2086
apt install --no-install-recommends $missing ||
	{ apt update && apt install --no-install-recommends $missing; } ||
	{
		tail -n 20 "$log" >&2
		echo "vendor/need.sh: could not install: $missing" >&2
		exit 1
	}
