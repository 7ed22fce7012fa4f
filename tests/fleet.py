#!/usr/bin/env python3
"""What is carried from tenant to tenant of a fleet changes no report.

usage: fleet.py [FOLDER] [ROUNDS]

FOLDER (build/unit) holds cwaudit-plain, which reads each row for itself, and
cwaudit-pieces, which treats small files as large ones and soon forgets what
it carries. In each of ROUNDS (12) some tenants hold exports that share much
and differ where a number that was carried wrongly would show: in spellings,
in what is blank, in line breaks within quotes, in functions that only some
list or that no catalogue has. They are judged in a fleet, in this order and
in the other, by one thread and by several; what is said of each must be what
is said of the tenant alone. $CWAUDIT (default: the binary at the top of the
tree) is held to itself, cwaudit-pieces to cwaudit-plain. Ends with `N passed,
N failed`.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

from memo import Export, FOLDER, HEADER, TOP, functions

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 12
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
PLAIN = os.path.join(FOLDER, "cwaudit-plain")
PIECES = os.path.join(FOLDER, "cwaudit-pieces")
# Programs, and which of them tells what has to be said.
PAIRS = ((CWAUDIT, CWAUDIT), (PIECES, PLAIN))
QUESTIONS = (["-p", "sync365=*"], ["--absent-is-none"],
             # Rows of it ask for what a tenant has of a whole module.
             ["-p", "turbodocx=*"])
DAY = ["--as-of", "2026-01-01"]

passed = failed = 0


def check(good, *what):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print("FAIL", *what)


def run(program, args, folder):
    done = subprocess.run([program, "audit"] + DAY + args, cwd=folder,
                          capture_output=True, stdin=subprocess.DEVNULL,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# ------------------------------------------------------------------- exports

def table(roles, end="\n", header=HEADER):
    """Rows of {role: [(module, function, four levels)]} as text."""
    rows = [",".join(header)]
    for role, grants in roles.items():
        rows += [",".join([role, *grant]) for grant in grants]
    return (end.join(rows) + end).encode()


def levels(r, words, names):
    return [(*name, *(r.choice(words) for _ in range(4))) for name in names]


def blank(r, names, verb):
    """Rows of which none says anything of one verb."""
    grants = levels(r, ["None", "My", "All"], names)
    return [g[:2 + verb] + ("",) + g[3 + verb:] for g in grants]


def family(r, catalogue):
    """Exports that are alike but for what each is about, by its name."""
    names = r.sample(catalogue, 30)
    plain, usual = ["None", "My", "All"], ["None", "My", "All", ""]
    roles = ["Tech", "Sales", "Dispatch"]
    odd = [("System", "Own thing"), ("System", " Another")]
    swapped = HEADER[:3] + ["Edit Level", "Add Level"] + HEADER[5:]

    def some(words, of, end="\n", header=HEADER, names=roles):
        return table({role: levels(r, words, of) for role in names}, end,
                     header)

    def aside(of):
        rows = [HEADER[1:] + HEADER[:1]]
        rows += [[*grant, role] for role in roles
                 for grant in levels(r, plain, of)]
        return "".join(",".join(row) + "\n" for row in rows).encode()

    # Each role once more, which has to be said, and to agree.
    again = table({x: levels(r, plain, names) * 2 for x in roles})
    first = again.splitlines()[1].rpartition(b",")
    against = again.replace(first[0] + b"," + first[2], first[0] + b"," +
                            (b"My" if first[2] != b"My" else b"All"), 1)
    return {
        "usual": some(plain, names),
        "blanks": some(usual, names),
        "no-delete": table({x: blank(r, names, 2) for x in roles}),
        "no-inquire": table({x: blank(r, names, 3) for x in roles}),
        "few": some(plain, names[:7]),
        "one": some(plain, names[:12], names=roles[:1]),
        # So many rows that those that follow are entered in runs.
        "many": some(plain, names, names=["Role %d" % i for i in range(40)]),
        "others": some(plain, names[20:]),
        "case": some(["none", "MY", "All", "all"], names),
        "mine": some(["None", "Mine", " My", "All "], names),
        "dashes": some(["None", "-", "N/A", "All"], names),
        "crlf": some(plain, names, "\r\n"),
        "swapped": some(plain, names, header=swapped),
        "breaks": some(plain, names, names=['"Two\nlines"', '"A\r\nB"']),
        "quoted": some(['"None"', '"My"', "All", '" All"'], names),
        "odd": some(plain, names[:9] + odd),
        "odd-too": some(plain, names[3:9] + [(m, f.upper()) for m, f in
                                             odd[::-1]]),
        "odd-back": some(plain, [("System", "A third")] + odd[::-1] +
                         names[:5]),
        # Behind the rest, the role keeps rows from being known whole.
        "aside": aside(names[:8] + odd),
        "aside-too": aside(odd + names[2:8]),
        "late": table({x: blank(r, names[:1], 2) +
                       levels(r, plain, names[1:]) for x in roles}),
        "latest": table({"Tech": blank(r, names[:-3], 2) +
                         levels(r, plain, names[-3:-1]) +
                         blank(r, names[-1:], 2)}),
        "early": table({x: levels(r, plain, names[:1]) +
                        blank(r, names[1:], 2) for x in roles}),
        "alias": some(plain, [(m.upper(), '"%s\n"' % f) for m, f in names]),
        "bom": b"\xef\xbb\xbf" + some(plain, names[5:]),
        "cp1252": some(plain, names).replace(b"Tech", b"Techn\xefcien"),
        "again": again,
        "against": against,
        "twice": some(plain, names[:6]) + b"Tech,%s,%s,All,All,All,All\n" %
                 tuple(x.encode() for x in names[0]),
        "cut": some(plain, names)[:-3],
        # Places name the file.
        "two": (some(plain, names), some(plain, names, names=["A", "B"])),
        # More spellings than a build for the tests keeps.
        "spellings": table({x: [(*n, *(" " * ((7 * i + 3 * v) % 90) + "My"
                                       for v in range(4)))
                                for i, n in enumerate(names)]
                            for x in roles}),
    }


def exports(seed, catalogue):
    r = random.Random(seed)
    all_of = list(family(r, catalogue).items())
    for i in range(6):
        all_of.append(("made-%d" % i, Export(1000 * seed + i,
                                             catalogue).data()))
    r.shuffle(all_of)
    return all_of


# -------------------------------------------------------------------- reports

def sections(report, tenant):
    """What a report in JSON says of a tenant."""
    def of(name):
        return [x for x in report[name] or [] if x["tenant"] == tenant]

    def inputs(name):
        return [x for x in report[name] if x["file"].startswith(tenant + "/")]

    broken = inputs("diagnostics")
    if broken:
        return {"diagnostics": broken}
    return {name: of(name) for name in ("roles", "members", "findings",
                                        "not_evaluated")} | \
           {"inputs": inputs("inputs")}


def difference(want, got):
    for name in want:
        a, b = want[name], got.get(name, [])
        for i in range(max(len(a), len(b))):
            if a[i:i + 1] != b[i:i + 1]:
                return "%s: %s, expected %s" % (name, b[i:i + 1], a[i:i + 1])
    return "more"


def alone(program, question, tenants, folder):
    """{tenant: (sections, messages)}"""
    said = {}
    for tenant in tenants:
        files = sorted(os.listdir(os.path.join(folder, tenant)))
        _, out, err = run(program, question + [
            "-f", "json", "--tenant", tenant] +
            [tenant + "/" + name for name in files], folder)
        said[tenant] = sections(json.loads(out), tenant), err
    return said


def compare(label, program, other, question, tenants, folder):
    want = alone(other, question, tenants, folder)
    first = None
    for threads in ("1", "2", "5"):
        args = question + ["--threads", threads, "-q"]
        _, out, err = run(program, args + ["-f", "json"] + tenants, folder)
        text = run(program, args + tenants, folder)
        check(err == "".join(want[t][1] for t in tenants), label,
              "messages, threads", threads)
        report = json.loads(out)
        for tenant in tenants:
            got = sections(report, tenant)
            check(got == want[tenant][0], label, "threads", threads, tenant,
                  difference(want[tenant][0], got))
        check(first in (None, (out, text)), label, "threads", threads,
              "not the same bytes as with one")
        first = first or (out, text)


def write(folder, all_of):
    """Tenants of these exports, in this order. Returns their names."""
    names = []
    for i, (name, data) in enumerate(all_of):
        names.append("t%02d-%s" % (i, name))
        os.mkdir(os.path.join(folder, names[-1]))
        files = data if isinstance(data, tuple) else (data,)
        for k, text in enumerate(files):
            path = os.path.join(folder, names[-1], "roles%d.csv" % k)
            with open(path, "wb") as f:
                f.write(text)
    return names


def main():
    catalogue = functions()
    for seed in range(ROUNDS):
        all_of = exports(seed, catalogue)
        for order in (all_of, all_of[::-1]):
            with tempfile.TemporaryDirectory() as folder:
                tenants = write(folder, order)
                for program, other in PAIRS:
                    compare("round %d, %s" % (seed, os.path.basename(program)),
                            program, other, QUESTIONS[seed % 3], tenants,
                            folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
