#!/usr/bin/env python3
"""What the program does when the machine fails it.

usage: faults.py [--long] [NAME ...]

Runs build/fault/cwaudit ($FAULT), which is the product's object files with
tests/faults/wrap.c between them and the libc, and ./cwaudit ($CWAUDIT). A
fault must end in the right exit code and a message, must leave every report
either whole or absent, and must never look like a pass. --long adds what takes
many minutes. NAME: only checks whose name begins with it. The last line is
`N passed, N failed`.
"""

import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
FAULT = os.path.abspath(os.environ.get(
    "FAULT", os.path.join(TOP, "build", "fault", "cwaudit")))
CWAUDIT = os.path.abspath(os.environ.get(
    "CWAUDIT", os.path.join(TOP, "cwaudit")))
LONG = "--long" in sys.argv[1:]
ONLY = [a for a in sys.argv[1:] if a != "--long"]

# Of a sweep over the N-th allocation, so many N are tried without --long.
SOME = 150
# Where files need no disk.
SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Seconds after which a run hangs.
HANGS = 120
MB = 1 << 20
# More than LIMIT_HELD of src/limits.h.
HELD = 6 * MB
# What a run may take, in MB of resident memory.
MEMORY = {
    "a cell of 63 MB": 160,
    "a cell of 65 MB": 96,
    "100,000 columns": 24,
    "10 million rows": 900,
}

passed = failed = tried = 0


def wanted(name):
    return not ONLY or any(name.startswith(o) for o in ONLY)


def check(name, problems):
    global passed, failed
    if not problems:
        passed += 1
        if LONG:
            print("good %s" % name)
        return
    failed += 1
    print("FAIL %s" % name)
    for line in problems[:8]:
        print("    %s" % line)
    if len(problems) > 8:
        print("    and %d more" % (len(problems) - 8))
    sys.stdout.flush()


# --------------------------------------------------------------- the inputs

ROLES = """\
Role,Module,Function,Add,Edit,Delete,Inquire
Acme,Companies,Contacts,All,All,All,All
Acme,Companies,Company Maintenance,None,None,None,All
Acme,Finance,Invoicing,All,None,None,None
Acme,Service Desk,Service Tickets,All,All,None,Mine
Acme,System,Table Setup,All,All,All,All
Acme,System,Security Roles,All,None,None,All
Acme,System,Member Maintenance,None,All,None,All
Acme,Madeup,Thing,All,None,None,None
Other,Companies,Contacts,None,None,None,All
Other,System,Table Setup,None,None,None,All
"""
MEMBERS = """\
Member ID,Member Name,Role ID,Level,Default Board,Restrict Board Access,\
Location,Business Unit,License Class,Inactive
acmeapi,Acme,Acme,Corporate (Level 1),Help,,Main,Ops,A,False
jd,"Doe, J",Other,Office (Level 3),Help,Help;Ops,Main,,F,False
"""
ROLE_LIST = "id,name,roleType,adminFlag,inactiveFlag\n1,Acme,x,True,False\n"
TABLES = "Role,Item,Access\nAcme,Service / Service Board,allow\n"
WAIVERS = """\
rule,tenant,role,member,module,function,verb,level,owner,reason,ticket,expires
CW202,,Acme,,System,Member Maintenance,,All,jd,it is so,T-1,2030-12-31
CW304,,Acme,,,,,,jd,never,,2020-01-01
CW999,,Acme,,,,,,jd,never,,2030-01-01
"""
PROFILE = """\
kind,module,function,add,edit,delete,inquire,when,note
meta,name,own,,,,,,
meta,vendor,Acme,,,,,,
meta,product,Sync,,,,,,
meta,guide,Set-up,,,,,,
meta,source,not known,,,,,,
meta,read,2026-01-02,,,,,,
meta,confidence,complete,,,,,,
grant,Companies,Contacts,All,My,None,Any,,
grant,Companies,Configurations,All,,,All,,
grant,System,Table Setup,,,,All,phase:setup,
member,level,corporate,,,,,,
member,restricted_boards,limited,,,,,,
table_setup,,Service / Service Board,,,,,,
table_setup,,Company / Company Status,,,,,,
"""
FILES = {"roles.csv": ROLES, "members.csv": MEMBERS, "list.csv": ROLE_LIST,
         "tables.csv": TABLES, "waivers.csv": WAIVERS, "own.csv": PROFILE,
         "old.csv": ROLES.replace("Acme,Finance,Invoicing,All,",
                                  "Acme,Finance,Invoicing,None,"),
         "fleet/one/roles.csv": ROLES, "fleet/one/members.csv": MEMBERS,
         "fleet/two/roles.csv": ROLES.replace("All,All,All", "My,My,My"),
         "list.txt": "roles.csv\nmembers.csv\n"}
EXPORTS = ["roles.csv", "members.csv", "list.csv", "tables.csv"]
FORMATS = ["txt", "json", "ndjson", "csv", "sarif", "html", "md"]
OUTPUTS = [a for f in FORMATS for a in ("-o", "out/r." + f)]
JUDGE = ["-p", "own.csv=Acme", "--as-of", "2026-01-31"]

# What is run with each allocation failing. Every writer of every command.
SWEEPS = {
    "audit": ["-v", *JUDGE, "--waivers", "waivers.csv", *OUTPUTS,
              "--write-waivers", "out/w.csv", *EXPORTS],
    "fleet": ["audit", *JUDGE[2:], "--waivers", "waivers.csv", *OUTPUTS,
              "--write-waivers", "out/w.csv", "fleet"],
    "error": ["-o", "out/r.json", "-o", "out/r.html", "own.csv"],
    "inspect": ["inspect", "-v", "-o", "out/r.json", "-o", "out/r.txt",
                *EXPORTS],
    "diff": ["diff", "-p", "it-glue=Acme", "-o", "out/r.json", "-o",
             "out/r.txt", "old.csv", "roles.csv"],
    "who": ["who", "--can", "Companies/Contacts:add", "-o", "out/r.json",
            "-o", "out/r.txt", *EXPORTS[:2]],
    "role": ["role", "it-glue", "sync365", "-o", "out/r.json", "-o",
             "out/r.csv"],
    "role --from": ["role", "own.csv", "--from", "roles.csv", "--role",
                    "Acme", "-o", "out/r.txt", "-o", "out/r.json"],
    "profiles": ["profiles", "thread", "-o", "out/r.json", "-o",
                 "out/r.md"],
    "profiles --check": ["profiles", "--check", "own.csv", "-o",
                         "out/r.txt", "-o", "out/r.json"],
    "profiles --risk": ["profiles", "--risk", "-o", "out/r.txt"],
    "profiles --diff": ["profiles", "--diff", "own.csv", "thread", "-o",
                        "out/r.txt"],
    "waivers": ["waivers", "waivers.csv", "-o", "out/r.txt", "-o",
                "out/r.json"],
    "rules": ["rules", "-o", "out/r.txt", "-o", "out/r.json"],
    "files-from": ["audit", "--files-from", "list.txt", "-o", "out/r.json"],
    "version": ["version", "-o", "out/r.json"],
    "dry run": ["live", "--site", "na.myconnectwise.net", "--company", "x",
                "--client-id", "6f1d2a34-0000-4000-8000-00000000c0de",
                "--dry-run", "-o", "out/r.txt"],
}


class Place:
    """A folder with the inputs; runs programs in it."""

    def __init__(self):
        self.temp = tempfile.TemporaryDirectory(dir=SHM)
        # A tenant may be called as the folder is.
        self.path = os.path.join(self.temp.name, "place")
        for name, text in FILES.items():
            self.write(name, text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def write(self, name, data):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())

    def at(self, name):
        return os.path.join(self.path, name)

    def run(self, args, fault=None, program=FAULT, env=None, **more):
        """Returns the finished process; out/ is new."""
        shutil.rmtree(self.at("out"), ignore_errors=True)
        os.mkdir(self.at("out"))
        with_env = {"PATH": os.environ["PATH"], "NO_COLOR": "1",
                    "TMPDIR": self.path, **(env or {})}
        if fault:
            with_env["CWAUDIT_FAULT"] = fault
        more.setdefault("stdin", subprocess.DEVNULL)
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        return subprocess.run([program, *args], cwd=self.path, env=with_env,
                              timeout=HANGS, **more)

    def reports(self):
        """What lies in out/: {name: bytes}."""
        out = {}
        for folder, _, names in os.walk(self.at("out")):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as f:
                    out[os.path.relpath(path, self.at("out"))] = f.read()
        return out

    def counts(self, args, env=None):
        """How often each call is made, and the run and its reports."""
        log = self.at("log")
        done = self.run(args, env={"CWAUDIT_FAULT_LOG": log, **(env or {})})
        with open(log, encoding="ascii") as f:
            calls = dict(line.split() for line in f)
        return {k: int(v) for k, v in calls.items()}, done, self.reports()


def half_written(reports, whole):
    """Reports that are neither whole nor absent."""
    return ["%s is half written" % name for name, data in reports.items()
            if whole.get(name) != data]


def tells_error(reports, _whole):
    """What is wrong with reports that must tell of an error, or of a tenant
    that could not be judged."""
    problems = []
    for name, data in reports.items():
        text = data.decode()
        if name.endswith((".json", ".sarif")):
            doc = json.loads(text)
            if name.endswith(".json") and (doc["complete"] or
                                           doc["score"] is not None):
                problems.append("%s: complete, score %s" % (
                    name, doc["score"]))
        elif name.endswith(".html") and not text.endswith("</html>\n"):
            problems.append("%s is half written" % name)
        elif not name.endswith((".json", ".sarif", ".html", ".csv")) and \
                not re.search("error|incomplete|fail", text.lower()):
            problems.append("%s tells no error" % name)
    return problems


def judge(done, codes, said, reports, whole, reports_are=half_written):
    """What is wrong with the end of a run under a fault."""
    problems = []
    message = done.stderr.decode("utf-8", "replace") if done.stderr else ""
    if done.returncode not in codes:
        problems.append("exit code %d, expected %s: %s" % (
            done.returncode, " or ".join(map(str, codes)),
            message.strip()[-120:]))
    elif said and not re.search(said, message):
        problems.append("no word of %s: %s" % (said, message.strip()))
    return problems + reports_are(reports, whole)


def in_parallel(fn, jobs):
    """Calls fn(place, job) for each job, in as many places at a time as there
    are cores."""
    global tried
    places = []
    tried += len(jobs)
    local = threading.local()

    def one(job):
        if not hasattr(local, "place"):
            local.place = Place()
            places.append(local.place)
        return ["%s: %s" % (job, p) for p in fn(local.place, job)]

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = [p for problems in pool.map(one, jobs) for p in problems]
    for place in places:
        place.temp.cleanup()
    return found


def some(n, most):
    """The numbers 1 to n, or `most` of them, the first and the last ones
    among these."""
    if LONG or n <= most:
        return list(range(1, n + 1))
    step = n / (most - 40)
    middle = {int(i * step) + 1 for i in range(most - 40)}
    return sorted(middle | set(range(1, 21)) | set(range(n - 19, n + 1)))


# --------------------------------------------------------------- allocation

def sweep_alloc(name, args):
    with Place() as place:
        calls, done, whole = place.counts(args)
    if done.returncode == 70 or not whole:
        check("alloc " + name, ["without a fault: exit code %d, %r" % (
            done.returncode, done.stderr[-200:])])
        return

    def one(place, fault):
        end = place.run(args, fault)
        reports = place.reports()
        # libcsv asks again for less, and nothing was lost.
        if (end.returncode, end.stdout, end.stderr, reports) == (
                done.returncode, done.stdout, done.stderr, whole) and \
                not fault.endswith("+"):
            return []
        return judge(end, [70], "internal error: out of memory", reports,
                     whole)

    n = calls["alloc"]
    numbers = some(n, SOME * 8 if name == "audit" else SOME)
    jobs = ["alloc:enomem:%d" % i for i in numbers]
    # From there on all of them: the way out must not need any.
    jobs += ["alloc:enomem:%d+" % i for i in numbers[::7]]
    check("alloc %s: %d of %d" % (name, len(numbers), n),
          in_parallel(one, jobs))


# ------------------------------------------------------------ input, output

def same_run(name, fault, args=None):
    """A fault that changes nothing that can be seen."""
    args = args or SWEEPS["audit"]
    with Place() as place:
        _, plain, whole = place.counts(args)
        end = place.run(args, fault)
        problems = judge(end, [plain.returncode], "", place.reports(), whole)
        if end.stdout != plain.stdout or end.stderr != plain.stderr:
            problems.append("other output")
        if place.reports().keys() != whole.keys():
            problems.append("a report is missing")
    check(name, problems)


def sweep_calls(name, call, ways, codes, said, args=None,
                reports_are=half_written):
    """Each call of a kind fails once, in each of the ways."""
    args = args or SWEEPS["audit"]
    with Place() as place:
        calls, plain, whole = place.counts(args)

    def one(place, fault):
        end = place.run(args, fault)
        # Tried again, it went well, and nothing was lost.
        if call == "open" and (
                end.returncode, end.stdout, end.stderr, place.reports()) == (
                plain.returncode, plain.stdout, plain.stderr, whole):
            return []
        return judge(end, codes, said, place.reports(), whole,
                     reports_are if end.returncode != 74 else half_written)

    jobs = ["%s:%s:%d" % (call, way, i) for way in ways
            for i in some(calls[call], SOME)]
    problems = in_parallel(one, jobs)
    if not jobs:
        problems = ["%s is never called" % call]
    check(name, problems)


def faults_of_files():
    for args in ("audit", "fleet"):
        for fault in ("read:short", "read:eintr", "write:short",
                      "write:eintr"):
            same_run("%s with %s" % (args, fault), fault, SWEEPS[args])
    sweep_calls("an input cannot be read", "read", ["eio"], [66],
                "cannot be read: I/O error", None, tells_error)
    sweep_calls("a tenant cannot be read", "read", ["eio"], [66, 14, 20, 74],
                "I/O error", SWEEPS["fleet"], tells_error)
    sweep_calls("a report cannot be written", "write",
                ["enospc", "eio", "edquot"], [74], "cannot be written: ")
    sweep_calls("a fleet's report cannot be written", "write", ["enospc"],
                [74], "cannot be written: No space left",
                SWEEPS["fleet"])
    sweep_calls("a file cannot be opened", "open", ["emfile", "eacces"],
                [66, 74], "cannot be", None, tells_error)
    sweep_calls("a report cannot get its name", "rename", ["exdev", "eio"],
                [74], "cannot be written: ")
    sweep_calls("a report does not get to the disk", "fsync",
                ["eio", "enospc"], [74], "cannot be written: ")
    sweep_calls("a fleet's report does not get to the disk", "fsync",
                ["eio"], [74], "cannot be written: ", SWEEPS["fleet"])
    sweep_calls("interrupted at a write", "write", ["sigterm"], [143], "")
    sweep_calls("interrupted before a name is given", "rename", ["sigterm"],
                [143], "")


def file_that_shrinks():
    big = ROLES + "".join(
        "Role %d,Companies,Contacts,None,None,None,All\n" % i
        for i in range(5000))
    problems = []
    with Place() as place:
        for n in (1, 2, 3):
            place.write("roles.csv", big)
            end = place.run(
                ["-o", "out/r.json", "roles.csv"], "read:cut:%d" % n,
                env={"CWAUDIT_FAULT_CUT": "roles.csv"})
            got = place.reports().get("r.json", b"")
            problems += judge(end, [66], "roles.csv: .*changed meanwhile",
                              {}, {})
            if b'"verdict": "error"' not in got or b'"score": null' not in got:
                problems.append("the report tells no error")
    check("a file that shrinks", problems)


def file_that_is_written():
    """At the same size and within the second in which it was made."""
    problems = []
    with Place() as place:
        for roles in (3, 3000, 9000):
            rows = ROLES + "".join(
                "Role %d,Companies,Contacts,None,None,None,All\n" % i
                for i in range(roles))
            place.write("roles.csv", rows)
            path = os.path.join(place.path, "roles.csv")
            now = int(time.time())
            args = ["-q", "--threads", "1", "-o", "out/r.json", "roles.csv"]
            pieces = place.counts(args)[0].get("pread", 0)
            os.utime(path, ns=(now * 10 ** 9, now * 10 ** 9))
            end = place.run(
                args, "pread:rewrite:%d" % (pieces - 1) if pieces else
                "read:rewrite:1", env={"CWAUDIT_FAULT_CUT": "roles.csv"})
            problems += ["%d roles: %s" % (roles, p) for p in judge(
                end, [66], "roles.csv: .*changed meanwhile",
                place.reports(), {}, tells_error)]
    check("a file that is written meanwhile", problems)


def large_files():
    """A file that is not held, but read in pieces."""
    row = "Role %d,Companies,Contacts,None,None,None,All," + "x" * 4000 + "\n"
    big = "".join(line + ",x\n" for line in ROLES.splitlines()) + "".join(
        row % i for i in range(HELD // 4000))
    args = ["-q", "--threads", "1", "-o", "out/r.json", "roles.csv"]
    problems = []
    with Place() as place:
        place.write("roles.csv", big)
        calls, plain, whole = place.counts(args)
        if not calls["pread"]:
            problems.append("it is held")
        end = place.run(args, "pread:eintr")
        problems += judge(end, [plain.returncode], "", place.reports(), whole)
        # A hash of a part is no hash: then the file is held.
        for way in ("eio", "zero"):
            end = place.run(args, "pread:%s:2" % way)
            problems += ["%s 2: %s" % (way, p) for p in judge(
                end, [plain.returncode], "", place.reports(), whole)]
        for way, said in (("eio", "cannot be read: "),
                          ("zero", "changed meanwhile"),
                          ("cut", "changed meanwhile")):
            # Before these it is only looked through, and may still be held.
            for n in range(calls["pread"] - 8, calls["pread"] + 1):
                place.write("roles.csv", big)
                end = place.run(args, "pread:%s:%d" % (way, n),
                                env={"CWAUDIT_FAULT_CUT": "roles.csv"})
                problems += ["%s %d: %s" % (way, n, p) for p in judge(
                    end, [66], said, place.reports(), {}, tells_error)]
    check("a file that is read in pieces", problems)


# --------------------------------------------------------- standard output

STDOUT = {
    "audit": [*JUDGE, *EXPORTS],
    "fleet": ["audit", "fleet"],
    "inspect": ["inspect", "roles.csv"],
    "diff": ["diff", "old.csv", "roles.csv"],
    "who": ["who", "--can", "Companies/Contacts:add", "roles.csv"],
    "role": ["role", "it-glue"],
    "profiles": ["profiles"],
    "profiles --make": ["profiles", "--make", "Acme", "--name", "x",
                        "--vendor", "X", "--product", "Y", "--guide", "Z",
                        "--source", "not known", "roles.csv"],
    "waivers": ["waivers", "waivers.csv"],
    "rules": ["rules"],
    "version": ["version"],
    "completion": ["completion", "bash"],
    "help": ["--help"],
    "help of audit": ["audit", "--help"],
}


def closed(fds):
    def close():
        for fd in fds:
            os.close(fd)
    return close


def broken_pipe():
    r, w = os.pipe()
    os.close(r)
    return w


def standard_output():
    said = "standard output.* cannot be written"
    for name, args in STDOUT.items():
        problems = []
        with Place() as place:
            plain = place.run(args, program=CWAUDIT)
            if plain.returncode >= 64:
                problems.append("without a fault: %d %r" % (
                    plain.returncode, plain.stderr))
            with open("/dev/full", "wb") as full:
                end = place.run(args, program=CWAUDIT, stdout=full)
            problems += judge(end, [74], said, {}, {})
            w = broken_pipe()
            end = place.run(args, program=CWAUDIT, stdout=w)
            os.close(w)
            problems += judge(end, [74], said, {}, {})
            end = place.run(args, program=CWAUDIT, stdout=None,
                            preexec_fn=closed([1]))
            problems += judge(end, [74], said, {}, {})
            for fds in ([0], [2], [0, 2]):
                end = place.run(args, program=CWAUDIT,
                                preexec_fn=closed(fds))
                if end.returncode != plain.returncode or \
                        end.stdout != plain.stdout:
                    problems.append("%s closed: exit code %d" % (
                        fds, end.returncode))
        check("standard output: " + name, problems)


def closed_and_files():
    """A report must not get into the place of what is closed."""
    problems = []
    args = ["-f", "text", "-o", "out/r.json", "-o", "out/r.csv",
            "--write-waivers", "out/w.csv", *JUDGE, *EXPORTS]
    with Place() as place:
        plain = place.run(args, program=CWAUDIT)
        whole = place.reports()
        for fds in ([0], [1], [2], [0, 1], [1, 2], [0, 1, 2]):
            end = place.run(args, program=CWAUDIT, stdout=None
                            if 1 in fds else subprocess.PIPE,
                            preexec_fn=closed(fds))
            code = 74 if 1 in fds else plain.returncode
            problems += ["%s closed: %s" % (fds, p) for p in judge(
                end, [code], "", place.reports(), whole)]
            if place.reports().keys() != whole.keys():
                problems.append("%s closed: a report is missing" % fds)
        end = place.run(["-"], program=CWAUDIT, stdin=None,
                        preexec_fn=closed([0]))
        problems += judge(end, [66], "stdin.*cannot be read", {}, {})
    check("closed descriptors and report files", problems)


# ------------------------------------------------------------- odd files

def odd_inputs():
    problems = []
    with Place() as place:
        plain = place.run(["-f", "json", "roles.csv"], program=CWAUDIT)
        os.mkfifo(place.at("fifo.csv"))
        writer = threading.Thread(target=place.write,
                                  args=("fifo.csv", ROLES))
        writer.start()
        end = place.run(["-f", "json", "fifo.csv"], program=CWAUDIT)
        writer.join()
        if end.stdout != plain.stdout.replace(b"roles.csv", b"fifo.csv"):
            problems.append("a FIFO is read as something else")
        os.mkdir(place.at("folder"))
        for args, said in (
                (["inspect", "folder"], "Is a directory"),
                (["roles.csv", "folder"], "."),
                (["--waivers", "folder", "roles.csv"], "Is a directory"),
                (["waivers", "folder"], "Is a directory"),
                (["--api-members", "folder", "roles.csv"],
                 "Is a directory"),
                (["inspect", "/dev/full"], "more than|cannot be read"),
                (["inspect", "/dev/null"], "is empty"),
                (["inspect", "nowhere.csv"], "No such file"),
                (["inspect", "roles.csv/x"], "Not a directory")):
            end = place.run(args, program=CWAUDIT)
            problems += ["%s: %s" % (" ".join(args), p) for p in judge(
                end, [66, 64] if said == "." else [66], said, {}, {})]
    check("inputs that are no files", problems)


def fifo_in_a_fleet():
    """Nothing may be waited for that only a folder names."""
    with Place() as place:
        os.mkfifo(place.at("fleet/two/members.csv"))
        try:
            end = place.run(["audit", "-f", "json", "fleet"],
                            program=CWAUDIT)
            problems = judge(end, [14, 20], "members.csv.*not a file|"
                             "members.csv.*no regular file", {}, {})
            if b'"complete": false' not in end.stdout:
                problems.append("it reads as complete")
        except subprocess.TimeoutExpired:
            problems = ["it waits for ever"]
    check("a FIFO in a tenant's folder", problems)


def odd_outputs():
    problems = []
    with Place() as place:
        os.mkdir(place.at("folder"))
        os.mkdir(place.at("locked"))
        for path, said in (("json=/dev/full", "No space left"),
                           ("json=folder", "Is a directory"),
                           ("json=nowhere/r.json", "No such file"),
                           ("roles.csv/r.json", "Not a directory"),
                           ("x" * 300 + ".json", "ame too long")):
            end = place.run(["-o", path, "roles.csv"], program=CWAUDIT)
            problems += ["-o %s: %s" % (path, p) for p in judge(
                end, [74], said, {}, {})]
            end = place.run(["--write-waivers", path[5:] if path.startswith(
                "json=") else path, "-o", "out/r.txt", "roles.csv"],
                program=CWAUDIT)
            problems += ["--write-waivers %s: %s" % (path, p)
                         for p in judge(end, [74], said, {}, {})]
        left = [n for n in os.listdir(place.path) if re.search(
            r"\.[A-Za-z0-9]{6}$", n)]
        if left:
            problems.append("left behind: %s" % left)
    check("outputs that are no files", problems)


# ---------------------------------------------------------------- live run

KEYS = {"CWAUDIT_PUBLIC_KEY": "PublicKey0123456",
        "CWAUDIT_PRIVATE_KEY": "TopSecret-9f8e7d6c5b4a3210"}


class Server:
    """The look-alike of ConnectWise, with the certificates of the tests."""

    def __init__(self):
        self.temp = tempfile.TemporaryDirectory(dir=SHM)
        live = os.path.join(HERE, "live")
        certs = os.path.join(self.temp.name, "certs")
        subprocess.run(["sh", os.path.join(live, "certs.sh"), certs],
                       check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        port = os.path.join(self.temp.name, "port")
        self.child = subprocess.Popen(
            [sys.executable, "-W", "ignore", os.path.join(live, "server.py"),
             "--cert", os.path.join(certs, "good.pem"), "--scenario",
             os.path.join(live, "scenarios", "healthy.json"), "--log",
             os.path.join(self.temp.name, "log"), "--port-file", port],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not os.path.exists(port) or not os.path.getsize(port):
            if self.child.poll() is not None:
                raise SystemExit("the server did not start")
            time.sleep(0.05)
        with open(port, encoding="ascii") as f:
            self.args = [
                "live", "--site", "localhost:" + f.read().strip(),
                "--company", "examplemsp", "--client-id",
                "6f1d2a34-0000-4000-8000-00000000c0de", "--ca",
                os.path.join(certs, "ca.pem"), "--as-of", "2026-01-31",
                "--member", "SupportFusion", "--profile", "support-fusion",
                "--export", "out/e", "--transcript", "out/t.txt",
                "-o", "out/r.json", "-o", "out/r.txt"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.temp.cleanup()


def live_run(place, args, fault):
    """A run against the server; a run that says one thing and does another
    is what is wrong."""
    end = place.run(args, fault, env=KEYS)
    reports = place.reports()
    problems = []
    # Times and nothing else differ from run to run.
    reports.pop("t.txt", None)
    for data in [end.stdout, end.stderr, *reports.values()]:
        if b"TopSecret" in data:
            problems.append("the private key is shown")
    for name in reports:
        if re.search(r"\.[A-Za-z0-9]{6}$", name):
            problems.append("%s is left behind" % name)
    if "r.json" in reports:
        doc = json.loads(reports["r.json"])
        # A fault of a later report leaves this one as it was.
        if doc["exit"]["code"] != end.returncode and \
                end.returncode not in (70, 74):
            problems.append("the report tells exit code %d, it is %d" % (
                doc["exit"]["code"], end.returncode))
    return end, reports, problems


def live_faults():
    with Server() as server, Place() as place:
        log = place.at("log")
        plain = place.run(server.args, env={"CWAUDIT_FAULT_LOG": log, **KEYS})
        whole = place.reports()
        whole.pop("t.txt", None)
        with open(log, encoding="ascii") as f:
            calls = {k: int(v) for k, v in (line.split() for line in f)}
        if plain.returncode >= 64:
            check("live", ["without a fault: %d %r" % (plain.returncode,
                                                       plain.stderr)])
            return

        def out_of_memory(local, fault):
            end, reports, problems = live_run(local, server.args, fault)
            if end.returncode == plain.returncode and reports == whole:
                return problems
            return problems + judge(end, [70], "out of memory", reports,
                                    whole)

        # The first ones start the cryptography, each of them another part.
        numbers = sorted({*some(calls["alloc"], SOME), *range(20, 100)})
        check("live alloc: %d of %d" % (len(numbers), calls["alloc"]),
              in_parallel(out_of_memory, ["alloc:enomem:%d" % i
                                          for i in numbers]))

        def harmless(local, fault):
            end, reports, problems = live_run(local, server.args, fault)
            if end.returncode != plain.returncode or reports != whole:
                problems.append("exit code %d: %r" % (end.returncode,
                                                      end.stderr[-200:]))
            return problems

        check("live with short and interrupted calls", in_parallel(
            harmless, ["recv:short", "recv:eintr", "send:short",
                       "send:eintr", "connect:eintr", "write:short",
                       "read:short"]))

        def cut(local, fault):
            end, reports, problems = live_run(local, server.args, fault)
            # Asked again, it may have gone well; else something is not
            # evaluated, or was learned another way, and the report says so.
            # Whose the key is does not have to be known.
            if end.returncode == plain.returncode and (
                    reports == whole or
                    b"did not come" in reports["r.json"] or
                    json.loads(reports["r.json"])["not_evaluated"]):
                return problems
            return problems + judge(end, [69, 20, 13, 74], "", reports, {},
                                    tells_error)

        check("live with a connection that breaks", in_parallel(
            cut, ["%s:%s:%d" % (call, way, i)
                  for call, way in (("recv", "econnreset"), ("recv", "zero"),
                                    ("send", "epipe"), ("socket", "emfile"))
                  for i in some(calls[call], 60)]))
        check("live, and a file that cannot be written", in_parallel(
            lambda local, fault: judge(
                place_run(local, server.args, fault), [74],
                "cannot be written", {}, {}),
            ["%s:%d" % (way, i) for way in ("write:enospc",)
             for i in some(calls["write"], 60)]))

        tables = {n for n in whole if n.startswith("e/")}
        if not {"e/roles.csv", "e/role_list.csv", "e/members.csv"} <= tables:
            check("live --export", ["it wrote %s" % sorted(tables)])

        def half_export(local, fault):
            end, reports, problems = live_run(local, server.args, fault)
            problems += judge(end, [74], "cannot be written", reports, whole)
            left = {n for n in reports if n.startswith("e/")}
            if left and left != tables:
                audit = subprocess.run([CWAUDIT, "audit", "-q", local.at(
                    "out/e")], stdout=subprocess.DEVNULL, check=False)
                if "e/roles.csv" in left or audit.returncode not in (20, 66):
                    problems.append("%s look whole: exit code %d" % (
                        sorted(left), audit.returncode))
            return problems

        check("live, and an export that breaks off", in_parallel(
            half_export, ["%s:eio:%d" % (call, i)
                          for call in ("rename", "fsync")
                          for i in range(1, calls[call] + 1)]))


def place_run(place, args, fault):
    return place.run(args, fault, env=KEYS)


# ------------------------------------------------------------ large inputs

# A process of its own: what a process was before it became another counts as
# the memory of that, and this one may be large.
MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, use.ru_maxrss, use.ru_utime + use.ru_stime)
"""


def measured(place, name, args, codes, said):
    """Runs the product and holds it to its memory."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, CWAUDIT, *args], cwd=place.path,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    code, peak, seconds = done.stdout.split()
    child = subprocess.CompletedProcess(args, int(code), b"", done.stderr)
    problems = judge(child, codes, said, {}, {})
    peak = int(peak) / 1024
    if peak > MEMORY[name]:
        problems.append("%d MB of memory, expected at most %d" % (
            peak, MEMORY[name]))
    print("%s: exit code %d, %d MB, %.1f s" % (
        name, child.returncode, peak, float(seconds)))
    check(name, problems)


def large_cells():
    head = ROLES.split("\n", 1)[0] + ",Notes\n"
    row = "Acme,Companies,Contacts,All,All,All,All,"
    with Place() as place:
        place.write("a.csv", head.encode() + row.encode() + b"x" * (63 * MB))
        measured(place, "a cell of 63 MB", ["-f", "json", "a.csv"],
                 [13, 14, 20], "")
        place.write("a.csv", head.encode() + row.encode() + b'"' +
                    b"x" * (65 * MB) + b'"\n')
        measured(place, "a cell of 65 MB", ["-f", "json", "a.csv"], [65],
                 r"a.csv:2:41: error: a cell of more than 64 MB")
    with Place() as place:
        wide = ",".join(["Role", "Module", "Function", "Add", "Edit",
                         "Delete", "Inquire"] +
                        ["c%d" % i for i in range(100000)])
        place.write("a.csv", wide + "\n" + "a," * 100000 + "\n")
        measured(place, "100,000 columns", ["-f", "json", "a.csv"], [65],
                 "a.csv:1:[0-9]+: error: too many cells in a row")


def many_rows():
    rows = [line for line in open(
        os.path.join(TOP, "profiles", "catalogue.csv"),
        encoding="utf-8").read().split("\n") if line.startswith("function,")]
    import csv
    pairs = [(r[1], r[2]) for r in csv.reader(rows)][:100]
    with Place() as place:
        with open(place.at("a.csv"), "w", encoding="utf-8") as f:
            f.write(ROLES.split("\n", 1)[0] + "\n")
            out = csv.writer(f, lineterminator="\n")
            for i in range(10000000 // len(pairs)):
                out.writerows(("Role %d" % i, m, n, "None", "None", "None",
                               "All") for m, n in pairs)
        measured(place, "10 million rows", ["-f", "json", "a.csv"],
                 [0, 10, 11, 12, 13, 14, 20], "")


CHECKS = {
    "standard output": standard_output,
    "closed descriptors": closed_and_files,
    "odd inputs": odd_inputs,
    "fifo": fifo_in_a_fleet,
    "odd outputs": odd_outputs,
    "files": faults_of_files,
    "shrinks": file_that_shrinks,
    "written": file_that_is_written,
    "pieces": large_files,
    "live": live_faults,
}
LONG_CHECKS = {"large": large_cells, "rows": many_rows}


def one_thread():
    """Calls are counted one after another."""
    done = subprocess.run([FAULT, "audit", "--help"], stdout=subprocess.PIPE,
                          check=True)
    if b"--threads" in done.stdout:
        for name in ("audit", "fleet", "error", "files-from"):
            SWEEPS[name] = ["audit", "--threads", "1",
                            *(a for a in SWEEPS[name] if a != "audit")]


def main():
    one_thread()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for name, args in SWEEPS.items():
        if wanted("alloc " + name):
            sweep_alloc(name, args)
    for name, fn in {**CHECKS, **(LONG_CHECKS if LONG else {})}.items():
        if wanted(name):
            fn()
    if LONG:
        print("%d runs, each with a fault of its own" % tried)
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
