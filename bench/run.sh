#!/bin/sh
# usage: bench/run.sh [ROUNDS]
# How long an audit of each fixture takes, from start-up to verdict, beside
# `true`, which shows what starting a process costs on this machine. Both run
# in turns, so that a busy moment hits both. Prints milliseconds; no test.
set -eu
cd "$(dirname "$0")/.."
exec python3 - "${1:-40}" <<'END'
import csv, os, statistics, subprocess, sys, time

ROUNDS = int(sys.argv[1])
PROGRAM = os.environ.get("CWAUDIT", "./cwaudit")


def once(*args):
    start = time.perf_counter()
    subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


fixtures = {}
with open("tests/expected.csv", encoding="utf-8", newline="") as f:
    for row in csv.DictReader(f):
        fixtures[row["fixture"]] = ["fixtures/" + x
                                    for x in row["files"].split()]
print("%-24s %8s %8s %8s %8s %6s" % ("milliseconds, median", "KB", "audit",
                                     "true", "audit", "times"))
print("%-24s %8s %8s %8s %8s %6s" % ("of %d" % ROUNDS, "", "", "",
                                     "- true", "true"))
for name, files in fixtures.items():
    audit, true = [], []
    for _ in range(ROUNDS):
        audit.append(once(PROGRAM, "-f", "json", *files))
        true.append(once("true"))
    a, t = statistics.median(audit), statistics.median(true)
    size = sum(os.path.getsize(x) for x in files) / 1024
    print("%-24s %8.0f %8.2f %8.2f %8.2f %6.2f" % (name, size, a, t, a - t,
                                                   a / t))
END
