#!/bin/sh
# usage: bench/live.sh
# How long a live audit of one role with 10,000 settings takes: ten pages over
# one TLS connection to the look-alike on this machine, whose own time (most of
# it) is part of the figure. Prints one line.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/tests/live
CWAUDIT=${CWAUDIT:-$root/cwaudit}
"$root/vendor/need.sh" python3=python3 openssl=openssl
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
"$here/certs.sh" "$work/certs"
python3 -W ignore "$here/server.py" --cert "$work/certs/good.pem" \
	--scenario "$here/scenarios/big-role.json" --log "$work/log" \
	--port-file "$work/port" &
server=$!
while [ ! -e "$work/port" ]; do
	sleep 0.1
done
CWAUDIT_PUBLIC_KEY=PublicKey0123456 \
CWAUDIT_PRIVATE_KEY=TopSecret-9f8e7d6c5b4a3210 \
python3 - "$CWAUDIT" live --site "localhost:$(cat "$work/port")" \
	--company examplemsp --ca "$work/certs/ca.pem" --summary -q \
	--client-id 6f1d2a34-0000-4000-8000-00000000c0de <<'END'
import resource, subprocess, sys, time
best = None
for _ in range(3):
    start = time.monotonic()
    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
    took = time.monotonic() - start
    best = took if best is None else min(best, took)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print("live, 10,000 settings, 10 pages, 1 connection: %.2f s, %.2f s of it in "
      "cwaudit; %.1f MB" % (best, (use.ru_utime + use.ru_stime) / 3,
                   use.ru_maxrss / 1024))
END
