#!/bin/sh
# usage: tests/sandbox/run.sh TRY ...
# Holds the sandbox to what its header says. Each TRY is tests/sandbox/try.c
# with some libc; then the program itself ($CWAUDIT, else ./cwaudit) is looked
# at with strace, and shown a system that has no such thing. What this kernel
# lacks is not tested; the last line but one says so.
set -u
cd "$(dirname "$0")/../.." || exit 1
vendor/need.sh strace=strace setpriv=util-linux python3=python3 || exit 1
program=$(realpath "${CWAUDIT:-./cwaudit}")
unset HTTPS_PROXY https_proxy CWAUDIT_PUBLIC_KEY CWAUDIT_PRIVATE_KEY
export NO_COLOR=1
work=$(mktemp -d) || exit 1
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0

# check NAME: counts what the command before it returned
check()
{
	if [ "$?" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $1"
	fi
}

# attempt TRY CLASS ATTEMPT WANTED: done, refused or killed
attempt()
{
	rm -rf "$work/in/sub" "$work/beside"
	echo there >"$work/there"
	out=$({ "$1" "$2" "$3" "$work/in"; } </dev/null 2>/dev/null)
	code=$?
	case $code in
	0) got=done ;;
	1) got=refused ;;
	159) got=killed ;;
	*) got="exit $code" ;;
	esac
	[ "$got" = "$4" ]
	check "$1: $2 $3 is $got, expected $4 ($out)"
}

# The name of an attempt, and what becomes of it without a sandbox, offline and
# live. "-" is not tried: it ends with the kernel as well.
table='
socket    done    killed  done
datagram  done    killed  done
raw       -       killed  refused
unix      done    killed  refused
pair      done    killed  killed
connect   done    killed  done
bind      done    killed  refused
listen    done    killed  killed
accept    -       killed  killed
sendto    -       killed  refused
execve    done    killed  killed
fork      done    killed  killed
ptrace    done    killed  killed
uring     -       killed  killed
compat    -       killed  killed
clone3    -       refused refused
unknown   -       refused refused
code      done    refused refused
typing    -       refused refused
thread    -       done    done
read      done    done    done
'
places='
inside    done    done    done
beside    done    refused refused
truncate  done    refused refused
remove    done    refused refused
folder    done    refused refused
'

run_table()
{
	while read -r what free offline live; do
		[ -n "$what" ] || continue
		[ "$(uname -m)" = x86_64 ] || [ "$what" != compat ] || continue
		[ "$free" = - ] || attempt "$1" free "$what" "$free"
		attempt "$1" offline "$what" "$offline"
		attempt "$1" live "$what" "$live"
	done <<END
$2
END
}

mkdir "$work/in"
lacks=
for try; do
	lacks=$("$try" offline status "$work/in" | sed -n 's/^lacks //p')
	case $lacks in
	*seccomp*) ;;
	*)
		run_table "$try" "$table"
		"$try" offline status "$work/in" |
			tr -d '\n\t' | grep -q 'NoNewPrivs:1Seccomp:2done'
		check "$try: /proc/self/status"
		;;
	esac
	case $lacks in
	*Landlock*) ;;
	*) run_table "$try" "$places" ;;
	esac
done

# ------------------------------------------------------ the program itself

input=fixtures/pass/roles.csv
[ -e "$input" ] || input=fixtures/msp/roles.csv

# audit OPTION ...: standard output, error and exit code, in files
audit()
{
	"$program" --as-of 2026-01-31 "$@" "$input" >"$work/out" 2>"$work/err"
	echo "$?" >"$work/rc"
}

audit
cp "$work/out" "$work/want.out"
cp "$work/rc" "$work/want.rc"

same()
{
	cmp "$work/out" "$work/want.out" && cmp "$work/rc" "$work/want.rc"
}

case $program in
*asan*) ;;
*)
	strace -f -qq -o "$work/trace" "$program" --as-of 2026-01-31 "$input" \
		>/dev/null 2>&1
	awk -v input="$input" '
	/prctl\(PR_SET_NO_NEW_PRIVS, 1/ && / = 0$/ { nnp = NR }
	/prctl\(PR_SET_DUMPABLE, SUID_DUMP_DISABLE\)/ && / = 0$/ { dump = NR }
	/RLIMIT_CORE, \{rlim_cur=0, rlim_max=0\}/ && / = 0$/ { core = NR }
	/prctl\(PR_SET_SECCOMP, SECCOMP_MODE_FILTER/ && / = 0$/ { last = NR }
	/open/ && index($0, "\"" input "\"") { first = first ? first : NR }
	/socket|connect|exec|fork|clone/ && NR > 1 { other = NR }
	END { exit !(nnp && dump && core && last && first > last && !other) }
	' "$work/trace"
	check "an audit enters the sandbox before it opens an input"
	awk '/landlock_restrict_self/ && / = 0$/ { f = NR }
	/PR_SET_SECCOMP/ { s = NR } END { exit !(f && f < s) }' "$work/trace"
	code=$?
	case $lacks in *Landlock*) ;; *) (exit "$code")
		check "and Landlock" ;; esac

	# A system that has none of it: the audit is the same, -v tells.
	for what in landlock_create_ruleset:ENOSYS prctl:EINVAL; do
		strace -f -qq -o /dev/null -e "inject=${what%:*}:error=${what#*:}" \
			"$program" --as-of 2026-01-31 "$input" >"$work/out" \
			2>"$work/err"
		echo "$?" >"$work/rc"
		same && [ ! -s "$work/err" ]
		check "without ${what%:*}: the same audit"
	done
	"$program" --as-of 2026-01-31 -v "$input" >"$work/want.verbose" \
		2>/dev/null
	strace -f -qq -o /dev/null -e inject=prctl:error=EINVAL \
		-e inject=landlock_create_ruleset:error=EOPNOTSUPP \
		"$program" --as-of 2026-01-31 -v "$input" >"$work/out" \
		2>"$work/err"
	cmp "$work/out" "$work/want.verbose"
	check "without all of it: --verbose, standard output"
	[ "$(wc -l <"$work/err")" -eq 1 ] &&
		grep -q '^cwaudit: sandbox: .*Landlock.*seccomp' "$work/err"
	check "without all of it: --verbose says so in one note"
	;;
esac

# A large export is shared out among threads, which the filter must let start.
awk -F, 'NR == 1 { print; next } $1 == "Technician" { row[++n] = $0 } END {
	for (i = 0; i < 700; i++)
		for (k = 1; k <= n; k++) {
			line = row[k]
			sub(/^Technician/, "Technician " i, line)
			print line
		}
}' fixtures/msp/roles.csv >"$work/large.csv"
"$program" --as-of 2026-01-31 --summary --threads 1 "$work/large.csv" \
	>"$work/one"
strace -f -qq -e trace=clone,clone3 -o "$work/trace" "$program" \
	--as-of 2026-01-31 --summary --threads 4 "$work/large.csv" >"$work/four"
cmp "$work/one" "$work/four" && [ -s "$work/four" ] &&
	grep -q 'clone(.*CLONE_THREAD.* = [1-9]' "$work/trace"
check "threads for a large export"

# Reports go where they were asked for, and a folder for --export is made.
mkdir "$work/a" "$work/b"
mkfifo "$work/fifo"
cat "$work/fifo" >"$work/from-fifo" &
(cd "$work/a" && "$program" --as-of 2026-01-31 -o here.json \
	-o ../b/there.html -o "csv=$work/b/plan" -o "text=$work/fifo" \
	-o ndjson=/dev/null --write-waivers "$work/b/waivers.csv" \
	"$OLDPWD/$input" >"$work/out" 2>"$work/err")
wait
[ ! -s "$work/out" ] && [ ! -s "$work/err" ] && [ -s "$work/a/here.json" ] &&
	[ -s "$work/b/there.html" ] && [ -s "$work/b/plan" ] &&
	[ -s "$work/b/waivers.csv" ] && [ -s "$work/from-fifo" ] &&
	[ "$(ls "$work/a" "$work/b" | grep -c '\.[A-Za-z0-9]\{6\}$')" -eq 0 ]
check "reports in three folders, a pipe and a device"

# Someone else than root, whose process nobody can look into any more.
if [ "$(id -u)" -eq 0 ]; then
	cp "$program" "$work/cwaudit"
	cp "$input" "$work/roles.csv"
	chmod 755 "$work/cwaudit"
	chmod 644 "$work/roles.csv"
	mkdir -m 777 "$work/nobody"
	(cd "$work/nobody" && setpriv --reuid 65534 --regid 65534 \
		--clear-groups "$work/cwaudit" --as-of 2026-01-31 -v -f text \
		-o roles.json --role x /dev/stdin <"$work/roles.csv" \
		>"$work/out" 2>"$work/err")
	code=$?
	[ "$code" -lt 64 ] && [ -s "$work/nobody/roles.json" ] &&
		{ [ -n "$lacks" ] || [ ! -s "$work/err" ]; }
	check "as nobody, from /dev/stdin: exit $code"
fi

# A name is looked up by DNS: musl's resolver calls bind(), which does nothing.
# A name server of the test's own is used where the kernel lets us put one in.
lookup()
{
	python3 - >"$work/asked" <<'END' &
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.53", 53))
s.settimeout(20)
for _ in range(2):
    data, peer = s.recvfrom(512)
    print(data[12:-4].decode("latin-1"), flush=True)
    kind = data[-4:-2]
    found = b"" if kind != b"\0\1" else (
        b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\x7f\0\0\1")
    s.sendto(data[:2] + b"\x81\x80\0\1\0" + bytes([bool(found)]) +
             b"\0\0\0\0" + data[12:] + found, peer)
END
	server=$!
	sleep 1
	echo 'nameserver 127.0.0.53' >"$work/resolv.conf"
	unshare -m sh -c 'mount --bind "$1" /etc/resolv.conf && shift && "$@"' \
		sh "$work/resolv.conf" "$program" live --timeout 5 \
		--site looked-up.example:9 --company x -f json >"$work/out" \
		2>&1
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	grep -q 'port 9 (1 address tried)' "$work/out"
}
if [ -e /etc/resolv.conf ] && unshare -m true 2>/dev/null && python3 -c '
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("127.0.0.53", 53))
' 2>/dev/null; then
	lookup
	check "live: a name is looked up"
fi

[ -z "$lacks" ] || echo "not tested, for want of it: $lacks"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
