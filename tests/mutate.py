#!/usr/bin/env python3
"""Break the rules, the levels and the score in every small way; a suite must
notice.

usage: mutate.py [--jobs N] [--list] [--again] [--resume] [--quick]
                 [FILE[:LINE]...] -- CFLAGS...

A mutant is one source file with one operator, constant, condition or statement
changed. It is compiled and linked with the objects of build/unit; one whose
object code is that of the original is no mutant. The suites of SUITES run on
it until one fails. What survives them all must stand in tests/mutants.txt with
the reason why nothing can tell it from the original, or it is a failure; what
stands there is not tried again.

All mutants of FILES are made. FILE takes those of that file (or line) alone,
--again the survivors of the run before, --list only prints. Results are left
in build/mutate/results.csv; with --resume those that stand there hold. --quick
leaves out the suites that take more than a few seconds. The last line is
"N passed, N failed".
"""

import argparse
import collections
import concurrent.futures
import csv
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
WORK = os.path.join(TOP, "build", "mutate")
REASONS = os.path.join(TOP, "tests", "mutants.txt")
RESULTS = os.path.join(WORK, "results.csv")
FILES = ("level", "score", "rule", "rule_table", "rule_cell", "rule_sum",
         "rule_role", "rule_member", "rule_input", "rule_live", "rule_audit",
         "match", "match_alias", "match_overlap")

# Name, command; the program is $CWAUDIT, {unit} are the unit tests of the file
# with the mutant in them. The quickest to decide come first.
UNITS = {"level": ("level",), "score": ("score", "judge"),
         "rule_live": ("drift",),
         "rule": ("ruleset", "cells", "members", "rules", "drift"),
         "rule_audit": ("shared", "rules", "drift"),
         "rule_cell": ("cells", "rules", "judge"),
         "rule_sum": ("remember", "inputs", "roles", "rules", "judge"),
         "rule_role": ("roles", "members", "rules", "judge"),
         "rule_member": ("settings", "members", "rules", "judge"),
         "rule_input": ("inputs", "members", "rules", "judge"),
         "match": ("match", "judge"),
         "match_alias": ("alias", "match", "judge"),
         "match_overlap": ("overlap", "match", "judge")}
OTHER_UNITS = ("rules", "members", "judge")
RULES = ("rules", "tests/rules.py")
SUMMARY = ("summary", "tests/summary.py rule_cases random_exports fleets "
           "shared_roles")
MATCHING = ("matching", "tests/matching.py")
GOLDEN = ("golden", "tests/run.sh")
FIXTURES = ("fixtures", "tests/fixtures.py")
SUITES = [
    ("unit", "tests/unit.sh {unit}"),
    RULES,
    FIXTURES,
    ("contract", "tests/contract.py"),
    MATCHING,
    GOLDEN,
    ("equivalence", "tests/equivalence.py"),
    ("reports", "tests/reports.py"),
    SUMMARY,
    ("live", "tests/live/run.sh {live}"),
]
QUICK = 3
# Some files have suites of their own that decide sooner.
FIRST = {"rule": ("golden", "tests/run.sh rules rules-all rules-json"),
         "rule_live": ("live", "tests/live/run.sh {live}"),
         "match": MATCHING, "match_alias": MATCHING,
         "match_overlap": MATCHING}
# A read past the end may go well, and what is not given back is not missed:
# what survives is built once more with the address sanitizer, and has its unit
# tests before all that take longer.
ASAN = [("unit", "tests/unit.sh {unit}"), RULES, FIXTURES, MATCHING,
        ("golden", "tests/run.sh text-msp text-fleet html-exact-sync365 "
         "rules-unknown")]
SECONDS = 600
# Of processor time: a mutant that takes longer goes round in circles.
CPU, CPU_UNIT = 20, 3
FAILED = re.compile(r"^(FAIL|failed:|.*[^0-9]?[1-9][0-9]* failed$)")

TOKEN = re.compile(r"""
    (?P<skip>/\*.*?\*/|\#\s*include[^\n]*|\s+)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])+')
  | (?P<number>\d\w*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<op>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|\|=|&=
         |\.\.\.|\S)
""", re.S | re.X)

RELATIONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="),
             ">=": (">", "<"), "==": ("!=",), "!=": ("==",)}
BINARY = {"&&": ("||",), "||": ("&&",), "+": ("-",), "-": ("+",),
          "<<": (">>",), ">>": ("<<",), "|": ("&",), "&": ("|",),
          "/": ("*",), "%": ("/",), "+=": ("-=",), "-=": ("+=",),
          "|=": ("&=",), "&=": ("|=",)}
TYPES = {"const", "static", "struct", "enum", "unsigned", "int", "bool",
         "char", "size_t", "void", "long", "uint8_t", "uint16_t", "uint32_t",
         "uint64_t", "else", "do", "case", "default", "return", "if", "for",
         "while", "switch", "goto"}

Token = collections.namedtuple("Token", "kind text at")
Mutant = collections.namedtuple("Mutant", "file function line old new text")


def tokens(text):
    return [Token(m.lastgroup, m.group(), m.start())
            for m in TOKEN.finditer(text) if m.lastgroup != "skip"]


def enumerators(text):
    """Yields for each enumerator the one that follows it."""
    for body in re.findall(r"\benum\b[^{};()]*\{([^}]*)\}", re.sub(
            r"/\*.*?\*/", "", text, flags=re.S)):
        names = re.findall(r"(?:^|,)\s*([A-Z]\w*)", body)
        for i, name in enumerate(names):
            yield name, names[(i + 1) % len(names)]


def closing(toks, i):
    """The index of the parenthesis that closes the one at i."""
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(toks[i].text, 0)
        if not depth:
            return i
        i += 1


def places(text, enums):
    """Yields (from, to, what) for each small change of a file."""
    toks = tokens(text)
    heads = [(m.start(), m.group(1)) for m in re.finditer(
        r"^(?:static )?([a-z][^\n]*)\n\w+\([^;{]*?\)\n\{", text, re.M)]
    in_for = set()
    for i, t in enumerate(toks):
        if t.text in ("for", "while"):
            in_for.update(range(i, closing(toks, i + 1)))
    for i, t in enumerate(toks[1:-1], 1):
        before, after = toks[i - 1], toks[i + 1]
        end = t.at + len(t.text)
        start = text.rfind("\n", 0, t.at) + 1
        line = text[start:end]
        if line.startswith("#") and t.kind != "number":
            continue
        operand = before.kind in ("name", "number") and \
            before.text != "return" or before.text in (")", "]")
        if t.text in RELATIONS:
            for new in RELATIONS[t.text]:
                yield t.at, end, new
        elif t.text in BINARY and operand:
            for new in BINARY[t.text]:
                yield t.at, end, new
        elif t.text == "*" and "number" in (before.kind, after.kind):
            yield t.at, end, "/"
        elif t.text == "!":
            yield t.at, end, ""
        elif t.text in ("++", "--") and i not in in_for:
            yield t.at, end, "--" if t.text == "++" else "++"
        elif t.kind == "number" and re.fullmatch(r"\d+[uUlL]*", t.text):
            n = int(re.match(r"\d+", t.text).group())
            # -1 is "it failed", whatever the number.
            if toks[i - 2].text + before.text != "return-":
                yield t.at, end, str(n + 1)
            if n:
                yield t.at, end, str(n - 1)
        elif t.kind == "char" and len(t.text) == 3:
            yield t.at, end, "'%c'" % (ord(t.text[1]) + 1)
        elif t.kind == "string" and re.fullmatch(r'"\w+"', t.text) and \
                "string" not in (before.kind, after.kind):
            yield t.at, end, t.text[:-1] + 'x"'
        elif t.text in ("true", "false"):
            yield t.at, end, "false" if t.text == "true" else "true"
        elif t.text in enums and before.text != "[" and \
                enums[t.text] != t.text:
            yield t.at, end, enums[t.text]
        elif t.text in ("if", "while") and after.text == "(":
            last = toks[closing(toks, i + 1)].at
            inside = text[after.at + 1:last]
            yield after.at + 1, last, "0 && (%s)" % inside
            if t.text == "if":
                yield after.at + 1, last, "1 || (%s)" % inside
        elif t.text == "?":
            yield t.at, end, "&& 0 ?"
            yield t.at, end, "|| 1 ?"
        elif t.text == "return" and after.text != ";":
            head = [h for at, h in heads if at < t.at][-1:]
            last = text.index(";", t.at)
            if head == ["bool"] and after.text not in ("true", "false"):
                yield end, last, " !(%s)" % text[end:last].strip()
        # A statement that is neither a declaration nor needed to compile.
        if before.text in (";", "{", "}", ")", "else") and line.startswith(
                "\t") and i not in in_for and (
                t.kind == "name" or t.text in ("*", "(")):
            last = text.find(";", t.at)
            body = text[t.at:last]
            if t.text in ("break", "continue") or (
                    t.text == "return" and after.text == ";") or (
                    t.text not in TYPES and "{" not in body and re.search(
                        r"[^=!<>]=[^=]|^[\w>.*-]+\(|\+\+|--", body)):
                yield t.at, last, ""


def mutants(name):
    """Every mutant of src/NAME.c."""
    path = os.path.join(TOP, "src", name + ".c")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    enums = {}
    for header in sorted(glob.glob(os.path.join(TOP, "src", "*.h"))) + [path]:
        with open(header, encoding="utf-8") as f:
            enums.update(enumerators(f.read()))
    seen = set()
    for start, end, new in places(text, enums):
        begin = text.rfind("\n", 0, start) + 1
        whole = text[:start] + new + text[end:]
        functions = re.findall(r"^(\w+)\([^;]*?\)\n\{", text[:start], re.M)
        old_line = text[begin:text.index("\n", start)].strip()
        new_line = whole[begin:].split("\n", 1)[0].strip()
        function = functions[-1] if functions else "-"
        if whole not in seen:
            seen.add(whole)
            yield Mutant(name, function, text.count("\n", 0, start) + 1,
                         old_line, new_line, whole)


def key(m):
    return m.file, m.function, m.old, m.new


def reasons():
    """Reads tests/mutants.txt: {(file, function, old, new): why}."""
    found = {}
    with open(REASONS, encoding="utf-8") as f:
        text = re.sub(r"^#.*\n", "", f.read(), flags=re.M)
    for entry in re.split(r"\n\s*\n", text):
        lines = entry.strip("\n").split("\n")
        if lines == [""]:
            continue
        file, function = lines[0].split()
        old, new = lines[1], lines[2]
        if old[0] != "-" or new[0] != "+" or len(lines) < 4:
            raise ValueError("tests/mutants.txt: %s" % entry)
        found[file[:-2], function, old[1:].strip(), new[1:].strip()] = " ".join(
            x.strip() for x in lines[3:])
    return found


class Job:
    """A folder in which one mutant after another is built and tried."""

    running = set()
    ended = False

    def __init__(self, number, flags, quick):
        self.quick = quick
        self.folder = os.path.join(WORK, "job%d" % number)
        self.flags = flags
        os.makedirs(self.folder, exist_ok=True)

    def compile(self, m, more=(), flavor="unit"):
        source = os.path.join(self.folder, m.file + ".c")
        target = os.path.join(self.folder, "%s-%s.o" % (m.file, flavor))
        with open(source, "w", encoding="utf-8") as f:
            f.write(m.text)
        done = subprocess.run(["gcc", "-O1", *self.flags, *more, "-w", "-c",
                               "-o", target, source], cwd=TOP,
                              capture_output=True)
        return None if done.returncode else target

    def link(self, target, main, out, flavor="unit", more=()):
        """Links the mutant before the archive that holds the original."""
        there = os.path.join(TOP, "build", flavor)
        subprocess.run(
            ["gcc", *more, "-o", out, os.path.join(there, main), target]
            + [os.path.join(there, x) for x in (
                "libcwaudit.a", "libmbed.a", "libcsv/libcsv.o",
                "cjson/cJSON.o")] + ["-lcmocka"], cwd=TOP, check=True)
        return out

    def run(self, command, program, limit):
        """Returns what says that the suite failed, or None."""
        cpu = CPU_UNIT if command[0] == "tests/unit.sh" else CPU

        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if limit:
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

        child = subprocess.Popen(
            ["python3", "-u", *command] if command[0].endswith(".py")
            else command, cwd=TOP, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "CWAUDIT": program or "", "TMPDIR": self.folder}, preexec_fn=limits)
        self.running.add(child.pid)
        late = threading.Timer(SECONDS, self.kill, [child.pid])
        late.daemon = True
        late.start()
        wrong, last = None, "no output"
        for line in child.stdout:
            line = line.decode("utf-8", "replace").rstrip()
            last = line
            if FAILED.match(line):
                wrong = line
                break
        else:
            if child.wait():
                wrong = "exit code %d: %s" % (child.returncode, last)
        late.cancel()
        self.kill(child.pid)
        child.wait()
        child.stdout.close()
        self.running.discard(child.pid)
        return wrong

    @staticmethod
    def kill(pid):
        try:
            os.killpg(pid, signal.SIGTERM)
            time.sleep(0.05)
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def sweep(self):
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.isdir(path):
                shutil.rmtree(path, ignore_errors=True)

    def suites(self, file, suites, target, limit, *asan):
        """Returns (the suite that fails, its message), or (None, "")."""
        names = {"live": " ".join(live_cases())}
        program = None
        for name, command in suites:
            if Job.ended:
                return "stopped", ""
            if name == "unit":
                names["unit"] = " ".join(self.link(
                    target, "tests/unit/test_%s.o" % unit,
                    self.folder + "/test_" + unit, *asan)
                    for unit in UNITS.get(file, OTHER_UNITS))
            elif not program:
                program = self.link(target, "cwaudit.o",
                                    self.folder + "/cwaudit", *asan)
            wrong = self.run(command.format(**names).split(), program, limit)
            self.sweep()
            if wrong:
                return name, wrong
        return None, ""

    def trial(self, m, original):
        """Returns (result, detail) for one mutant."""
        target = self.compile(m)
        if not target:
            return "does not compile", ""
        with open(target, "rb") as f:
            if f.read() == original[m.file]:
                return "equivalent", ""
        suites = list(SUITES)
        if m.file in FIRST:
            suites = suites[:1] + [FIRST[m.file]] + [
                s for s in suites[1:] if s != FIRST[m.file]]
        killer, detail = self.suites(m.file, suites[:QUICK], target, 2 << 30)
        if killer:
            return killer, detail
        sane = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all",
                "-DARENA_MALLOC", "-g"]
        checked = self.compile(m, sane, "asan")
        killer, detail = self.suites(m.file, ASAN[:1], checked, 0, "asan",
                                     sane[:1])
        if killer:
            return "asan-" + killer, detail
        if self.quick:
            return "survived", ""
        killer, detail = self.suites(m.file, suites[QUICK:], target, 2 << 30)
        if killer:
            return killer, detail
        killer, detail = self.suites(m.file, ASAN[1:], checked, 0, "asan",
                                     sane[:1])
        return ("asan-" + killer if killer else "survived"), detail


def live_cases():
    with open(os.path.join(TOP, "tests/live/cases.txt"),
              encoding="utf-8") as f:
        return [line.split("|")[0] for line in f
                if "|" in line and not line.startswith("#")]


def before():
    """The results of the run before: {key: (result, detail)}."""
    if not os.path.exists(RESULTS):
        return {}
    with open(RESULTS, encoding="utf-8", newline="") as f:
        return {tuple(row[:2] + row[3:5]): tuple(row[5:])
                for row in csv.reader(f)}


def choose(args):
    """The mutants to try, in the order of the files."""
    if args.again:
        left = {k for k, row in before().items() if row[0] == "survived"}
        return [m for name in FILES for m in mutants(name)
                if key(m) in left]
    if args.only:
        chosen = []
        for one in args.only:
            name, _, line = one.partition(":")
            name = os.path.basename(name).replace(".c", "")
            chosen += [m for m in mutants(name)
                       if not line or m.line == int(line)]
        return chosen
    return [m for name in FILES for m in mutants(name)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--quick", action="store_true")
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args, args.only = parser.parse_known_args(sys.argv[1:cut])
    flags = sys.argv[cut + 1:]
    chosen = choose(args)
    if args.list:
        for m in chosen:
            print("%s.c:%d: %s: -%s +%s" % (m.file, m.line, m.function,
                                            m.old, m.new))
        print("%d mutants" % len(chosen))
        return 0
    known = reasons()
    os.makedirs(WORK, exist_ok=True)
    jobs = [Job(i, flags, args.quick) for i in range(args.jobs)]
    original = {}
    for name in {m.file for m in chosen}:
        with open(os.path.join(TOP, "src", name + ".c"),
                  encoding="utf-8") as f:
            whole = Mutant(name, "", 0, "", "", f.read())
        with open(jobs[0].compile(whole), "rb") as f:
            original[name] = f.read()
    result = jobs[0].trial(whole, {name: b""})
    if result[0] != "survived":
        print("the program itself fails %s: %s" % result)
        print("0 passed, 1 failed")
        return 1
    old = {k: r for k, r in before().items()
           if args.resume and r[0] != "stopped"}
    return report(run_all(chosen, jobs, original, known, old), known)


def run_all(chosen, jobs, original, known, old):
    free = list(jobs)
    lock = threading.Lock()
    out = open(RESULTS, "w", encoding="utf-8", newline="")
    table = csv.writer(out)

    def enter(m, result, detail):
        table.writerow([m.file, m.function, m.line, m.old, m.new, result,
                        detail])
        out.flush()

    def one(m):
        if key(m) in known:
            return m, "explained"
        if key(m) in old:
            return m, old[key(m)][0]
        with lock:
            job = free.pop()
        result, detail = ("stopped", "") if Job.ended else \
            job.trial(m, original)
        with lock:
            free.append(job)
            enter(m, result, detail)
            if result == "survived":
                print("SURVIVED %s.c:%d %s\n-\t%s\n+\t%s" % (
                    m.file, m.line, m.function, m.old, m.new), flush=True)
        return m, result

    for m in chosen:
        if key(m) in old:
            enter(m, *old[key(m)])
    with out, concurrent.futures.ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, chosen))


def report(results, known):
    by_file = collections.defaultdict(collections.Counter)
    for m, result in results:
        by_file[m.file][result] += 1
        by_file["all"][result] += 1
    for name in sorted(by_file, key=lambda n: (n == "all", n)):
        print("%-14s %s" % (name, ", ".join("%d %s" % (n, what) for what, n in
                            by_file[name].most_common())))
    survivors = [m for m, result in results if result == "survived"]
    explained = [m for m, result in results if result == "explained"]
    real = [m for m, r in results if r not in (
        "equivalent", "does not compile", "stopped")]
    there = {key(m) for name in FILES for m in mutants(name)}
    stale = [k for k in known if k not in there]
    for k in stale:
        print("tests/mutants.txt: there is no such mutant: %s" % (k,))
    print("%d mutants, %d noticed, %d explained in tests/mutants.txt" % (
        len(real), len(real) - len(survivors) - len(explained),
        len(explained)))
    failed = len(survivors) + len(stale)
    print("%d passed, %d failed" % (len(real) - len(survivors), failed))
    return 1 if failed or not real else 0


def stop(*_):
    Job.ended = True
    for pid in list(Job.running):
        Job.kill(pid)
    sys.exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.exit(main())
