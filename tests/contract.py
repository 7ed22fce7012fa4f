#!/usr/bin/env python3
"""Hold the program to what it promises about input that is not quite right.

usage: contract.py [NAME...]

Each case is a handful of files made here, the arguments, the exit code, and
what has to stand on standard error or in the JSON. Where the reports are
compared with numbers, the numbers are worked out here a second time, from
the rules and not from the program.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT", os.path.join(
    HERE, "..", "cwaudit")))
EXACT = os.path.join(HERE, "..", "fixtures", "exact")
HEAD = "Role,Module,Function,Add Level,Edit Level,Delete Level,Inquire Level\n"
ROW = "R,Companies,Contacts,None,None,None,All\n"
META = ("kind,module,function,add,edit,delete,inquire,when,note\n"
        "meta,name,p,,,,,,\nmeta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\n"
        "meta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\n"
        "meta,confidence,complete,,,,,,\n")
ASK = META + "grant,Companies,Contacts,,,,All,,\n"
passed = failed = 0


def check(name, problem):
    global passed, failed
    if problem:
        failed += 1
        print("FAIL %s\n    %s" % (name, problem))
    else:
        passed += 1


def run(files, *args):
    """Returns the exit code, the JSON (None when there is none), stderr."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "wb") as f:
                f.write(text if isinstance(text, bytes) else
                        text.encode("utf-8"))
        done = subprocess.run([CWAUDIT, "-f", "json", "--as-of",
                               "2026-01-31", *args], cwd=folder,
                              capture_output=True, check=False)
    text = done.stdout.decode("utf-8")
    return (done.returncode, json.loads(text) if text.strip() else None,
            done.stderr.decode("utf-8", "replace"))


def exact(vendor):
    """The files of a fixture that follows its guide to the letter."""
    files = {}
    for name in ("roles.csv", "members.csv", "table_setup.csv"):
        path = os.path.join(EXACT, vendor, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as f:
                files[name] = f.read()
    return files


def refused(name, files, code, *lines, args=()):
    """Exit code, diagnostics word by word, in standard error and JSON."""
    got, report, err = run(files, *args, *files)
    if got != code:
        return check(name, "exit code %d, expected %d: %s" % (got, code, err))
    said = [x for x in err.splitlines() if ": error: " in x]
    if said != list(lines):
        return check(name, "said %r, expected %r" % (said, list(lines)))
    listed = ["%s:%s error: %s" % (d["file"], "" if d["line"] is None else
                                  "%d:%d:" % (d["line"], d["column"]),
                                  d["message"]) for d in report["diagnostics"]]
    if report["verdict"] != "error" or report["score"] is not None or \
            report["findings"] is not None or listed != list(lines):
        return check(name, "JSON: %r" % report["diagnostics"])
    return check(name, None)


def reasons(report, needed=None):
    return [x["reason"] for x in report["not_evaluated"]
            if needed is None or x["needed"] == needed]


def named(name, files, code, needed, *patterns, args=()):
    """Exit code, and reasons that stand in not_evaluated."""
    got, report, err = run(files, *args, *[f for f in files if f != "p.csv"])
    if got != code:
        return check(name, "exit code %d, expected %d %s %s" % (
            got, code, err, report and report["not_evaluated"]))
    for p in patterns:
        if not any(re.search(p, r) for r in reasons(report, needed)):
            return check(name, "%r is not among %r" % (p, reasons(report)))
    return check(name, None)


def headings():
    row = "R,Companies,Contacts,None,None,None,None,All\n"
    refused("the same level heading twice", {
        "a.csv": HEAD.replace("Edit", "Add Level,Edit", 1) + row}, 65,
        'a.csv:1:32: error: the headings "Add Level" and "Add Level" name '
        "one column, expected it once")
    refused("two headings for one level", {
        "a.csv": HEAD.replace("Add Level", "Add,Add Level", 1) + row}, 65,
        'a.csv:1:26: error: the headings "Add" and "Add Level" name one '
        "column, expected it once")
    refused("the same heading of members twice", {
        "m.csv": "Member ID,Role ID,Restrict Board Access,Level,"
        "restrictBoardAccess\nX,R,,1,14\n"}, 65,
        'm.csv:1:47: error: the headings "Restrict Board Access" and '
        '"restrictBoardAccess" name one column, expected it once')
    code, report, _ = run({"a.csv": HEAD.replace("Add Level", "Add,Add Level",
                           1) + row}, "--column", "add=Add", "a.csv")
    check("--column settles which of two is meant", None if code == 20 and
          report["verdict"] == "incomplete" else "exit code %d" % code)
    refused("no delimiter is the letter a", {"a.csv": "sep=a\nfoo,bar\n1,2\n"},
            65, "a.csv:2:1: error: no header row, expected the headings of a "
            "roles, role list, members or table setup export (or --column "
            "NAME=HEADING)")


def normalised():
    files = {"a.csv": "My title\n" + HEAD + ROW}
    _, report, _ = run(files, "a.csv")
    check("a title above the headings is counted",
          None if report["inputs"][0]["normalisations"] == 1 else
          report["inputs"])
    refused("a title under --strict", files, 65,
            'a.csv:1:1: error: "My title" would be read as "" (text above '
            "the headings), which --strict refuses", args=("--strict",))
    files = {"m.csv": "Member ID,Role ID,Level,Inactive\nX,R,Corporate\n",
             "a.csv": HEAD + ROW}
    _, report, _ = run(files, "a.csv", "m.csv")
    check("a short row is counted",
          None if report["inputs"][1]["normalisations"] == 1 else
          report["inputs"])
    refused("a short row under --strict", files, 65,
            'm.csv:2:5: error: "3 cells" would be read as "4 cells" (row '
            "shorter than the headings), which --strict refuses",
            args=("--strict",))
    _, report, _ = run({"a.csv": HEAD + "R,companies,Contacts,ALL,none, My "
                        ",All\n"}, "--strict", "a.csv")
    check("--strict takes letter case and outer blanks",
          None if report["verdict"] == "incomplete" else report["diagnostics"])


def several_files():
    a = "Role,Module,Function,Add,Edit,Delete\nR,Companies,Contacts," \
        "None,None,None\n"
    b = "\n\nRole,Module,Function,Inquire\nR,Companies,Contacts,%s\n"
    _, report, _ = run({"a.csv": a, "b.csv": b % "My", "p.csv": ASK}, "-p",
                       "p.csv=R", "a.csv", "b.csv")
    f = [x for x in report["findings"] if x["rule"] == "CW101"]
    check("a cell that a second file brings has its place there",
          None if [(x["file"], x["line"], x["column"]) for x in f] ==
          [("b.csv", 4, 22)] else f)
    _, report, _ = run({"a.csv": a, "b.csv": b % "", "p.csv": ASK}, "-p",
                       "p.csv=R", "a.csv", "b.csv")
    check("a blank column of a second file is not None",
          None if not report["findings"] and not report["complete"] and any(
              "only blank cells under Inquire" in r for r in
              reasons(report, True)) else report["findings"])
    refused("a member with two role ids", {
        "a.csv": 'Member ID,Role ID\nX,"@{id=63; name=Admin}"\n',
        "b.csv": 'Member ID,Role ID\nX,"@{id=64; name=Admin}"\n'}, 65,
        'b.csv:2:3: error: role of member "X" is "@{id=64; name=Admin}" here '
        'and "Admin" at a.csv:2:3, expected the same')


def nothing_lost():
    head = "Member ID,License Class,Role ID,Level,Restrict Board Access," \
        "Inactive\n"
    roles = HEAD + "Sync,Companies,Contacts,None,None,None,All\n" \
        "Other,Companies,Contacts,None,None,None,All\n"
    for class_ in ("Q", ""):
        named('licence class "%s" is not a person' % class_, {
            "a.csv": roles, "m.csv": head + "X,%s,Sync,Corporate,,False\n"
            "Y,F,Other,Corporate,,False\n" % class_}, 20, True,
            'licence class "%s" is none that is known' % class_)
    named("no licence classes at all: said once", {
        "a.csv": roles, "m.csv": head + "Thread,,Sync,Corporate,,\n"}, 13,
        False, r"^not in the members exports: License Class \(CW308\), "
        r"Inactive \(CW309\), restrictLocationFlag")
    code, report, _ = run({"a.csv": HEAD + ROW, "l.csv":
                           "id,name,inactiveFlag\n1,R,\n2,Gone,False\n"},
                          "a.csv", "l.csv")
    check("what a role list does not show is said",
          None if {("R", "the role list does not show adminFlag and "
                    "inactiveFlag of the role"), ("Gone", "a role list names "
                    "the role, but no roles export holds it")} <=
          {(x["role"], x["reason"]) for x in report["not_evaluated"]} else
          report["not_evaluated"])
    named("no licence classes: people are only taken for that", {
        "a.csv": roles, "m.csv": "Member ID,Role ID\nX,Sync\nY,Other\n"},
        20, False, "^no export tells which members are API members")
    named("no role list", {"a.csv": HEAD + ROW}, 20, False,
          "^no role list was given")
    named("roles that are cut off alike", {
        "a.csv": HEAD + ROW + ROW.replace("R", "S", 1)}, 20, True,
        r"^no role lists \d+ of the \d+ functions that every tenant has: ")
    code, report, _ = run({"a.csv": HEAD + ROW + ROW.replace("R", "S", 1)},
                          "--absent-is-none", "a.csv")
    check("roles cut off alike, --absent-is-none",
          None if code == 0 and report["complete"] else report)
    refused("a mark of API members that is cut off", {
        "m.csv": "identifier,securityRole,blockPriceFlag\nX,R,Fals\n"}, 65,
        'm.csv:2:5: error: api member mark is "Fals", expected True or False')


def lists():
    """The list of Table Setup, from one export or two."""
    files = exact("thread")
    files["again.csv"] = files["table_setup.csv"]
    code, report, _ = run(files, *files)
    twice = [f for f in report["findings"] if f["rule"] == "CW501"]
    check("a list given twice counts once", None if code == 0 and
          report["score"] == 90 and len(twice) == 11 and
          all(f["file"] == "again.csv" and f["function"].startswith(
              "Table Setup > ") for f in twice) and len({
                  f["fingerprint"] for f in report["findings"]}) ==
          len(report["findings"]) else (report["score"], twice))
    files["again.csv"] = "Role,Item,Access\nThread,Service/sla,disallow\n"
    refused("lists that disagree", files, 65,
            'again.csv:2:8: error: item "Service/sla" of role "Thread" is '
            "disallowed here and allowed at table_setup.csv:10:8, expected "
            "the same")
    refused("a role list that disagrees", {
        "l.csv": "id,name,adminFlag\n7,R,True\n7,R,False\n"}, 65,
        'l.csv:3:5: error: admin of role "R" is False here and True at '
        "l.csv:2:5, expected the same")


def usage():
    """A mistake on the command line is no silent nothing."""
    files = {"a.csv": HEAD + ROW}
    for args, said in (
            (("--column", "add=Ad Level"), "--column add=Ad Level: no input "
             "has that heading (cwaudit inspect shows them)"),
            (("--top-level", ""), "--top-level: the value is empty"),
            (("--top-level=",), "--top-level: the value is empty"),
            (("-p", ""), "--profile: the value is empty")):
        code, report, err = run(files, *args, "a.csv")
        check(" ".join(args), None if code == 64 and report is None and
              err.splitlines()[0] == "cwaudit: " + said else
              (code, report, err))


def key(text):
    """The key of a name: section 1.5 of the permissions reference."""
    text = re.sub(r"\(customi[sz]e\)|new!", "", text.lower())
    return "".join(c for c in text.replace("&", "and")
                   if unicodedata.category(c)[0] in "LN")


def recomputed():
    """Fingerprints and scores, worked out anew."""
    weight = {"critical": 40, "high": 15, "medium": 5, "low": 1, "info": 0}
    rank = list(weight)
    folder = os.path.join(HERE, "..", "fixtures")
    for name in ("msp", "grid", "utf16", "people", "powershell-joined"):
        done = subprocess.run([CWAUDIT, "-f", "json", "--as-of", "2026-01-31",
                               *sorted(os.path.join(folder, name, f) for f in
                                       os.listdir(os.path.join(folder,
                                                               name)))],
                              capture_output=True, check=False)
        report = json.loads(done.stdout)
        bad = []
        for f in report["findings"]:
            verbs = sorted(c["verb"] for c in f["cells"])
            parts = [f["rule"], (f["role"] or "").strip().lower(),
                     (f["member"] or "").strip().lower(),
                     key(f["module"] or ""), key(f["function"] or "")] + verbs
            want = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
            if want != f["fingerprint"]:
                bad.append((f["rule"], f["role"], f["member"]))
        check("%s: fingerprints" % name, bad)
        order = [(rank.index(f["severity"]), *(
            (f[k] or "").encode() for k in ("role", "member", "module",
                                           "function")),
            f["cells"][0]["verb"] if f["cells"] else "", f["rule"],
            f["fingerprint"]) for f in report["findings"]]
        check("%s: order of findings" % name,
              None if order == sorted(order) else "not sorted")
        for r in report["roles"]:
            mine = [f for f in report["findings"] if f["role"] == r["name"]
                    and not f["member"]]
            lost, heaviest = 0, {}
            for f in mine:
                if f["rule"] in ("CW102", "CW103", "CW104", "CW202"):
                    at = (f["module"], f["function"])
                    heaviest[at] = max(heaviest.get(at, 0),
                                       weight[f["severity"]])
                elif f["rule"][2] in "12" and f["rule"] != "CW101":
                    lost += weight[f["severity"]]
            lost += sum(heaviest.values())
            if r["kind"] == "people":
                ok = r["score"] is None
            else:
                exposure = max(0, 100 - lost)
                ok = r["deductions"] == lost and r["exposure"] == exposure \
                    and r["score"] == min(exposure, 100 if r["fit"] is None
                                          else r["fit"])
            check("%s: score of %s" % (name, r["name"]), None if ok else r)
        for m in report["members"]:
            lost = sum(weight[f["severity"]] for f in report["findings"]
                       if f["member"] == m["id"] and f["rule"][2] == "3")
            ok = m["score"] in (None, max(0, 100 - lost))
            check("%s: score of member %s" % (name, m["id"]),
                  None if ok else m)
        scores = [x["score"] for x in report["roles"] + report["members"]
                  if x["score"] is not None]
        check("%s: the lowest counts" % name, None if report["score"] == (
            min(scores) if report["complete"] else None) else scores)


def cut_off():
    """No part of an export passes without saying what is missing."""
    for vendor in ("support-fusion", "thread"):
        files = exact(vendor)
        for name, text in files.items():
            body = len(text.rstrip())
            for n in range(1, body, 97 if name == "roles.csv" else 7):
                part = dict(files)
                part[name] = text[:n]
                code, report, _ = run(part, *part)
                quiet = code in (0, 10, 11) and not any(
                    f["rule"] == "CW106" for f in report["findings"])
                check("%s: %s cut off at byte %d" % (vendor, name, n),
                      "exit code %d" % code if quiet else None)


CASES = (headings, normalised, several_files, nothing_lost, lists, usage,
         recomputed, cut_off)


def main(args):
    for case in CASES:
        if not args or case.__name__ in args:
            case()
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
