#!/usr/bin/env python3
"""The same facts give the same findings; a changed fact gives its own.

usage: equivalence.py

Runs $CWAUDIT (default: the binary at the top of the tree) on rewritten
copies of the fixtures and compares its JSON reports. Prints each difference
and ends with `N passed, N failed`.
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..")
FIXTURES = os.path.join(TOP, "fixtures")
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
VENDORS = ("it-glue", "resplendent-data", "support-fusion", "sync365",
           "thread")
VERBS = ("add", "edit", "delete", "inquire")
LEVELS = ("None", "My", "All")
RANK = {"": -1, "None": 0, "My": 1, "Any": 1, "All": 2}

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


class Folder:
    """A folder of inputs that goes away; runs the program in it."""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.path = self.temp.name
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def write(self, name, data):
        if isinstance(data, str):
            data = data.encode("utf-8")
        with open(os.path.join(self.path, name), "wb") as f:
            f.write(data)

    def run(self, *args):
        """Returns exit code, report and messages."""
        done = subprocess.run(
            [CWAUDIT, "-f", "json", "--as-of", "2026-01-31", *args],
            cwd=self.path, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=300)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            report = None
        return done.returncode, report, done.stderr.decode("utf-8")


def fixture(name):
    """The exports of a fixture as text: {file name: text}."""
    folder = os.path.join(FIXTURES, name)
    out = {}
    for entry in sorted(os.listdir(folder)):
        with open(os.path.join(folder, entry), "rb") as f:
            data = f.read()
        code = "utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig"
        out[entry] = data.decode(code).replace("\r\n", "\n")
    return out


def rows_of(text, delimiter=","):
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def text_of(rows, delimiter=",", end="\n", quote=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end,
               quoting=quote).writerows(rows)
    return out.getvalue()


# ------------------------------------------------- one export, many forms

def facts(report):
    """What must not depend on how an export is written."""
    findings = []
    for f in report["findings"] or []:
        cells = [(c["verb"], c["have"], c["want"], c["raw"])
                 for c in f["cells"]]
        # CW501 says at which line the other row stands.
        message = "" if f["rule"] == "CW501" else f["message"]
        findings.append((f["rule"], f["severity"], f["role"], f["member"],
                         f["profile"], f["module"], f["function"], cells,
                         message, f["fix"], f["fingerprint"]))
    roles = [{k: v for k, v in r.items() if k not in ("file", "line")}
             for r in report["roles"]]
    members = [{k: v for k, v in m.items() if k not in ("file", "line")}
               for m in report["members"]]
    for r in roles:
        r["members"] = sorted(r["members"])
    return {"findings": findings, "roles": roles, "members": members,
            "summary": report["summary"], "score": report["score"],
            "exit": report["exit"], "complete": report["complete"],
            "not_evaluated": report["not_evaluated"]}


def shuffled_rows(rows, dice):
    body = rows[1:]
    dice.shuffle(body)
    return rows[:1] + body


def shuffled_columns(rows, dice):
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    return [[row[i] for i in order] for row in rows]


def forms():
    """Yields (name, function from rows to bytes)."""
    dice = random.Random(20260131)
    utf8 = lambda text: text.encode("utf-8")
    yield "UTF-8 with BOM", lambda r: b"\xef\xbb\xbf" + utf8(text_of(r))
    yield "UTF-16 LE", lambda r: b"\xff\xfe" + text_of(r).encode("utf-16-le")
    yield "UTF-16 BE", lambda r: b"\xfe\xff" + text_of(r).encode("utf-16-be")
    yield "Windows-1252", lambda r: text_of(r).encode("cp1252")
    yield "CRLF", lambda r: utf8(text_of(r, end="\r\n"))
    yield "CR", lambda r: utf8(text_of(r, end="\r"))
    yield "no end of line at the end", lambda r: utf8(text_of(r)[:-1])
    yield "blank lines", lambda r: utf8("\n\n" + text_of(r, end="\n\n"))
    yield "everything quoted", lambda r: utf8(
        text_of(r, quote=csv.QUOTE_ALL))
    for name, sign in (("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
        yield name, lambda r, s=sign: utf8(text_of(r, s))
    yield "sep= line", lambda r: utf8("sep=|\r\n" + text_of(r, "|", "\r\n"))
    yield "#TYPE line", lambda r: utf8("#TYPE System.Object\n" + text_of(r))
    yield "shuffled rows", lambda r: utf8(text_of(shuffled_rows(r, dice)))
    yield "shuffled columns", lambda r: utf8(
        text_of(shuffled_columns(r, dice)))


def test_forms():
    names = {"msp": ",", "utf16": ";"}
    for name, delimiter in names.items():
        tables = {}
        for entry, text in fixture(name).items():
            if text.startswith("sep="):
                text = text.partition("\n")[2]
            tables[entry] = rows_of(text, delimiter)
        with Folder() as folder:
            for entry, rows in tables.items():
                folder.write(entry, text_of(rows))
            _, report, err = folder.run(*tables)
            want = facts(report)
            check("%s: something to compare" % name,
                  [] if want["findings"] else [err])
            for form, make in forms():
                for entry, rows in tables.items():
                    folder.write(entry, make(rows))
                _, report, err = folder.run(*tables)
                have = facts(report)
                check("%s as %s" % (name, form),
                      ["%s differs: %s" % (k, err) for k in want
                       if have[k] != want[k]])
            for entry, rows in tables.items():
                folder.write(entry, text_of(rows))
            _, report, err = folder.run(*reversed(list(tables)))
            have = facts(report)
            check("%s: files in another order" % name,
                  ["%s differs" % k for k in want if have[k] != want[k]])


# --------------------------------------------- one cell more or one less

def guide(vendor):
    """{(module, function, verb): (need, allow)} read from the profile."""
    out = {}
    with open(os.path.join(TOP, "profiles", vendor + ".csv"),
              encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["kind"] != "grant" or row["function"] == "*":
                continue
            for verb in VERBS:
                key = (row["module"], row["function"], verb)
                need, allow = out.get(key, (0, -1))
                level = row[verb]
                if row["when"] in ("", "recommended"):
                    need = max(need, RANK[level])
                allow = max(allow, 2 if level == "Any" else RANK[level])
                out[key] = (need, allow)
    return out


def subjects(report, role):
    """The findings about grants of a role, without its name."""
    return {(f["rule"], f["module"], f["function"],
             tuple(sorted(c["verb"] for c in f["cells"])))
            for f in report["findings"] if f["role"] == role}


def rank_of(levels):
    return [RANK[x] for x in levels]


def expected(key, want, levels):
    """What a change of the cell must raise, and what it may."""
    module, function, verb = key
    need, allow = want.get(key, (0, -1))
    have = rank_of(levels)
    level = have[VERBS.index(verb)]
    must, may = set(), set()
    if level < need:
        must.add(("CW101", module, function, (verb,)))
    elif level > allow:
        rule = {-1: "CW102", 0: "CW103", 1: "CW104"}[allow]
        must.add((rule, module, function, (verb,)))
    writes = tuple(sorted(v for v, x in zip(VERBS[:3], have) if x > 0))
    if writes and have[3] == 0:
        must.add(("CW203", module, function,
                  tuple(sorted(writes + ("inquire",)))))
    if have[2] > 0 and have[1] == 0 and want.get(
            (module, function, "delete"), (0, -1))[1] < 1:
        must.add(("CW208", module, function, ("delete", "edit")))
    # A grant that completes a pair, or is critical within what the guide
    # allows, is told of as well.
    may.add("CW204")
    if level <= allow:
        may.add("CW202")
    return must, may


def variants(rows):
    """Yields (row number, verb number, new level) of a roles export."""
    for i, row in enumerate(rows[1:], 1):
        for v in range(4):
            for level in LEVELS:
                if level != row[3 + v]:
                    yield i, v, level


def test_vendor(vendor):
    texts = fixture("exact/" + vendor)
    rows = rows_of(texts["roles.csv"])
    role = rows[1][0]
    want = guide(vendor)
    out = [rows[0]] + rows[1:]
    changes = list(variants(rows))
    tables = rows_of(texts.get("table_setup.csv", "Role,Item,Access\n"))
    lists = list(tables)
    for number, (i, v, level) in enumerate(changes):
        name = "%s %d" % (role, number)
        for k, row in enumerate(rows[1:], 1):
            row = [name] + row[1:]
            if k == i:
                row[3 + v] = level
            out.append(row)
        lists += [[name] + row[1:] for row in tables[1:]]
    with Folder() as folder:
        folder.write("roles.csv", text_of(out))
        files = ["roles.csv"]
        if len(lists) > 1:
            folder.write("table_setup.csv", text_of(lists))
            files.append("table_setup.csv")
        _, report, err = folder.run("-p", vendor + "=*", *files)
    if not report or report["findings"] is None:
        check(vendor + ": one cell changed", [err])
        return
    by_role = {}
    for f in report["findings"]:
        by_role.setdefault(f["role"], []).append(f)
    base = subjects({"findings": by_role.get(role, [])}, role)
    problems = []
    for number, (i, v, level) in enumerate(changes):
        name = "%s %d" % (role, number)
        after = subjects({"findings": by_role.get(name, [])}, name)
        row = list(rows[i])
        row[3 + v] = level
        key = (row[1], row[2], VERBS[v])
        must, may = expected(key, want, row[3:7])
        new = after - base
        extra = {s for s in new - must if s[0] not in may}
        if not must <= after or extra:
            problems.append("%s: want %s, have %s" % (
                key + (level,), sorted(must), sorted(new)))
        moved = sum(s[0] in ("CW101", "CW102", "CW103", "CW104")
                    for s in new)
        need, allow = want.get(key, (0, -1))
        if moved != (RANK[level] < need or RANK[level] > allow):
            problems.append("%s: %d of CW101-CW104" % (key + (level,),
                                                       moved))
    check("%s: each of %d changes of one cell" % (vendor, len(changes)),
          problems)


def test_exact(vendor):
    """The role that is built from the guide passes; see it single too."""
    texts = fixture("exact/" + vendor)
    want = guide(vendor)
    rows = rows_of(texts["roles.csv"])
    with Folder() as folder:
        for name, text in texts.items():
            folder.write(name, text)
        code, report, _ = folder.run(*texts)
        role = report["roles"][0]
        cells = {k: role[k] for k in role if k.endswith("_cells")
                 and k != "required_cells"}
        check(vendor + ": exactly the guide", [
            "exit %d, %s, fit %s" % (code, cells, role["fit"])]
            if code or any(cells.values()) or role["fit"] != 100 else [])
        done = set()
        for i, v, level in variants(rows):
            key = (rows[i][1], rows[i][2], VERBS[v])
            need, allow = want.get(key, (0, -1))
            kind = "CW101" if RANK[level] < need else "too much" \
                if RANK[level] > allow else ""
            if not kind or (kind, level) in done:
                continue
            done.add((kind, level))
            changed = [list(r) for r in rows]
            changed[i][3 + v] = level
            folder.write("roles.csv", text_of(changed))
            code, report, _ = folder.run(*texts)
            hits = [f for f in report["findings"] if f["rule"] in (
                "CW101", "CW102", "CW103", "CW104")]
            place = [(f["line"], f["module"], f["function"],
                      f["cells"][0]["have"]) for f in hits]
            check("%s: %s of %s %s is %s" % (vendor, key[2], *key[:2],
                                             level),
                  [] if place == [(i + 1, key[0], key[1], level)]
                  else ["have %s" % place])


# ------------------------------------------------------ never a pass

def test_absent():
    """16 of the 119 functions of the tenant."""
    sixteen = {k[:2] for k in guide("support-fusion")}
    texts = fixture("exact/support-fusion")
    rows = rows_of(texts["roles.csv"])
    few = rows[:1] + [r for r in rows[1:] if (r[1], r[2]) in sixteen]
    other = fixture("exact/resplendent-data")
    with Folder() as folder:
        folder.write("few.csv", text_of(few))
        folder.write("all.csv", other["roles.csv"])
        folder.write("members.csv", texts["members.csv"])
        folder.write("others.csv", other["members.csv"])
        files = ("few.csv", "all.csv", "members.csv", "others.csv")
        code, report, _ = folder.run(*files)
        open_ = [n for n in report["not_evaluated"] if n["needed"]]
        check("16 of 119 functions", [
            "exit %d, complete %s, score %s, %s" % (
                code, report["complete"], report["score"], open_)]
            if code != 20 or report["complete"] or report["score"] is not
            None or len(few) != 17 or len(open_) != 1 or
            "103 functions" not in open_[0]["reason"] or
            "--absent-is-none" not in open_[0]["reason"] else [])
        code, report, _ = folder.run("--absent-is-none", *files)
        check("16 of 119 functions, --absent-is-none", []
              if code == 0 and report["complete"] and any(
                  "--absent-is-none" in a for a in report["assumptions"])
              else ["exit %d" % code])


def lengths(text, step):
    """Where to cut: all along the last line, and here and there."""
    size = len(text)
    return sorted(set(range(max(0, size - 50), size)) |
                  set(range(0, size, step)))


def test_cut(vendor, name, step):
    """A file that was cut off is never a pass."""
    texts = fixture("exact/" + vendor)
    text = texts[name]
    problems = []
    with Folder() as folder:
        for entry, other in texts.items():
            folder.write(entry, other)
        for n in lengths(text, step):
            # Without the last end of line nothing is missing.
            if n == len(text) - 1:
                continue
            # A list that ends with a whole row cannot be told from one
            # that is short: that is CW106, one for each missing entry.
            whole = text[n - 1:n] == "\n" or text[n:n + 1] == "\n"
            folder.write(name, text[:n])
            code, report, _ = folder.run(*texts)
            rules = [f["rule"] for f in report["findings"] or []]
            if code == 0 and not (name == "table_setup.csv" and whole and
                                  "CW106" in rules):
                problems.append("cut after %d of %d bytes: exit 0: %r" % (
                    n, len(text), text[max(0, n - 20):n]))
    check("%s: %s cut off" % (vendor, name), problems)


def test_misspelt():
    dangerous = ("Member Maintenance", "Member Maintenence"), (
        "Security Roles", "Security Rolls"), (
        "Table Setup", "Table Set-upp"), ("Manage Hosted API",
                                          "Manage Hostd API")
    for vendor in VENDORS:
        texts = fixture("exact/" + vendor)
        with Folder() as folder:
            for entry, text in texts.items():
                folder.write(entry, text)
            for right, wrong in dangerous:
                folder.write("roles.csv", texts["roles.csv"].replace(
                    "," + right + ",", "," + wrong + ","))
                for more in ([], ["--absent-is-none", "--fail-on",
                                  "never"]):
                    code, report, _ = folder.run(*texts, *more)
                    named = [n for n in report["not_evaluated"]
                             if n["needed"] and right in n["reason"]]
                    check("%s: %s %s" % (vendor, wrong, " ".join(more)),
                          [] if code != 0 and named and
                          report["score"] is None
                          else ["exit %d, %s" % (code, named)])


def test_bad_level():
    for vendor in VENDORS:
        texts = fixture("exact/" + vendor)
        lines = texts["roles.csv"].split("\n")
        number = next(i for i, line in enumerate(lines)
                      if line.endswith(",All"))
        column = len(lines[number]) - len("All") + 1
        lines[number] = lines[number][:-1]
        with Folder() as folder:
            for entry, text in texts.items():
                folder.write(entry, text)
            folder.write("roles.csv", "\n".join(lines))
            code, report, err = folder.run(*texts)
            place = "roles.csv:%d:%d: error: " % (number + 1, column)
            check(vendor + ": a level of Al", [] if code == 65 and
                  report["verdict"] == "error" and
                  report["score"] is None and
                  report["findings"] is None and err.startswith(place) and
                  "did you mean All?" in err and
                  report["diagnostics"][0]["line"] == number + 1 and
                  report["diagnostics"][0]["column"] == column
                  else ["exit %d: %s" % (code, err)])


# ------------------------------------------------------- nothing is lost

def test_kept(name, files):
    """Each row is a function of a role, or named as a duplicate."""
    want_roles = {}
    want_members = set()
    texts = {}
    for file in files:
        folder, entry = os.path.split(file)
        texts[file] = fixture(folder)[entry]
        text = texts[file]
        if text.startswith(("#TYPE", "sep=")):
            text = text.partition("\n")[2]
        first = text.partition("\n")[0]
        rows = rows_of(text, ";" if ";" in first else ",")
        head = [h.lower().replace(" ", "") for h in rows[0]]
        if "roles.csv" == entry:
            at = head.index("role" if "role" in head else "securityrole")
            for row in rows[1:]:
                want_roles[row[at]] = want_roles.get(row[at], 0) + 1
        elif "identifier" in head or "memberid" in head:
            at = head.index("identifier" if "identifier" in head else
                            "memberid")
            want_members |= {row[at] for row in rows[1:]}
    with Folder() as folder:
        for number, file in enumerate(files):
            folder.write("%d.csv" % number, texts[file])
        _, report, err = folder.run(*["%d.csv" % i
                                      for i in range(len(files))])
    problems = []
    have = {r["name"]: r["coverage"]["total"] for r in report["roles"]}
    for role, rows in want_roles.items():
        again = sum(f["rule"] == "CW501" and f["role"] == role
                    for f in report["findings"])
        if have.get(role, 0) + again < rows:
            problems.append("%s: %d rows, %s functions, %d duplicates" % (
                role, rows, have.get(role), again))
    members = {m["id"] for m in report["members"]}
    problems += ["member %s is gone" % m for m in want_members - members]
    check("%s: no row is lost" % name, problems)


def main():
    test_forms()
    for vendor in VENDORS:
        test_exact(vendor)
        test_vendor(vendor)
    test_absent()
    test_misspelt()
    test_bad_level()
    test_cut("it-glue", "roles.csv", 211)
    test_cut("thread", "members.csv", 5)
    test_cut("thread", "table_setup.csv", 11)
    test_kept("msp", ["msp/roles.csv", "msp/role_list.csv",
                      "msp/members.csv", "msp/table_setup.csv"])
    test_kept("powershell", ["powershell/roles.csv",
                             "powershell/members.csv"])
    test_kept("people", ["people/roles.csv", "people/members.csv"])
    test_kept("utf16", ["utf16/roles.csv", "utf16/members.csv"])
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
