#!/usr/bin/env python3
"""Hold README.md, CONTRIBUTING.md and cwaudit.1 to the program.

usage: docs.py [-u]

Runs each line `$ ./cwaudit ...` of a console block and compares what it
prints with what stands below; writes the tables between the marks in
README.md anew and compares them. -u updates the documents. Then checks that
the manual names every command, option, rule, exit code and member setting,
that mandoc has nothing to say about it, that the exports of the PowerShell
script would be understood, and that fixtures/ is what mkfixtures.py writes.
"""

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.path.join(HERE, ".."))
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
ENV = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8")

passed = failed = 0


def check(name, problems):
    global passed, failed
    if not problems:
        passed += 1
        return
    failed += 1
    print("FAIL %s" % name)
    for line in problems[:20]:
        print("    %s" % line)


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8") as f:
        return f.read()


def run(*args, cwd=TOP):
    done = subprocess.run(args, cwd=cwd, stdin=subprocess.DEVNULL, env=ENV,
                          capture_output=True, encoding="utf-8", timeout=60)
    return done.returncode, done.stdout, done.stderr


def cwaudit(*args):
    return run(CWAUDIT, *args)[1]


# --------------------------------------------------- what the program says

def exit_codes():
    """[(code, meaning)] as the help lists them."""
    part = cwaudit("--help").partition("exit codes:\n")[2]
    return re.findall(r"^ +(\d+)  (.+)$", part.partition("\n\n")[0], re.M)


def commands():
    part = cwaudit("--help").partition("commands:\n")[2]
    return re.findall(r"^  (\w+) ", part.partition("\n\n")[0], re.M)


def options():
    """All long options of all commands."""
    found = set()
    for command in commands():
        found |= set(re.findall(r"^  (?:-\w,|   ) --([a-z-]+)",
                                cwaudit(command, "--help"), re.M))
    return sorted(found)


def rules():
    return [line.split()[0] for line in cwaudit("rules").splitlines()]


def profiles():
    """[(name, vendor)] as `cwaudit profiles` lists them, from its JSON."""
    found = json.loads(cwaudit("profiles", "-f", "json"))
    return [p["name"] for p in found["profiles"]]


# -------------------------------------------------------------- documents

def exit_table():
    rows = ["| Code | Meaning |", "|---|---|"]
    return rows + ["| %s | %s |" % row for row in exit_codes()]


def count_of_profiles():
    return ["%d guides are built in." % len(profiles())]


def risks():
    """The ten guides that demand most, as --risk ranks them, with the two
    functions of each that are to be discussed first."""
    rows = ["| | Vendor: product | Exposure | Critical | High | Delete | "
            "To discuss first |", "|---:|---|---:|---:|---:|---:|---|"]
    found = json.loads(cwaudit("profiles", "--risk", "-f", "json"))
    for p in found["profiles"][:10]:
        asked = {}
        for d in p["discuss"]:
            asked.setdefault(d["function"], []).append(d["what"])
        rows.append("| %d | %s: %s%s | %d | %d | %d | %d | %s |" % (
            p["rank"], p["vendor"], p["product"],
            " *" if p["confidence"] == "partial" else "", p["exposure"],
            p["critical_cells"], p["high_cells"], p["delete_rights"],
            "; ".join("%s %s" % (f, ", ".join(v))
                      for f, v in list(asked.items())[:2])))
    return rows


def layers():
    """The modules of the Makefile, filled to lines of 78 columns."""
    text = re.search(r"^MODULES = (.*?[^\\])\n", read("Makefile"),
                     re.M | re.S).group(1).replace("\\\n", " ")
    return textwrap.wrap(", ".join(text.split()), 78)


TABLES = {"exit codes": exit_table, "profiles": count_of_profiles,
          "risk": risks,
          "layers": layers}


def console(text):
    """The text with the output of each command as it is today."""
    def block(match):
        out = []
        for line in match.group(1).splitlines():
            if line.startswith("$ ./cwaudit"):
                command = line[2:].replace("./cwaudit", CWAUDIT, 1)
                got = run("sh", "-c", command)
                out.append(line)
                out += (got[1] + got[2]).splitlines()
        return "```console\n%s\n```" % "\n".join(out)
    return re.sub(r"```console\n(.*?)\n```", block, text, flags=re.S)


def tables(text):
    for name, make in TABLES.items():
        mark = r"(<!-- %s -->\n).*?(<!-- end -->)" % name
        text = re.sub(mark, lambda m: "%s%s\n%s" % (
            m.group(1), "\n".join(make()), m.group(2)), text, flags=re.S)
    return text


def check_document(name, update):
    have = read(name)
    want = tables(console(have))
    if update and want != have:
        with open(os.path.join(TOP, name), "w", encoding="utf-8") as f:
            f.write(want)
        have = want
    check(name + ": output and tables", list(difflib.unified_diff(
        have.splitlines(), want.splitlines(), "document", "program",
        lineterm="", n=0)))
    # Files that a document names exist.
    paths = re.findall(r"`((?:src|tests|profiles|fixtures|vendor)/"
                       r"[\w./-]+)`", have)
    # NAME and ID stand for any.
    check(name + ": files", ["no " + p for p in paths
                             if not re.search(r"/(NAME|ID)\.", p) and
                             not os.path.exists(os.path.join(TOP, p))])
    make = set(re.findall(r"`make (\w+)`", have))
    known = set(re.findall(r"^(\w+):", read("Makefile"), re.M))
    check(name + ": make targets", sorted(make - known))


def options_by_command():
    """The options of each command with what they take, as mdoc."""
    out = [".Bl -tag -width completion"]
    for command in commands():
        found = re.findall(r"^  (?:-(\w),|   ) --([a-z-]+)(?: (\S+|\".*?\"))?"
                           r"(?:  |$)", cwaudit(command, "--help"), re.M)
        out.append(".It Ic " + command)
        for i, (letter, name, arg) in enumerate(found):
            out.append(".%sFl -%s%s%s" % (
                "Fl %s , " % letter if letter else "", name,
                " Ar " + arg.replace('"', r"\(dq") if arg else "",
                " ," if i + 1 < len(found) else ""))
    return out + [".El"]


def check_manual_table(update):
    """What the manual lists for each command is what its help lists."""
    have = read("cwaudit.1")
    want = re.sub(r'(\.\\" options, by tests/docs\.py -u\n).*?(\.\\" end\n)',
                  lambda m: m.group(1) + "\n".join(options_by_command()) +
                  "\n" + m.group(2), have, flags=re.S)
    if update and want != have:
        with open(os.path.join(TOP, "cwaudit.1"), "w", encoding="utf-8") as f:
            f.write(want)
        have = want
    check("cwaudit.1: options of each command", list(difflib.unified_diff(
        have.splitlines(), want.splitlines(), "manual", "program",
        lineterm="", n=0)))
    listed = re.findall(r"^\.It Ic (\w+)\n\.Fl", have, re.M)
    check("cwaudit.1: lists all commands", sorted(set(commands()) ^
                                                  set(listed)))


def check_manual():
    text = read("cwaudit.1")
    plain = text.replace("\\-", "-")
    for what, names, form in (
            ("command", commands(), r"^\.(?:Ic|It Ic|Nm|Ss).*\b%s\b"),
            ("option", options(), r"^\.(?:It|Op|Oo|Xo) ?.*Fl -%s\b"),
            ("rule", rules(), r"^\.It Sy %s\b"),
            ("exit code", [c for c, _ in exit_codes()], r"^\.It %s$")):
        check("cwaudit.1: every " + what,
              ["%s %s" % (what, n) for n in names
               if not re.search(form % re.escape(n), plain, re.M)])
    check("cwaudit.1: no option that does not exist",
          sorted(set(re.findall(r"Fl -([a-z][a-z-]+)", plain)) -
                 set(options())))
    done = run("mandoc", "-Tlint", "-Wall", "cwaudit.1")
    check("cwaudit.1: mandoc", (done[1] + done[2]).splitlines())


def check_powershell():
    """The columns of the script in README.md are understood."""
    text = read("README.md").partition("```powershell")[2]
    text = text.partition("```")[0]

    def names(pattern):
        part = re.search(pattern, text, re.S).group(1)
        return re.findall(r"n='(\w+)'|'(\w+)'|(?<![$.\w'{])(\w+)(?=[,\s]|$)",
                          part)

    def flat(found):
        return [a or b or c for a, b, c in found]

    columns = flat(names(r"\$Columns = (.*?)\n\$More"))
    columns = [c for c in columns if c not in ("e", "join")]
    exports = {
        "role_list.csv": flat(names(r"\$Roles \| Select-Object (.*?) \|")),
        "roles.csv": ["Role"] + flat(names(
            r"e=\{\$Role\}\}, (.*?)\n\}\n\$Rows")),
        "members.csv": columns + flat(names(
            r"\$More = (.*?)\nGet-All")),
        "api_members.csv": columns + flat(names(
            r"blockPriceFlag\" \|\s+Select-Object \(\$Columns \+ (.*?)\) "
            r"\|")),
    }
    kinds = {"role_list.csv": "role_list", "roles.csv": "roles",
             "members.csv": "members", "api_members.csv": "members"}
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for name, head in exports.items():
            row = ["1" if c.lower().endswith("id") else "True"
                   if c.endswith("Flag") else "All" if c.endswith("Level")
                   and c != "structureLevel" else "x" for c in head]
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8-sig", newline="") as f:
                for cells in (head, row):
                    f.write(",".join('"%s"' % c for c in cells) + "\r\n")
            seen = json.loads(run(CWAUDIT, "inspect", "-f", "json", name,
                                  cwd=folder)[1])["inputs"][0]
            if seen["kind"] != kinds[name]:
                problems.append("%s is %s" % (name, seen["kind"]))
            problems += ["%s: %s is ignored" % (name, c["heading"])
                         for c in seen["columns"] if not c["meaning"] and
                         name != "role_list.csv"]
            if len(seen["columns"]) < 4:
                problems.append("%s: only %s" % (name, head))
    check("README.md: the PowerShell script's columns", problems)


def main(args):
    for name in ("README.md", "CONTRIBUTING.md"):
        check_document(name, args == ["-u"])
    check_manual_table(args == ["-u"])
    check_manual()
    check_powershell()
    code, _, err = run("python3", "tests/mkfixtures.py", "--check")
    check("fixtures/ is up to date", err.splitlines() if code else [])
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
