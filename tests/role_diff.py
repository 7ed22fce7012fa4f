#!/usr/bin/env python3
"""Hold `role`, `diff`, `who` and fleets to what they promise.

usage: role_diff.py [NAME...]

Runs $CWAUDIT (default: the binary at the top of the tree). NAMEs are those of
the functions below without `test_`. What a least role has to be is worked out
here from profiles/*.csv, and what a diff has to find is what was edited here.
The seed of all random choices is fixed. Ends with `N passed, N failed`.
"""

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.path.join(HERE, ".."))
FIXTURES = os.path.join(TOP, "fixtures")
MSP = os.path.join(FIXTURES, "msp")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
VERBS = ("add", "edit", "delete", "inquire")
RANK = {"None": 0, "My": 1, "All": 2}
WORK = None


class Failed(Exception):
    """A promise that was not kept."""


def hold(true, *what):
    if not true:
        raise Failed(" ".join(str(w) for w in what))


def run(*args, stdin=None, cwd=TOP, timeout=300):
    done = subprocess.run([CWAUDIT, *args], input=stdin, cwd=cwd,
                          stdin=subprocess.DEVNULL if stdin is None else None,
                          capture_output=True, timeout=timeout)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def as_json(*args, **more):
    code, out, err = run(*args, "-f", "json", **more)
    try:
        report = json.loads(out)
    except ValueError:
        raise Failed("no JSON: %s: %s" % (" ".join(args), err[:300]))
    hold(report["exit"]["code"] == code, "exit", code, report["exit"])
    return report


def save(name, text):
    path = os.path.join(WORK, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return path


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))


def csv_text(table):
    b = io.StringIO()
    csv.writer(b, lineterminator="\n").writerows(table)
    return b.getvalue()


# What the profiles need, read without the tool.

def profiles():
    out = {}
    for name in sorted(os.listdir(os.path.join(TOP, "profiles"))):
        if name.endswith(".csv") and name != "catalogue.csv":
            with open(os.path.join(TOP, "profiles", name), encoding="utf-8",
                      newline="") as f:
                out[name[:-4]] = list(csv.DictReader(f))
    return out


def catalogue():
    with open(os.path.join(TOP, "profiles", "catalogue.csv"),
              encoding="utf-8", newline="") as f:
        return [(r["module"], r["function"]) for r in csv.DictReader(f)
                if r["kind"] == "function"]


def needs(profile, functions):
    """{(module, function, verb): rank} of the rows that always count."""
    exact = {(r["module"], r["function"]) for r in profile
             if r["kind"] == "grant" and r["function"] != "*"}
    need = {}
    for r in profile:
        if r["kind"] != "grant" or r["when"] not in ("", "recommended"):
            continue
        if r["function"] == "*":
            hit = [f for f in functions
                   if f[0] == r["module"] and f not in exact]
        else:
            hit = [(r["module"], r["function"])]
        for f in hit:
            for v in VERBS:
                rank = RANK["My"] if r[v] == "Any" else RANK.get(r[v], 0)
                key = f + (v,)
                need[key] = max(need.get(key, 0), rank)
    return need


def check_union(names, all_profiles):
    """The role of some profiles: their highest need, cell by cell."""
    code, out, err = run("role", *names, "-f", "csv")
    hold(code == 0, names, err)
    table = list(csv.reader(io.StringIO(out)))
    listed = [(r[1], r[2]) for r in table[1:]]
    want = {}
    for name in names:
        for key, rank in needs(all_profiles[name], listed).items():
            want[key] = max(want.get(key, 0), rank)
    have = {(r[1], r[2], v): RANK[r[3 + i]] for r in table[1:]
            for i, v in enumerate(VERBS)}
    for key, rank in want.items():
        hold(rank == 0 or key in have, names, "not listed", key)
    for key, rank in have.items():
        hold(rank == want.get(key, 0), names, key, "is", rank, "needs",
             want.get(key, 0))
    path = save("role.csv", out)
    for name in names:
        report = as_json("audit", path, "-p", name + "=*", "-q",
                         "--fail-on", "never")
        missing = [f for f in report["findings"] if f["rule"] == "CW101"]
        hold(not missing, names, name, missing[:1])


def test_role_single():
    all_profiles = profiles()
    for name in all_profiles:
        check_union([name], all_profiles)


def test_role_random():
    all_profiles = profiles()
    rng = random.Random(6)
    for _ in range(20):
        check_union(rng.sample(sorted(all_profiles), rng.randint(2, 5)),
                    all_profiles)


def cells_of_text(out):
    """{(module, function): levels} of the table that `role` prints."""
    found, module = {}, None
    for line in out.splitlines():
        head = re.fullmatch(r"(\S.*?) +Add   Edit  Delete  Inquire", line)
        cell = re.fullmatch(r"  (\S.*?) +(None|My|All) +(None|My|All) +"
                            r"(None|My|All) +(None|My|All)", line)
        if head:
            module = head.group(1)
        elif cell:
            found[(module, cell.group(1))] = list(cell.groups()[1:])
    return found


def cells_of_markdown(out):
    found, module = {}, None
    for line in out.replace("\\", "").splitlines():
        cell = re.match(r"- \[ \] \*\*(.*?)\*\*: Add (\w+), Edit (\w+), "
                        r"Delete (\w+), Inquire (\w+)", line)
        if line.startswith("## "):
            module = line[3:]
        elif cell:
            found[(module, cell.group(1))] = list(cell.groups()[1:])
    return found


def test_role_formats():
    """Text, Markdown and JSON ask for the cells that the CSV has."""
    rng = random.Random(4)
    for _ in range(6):
        names = rng.sample(sorted(profiles()), rng.randint(1, 3))
        table = list(csv.reader(io.StringIO(run("role", *names, "-f",
                                                "csv")[1])))
        want = {(r[1], r[2]): r[3:7] for r in table[1:]
                if r[3:7] != ["None"] * 4}
        hold(cells_of_text(run("role", *names)[1]) == want, names, "text")
        hold(cells_of_markdown(run("role", *names, "-f", "markdown")[1]) ==
             want, names, "markdown")
        have = {}
        for c in as_json("role", *names)["cells"]:
            row = have.setdefault((c["module"], c["function"]),
                                  ["None"] * 4)
            row[VERBS.index(c["verb"])] = c["level"]
        hold(have == want, names, "json")


def test_role_from_right():
    """A role that is right needs no edit, and the tool says so."""
    path = save("right.csv", run("role", "it-glue", "-f", "csv")[1])
    name = rows(path)[1][0]
    args = ("role", "--from", path, "--role", name, "--profile", "it-glue")
    report = as_json(*args)
    hold(report["edits"] == [] and not any(report["proof"][s][k] for s in
         ("before", "after") for k in report["proof"][s]), report["proof"])
    code, out, _ = run(*args)
    hold(code == 0 and "nothing" in out.lower(), out)
    _, out, _ = run(*args, "-f", "csv")
    hold(sorted(list(csv.reader(io.StringIO(out)))) == sorted(rows(path)),
         "the role as it was")


def allows(profile, functions):
    """{(module, function, verb): rank} of all rows; others allow nothing."""
    exact = {(r["module"], r["function"]) for r in profile
             if r["kind"] == "grant" and r["function"] != "*"}
    allow = {}
    for r in profile:
        if r["kind"] != "grant":
            continue
        hit = [(r["module"], r["function"])]
        if r["function"] == "*":
            hit = [f for f in functions if f[0] == r["module"] and
                   f not in exact]
        for f in hit:
            for v in VERBS:
                rank = RANK["All"] if r[v] == "Any" else RANK.get(r[v], 0)
                allow[f + (v,)] = max(allow.get(f + (v,), 0), rank)
    return allow


def test_role_from_shortest():
    """The edits are those that the guide's rows ask for, and no other."""
    rng = random.Random(61)
    all_profiles = profiles()
    whole = [n for n, p in sorted(all_profiles.items()) if not [
        r for r in p if r["kind"] == "meta" and r["module"] == "confidence"
        and r["function"] == "partial"]]
    mine = [n for n in whole if any("My" in [r[v] for v in VERBS]
                                    for r in all_profiles[n]
                                    if r["kind"] == "grant")]
    table = rows(os.path.join(MSP, "roles.csv"))
    path = os.path.join(MSP, "roles.csv")
    told = 0
    for name in mine[:6] + rng.sample(whole, 10):
        role = rng.choice(["Admin", "Contractor", "Sales", "Thread",
                           "Legacy Reporting"])
        have = {}
        for r in table[1:]:
            for i, v in enumerate(VERBS):
                if r[0] == role:
                    have[(r[1], r[2], v)] = RANK[r[3 + i]]
        listed = sorted({k[:2] for k in have})
        need = needs(all_profiles[name], listed)
        allow = allows(all_profiles[name], listed)
        want = set()
        for key, rank in have.items():
            least = need.get(key, 0)
            most = max(allow.get(key, 0), least)
            if rank < least or rank > most:
                want.add(key + (rank, least if rank < least else most))
        report = as_json("role", "--from", path, "--role", role,
                         "--profile", name)
        edits = {(e["module"], e["function"], e["verb"], RANK[e["from"]],
                  RANK[e["to"]]) for e in report["edits"]
                 if e["from"] is not None}
        hold(edits == want, role, name, sorted(edits ^ want)[:4])
        told += any(e[3] < e[4] == RANK["My"] for e in edits)
    hold(told, "no edit up to My was among them")


def test_role_from_unknown():
    """What the export does not tell is neither right nor None."""
    table = rows(os.path.join(MSP, "roles.csv"))
    path = save("noinq.csv", csv_text([r[:6] for r in table]))
    args = ("role", "--from", path, "--role", "IT Glue API integration",
            "--profile", "it-glue")
    report = as_json(*args)
    hold(report["exit"]["code"] == 20 and any("Inquire" in n for n in
         report["not_evaluated"]), report["exit"], report["not_evaluated"])
    code, text, _ = run(*args)
    hold(code == 20 and "the proof says nothing" in text, code)
    code, text, _ = run(*args, "-f", "markdown")
    hold(code == 20 and "the proof says nothing" in text, code)
    code, out, _ = run(*args, "-f", "csv")
    told = {(r[1], r[2]): r[6] for r in list(csv.reader(io.StringIO(out)))[1:]}
    hold(told[("Companies", "Notes")] == "?", "unknown is not None", told)
    hold(run("audit", save("back.csv", out))[0] == 65, "nor read as None")
    # A function that the role does not list: only what the guide needs.
    short = save("short.csv", csv_text(
        [r for r in table if r[:3] != ["IT Glue API integration",
                                       "Companies", "Contacts"]]))
    report = as_json("role", "--from", short, *args[3:])
    edits = {(e["verb"], e["from"], e["to"]) for e in report["edits"]
             if e["function"] == "Contacts"}
    hold(edits == {("add", None, "All"), ("edit", None, "All"),
                   ("inquire", None, "All")}, edits)
    hold(report["exit"]["code"] == 20, report["exit"])
    _, out, _ = run("role", "--from", short, *args[3:], "-f", "csv")
    told = {(r[1], r[2]): r[3:7] for r in csv.reader(io.StringIO(out))}
    hold(told[("Companies", "Contacts")] == ["All", "All", "?", "All"],
         "the cells that no edit names", told[("Companies", "Contacts")])
    hold(as_json("role", "--from", short, *args[3:], "--absent-is-none")
         ["exit"]["code"] == 0, "--absent-is-none")


def test_hostile_names():
    """Names that are made to do harm do none in what these commands say."""
    import reports
    old, new = os.path.join(WORK, "old"), os.path.join(WORK, "new")
    for d in (old, new):
        os.makedirs(d)
        reports.hostile(d)
    path = os.path.join(new, "=roles<script>.csv")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    save("new/=roles<script>.csv", text.replace("All,All,All,None",
                                                "All,My,None,All"))
    outputs = [(form, run("diff", old, new, "-f", form)) for form in (
        "text", "json", "ndjson", "csv", "sarif", "html", "markdown")]
    for name in reports.HOSTILE.values():
        outputs += [(form, run("role", "--from", path, "--role=" + name,
                               "--profile", "thread", "-f", form))
                    for form in ("text", "json", "csv", "markdown")]
    for form in ("text", "json"):
        outputs += [(form, run("who", old, "--can", "Companies/Contacts:add",
                               "-f", form)),
                    (form, run("inspect", path, "-f", form))]
    for form, (code, out, err) in outputs:
        hold(out and code in (0, 20, 30), form, code, err)
        for said in (out, err):
            hold(not [c for c in said if (ord(c) < 32 and c != "\n") or
                      c in "\x7f\u202e\u200b\ufeff"], form, "steers")
        if form in ("html", "markdown"):
            hold("<script" not in out and "<!--" not in out, form, "markup")
            hold(form == "html" or "@everyone" not in out, "a mention")
        if form == "csv":
            for row in csv.reader(io.StringIO(out)):
                hold(not [c for c in row if c[:1] in tuple("=+-@\t\r")],
                     "a formula", row)


def test_role_warns():
    report = as_json("role", "it-glue", "thread")
    cell = {(w["rule"], w["function"], w["verb"]) for w in
            report["warnings"]}
    hold(("CW202", "Configuration - Display Passwords", "inquire") in cell,
         "no warning of a critical grant", cell)
    left = [c for c in report["cells"] if not c["needed_by"]]
    hold(not left, "a cell that nobody needs", left[:1])
    # Two guides of our own that are harmless alone and toxic together.
    head = ("kind,module,function,add,edit,delete,inquire,when,note\n"
            "meta,name,%s,,,,,,\nmeta,vendor,V,,,,,,\nmeta,product,P,,,,,,\n"
            "meta,guide,G,,,,,,\nmeta,source,not known,,,,,,\n"
            "meta,confidence,complete,,,,,,\n")
    a = save("a.csv", head % "a" +
             "grant,Finance,Invoicing,All,None,None,All,,\n")
    b = save("b.csv", head % "b" +
             "grant,Finance,Invoice Approval,None,All,None,All,,\n")
    report = as_json("role", a, b)
    toxic = [w for w in report["warnings"] if w["rule"] == "CW204"]
    hold(len(toxic) == 1, "want one toxic pair", toxic)
    hold(toxic[0]["separate_roles_avoid"], "separate roles avoid it")
    _, text, _ = run("role", a, b)
    hold("Separate roles would avoid this" in text, "text does not say so")


def test_role_from():
    roles = os.path.join(MSP, "roles.csv")
    for role, profile in (("Thread", "thread"), ("Admin", "sync-365"),
                          ("IT Glue API integration", "it-glue"),
                          ("Resplendent Data", "resplendent-data"),
                          ("Technician", "support-fusion")):
        args = ("role", "--from", roles, "--role", role, "--profile", profile)
        report = as_json(*args)
        after = report["proof"]["after"]
        hold(not any(after.values()), role, after)
        before = report["proof"]["before"]
        hold(sum(before.values()) == len(report["edits"]), role, before,
             len(report["edits"]))
        _, out, _ = run(*args, "-f", "csv")
        path = save("mended.csv", out)
        again = as_json("audit", path, "-p", profile + "=*", "-q")
        wrong = [f for f in again["findings"] if f["rule"] in
                 ("CW101", "CW102", "CW103", "CW104")]
        hold(not wrong, role, wrong[:1])
        done = as_json("role", "--from", path, "--profile", profile)
        hold(done["edits"] == [], role, "is not mended")
    hold(run("role", "--from", roles, "--role", "Nobody", "-p",
             "thread")[0] == 64, "a role that is not there")


def fixture_files():
    found = {}
    for row in csv.DictReader(open(os.path.join(HERE, "expected.csv"),
                                   encoding="utf-8", newline="")):
        found[row["fixture"]] = row["files"].split()
    return found


def test_diff_same():
    for name, files in fixture_files().items():
        path = os.path.join(FIXTURES, name)
        report = as_json("diff", path, path, "-q")
        hold(report["exit"]["code"] == 0 and report["changes"] == [], name,
             report["changes"][:1])
        for f in files:
            f = os.path.join(FIXTURES, f)
            report = as_json("diff", f, f, "-q")
            hold(report["changes"] == [], f, report["changes"][:1])
        old = os.path.join(WORK, "old.json")
        run("audit", path, "-q", "-o", old)
        if json.load(open(old, encoding="utf-8"))["roles"]:
            report = as_json("diff", old, path, "-q")
            hold(report["changes"] == [], name, "report",
                 report["changes"][:1])
    report = as_json("diff", FIXTURES, FIXTURES, "-q")
    hold(report["changes"] == [], "fleet", report["changes"][:1])


def edit_roles(rng, table):
    """Random edits of levels; returns the changes that they make."""
    seen = {}
    for r in table[1:]:
        key = tuple(c.strip().lower() for c in r[:3])
        seen[key] = seen.get(key, 0) + 1
    want = set()
    for i in rng.sample(range(1, len(table)), rng.randint(1, 12)):
        row = table[i]
        if seen[tuple(c.strip().lower() for c in row[:3])] > 1:
            continue
        v = rng.randrange(4)
        old = row[3 + v]
        new = rng.choice([x for x in RANK if x != old])
        if old not in RANK:
            continue
        row[3 + v] = new
        how = ("added" if old == "None" else "removed" if new == "None"
               else "widened" if RANK[new] > RANK[old] else "narrowed")
        want.add((row[0], row[1], row[2], VERBS[v], old, new, how))
    return want


def test_diff_grants():
    rng = random.Random(30)
    for _ in range(15):
        table = rows(os.path.join(MSP, "roles.csv"))
        want = edit_roles(rng, table)
        new = save("new/roles.csv", csv_text(table))
        report = as_json("diff", os.path.join(MSP, "roles.csv"), new, "-q")
        have = {(c["role"], c["module"], c["function"], c["verb"], c["old"],
                 c["new"], c["change"]) for c in report["changes"]
                if c["kind"] == "grant"}
        hold(have == want, "not what was edited", have ^ want)
        wide = any(w[6] in ("added", "widened") for w in want)
        hold(report["exit"]["code"] == (30 if wide else 0), want)
        other = [c for c in report["changes"]
                 if c["kind"] not in ("grant", "finding")]
        hold(not other, other[:1])


def test_diff_roles():
    table = rows(os.path.join(MSP, "roles.csv"))
    fewer = save("fewer.csv", csv_text([r for r in table
                                        if r[0] != "Dispatch"]))
    full = os.path.join(MSP, "roles.csv")
    report = as_json("diff", full, fewer, "-q")
    hold(report["exit"]["code"] == 0, "a role that is gone")
    hold([c["role"] for c in report["changes"] if c["kind"] == "role"
          and c["change"] == "gone"] == ["Dispatch"], "gone")
    report = as_json("diff", fewer, full, "-q")
    hold(report["exit"]["code"] == 30, "a new role")
    grants = sum(1 for r in table if r[0] == "Dispatch" for c in r[3:7]
                 if c != "None")
    hold(report["summary"]["grants"]["added"] == grants, "its grants")
    # A function that a role does not list any more is not None.
    short = save("short.csv", csv_text(
        [r for r in table if r[:3] != ["Thread", "Companies", "Contacts"]]))
    report = as_json("diff", full, short, "-q")
    hold(report["exit"]["code"] == 0, "no longer listed")
    hold(report["summary"]["grants"] == {"no_longer_listed": 4},
         report["summary"]["grants"])


def member_edit(name, column, value, change):
    """Edits one member; returns what diff says of members."""
    table = rows(os.path.join(MSP, "members.csv"))
    head = table[0]
    for r in table[1:]:
        if r[0] == name:
            r[head.index(column)] = value
    old, new = os.path.join(WORK, "m1"), os.path.join(WORK, "m2")
    for d in (old, new):
        shutil.rmtree(d, ignore_errors=True)
        shutil.copytree(MSP, d)
    save("m2/members.csv", csv_text(table))
    report = as_json("diff", old, new, "-q")
    have = [c for c in report["changes"] if c["kind"] == "member"]
    hold([(c["member"], c["field"]) for c in have] == [(name, change)],
         name, column, have)
    return report["exit"]["code"]


def test_diff_members():
    hold(member_edit("Thread", "Role ID", "Admin", "role") == 30, "role up")
    hold(member_edit("S365", "Role ID", "Sync365 Integration", "role") == 0,
         "role down")
    hold(member_edit("Thread", "Level", "Corporate (Level 1)",
                     "level") == 30, "level up")
    hold(member_edit("SupportFusion", "Level", "Group (Level 2)",
                     "level") == 0, "level down")
    hold(member_edit("Thread", "Restrict Board Access", "",
                     "restricted_boards") == 30, "boards freed")


def test_diff_report():
    old = os.path.join(WORK, "before.json")
    run("audit", os.path.join(MSP, "roles.csv"), "-q", "-o", old)
    table = rows(os.path.join(MSP, "roles.csv"))
    for r in table:
        if r[:3] == ["Thread", "Companies", "Contacts"]:
            r[5] = "All"
        if r[:3] == ["Thread", "System", "My Account"]:
            r[4] = "My"
    new = save("after.csv", csv_text(table))
    report = as_json("diff", old, new, "-q")
    have = {(c["kind"], c["change"], c["rule"] or c["verb"])
            for c in report["changes"]}
    hold(have == {("grant", "widened", "delete"), ("finding", "new", "CW103"),
                  ("grant", "narrowed", "edit"),
                  ("finding", "fixed", "CW104")}, have)
    hold(report["exit"]["code"] == 30, "exit")
    broken = save("broken.json", '{"schema": "cwaudit/1"')
    hold(run("diff", broken, new)[0] == 65, "a broken report")
    # What names no finding is no report that had none.
    run("audit", MSP, "-q", "--summary", "-o", os.path.join(WORK, "sum.json"))
    run("audit", broken, "-q", "-o", os.path.join(WORK, "err.json"))
    with open(old, encoding="utf-8") as f:
        text = f.read()
    save("next.json", text.replace('"cwaudit/1"', '"cwaudit/2"'))
    save("other.json", '{"findings": []}')
    for name, why in (("sum", "--summary"), ("err", "judged nothing"),
                      ("next", "cwaudit/1"), ("other", "cwaudit/1")):
        code, out, err = run("diff", os.path.join(WORK, name + ".json"), new)
        hold(code == 65 and why in err and "nothing compared" in out, name,
             code, err)
    code, out, err = run("diff", new, old)
    hold(code == 65 and "this is JSON" in err, "NEW is a report", code, err)


def test_diff_report_cells():
    """Against a report: each edit of a cell that it speaks of, no other."""
    table = rows(os.path.join(MSP, "roles.csv"))
    table.append(["Thread", "Companies", "House Function", "None", "My",
                  "None", "None"])
    source = save("source.csv", csv_text(table))
    old = os.path.join(WORK, "source.json")
    run("audit", source, "-q", "-o", old)
    with open(old, encoding="utf-8") as f:
        found = json.load(f)["findings"]
    told = {}
    for f in found:
        for c in f["cells"]:
            if " + " not in (f["function"] or ""):
                told[(f["role"], f["module"], f["function"],
                      c["verb"])] = c["have"]
    at = {tuple(r[:3]): r for r in table[1:]}
    rng = random.Random(46)
    wanted = [k for k in sorted(told) if k[0] in ("Thread", "ITGlue",
              "IT Glue API integration", "Resplendent Data")]
    hold(("Thread", "Companies", "House Function", "edit") in wanted,
         "an unknown function")
    wanted += rng.sample([k for k in sorted(told) if k[0] == "Admin"], 6)
    for key in wanted:
        row = at.get(key[:3])
        if not row or told[key] not in RANK:
            continue
        v = 3 + VERBS.index(key[3])
        hold(row[v] == told[key], key, row[v], told[key])
        for new in RANK:
            row[v], was = new, row[v]
            report = as_json("diff", old, save("edit.csv", csv_text(table)),
                             "-q")
            row[v] = was
            have = [(c["role"], c["module"], c["function"], c["verb"],
                     c["old"], c["new"]) for c in report["changes"]
                    if c["kind"] == "grant"]
            hold(have == ([key + (was, new)] if new != was else []), key,
                 was, new, have)
            hold(report["exit"]["code"] == (30 if RANK[new] > RANK[was]
                 else 0), key, was, new, report["exit"])
    # Judged otherwise, but as it was: nothing has grown.
    run("audit", MSP, "-q", "-o", old)
    report = as_json("diff", old, os.path.join(MSP, "roles.csv"), "-q")
    grown = [c for c in report["changes"] if c["kind"] == "grant"]
    hold(not grown and report["exit"]["code"] == 0, grown[:2])


def test_diff_fleet():
    """Tenants that come and go, and folders that hold none."""
    old, new = (make_fleet(n, 2) for n in ("was", "is"))
    for top, name in ((old, "closed"), (new, "opened")):
        shutil.copytree(MSP, os.path.join(top, name))
        os.makedirs(os.path.join(top, "empty-" + name))
        save(os.path.join(top, "only-" + name, "plan.csv"),
             "rule,tenant,role,member,module,function,verb,level,owner,"
             "reason,ticket,expires\n")
    report = as_json("diff", old, new, "-q")
    have = {(c["kind"], c["change"], c["tenant"]) for c in report["changes"]}
    hold(have == {("tenant", "gone", "closed"), ("tenant", "new", "opened")},
         have)
    hold(report["exit"]["code"] == 30, "all that a new tenant grants")
    save(os.path.join(new, "torn", "roles.csv"), 'Role,Module\nA,"B')
    hold(run("diff", old, new, "-q")[0] == 65, "a tenant that is broken")


def test_diff_formats():
    full = os.path.join(MSP, "roles.csv")
    table = rows(full)
    for r in table:
        if r[:3] == ["Thread", "Companies", "Contacts"]:
            r[5] = "All"
    new = save("formats.csv", csv_text(table))
    for form in ("text", "json", "ndjson", "csv", "html", "markdown"):
        code, out, err = run("diff", full, new, "-q", "-f", form)
        hold(code == 30 and "Contacts" in out, form, err)
        if form == "ndjson":
            hold(all(json.loads(x) for x in out.splitlines()), form)
        if form == "csv":
            found = list(csv.DictReader(io.StringIO(out)))
            hold(found[0]["change"] == "added", found[0])
    _, out, _ = run("diff", full, new, "-q", "-f", "sarif")
    state = {}
    for r in json.loads(out)["runs"][0]["results"]:
        state.setdefault(r["baselineState"], []).append(r["ruleId"])
    hold(sorted(state) == ["new", "unchanged"] and state["new"] == ["CW103"],
         state.get("new"))
    listed = json.loads(out)["runs"][0]["artifacts"]
    for path, a in zip((full, new), listed, strict=True):
        with open(path, "rb") as f:
            data = f.read()
        hold(a["hashes"]["sha-256"] == hashlib.sha256(data).hexdigest() and
             a["length"] == len(data) and os.path.basename(path) in
             a["location"]["uri"], a)
    plan = json.loads(run("audit", full, "-q", "-f", "json")[1])
    hold(len(state["unchanged"]) == len(plan["findings"]), "still open")
    hold(run("diff", full)[0] == 64, "one operand")
    hold(run("diff", full, full + ".not")[0] == 66, "no such file")


def test_who():
    files = [os.path.join(MSP, f) for f in sorted(os.listdir(MSP))]
    report = as_json("who", *files, "--can",
                     "Service Desk/Service Tickets:delete")
    table = rows(os.path.join(MSP, "roles.csv"))
    want = {r[0] for r in table if r[1:3] ==
            ["Service Desk", "Service Tickets"] and r[5] in ("My", "All")}
    have = {r["role"] for r in report["questions"][0]["roles"]}
    hold(have == want, have ^ want)
    members = rows(os.path.join(MSP, "members.csv"))
    role = members[0].index("Role ID")
    for r in report["questions"][0]["roles"]:
        hold({m["id"] for m in r["members"]} ==
             {m[0] for m in members[1:] if m[role].strip().lower() ==
              r["role"].lower()}, r["role"])
    for ask, grant in (
            ("GET /service/tickets", ("Service Desk", "Service Tickets",
                                      "inquire", "stated")),
            ("get /service/tickets/123", ("Service Desk", "Service Tickets",
                                          "inquire", "stated")),
            ("PATCH /service/tickets/123", ("Service Desk",
                                            "Service Tickets", "edit",
                                            "inferred")),
            ("https://api-na.myconnectwise.net/v4_6_release/apis/3.0"
             "/company/contacts?page=2", ("Companies", "Contacts", "inquire",
                                          "stated"))):
        q = as_json("who", "--needs", ask)["questions"][0]
        have = (q["module"], q["function"], q["verb"],
                q["endpoint"]["confidence"])
        hold(have == grant, ask, have)
    want = as_json("who", *files, "--can", "Companies/Contacts:add")
    hold(as_json("who", *files, "--can", "companies / CONTACTS : Add") ==
         want, "blanks and case")
    hold(run("who", "--needs", "GET /no/such/thing")[0] == 20, "unknown path")
    hold(run("who", "--needs", "FETCH /x")[0] == 64, "unknown method")
    hold(run("who", files[0], "--can", "Service Desk/Service Tickts:add")[0]
         == 64, "unknown function")


# Fleets.

def make_fleet(name, n, broken=()):
    """n tenants of twelve roles, without the worst; returns the folder."""
    table = rows(os.path.join(MSP, "roles.csv"))
    order = []
    for r in table[1:]:
        if r[0] not in order:
            order.append(r[0])
    text = csv_text([table[0]] + [r for r in table[1:]
                                  if r[0] in order[:12]])
    top = os.path.join(WORK, name)
    first = save(name + ".csv", text)
    for i in range(n):
        d = os.path.join(top, "tenant%04d" % i)
        os.makedirs(d)
        if i in broken:
            with open(os.path.join(d, "roles.csv"), "w") as f:
                f.write('Role,Module,Function,Add Level\nA,"B,C,None\n')
        else:
            os.link(first, os.path.join(d, "roles.csv"))
    return top


def peak(*args):
    """Exit code and peak memory in KB."""
    child = subprocess.Popen([CWAUDIT, *args], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    most = 0
    # What wait4() tells counts the memory of this program before exec().
    while child.poll() is None:
        with open("/proc/%d/status" % child.pid, encoding="ascii") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    most = max(most, int(line.split()[1]))
        time.sleep(0.005)
    return child.returncode, most


def test_fleet_memory():
    few = make_fleet("few", 100)
    many = make_fleet("many", 1000)
    code, small = peak("audit", few, "-f", "json")
    again, large = peak("audit", many, "-f", "json")
    hold(code == again, code, again)
    print("    %d KB for 100 tenants of 12 roles, %d KB for 1,000"
          % (small, large))
    # A line of the summary for each of 900 more, and no more.
    hold(large - small < 600, small, large)


def test_fleet_order():
    report = as_json("audit", FIXTURES, "-q")
    names = [f["tenant"] for f in report["findings"]]
    hold(names == sorted(names), "findings are not sorted by tenant")
    alone = as_json("audit", os.path.join(FIXTURES, "msp"), "-q")
    want = {f["fingerprint"] for f in alone["findings"]}
    hold({f["fingerprint"] for f in report["findings"]
          if f["tenant"] == "msp"} == want, "fingerprints of a tenant")
    files = [os.path.join(MSP, f) for f in os.listdir(MSP)]
    loose = as_json("audit", *files, "-q")
    hold(not want & {f["fingerprint"] for f in loose["findings"]},
         "the tenant stands in the fingerprint")
    named = as_json("audit", *files, "-q", "--tenant", "msp")
    hold({f["fingerprint"] for f in named["findings"]} == want, "--tenant")
    hold(as_json("audit", FIXTURES, "-q") == report, "not the same twice")


def test_fleet_broken():
    top = make_fleet("broken", 5, broken=(2,))
    report = as_json("audit", top)
    tenant = {t["tenant"]: t for t in report["tenants"]}
    hold(len(tenant) == 5, "five tenants", len(tenant))
    bad = tenant["tenant0002"]
    hold(bad["exit"]["code"] == 20 and not bad["complete"] and bad["error"],
         bad)
    hold(report["exit"]["code"] == tenant["tenant0001"]["exit"]["code"],
         "the worst of the others counts")
    hold(not report["complete"] and report["score"] is None, "complete")
    hold(len(report["diagnostics"]) == 1, report["diagnostics"])
    _, text, err = run("audit", top)
    hold("tenant0002" in text and "tenant0002" in err, "named")
    only = make_fleet("only", 1, broken=(0,))
    hold(as_json("audit", only)["exit"]["code"] == 20, "one broken tenant")


def test_fleet_skips():
    top = make_fleet("skips", 1)
    d = os.path.join(top, "tenant0000")
    base = as_json("audit", top)
    shutil.copy(os.path.join(TOP, "profiles", "thread.csv"), d)
    save("skips/tenant0000/plan.csv", "rule,tenant,role,member,module,"
         "function,verb,level,owner,reason,ticket,expires\n")
    save("skips/tenant0000/notes.md", "not looked at\n")
    run("audit", top, "-q", "-o", os.path.join(d, "report.txt"))
    code, out, err = run("audit", top, "-f", "json")
    report = json.loads(out)
    hold(code == base["exit"]["code"], "exit", code)
    for name in ("thread.csv", "plan.csv", "report.txt"):
        hold(name in err, name, "is not named", err)
        hold(any(name in n["reason"] and not n["needed"]
                 for n in report["not_evaluated"]), name)
    hold([f["fingerprint"] for f in report["findings"]] ==
         [f["fingerprint"] for f in base["findings"]], "findings")
    empty = os.path.join(WORK, "empty")
    os.makedirs(empty)
    hold(run("audit", empty)[0] == 66, "an empty folder")


def test_fleet_profile():
    top = make_fleet("given", 2)
    hold(run("audit", top, "-p", "thread=Thraed", "-q")[0:2] == (64, ""),
         "a role that no tenant holds")
    # One of two tenants has the role: that is enough.
    table = rows(os.path.join(WORK, "given.csv"))
    other = os.path.join(top, "tenant0001", "roles.csv")
    os.unlink(other)
    save("given/tenant0001/roles.csv", csv_text(
        [r for r in table if r[0] != "Automate Integration"]))
    hold(run("audit", top, "-p", "thread=Automate Integration",
             "-q")[0] != 64, "a role that one tenant holds")


def unprivileged():
    """What to put before a command so that permissions hold, or None."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv"):
        return ["setpriv", "--reuid=65534", "--regid=65534",
                "--clear-groups"]
    return None


def test_fleet_permission():
    front = unprivileged()
    hold(front is not None, "root without setpriv cannot test this")
    top = make_fleet("closed", 3)
    program = os.path.join(WORK, "cwaudit")
    shutil.copy(CWAUDIT, program)
    os.chmod(WORK, 0o755)
    os.chmod(program, 0o755)
    shut = os.path.join(top, "tenant0001")
    os.chmod(shut, 0)
    try:
        done = subprocess.run([*front, program, "audit", top, "-f", "json"],
                              capture_output=True, timeout=120)
    finally:
        os.chmod(shut, 0o755)
    report = json.loads(done.stdout)
    tenant = {t["tenant"]: t for t in report["tenants"]}
    hold(sorted(tenant) == ["tenant0000", "tenant0001", "tenant0002"],
         sorted(tenant))
    hold(tenant["tenant0001"]["exit"]["code"] == 20, tenant["tenant0001"])
    hold("ermission" in tenant["tenant0001"]["error"], "why")
    hold(not report["complete"], "complete")


def test_fleet_interrupt():
    top = make_fleet("long", 400)
    for sig, want in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        d = os.path.join(WORK, "out%d" % want)
        os.makedirs(d)
        child = subprocess.Popen(
            [CWAUDIT, "audit", top, "-q", "-o", os.path.join(d, "r.json"),
             "-o", os.path.join(d, "r.txt")], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        for _ in range(200):
            if os.listdir(d):
                break
            time.sleep(0.01)
        child.send_signal(sig)
        out, _ = child.communicate(timeout=60)
        hold(child.returncode == want, child.returncode, want)
        hold(not os.listdir(d) and not out, "left behind", os.listdir(d))


def test_fleet_full():
    top = make_fleet("full", 3)
    with open("/dev/full", "wb") as full:
        for form in ("text", "json"):
            code = subprocess.run([CWAUDIT, "audit", top, "-q", "-f", form],
                                  stdout=full, stderr=subprocess.DEVNULL,
                                  timeout=120).returncode
            hold(code == 74, form, code)
    code, _, _ = run("audit", top, "-q", "-o", "json=/dev/full")
    hold(code == 74, "a file", code)
    code, _, _ = run("audit", top, "-q", "-o",
                     os.path.join(WORK, "no", "such", "r.json"))
    hold(code == 74, "no such folder", code)


def test_fleet_progress():
    import pty
    top = make_fleet("progress", 3)
    code, _, err = run("audit", top)
    hold("of 3" not in err, "progress without a terminal")
    parent, child = pty.openpty()
    subprocess.run([CWAUDIT, "audit", top], stdout=subprocess.DEVNULL,
                   stderr=child, timeout=120)
    os.close(child)
    hold(b"3 of 3 tenants" in os.read(parent, 65536), "no progress")
    os.close(parent)


def test_files_from():
    want = as_json("audit", FIXTURES, "-q")
    names = [t["tenant"] for t in want["tenants"]]
    folders = "\n".join(os.path.join(FIXTURES, n) for n in names)
    report = as_json("audit", "--files-from", "-", "-q",
                     stdin=folders.encode())
    key = [f["fingerprint"] for f in want["findings"]]
    hold([f["fingerprint"] for f in report["findings"]] == key, "folders")
    files = [os.path.join(FIXTURES, n, f) for n in names
             for f in os.listdir(os.path.join(FIXTURES, n))]
    random.Random(1).shuffle(files)
    for end in ("\n", "\0", "\r\n"):
        report = as_json("audit", "--files-from", "-", "-q",
                         stdin=(end.join(files) + end).encode())
        hold([f["fingerprint"] for f in report["findings"]] == key, "files")
    lines = []
    for n in names:
        d = os.path.join(FIXTURES, n)
        entry = []
        for f in sorted(os.listdir(d)):
            with open(os.path.join(d, f), "rb") as data:
                text = data.read()
            utf16 = text[:2] in (b"\xff\xfe", b"\xfe\xff")
            entry.append({"name": f, "text": text.decode(
                "utf-16" if utf16 else "utf-8-sig")})
        lines.append(json.dumps({"tenant": n, "files": entry}))
    report = as_json("audit", "--files-from", "-", "-q",
                     stdin="\n".join(lines).encode())
    hold([f["fingerprint"] for f in report["findings"]] == key, "NDJSON")
    report = as_json("audit", "--files-from", "-", "-q",
                     stdin=b"\xef\xbb\xbf" + folders.encode())
    hold([f["fingerprint"] for f in report["findings"]] == key, "a mark")
    hold(run("audit", "--files-from", "-", stdin=b"")[0] == 66, "empty")
    hold(run("audit", "--files-from", "-", stdin=b"\0\0")[0] == 66, "blank")
    code, out, err = run("audit", "--files-from", "-", "-q",
                         stdin=b'{"tenant":"msp","files":[]}\n', cwd=FIXTURES)
    hold(code == 64 and not out, "a tenant without files is no folder", code)
    hold(run("audit", "--files-from", "-", stdin=b'{"tenant":1}\n')[0] == 64,
         "no tenant")


def test_parallel():
    hold(shutil.which("parallel"), "GNU parallel is not installed")
    top = make_fleet("spread", 8)
    want = as_json("audit", top, "-q")
    line = "".join(json.dumps({"tenant": n, "files": [
        os.path.join(top, n, "roles.csv")]}) + "\n"
        for n in sorted(os.listdir(top)))
    done = subprocess.run(
        ["parallel", "--will-cite", "--pipe", "-N", "2", "-k", CWAUDIT +
         " audit --files-from - -q -f ndjson"], input=line.encode(),
        capture_output=True, timeout=300)
    found = [json.loads(x) for x in done.stdout.decode().splitlines()]
    have = [f["fingerprint"] for f in found if f.get("type") == "finding"]
    hold(have == [f["fingerprint"] for f in want["findings"]],
         len(have), len(want["findings"]), done.stderr[:300])


def test_completion():
    """What the shells complete is what the help lists, no more, no less."""
    _, out, _ = run("--help")
    block = out[out.index("commands:"):out.index("options of audit")]
    commands = {line.split()[0] for line in block.splitlines()[1:]
                if line.startswith("  ")}
    hold("role" in commands and "completion" in commands, commands)
    options = {}
    for name in commands:
        _, out, _ = run(name, "--help")
        options[name] = {w for line in out.splitlines()
                         for w in line.split()
                         if line.startswith("  ") and w.startswith("--")
                         and line.index(w) < 8}
    everything = set().union(*options.values())
    with open(os.path.join(TOP, "cwaudit.1"), encoding="utf-8") as f:
        manual = f.read()
    names = {"--" + line.split("Fl -")[i + 1].split()[0]
             for line in manual.splitlines() if line.startswith(".It Fl")
             for i in range(line.count("Fl -"))}
    # That it names all of them is what docs.py checks.
    hold(names and names <= everything, "the manual has options that are "
         "none", sorted(names - everything))
    _, out, _ = run("completion", "bash")
    for name in commands:
        line = next(x for x in out.splitlines()
                    if x.strip().startswith((name + ") opts", name + "|-*")))
        have = {w.strip("';") for w in line.split()
                if w.strip("opts='").startswith("--")}
        have = {w[w.index("--"):] for w in have}
        hold(have == options[name], name, have ^ options[name])
    for shell in ("bash", "zsh", "fish"):
        code, out, _ = run("completion", shell)
        hold(code == 0 and all(o[2:] in out for o in everything), shell)
        path = save(shell, out)
        hold(shutil.which(shell), shell, "is not installed")
        done = subprocess.run([shell, "-n", path], capture_output=True,
                              timeout=60)
        hold(done.returncode == 0, shell, done.stderr)
    hold(run("completion", "tcsh")[0] == 64, "a shell that is not known")


# What is typed, and what each shell has to offer for its last word.
TYPED = [
    ("cwaudit insp", {"inspect"}),
    ("cwaudit role --ph", {"--phase"}),
    ("cwaudit role --phase se", {"setup"}),
    ("cwaudit audit --fail-on cr", {"critical"}),
    ("cwaudit role resplend", {"resplendent-data"}),
    ("cwaudit audit my", {"my roles.csv"}),
    ("cwaudit my", {"my roles.csv"}),
    ("cwaudit completion zs", {"zsh"}),
    ("cwaudit roles.csv --absent", {"--absent-is-none"}),
]


def complete_bash(script, line):
    words = line.split()
    done = subprocess.run(
        ["bash", "-c", 'source "$1"; shift; COMP_WORDS=("$@"); '
         'COMP_CWORD=$(($# - 1)); _cwaudit; '
         'printf "%s\\n" "${COMPREPLY[@]}"', "bash", script, *words],
        capture_output=True, timeout=60, cwd=os.path.join(WORK, "here"),
        env=dict(os.environ, PATH=TOP + ":" + os.environ["PATH"]))
    return set(done.stdout.decode().split("\n")) - {""}


def complete_fish(script, line):
    done = subprocess.run(
        ["fish", "--no-config", "-c", "source $argv[1]; "
         "complete -C $argv[2]", script, line], capture_output=True,
        timeout=60, cwd=os.path.join(WORK, "here"), env=dict(
            os.environ, HOME=WORK, PATH=TOP + ":" + os.environ["PATH"]))
    return {x.split("\t")[0].replace("\\ ", " ")
            for x in done.stdout.decode().split("\n")} - {""}


def complete_zsh(script, line):
    """What zsh makes of the last word, in a terminal of its own."""
    import pty
    import select
    pid, fd = pty.fork()
    if not pid:
        os.chdir(os.path.join(WORK, "here"))
        os.environ.update(TERM="dumb", PATH=TOP + ":" + os.environ["PATH"])
        os.execvp("zsh", ["zsh", "-f", "-i"])

    def until(mark):
        """What is written up to the mark, or in a minute."""
        out = b""
        end = time.time() + 60
        while mark not in out and time.time() < end:
            if select.select([fd], [], [], 0.5)[0]:
                out += os.read(fd, 65536)
        return out
    setup = ("PS1=; unsetopt zle_bracketed_paste beep; "
             "autoload -U compinit; compinit -u -D; source '%s'; "
             "show() { print -r -- \"<$BUFFER>\"; BUFFER=; }; "
             "zle -N show; bindkey '^I' complete-word; "
             "bindkey '^X' show; print rea''dy\n" % script)
    os.write(fd, setup.encode())
    until(b"ready\r\n")
    os.write(fd, line.encode() + b"\t\x18")
    said = until(b">").decode()
    os.write(fd, b"exit\n")
    os.close(fd)
    os.waitpid(pid, 0)
    at = said.rfind("<")
    buffer = said[at + 1:said.rfind(">")] if at >= 0 else ""
    start = line.rindex(" ") + 1
    return {buffer[start:].rstrip(" =").replace("\\ ", " ")}


def test_completion_typed():
    """The shells load it and complete with it."""
    os.makedirs(os.path.join(WORK, "here"))
    save("here/my roles.csv", "")
    for shell, complete in (("bash", complete_bash), ("fish", complete_fish),
                            ("zsh", complete_zsh)):
        path = save(shell, run("completion", shell)[1])
        for line, want in TYPED:
            have = complete(path, line)
            hold(have == want, shell, repr(line), have, "not", want)


def main(names):
    global WORK
    tests = {k[5:]: v for k, v in globals().items()
             if k.startswith("test_")}
    unknown = [n for n in names if n not in tests]
    if unknown:
        print("no such test: %s" % " ".join(unknown), file=sys.stderr)
        return 1
    passed = failed = 0
    for name in names or tests:
        WORK = tempfile.mkdtemp(prefix="cwaudit-")
        try:
            tests[name]()
            passed += 1
        except (Failed, subprocess.SubprocessError, OSError, ValueError,
                KeyError) as e:
            failed += 1
            print("FAIL %s: %s: %s" % (name, type(e).__name__, e))
        finally:
            shutil.rmtree(WORK, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
