#!/usr/bin/env python3
"""Hold the vendor profiles, and who judges whom, to what they promise.

usage: matching.py [--counts]

Reads profiles/*.csv by itself, builds exports of the roles that the guides
ask for, runs $CWAUDIT (default: the binary at the top of the tree) on them
and compares. --counts prints what tests/profiles.csv has to hold and ends.
Prints each difference, ends with `N passed, N failed` and exits 1 when
something failed.
"""

import csv
import glob
import html
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
VERBS = ("add", "edit", "delete", "inquire")
VALUE = {"": 0, "None": 0, "My": 1, "All": 2}
WORD = ("None", "My", "All")
ROUNDS = 10
SEED = 94
META = ("name", "vendor", "product", "guide", "source", "confidence")
KINDS = ("meta", "grant", "member", "table_setup", "host")
PASSED = FAILED = 0


def check(name, problems):
    """Count a test, print what is wrong with it."""
    global PASSED, FAILED
    if problems:
        FAILED += 1
        print("FAIL %s" % name)
        for line in problems[:20]:
            print("    %s" % line)
    else:
        PASSED += 1


def run(*args, code=0):
    """Run the tool; returns its standard output, or None on another code."""
    done = subprocess.run((CWAUDIT,) + args, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    codes = code if isinstance(code, tuple) else (code,)
    if done.returncode not in codes:
        print("    %s: exit %d, not %s: %s" % (
            " ".join(args)[:120], done.returncode, codes,
            done.stderr.decode()[:300]))
        return None
    return done.stdout.decode()


ANY_CODE = (0, 10, 11, 12, 13, 14, 20)


def read_catalogue():
    """The functions, as (module, name)."""
    with open(os.path.join(TOP, "profiles/catalogue.csv"),
              encoding="utf-8", newline="") as f:
        return [(r["module"], r["function"]) for r in csv.DictReader(f)
                if r["kind"] == "function"]


FUNCTIONS = read_catalogue()


class Profile:
    """A vendor's guide, as its file says."""

    def __init__(self, path):
        self.file = os.path.basename(path)[:-4]
        with open(path, encoding="utf-8", newline="") as f:
            self.rows = list(csv.DictReader(f))
        self.meta = {}
        for r in self.rows:
            if r["kind"] == "meta":
                self.meta.setdefault(r["module"], []).append(r["function"])
        self.name = self.meta["name"][0]
        self.partial = self.meta["confidence"][0] == "partial"
        self.need, self.any = self.needs()
        note = next(r["note"] for r in self.rows
                    if r["module"] == "confidence")
        self.limit = note if self.partial or note.startswith(
            "caveat: ") else ""
        self.label = "partial" if self.partial else \
            "caveat" if self.limit else "complete"

    def of(self, kind):
        return [r for r in self.rows if r["kind"] == kind]

    def needs(self):
        """Value of each cell that is needed, and which are Any."""
        need, exact, levels = {}, set(), {}
        for r in self.of("grant"):
            if r["function"] != "*":
                exact.add((r["module"], r["function"]))
        for r in self.of("grant"):
            if r["when"] not in ("", "recommended"):
                continue
            for f in FUNCTIONS:
                hit = f == (r["module"], r["function"]) or (
                    r["function"] == "*" and f[0] == r["module"] and
                    f not in exact)
                for v in VERBS if hit else ():
                    levels.setdefault((f, v), set()).add(r[v])
        anys = set()
        for cell, named in levels.items():
            best = max(VALUE[x] for x in named if x != "Any") \
                if named - {"Any"} else 0
            if "Any" in named and best == 0:
                best = 1
                anys.add(cell)
            if best:
                need[cell] = best
        return need, anys


def overlap(have, p):
    """Percent, and the number of cells that differ (contract, section 4)."""
    both = either = apart = 0
    for cell in set(have) | set(p.need):
        h, w = have.get(cell, 0), p.need.get(cell, 0)
        if cell in p.any:
            w = max(h, 1)
        both += min(h, w)
        either += max(h, w)
        apart += h != w
    return (100 * both // either if either else 0), apart


def export(roles):
    """A roles export of {name: {cell: value}} with every function."""
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(("Role", "Module", "Function", "Add Level", "Edit Level",
                "Delete Level", "Inquire Level"))
    for name, have in roles.items():
        for f in FUNCTIONS:
            w.writerow((name,) + f + tuple(
                WORD[have.get((f, v), 0)] for v in VERBS))
    return out.getvalue()


def table_export(profiles):
    """The allow lists of the roles that are named for the profiles."""
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(("Role", "Item", "Access"))
    n = 0
    for p in profiles:
        for r in p.of("table_setup"):
            w.writerow((p.name, r["function"], "allow"))
            n += 1
    return out.getvalue() if n else None


def audit(work, files, *args):
    """Write the files, audit them; returns the report or {}."""
    paths = []
    for name, text in files.items():
        paths.append(os.path.join(work, name))
        with open(paths[-1], "w", encoding="utf-8", newline="") as f:
            f.write(text)
    out = run("audit", "-f", "json", *args, *paths, code=ANY_CODE)
    return json.loads(out) if out else {}


def counts(profiles):
    """What tests/profiles.csv holds: how many rows of which kind."""
    lines = ["profile,confidence,grants,cells,needed,table_setup,member,host,"
             "alias_role,alias_member"]
    for p in profiles:
        grants = p.of("grant")
        lines.append(",".join(str(x) for x in (
            p.name, p.meta["confidence"][0], len(grants),
            sum(r[v] != "" for r in grants for v in VERBS), len(p.need),
            len(p.of("table_setup")), len(p.of("member")),
            len(p.of("host")), len(p.meta.get("alias-role", ())),
            len(p.meta.get("alias-member", ())))))
    return "\n".join(lines) + "\n"


def test_files(profiles):
    """What can be said of the files without the tool."""
    names = sorted(p.name for p in profiles)
    for p in profiles:
        bad = [k for k in META if not p.meta.get(k) or not p.meta[k][0]]
        if p.name != p.file:
            bad.append("is named %s" % p.name)
        bad += ["%s > %s is not in the catalogue" % (
            r["module"], r["function"]) for r in p.of("grant")
            if (r["module"], r["function"]) not in FUNCTIONS and not (
                r["function"] == "*" and
                any(m == r["module"] for m, _ in FUNCTIONS))]
        bad += ["%s %s" % (k, d) for k in ("dated", "read")
                for d in p.meta.get(k, ())
                if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", d)]
        if not p.need and not p.partial:
            bad.append("needs nothing")
        check("file " + p.name, bad)
    check("names are unique", [] if len(set(names)) == len(names)
          else ["some are not"])
    with open(os.path.join(HERE, "profiles.csv"), encoding="utf-8") as f:
        want = f.read().splitlines()
    have = counts(profiles).splitlines()
    check("counts of rows", ["- " + x for x in want if x not in have] +
          ["+ " + x for x in have if x not in want])


def test_guides(profiles):
    """The rows are those that were read in the guides a second time.

    tests/guides.csv comes from the readings of the guides, never from
    profiles/: levels in the order Add, Edit, Delete, Inquire, as All, My,
    None, ? for Any and - for silent; when without the feature's name.
    """
    with open(os.path.join(HERE, "guides.csv"), encoding="utf-8",
              newline="") as f:
        read = {tuple(r.values()) for r in csv.DictReader(f)}
    letter = {"All": "A", "My": "M", "None": "N", "Any": "?", "": "-"}
    for p in profiles:
        have = set()
        for r in p.rows:
            if r["kind"] != "meta":
                have.add((p.name, r["kind"], r["module"], r["function"],
                          "".join(letter[r[v]] for v in VERBS)
                          if r["kind"] == "grant" else "",
                          "setup" if r["when"] == "phase:setup" else
                          r["when"].partition(":")[0]))
        want = {r for r in read if r[0] == p.name}
        check("the guide of " + p.name,
              ["- %s" % (x,) for x in sorted(want - have)] +
              ["+ %s" % (x,) for x in sorted(have - want)])
    check("guides without a profile",
          sorted({r[0] for r in read} - {p.name for p in profiles}))


def test_embedded(profiles):
    """The tool says of each profile what its file says."""
    out = run("profiles", "-f", "json", *[p.name for p in profiles])
    told = {p["name"]: p for p in json.loads(out)["profiles"]}
    for p in profiles:
        t = told.get(p.name, {})
        bad = []
        want = [[r["kind"], r["module"], r["function"]] +
                [r[v] or None for v in VERBS] + [r["when"], r["note"]]
                for r in p.rows if r["kind"] != "meta"]
        have = [[r[k] for k in ("kind", "module", "function") + VERBS +
                 ("when", "note")] for r in t.get("rows", ())]
        bad += ["row %s" % x for x in want if x not in have]
        bad += ["extra row %s" % x for x in have if x not in want]
        for key, field in (("vendor", "vendor"), ("product", "product"),
                           ("guide", "guide"), ("dated", "dated"),
                           ("read", "read"), ("confidence", "confidence")):
            if t.get(field) != p.meta.get(key, [None])[0]:
                bad.append("%s: %s" % (key, t.get(field)))
        for key, field in (("alias-role", "alias_role"),
                           ("alias-member", "alias_member")):
            if t.get(field) != p.meta.get(key, []):
                bad.append("%s: %s" % (key, t.get(field)))
        check("embedded " + p.name, bad)
    listed = json.loads(run("profiles", "-f", "json"))["profiles"]
    check("list", [] if [p["name"] for p in listed] ==
          sorted(p.name for p in profiles) else ["not all, not in order"])


def test_least(profiles, work):
    """The least role of each guide audits clean against it."""
    files = {"least.csv": export({p.name: p.need for p in profiles})}
    tables = table_export(profiles)
    if tables:
        files["tables.csv"] = tables
    args = []
    for p in profiles:
        args += ["-p", "%s=%s" % (p.name, p.name)]
    report = audit(work, files, *args)
    roles = {r["name"]: r for r in report.get("roles", ())}
    wrong = {}
    for f in report.get("findings", ()):
        if f["rule"] in ("CW101", "CW102", "CW103", "CW104", "CW105",
                         "CW106", "CW107", "CW502"):
            wrong.setdefault(f["role"], []).append("%s %s" % (
                f["rule"], f["message"]))
    for p in profiles:
        r = roles.get(p.name, {})
        bad = wrong.get(p.name, [])
        for k in ("missing", "excess", "forbidden", "broader"):
            if r.get(k + "_cells") != 0:
                bad.append("%s_cells %s" % (k, r.get(k + "_cells")))
        if r.get("fit") != 100 or r.get("profiles") != [p.name]:
            bad.append("fit %s, judged by %s" % (r.get("fit"),
                                                 r.get("profiles")))
        if r.get("guide_limits") != ([{
                "profile": p.name, "limit": p.limit}] if p.limit else []):
            bad.append("guide_limits %s" % r.get("guide_limits"))
        if r.get("coverage") != {"judged": len(FUNCTIONS),
                                 "total": len(FUNCTIONS)}:
            bad.append("coverage %s" % r.get("coverage"))
        check("least role of " + p.name, bad)


def test_labels(profiles, work):
    """What limits a guide is to be seen where it is listed and judges."""
    # The five that the project began with, and the guides fit to ship: 34,
    # 30 with a caveat, 25 in part.
    have = [p.label for p in profiles]
    check("how well the guides are known", [
        "%s: %d" % (x, have.count(x)) for x, n in (
            ("complete", 39), ("caveat", 30), ("partial", 25))
        if have.count(x) != n])
    told = dict(re.findall(r"^([a-z0-9-]+) +\d+  (\w+)", run("profiles"),
                           re.M))
    check("labels of the list", ["%s: %s" % (p.name, told.get(p.name))
                                 for p in profiles
                                 if told.get(p.name) != p.label])
    rows = {r["name"]: r["note"] for r in csv.DictReader(io.StringIO(
        run("profiles", "-f", "csv")))}
    check("notes of the list", [p.name for p in profiles
                                if p.limit and rows[p.name] != p.limit])
    some = [p for p in profiles if p.name in ("hudu", "huntress", "thread")]
    path = os.path.join(work, "labels.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(export({p.name: p.need for p in some}))
    for form in ("text", "html", "markdown"):
        out = run("audit", "-f", form, path, code=ANY_CODE) or ""
        out = " ".join(html.unescape(out).split())
        # huntress has no finding, so as text it has no part of its own.
        want = ["huntress* (alias)", "hudu* (alias)", " thread (alias)",
                "*: its guide is known in part"] if form == "text" else \
            ["huntress \\[partial\\] ", "hudu \\[caveat\\] ",
             "thread ("] if form == "markdown" else \
            [p.limit for p in some]
        check("limits of the guides as " + form, [
            x for x in want if x not in out])


def edited(p, rng):
    """The guide's role after somebody changed two cells of it."""
    have = dict(p.need)
    own = sorted({f for f, _ in p.need})
    pools = (own, own, FUNCTIONS)
    changed = set()
    while len(changed) < 2:
        cell = (rng.choice(rng.choice(pools)), rng.choice(VERBS))
        if cell in changed:
            continue
        changed.add(cell)
        have[cell] = rng.choice([x for x in (0, 1, 2)
                                 if x != have.get(cell, 0)])
    return {c: v for c, v in have.items() if v}


def decide(have, profiles):
    """Section 4, done again: what may judge, and the best ones."""
    ranked = sorted(((overlap(have, p), p.name) for p in profiles),
                    key=lambda x: (-x[0][0], x[0][1], x[1]))
    (best, apart), name = ranked[0]
    if best < 70 or best < ranked[1][0][0] + 10 or any(
            x[0][1] < apart + 3 for x in ranked[1:]):
        return None
    return name


def test_overlap(profiles, work):
    """Roles under neutral names: right or a declared tie, never wrong."""
    rng = random.Random(SEED)
    complete = [p for p in profiles if not p.partial]
    roles, truth = {}, {}
    for p in complete:
        for k in range(ROUNDS + 1):
            name = "Role %04d" % len(roles)
            roles[name] = edited(p, rng) if k else p.need
            truth[name] = (p, k)
    report = audit(work, {"neutral.csv": export(roles)}, "--summary")
    tally = {p.name: [0, 0] for p in complete}
    bad = {p.name: [] for p in complete}
    for r in report.get("roles", ()):
        p, k = truth[r["name"]]
        wrong = bad[p.name]
        label = "after two edits" if k else "exact"
        want = decide(roles[r["name"]], profiles)
        got = (r["profiles"] or [None])[0]
        if got not in (None, p.name):
            wrong.append("%s: taken for %s" % (label, got))
        if got != want:
            wrong.append("%s: judged by %s, by the rule it is %s" % (
                label, got, want))
        if got and r["match"] != "overlap":
            wrong.append("%s: matched by %s" % (label, r["match"]))
        if not got and not r["why_none"]:
            wrong.append("%s: no reason why none judges" % label)
        for c in r["candidates"]:
            cp = next(x for x in profiles if x.name == c["profile"])
            if c["overlap"] != overlap(roles[r["name"]], cp)[0]:
                wrong.append("%s: overlap with %s is %d" % (
                    label, cp.name, c["overlap"]))
        if not k and overlap(p.need, p)[0] == 100 and not any(
                c["profile"] == p.name for c in r["candidates"]) and got:
            wrong.append("exact: not among the candidates")
        tally[p.name][1 if k else 0] += got == p.name
    if len(report.get("roles", ())) != len(roles):
        bad[complete[0].name].append("roles are missing in the report")
    for p in complete:
        check("neutral name, " + p.name, bad[p.name])
    print("%d of %d exact roles are known by their grants, %d of %d after "
          "two edits; the others are declared ties" % (
              sum(t[0] for t in tally.values()), len(complete),
              sum(t[1] for t in tally.values()), len(complete) * ROUNDS))
    check("most exact roles are known",
          [] if sum(t[0] for t in tally.values()) * 2 > len(complete)
          else ["too few"])


def test_aliases(profiles, work):
    """Each alias leads to its profile or to a tie that holds it."""
    roles, owner = {}, {}
    for p in profiles:
        for a in p.meta.get("alias-role", ()):
            owner.setdefault(a, []).append(p)
            roles[a] = p.need
    report = audit(work, {"aliases.csv": export(roles)}, "--summary")
    told = {r["name"].casefold(): r for r in report.get("roles", ())}
    for a in sorted(owner):
        r = told.get(a.casefold(), {"profiles": [], "why_none": None})
        names = [p.name for p in owner[a]]
        bad = []
        if r["profiles"] and r["profiles"][0] not in names:
            bad.append("judged by %s" % r["profiles"][0])
        if not r["profiles"] and (len(names) == 1 or not r["why_none"]):
            bad.append("not judged: %s" % r["why_none"])
        check("alias \"%s\"" % a, bad)


def test_ordinary(work):
    """No ordinary name of a role or member is taken for a vendor's."""
    with open(os.path.join(HERE, "ordinary-names.txt"),
              encoding="utf-8") as f:
        names = f.read().splitlines()
    check("enough ordinary names", [] if len(set(names)) >= 500
          else [str(len(set(names)))])
    members = io.StringIO()
    w = csv.writer(members, lineterminator="\n")
    w.writerow(("Member ID", "Member Name", "Role ID", "License Class"))
    for i, name in enumerate(names):
        w.writerow(("m%d" % i, name, "R%d" % i, "API"))
        w.writerow((name, "", "S%d" % i, "API"))
    report = audit(work, {"names.csv": export({n: {} for n in names}),
                          "members.csv": members.getvalue()}, "--summary")
    roles = {r["name"].casefold(): r for r in report.get("roles", ())}
    people = {m["id"].casefold(): m for m in report.get("members", ())}
    for i, name in enumerate(names):
        r = roles.get(name.casefold())
        found = [(r["profiles"], r["match"])] if not r or \
            r["match"] != "none" or r["kind"] != "unknown" else []
        for key in ("m%d" % i, name.casefold()):
            m = people.get(key, {"profiles": ["no such member"]})
            found += [m["profiles"]] if m["profiles"] else []
        check("ordinary name \"%s\"" % name, [str(x) for x in found])


def test_copies(profiles, work):
    """Two guides of one vendor: the newer judges, and the report says so."""
    by = {p.name: p for p in profiles}
    old, new = by["sync365"], by["sync-365"]
    both = dict(old.need)
    both.update(new.need)
    report = audit(work, {"copies.csv": export({
        "Sync 365": old.need, "Sync365 two": new.need,
        "S365 of both": both, "Nobody": {}})}, "--summary")
    roles = {r["name"]: r for r in report.get("roles", ())}
    for name, want in (("Sync 365", "sync365"), ("Sync365 two", "sync-365"),
                       ("S365 of both", "sync-365")):
        r = roles.get(name, {"profiles": None, "copy_note": None})
        bad = []
        if r["profiles"] != [want]:
            bad.append("judged by %s, not %s" % (r["profiles"], want))
        if not r["copy_note"] or "2023-03-17" not in r["copy_note"] or \
                "2024-12-12" not in r["copy_note"]:
            bad.append("note: %s" % r["copy_note"])
        check("copies, " + name, bad)
    report = audit(work, {"given.csv": export({"Role": new.need})},
                   "--summary", "-p", "sync365=Role")
    note = report["roles"][0]["copy_note"] or ""
    check("a newer guide than the given one",
          [] if "sync-365" in note else [note])


def test_tied(profiles, work):
    """A name that several claim is settled by grants, among them only."""
    by = {p.name: p for p in profiles}
    report = audit(work, {"tied.csv": export({
        "Datto": by["datto-rmm"].need, "Datto ops": by["hudu"].need})},
        "--summary")
    roles = {r["name"]: r for r in report.get("roles", ())}
    check("Datto with the grants of its RMM",
          [] if roles["Datto"]["profiles"] == ["datto-rmm"]
          else [str(roles["Datto"])])
    r = roles["Datto ops"]
    check("Datto with the grants of another vendor",
          [] if r["profiles"] == [] and "several profiles" in r["why_none"]
          else [str(r)])


def union(*profiles):
    """What all of them need."""
    have = {}
    for p in profiles:
        for cell, level in p.need.items():
            have[cell] = max(level, have.get(cell, 0))
    return have


# Names that hold other words than one alias: what they are taken for.
# "several": told as such, and no vendor is chosen.
NAMES = {
    # Vendors side by side: one alone would pass over what the other needs.
    "IT Glue and Rewst": "several", "Rewst / IT Glue": "several",
    "Passportal + Thread": "several", "Thread, Hudu, Liongard": "several",
    "svc_datto_thread": "several", "ScalePad Thread": "several",
    "Thread / Datto (Datto RMM)": "several",
    "IT Glue / Rewst (Rewst API)": "several",
    "HeyHappy & SmileBack": "several",
    # One vendor: the longest wins, another alias only tells the product.
    "Thread Ticket Report": "thread-ticket-report",
    "Datto RMM (Datto)": "datto-rmm", "Gozynta: the Mobius": "gozynta-mobius",
    "CloudRadial Chat API": "cloudradial-chat",
    "CloudRadial CSA, CloudRadial": "cloudradial-csa",
    "N-able - N-central": "nable-ncentral",
    "ScalePad - Lifecycle Manager Tickets":
        "scalepad-lifecycle-manager-tickets",
    # Written otherwise, and with what stands around it.
    "API_IT-GLUE (prod)": "it-glue", "ITGlue sync": "it-glue",
    "Hudu\u2013API": "hudu", "IT\u00a0Glue\u00a0API": "it-glue",
    "Hudu=API & more": "hudu", "~Hudu\u2026": "hudu", "Hu\u00addu": "hudu",
    "IT  GLUE": "it-glue", "it/glue": "it-glue", "*Hudu*": "hudu",
    "Roar": "liongard", "Neo": "neo-agent", "Perimeter81": "checkpoint-"
    "harmony-sase", "\u200bHudu": "hudu",
    # A vendor's name within another word, or with another letter, is none.
    "Threading": None, "Threadneedle": None, "Unthread": None, "Hudus": None,
    "Thr\u00e9ad": None, "Thread\u00e9": None, "M\u00f6bius": None,
    "Hudu\u0301": None, "\uff28udu": None,
    "Rewst\u00f1": None, "Thread\u65e5\u672c": None, "\u0422hread": None,
    "Datto2": None, "Nablero": None, "IT Gluey": None, "Kit Glue": None,
    "MS Portal": None, "Cloud Radial": None, "Level": None,
    # Words that many names hold count as a whole name only.
    "Neo Martinez": None, "Roar Hansen": None, "Neo API": None,
    "API": None, "Level 2": None,
}


def test_names(work):
    """A name is taken for the vendor that it tells of, or for none."""
    roles, members = io.StringIO(), io.StringIO()
    w = csv.writer(members, lineterminator="\n")
    w.writerow(("Member ID", "Member Name", "Role ID", "License Class"))
    for i, name in enumerate(NAMES):
        w.writerow(("m%d" % i, "", name, "API"))
    report = audit(work, {"names.csv": export({n: {} for n in NAMES}),
                          "members.csv": members.getvalue()}, "--summary")
    told = {r["name"]: r for r in report.get("roles", ())}
    for name, want in NAMES.items():
        r = told.get(name, {"profiles": ["no such role"], "why_none": ""})
        why = r["why_none"] or ""
        bad = []
        if r["profiles"] != ([want] if want not in (None, "several")
                             else []):
            bad.append("judged by %s" % r["profiles"])
        if ("several vendors" in why) != (want == "several"):
            bad.append("why none: %s" % why)
        check("name \"%s\"" % name, bad)
    members = io.StringIO()
    w = csv.writer(members, lineterminator="\n")
    w.writerow(("Member ID", "Member Name", "Role ID", "License Class"))
    w.writerow(("a", "IT Glue and Rewst", "One", "API"))
    w.writerow(("b", "Hudu", "Two", "API"))
    w.writerow(("c", "Thread", "Two", "API"))
    w.writerow(("d", "Hudu", "Three", "API"))
    w.writerow(("hudu", "Thread", "Four", "API"))
    report = audit(work, {
        "roles.csv": export({x: {} for x in ("One", "Two", "Three",
                                             "Four")}),
        "people.csv": members.getvalue()}, "--summary")
    have = {r["name"]: r["profiles"] for r in report.get("roles", ())}
    want = {"One": [], "Two": [], "Three": ["hudu"], "Four": ["hudu"]}
    check("names of members", [] if have == want else [str(have)])


def test_both(profiles, work):
    """One vendor of two never judges alone what is named for both."""
    by = {p.name: p for p in profiles}
    glue, rewst = by["it-glue"], by["rewst"]
    files = {"both.csv": export({"IT Glue and Rewst": glue.need})}
    r = audit(work, files, "--summary")["roles"][0]
    check("two vendors, the grants of one", [] if r["profiles"] == [] and
          "it-glue, rewst" in r["why_none"] else [str(r)])
    report = audit(work, {"none.csv": export({
        "IT Glue and Rewst": {}, "Timus": by["timus"].need})})
    check("two vendors, and nothing granted: no pass", [] if
          report["exit"]["code"] == 20 and not report["complete"]
          else [str(report["exit"])])
    r = audit(work, files, "-p", "it-glue=*", "-p", "rewst=*")["roles"][0]
    check("two vendors, both given", [] if r["missing_cells"] and
          r["profiles"] == ["it-glue", "rewst"] else [str(r)])
    r = audit(work, {"both.csv": export({"IT Glue and Rewst": union(
        glue, rewst)})}, "-p", "it-glue=*", "-p", "rewst=*")["roles"][0]
    check("two vendors, the grants of both", [] if r["fit"] == 100 and
          not r["missing_cells"] and not r["excess_cells"] else [str(r)])


def test_doubt(profiles, work):
    """A name and grants of different vendors: the report says so."""
    by = {p.name: p for p in profiles}
    report = audit(work, {"doubt.csv": export({
        "Umbrella": by["thread"].need, "Hudu": by["it-glue"].need,
        "Thread": by["thread"].need})}, "--summary")
    roles = {r["name"]: r for r in report.get("roles", ())}
    note = roles["Umbrella"]["copy_note"] or ""
    check("another vendor's grants", [] if
          roles["Umbrella"]["profiles"] == ["cisco-umbrella"] and
          "look like thread (100 %), not like cisco-umbrella" in note
          else [str(roles["Umbrella"])])
    check("much the same grants, and the own ones", [
        str(roles[n]) for n in ("Hudu", "Thread") if roles[n]["copy_note"]])


def test_undecided(profiles, work):
    """A role known to be a vendor's, but not which: never a pass."""
    clean = next(p for p in profiles if p.name == "timus")
    head = "Member ID,Member Name,Role ID,License Class\n"
    for what, name, members, code in (
            ("an alias of three", "N-able", "", 20),
            ("two vendors", "Hudu / Thread", "", 20),
            ("members of two", "Desk", "a,Hudu,Desk,API\nb,Thread,Desk,API\n",
             20),
            ("no vendor", "Desk", "", 0)):
        files = {"roles.csv": export({name: {}, "Timus": clean.need})}
        if members:
            files["members.csv"] = head + members
        report = audit(work, files, "--fail-on", "never")
        check("undecided: " + what, [] if report["exit"]["code"] == code and
              report["complete"] == (code == 0) else [str(report["exit"])])


BROKEN = """kind,module,function,add,edit,delete,inquire,when,note
meta,name,My Vendor,,,,,,
meta,vendor,not known,,,,,,to be completed: who makes the integration
meta,product,Thing,,,,,,
meta,source,www.example.com,,,,,,
meta,dated,last week,,,,,,
meta,confidence,partial,,,,,,
grant,Companies,Contacts,All,All,,All,,
grant,Companies,Contacts,All,My,,All,,
grant,Companies,Notes,,None,All,All,,
grant,Companies,Notes,,None,All,All,recommended,guide: Delete All
grant,Service Desk,Invoicing,,,,All,,
grant,Service Desk,"Service Tickts",,,,All,,
grant,Finance,Invoicing,All,,,None,,
grant,Sales,Opportunity,,,,,,
grant,Sales,Opportunity,,,,Most,phase:setup,
member,level,corporate,,,,,,
member,level,corporate,,,,,,
member,levle,corporate,,,,,,
table_setup,,Agreements / Batch,,,,,,
table_setup,,agreements/batch,,,,,,
meta,read,2026-02-30,,,,,,
host,Europe,https://api-eu.myconnectwise.net/,,,,,,
"""
PROBLEMS = {
    "1:1": "no meta row for guide", "2:11": "small letters",
    "3:13": "missing provenance: vendor", "5:13": "an address",
    "6:12": "YYYY-MM-DD", "7:30": "what is missing",
    "9:30": "contradicts line 8", "10:29": "Delete is All and Edit is None",
    "12:20": "nearest is Finance > Invoicing",
    "13:20": "did you mean Service Desk > Service Tickets",
    "14:31": "Inquire is None", "15:25": "names no level",
    "16:28": "level \"Most\"", "18:14": "the same stands in line 17",
    "19:8": "did you mean level", "21:14": "the same stands in line 20",
    "22:11": "YYYY-MM-DD", "23:13": "such as api-na",
}


def test_check(profiles, work):
    """--check: the shipped ones are clean, a broken one is told."""
    files = [os.path.join(TOP, "profiles", p.name + ".csv")
             for p in profiles]
    out = run("profiles", "--check", "-f", "json", *files)
    check("shipped profiles are clean", [] if out and
          json.loads(out)["clean"] else ["they are not"])
    path = os.path.join(work, "broken.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(BROKEN)
    out = run("profiles", "--check", "-f", "json", path, code=65) or "{}"
    problems = json.loads(out).get("problems", ())
    told = {}
    for p in problems:
        place = "%d:%d" % (p["line"], p["column"])
        told[place] = told.get(place, "") + p["message"]
    check("problems of a broken profile",
          ["%s: %s, not: %s" % (k, told.get(k), v)
           for k, v in PROBLEMS.items() if v not in told.get(k, "")] +
          ["%s: %s" % (k, v) for k, v in told.items() if k not in PROBLEMS])
    text = run("profiles", "--check", path, code=65) or ""
    check("problems as text", [] if "broken.csv:9:30: error: " in text
          and "%d problems in 1 profile" % len(problems) in text
          else [text])


def test_make(profiles, work):
    """--make: reads back, audits clean, and says what is to be completed."""
    by = {p.name: p for p in profiles}
    for name in ("thread", "resplendent-data", "sync365", "hudu"):
        p, bad = by[name], []
        role = "Known, \"good\" & so on"
        path = os.path.join(work, "good.csv")
        made = os.path.join(work, "made.csv")
        tables = os.path.join(work, "made-tables.csv")
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(export({role: p.need}))
        with open(tables, "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(("Role", "Item", "Access"))
            for r in p.of("table_setup"):
                w.writerow((role, r["function"], "allow"))
        files = [path] + ([tables] if p.of("table_setup") else [])
        run("profiles", "--make", role, "-o", made, *files)
        out = run("profiles", "--check", made, code=65) or ""
        if out.count("to be completed") != 4:
            bad.append("to be completed: " + out)
        run("profiles", "--make", role, "-o", made, "--vendor", "A, B",
            "--product", "C", "--guide", "G", "--source",
            "https://example.com/g", "--dated", "2026-01", *files)
        out = run("profiles", "--check", made)
        bad += [] if out and out.startswith("0 problems") else [str(out)]
        report = json.loads(run("audit", "-f", "json", "-p", made, *files,
                                code=ANY_CODE) or "{}")
        r = report["roles"][0]
        bad += ["%s: %s" % (k, r[k]) for k in (
            "missing_cells", "excess_cells", "forbidden_cells",
            "broader_cells") if r[k]]
        if r["required_cells"] != len(p.need) or r["fit"] != 100:
            bad.append("required %d, fit %d" % (r["required_cells"],
                                                r["fit"]))
        with open(made, encoding="utf-8", newline="") as f:
            rows = [x["function"] for x in csv.DictReader(f)
                    if x["kind"] == "table_setup"]
        if rows != [x["function"] for x in p.of("table_setup")]:
            bad.append("tables %s" % rows)
        check("a profile made from the role of " + name, bad)
    out = run("profiles", "--make", "Known, \"good\" & so om", path, code=64)
    check("a role that is not there", [] if out == "" else [str(out)])


def test_diff(profiles, work):
    """--diff: nothing between alikes, each cell between others."""
    by = {p.name: p for p in profiles}
    a, b = by["sync365"], by["sync-365"]
    out = json.loads(run("profiles", "--diff", "-f", "json", a.name, a.name))
    check("a profile and itself", out["differences"])
    out = json.loads(run("profiles", "--diff", "-f", "json", a.name, b.name))

    def grants(p):
        return {(r["module"], r["function"], r["when"]):
                [r[v] or None for v in VERBS] for r in p.of("grant")}
    ga, gb = grants(a), grants(b)
    want = {k for k in set(ga) | set(gb) if ga.get(k) != gb.get(k)}
    have = {(d["module"], d["function"], d["when"])
            for d in out["differences"] if d["kind"] == "grant"}
    check("two guides of one vendor", [str(x) for x in want ^ have])
    text = run("profiles", "--diff", a.name, os.path.join(
        TOP, "profiles", b.name + ".csv"))
    check("a name and a file", [] if text and "%d differences" % len(
        out["differences"]) in text else [str(text)])


# What the guides ask for that is dangerous together (CW204), by hand.
PAIRS = {
    "barracuda-intronis-backup": {"Invoicing + Invoice Approval"},
    "barracuda-msp-app": {"Invoicing + Invoice Approval"},
    "msportal": {"Purchase Orders + Purchasing Approvals"},
    "nable-passportal": {"Security Roles + Member Maintenance"},
}


def test_risk(profiles):
    """--risk: in order, and its cells are those that the guides need."""
    out = json.loads(run("profiles", "--risk", "-f", "json"))["profiles"]
    keys = [(p["exposure"], -p["critical_cells"], -p["high_cells"],
             -p["delete_rights"], p["profile"]) for p in out]
    bad = [] if keys == sorted(keys) and len(out) == len(profiles) else [
        "not in order, or not all"]
    by = {p.name: p for p in profiles}
    for p in out:
        need = by[p["profile"]].need
        deletes = sum(v == "delete" for _, v in need)
        if p["delete_rights"] != deletes:
            bad.append("%s: %d rights to delete, not %d" % (
                p["profile"], p["delete_rights"], deletes))
        for risk in ("critical", "high"):
            n = sum(d["level"] is not None and d["risk"] == risk
                    for d in p["discuss"])
            if n != p[risk + "_cells"]:
                bad.append("%s: %d %s cells, %d rows to discuss" % (
                    p["profile"], p[risk + "_cells"], risk, n))
        pairs = {d["function"] for d in p["discuss"]
                 if d["what"] == "together"}
        if pairs != PAIRS.get(p["profile"], set()):
            bad.append("%s: together %s" % (p["profile"], sorted(pairs)))
        for d in p["discuss"]:
            cell = ((d["module"], d["function"]), d["what"].lower())
            if d["level"] and cell not in need:
                bad.append("%s: %s is not needed" % (p["profile"], cell))
    check("risk", bad)
    rows = list(csv.DictReader(io.StringIO(
        run("profiles", "--risk", "-f", "csv"))))
    check("risk as csv", [] if {r["profile"] for r in rows} == set(by)
          else ["not all"])
    markdown = run("profiles", "--risk", "-f", "markdown")
    check("risk as markdown", [] if all(
        "| %d |" % (i + 1) in markdown for i in range(len(out)))
        else ["not all"])


def test_search():
    """Words find profiles; names show them; nothing is wider than 80."""
    out = run("profiles", "-f", "csv", "it", "glue") or ""
    check("search", [] if [r["name"] for r in csv.DictReader(
        io.StringIO(out))] == ["it-glue"] else [out])
    for args in (("profiles",), ("profiles", "--risk", "-v"),
                 ("profiles", "support-fusion"),
                 ("profiles", "resplendent-data"),
                 ("profiles", "--diff", "sync365", "sync-365")):
        # An address is not broken.
        wide = [x for x in (run(*args) or "wide" * 40).splitlines()
                if len(x) > 80 and "://" not in x]
        check("80 columns: " + " ".join(args), wide)
    check("no such profile", [] if run("profiles", "thraed", code=64) == ""
          else ["exit code"])


def main():
    paths = sorted(x for x in glob.glob(os.path.join(TOP, "profiles/*.csv"))
                   if not x.endswith("/catalogue.csv"))
    profiles = sorted((Profile(x) for x in paths), key=lambda p: p.name)
    if sys.argv[1:] == ["--counts"]:
        sys.stdout.write(counts(profiles))
        return 0
    with tempfile.TemporaryDirectory() as work:
        test_files(profiles)
        test_guides(profiles)
        test_embedded(profiles)
        test_least(profiles, work)
        test_labels(profiles, work)
        test_overlap(profiles, work)
        test_aliases(profiles, work)
        test_ordinary(work)
        test_copies(profiles, work)
        test_tied(profiles, work)
        test_names(work)
        test_both(profiles, work)
        test_doubt(profiles, work)
        test_undecided(profiles, work)
        test_check(profiles, work)
        test_make(profiles, work)
        test_diff(profiles, work)
        test_risk(profiles)
        test_search()
    print("%d passed, %d failed" % (PASSED, FAILED))
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
