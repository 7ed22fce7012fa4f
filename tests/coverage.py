#!/usr/bin/env python3
"""Which lines of src/ the suites reach, and why not the others.

usage: coverage.py [--keep] [SUITE...]

Runs the suites of `make check` that use the program on build/cover, which
counts lines; --keep adds to the counts that are there, SUITE runs only those,
and a name that is none (say, -) runs nothing and reports. Prints lines and
share of each file, and each uncovered block that tests/uncovered.txt does not
explain: it gives, under a reason, FILE FUNCTION LINES for at most so many
lines. Fails on such a block and on a total below LEAST %. The last line is "N passed, N failed".
"""

import collections
import glob
import json
import os
import subprocess
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
COVER = os.path.join(TOP, "build", "cover")
REASONS = os.path.join(TOP, "tests", "uncovered.txt")
LEAST = 90

SUITES = [
    ("unit", "tests/unit.sh {unit}"),
    ("golden", "tests/run.sh {golden}"),
    ("contract", "tests/contract.py"),
    ("rules", "tests/rules.py"),
    ("matching", "tests/matching.py"),
    ("fixtures", "tests/fixtures.py"),
    ("summary", "tests/summary.py rule_cases fleets shared_roles"),
    ("equivalence", "tests/equivalence.py"),
    ("memo", "tests/memo.py build/cover 60"),
    ("fleet", "tests/fleet.py build/cover 3"),
    ("reports", "tests/reports.py"),
    ("live", "tests/live/run.sh"),
    ("role-diff", "tests/role_diff.py"),
    ("bundle", "tests/bundle.py"),
    ("faults", "tests/faults.py"),
    ("fuzz-replay", "tests/replay.sh {fuzz}"),
]


def run(only):
    names = {"fuzz": " ".join("build/cover/fuzz/" + os.path.basename(f)[5:-2]
                              for f in sorted(glob.glob(os.path.join(
                                  TOP, "tests/fuzz/fuzz_*.c"))))}
    # Its limit on the size of files would cut the counts.
    names["golden"] = " ".join(
        os.path.basename(f)[:-4] for f in sorted(glob.glob(os.path.join(
            TOP, "tests/golden/*.cmd"))) if "exit-74-size" not in f)
    names["unit"] = " ".join(
        "build/cover/unit/" + os.path.basename(f)[:-2] for f in sorted(
            glob.glob(os.path.join(TOP, "tests/unit/test_*.c"))))
    for name, command in SUITES:
        if only and name not in only:
            continue
        with open(os.path.join(COVER, name + ".log"), "wb") as log:
            subprocess.run(command.format(**names).split(), cwd=TOP,
                           stdin=subprocess.DEVNULL, stdout=log,
                           stderr=subprocess.STDOUT, env={
                               **os.environ,
                               "CWAUDIT": COVER + "/cwaudit",
                               "FAULT": COVER + "/faulty"})
        with open(os.path.join(COVER, name + ".log"), "rb") as log:
            last = log.read().decode("utf-8", "replace").splitlines()[-1:]
        print("%-12s %s" % (name, "".join(last)), flush=True)


def counts():
    """{file: {line: [times, function]}} over all objects."""
    found = collections.defaultdict(dict)
    notes = [n for n in glob.glob(COVER + "/**/*.gcno", recursive=True)
             if "/tests/" not in n and "profiles.gcno" not in n]
    out = subprocess.run(["gcov", "--json-format", "--stdout", *notes],
                         cwd=TOP, capture_output=True, check=True).stdout
    for document in out.splitlines():
        if not document.strip():
            continue
        for file in json.loads(document)["files"]:
            name = os.path.relpath(os.path.join(TOP, file["file"]), TOP)
            if not name.startswith("src/") and name != "cwaudit.c":
                continue
            for line in file["lines"]:
                cell = found[name].setdefault(line["line_number"], [
                    0, line.get("function_name", "-")])
                cell[0] += line["count"]
    return found


def blocks(lines):
    """Yields (function, [line]) for each run of uncovered lines."""
    block = []
    for number in sorted(lines):
        times, function = lines[number]
        if block and (times or lines[block[0]][1] != function):
            yield lines[block[0]][1], block
            block = []
        if not times:
            block.append(number)
    if block:
        yield lines[block[0]][1], block


def reasons():
    """{(file, function): lines} of tests/uncovered.txt."""
    found = {}
    with open(REASONS, encoding="utf-8") as f:
        for line in f:
            # A reason begins at the margin.
            if line[:1] in ("\t", " ") and line.strip():
                file, function, n = line.split()
                found["src/" + file if file != "cwaudit.c" else file,
                      function] = int(n)
    return found


def main(args):
    keep = "--keep" in args
    only = [a for a in args if a != "--keep"]
    if not keep and not only:
        for path in glob.glob(COVER + "/**/*.gcda", recursive=True):
            os.remove(path)
    run(only)
    known = reasons()
    found = counts()
    total = reached = failed = passed = 0
    for name in sorted(found):
        lines = found[name]
        some = sum(1 for times, _ in lines.values() if times)
        if name.startswith("src/"):
            total += len(lines)
            reached += some
        print("%-32s %4d of %4d %6.1f %%" % (name, some, len(lines),
                                             100 * some / len(lines)))
    print("%-32s %4d of %4d %6.1f %%" % ("src/", reached, total,
                                         100 * reached / total))
    left = collections.defaultdict(list)
    for name in sorted(found):
        for function, block in blocks(found[name]):
            left[name, function].append(block)
    explained = 0
    for (name, function), there in left.items():
        n = sum(len(block) for block in there)
        if n <= known.get((name, function), 0):
            passed += 1
            explained += n
            continue
        failed += 1
        with open(os.path.join(TOP, name), encoding="utf-8") as f:
            text = f.read().split("\n")
        print("FAIL %s %s %d" % (name, function, n))
        for block in there:
            for i in block:
                print("    %s:%d\t%s" % (name, i, text[i - 1].strip()))
    for name, function in known:
        if (name, function) not in left:
            print("note: tests/uncovered.txt: %s of %s is covered" % (
                function, name))
    if 100 * reached < LEAST * total:
        print("FAIL less than %d %% of src/ are covered" % LEAST)
        failed += 1
    print("%d lines uncovered, %d of them explained" % (
        sum(len(b) for bs in left.values() for b in bs), explained))
    print("%d passed, %d failed" % (passed + 1, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
