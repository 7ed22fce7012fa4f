#!/usr/bin/env python3
"""Let other programs judge the reports.

SARIF by the reference validator (npm @microsoft/sarif-multitool), HTML by the
Nu checker (npm vnu-jar) and, in headless Chromium, by axe-core: no error, no
violation, no word on the console; the fullest page at 400, 800 and 1600 pixels,
light and dark, and on paper, the others narrow and dark, wide and light. Versions stand in tests/web/package.json; tests/prepare.sh
installs them under build/web. Ends with `N passed, N failed`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

import reports
from reports import FIXTURES, check, fixtures, run, same, write

HERE = os.path.dirname(os.path.abspath(__file__))
WEB = os.path.join(HERE, "..", "build", "web")
MODULES = os.path.join(WEB, "node_modules")


def cases(folder):
    """Audits worth a look: {name: (folder, arguments)}."""
    found = {}
    for name in ("msp", "powershell", "utf16", "exact/thread"):
        found[name.replace("/", "-")] = (FIXTURES, fixtures()[name])
    os.mkdir(os.path.join(folder, "hostile"))
    files = reports.hostile(os.path.join(folder, "hostile"))
    found["hostile"] = (os.path.join(folder, "hostile"), [
        "./" + f for f in files] + ["--profile", "thread=*"])
    rows = [r for r in json.loads(run(
        *fixtures()["msp"], "-f", "json", cwd=FIXTURES)[1])["findings"]
        if r["rule"] in ("CW306", "CW203", "CW204", "CW308")]
    write(folder, "w.csv", reports.waivers(
        {"rule": "CW999", "role": "x"},
        {"rule": "CW203", "role": "x"},
        *[{"rule": r["rule"], "role": r["role"], "ticket": "T-1"}
          for r in rows]))
    found["waived"] = (FIXTURES, fixtures()["msp"] + [
        "--waivers", os.path.join(folder, "w.csv")])
    found["summary"] = (FIXTURES, fixtures()["msp"] + ["--summary"])
    found["fleet"] = (folder, ["fleet", "--waivers", "w.csv"])
    for tenant in ("msp", "utf16", "powershell"):
        shutil.copytree(os.path.join(FIXTURES, tenant),
                        os.path.join(folder, "fleet", tenant))
    # What changed: a role widened, one gone, and one narrowed.
    os.mkdir(os.path.join(folder, "after"))
    for file in os.listdir(os.path.join(FIXTURES, "msp")):
        with open(os.path.join(FIXTURES, "msp", file),
                  encoding="utf-8") as f:
            text = "".join(x for x in f if not x.startswith("Dispatch,"))
        write(os.path.join(folder, "after"), file, text.replace(
            "Thread,Companies,Contacts,All,All,None",
            "Thread,Companies,Contacts,All,My,All"))
    found["diff"] = (folder, ["diff", "fleet/msp", "after"])
    found["diff-error"] = (folder, ["diff", "fleet/msp", "bad.csv"])
    write(folder, "bad.csv", "Role,Module,Function,Add\nR,Sales,X,Alll\n")
    found["error"] = (folder, ["bad.csv"])
    return found


def make(folder, ending, skip=()):
    """Writes a report of each case; returns the files."""
    made = []
    for name, (where, args) in cases(folder).items():
        if name in skip:
            continue
        path = os.path.join(folder, name + ending)
        code, out, err = run(*args, "-q", "--as-of", reports.DAY, "-o", path,
                             cwd=where)
        check("made " + name + ending, os.path.exists(path), code, err[:500])
        made.append(path)
    return made


def call(*args, timeout=600):
    env = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    done = subprocess.run(args, capture_output=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, env=env)
    return (done.returncode, done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"))


def check_sarif(folder):
    tool = os.path.join(MODULES, "@microsoft", "sarif-multitool-linux",
                        "Sarif.Multitool")
    os.chmod(tool, 0o755)
    for path in make(folder, ".sarif", skip=("summary",)):
        name = os.path.basename(path)
        code, out, err = call(tool, "validate", path)
        errors = [line for line in (out + err).splitlines()
                  if ": error " in line]
        check("%s: validator" % name, code == 0 and not errors and
              "Analysis completed successfully" in out, *errors[:5],
              (out + err)[-300:] if not errors else "")
        with open(path, encoding="utf-8") as f:
            for r in json.load(f)["runs"]:
                if name.startswith("diff"):
                    check_places(name, r)
                else:
                    check_run(name, r)


def check_places(name, r):
    """Of a comparison: its inputs, and that results lie in them."""
    check(name + ": hashes", r["artifacts"] and all(
        len(a["hashes"]["sha-256"]) == 64 for a in r["artifacts"]))
    at = [x["locations"][0]["physicalLocation"]["artifactLocation"]
          for x in r["results"]
          if "physicalLocation" in x["locations"][0]]
    check(name + ": results lie in inputs", all(
        a["uri"] == r["artifacts"][a["index"]]["location"]["uri"]
        for a in at) and bool(at) == bool(r["results"]))


def check_run(name, r):
    """What the validator does not ask for, and we promise."""
    rules = [x["id"] for x in r["tool"]["driver"]["rules"]]
    listed = json.loads(run("rules", "-f", "json")[1])["rules"]
    same(name + ": every rule, fired or not", rules,
         [x["rule"] for x in listed])
    call_ = r["invocations"][0]
    check(name + ": exit code and notifications", "exitCode" in call_ and
          "toolExecutionNotifications" in call_)
    check(name + ": hashes", all(len(a["hashes"]["sha-256"]) == 64
                                 for a in r["artifacts"]))
    places = r["logicalLocations"]
    for x in r["results"]:
        fits = x["ruleId"] == rules[x["ruleIndex"]] and "kind" in x and \
            (x["level"] == "none") == (x["kind"] != "fail") and \
            "suppressions" in x and "cwaudit/v1" in x["partialFingerprints"]
        loc = x["locations"][0]
        if "physicalLocation" in loc:
            at = loc["physicalLocation"]["artifactLocation"]
            fits = fits and at["uri"] == \
                r["artifacts"][at["index"]]["location"]["uri"]
        for place in loc.get("logicalLocations", []):
            node = places[place["index"]]
            kinds = []
            while True:
                kinds.append(node["kind"])
                if "parentIndex" not in node:
                    break
                node = places[node["parentIndex"]]
            order = ["tenant", "role", "member", "module", "function", "verb"]
            fits = fits and kinds[::-1] == [k for k in order if k in kinds]
        if not fits:
            check("%s: %s" % (name, x["ruleId"]), False, x)
    check(name + ": results hold together", True)


def check_html(folder):
    files = make(folder, ".html")
    jar = os.path.join(MODULES, "vnu-jar", "build", "dist", "vnu.jar")
    code, out, err = call("java", "-Xss4m", "-jar", jar, "--format", "json",
                          "--stdout", *files)
    messages = json.loads(out)["messages"]
    for path in files:
        wrong = ["%s: %s" % (m.get("lastLine"), m["message"])
                 for m in messages if m.get("url", "").endswith(
                     os.path.basename(path)) and m["type"] != "info"]
        same("%s: Nu checker" % os.path.basename(path), wrong[:5], [])
        with open(path, encoding="utf-8") as f:
            text = f.read()
        check("%s: one file, no script, nothing from outside" %
              os.path.basename(path), "<script" not in text and
              "<link" not in text and "@import" not in text and
              "url(" not in text and "src=" not in text and
              "default-src 'none'" in text)
    other = [m for m in messages if m["type"] == "non-document-error"]
    same("Nu checker read all", other, [])
    # The page with most on it first: it is looked at in every way.
    check_views(sorted(files, key=os.path.getsize, reverse=True))


def check_views(files):
    chromium = shutil.which("chromium")
    code, out, err = call("node", os.path.join(WEB, "page.js"),
                          chromium or "chromium", *files)
    views = [json.loads(line) for line in out.splitlines()]
    same("Chromium saw all", len(views), 7 + 2 * (len(files) - 1))
    if code:
        print(err[-1000:])
    for v in views:
        name = "%s at %d %s %s" % (os.path.basename(v["file"]), v["width"],
                                   v["scheme"], v["media"])
        same(name + ": axe-core", v["violations"], [])
        same(name + ": console", v["console"], [])
        if v["media"] == "screen":
            same(name + ": fits its window", v["wide"], v["width"])


def main():
    for test in (check_sarif, check_html):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    print("%d passed, %d failed" % (reports.passed, reports.failed))
    return 1 if reports.failed else 0


if __name__ == "__main__":
    sys.exit(main())
