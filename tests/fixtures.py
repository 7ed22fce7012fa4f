#!/usr/bin/env python3
"""Hold cwaudit to what expected.csv and expected_roles.csv say.

usage: fixtures.py [NAME...]

Runs $CWAUDIT (default: the binary at the top of the tree) in fixtures/ on
the files of each fixture, or of the named ones, and compares exit code,
findings, roles and score with the two tables; without a NAME also README.md
with expected.csv. Prints each difference, ends with `N passed, N failed`
and exits 1 when something failed.

Of expected.csv an empty cell means that there is nothing there, but in a
row with a count above 1 it means any. CW302 with the severity `unjudged` is
something that must stand in not_evaluated as needed. An empty `place` is
not compared.
"""

import csv
import fnmatch
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..")
FIXTURES = os.path.join(TOP, "fixtures")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))

# The rules that are raised once for each cell, so that a verb names one.
CELL_RULES = {"CW101", "CW102", "CW103", "CW104", "CW107", "CW202"}
KEY = ("rule", "severity", "role", "member", "module", "function", "verb")
ROLE = {"kind": "kind", "match": "match", "required": "required_cells",
        "missing": "missing_cells", "excess": "excess_cells",
        "forbidden": "forbidden_cells", "broader": "broader_cells",
        "fit": "fit", "exposure": "exposure", "score": "score"}
# What stands in the private columns of the PowerShell dumps.
PRIVATE = b"PRIVATE-"


class Score:
    """Counts checks and says which failed."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, problems):
        if problems:
            self.failed += 1
            print("FAIL %s" % name)
            for line in problems:
                print("    %s" % line)
        else:
            self.passed += 1


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def run(*args):
    done = subprocess.run([CWAUDIT, *args], cwd=FIXTURES,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60)
    return done.returncode, done.stdout, done.stderr


def finding_key(f):
    """A finding of the report under the headings of expected.csv."""
    verbs = "+".join(c["verb"] for c in f["cells"])
    return (f["rule"], f["severity"], f["role"] or "", f["member"] or "",
            f["module"] or "", f["function"] or "",
            verbs if f["rule"] in CELL_RULES else "")


def wanted_key(row):
    return tuple(row[k] for k in KEY)


def place(f):
    return "%s:%s:%s" % (f["file"], f["line"], f["column"])


def compare_findings(want, findings):
    """Takes each wanted finding out of the list; what is left is wrong."""
    left = {}
    for f in findings:
        left.setdefault(finding_key(f), []).append(f)
    problems = []
    for row in (r for r in want if r["count"] == "1"):
        key = wanted_key(row)
        if not left.get(key):
            problems.append("missing: " + " | ".join(key))
            continue
        got = place(left[key].pop())
        if row["place"] and row["place"] != got:
            problems.append("place: %s: want %s, have %s"
                            % (" | ".join(key), row["place"], got))
    for row in (r for r in want if int(r["count"]) > 1):
        need = int(row["count"])
        fits = [k for k in left if all(a in ("", b) for a, b in
                                       zip(wanted_key(row), k))]
        have = sum(len(left.pop(k)) for k in fits)
        if have != need:
            problems.append("count: %s: want %d, have %d"
                            % (" | ".join(wanted_key(row)), need, have))
    for key in sorted(left):
        for f in left[key]:
            problems.append("not expected: %s at %s"
                            % (" | ".join(key), place(f)))
    return problems


def compare_open(want, report):
    """What could not be judged, though it was needed."""
    need = {(r["rule"], r["member"]) for r in want}
    have = {(n["rule"], n["member"] or "") for n in report["not_evaluated"]
            if n["needed"]}
    problems = ["judged, but cannot be: %s of %s" % k for k in need - have]
    # One unknown cell may leave other rules of the same member open too.
    known = {member for _, member in need}
    problems += ["not judged: %s of %s" % k for k in have
                 if k[1] not in known]
    if report["complete"] != (not need):
        problems.append("complete is %s" % report["complete"])
    return problems


def compare_roles(want, report):
    roles = {r["name"]: r for r in report["roles"]}
    problems = []
    for row in want:
        if not row["role"]:
            score = "" if report["score"] is None else str(report["score"])
            if score != row["score"]:
                problems.append("score of the audit: want %s, have %s"
                                % (row["score"] or "null", score or "null"))
            continue
        role = roles.pop(row["role"], None)
        if role is None:
            problems.append("no role %s" % row["role"])
            continue
        have = {k: "" if role[v] is None else str(role[v])
                for k, v in ROLE.items()}
        have["profile"] = "+".join(role["profiles"])
        for k, v in have.items():
            if v != row[k]:
                problems.append("%s: %s: want %s, have %s" % (
                    row["role"], k, row[k] or "null", v or "null"))
    for role in roles.values():
        if role["kind"] != "people" or role["score"] is not None:
            problems.append("%s: want a people role without a score, have %s"
                            % (role["name"], role["kind"]))
    return problems


def check_fixture(name, rows, roles, score):
    """One fixture: its report as JSON, then what other forms must not say."""
    files = rows[0]["files"].split()
    code, out, err = run("-f", "json", *files)
    want = int(rows[0]["exit"])
    problems = []
    if code != want:
        problems.append("want %d, have %d" % (want, code))
        problems += err.decode("utf-8", "replace").splitlines()[:5]
    try:
        report = json.loads(out)
    except ValueError as e:
        score.check(name + ": JSON", ["%s" % e])
        return
    if report["exit"]["code"] != code:
        problems.append("the report says %s" % report["exit"]["code"])
    score.check(name + ": exit code", problems)
    if report["findings"] is None:
        score.check(name + ": findings", ["no list of findings"])
        return

    rows = [r for r in rows if r["rule"]]
    unjudged = [r for r in rows if r["severity"] == "unjudged"]
    raised = [r for r in rows if r["severity"] != "unjudged"]
    score.check(name + ": findings",
                compare_findings(raised, report["findings"]))
    score.check(name + ": not evaluated", compare_open(unjudged, report))
    score.check(name + ": roles", compare_roles(roles, report))

    _, text, terr = run("-f", "text", "-v", *files)
    _, seen, serr = run("inspect", *files)
    score.check(name + ": secrets", [
        "%s shows what a private column holds" % what
        for what, data in (("JSON", out + err), ("text", text + terr),
                           ("inspect", seen + serr)) if PRIVATE in data])


def readme_tables():
    """The tables of README.md: {fixture: [row of cells]}."""
    tables = {}
    name = None
    path = os.path.join(FIXTURES, "README.md")
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("## "):
                name = line[3:].strip()
                tables[name] = []
            elif name and line.startswith("| CW"):
                row = [c.strip() for c in line.strip().strip("|").split("|")]
                tables[name].append(row)
    return tables


def where(row):
    """The cell of a row of expected.csv as README.md writes it."""
    text = " / ".join(x for x in (row["module"], row["function"]) if x)
    return text + (": " + row["verb"] if row["verb"] else "")


def check_readme(fixtures, score):
    """README.md says the same as expected.csv, row for row."""
    tables = readme_tables()
    if set(tables) != set(fixtures):
        score.check("README.md", ["other fixtures than in expected.csv"])
    for name, rows in fixtures.items():
        left = [r for r in rows if r["rule"]]
        problems = []
        for row in tables.get(name, []):
            rule, severity, role, member, cell, count = row[:6]
            hits = [r for r in left if r["rule"] == rule
                    and r["severity"] == severity
                    and fnmatch.fnmatchcase(r["role"], role)
                    and r["member"] == member
                    and (not cell or where(r) == cell)]
            left = [r for r in left if r not in hits]
            have = sum(int(r["count"]) for r in hits)
            if have != int(count):
                problems.append("%s: %d in expected.csv"
                                % (" | ".join(row[:6]), have))
        problems += ["not in README.md: " + " | ".join(wanted_key(r))
                     for r in left]
        score.check(name + ": README.md", problems)


def main(names):
    fixtures = {}
    for row in read("expected.csv"):
        fixtures.setdefault(row["fixture"], []).append(row)
    roles = {}
    for row in read("expected_roles.csv"):
        roles.setdefault(row["fixture"], []).append(row)
    unknown = [n for n in names if n not in fixtures]
    if unknown or set(roles) != set(fixtures):
        print("no such fixture: %s" % " ".join(
            unknown or set(roles) ^ set(fixtures)), file=sys.stderr)
        return 1
    score = Score()
    if not names:
        check_readme(fixtures, score)
    for name in names or fixtures:
        check_fixture(name, fixtures[name], roles[name], score)
    print("%d passed, %d failed" % (score.passed, score.failed))
    return 1 if score.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
