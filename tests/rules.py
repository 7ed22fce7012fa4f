#!/usr/bin/env python3
"""Hold every rule to a case in which it fires and a near miss.

usage: rules.py [ID...]

tests/rules/ID.case holds the cases of one rule. A case is

    case fires: WHAT        or    case near: WHAT
    run ARGUMENTS           for cwaudit; the files below are in its folder
    file NAME               the text up to the next empty line
    want SEVERITY PLACE SUBJECT

A `want` line is one finding of the rule: its place as FILE:LINE:COLUMN and
what it is about, as `Module / Function: verb+verb` or `member ID`, or only
the role. They must be all the findings of that rule, in the order of the
report. A near miss wants none. `want needed` means that the rule stands in
not_evaluated, needed, instead.

A case that fires is also run with the rule left out, alone and in a summary:
then nothing is left of it.

The ids come from `cwaudit rules`; an id without its two kinds of case is a
failure. Rules of the live check (CW4xx) are tested by tests/live/.
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "rules")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT", os.path.join(
    HERE, "..", "cwaudit")))
ELSEWHERE = ("CW4",)


def parse(path):
    """Yields (kind, what, arguments, {name: text}, [want])."""
    case = None
    name = None
    with open(path, encoding="utf-8") as f:
        for line in f:
            if name is not None:
                if line.strip():
                    case[3][name] += line
                    continue
                name = None
            word, _, rest = line.strip().partition(" ")
            if word == "case":
                if case:
                    yield case
                kind, _, what = rest.partition(": ")
                case = (kind, what, [], {}, [])
            elif word == "run":
                case[2].extend(rest.split())
            elif word == "file":
                name = rest
                case[3][name] = ""
            elif word == "want":
                case[4].append(rest)
            elif word and word != "#":
                raise ValueError("%s: %s" % (path, line))
    if case:
        yield case


def subject(f):
    """What a finding is about, as `want` writes it."""
    if f["member"]:
        return "member " + f["member"]
    if not f["function"]:
        return "role " + f["role"]
    text = f["module"] + " / " + f["function"]
    verbs = "+".join(c["verb"] for c in f["cells"])
    return text + (": " + verbs if verbs else "")


def place(f):
    return ":".join(str(x) for x in (f["file"], f["line"], f["column"])
                    if x is not None)


def run(args, files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8",
                      newline="") as f:
                f.write(text)
        done = subprocess.run(
            [CWAUDIT, "-f", "json", "--as-of", "2026-01-31", *args],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=60)
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        return None, done.stderr.decode("utf-8", "replace")


def check(rule, case):
    """Returns what is wrong with one case."""
    kind, _, args, files, want = case
    if kind not in ("fires", "near"):
        return ["neither `case fires:` nor `case near:`"]
    if kind == "fires" and not want or kind == "near" and [
            w for w in want if w != "needed"]:
        return ["a case that fires wants something, a near miss nothing"]
    report, err = run(args, files)
    if report is None or report["findings"] is None:
        return ["no findings: %s" % (err or report["diagnostics"])]
    have = ["%s %s %s" % (f["severity"], place(f), subject(f))
            for f in report["findings"] if f["rule"] == rule]
    have += ["needed" for n in report["not_evaluated"]
             if n["rule"] == rule and n["needed"]]
    if have == want:
        return without(rule, args, files) if kind == "fires" else []
    return ["want %s" % w for w in want] + ["have %s" % h for h in have]


def without(rule, args, files):
    """Returns what is wrong with a case when its rule is left out."""
    args = [*args, "--disable", rule]
    report, err = run(args, files)
    short, _ = run([*args, "--summary"], files)
    if report is None or report["findings"] is None or short is None:
        return ["--disable %s: no findings: %s" % (rule, err)]
    if report["rules_disabled"] != [rule]:
        return ["--disable %s: %s is disabled" % (
            rule, report["rules_disabled"])]
    if short["summary"] != report["summary"]:
        return ["--disable %s: the summary differs" % rule]
    return ["--disable %s: it is raised" % rule for f in report["findings"]
            if f["rule"] == rule]


def main(only):
    text = subprocess.run([CWAUDIT, "rules"], capture_output=True,
                          check=True, encoding="utf-8").stdout
    ids = [line.split()[0] for line in text.splitlines()]
    passed = failed = 0
    stray = [n for n in os.listdir(CASES) if n[:-5] not in ids]
    for name in stray:
        print("FAIL tests/rules/%s: no such rule" % name)
        failed += 1
    for rule in ids:
        if rule.startswith(ELSEWHERE) or only and rule not in only:
            continue
        path = os.path.join(CASES, rule + ".case")
        cases = list(parse(path)) if os.path.exists(path) else []
        for kind in ("fires", "near"):
            if kind not in [c[0] for c in cases]:
                print("FAIL %s: no case %s" % (rule, kind))
                failed += 1
        for case in cases:
            problems = check(rule, case)
            passed += not problems
            failed += bool(problems)
            if problems:
                print("FAIL %s %s: %s" % (rule, case[0], case[1]))
                for line in problems:
                    print("    " + line)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
