#!/usr/bin/env python3
"""A summary counts what a full report lists, with any number of threads.

usage: summary.py [PART...]

With --summary the program only counts findings; beside a report that needs
them (-o FILE.html) it lists them. Both ways, in every format and over every
input of the tests and over random exports, everything that is printed and the
exit code must be the same, and the JSON that of the full report without its
findings. A fleet and an export of many roles are also judged with one and
with more threads, which must print the same. PART is one of those of main(). Prints
each difference and ends with `N passed, N failed`.
"""

import csv
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

import rules

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
LEVELS = ("None", "My", "All")
OPTIONS = ([], ["-p", "thread=*"], ["--people", "-p", "it-glue=*"],
           ["--absent-is-none", "-p", "sync365=*", "-p", "thread=*"],
           ["--absent-is-none", "--people"],
           ["-p", "alternative-payments=*", "--people"],
           ["-p", "thread=*", "--disable", "CW101", "--disable", "CW103",
            "--disable", "CW203"])

passed = failed = 0


def check(name, problems):
    global passed, failed
    if not problems:
        passed += 1
        return
    failed += 1
    print("FAIL %s" % name)
    for line in problems[:10]:
        print("    %s" % line)


def run(arguments, folder):
    done = subprocess.run([CWAUDIT, "audit"] + arguments, cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def first_difference(a, b):
    for x, y in zip(a.splitlines(), b.splitlines()):
        if x != y:
            return "counted %r, listed %r" % (x, y)
    return "one ends before the other"


def compare(name, arguments, folder, formats=("text", "json", "ndjson")):
    """Holds a run with --summary to the same run that lists findings."""
    problems = []
    with tempfile.TemporaryDirectory() as temp:
        page = "html=" + os.path.join(temp, "report.html")
        for form in formats:
            wanted = ["--summary", "-f", form] + arguments
            counted = run(wanted, folder)
            listed = run(wanted + ["-o", page], folder)
            for what, a, b in zip(("exit code", "report", "messages"),
                                  counted, listed):
                if a != b:
                    problems.append("%s, %s: %s" % (
                        form, what, first_difference(str(a) if what ==
                        "exit code" else a.decode("utf-8", "replace"),
                        str(b) if what == "exit code" else
                        b.decode("utf-8", "replace"))))
    short, full = (run(["-f", "json"] + more + arguments, folder)
                   for more in (["--summary"], []))
    if short[0] != full[0]:
        problems.append("exit code %d, in full %d" % (short[0], full[0]))
    if full[1]:
        problems += same_json(json.loads(short[1]), json.loads(full[1]))
    check(name, problems)


def same_json(short, full):
    problems = []
    if short["findings"] is not None:
        problems.append("findings is not null")
    if full["findings"] is not None:
        for severity in ("critical", "high", "medium", "low", "info"):
            there = sum(f["severity"] == severity and f["waiver"] is None
                        for f in full["findings"])
            if short["summary"][severity] != there:
                problems.append("%s is %d, in full %d" % (
                    severity, short["summary"][severity], there))
    for key in full:
        if key != "findings" and short.get(key) != full[key]:
            problems.append("%s differs" % key)
    return problems


def files_of_tests():
    """Yields (name, arguments) of every input in the tree."""
    for folder in sorted(glob.glob(os.path.join(TOP, "fixtures", "**", ""),
                                   recursive=True)):
        files = sorted(glob.glob(os.path.join(folder, "*.csv")))
        if files:
            yield os.path.relpath(folder, TOP), files
    for path in sorted(glob.glob(os.path.join(HERE, "hostile", "*"))):
        if os.path.isfile(path):
            yield os.path.relpath(path, TOP), [path]


def rule_cases():
    for path in sorted(glob.glob(os.path.join(HERE, "rules", "*.case"))):
        for kind, what, arguments, files, _ in rules.parse(path):
            with tempfile.TemporaryDirectory() as folder:
                for name, text in files.items():
                    with open(os.path.join(folder, name), "w",
                              encoding="utf-8") as f:
                        f.write(text)
                compare("%s %s: %s" % (os.path.basename(path), kind, what),
                        arguments, folder)


def catalogue():
    with open(os.path.join(TOP, "profiles", "catalogue.csv"),
              encoding="utf-8") as f:
        return [(row["module"], row["function"])
                for row in csv.DictReader(f) if row["kind"] == "function"]


def random_roles(rng, functions, path):
    """Roles that lack some functions and have others that nobody knows."""
    strange = [("Companies", "Strange %d" % i) for i in range(3)]
    near = [("Companies", "Contact")]
    blank = rng.choice((None, None, 5))
    names = ["Thread", "Admin", "IT Glue API"] + [
        "Role %d" % i for i in range(rng.randrange(9))]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["Role", "Module", "Function", "Add", "Edit", "Delete",
                      "Inquire"])
        for name in names:
            weights = [rng.randrange(1, 9) for _ in LEVELS]
            mine = [f for f in functions if rng.random() < 0.97]
            if rng.random() < 0.4:
                mine += rng.sample(strange, 2)
            if rng.random() < 0.1:
                mine += near
            for module, function in mine:
                row = [name, module, function] + rng.choices(
                    LEVELS, weights, k=4)
                if blank:
                    row[blank] = ""
                out.writerow(row)
                if rng.random() < 0.01:
                    out.writerow(row)
    return names


def random_members(rng, names, path):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["Member ID", "Name", "Role ID", "License Class",
                      "Inactive", "Level", "Restrict Board Access",
                      "Default Board", "Location"])
        for i in range(12):
            out.writerow(["%s%d" % (rng.choice(("api", "thread", "anna")), i),
                          "", rng.choice(names + ["Nowhere"]),
                          rng.choice("FAX"), rng.choice(("True", "False")),
                          rng.choice(("Corporate", "2", "3")),
                          rng.choice(("", "Dispatch")), "Dispatch",
                          rng.choice(("", "Leeds"))])


def random_tables(rng, names, path):
    items = ["Service / Service Board", "General / Integrator Login",
             "(all)", "Company / Company Type"]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["Role", "Item", "Access"])
        for name in names + ["Only in tables"]:
            if rng.random() < 0.5:
                out.writerow([name, rng.choice(items), "allow"])


def random_exports():
    rng = random.Random(7)
    functions = catalogue()
    for i in range(40):
        with tempfile.TemporaryDirectory() as folder:
            names = random_roles(rng, functions,
                                 os.path.join(folder, "roles.csv"))
            files = ["roles.csv"]
            if rng.random() < 0.7:
                random_members(rng, names,
                               os.path.join(folder, "members.csv"))
                files.append("members.csv")
            if rng.random() < 0.5:
                random_tables(rng, names, os.path.join(folder, "tables.csv"))
                files.append("tables.csv")
            compare("random %d" % i, OPTIONS[i % len(OPTIONS)] + files,
                    folder)


def fleets():
    for options in OPTIONS:
        compare("the fixtures as a fleet %s" % " ".join(options),
                options + ["fixtures"], TOP)


def random_fleet(rng, path):
    """Tenants, some of them broken, empty or without exports."""
    functions = catalogue()
    for i in range(14):
        folder = os.path.join(path, "tenant %02d" % i)
        os.mkdir(folder)
        roles = os.path.join(folder, "roles.csv")
        if i == 3:
            continue
        names = random_roles(rng, functions, roles)
        if i % 2:
            random_members(rng, names, os.path.join(folder, "members.csv"))
        if i in (5, 11):
            with open(roles, "a", encoding="utf-8") as f:
                f.write("Thread,Companies,Contacts,Sometimes,My,My,My\n")
        if i == 7:
            os.rename(roles, os.path.join(folder, "roles.pdf"))


def threads():
    """What is printed does not depend on the number of threads."""
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "fleet"))
        random_fleet(rng, os.path.join(folder, "fleet"))
        plan = run(["-f", "csv", "fleet"], folder)[1].decode("utf-8")
        with open(os.path.join(folder, "waivers.csv"), "w",
                  encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(plan.splitlines(True)))
            out = csv.DictWriter(f, list(rows[0]))
            out.writeheader()
            for row in rows[::3]:
                row.update(owner="Ann", reason="agreed",
                           expires=rng.choice(("2020-01-01", "2030-01-01")))
                out.writerow(row)
        for form in ("text", "json", "ndjson", "csv", "sarif", "html",
                     "markdown"):
            for options in ([], ["-p", "thread=*"], ["-p", "thread=Rolle 1"],
                            ["--waivers", "waivers.csv", "--as-of",
                             "2026-01-31"]):
                wanted = ["-f", form] + options + ["fleet"]
                one = run(["--threads", "1"] + wanted, folder)
                check("threads, %s" % " ".join(wanted), [
                    "%s threads differ from one" % n for n in ("2", "3", "9")
                    if run(["--threads", n] + wanted, folder) != one])


def many_roles(rng, path):
    """Enough roles to be shared out; some lack functions, some have strange
    or misspelt ones, rows that stand twice, and blank levels."""
    some = catalogue()[:16] + [("System", "Table Setup")]
    odd = [("Companies", "Contact"), ("Companies", "Strange 1"),
           ("Nowhere", "Strange 2")]
    names = ["%s %03d" % (rng.choice(("Thread", "Admin", "Role", "IT Glue")),
                          i) for i in range(600)]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["Role", "Module", "Function", "Add", "Edit", "Delete",
                      "Inquire"])
        for name in names:
            mine = some if rng.random() < 0.6 else rng.sample(some, 12)
            if rng.random() < 0.3:
                mine = mine + rng.sample(odd, rng.randrange(1, 4))
            for module, function in mine:
                row = [name, module, function] + rng.choices(LEVELS, k=4)
                if rng.random() < 0.01:
                    row[rng.randrange(3, 7)] = ""
                out.writerow(row)
                if rng.random() < 0.002:
                    out.writerow(row)
    return names


def shared_roles():
    """Nor where the roles of one export are shared out."""
    rng = random.Random(13)
    with tempfile.TemporaryDirectory() as folder:
        names = many_roles(rng, os.path.join(folder, "roles.csv"))
        random_members(rng, names, os.path.join(folder, "members.csv"))
        random_tables(rng, names, os.path.join(folder, "tables.csv"))
        files = ["roles.csv", "members.csv", "tables.csv"]
        for form in ("text", "json", "ndjson", "csv", "html", "markdown"):
            for options in OPTIONS if form == "json" else OPTIONS[:2]:
                wanted = ["--summary", "-f", form] + options + files
                one = run(["--threads", "1"] + wanted, folder)
                problems = ["%s threads differ from one" % n
                            for n in ("2", "3", "7")
                            if run(["--threads", n] + wanted, folder) != one]
                if b"ot evaluated" not in one[1] and form == "text":
                    problems.append("everything was evaluated")
                check("shared roles, %s" % " ".join(wanted), problems)
        for options in OPTIONS[:2]:
            compare("shared roles %s" % " ".join(options),
                    ["--threads", "3"] + options + files, folder)


def tree():
    for name, files in files_of_tests():
        compare(name, files, TOP)
        compare(name + ", thread", ["-p", "thread=*", "--absent-is-none"] +
                files, TOP)


def main(only):
    for part in (tree, rule_cases, random_exports, fleets, threads,
                 shared_roles):
        if not only or part.__name__ in only:
            part()
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
