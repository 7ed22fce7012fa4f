"""usage: python.py ROLES NEED: role,missing,excess with Python's csv module.
"""

import csv
import operator
import sys

LEVEL = {"None": 0, "My": 1, "All": 2}
COLUMNS = ["Role", "Module", "Function", "Add Level", "Edit Level",
           "Delete Level", "Inquire Level"]


def main():
    need = {}
    with open(sys.argv[2], encoding="utf-8", newline="") as f:
        rows = csv.reader(f)
        next(rows)
        for module, function, *levels in rows:
            need[module, function] = [LEVEL[x] for x in levels]
    none = [0, 0, 0, 0]
    level = LEVEL
    count = {}
    with open(sys.argv[1], encoding="utf-8", newline="") as f:
        rows = csv.reader(f)
        head = next(rows)
        pick = operator.itemgetter(*[head.index(x) for x in COLUMNS])
        for role, module, function, *have in map(pick, rows):
            of = count.get(role)
            if of is None:
                of = count[role] = [0, 0]
            for has, wants in zip(have, need.get((module, function), none)):
                has = level[has]
                if has < wants:
                    of[0] += 1
                elif has > wants:
                    of[1] += 1
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["role", "missing", "excess"])
    out.writerows([role] + of for role, of in count.items())


main()
