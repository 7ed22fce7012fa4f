#!/usr/bin/env python3
"""Hold evidence bundles and `cwaudit verify` to the manual.

usage: bundle.py

CWAUDIT names the program. Bundles are read with Python's tarfile, worked on,
and shown to the program again; the commands of README.md that sign a manifest
are run as they stand there.
"""

import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.path.join(HERE, ".."))
CWAUDIT = os.path.abspath(os.environ.get("CWAUDIT",
                                         os.path.join(TOP, "cwaudit")))
ENV = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8")
FORMATS = {"text": "txt", "json": "json", "ndjson": "ndjson", "csv": "csv",
           "sarif": "sarif", "html": "html", "markdown": "md"}
MSP = ["fixtures/msp/" + n for n in ("members.csv", "role_list.csv",
                                     "roles.csv", "table_setup.csv")]
DAY = ["--as-of", "2026-01-31"]

passed = failed = 0


def check(name, good, why=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAIL %s %s" % (name, why))


def run(*args, cwd=None, stdin=b"", env=None):
    done = subprocess.run([CWAUDIT, *args], cwd=cwd or work, input=stdin,
                          env=dict(ENV, **(env or {})), timeout=120,
                          capture_output=True)
    return (done.returncode, done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"))


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def sha(data):
    return hashlib.sha256(data).hexdigest()


def members(path):
    """{name: bytes} of a bundle."""
    with tarfile.open(path) as t:
        return {m.name: t.extractfile(m).read() for m in t.getmembers()}


def manifest(path):
    return json.loads(members(path)["manifest.json"])


def pack(path, content, order=sorted, **fields):
    """Writes an archive as the program would, but for the given fields."""
    with open(path, "wb") as f:
        for name in order(content):
            info = tarfile.TarInfo(name)
            info.size = len(content[name])
            info.mode = 0o644
            for key, value in fields.items():
                setattr(info, key, value)
            head = info.tobuf(tarfile.USTAR_FORMAT)
            f.write(head + content[name] +
                    b"\0" * (-len(content[name]) % 512))
        f.write(b"\0" * 1024)


def repack(path, content, parts=None, **fields):
    """The same with a manifest that has the right hashes."""
    m = dict(parts) if parts else json.loads(content["manifest.json"])
    m["members"] = [{"name": n, "bytes": len(content[n]),
                     "sha256": sha(content[n])}
                    for n in sorted(content) if n != "manifest.json"]
    text = json.dumps(m, indent=2, ensure_ascii=False) + "\n"
    pack(path, dict(content, **{"manifest.json": text.encode()}), **fields)


def verify(name, path, code, *words, args=(), **kw):
    got, out, err = run("verify", path, *args, **kw)
    missing = [w for w in words if w not in " ".join((out + err).split())]
    check(name, got == code and not missing, "exit %d, not %d; no %s\n%s%s" % (
        got, code, missing, out, err))
    return out


def make(name, *args, code=None, **kw):
    """Makes a bundle and returns its path."""
    path = os.path.join(work, name)
    got, _, err = run(*DAY, "-q", "--bundle", path, *args, **kw)
    check("bundle %s: exit code" % name,
          got == code if code is not None else got < 64, "%d %s" % (got, err))
    check("bundle %s: it is there" % name, os.path.exists(path))
    return path


# ------------------------------------------------------------ what is in it

def contents():
    path = make("msp.tar", *MSP, "--bundle-inputs", code=14)
    with tarfile.open(path) as t:
        infos = t.getmembers()
        check("ustar", t.format is not None and not t.pax_headers)
    names = [i.name for i in infos]
    check("names in byte order", names == sorted(names), names)
    check("plain files of nobody and no time", all(
        i.isreg() and (i.uid, i.gid, i.mtime, i.mode, i.uname, i.gname) ==
        (0, 0, 0, 0o644, "", "") for i in infos))
    listed = subprocess.run(["tar", "-tf", path], capture_output=True,
                            text=True, check=False)
    check("tar -t", listed.returncode == 0 and not listed.stderr and
          listed.stdout.split() == names)
    have = members(path)
    m = manifest(path)
    check("manifest: members", [e["name"] for e in m["members"]] ==
          [n for n in names if n != "manifest.json"])
    check("manifest: hashes", all(
        e["sha256"] == sha(have[e["name"]]) and
        e["bytes"] == len(have[e["name"]]) for e in m["members"]))
    check("manifest: the program", m["tool"]["sha256"] == sha(read(CWAUDIT)))
    version = run("version", "-f", "json")[1]
    check("manifest: profiles", m["tool"]["profiles_sha256"] ==
          json.loads(version)["profiles_sha256"] and
          m["tool"]["version"] == json.loads(version)["version"])
    check("manifest: day", m["as_of"] == "2026-01-31")
    check("manifest: command", m["command"] == [
        "audit", "--as-of=2026-01-31", "--quiet", "--bundle=msp.tar",
        "--bundle-inputs", "--", *MSP], m["command"])
    check("manifest: inputs", [(e["file"], e["sha256"], have[e["member"]])
                               for e in m["inputs"]] == [
        (f, sha(read(f"{work}/{f}")), read(f"{work}/{f}")) for f in MSP])
    outs = [a for f, e in FORMATS.items()
            for a in ("-o", "%s=%s/alone.%s" % (f, work, e))]
    run(*MSP, *DAY, *outs)
    check("its reports are those of -o", all(
        have["reports/report." + e] == read("%s/alone.%s" % (work, e))
        for e in FORMATS.values()))
    check("no machine in it", not any(
        s.encode() in read(path) for s in (work, socket.gethostname())))
    return path


def deterministic(path):
    other = os.path.join(work, "other")
    os.mkdir(other)
    os.mkdir(os.path.join(work, "tmp"))
    again = os.path.join(other, "msp.tar")
    done = subprocess.run(["sh", "-c", 'umask 077; sleep 1; "$@"', "sh",
                           CWAUDIT, *DAY, "-q", "--bundle", again, *MSP,
                           "--bundle-inputs"], cwd=work,
                          stdout=subprocess.DEVNULL, check=False,
                          env=dict(ENV, TMPDIR=os.path.join(work, "tmp")))
    check("the same bytes again", done.returncode == 14 and
          read(again) == read(path))
    check("nothing is left behind", os.listdir(other) == ["msp.tar"] and
          not os.listdir(os.path.join(work, "tmp")))


def large():
    """An export that threads share out is read whole for a bundle."""
    rows = read(work + "/fixtures/msp/roles.csv").decode().splitlines()
    one = [r.partition(",")[2] for r in rows if r.startswith("Technician,")]
    write(work + "/large.csv", "\n".join(
        [rows[0]] + ["Technician %d,%s" % (i, r) for i in range(700)
                     for r in one]) + "\n")
    check("it is large enough", os.path.getsize(work + "/large.csv") >
          4 << 20)
    path = make("large.tar", "large.csv", "--bundle-inputs")
    run("large.csv", *DAY, "-q", "--threads", "4", "-o", "large.json")
    check("large: the report is that of -o", read(work + "/large.json") ==
          members(path)["reports/report.json"])
    verify("verify: a large export", path, 0, cwd="/")


# ------------------------------------------------------------ what is equal

def equal(path):
    out = verify("verify: inputs from the bundle", path, 0,
                 "EQUAL msp.tar", "this very program", "4 inputs from the "
                 "bundle", "equal reports/report.sarif", cwd="/")
    check("verify: all seven", out.count("  equal ") == 7, out)
    plain = make("plain.tar", *MSP)
    check("without --bundle-inputs", not any(
        n.startswith("inputs/") for n in members(plain)) and
        all(e["member"] is None for e in manifest(plain)["inputs"]))
    verify("verify: inputs as named", plain, 0, "4 from where they lie")
    verify("verify: --inputs, by name", plain, 0, cwd="/",
           args=["--inputs", work])
    verify("verify: --inputs, by base name", plain, 0, cwd="/",
           args=["--inputs", os.path.join(work, "fixtures/msp")])
    verify("verify: inputs that are not there", plain, 66, "DIFFERS",
           "missing fixtures/msp/roles.csv", "--inputs DIR", cwd="/")
    path = make("absolute.tar", *[os.path.join(work, f) for f in MSP])
    check("absolute names are shortened", manifest(path)["command"][-4:] ==
          [os.path.basename(f) for f in MSP])
    verify("verify: of absolute names", path, 0,
           args=["--inputs", "fixtures/msp"])
    data = json.loads(run("verify", path, "--inputs", "fixtures/msp", "-f",
                          "json")[1])
    check("verify: JSON", data["verdict"] == "equal" and data["tool"]["same"]
          and data["exit"]["code"] == 0 and data["error"] is None and
          len(data["parts"]) == 7, data)


def options():
    """Everything that may change a report comes back."""
    write(work + "/own.csv", read(TOP + "/profiles/thread.csv").replace(
        b"meta,name,thread,", b"meta,name,own,"))
    _, report, _ = run(*MSP, *DAY, "-f", "csv")
    rows = report.splitlines()
    write(work + "/waived.csv", rows[0] + "\n" + "\n".join(
        r for r in rows[1:4]) + "\n" +
        "CW206,,Legacy Reporting,,,,,,me,because,,2027-01-01\n" +
        "CW206,,Nobody,,,,,,me,because,,2025-01-01\n")
    path = make("options.tar", "-p", "%s/own.csv=Thread" % work, "-p",
                "it-glue=*", "--waivers", work + "/waived.csv", "--people",
                "--feature", "x", "--phase", "setup", "--tenant", "Ten",
                "--fail-on", "low", "--disable", "cw203", "-v",
                "--top-level", "Top", "--absent-is-none", "-f", "sarif",
                "--color", "always", "-o", work + "/o.html",
                "--write-waivers", work + "/w.csv", *MSP)
    have = members(path)
    m = manifest(path)
    check("profile and waivers are in it", [
        (e["kind"], e["file"]) for e in m["inputs"] if e["member"]] ==
        [("profile", "own.csv"), ("waivers", "waived.csv")] and
        have["profiles/00001-own.csv"] == read(work + "/own.csv"))
    check("the command names files as reports do",
          "--profile=own.csv=Thread" in m["command"] and
          "--output=o.html" in m["command"] and
          not any(work in c for c in m["command"]), m["command"])
    check("no colours in it", b"\x1b" not in have["reports/report.txt"])
    for name in ("o.html", "w.csv", "own.csv", "waived.csv"):
        os.unlink(os.path.join(work, name))
    verify("verify: all options", path, 0)
    check("verify writes none of the audit's files", not any(
        os.path.exists(os.path.join(work, n)) for n in ("o.html", "w.csv")))
    for name, args, stdin in (
            ("utf16.tar", ["fixtures/utf16/roles.csv",
                           "fixtures/utf16/members.csv"], b""),
            ("stdin.tar", ["-", "--role", "x"],
             read(TOP + "/fixtures/msp/roles.csv")),
            ("dash.tar", ["--", "-roles.csv"], b""),
            ("members.tar", ["fixtures/msp/roles.csv", "--api-members",
                             "fixtures/msp/members.csv"], b"")):
        write(work + "/-roles.csv", read(TOP + "/fixtures/msp/roles.csv"))
        path = make(name, "--bundle-inputs", *args, stdin=stdin)
        verify("verify: " + name, path, 0, cwd="/")


def fleets():
    fleet = os.path.join(work, "fleet")
    for tenant in ("Alpha", "Beta", "Broken", "Empty", "Sub/Alpha"):
        os.makedirs(os.path.join(fleet, tenant))
    for tenant in ("Alpha", "Beta", "Sub/Alpha"):
        for f in MSP:
            shutil.copy(os.path.join(TOP, f), os.path.join(fleet, tenant))
    shutil.copy(TOP + "/profiles/thread.csv", fleet + "/Beta/other.csv")
    write(fleet + "/Broken/roles.csv", "Role,Module,Function,Add Level\n"
          "a,Companies,Companies,Often\n")
    write(fleet + "/Alpha/readme.md", "no export\n")
    for name, args in (
            ("fleet.tar", ["fleet"]),
            ("absolute-fleet.tar", [fleet, fleet + "/Sub"]),
            ("one.tar", ["fleet/Alpha", "--tenant", "Mine"]),
            ("profile-fleet.tar", ["fleet", "-p", TOP +
                                   "/profiles/thread.csv=Thread"])):
        path = make(name, *args, "--bundle-inputs")
        verify("verify: " + name, path, 0, "EQUAL", cwd="/")
    m = manifest(os.path.join(work, "fleet.tar"))
    check("fleet: all tenants", m["tenants"] ==
          ["Alpha", "Beta", "Broken", "Empty", "Sub"], m["tenants"])
    outs = [a for f, e in FORMATS.items()
            for a in ("-o", "%s=%s/fleet-alone.%s" % (f, work, e))]
    run("fleet", *DAY, "-q", *outs)
    have = members(os.path.join(work, "fleet.tar"))
    check("fleet: its reports are those of -o", all(
        have["reports/report." + e] == read("%s/fleet-alone.%s" % (work, e))
        for e in FORMATS.values()))
    path = make("fleet-hashes.tar", "fleet")
    verify("verify: a fleet as named", path, 0)
    listed = make("listed.tar", "--files-from", "-", stdin=json.dumps(
        {"tenant": "T", "files": [{"name": "r.csv", "text": read(
            TOP + "/fixtures/msp/roles.csv").decode()}]}).encode() + b"\n",
        *["--bundle-inputs"])
    verify("verify: --files-from", listed, 0, cwd="/")
    write(fleet + "/Beta/members.csv", read(fleet + "/Beta/members.csv") +
          b"\n")
    verify("verify: a fleet that changed", path, 65,
           "differs fleet/Beta/members.csv")


# ---------------------------------------------------------- what differs

def changed(path):
    content = members(path)
    bad = os.path.join(work, "bad.tar")
    for name in content:
        with_change = dict(content)
        with_change[name] = content[name][:-2] + bytes(
            [content[name][-2] ^ 1]) + content[name][-1:]
        pack(bad, with_change)
        verify("one byte of " + name, bad, 65,
               *[] if name == "manifest.json" else ["differs " + name])
        if name.startswith("reports/"):
            repack(bad, with_change)
            verify("one byte of %s, with the hashes" % name, bad, 65,
                   "differs " + name, "the audit gives another one")
    better = dict(content)
    better["inputs/00003-roles.csv"] = content[
        "inputs/00003-roles.csv"].replace(b",All,", b",None,", 1)
    m = json.loads(content["manifest.json"])
    for e in m["inputs"]:
        if e["file"].endswith("roles.csv"):
            e["sha256"] = sha(better["inputs/00003-roles.csv"])
            e["bytes"] = len(better["inputs/00003-roles.csv"])
    repack(bad, better, m)
    verify("another input, with the hashes", bad, 65,
           "differs reports/report.json")
    plain = os.path.join(work, "plain.tar")
    copy = os.path.join(work, "changed")
    shutil.copytree(os.path.join(TOP, "fixtures/msp"), copy)
    write(copy + "/roles.csv", better["inputs/00003-roles.csv"])
    verify("another file beside it", plain, 65,
           "differs fixtures/msp/roles.csv", "not the file that was audited",
           args=["--inputs", copy])
    data = json.loads(run("verify", plain, "--inputs", copy, "-f", "json")[1])
    check("JSON names what differs", data["verdict"] == "differs" and
          data["exit"]["code"] == 65 and [
              (p["name"], p["state"]) for p in data["parts"]] ==
          [("fixtures/msp/roles.csv", "differs")], data)


def archives(path):
    content = members(path)
    bad = os.path.join(work, "bad.tar")
    whole = read(path)
    pack(bad, content)
    check("the test packs as the program does", read(bad) == whole)
    for name in ("/etc/passwd", "../up", "a/../b", "a//b", "./a", "a/.",
                 "a\\b", "a b", "\x1b[31m", "reports/"):
        pack(bad, dict(content, **{name: b"x"}))
        verify("the name %r" % name, bad, 65, "name of a member")
    for fields in ({"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
                   {"mtime": 1}, {"uid": 1000}, {"mode": 0o4755},
                   {"uname": "root"}, {"type": tarfile.DIRTYPE}):
        pack(bad, content, **fields)
        verify("a member with %s" % fields, bad, 65, "no bundle")
    pack(bad, content, order=lambda c: sorted(c, reverse=True))
    verify("members out of order", bad, 65, "not in order")
    pack(bad, content, order=lambda c: sorted(list(c) + ["manifest.json"]))
    verify("a member twice", bad, 65, "not in order")
    for name in content:
        pack(bad, {n: d for n, d in content.items() if n != name})
        verify("without " + name, bad, 65, name)
    pack(bad, dict(content, **{"inputs/9": b"more"}))
    verify("a member too many", bad, 65, "inputs/9 is not in its manifest")
    for at in list(range(0, 4096, 256)) + list(range(4096, len(whole),
                                                     len(whole) // 40)):
        write(bad, whole[:at])
        verify("cut at %d" % at, bad, 66 if at == 0 else 65)
    write(bad, whole[:-512])
    verify("half an end", bad, 65)
    write(bad, whole + b"\0" * 512)
    verify("more behind the end", bad, 65, "behind its end")
    write(bad, b"\x1f\x8b" + whole)
    verify("not an archive", bad, 65, "not an archive of cwaudit")
    verify("no file", os.path.join(work, "none.tar"), 66, "cannot be read")
    verify("a folder", work, 66, "cannot be read")


def manifests(path):
    content = members(path)
    text = content["manifest.json"].decode()
    bad = os.path.join(work, "bad.tar")
    own = json.loads(text)

    def with_command(*more):
        repack(bad, content, dict(own, command=[
            own["command"][0], *more, *own["command"][1:]]))

    for name, new in (
            ("blanks", text.replace("  ", " ")),
            ("a key too many", text.replace(
                '"as_of"', '"more": 1,\n  "as_of"')),
            ("a key twice", text.replace(
                '"as_of"', '"as_of": "2026-01-31",\n  "as_of"')),
            ("another schema", text.replace("bundle/1", "bundle/2")),
            ("no object", "[]"), ("no JSON", text[:-3]),
            ("another day", text.replace('"as_of": "2026-01-31"',
                                         '"as_of": "2026-02-01"')),
            ("a hash that is none", text.replace(own["inputs"][0]["sha256"],
                                                 "0" * 64, 1))):
        pack(bad, dict(content, **{"manifest.json": new.encode()}))
        verify("manifest: " + name, bad, 65, "ERROR")
    with_command()
    check("the test writes manifests as the program does",
          members(bad)["manifest.json"] == content["manifest.json"])
    for more in (["--no-such"], ["--help"], ["-p"], ["--as-of=2026-01-30"]):
        with_command(*more)
        # The last of two days counts, so the fourth changes nothing.
        verify("a command with %s" % more, bad,
               0 if "--as-of" in more[0] else 65)
    with_command("--people", "--fail-on=never")
    verify("a command that judges otherwise", bad, 65,
           "differs reports/report.json")
    repack(bad, content, dict(own, command=["live", "--site=x"]))
    verify("another command", bad, 65, "not one of audit")
    # A bundle of others cannot make it write, or read what is not in it.
    with_command("--output=evil.json", "--write-waivers=evil.csv",
                 "--bundle=evil.tar", "-oevil.txt")
    before = sorted(os.listdir(work))
    verify("a command that would write", bad, 0)
    check("it wrote nothing", sorted(os.listdir(work)) == before)
    with_command("--waivers=/etc/passwd")
    verify("a command that would read", bad, 65, "no report any more")
    with_command("--files-from=/etc/passwd")
    verify("a command that would read a list", bad, 0)
    plain = os.path.join(work, "plain.tar")
    lost = members(plain)
    for name in ("../fixtures/msp/roles.csv", "/etc/passwd"):
        m = json.loads(lost["manifest.json"].decode().replace(
            "fixtures/msp/roles.csv", name))
        repack(bad, lost, m)
        verify("an input called " + name, bad, 66, "missing " + name,
               cwd=os.path.join(work, "fixtures"))


# ------------------------------------------------------- no bundle, and why

def refused():
    path = os.path.join(work, "no.tar")

    def no(name, code, word, *args, **kw):
        got, out, err = run(*args, *DAY, "--bundle", path, **kw)
        check("no bundle: " + name, got == code and word in err and
              not os.path.exists(path) and (code != 64 or not out),
              "%d %s" % (got, err))

    write(work + "/broken.csv", "Role,Module,Function,Add Level\n"
          "a,Companies,Companies,Often\n")
    no("bad input", 65, "there is no report", "broken.csv")
    no("no input", 66, "there is no report", "gone.csv")
    no("--summary", 64, "--summary", *MSP, "--summary")
    got, _, err = run(*MSP, "--bundle-inputs")
    check("--bundle-inputs alone", got == 64 and "--bundle" in err)
    got, _, err = run(*MSP, "--bundle", MSP[0])
    check("over an input", got == 64 and "an input" in err)
    got, _, err = run(*MSP, "-o", "x.txt", "--bundle", "x.txt")
    check("over a report", got == 64 and "twice" in err)
    for target in ("no/such.tar", "/dev/full"):
        got, _, err = run(*MSP, *DAY, "--bundle", target)
        check("unwritable: " + target, got == 74 and target in err,
              "%d %s" % (got, err))
    os.makedirs(work + "/a/x")
    os.makedirs(work + "/b/x")
    for d in "ab":
        shutil.copy(TOP + "/fixtures/msp/roles.csv", "%s/%s/x" % (work, d))
    with open(work + "/b/x/roles.csv", "a", encoding="ascii") as f:
        f.write("Other,Companies,Contacts,All,All,All,All\n")
    no("two inputs of one name", 74, "x/roles.csv", work + "/a/x/roles.csv",
       work + "/b/x/roles.csv")
    if os.getuid() != 0:
        os.makedirs(work + "/closed/T")
        shutil.copy(TOP + "/fixtures/msp/roles.csv", work + "/closed/T")
        os.chmod(work + "/closed/T/roles.csv", 0)
        no("an input that cannot be read", 74, "could not be read", "closed")
    os.makedirs(work + "/dangling/T")
    os.makedirs(work + "/dangling/U")
    shutil.copy(TOP + "/fixtures/msp/roles.csv", work + "/dangling/U")
    os.symlink("nowhere.csv", work + "/dangling/T/roles.csv")
    no("an input of a fleet that leads nowhere", 74, "could not be read",
       "dangling")
    for args in ([], ["a", "b"]):
        check("verify %s" % args, run("verify", *args)[0] == 64)


# ------------------------------------------------------------- signatures

def signed():
    """The commands of README.md, in a folder with a bundle and keys."""
    text = read(TOP + "/README.md").decode()
    blocks = [b for b in re.findall(r"```sh\n(.*?)```", text, re.S)
              if "manifest.json" in b]
    check("README.md: two ways to sign", len(blocks) == 2 and
          "openssl dgst" in blocks[0] and "ssh-keygen -Y" in blocks[1])
    for block, prepare in zip(blocks, (
            "openssl genpkey -algorithm EC -pkeyopt "
            "ec_paramgen_curve:P-256 -out key.pem 2>&1 && "
            "openssl pkey -in key.pem -pubout -out public.pem",
            "ssh-keygen -q -t ed25519 -N '' -C x -f key && "
            "printf 'auditor@example.com %s\\n' \"$(cat key.pub)\" "
            ">allowed_signers")):
        folder = tempfile.mkdtemp(dir=work)
        shutil.copy(os.path.join(work, "msp.tar"), folder + "/audit.tar")
        os.symlink(CWAUDIT, folder + "/cwaudit")

        def sh(script):
            return subprocess.run(["sh", "-ec", script], cwd=folder, env=ENV,
                                  stdin=subprocess.DEVNULL, text=True,
                                  capture_output=True, timeout=60)

        tool = block.split()[3]
        done = sh(prepare)
        check("keys", done.returncode == 0, done.stderr)
        done = sh(block)
        check("README.md: sign and check (%s)" % tool, done.returncode == 0
              and "EQUAL" in done.stdout, done.stdout + done.stderr)
        last = [line for line in block.splitlines() if "erify" in line and
                "./cwaudit" not in line][-1]
        check("the check alone", sh(last).returncode == 0)
        write(folder + "/manifest.json", read(
            folder + "/manifest.json").replace(b"2026", b"2027", 1))
        check("a changed manifest is refused (%s)" % tool,
              sh(last).returncode != 0)


def main():
    global work
    with tempfile.TemporaryDirectory() as work:
        os.symlink(TOP + "/fixtures", work + "/fixtures")
        path = contents()
        deterministic(path)
        large()
        equal(path)
        options()
        fleets()
        changed(path)
        archives(path)
        manifests(path)
        refused()
        signed()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
