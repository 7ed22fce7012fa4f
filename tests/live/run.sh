#!/bin/sh
# usage: tests/live/run.sh [-u] [CASE ...]
# Runs `cwaudit live` against a look-alike of ConnectWise on this machine (see
# README.md), and against nginx. -u writes the goldens anew and shows what
# changed. The last line is "N passed, N failed". CWAUDIT names the program.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
CWAUDIT=${CWAUDIT:-$root/cwaudit}
case $CWAUDIT in
*asan*) asan=1 ;;
*) asan=0 ;;
esac
"$root/vendor/need.sh" python3=python3 openssl=openssl strace=strace \
	/usr/sbin/nginx=nginx-light || exit 1

work=$(mktemp -d)
# a build that goes on meanwhile must not change what is tested
cp "$CWAUDIT" "$work/cwaudit" || exit 1
CWAUDIT=$work/cwaudit
server= nginx=
trap 'stop; stop_nginx; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 update=0
[ "${1:-}" = -u ] && { update=1; shift; }
only=" $* "

public=PublicKey0123456
private=TopSecret-9f8e7d6c5b4a3210
client=6f1d2a34-0000-4000-8000-00000000c0de
unset HTTPS_PROXY https_proxy NO_PROXY no_proxy SSL_CERT_FILE
export NO_COLOR=1

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

# start SCENARIO CERTIFICATE [SERVER-OPTION ...]
start()
{
	scenario=$1 cert=$2
	shift 2
	rm -f "$work/port"
	: >"$work/log"
	python3 -W ignore "$here/server.py" --cert "$work/certs/$cert.pem" \
		--scenario "$here/scenarios/$scenario.json" \
		--log "$work/log" --port-file "$work/port" "$@" \
		2>>"$work/server.err" &
	server=$!
	wait_for "$work/port"
	port=$(cat "$work/port")
}

stop()
{
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
	cat "$work/log" >>"$work/all.log"
}

stop_nginx()
{
	[ -n "$nginx" ] || return 0
	kill "$nginx" 2>/dev/null
	wait "$nginx" 2>/dev/null
	nginx=
}

wait_for()
{
	tries=0
	while [ ! -e "$1" ] && [ "$tries" -lt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
}

# live OPTION ...: one run against the server, keys in the environment
live()
{
	CWAUDIT_PUBLIC_KEY=$public CWAUDIT_PRIVATE_KEY=$private "$CWAUDIT" \
		live --site "localhost:$port" --company examplemsp \
		--client-id "$client" --ca "$work/certs/ca.pem" "$@"
}

golden()
{
	want=$here/golden/$1.txt
	if [ "$update" -eq 1 ]; then
		mkdir -p "$here/golden"
		diff -u "$want" "$2" 2>/dev/null
		cp "$2" "$want"
	fi
	diff -u "$want" "$2"
}

# One line of cases.txt.
run_case()
{
	name=$1 code=$5 options=$6
	# shellcheck disable=SC2086
	start "$2" "$3" $4
	set -f
	set --
	skip=0
	for word in $options; do
		case $word in
		@EXPORTS) set -- "$@" "$work/exports/roles.csv" \
			"$work/exports/role_list.csv" \
			"$work/exports/members.csv" ;;
		@NONE) skip=1 ;;
		*@PORT*) set -- "$@" "${word%@PORT*}$port${word#*@PORT}" ;;
		*) set -- "$@" "$word" ;;
		esac
	done
	set +f
	if [ "$skip" -eq 1 ]; then
		# only what needs no login
		"$CWAUDIT" live --site "localhost:$port" --company examplemsp \
			--ca "$work/certs/ca.pem" -f json \
			>"$work/out/$name.json" 2>"$work/out/$name.err"
	else
		live -f json --transcript "$work/out/$name.transcript" \
			-o "$work/out/$name.txt" "$@" \
			>"$work/out/$name.json" 2>"$work/out/$name.err"
	fi
	got=$?
	stop
	[ "$got" -eq "$code" ] || {
		echo "$name: exit code $got, expected $code"
		cat "$work/out/$name.err"
		false
	}
	check "$name: exit code"
	if [ "$code" -eq 64 ]; then
		cp "$work/out/$name.err" "$work/shown"
		[ ! -s "$work/out/$name.json" ]
		check "$name: a usage error writes no report"
	else
		python3 "$here/show.py" "$work/out/$name.json" >"$work/shown"
	fi
	golden "$name" "$work/shown"
	check "$name: report"
}

cases()
{
	start healthy good
	live -q --export "$work/exports" >/dev/null
	check "export of the healthy tenant"
	stop
	while IFS='|' read -r name scenario cert args code options; do
		case $name in
		'#'* | '') continue ;;
		esac
		if [ "$only" != '  ' ]; then
			case $only in
			*" $name "*) ;;
			*) continue ;;
			esac
		fi
		run_case "$name" "$scenario" "$cert" "$args" "$code" \
			"$options" </dev/null
	done <"$here/cases.txt"
}

# What --export writes gives the same findings below CW400 as the live run.
round_trip()
{
	start excess good
	live --profile support-fusion --member SupportFusion -f json \
		--export "$work/trip" >"$work/live.json"
	stop
	"$CWAUDIT" audit --profile support-fusion=SupportFusionIntegration \
		-f json "$work"/trip/*.csv >"$work/offline.json"
	compare "$work/live.json" "$work/offline.json"
	check "export and audit: the same findings"
	start own-list good
	live -f json --export "$work/trip" >"$work/live.json"
	stop
	[ -f "$work/trip/table_setup.csv" ]
	check "export of the key's own Table Setup list"
	"$CWAUDIT" audit -f json "$work"/trip/*.csv >"$work/offline.json"
	compare "$work/live.json" "$work/offline.json"
	check "export and audit of all members: the same findings"
	# a table of an earlier run must not stand beside those of a later
	start healthy good
	live -q --export "$work/trip" >/dev/null
	stop
	[ ! -e "$work/trip/table_setup.csv" ]
	check "export: no table of an earlier run is left"
	# nor those of a later one, when it could not write them all
	rm "$work/trip/members.csv"
	mkdir "$work/trip/members.csv"
	cp "$work/trip/roles.csv" "$work/roles.before"
	start own-list good
	live -q --export "$work/trip" >/dev/null 2>"$work/err"
	[ $? -eq 74 ] && grep -q 'members.csv: cannot be written' "$work/err" &&
		cmp "$work/roles.before" "$work/trip/roles.csv" &&
		[ ! -e "$work/trip/table_setup.csv" ]
	check "export: all tables or none"
	stop
}

# Each report lists the same checks, with what came of them.
formats()
{
	start excess good
	live --member SupportFusion --profile support-fusion -v -f json \
		-o "$work/out/all.html" -o "$work/out/all.md" \
		-o "$work/out/all.ndjson" -o "$work/out/all.txt" \
		-o "$work/out/all.sarif" -o "$work/out/all.csv" \
		--disable CW203 >"$work/out/all.json"
	[ $? -eq 14 ]
	check "all formats: exit code"
	stop
	python3 - "$work/out/all" <<'END'
import html, json, re, sys
top = sys.argv[1]
read = lambda end: open(top + end, encoding="utf-8").read()
checks = json.loads(read(".json"))["checks"]
assert len(checks) > 10, checks
lines = [json.loads(x) for x in read(".ndjson").splitlines()]
same = [{k: v for k, v in x.items() if k in c} for x, c in zip(
    (x for x in lines if x["type"] == "check"),
    checks)]
assert same == checks, (same, checks)
page = html.unescape(re.sub("<[^>]*>", "|", read(".html")))
table = re.sub(r"\\([^A-Za-z0-9])", r"\1", read(".md"))
text = " ".join(read(".txt").split())
for c in checks:
    for there in (page, table, text):
        assert c["name"] in there, c
        assert " ".join(c["detail"].split()[:4]) in there, c
    status = c["status"].replace("_", " ")
    assert status + "|" in page, c
assert "CW203" in read(".sarif")
END
	check "all formats: the same checks"
}

compare()
{
	python3 - "$1" "$2" <<'END'
import json, sys
def findings(path):
    with open(path) as f:
        d = json.load(f)
    return [{k: v for k, v in x.items()} for x in d["findings"]
            if not x["rule"].startswith("CW4")], d["score"]
a, b = findings(sys.argv[1]), findings(sys.argv[2])
assert a[0], "no findings: nothing is shown"
assert a == b, (a, b)
END
}

# The pages of a large role come over one connection.
large()
{
	start big-role good
	live -q --transcript "$work/out/big.transcript" -f json \
		>"$work/big.json"
	check "10,000 settings: exit code"
	stop
	[ "$(grep -c 'securityRoles/71/settings' "$work/log")" -eq 10 ]
	check "10,000 settings: ten pages"
	[ "$(cut -d' ' -f1 "$work/log" | sort -u)" = conn=1 ]
	check "10,000 settings: one connection"
	start big-role good
	peak=$(CWAUDIT_PUBLIC_KEY=$public CWAUDIT_PRIVATE_KEY=$private \
	python3 - "$CWAUDIT" live --site "localhost:$port" --company \
		examplemsp --client-id "$client" --ca "$work/certs/ca.pem" \
		-q --summary <<'END'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
END
	)
	stop
	most=65536
	[ "$asan" -eq 0 ] || most=400000
	[ "${peak:-0}" -gt 0 ] && [ "$peak" -lt "$most" ]
	check "10,000 settings: $peak KB of memory"
}

no_sockets()
{
	# a leak check cannot run in a process that is traced
	ASAN_OPTIONS=detect_leaks=0
	export ASAN_OPTIONS
	strace -f -qq -e trace=network -o "$work/strace" "$CWAUDIT" live \
		--site na.myconnectwise.net --company examplemsp \
		--client-id "$client" --member X --dry-run >"$work/dry.txt"
	check "--dry-run: exit code"
	[ -f "$work/strace" ] && [ ! -s "$work/strace" ]
	check "--dry-run opens no socket"
	golden dry-run "$work/dry.txt"
	check "--dry-run: text"
	"$CWAUDIT" live --site na.myconnectwise.net --company examplemsp \
		--client-id "$client" --dry-run -f json | python3 -c '
import json, sys
r = json.load(sys.stdin)["requests"]
assert len(r) > 40 and all(x["method"] == "GET" for x in r)
assert r[0]["url"].startswith("https://api-na.myconnectwise.net/login/")
assert all("Authorization: Basic ********" in x["headers"] for x in r[1:])
'
	check "--dry-run: JSON"
	strace -f -qq -e trace=network -o "$work/strace" "$CWAUDIT" audit \
		-q "$work"/exports/*.csv >/dev/null
	[ -f "$work/strace" ] && [ ! -s "$work/strace" ]
	check "audit opens no socket"
	# the same proof must see a socket where there is one
	strace -f -qq -e trace=network -o "$work/strace" "$CWAUDIT" live \
		--site 127.0.0.1:9 --company examplemsp --timeout 1 \
		--ca "$work/certs/ca.pem" >/dev/null
	grep -q 'socket(' "$work/strace"
	check "live opens one"
	unset ASAN_OPTIONS
}

proxy()
{
	start healthy good --proxy
	proxy_pid=$server proxy_port=$port proxy_log=$work/proxy.log
	mv "$work/log" "$proxy_log"
	server=
	start healthy good
	HTTPS_PROXY=http://who:proxy-password@127.0.0.1:$proxy_port \
		live -f json >"$work/out/proxy.json" 2>"$work/out/proxy.err"
	check "proxy: exit code"
	grep -q "^CONNECT localhost:$port HTTP/1.1 proxy-login=yes" \
		"$proxy_log"
	check "proxy: asked by CONNECT"
	grep -q 'through the proxy 127.0.0.1' "$work/out/proxy.json"
	check "proxy: named in the report"
	! grep -q proxy-password "$work/out"/proxy.*
	check "proxy: its password is in no report"
	kill "$proxy_pid"
	wait "$proxy_pid" 2>/dev/null
	HTTPS_PROXY=http://127.0.0.1:$proxy_port NO_PROXY=localhost \
		live -q >/dev/null
	check "proxy: NO_PROXY"
	HTTPS_PROXY=http://127.0.0.1:$proxy_port live -q >/dev/null
	[ $? -eq 69 ]
	check "proxy: one that is gone"
	stop
}

keys()
{
	start healthy good
	set -- "$CWAUDIT" live --site "localhost:$port" --company examplemsp \
		--client-id "$client" --ca "$work/certs/ca.pem" -f json
	printf '%s\n%s\n' "$public" "$private" >"$work/keys"
	chmod 600 "$work/keys"
	"$@" --keys "$work/keys" >"$work/out/keys.json" 2>&1
	check "--keys"
	chmod 640 "$work/keys"
	"$@" --keys "$work/keys" >"$work/out/keys-mode.json" \
		2>"$work/out/keys-mode.err"
	[ $? -eq 64 ] && grep -q 'chmod 600' "$work/out/keys-mode.err" &&
		[ ! -s "$work/out/keys-mode.json" ]
	check "--keys that others can read"
	printf '%s\n' "$public" >"$work/keys"
	chmod 600 "$work/keys"
	"$@" --keys "$work/keys" >"$work/out/keys-one.json" 2>&1
	[ $? -eq 64 ]
	check "--keys of one line"
	printf ' %s\r\n\r\n%s \r\n' "$public" "$private" >"$work/keys"
	"$@" --keys "$work/keys" >"$work/out/keys-blank.json" 2>&1 &&
		grep -q '"CW401"' "$work/out/keys-blank.json" &&
		grep -q 'pasted with blanks' "$work/out/keys-blank.json"
	check "keys with blanks: trimmed, with a finding"
	CWAUDIT_PUBLIC_KEY=$public CWAUDIT_PRIVATE_KEY="TopSecret-
9f8e7d6c5b4a3210" "$@" >"$work/out/keys-break.json" 2>&1 &&
		grep -q 'pasted with blanks' "$work/out/keys-break.json"
	check "a key with a line break in it: trimmed, with a finding"
	"$@" </dev/null >"$work/out/keys-none.json" 2>&1
	[ $? -eq 64 ]
	check "no keys at all"
	python3 "$here/prompt.py" "$public" "$private" "$@" \
		>"$work/out/prompt.txt"
	check "keys typed at a prompt"
	grep -q 'Private key: ' "$work/out/prompt.txt"
	check "the prompt asks"
	stop
	# a sanitizer's shadow of the memory cannot be read through
	[ "$asan" -eq 0 ] || return 0
	start hang good
	CWAUDIT_PUBLIC_KEY=$public CWAUDIT_PRIVATE_KEY=$private \
		python3 "$here/memory.py" "$private" "$CWAUDIT" live --site \
		"localhost:$port" --company examplemsp --client-id "$client" \
		--ca "$work/certs/ca.pem" >"$work/memory"
	code=$?
	[ "$code" -eq 0 ] || cat "$work/memory"
	[ "$code" -eq 0 ]
	check "the private key is in no page that a core image would hold"
	! grep -q ', 0 in pages' "$work/memory"
	check "and is seen where it may be"
	stop
}

# asked SCENARIO PATH TIMES: how often a path is asked for before it is left.
asked()
{
	start "$1" good
	live -q --timeout 1 >/dev/null
	stop
	n=$(grep -c " GET [^ ]*$2[? ]" "$work/log")
	[ "$n" -eq "$3" ]
	check "$1: $2 asked for $n times, expected $3"
}

# Section 8: 429 three times more, 5xx and time-outs twice more, else never.
repeated()
{
	asked rate-once /system/apiMembers 2
	asked rate-always /system/apiMembers 4
	asked server-error /system/info 3
	asked server-down /system/info 3
	asked slow /system/info 3
	asked html /system/info 1
	asked redirect /system/info 1
	asked both-lengths /system/info 1
	asked probe-403 /company/companies/count 1
	asked cannot-route /system/info 1
	asked wrong-keys-401 /system/info 1
	asked wrong-keys-401 /system/apiMembers 0
}

# An end in the middle leaves no half-written file.
interrupted()
{
	start hang good
	CWAUDIT_PUBLIC_KEY=$public CWAUDIT_PRIVATE_KEY=$private "$CWAUDIT" \
		live --site "localhost:$port" --company examplemsp \
		--client-id "$client" --ca "$work/certs/ca.pem" --transcript \
		"$work/out/never" >/dev/null 2>&1 &
	child=$!
	sleep 1
	kill -TERM "$child"
	wait "$child"
	[ $? -eq 143 ]
	check "interrupted: exit code"
	[ -z "$(find "$work/out" -name 'never*')" ]
	check "interrupted: no file is left"
	stop
	start healthy good
	live --transcript /nowhere/transcript >/dev/null 2>&1
	[ $? -eq 74 ]
	check "a transcript that cannot be written"
	live --export /nowhere/at/all >/dev/null 2>&1
	[ $? -eq 74 ]
	check "an export that cannot be written"
	stop
}

# A second, independent server: nginx with the answers as files.
with_nginx()
{
	www=$work/www
	start healthy good
	python3 - "$here" "$port" "$work" "$www" <<'END'
import base64, json, os, ssl, sys, urllib.request
here, port, work, www = sys.argv[1:]
with open(here + "/scenarios/healthy.json") as f:
    s = json.load(f)
login = base64.b64encode(("%s+%s:%s" % (s["company"], s["public"],
    s["private"])).encode()).decode()
ctx = ssl.create_default_context(cafile=work + "/certs/ca.pem")
base = "/v2025_1/apis/3.0"
for path, query in [("/login/companyinfo/examplemsp", "")] + [
        (base + p, "?page=1&pageSize=1000") for p in (
        "/system/info", "/system/apiMembers", "/system/securityroles",
        "/system/mySecurity", "/system/securityRoles/71/settings",
        "/system/securityRoles/72/settings",
        "/system/securityRoles/73/settings",
        "/company/companies/count", "/company/contacts/count",
        "/company/configurations/count", "/service/tickets/count",
        "/service/templates")]:
    q = urllib.request.Request("https://localhost:%s%s%s" % (port, path,
        query), headers={"Authorization": "Basic " + login,
        "clientId": s["client_id"]})
    body = urllib.request.urlopen(q, context=ctx).read()
    os.makedirs(www + os.path.dirname(path), exist_ok=True)
    with open(www + path, "wb") as f:
        f.write(body)
os.makedirs(www + base + "/system/mySecurity.d")
with open(www + base + "/system/mySecurity.d/items", "w") as f:
    f.write("[]")
END
	check "nginx: its answers"
	stop
	port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
	cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.err;
worker_processes 1;
events { worker_connections 16; }
http {
	access_log $work/nginx.log;
	client_body_temp_path $work/nginx.t1;
	proxy_temp_path $work/nginx.t2;
	fastcgi_temp_path $work/nginx.t3;
	uwsgi_temp_path $work/nginx.t4;
	scgi_temp_path $work/nginx.t5;
	default_type application/json;
	server {
		listen 127.0.0.1:$port ssl;
		ssl_certificate $work/certs/rsa.crt;
		ssl_certificate_key $work/certs/rsa.key;
		root $www;
		location = /v2025_1/apis/3.0/system/mySecurity/customizeItems/ {
			try_files /v2025_1/apis/3.0/system/mySecurity.d/items =404;
		}
	}
}
END
	# the workers run as another user
	chmod 755 "$work"
	/usr/sbin/nginx -c "$work/nginx.conf" 2>/dev/null &
	nginx=$!
	wait_for "$work/nginx.pid"
	sleep 0.3
	live -f json >"$work/nginx.json" 2>"$work/out/nginx.err"
	check "nginx: exit code"
	stop_nginx
	python3 "$here/show.py" "$work/nginx.json" | grep -v '^check' \
		>"$work/shown"
	grep -v '^check' "$here/golden/healthy.txt" >"$work/shown.want"
	diff -u "$work/shown.want" "$work/shown"
	check "nginx: the same findings as from the look-alike"
	! grep -v '"GET ' "$work/nginx.log"
	check "nginx: GET only"
}

# Over the whole suite: GET only, on listed paths only, and no secrets.
everything()
{
	[ "$(wc -l <"$work/all.log")" -gt 100 ]
	check "the servers logged their requests"
	! grep -Ev '^conn=[0-9]+ GET /' "$work/all.log"
	check "no method but GET was sent"
	sed -n 's/^[[:space:]{]*\(\[PATH[^=]*= {.path = \)\{0,1\}"\(\/[^"]*\)".*/\2/p' \
		"$root/src/connectwise.c" | sed 's/%s/[^\/]+/' >"$work/paths"
	[ "$(wc -l <"$work/paths")" -gt 40 ]
	check "the table of paths was found"
	sed -E 's/^conn=[0-9]+ GET ([^? ]*).*/\1/
		s,^/v[0-9A-Za-z_]+/apis/3\.0,,' "$work/all.log" | sort -u |
		grep -Evx -f "$work/paths" >"$work/other"
	[ ! -s "$work/other" ] || { cat "$work/other"; false; }
	check "no path was asked for that is not in the table"
	for secret in "$private" "$(printf %s "$private" | cut -c1-12)" \
		"$(printf 'examplemsp+%s:%s' "$public" "$private" |
		base64 -w0)" "$(printf %s "$private" | base64 -w0 | cut -c1-30)" \
		member-password member-token; do
		! grep -rF "$secret" "$work/out" "$work/exports" \
			"$work/trip" "$work/shown" "$work"/*.json
		check "a secret is in no output"
	done
	grep -q "$(printf 'GET\thttps://localhost:')" \
		"$work/out/healthy.transcript" ||
		[ "$only" != '  ' ]
	check "the transcript tells what was asked"
}

mkdir -p "$work/out"
: >"$work/all.log"
"$here/certs.sh" "$work/certs" || exit 1
cases
if [ "$only" = '  ' ]; then
	round_trip
	formats
	large
	no_sockets
	proxy
	keys
	repeated
	interrupted
	with_nginx
	everything
fi
if [ -s "$work/server.err" ]; then
	cat "$work/server.err"
	false
fi
check "the servers had no fault of their own"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
