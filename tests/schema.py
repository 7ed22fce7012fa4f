#!/usr/bin/env python3
"""Hold the JSON reports to tests/cwaudit.schema.json.

usage: schema.py

Validates the report of every fixture, of every hostile input (most of them
are errors), and of some options, all as they come out of $CWAUDIT (default:
the binary at the top of the tree). Also checks that the schema refuses what
it should. Ends with `N passed, N failed`.
"""

import copy
import csv
import json
import os
import subprocess
import sys

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))

with open(os.path.join(HERE, "cwaudit.schema.json"), encoding="utf-8") as f:
    SCHEMA = json.load(f)
jsonschema.Draft7Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def runs():
    """Yields the arguments of each run."""
    seen = set()
    with open(os.path.join(HERE, "expected.csv"),
              encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            files = tuple("fixtures/" + x for x in row["files"].split())
            if files not in seen:
                seen.add(files)
                yield files
    for name in sorted(os.listdir(os.path.join(HERE, "hostile"))):
        if not name.startswith("."):
            yield ("tests/hostile/" + name,)
    yield ("fixtures",)
    yield ("fixtures/msp",)
    thread = ("fixtures/exact/thread/roles.csv",
              "fixtures/exact/thread/members.csv")
    yield thread + ("--summary",)
    yield thread + ("--tenant", "Acme Ltd", "--disable", "CW202")
    yield thread + ("-p", "profiles/thread.csv=Thread")
    yield thread + ("-p", "thread=*", "--absent-is-none", "--people")
    yield ("fixtures/exact/thread/roles.csv", "no-such-file.csv")


def broken(report):
    """Yields (what, report) that the schema must refuse."""
    def change(what, fn):
        other = copy.deepcopy(report)
        fn(other)
        return what, other

    for key in report:
        yield change("no key " + key, lambda r, k=key: r.pop(k))
    for key in report["findings"][0]:
        yield change("a finding without " + key,
                     lambda r, k=key: r["findings"][0].pop(k))
    for key in report["roles"][0]:
        yield change("a role without " + key,
                     lambda r, k=key: r["roles"][0].pop(k))
    yield change("a score of 101", lambda r: r.update(score=101))
    yield change("a pass that is not complete", lambda r: r.update(
        verdict="pass", complete=False))
    yield change("a score though incomplete", lambda r: r.update(
        complete=False, score=90))
    yield change("an absolute path", lambda r: r["inputs"][0].update(
        file="/home/me/roles.csv"))


def main():
    passed = failed = 0
    sample = None
    for args in runs():
        done = subprocess.run([CWAUDIT, "-f", "json", *args], cwd=TOP,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60)
        problems = []
        try:
            report = json.loads(done.stdout)
        except ValueError as e:
            problems.append(str(e))
        else:
            problems = ["%s: %s" % ("/".join(str(x) for x in e.path),
                                    e.message[:200])
                        for e in VALIDATOR.iter_errors(report)]
            if report["exit"]["code"] != done.returncode:
                problems.append("exit %d" % done.returncode)
            if not sample and report["findings"]:
                sample = report
        passed += not problems
        failed += bool(problems)
        if problems:
            print("FAIL %s" % " ".join(args))
            for line in problems[:10]:
                print("    " + line)
    for what, report in broken(sample):
        if VALIDATOR.is_valid(report):
            failed += 1
            print("FAIL the schema takes %s" % what)
        else:
            passed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
