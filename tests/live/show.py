#!/usr/bin/env python3
"""usage: show.py REPORT.json: prints what matters of a live report, without
what differs from run to run (ports, certificates, days)."""
import json
import re
import sys


def same(text):
    text = re.sub(r"localhost:\d+", "localhost:PORT", str(text))
    text = re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", text)
    text = re.sub(r"\b20\d\d-\d\d-\d\d\b", "DATE", text)
    return text


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        d = json.load(f)
    print("verdict %s, complete %s, score %s, exit %d" % (
        d["verdict"], d["complete"], d["score"], d["exit"]["code"]))
    for c in d["checks"]:
        print(same("check %s %s %s %s %s: %s" % (
            c["status"], c["id"], c["name"], c["http_status"],
            (c["path"] or "-").split("?")[0], c["detail"])))
    for f in d["findings"] or []:
        # The texts of other rules are for the tests of those rules.
        text = ""
        if f["rule"].startswith("CW4"):
            text = ": %s | %s" % (f["message"], f["fix"])
        print(same("finding %s %s %s %s %s %s %s%s" % (
            f["rule"], f["severity"], f["role"], f["member"], f["module"],
            f["function"], f["fingerprint"], text)))
    for n in d["not_evaluated"]:
        print(same("not evaluated, %s: %s %s %s" % (
            "needed" if n["needed"] else "not needed", n["rule"], n["role"],
            n["member"])))
    for a in d["assumptions"]:
        print(same("assumed: %s" % a))
    for x in d["diagnostics"]:
        print(same("%s:%s:%s: %s" % (x["file"], x["line"], x["column"],
                                     x["message"])))


main()
