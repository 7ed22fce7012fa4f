#!/usr/bin/env python3
"""One question, asked of cwaudit and of what else one would ask it of.

usage: bench.py [--readme] [SIZE]     measure with SIZE MB (100)
       bench.py --check [SIZE]        compare the answers only (1)

The question: how many cells does each role of an export lack, and how many
has it too many, against one profile of 38 rows? Every tool has to give the
same answer for every role before any is timed. Two programs run in turns,
A B A B, each from its start to its end, on files in memory; what is printed is
the median of the ratios of these pairs. A busy machine slows both halves of
a pair, so the ratios hold where the seconds do not.

--readme writes the tables into README.md. Tools that are missing are named;
bench/need installs them. Prints the tables; --check prints "N passed, N
failed". Exits with 1 when answers differ.
"""

import csv
import glob
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
BUILT = os.path.join(TOP, "build", "bench")
PEERS = os.path.join(HERE, "peers")
PYTHON = [sys.executable, os.path.join(PEERS, "python.py")]
CATALOGUE = os.path.join(TOP, "profiles", "catalogue.csv")
KINDS = {"real": "role by role",
         "crlf": "role by role, CRLF",
         "functions": "function by function",
         "shuffled": "rows shuffled",
         "breaks": "line breaks in names",
         "distinct": "no two rows of the same bytes",
         "lone": "each row its own role"}
# Pairs of a comparison: at least, at most, at most of short ones, and seconds
# after which it ends.
PAIRS, MOST, SHORT, SECONDS = 3, 15, 41, 20
ANSWERED = {0, 10, 11, 12, 13, 14, 20}

lines = []


def say(line=""):
    lines.append(line.rstrip())
    print(line.rstrip(), flush=True)


def die(what):
    sys.exit("bench: " + what)


# ------------------------------------------------------------------ programs

class Run:
    """What one run took."""
    def __init__(self, command, out=os.devnull):
        done = subprocess.run([os.path.join(BUILT, "once"), out] + command,
                              stdout=subprocess.PIPE, check=True)
        took, peak, code = map(int, done.stdout.split())
        self.seconds, self.peak, self.code = took / 1e9, peak / 1024, code
        if code not in (ANSWERED if command[0] == CWAUDIT else {0}):
            die("exit code %d: %s" % (code, " ".join(command)))


def generate(*args, to=None):
    with open(to or os.devnull, "wb") as f:
        subprocess.run([os.path.join(BUILT, "gen"), CATALOGUE] + list(args),
                       stdout=f, check=True)


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True,
                          encoding="utf-8").stdout.strip()


class Bench:
    def __init__(self, folder, megabytes):
        self.folder, self.megabytes = folder, megabytes
        self.profile = self.path("profile.csv")
        self.need = self.path("need.csv")
        generate("profile", to=self.profile)
        generate("need", to=self.need)
        self.threads = "--threads" in output(CWAUDIT, "audit", "--help")
        self.reached = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, kind, size):
        path = self.path("%s-%s.csv" % (kind, size))
        if not os.path.exists(path):
            generate(kind, size, to=path)
        return path

    def cwaudit(self, path, threads=1, report=("--summary",)):
        command = [CWAUDIT, "audit", "-q"] + list(report)
        if self.threads:
            command += ["--threads", str(threads)]
        return command + ["-p", self.profile + "=*", path]

    def peers(self):
        """[(key, name, command or nothing)]"""
        library = glob.glob(os.path.join(TOP, "build", "peers", "**",
                                         "libduckdb.so"), recursive=True)
        duckdb = os.path.join(BUILT, "duckdb")
        version = output(duckdb, library[0]).lstrip("v") if library else ""
        mlr, sqlite = shutil.which("mlr"), shutil.which("sqlite3")
        return [
            ("duckdb 2", "DuckDB %s, 2 threads" % version,
             library and [duckdb, library[0], "2"]),
            ("duckdb 1", "DuckDB %s, 1 thread" % version,
             library and [duckdb, library[0], "1"]),
            ("python", "Python %s, csv" % platform.python_version(), PYTHON),
            ("sqlite", "sqlite3 %s" % (
                sqlite and output(sqlite, "--version").split()[0] or ""),
             sqlite and [os.path.join(PEERS, "sqlite.sh")]),
            ("miller", "Miller %s" % (
                mlr and output(mlr, "--version").split()[-1] or ""),
             mlr and [os.path.join(PEERS, "miller.sh")]),
        ]


# ------------------------------------------------------------------- answers

def answer_of_cwaudit(b, path, threads=1):
    """{role: (missing, excess)} of a file or a fleet."""
    out = b.path("answer.json")
    Run(b.cwaudit(path, threads, ("--summary", "-f", "json")), out)
    with open(out, encoding="utf-8") as f:
        roles = json.load(f)["roles"]
    os.remove(out)
    return {r["name"]: (r["missing_cells"], r["excess_cells"] +
                        r["forbidden_cells"] + r["broader_cells"])
            for r in roles}


def answer_of_peer(b, command, path):
    out = b.path("answer.csv")
    Run(command + [path, b.need], out)
    with open(out, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))[1:]
    os.remove(out)
    return {role: (int(missing), int(excess))
            for role, missing, excess in rows}


def compare(what, want, got):
    """Returns what is wrong with an answer, or nothing."""
    if want and got == want:
        return []
    roles = [r for r in set(want) | set(got) if want.get(r) != got.get(r)]
    return ["%s: %d of %d roles differ%s" % (
        what, len(roles), len(want), "; %r: cwaudit %s, %s" % (
            roles[0], want.get(roles[0]), got.get(roles[0]))
        if roles else "")]


def totals(answer):
    return [sum(x[i] for x in answer.values()) for i in (0, 1)]


def same_answers(b, path, kind):
    """[(what was compared, problems)] of all tools on one file."""
    want = answer_of_cwaudit(b, path)
    checks = [("%s: %s" % (kind, name),
               compare("%s, %s" % (kind, name), want,
                       answer_of_peer(b, command, path)))
              for _, name, command in b.peers() if command]
    if b.threads:
        checks.append(("%s: --threads 2" % kind,
                       compare("%s, --threads 2" % kind, want,
                               answer_of_cwaudit(b, path, 2))))
    return want, checks


def check(b, size):
    """[(what was compared, problems)] for all kinds and a fleet."""
    checks, real = [], None
    for kind in KINDS:
        path = b.make(kind, size)
        got, some = same_answers(b, path, kind)
        checks += some
        if kind == "real":
            real = got
            with open(path, "rb") as f:
                rows = sum(1 for _ in f) - 1
            checks.append(("libcsv: rows", [] if count_rows(path) == rows else
                           ["libcsv counts another number of rows"]))
        elif kind != "lone":
            checks.append((kind + ": as role by role", [] if
                           totals(got) == totals(real) else
                           ["%s: %s instead of %s" % (
                               kind, totals(got), totals(real))]))
        os.remove(path)
    fleet, one = make_fleet(b, 5)
    checks.append(("fleet", compare("fleet", answer_of_cwaudit(b, one),
                                    answer_of_cwaudit(b, fleet))))
    shutil.rmtree(fleet)
    os.remove(one)
    return checks


def demand(checks):
    problems = [p for _, some in checks for p in some]
    if problems:
        die("the answers differ\n" + "\n".join(problems))


# -------------------------------------------------------------------- timing

class Pairs:
    """B against A, in turns."""
    def __init__(self, a, b, most=MOST, out=os.devnull):
        self.a, self.b, begun = [], [], time.monotonic()
        while len(self.a) < most and (
                len(self.a) < PAIRS or time.monotonic() - begun < SECONDS):
            self.a.append(Run(a))
            self.b.append(Run(b, out))
        ratio = [y.seconds / x.seconds for x, y in zip(self.a, self.b)]
        self.ratio, self.low, self.high = (statistics.median(ratio),
                                           min(ratio), max(ratio))

    def seconds(self, runs):
        return statistics.median(r.seconds for r in runs)


def peak(runs):
    return max(r.peak for r in runs)


def number(x):
    return "%.2f" % x if x < 9.995 else "%.1f" % x if x < 99.95 else "%.0f" % x


def duration(seconds):
    if seconds < 0.0995:
        return "%s ms" % number(seconds * 1000)
    return "%s s" % number(seconds)


def spread(p):
    return "%s-%s" % (number(p.low), number(p.high))


ROW = "%-30s %6s %13s %9s %8s %8s"


def row(name, p, runs, size):
    seconds = p.seconds(runs)
    say(ROW % (name, number(p.ratio), spread(p), duration(seconds),
               "%.0f" % (size / 1e6 / seconds), number(peak(runs))))


def heading(text):
    say()
    say(text)
    say()
    say(ROW % ("", "times", "from-to", "time", "MB/s", "peak MB"))


def question(b):
    """cwaudit and the others, on a plain export."""
    path = b.make("real", "%dM" % b.megabytes)
    size, me = os.path.getsize(path), b.cwaudit(path)
    roles, checks = same_answers(b, path, "real")
    demand(checks)
    heading("%d MB, %d roles, %d rows; times: how long it takes, cwaudit = 1"
            % (size / 1e6, len(roles), count_rows(path)))
    if b.threads:
        p = Pairs(me, b.cwaudit(path, 2), SHORT)
        row("cwaudit, 1 thread", Self(p), p.a, size)
        row("cwaudit, 2 threads", p, p.b, size)
        b.reached["threads"] = 1 / p.ratio
    else:
        p = Pairs(me, me)
        row("cwaudit", p, p.b, size)
    for key, name, command in b.peers():
        if not command:
            say("%-30s not installed (bench/need installs it)" %
                name.replace(" ,", ","))
            continue
        p = Pairs(me, command + [path, b.need])
        row(name, p, p.b, size)
        b.reached[key] = p.ratio
    bare = [os.path.join(BUILT, "bare"), path]
    for name, command in (("libcsv, counts cells", bare),
                          ("wc -l, counts lines", ["wc", "-l", path])):
        p = Pairs(me, command)
        row(name, p, p.b, size)


class Self:
    """A program against itself."""
    def __init__(self, p):
        self.ratio = self.low = self.high = 1.0
        self.seconds = p.seconds


def count_rows(path):
    cells = output(os.path.join(BUILT, "bare"), path)
    return int(cells.split()[-2]) - 1


def kinds(b):
    most = min(b.megabytes, 100)
    heading("Other exports of %d MB; times: libcsv only counting them = 1"
            % most)
    for kind, name in KINDS.items():
        megabytes = most
        # Every role of these lacks what all the others list.
        if kind == "lone" and most > 10:
            megabytes, name = 10, name + ", 10 MB"
        path = b.make(kind, "%dM" % megabytes)
        p = Pairs([os.path.join(BUILT, "bare"), path], b.cwaudit(path), 9)
        row(name, p, p.b, os.path.getsize(path))
        b.reached[kind] = 1 / p.ratio
        if (kind, megabytes) != ("real", b.megabytes):
            os.remove(path)


def small(b):
    one, million = b.make("real", "1r"), b.make("real", "1M")
    heading("Small exports; times: the other program = 1")
    for name, other, path in (
            ("1 role beside `true`", ["true"], one),
            ("1 role beside Python", PYTHON + [one, b.need], one),
            ("1 MB beside Python", PYTHON + [million, b.need], million)):
        p = Pairs(other, b.cwaudit(path), SHORT)
        row(name, p, p.b, os.path.getsize(path))
        b.reached[name] = p.ratio
        b.reached[name + ", ms"] = p.seconds(p.b) * 1000


def make_fleet(b, tenants):
    fleet = b.path("fleet")
    os.mkdir(fleet)
    generate("fleet", str(tenants), "12", fleet)
    return fleet, b.make("real", "%dr" % (tenants * 12))


def fleets(b):
    tenants = min(1000, b.megabytes * 10)
    fleet, one = make_fleet(b, tenants)
    demand([("fleet", compare("fleet", answer_of_cwaudit(b, one),
                              answer_of_cwaudit(b, fleet)))])
    size = os.path.getsize(one)
    heading("A fleet of %d tenants; times: its rows in one file = 1"
            % tenants)
    p = Pairs(b.cwaudit(one), b.cwaudit(fleet))
    row("one file", Self(p), p.a, size)
    row("%d folders, 1 thread" % tenants, p, p.b, size)
    b.reached["fleet"] = p.ratio
    if b.threads:
        p = Pairs(b.cwaudit(one, 2), b.cwaudit(fleet, 2))
        row("folders, file: 2 threads", p, p.b, size)
    shutil.rmtree(fleet)
    os.remove(one)


def reports(b):
    path, out = b.make("real", "10M"), b.path("report")
    size = os.path.getsize(path)
    heading("The price of a report, 10 MB; times: --summary = 1")
    p = None
    for name, report in (("--summary -f json", ("--summary", "-f", "json")),
                         ("text, every finding", ()),
                         ("-f json, every finding", ("-f", "json")),
                         ("-f csv, every finding", ("-f", "csv"))):
        p = Pairs(b.cwaudit(path), b.cwaudit(path, 1, report), 7, out)
        if report == ("--summary", "-f", "json"):
            row("--summary", Self(p), p.a, size)
            b.reached["peak"] = peak(p.a)
        row("%s, %.0f MB" % (name, os.path.getsize(out) / 1e6), p, p.b, size)
    os.remove(out)


def instructions(b):
    say()
    if not shutil.which("valgrind"):
        say("instructions a byte: valgrind is not installed (bench/need "
            "installs it)")
        return
    say("Instructions a byte, by callgrind, 10 MB")
    say()
    path = b.make("real", "10M")
    bare = [os.path.join(BUILT, "bare"), path]
    for name, command in (("cwaudit --summary", b.cwaudit(path)),
                          ("cwaudit --summary -f json", b.cwaudit(
                              path, 1, ("--summary", "-f", "json"))),
                          ("libcsv, counts cells", bare)):
        if command is not bare:
            command = [os.path.join(BUILT, "counted")] + command[1:]
        done = subprocess.run(["valgrind", "--tool=callgrind",
                               "--callgrind-out-file=" + os.devnull] +
                              command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, encoding="utf-8",
                              errors="replace")
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found:
            die("callgrind says nothing of " + name)
        each = int(found.group(1)) / os.path.getsize(path)
        say("%-30s %6s" % (name, number(each)))
        b.reached.setdefault("instructions", each)


# What the program is meant to reach: at 100 MB, one thread unless said.
GOALS = [
    ("duckdb 2", ">=", 5, "times faster than DuckDB with 2 threads"),
    ("python", ">=", 25, "times faster than Python's csv"),
    ("sqlite", ">=", 50, "times faster than sqlite3"),
    ("miller", ">=", 100, "times faster than Miller"),
    ("threads", ">=", 1.6, "times faster with two threads"),
    ("distinct", ">=", 0.9, "of libcsv's speed, rows all distinct"),
    ("1 role beside `true`, ms", "<=", 1, "ms for one role"),
    ("1 MB beside Python", "<=", 0.125, "of Python's time at 1 MB"),
    ("fleet", "<=", 1.5, "times one file's time for a fleet"),
    ("instructions", "<=", 8, "instructions a byte at 10 MB"),
    ("peak", "<=", 12, "MB of memory at 10 MB"),
]


def goals(b):
    """For who works on the speed; not for README.md."""
    print("\nGoals%s\n" % ("" if b.megabytes >= 100 else
                           " (of 100 MB; this is %d MB)" % b.megabytes))
    for key, how, bound, text in GOALS:
        got = b.reached.get(key)
        if got is None:
            word = "not measured"
        elif got >= bound if how == ">=" else got <= bound:
            word = "reached"
        else:
            word = "not reached"
        print("%9s  %s %-5g %-41s %s" % ("-" if got is None else number(got),
                                         how, bound, text, word))


# ---------------------------------------------------------------------- main

def machine():
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            found = re.search(r"^model name\s*: (.*)$", f.read(), re.M)
        model = found.group(1).strip() if found else model
    except OSError:
        pass
    return "%s, %d cores, %s" % (model, len(os.sched_getaffinity(0)),
                                 platform.system())


def readme():
    path = os.path.join(TOP, "README.md")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    table = "\n".join(lines).strip("\n")
    new, n = re.subn(r"(<!-- bench -->\n).*?(<!-- end -->)",
                     lambda m: "%s```text\n%s\n```\n%s" % (
                         m.group(1), table, m.group(2)), text, flags=re.S)
    if n != 1:
        die("README.md has no marks <!-- bench --> and <!-- end -->")
    with open(path, "w", encoding="utf-8") as f:
        f.write(new)


def measure(b):
    demand(check(b, "1M"))
    say("%s, %s" % (time.strftime("%Y-%m-%d"), output(CWAUDIT, "version")
                    .splitlines()[0]))
    say(machine())
    for part in (question, kinds, small, fleets, reports, instructions,
                 goals):
        part(b)


def main():
    # Ends as by Ctrl-C: what is in memory is taken away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    args = sys.argv[1:]
    only = "--check" in args
    write = "--readme" in args
    size = [a for a in args if a not in ("--check", "--readme")]
    if len(size) > 1 or any(not a.isdigit() or int(a) < 1 for a in size):
        die("usage: bench.py [--readme] [SIZE] | --check [SIZE]")
    megabytes = int(size[0]) if size else 1 if only else 100
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="cwaudit-", dir=memory) as folder:
        b = Bench(folder, megabytes)
        if only:
            checks = check(b, "%dM" % megabytes)
            for _, problems in checks:
                print("".join("FAIL %s\n" % p for p in problems), end="")
            failed = sum(bool(problems) for _, problems in checks)
            print("%d passed, %d failed" % (len(checks) - failed, failed))
            return failed != 0
        measure(b)
    if write:
        readme()
    return 0


if __name__ == "__main__":
    sys.exit(main())
