#!/bin/sh
# usage: vendor/fetch.sh [DIR]
# Brings every dependency named in vendor/sources.lock to DIR/NAME (DIR is
# build/vendor unless told). A tarball is looked for in vendor/dist, then in
# Debian's source packages, then at the project's own address; whatever comes
# must have the SHA-256 of the lock.
set -eu
LC_ALL=C
export LC_ALL
umask 022

here=$(cd "$(dirname "$0")" && pwd)
lock=$here/sources.lock
dist=$here/dist
out=${1:-build/vendor}
suites='forky sid trixie'

mkdir -p "$out/dl"
out=$(cd "$out" && pwd)
log=$out/fetch.log
: >"$log"
system_config=${APT_CONFIG-}

die()
{
	echo "vendor/fetch.sh: $*" >&2
	exit 1
}

# lines NAME: the lock's lines of NAME
lines()
{
	awk -v name="$1" '$1 == name' "$lock"
}

# verify FILE SHA256: stops the build when they do not belong together
verify()
{
	have=$(sha256sum <"$1")
	have=${have%% *}
	[ "$have" = "$2" ] && return 0
	echo "vendor/fetch.sh: $1 is not what vendor/sources.lock says" >&2
	echo "  expected SHA-256 $2" >&2
	echo "  found    SHA-256 $have" >&2
	exit 1
}

# system_apt COMMAND ...: a command that sees the machine's own apt settings
system_apt()
{
	if [ -n "$system_config" ]; then
		APT_CONFIG=$system_config "$@"
	else
		env -u APT_CONFIG "$@"
	fi
}

# debian_sources SUITE: the machine's own Debian sources, for the source
# packages of SUITE. Reads both formats that apt knows.
debian_sources()
{
	list=/etc/apt/sources.list parts=/etc/apt/sources.list.d
	eval "$(system_apt apt-config shell list Dir::Etc::sourcelist/f \
		parts Dir::Etc::sourceparts/d 2>>"$log")"
	own=$(sed -n 's/^VERSION_CODENAME="\{0,1\}\([a-z]*\).*/\1/p' \
		/etc/os-release 2>/dev/null || :)
	for f in "$list" "${parts%/}"/*.list; do
		[ -f "$f" ] && cat "$f" && echo
	done | awk -v suite="$1" -v own="$own" '
	function wanted(s)
	{
		return s != "" && (s == own || s ~ /^(old)*stable$/ ||
		    s == "testing" || s == "unstable" || s == "sid")
	}
	$1 == "deb" || $1 == "deb-src" {
		sub(/#.*/, "")
		opt = ""
		if (match($0, /\[[^]]*\]/)) {
			opt = substr($0, RSTART + 1, RLENGTH - 2)
			$0 = substr($0, 1, RSTART - 1) " " \
			    substr($0, RSTART + RLENGTH)
		}
		if (!wanted($3) || $2 ~ /^cdrom:/)
			next
		for (i = 4; i <= NF && $i != "main"; i++)
			;
		if (i > NF)
			next
		print "Types: deb-src\nURIs: " $2 "\nSuites: " suite \
		    "\nComponents: main"
		n = split(opt, o, " ")
		for (i = 1; i <= n; i++) {
			if (tolower(o[i]) ~ /^signed-by=/)
				print "Signed-By: " substr(o[i], 11)
			else if (tolower(o[i]) ~ /^trusted=/)
				print "Trusted: " substr(o[i], 9)
		}
		print ""
	}'
	for f in "${parts%/}"/*.sources; do
		[ -f "$f" ] && cat "$f" && echo
	done | awk -v suite="$1" -v own="$own" '
	function wanted(s,    i, n, w)
	{
		n = split(s, w, " ")
		for (i = 1; i <= n; i++)
			if (w[i] == own || w[i] ~ /^(old)*stable$/ ||
			    w[i] == "testing" || w[i] == "unstable" ||
			    w[i] == "sid")
				return 1
		return 0
	}
	function flush(    k)
	{
		if ((" " v["types"] " ") ~ / deb(-src)? / &&
		    tolower(v["enabled"]) !~ /^(no|false|off|0)$/ &&
		    wanted(v["suites"]) &&
		    (" " v["components"] " ") ~ / main / &&
		    v["uris"] !~ /cdrom:/) {
			print "Types: deb-src\nURIs: " v["uris"] \
			    "\nSuites: " suite "\nComponents: main"
			if (v["signed-by"] != "")
				print "Signed-By: " v["signed-by"]
			if (v["trusted"] != "")
				print "Trusted: " v["trusted"]
			print ""
		}
		for (k in v)
			delete v[k]
		key = ""
	}
	/^#/ { next }
	/^[ \t]*$/ { flush(); next }
	/^[ \t]/ {
		# a Signed-By may hold a whole key, line by line
		v[key] = v[key] (key == "signed-by" ? "\n" : "") $0
		next
	}
	{
		i = index($0, ":")
		key = tolower(substr($0, 1, i - 1))
		s = substr($0, i + 1)
		sub(/^[ \t]+/, "", s)
		sub(/[ \t]+$/, "", s)
		v[key] = s
	}
	END { flush() }'
}

# private_apt SUITE: lets apt read the source packages of SUITE from a
# configuration and lists of our own; the system's are only read. The way to
# the archive (proxies, certificates) is the machine's; its hooks are not run.
# The age of a list does not matter: what is taken from it is pinned by hash,
# and a frozen mirror serves as well as a fresh one.
private_apt()
{
	apt=$out/apt/$1
	APT_CONFIG=$apt/apt.conf
	export APT_CONFIG
	[ -f "$apt/ready" ] && return 0
	[ -f "$apt/failed" ] && return 1
	mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
	: >"$apt/status"
	: >"$apt/failed"
	debian_sources "$1" >"$apt/$1.sources"
	[ -s "$apt/$1.sources" ] || return 1
	{
		system_apt apt-config dump 2>>"$log" |
			grep -i '^Acquire::' |
			grep -iv '^Acquire::IndexTargets' || :
		cat <<-EOF
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::sourcelist "$apt/$1.sources";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State "$apt/state";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt/cache";
		APT::Sandbox::User "$(id -un)";
		Acquire::Check-Valid-Until "false";
		Acquire::Check-Date "false";
		EOF
	} >"$APT_CONFIG"
	echo "reading the list of source packages of $1"
	# one source of several may lack the suite; what counts is what is found
	apt-get -q update >>"$log" 2>&1 || :
	rm -f "$apt/failed"
	: >"$apt/ready"
}

# from_apt SOURCE FILE SHA256: fetches FILE to dl/ if some suite has it
from_apt()
{
	command -v apt-get >/dev/null 2>&1 || return 1
	for suite in $suites; do
		private_apt "$suite" || continue
		version=$(apt-cache showsrc --only-source "$1" 2>>"$log" |
			awk -v sha="$3" '
			$1 == "Version:" { v = $2 }
			$1 == sha { print v; exit }')
		[ -n "$version" ] || continue
		rm -rf "$out/tmp"
		mkdir "$out/tmp"
		echo "fetching $2 from $suite"
		(cd "$out/tmp" && apt-get -q --only-source --download-only \
			--tar-only source "$1=$version") >>"$log" 2>&1 || :
		for f in "$out"/tmp/*.orig.tar.*; do
			[ -f "$f" ] || continue
			verify "$f" "$3"
			mv "$f" "$out/dl/$2"
			rm -rf "$out/tmp"
			return 0
		done
		rm -rf "$out/tmp"
	done
	return 1
}

# from_web ADDRESS FILE SHA256: fetches FILE to dl/
from_web()
{
	part=$out/dl/$2.part
	rm -f "$part"
	echo "fetching $1"
	if command -v curl >/dev/null 2>&1; then
		curl -fsSL --connect-timeout 20 -o "$part" "$1" 2>>"$log"
	elif command -v wget >/dev/null 2>&1; then
		wget -q -T 20 -t 2 -O "$part" "$1" 2>>"$log"
	else
		echo "neither curl nor wget is here" >>"$log"
		false
	fi || { rm -f "$part"; return 1; }
	verify "$part" "$3"
	mv "$part" "$out/dl/$2"
}

# obtain NAME: sets tarball and sha
obtain()
{
	for dir in "$dist" "$out/dl"; do
		while read -r _ _ file sha _; do
			[ -f "$dir/$file" ] || continue
			tarball=$dir/$file
			verify "$tarball" "$sha"
			return 0
		done <<-EOF
		$(lines "$1")
		EOF
	done
	for way in apt web; do
		while read -r _ _ file sha _ where; do
			tarball=$out/dl/$file
			case $way:$where in
			apt:apt:*)
				from_apt "${where#apt:}" "$file" "$sha" \
					</dev/null && return 0 ;;
			web:https:*)
				from_web "$where" "$file" "$sha" \
					</dev/null && return 0 ;;
			esac
		done <<-EOF
		$(lines "$1")
		EOF
	done
	grep -E '^(Err|[EW]:|curl:|wget:|neither)' "$log" | sort -u >&2 || :
	die "no source of $1 could be had; put one of these in vendor/dist:" \
		$(lines "$1" | awk '{ print $3 }')
}

# unpack NAME TARBALL: into DIR/NAME, with the time of now so that what was
# compiled from another version is compiled again
unpack()
{
	rm -rf "$out/$1" "$out/$1.new"
	mkdir "$out/$1.new"
	case $2 in
	*.bz2) unzip='bzip2 -dc' ;;
	*.xz) unzip='xz -dc' ;;
	*) unzip='gzip -dc' ;;
	esac
	$unzip <"$2" >"$out/$1.tar"
	case $1 in
	mbedtls)
		# its tests and manuals are nine tenths of it
		top=$(tar -tf "$out/$1.tar" | sed -n '1s,/.*,,p')
		tar -xmf "$out/$1.tar" --no-same-owner --strip-components=1 \
			-C "$out/$1.new" "$top/LICENSE" "$top/include" \
			"$top/library" ;;
	*)
		tar -xmf "$out/$1.tar" --no-same-owner --strip-components=1 \
			-C "$out/$1.new" ;;
	esac
	rm -f "$out/$1.tar"
	mv "$out/$1.new" "$out/$1"
}

for name in $(awk '!/^#/ && NF { print $1 }' "$lock" | awk '!seen[$0]++'); do
	want=$(lines "$name" | sha256sum)
	if [ -f "$out/$name/.lock" ] &&
	    [ "$(cat "$out/$name/.lock")" = "$want" ]; then
		continue
	fi
	obtain "$name"
	unpack "$name" "$tarball"
	echo "$want" >"$out/$name/.lock"
	echo "$name: ${tarball##*/}"
done
rm -rf "$out/apt"
