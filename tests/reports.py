#!/usr/bin/env python3
"""Hold all formats to one set of findings, and waivers to their teeth.

usage: reports.py [NAME...]

Runs $CWAUDIT (default: the binary at the top of the tree) on the fixtures and
on exports made here, in folders of its own. A NAME is one of the functions
below without its `test_`. Prints each difference, ends with `N passed, N
failed` and exits 1 when something failed. What other programs say of the
reports is tests/validate.py.
"""

import csv
import html
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
FIXTURES = os.path.join(HERE, "..", "fixtures")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT", os.path.join(
    HERE, "..", "cwaudit")))
FORMATS = {"text": "txt", "json": "json", "ndjson": "ndjson", "csv": "csv",
           "sarif": "sarif", "html": "html", "markdown": "md"}
WAIVER = ("rule,tenant,role,member,module,function,verb,level,owner,reason,"
          "ticket,expires").split(",")
DAY = "2026-06-30"

passed = failed = 0


def check(name, ok, *why):
    """Counts one check."""
    global passed, failed
    if ok:
        passed += 1
        return
    failed += 1
    print("FAIL %s" % name)
    for line in why:
        print("    %s" % (line,))


def same(name, have, want):
    check(name, have == want, "want %r" % (want,), "have %r" % (have,))


def run(*args, cwd=None, env=None):
    done = subprocess.run([CWAUDIT, *args], cwd=cwd, capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=120,
                          env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout, done.stderr


def audit(folder, *args):
    """An audit's exit code and its report as JSON."""
    code, out, err = run("-f", "json", "--as-of", DAY, *args, cwd=folder)
    if not out:
        raise SystemExit("no report: %s" % err.decode())
    return code, json.loads(out)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return path


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def waivers(*rows):
    """A waiver file of rows given as dicts."""
    base = {"owner": "Ann", "reason": "known", "expires": DAY}
    return table([WAIVER] + [[dict(base, **r).get(c, "") for c in WAIVER]
                             for r in rows])


def roles(*rows):
    return table([["Role", "Module", "Function", "Add Level", "Edit Level",
                   "Delete Level", "Inquire Level"]] + list(rows))


def fixtures():
    """The fixtures with their files, from expected.csv."""
    with open(os.path.join(HERE, "expected.csv"), encoding="utf-8",
              newline="") as f:
        return {r["fixture"]: r["files"].split() for r in csv.DictReader(f)}


# What each format says: {fingerprint: (severity, waived)}; text only knows
# the first twelve digits, and of waived findings that they are.

def of_json(text):
    return {f["fingerprint"]: (f["severity"], f["waiver"] is not None)
            for f in json.loads(text)["findings"]}


def of_ndjson(text):
    found = {}
    for line in text.splitlines():
        record = json.loads(line)
        assert list(record)[0] == "type"
        if record["type"] == "finding":
            found[record["fingerprint"]] = (record["severity"],
                                            record["waiver"] is not None)
    return found


def of_csv(text):
    return {r["fingerprint"]: (r["severity"], r["owner"] != "")
            for r in csv.DictReader(io.StringIO(text))}


def of_sarif(text):
    found = {}
    for r in json.loads(text)["runs"]:
        for f in r["results"]:
            found[f["partialFingerprints"]["cwaudit/v1"]] = (
                f["properties"]["severity"], f["suppressions"] != [])
    return found


def of_markdown(text):
    found = {}
    waived = False
    for line in text.splitlines():
        if line.startswith("## "):
            waived = line == "## Waived"
        cells = line.strip("| ").split(" | ")
        if re.fullmatch("[0-9a-f]{32}", cells[-1]):
            found[cells[-1]] = (cells[0], waived)
    return found


def of_html(text):
    found = {}
    severity = None
    waived = False
    for token in re.finditer(
            r'<h[23] id="[^"]*?(waived|findings)"|<span class="sev (\w+)"'
            r'|<li id="[^"]*?f([0-9a-f]{32})"', text):
        if token.group(1):
            waived = token.group(1) == "waived"
        elif token.group(2):
            severity = token.group(2)
        else:
            found[token.group(3)] = (severity, waived)
    return found


def of_text(text):
    return set(re.findall(r"#([0-9a-f]{12})\b", text))


READ = {"json": of_json, "ndjson": of_ndjson, "csv": of_csv,
        "sarif": of_sarif, "markdown": of_markdown, "html": of_html}


def all_formats(folder, files, *args, cwd=FIXTURES):
    """One run that writes every format; returns their texts."""
    outputs = []
    for name, ending in FORMATS.items():
        outputs += ["-o", os.path.join(folder, "r." + ending)]
    code, out, err = run(*files, "-v", "--as-of", DAY, *outputs, *args,
                         cwd=cwd)
    same("nothing on standard output", out, b"")
    texts = {}
    for name, ending in FORMATS.items():
        with open(os.path.join(folder, "r." + ending), encoding="utf-8",
                  newline="") as f:
            texts[name] = f.read()
    return code, texts


def agree(name, texts):
    want = READ["json"](texts["json"])
    check(name + ": has findings", want or name.endswith("support-fusion"))
    for form, read in READ.items():
        have = read(texts[form])
        check("%s: %s agrees with json" % (name, form), have == want,
              "missing: %s" % sorted(set(want) - set(have))[:5],
              "too many: %s" % sorted(set(have) - set(want))[:5],
              "other: %s" % [(k, want[k], have[k]) for k in want
                             if k in have and want[k] != have[k]][:5])
    same(name + ": text agrees with json",
         sorted(of_text(texts["text"])), sorted({f[:12] for f in want}))
    return want


def test_agreement(folder):
    """The same findings in every format, on every fixture."""
    for name, files in fixtures().items():
        _, texts = all_formats(folder, files)
        agree(name, texts)
        # The same with a part of the findings waived, through the plan.
        rows = list(csv.DictReader(io.StringIO(texts["csv"])))
        chosen = [dict(r, owner="Ann", reason="known", expires=DAY)
                  for r in rows[::3]]
        write(folder, "w.csv", table(
            [list(rows[0]) if rows else WAIVER] +
            [list(r.values()) for r in chosen] or []))
        if chosen:
            _, texts = all_formats(folder, files, "--waivers",
                                   os.path.join(folder, "w.csv"))
            want = agree(name + ", waived", texts)
            same(name + ": the plan waives what it names",
                 {k for k, v in want.items() if v[1]},
                 {r["fingerprint"] for r in chosen})
            same(name + ": no fault of a waiver", [
                f["message"] for f in json.loads(texts["json"])["findings"]
                if f["rule"].startswith("CW6")], [])
            check(name + ": severities as before", all(
                want[r["fingerprint"]][0] == r["severity"] for r in chosen))


def test_fleet(folder):
    """The same findings in every format, of several tenants."""
    for tenant, fixture in (("a", "msp"), ("b", "utf16")):
        os.makedirs(os.path.join(folder, "in", tenant))
        for file in fixtures()[fixture]:
            shutil.copy(os.path.join(FIXTURES, file),
                        os.path.join(folder, "in", tenant))
    write(folder, "w.csv", waivers(
        {"rule": "CW203", "role": "Automate Integration"},
        {"rule": "CW304", "member": "TicketConnect", "tenant": "b"},
        {"rule": "CW304", "member": "TicketConnect", "tenant": "a"},
        {"rule": "CW304", "member": "TicketConnect", "tenant": "other"},
        {"rule": "CW203", "role": "Nobody"}))
    _, texts = all_formats(folder, ["in"], "--waivers", "w.csv", cwd=folder)
    want = READ["json"](texts["json"])
    for form, read in READ.items():
        same("fleet: %s agrees with json" % form, read(texts[form]), want)
    report = json.loads(texts["json"])
    same("fleet: waived", sorted((f["rule"], f["tenant"])
                                 for f in report["findings"] if f["waiver"]),
         [("CW203", "a"), ("CW304", "b")])
    same("fleet: unused", [f["function"] for f in report["findings"]
                           if f["rule"] == "CW602"],
         ["CW203 > Nobody", "CW304 > a > TicketConnect"])


HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "script": "<script>alert(1)</script>",
    "override": "a\u202egnp.exe",
    "escape": "x\x1b[2Jy",
    "markup": "](javascript:alert(1)) **b** `c` | d &amp; <!--",
    "attribute": "\" onload='alert(1)' x=\"",
    "at": "@SUM(1+1)*cmd",
    "plus": "+1-2",
    "minus": "-2+3",
    "mention": "@everyone #1 https://example.com www.example.com",
}


def hostile(folder):
    """Exports whose every name is hostile. Returns the files' names."""
    rows, people, tables = [], [], []
    for n, name in enumerate(HOSTILE.values()):
        rows += [[name, "Companies", "Contacts", "All", "All", "All", "None"],
                 [name, "Companies", name, "None", "None", "None", "All"],
                 [name, "System", "Table Setup", "All", "All", "None", "All"]]
        for f in ("Notes", "Reports", "Surveys", "Tracks"):
            rows.append([name, "Companies", f, "None", "None", "None", "All"])
        people.append([name, name, name, name, name, name, "API"])
        tables.append([name, "Service / " + name])
    files = ["=roles<script>.csv", "-members\u202e.csv", "@tables\x1b[2J.csv"]
    write(folder, files[0], roles(*rows))
    write(folder, files[1], table(
        [["Member ID", "Member Name", "Role ID", "Level", "Default Board",
          "Restrict Board Access", "License Class"]] + people))
    write(folder, files[2], table([["Role", "Item"]] + tables))
    return files


def test_hostile(folder):
    """Names that are made to do harm do none, in any format."""
    files = hostile(folder)
    code, texts = all_formats(folder, ["./" + f for f in files],
                              "--profile", "thread=*", cwd=folder)
    check("hostile: judged", code in range(10, 21), code)
    agree("hostile", texts)
    for form, text in texts.items():
        bad = [c for c in text if (ord(c) < 32 and c not in "\n")
               or c in "\x7f\u202e\u200b\ufeff"]
        same("hostile: %s steers no terminal" % form, bad, [])
    for form in ("html", "markdown"):
        check("hostile: %s has no script" % form,
              "<script" not in texts[form] and "<!--" not in texts[form])
    page = texts["html"]
    same("hostile: no handler and no address in the page", re.findall(
        r"<[^>]*\s(?:on\w+|src|style|action)\s*=", page), [])
    same("hostile: only links within the page", [
        a for a in re.findall(r'href="([^"]*)"', page)
        if not a.startswith("#")], [])
    for name in ("script", "attribute", "markup"):
        check("hostile: html shows " + name,
              html.escape(HOSTILE[name], quote=True).replace(
                  "&#x27;", "&#39;") in page)
    for row in csv.reader(io.StringIO(texts["csv"])):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                check("hostile: csv cell %r is neutral" % cell, False)
    names = {r["role"] for r in csv.DictReader(io.StringIO(texts["csv"]))}
    check("hostile: csv names the formula",
          "'" + HOSTILE["formula"] in names, names)
    md = texts["markdown"]
    check("hostile: markdown escapes", not re.search(
        r"(?<!\\)\]\(", md) and "**b**" not in md and "@everyone" not in md and
          "https://example.com" not in md.replace("\\", ""))
    table_rows = [line for line in md.splitlines()
                  if re.search(r"^\| [a-z]+ \| CW.*[0-9a-f]{32} \|$", line)]
    same("hostile: markdown tables keep their columns",
         {len(re.findall(r"(?<!\\)\|", line)) for line in table_rows}, {8})
    # What the plan names can be waived under that name.
    rows = list(csv.DictReader(io.StringIO(texts["csv"])))
    for r in rows:
        r.update(owner="=Ann", reason="<b>\x1b[2J", ticket="@1", expires=DAY)
    write(folder, "plan.csv", table(
        [list(rows[0])] + [list(r.values()) for r in rows]))
    _, texts = all_formats(folder, ["./" + f for f in files], "--profile",
                           "thread=*", "--waivers", "plan.csv", cwd=folder)
    want = agree("hostile, waived", texts)
    same("hostile: all is waived", [k for k, v in want.items() if not v[1]],
         [])
    for form, text in texts.items():
        check("hostile: waivers steer no terminal in " + form,
              "\x1b" not in text)
    check("hostile: waivers are escaped", "<b>\\" not in texts["html"] and
          "<b>" not in texts["markdown"])


THREAD = ["Service Desk", "Service Tickets"]


def thread_role(edit, account="My"):
    return roles(["Thread", *THREAD, "All", edit, "None", "All"],
                 ["Thread", "System", "My Account", "None", account, "None",
                  "None"],
                 ["Thread", "Companies", "Notes", "None", "None", "All",
                  "None"])


def waive(folder, text, files=("roles.csv",), *args):
    """Audits with a waiver file; returns the exit code and the findings."""
    write(folder, "w.csv", text)
    code, report = audit(folder, *files, "--waivers", "w.csv",
                         "--absent-is-none", *args)
    return code, report, {(f["rule"], f["module"], f["function"],
                           "+".join(c["verb"] for c in f["cells"])): f
                          for f in report["findings"]}


def test_waivers(folder):
    """What a waiver covers, and what it does not."""
    excess = ("CW102", "Companies", "Notes", "delete")
    lack = ("CW101", *THREAD, "edit")
    base = {"role": "thread", "module": "companies", "function": "NOTES"}
    one = dict(base, rule="CW102", verb="Delete", level="my")
    write(folder, "roles.csv", thread_role("My").replace(
        "None,None,All,None", "None,None,My,None"))
    code, report, found = waive(folder, waivers(one))
    check("a waiver covers its finding", found[excess]["waiver"] == {
        "owner": "Ann", "reason": "known", "expires": DAY, "ticket": None,
        "file": "w.csv", "line": 2}, found[excess]["waiver"])
    check("it counts as waived alone", report["summary"]["waived"] == 1 and
          sum(report["summary"][s] for s in (
              "critical", "high", "medium", "low", "info")) ==
          len(report["findings"]) - 1)
    severity = found[excess]["severity"]
    deductions = report["roles"][0]["deductions"]
    forbidden = report["roles"][0]["excess_cells"]
    same("the file is an input", [i["kind"] for i in report["inputs"]],
         ["roles", "waivers"])
    _, report, found = waive(folder, waivers(one), ("roles.csv",),
                             "--no-waivers")
    check("--no-waivers opens it", found[excess]["waiver"] is None)
    same("its severity was the true one", found[excess]["severity"], severity)
    check("its points were not taken off",
          report["roles"][0]["deductions"] > deductions)
    same("waived cells stay counted", report["roles"][0]["excess_cells"],
         forbidden)
    check("reports say so", any("--no-waivers" in a
                                for a in report["assumptions"]))

    write(folder, "roles.csv", thread_role("My"))
    _, _, found = waive(folder, waivers(one))
    check("My accepted, All found: open again",
          found[excess]["waiver"] is None)
    check("and the waiver is unused", any(k[0] == "CW602" for k in found))
    _, _, found = waive(folder, waivers(dict(one, level="All")))
    check("All accepted, All found: waived", found[excess]["waiver"])

    least = dict(rule="CW101", role="Thread", module=THREAD[0],
                 function=THREAD[1], verb="edit", level="My")
    _, _, found = waive(folder, waivers(least))
    check("CW101: My is the least, My found: waived", found[lack]["waiver"])
    write(folder, "roles.csv", thread_role("None"))
    _, _, found = waive(folder, waivers(least))
    check("CW101: My is the least, None found: open",
          found[lack]["waiver"] is None)

    for what, change, open_ in (
            ("another verb", {"verb": "edit"}, True),
            ("several verbs", {"verb": "edit+delete"}, False),
            ("any verb", {"verb": ""}, False),
            ("another role", {"role": "Threads"}, True),
            ("another module", {"module": "Sales"}, True),
            ("any function", {"module": "", "function": ""}, False),
            ("another rule", {"rule": "CW103"}, True),
            ("another tenant", {"tenant": "x"}, True),
            ("a member", {"member": "x"}, True),
            ("its last day", {"expires": DAY}, False),
            ("yesterday", {"expires": "2026-06-29"}, True),
            ("no such day", {"expires": "2026-02-30"}, True),
            ("a day in another order", {"expires": "30.06.2027"}, True),
            ("no owner", {"owner": ""}, True),
            ("no reason", {"reason": ""}, True),
            ("no level", {"level": ""}, True),
            ("a level that is none", {"level": "Mine"}, True),
            ("a verb that is none", {"verb": "read"}, True),
            ("a quoted formula", {"reason": "'=1"}, False)):
        _, report, found = waive(folder, waivers(dict(one, level="All") |
                                                 change))
        check("a waiver with %s" % what,
              (found[excess]["waiver"] is None) == open_)
        fault = {"yesterday": "CW601", "no such day": "CW603",
                 "a day in another order": "CW603", "no owner": "CW603",
                 "no reason": "CW603", "no level": "CW603",
                 "a level that is none": "CW603",
                 "a verb that is none": "CW603",
                 "another tenant": None}.get(what, "CW602" if open_ else None)
        same("... and its fault", [k[0] for k in found if k[0] > "CW6"],
             [fault] if fault else [])
    _, report, found = waive(folder, waivers(
        dict(one, level="All", tenant="X", reason="'=1")), ("roles.csv",),
        "--tenant", "x")
    same("a tenant is compared without case", found[excess]["waiver"]
         ["reason"], "=1")


def test_waiver_files(folder):
    """Forms of a waiver file, and files that are none."""
    write(folder, "roles.csv", thread_role("My"))
    good = waivers({"rule": "CW102", "role": "Thread", "level": "All"})
    for what, data in (
            ("semicolons", good.replace(",", ";").encode()),
            ("UTF-16", good.encode("utf-16")),
            ("CRLF and a mark", b"\xef\xbb\xbf" +
             good.replace("\n", "\r\n").encode()),
            ("other columns", good.replace("expires\n", "expires,x\n")
             .replace(DAY + "\n", DAY + ",y\n").encode()),
            ("other case", good.replace("rule,", "Rule,").encode())):
        with open(os.path.join(folder, "w.csv"), "wb") as f:
            f.write(data)
        _, report = audit(folder, "roles.csv", "--waivers", "w.csv",
                          "--absent-is-none")
        same("waivers with " + what, (report["summary"]["waived"], [
            f["message"] for f in report["findings"]
            if f["rule"] > "CW6"]), (1, []))
    empty = good.splitlines()[0] + "\n"
    skipped = empty + "CW102,,Thread,,,,,All,,,,\n"
    for what, data, code in (
            ("none", None, 66), ("empty", "", 66), ("header only", empty, 66),
            ("an export", thread_role("My"), 65),
            ("an open quote", good + '"x', 65),
            ("rows that nobody filled in", skipped, 13)):
        path = os.path.join(folder, "w.csv")
        if os.path.exists(path):
            os.remove(path)
        if data is not None:
            write(folder, "w.csv", data)
        have, report = audit(folder, "roles.csv", "--waivers", "w.csv",
                             "--absent-is-none", "--fail-on", "info")
        check("waivers: %s: %d" % (what, code), (have if have > 14 else 13)
              == code, have)
        if code > 64:
            check("waivers: %s: an error" % what, report["verdict"] == "error"
                  and report["findings"] is None and report["diagnostics"])
    for text, code in ((good, 0), (good.replace(DAY, "2026-06-29"), 12),
                       (good.replace(DAY, "soon"), 13), (skipped, 0)):
        write(folder, "w.csv", text)
        have, out, err = run("waivers", "w.csv", "--as-of", DAY, cwd=folder)
        same("cwaudit waivers", have, code)
        have, out, err = run("waivers", "w.csv", "-f", "json", "--as-of", DAY,
                             cwd=folder)
        same("cwaudit waivers, json", json.loads(out)["exit"]["code"], code)
    same("cwaudit waivers without a file", run("waivers")[0], 64)
    same("cwaudit waivers, no such file", run("waivers", "none")[0], 66)


def covers(waiver, f):
    """Section 7, for a waiver as a dict and a finding of a report."""
    order = ("None", "My", "All")
    verbs = {c["verb"] for c in f["cells"]}
    levels = [order.index(c["have"] or "None") for c in f["cells"]]
    lack = f["rule"] in ("CW101", "CW410")
    if waiver["rule"] != f["rule"] or f["rule"] > "CW6":
        return False
    for name in ("role", "member", "module", "function"):
        if waiver[name] and waiver[name].lower() != (f[name] or "").lower():
            return False
    if waiver["verb"] and not (verbs and
                               verbs <= set(waiver["verb"].split("+"))):
        return False
    if not waiver["level"] or not levels:
        return True
    limit = order.index(waiver["level"])
    return min(levels) >= limit if lack else max(levels) <= limit


def test_many_waivers(folder):
    """Waivers by every set of names, several to one finding: the first that
    covers it stands with it, and what covers nothing is unused."""
    rand = random.Random(20260131)
    files = [os.path.join(FIXTURES, f) for f in fixtures()["msp"]]
    _, report = audit(folder, *files, "--tenant", "Own")
    found = [f for f in report["findings"] if f["role"] or f["member"]]
    every = []
    for i in range(600):
        f, other = rand.choice(found), rand.choice(found)
        row = {"rule": f["rule"], "owner": "Ann", "reason": "known",
               "expires": DAY, "ticket": "T-%d" % i,
               "tenant": rand.choice(("", "", "OWN", "Other")),
               "level": rand.choice(("None", "My", "All", "All"))}
        for name in ("role", "member", "module", "function"):
            of = other if rand.random() < 0.08 else f
            row[name] = (of[name] or "") if rand.random() < 0.6 else ""
        verbs = [c["verb"] for c in f["cells"]] + ["add"]
        row["verb"] = "+".join(verbs[:rand.randrange(3)]) if \
            rand.random() < 0.4 else ""
        if row["role"] or row["member"]:
            every.append(row)
    every += every[:40]
    write(folder, "w.csv", waivers(*every))
    _, report = audit(folder, *files, "--tenant", "Own", "--waivers",
                      "w.csv")
    used, wrong = set(), []
    for f in report["findings"]:
        if not (f["role"] or f["member"]) or f["rule"] > "CW6":
            continue
        by = [i for i, w in enumerate(every)
              if w["tenant"] != "Other" and covers(w, f)]
        used.update(by)
        if (f["waiver"] or {}).get("line") != (by[0] + 2 if by else None):
            wrong.append((f["rule"], f["message"], f["waiver"], by[:3]))
    check("many waivers: the first that covers", not wrong, *wrong[:4])
    same("many waivers: the unused", sorted(
        f["line"] for f in report["findings"] if f["rule"] == "CW602"),
        [i + 2 for i, w in enumerate(every)
         if i not in used and w["tenant"] != "Other"])
    sets = {tuple(bool(every[i][n]) for n in (
        "tenant", "role", "member", "module", "function")) for i in used}
    check("many waivers: by many sets of names", len(sets) > 8 and
          len(used) > 100, len(sets), len(used))


def test_template(folder):
    """--write-waivers writes what --waivers reads, once it is filled in."""
    files = [os.path.join(FIXTURES, f) for f in fixtures()["msp"]]
    code, out, err = run(*files, "--as-of", DAY, "--write-waivers", "t.csv",
                         "-q", cwd=folder)
    with open(os.path.join(folder, "t.csv"), encoding="utf-8",
              newline="") as f:
        rows = list(csv.reader(f))
    same("the header of a template", rows[0], WAIVER)
    _, report = audit(folder, *files)
    same("one row a finding", len(rows) - 1, len(report["findings"]))
    code, again = audit(folder, *files, "--waivers", "t.csv")
    same("as it is it waives nothing", (again["summary"], code),
         (report["summary"], report["exit"]["code"]))
    for r in rows[1:]:
        r[8], r[9], r[11] = "Ann", "known", DAY
    write(folder, "t.csv", table(rows))
    code, again = audit(folder, *files, "--waivers", "t.csv")
    same("filled in it waives all", (code, again["score"],
                                     again["summary"]["waived"]),
         (0, 93, len(report["findings"])))
    run(*files, "--as-of", DAY, "--waivers", "t.csv", "--write-waivers",
        "u.csv", "-q", cwd=folder)
    with open(os.path.join(folder, "u.csv"), encoding="utf-8",
              newline="") as f:
        same("a new template keeps what was accepted",
             sorted(csv.reader(f)), sorted(rows))
    same("not over an input", run("roles.csv", "--write-waivers",
                                  "roles.csv", cwd=folder)[0], 64)


def test_same_bytes(folder):
    """Two runs, two folders, two locales and time zones: the same bytes."""
    for sub in ("one", "two/deep"):
        os.makedirs(os.path.join(folder, sub, "msp"))
        for file in fixtures()["msp"]:
            shutil.copy(os.path.join(FIXTURES, file),
                        os.path.join(folder, sub, "msp"))
    for form in FORMATS:
        seen = set()
        for sub, env in (
                ("one", {"LC_ALL": "C", "TZ": "UTC"}),
                ("one", {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8",
                         "TZ": "Pacific/Kiritimati"}),
                ("two/deep", {"LC_ALL": "C.UTF-8",
                              "TZ": "America/Los_Angeles"})):
            _, out, _ = run(*fixtures()["msp"], "-f", form, "-v", "--as-of",
                            DAY, cwd=os.path.join(folder, sub), env=env)
            seen.add(out)
        same("the same bytes: " + form, len(seen), 1)
        code, out, _ = run(*[os.path.join(folder, "one", f)
                             for f in fixtures()["msp"]], "-f", form, "-v",
                           "--as-of", DAY, cwd=folder)
        check("no absolute path: " + form, folder.encode() not in out)


def outputs_over_inputs(folder):
    """No report takes the place of what was read, however it is named."""
    for tenant in ("a", "b"):
        shutil.copytree(os.path.join(FIXTURES, "msp"),
                        os.path.join(folder, "in", tenant))
    os.symlink("in/b/roles.csv", os.path.join(folder, "link.csv"))
    os.link(os.path.join(folder, "in", "b", "roles.csv"),
            os.path.join(folder, "hard.csv"))
    shutil.copy(os.path.join(HERE, "..", "profiles", "thread.csv"), folder)
    write(folder, "list.txt", "in/a\nin/b\n")
    before = {f: (os.path.islink(os.path.join(folder, f)), open(
        os.path.join(folder, f), "rb").read()) for f in (
            "in/a/roles.csv", "in/b/roles.csv", "in/b/members.csv",
            "link.csv", "hard.csv", "thread.csv", "list.txt")}
    one = "in/b/roles.csv"
    for args in (["in/b", "-o", one], ["in", "-f", "ndjson", "-o", one],
                 ["in", "-o", "in/a/../b/roles.csv"],
                 ["in", "-o", "link.csv"], ["in", "-o", "json=hard.csv"],
                 ["in", "-f", "csv", "--write-waivers", "in/b/members.csv"],
                 [one, "-o", "./in/b/roles.csv"],
                 ["diff", "in/a", "in/b", "-o", one],
                 ["who", "in/b", "--can", "Companies/Contacts:add",
                  "-o", "json=" + one],
                 ["role", "--from", one, "--role", "Thread", "--profile",
                  "thread", "-o", one],
                 [one, "-p", "thread.csv=Thread", "-o", "thread.csv"],
                 ["--files-from", "list.txt", "-o", "list.txt"]):
        code, out, err = run(*args, cwd=folder)
        check("not over an input: " + " ".join(args), code == 64 and
              out == b"" and b"written over" in err, code, out[:99], err)
    for args in (["-o", "x.json", "-o", "./x.json"],
                 ["-o", "x.json", "-o", "in/../x.json"],
                 ["-o", "x.csv", "--write-waivers", "./x.csv"]):
        code, out, err = run("in/a", *args, cwd=folder)
        check("one file twice: " + " ".join(args), code == 64 and
              out == b"" and b"twice" in err, code, err)
    for file, text in before.items():
        same("as it was: " + file, (os.path.islink(os.path.join(
            folder, file)), open(os.path.join(folder, file), "rb").read()),
             text)
    same("no report was left", sorted(os.listdir(folder)), [
        "hard.csv", "in", "link.csv", "list.txt", "thread.csv", "x.csv"])
    # Beside the exports there is room, the second time too.
    for _ in range(2):
        code, out, err = run("in/a", "-q", "-o", "in/a/plan.csv",
                             cwd=folder)
        same("a plan beside the exports", (code, out), (14, b""))


def test_closed(folder):
    """A closed standard output is a report that could not be written."""
    shutil.copytree(os.path.join(FIXTURES, "msp"),
                    os.path.join(folder, "msp"))
    for args in ("msp", "msp/roles.csv", "-f json msp", "diff msp msp",
                 "role thread", "rules", "profiles", "version", "--help",
                 "role --help", "inspect msp/roles.csv",
                 "completion bash"):
        done = subprocess.run(["sh", "-c", '"$0" %s >&-' % args, CWAUDIT],
                              cwd=folder, capture_output=True, timeout=60)
        same("closed standard output: " + args, done.returncode, 74)
    done = subprocess.run(["sh", "-c", '"$0" - <&-', CWAUDIT], cwd=folder,
                          capture_output=True, timeout=60)
    same("closed standard input", done.returncode, 66)
    done = subprocess.run(["sh", "-c", '"$0" msp -o r.json 2>&-', CWAUDIT],
                          cwd=folder, capture_output=True, timeout=60)
    same("closed standard error", done.returncode, 14)
    with open(os.path.join(folder, "r.json"), encoding="utf-8") as f:
        same("... and its report", json.load(f)["exit"]["code"], 14)


def test_outputs(folder):
    """Several reports in one run; none is ever half written."""
    files = [os.path.join(FIXTURES, f) for f in fixtures()["msp"]]
    for form, ending in FORMATS.items():
        code, out, err = run(*files, "-o", form + "=/dev/full", "-q",
                             cwd=folder)
        same("a full disk: " + form, code, 74)
        code, out, err = run(*files, "-f", form, "-o", "none/x." + ending,
                             cwd=folder)
        check("no such folder: " + form, code == 74 and out, code)
    same("a full disk: template", run(*files, "--write-waivers", "/dev/full",
                                      "-q", cwd=folder)[0], 74)
    same("nothing is left", os.listdir(folder), [])
    code, out, err = run(*files, "-o", "a.json", "-o", "a.json", cwd=folder)
    same("one file twice", (code, out, os.listdir(folder)), (64, b"", []))
    shutil.copy(files[0], os.path.join(folder, "x.csv"))
    code, out, err = run("x.csv", *files[1:], "-o", "./x.csv", cwd=folder)
    same("not over an input", code, 64)
    with open(files[0], "rb") as a, \
            open(os.path.join(folder, "x.csv"), "rb") as b:
        same("the input is whole", b.read(), a.read())
    outputs_over_inputs(folder)
    for args in (["-f", "csv"], ["-f", "sarif"], ["-o", "x.sarif"],
                 ["-o", "csv=y"]):
        code, out, err = run(*files, "--summary", *args, cwd=folder)
        same("--summary with " + " ".join(args), (code, out), (64, b""))
    for form in ("text", "json", "ndjson", "html", "markdown"):
        code, out, err = run(*files, "--summary", "-f", form)
        check("--summary as %s lists none" % form, code == 14 and not
              re.search(rb"\b[0-9a-f]{32}\b", out))
    code, out, err = run(*files, "-f", "csv", cwd=folder)
    same("-f csv prints CSV alone", err, b"")


def test_signals(folder):
    """A signal while a report is written leaves nothing behind."""
    rows = [["R%d" % n, "Companies", f, "All", "All", "All", "All"]
            for n in range(3000) for f in ("Contacts", "Notes", "Reports")]
    write(folder, "roles.csv", roles(*rows))
    for sig, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        for wait in (0.02, 0.1, 0.3):
            child = subprocess.Popen(
                [CWAUDIT, "roles.csv", "--profile", "thread=*", "-q",
                 "-o", "a.json", "-o", "b.html", "-o", "c.sarif"],
                cwd=folder, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            time.sleep(wait)
            child.send_signal(sig)
            have = child.wait(60)
            # Before main() has begun the system ends it, and nothing is there.
            check("a signal ends it", have in (code, -sig, 12, 13, 14), have)
            left = sorted(os.listdir(folder))
            check("nothing before the start", have != -sig or
                  left == ["roles.csv"], left)
            check("no half-written file", not [
                f for f in left if f not in ("roles.csv", "a.json", "b.html",
                                             "c.sarif")], left)
            for name in set(left) - {"roles.csv"}:
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    text = f.read()
                check("what is there is whole", text.rstrip().endswith(
                    "</html>") if name == "b.html" else json.loads(text))
                os.remove(os.path.join(folder, name))


def test_errors(folder):
    """An error reads as an error in every format, never as clean."""
    write(folder, "roles.csv", roles(["R", "Companies", "Contacts", "Alll",
                                      "None", "None", "All"]))
    for form in FORMATS:
        code, out, err = run("roles.csv", "-f", form, cwd=folder)
        text = out.decode()
        check("an error as %s" % form, code == 65 and b"roles.csv:2:" in err
              and "error" in text.lower(), code, text[:200])
        if form not in ("text",):
            check("an error as %s says where" % form, "Alll" in text)
    code, out, err = run("roles.csv", "-f", "sarif", cwd=folder)
    call = json.loads(out)["runs"][0]["invocations"][0]
    same("sarif: not successful", (call["executionSuccessful"],
                                   call["exitCode"]), (False, 65))


def test_ledger(folder):
    """The ledger of --verbose can be added up by hand."""
    for name, files in fixtures().items():
        code, out, err = run(*files, "-v", "--as-of", DAY, cwd=FIXTURES)
        report = audit(FIXTURES, *files)[1]
        scored = {r["name"]: r for r in report["roles"]
                  if r["score"] is not None}
        blocks = re.split(r"\n\n", out.decode())
        seen = set()
        for block in blocks:
            exposure = re.search(r"^ +exposure (\d+) = 100 - (\d+)", block,
                                 re.M)
            if not exposure:
                continue
            role = next(r for n, r in scored.items()
                        if block.startswith(n + "  "))
            seen.add(role["name"])
            lines = [int(n) for n in re.findall(r"^ {6}-(\d+) CW", block,
                                                re.M)]
            same("%s: %s adds up" % (name, role["name"]),
                 (sum(lines), int(exposure.group(1))),
                 (role["deductions"], role["exposure"]))
            same("... to its score", int(re.search(
                r"^ +score (\d+)", block, re.M).group(1)), role["score"])
            fit = re.search(r"fit (\d+) = 100 x (\d+) points / \(2 x\s+(\d+)",
                            block)
            if fit and int(fit.group(3)):
                same("... and its fit", int(fit.group(1)),
                     100 * int(fit.group(2)) // (2 * int(fit.group(3))))
        same("%s: every role has a ledger" % name, seen, set(scored))


def test_what_if(folder):
    """What fixing the worst would give is what it gives."""
    write(folder, "roles.csv", roles(
        ["Thread", "Companies", "Contacts", "All", "All", "All", "All"],
        ["Thread", "Finance", "Invoicing", "None", "None", "All", "None"]))
    args = ("roles.csv", "--profile", "thread", "--absent-is-none")
    code, out, err = run(*args, "-v", cwd=folder)
    says = re.search(r"fixing the 3 worst findings would give score (\d+)\n"
                     r"((?: {6}.*\n)+)", out.decode())
    named = re.findall(r"^ {6}(CW\d+) (\w+) on (.*?) > (.*?) is", re.sub(
        r"\n {10}", " ", says.group(2)), re.M)
    have = {("Companies", "Contacts"): ["All"] * 4,
            ("Finance", "Invoicing"): ["None", "None", "All", "None"]}
    for rule, verb, module, function in named:
        cells = have.setdefault((module, function), ["None"] * 4)
        cells[["Add", "Edit", "Delete", "Inquire"].index(verb)] = \
            "All" if rule == "CW101" else "None"
    write(folder, "roles.csv", roles(*[
        ["Thread", *k, *v] for k, v in have.items()]))
    same("three are named", len(named), 3)
    same("fixing them gives what was said",
         audit(folder, *args)[1]["roles"][0]["score"], int(says.group(1)))


def test_rules(folder):
    """Every rule has a page that says what a manual page has to say."""
    code, out, err = run("rules", "-f", "json")
    for rule in json.loads(out)["rules"]:
        code, page, err = run("rules", rule["rule"])
        text = re.sub(r"\s+", " ", page.decode())
        for part in (rule["name"], rule["title"], rule["why"]):
            check("%s: its page" % rule["rule"], part in text, part)
        for heading in ("Why it matters", "How to fix it", "Severity"):
            check("%s: %s" % (rule["rule"], heading), heading in text)
        same("%s: no placeholder" % rule["rule"],
             re.findall(r"\{\w+\}", text), [])


def main(names):
    tests = {k[5:]: v for k, v in globals().items() if k[:5] == "test_"}
    for name in names or tests:
        if name not in tests:
            raise SystemExit("no test %s" % name)
        with tempfile.TemporaryDirectory() as folder:
            tests[name](folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
