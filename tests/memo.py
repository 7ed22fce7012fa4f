#!/usr/bin/env python3
"""What is remembered, cut into pieces or shared out changes no result.

usage: memo.py [FOLDER] [CASES]

FOLDER (build/unit) holds cwaudit-plain, which reads each row for itself, and
cwaudit-pieces, which treats small files as large ones. Both read every
fixture, every hostile file and CASES (300) generated exports, many of them
damaged; reports, messages and exit codes have to be the same, for any number
of threads. Prints each difference and ends with `N passed, N failed`.
"""

import csv
import glob
import io
import os
import random
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
FOLDER = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build/unit")
CASES = int(sys.argv[2]) if len(sys.argv) > 2 else 300
PLAIN = os.environ.get("PLAIN", os.path.join(FOLDER, "cwaudit-plain"))
PIECES = os.path.join(FOLDER, "cwaudit-pieces")
THREADS = (1, 2, 3, 7)
HEADER = ["Role", "Module", "Function", "Add Level", "Edit Level",
          "Delete Level", "Inquire Level"]
LEVELS = ["None", "My", "All"]

passed = failed = 0


def run(program, args, folder):
    done = subprocess.run([program] + args, cwd=folder, capture_output=True,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stderr, done.stdout


def compare(name, args, folder, threads):
    """One question to both builds."""
    global passed, failed
    want = run(PLAIN, args, folder)
    for n in threads:
        got = run(PIECES, args + ([] if n is None else ["--threads", str(n)]),
                  folder)
        if got == want:
            passed += 1
            continue
        failed += 1
        print("FAIL %s, %s threads: %s" % (name, n, " ".join(args)))
        for label, a, b in zip(("exit code", "errors", "output"), want, got):
            if a == b:
                continue
            if label != "exit code":
                a, b = a.split(b"\n"), b.split(b"\n")
                at = [i for i in range(max(len(a), len(b)))
                      if a[i:i + 1] != b[i:i + 1]]
                a, b = a[at[0]:at[0] + 2], b[at[0]:at[0] + 2]
            print("    %s: %s, expected %s" % (label, b, a))


def questions(name, files, folder, threads):
    compare(name, ["audit", "-f", "json", "--as-of", "2026-01-01", "-p",
                   "sync365=*"] + files, folder, threads)
    # Without hashes in the report a file is read once.
    compare(name, ["audit", "--as-of", "2026-01-01", "-p", "sync365=*"] +
            files, folder, threads[:2])
    compare(name, ["inspect", "-f", "json"] + files, folder, (None,))


def functions():
    with open(os.path.join(TOP, "profiles", "catalogue.csv"),
              encoding="utf-8") as f:
        return [(row["module"], row["function"]) for row in csv.DictReader(f)
                if row["kind"] == "function"]


class Export:
    """A generated roles export; the seed decides what is odd about it."""

    def __init__(self, seed, catalogue):
        self.r = random.Random(seed)
        self.catalogue = catalogue
        self.odd = {what for what in (
            "function-major", "shuffled", "columns", "extra", "unquoted",
            "quoted", "breaks", "blanks", "spelling", "levels", "unknown",
            "twice", "disagree", "headings", "empty-lines", "missing", "bom",
            "cp1252", "accents", "end", "strange",
            "again") if self.r.random() < 0.2}

    def role(self, i):
        name = "Role %d" % i
        if self.r.random() < 0.3:
            name = 'Tech "%s", %d' % (self.r.choice(["Oslo", "Cork"]), i)
        if "breaks" in self.odd and self.r.random() < 0.5:
            name = "Two\n%d" % i if self.r.random() < 0.7 else "A\r\nB%d" % i
        if "accents" in self.odd and self.r.random() < 0.5:
            name = "R\u00f4le \u20ac \U0001f600 %d" % i
        if "blanks" in self.odd and self.r.random() < 0.5:
            name = " " + name + self.r.choice([" ", "\t", "\u00a0"])
        return name

    def level(self):
        if "levels" in self.odd and self.r.random() < 0.1:
            return self.r.choice(["mine", "Mine", "", "-", "N/A", "ALL",
                                  " My", "none ", "n/a"])
        if "strange" in self.odd and self.r.random() < 0.002:
            return self.r.choice(["Al", "All\n", "yes", '"'])
        return self.r.choice(LEVELS)

    def names(self):
        """Functions, each spelt in one way or in several."""
        names = self.r.sample(self.catalogue, self.r.randrange(5, 60))
        if "unknown" in self.odd:
            for i in range(self.r.randrange(1, 6)):
                names.insert(self.r.randrange(len(names)),
                             ("System", "Custom thing %d" % i))
        if "spelling" in self.odd:
            for i in self.r.sample(range(len(names)), 3):
                module, function = names[i]
                names[i] = self.r.choice([
                    (module, function.upper()), (module, function + "*"),
                    (module, " " + function), (" " + module, function),
                    (module.lower(), function)])
        return names

    def rows(self):
        names = self.names()
        roles = [self.role(i) for i in range(self.r.randrange(1, 9))]
        rows = []
        for role in roles:
            block = [[role, *name] + [self.level() for _ in range(4)]
                     for name in names]
            rows += block
            if "again" in self.odd:
                rows += [list(row) for row in block]
        if "function-major" in self.odd:
            rows.sort(key=lambda row: row[2])
        if "shuffled" in self.odd:
            self.r.shuffle(rows)
        if "twice" in self.odd:
            for _ in range(3):
                rows.insert(self.r.randrange(len(rows) + 1),
                            list(self.r.choice(rows)))
        if "disagree" in self.odd:
            row = list(self.r.choice(rows))
            row[3] = "All" if row[3] != "All" else "None"
            rows.insert(self.r.randrange(len(rows) + 1), row)
        return rows

    def table(self):
        table = [list(HEADER)] + self.rows()
        if "extra" in self.odd:
            ahead, behind = self.r.choice([(1, 0), (0, 1), (1, 1), (2, 3)])
            odd = self.r.choice(["", "\u00e9", '"', " ", "\n"])
            for i, row in enumerate(table):
                for k in range(ahead):
                    row.insert(0, "%x" % self.r.getrandbits(32) if i else
                               "Row %d" % k)
                for k in range(behind):
                    row.append("x%d" % i if i else "Updated %d" % k)
                if i and self.r.random() < 0.1:
                    row[self.r.choice([0, -1])] += odd
                if self.r.random() < 0.003:
                    row.append("more")
                elif behind and self.r.random() < 0.01:
                    row.pop()
        if "missing" in self.odd:
            at = table[0].index(self.r.choice(HEADER[3:]))
            for row in table:
                del row[at]
        if "columns" in self.odd:
            order = list(range(len(table[0])))
            self.r.shuffle(order)
            table = [[row[i] for i in order if i < len(row)]
                     for row in table]
        if "headings" in self.odd:
            for _ in range(3):
                table.insert(self.r.randrange(1, len(table) + 1),
                             list(table[0]))
        return table

    def text(self):
        end = self.r.choice(["\n", "\n", "\r\n", "\r"])
        delimiter = self.r.choice([",", ",", ",", ";", "\t", "|"])
        quoting = csv.QUOTE_ALL if "quoted" in self.odd else csv.QUOTE_MINIMAL
        lines = []
        for row in self.table():
            out = io.StringIO()
            if "unquoted" in self.odd and self.r.random() < 0.3:
                quoting = self.r.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
            csv.writer(out, delimiter=delimiter, quoting=quoting,
                       lineterminator=end).writerow(row)
            lines.append(out.getvalue())
            if "empty-lines" in self.odd and self.r.random() < 0.05:
                lines.append(end)
        if "end" in self.odd:
            lines[-1] = lines[-1].rstrip("\r\n")
        return "".join(lines)

    def data(self):
        if "cp1252" in self.odd:
            data = self.text().encode("cp1252", "replace")
        else:
            data = self.text().encode("utf-8")
        if "bom" in self.odd:
            data = b"\xef\xbb\xbf" + data
        return self.damage(data) if self.r.random() < 0.5 else data

    def damage(self, data):
        data = bytearray(data)
        for _ in range(self.r.choice([1, 1, 2, 5, 30])):
            at = self.r.randrange(len(data) + 1)
            byte = self.r.choice(b'",;\n\r \tAM')
            if self.r.random() < 0.03:
                byte = self.r.choice(b"\0\xc3\xa0\xff\x81")
            what = self.r.randrange(5)
            if what == 0:
                data[at:at + 1] = bytes([byte])
            elif what == 1:
                data[at:at] = bytes([byte])
            elif what == 2:
                del data[at:at + self.r.choice([1, 1, 7, 200])]
            elif what == 3:
                other = self.r.randrange(len(data) + 1)
                data[at:at] = data[other:other + self.r.choice([3, 60, 700])]
            elif self.r.random() < 0.1:
                del data[at:]
        return bytes(data)


def two_files(seed, catalogue, folder):
    """Half of the verbs in one file, half in another: each grant is merged
    with one that another thread may have read."""
    export = Export(seed, catalogue)
    rows = [HEADER] + export.rows()
    for name, columns in (("a.csv", (0, 1, 2, 3, 4)),
                          ("b.csv", (0, 1, 2, 5, 6))):
        with open(os.path.join(folder, name), "w", newline="",
                  encoding="utf-8") as f:
            csv.writer(f).writerows([row[i] for i in columns] for row in rows)
        rows[1:] = sorted(rows[1:], key=lambda row: row[0])
    questions("verbs %d" % seed, ["a.csv", "b.csv"], folder, THREADS)


def main():
    names = sorted(glob.glob("fixtures/*/*.csv", root_dir=TOP) +
                   glob.glob("fixtures/exact/*/*.csv", root_dir=TOP) +
                   glob.glob("tests/hostile/*", root_dir=TOP) +
                   glob.glob("tests/fuzz/corpus*/**/*", root_dir=TOP,
                             recursive=True))
    for i, name in enumerate(names):
        if os.path.isfile(os.path.join(TOP, name)):
            questions(name, [name], TOP, (THREADS[i % 4],))
    questions("msp", sorted(glob.glob("fixtures/msp/*.csv", root_dir=TOP)),
              TOP, THREADS)
    catalogue = functions()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(CASES):
            files = ["a.csv"]
            if seed % 10 == 0:
                files.append("b.csv")
            for k, name in enumerate(files):
                with open(os.path.join(folder, name), "wb") as f:
                    f.write(Export(seed + k, catalogue).data())
            questions("case %d" % seed, files, folder, (THREADS[seed % 4],))
        for seed in range(CASES // 15):
            two_files(1000 + seed, catalogue, folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
