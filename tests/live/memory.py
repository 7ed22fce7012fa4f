#!/usr/bin/env python3
"""usage: memory.py SECRET PROGRAM ARG ...

Runs the program against a server that does not answer. While it waits, reads
all of its memory and looks for the secret, plain and in base64, in each
mapping that a core image would hold: all but those marked "dd" (do not dump).
Prints where it was found; returns 1 when it was, 2 when nothing could be
looked at."""
import base64
import os
import re
import subprocess
import sys
import time


def forms(secret):
    """The secret, and what it looks like at each offset inside base64."""
    out = [secret]
    for pad in range(3):
        text = base64.b64encode(b"x" * pad + secret)
        out.append(text[4 if pad else 0:len(text) - 4])
    return out


def mappings(pid):
    with open("/proc/%d/smaps" % pid, encoding="utf-8") as f:
        area = None
        for line in f:
            m = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)",
                         line)
            if m:
                area = (int(m[1], 16), int(m[2], 16), m[3], m[4].strip())
            elif line.startswith("VmFlags:"):
                yield area + (line.split()[1:],)


def main():
    secret = sys.argv[1].encode()
    child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    looked = kept = 0
    bad = []
    with open("/proc/%d/mem" % child.pid, "rb") as mem:
        for start, end, mode, name, flags in mappings(child.pid):
            if "r" not in mode or name in ("[vvar]", "[vsyscall]", "[vdso]"):
                continue
            try:
                mem.seek(start)
                data = mem.read(end - start)
            except OSError:
                continue
            looked += len(data)
            hits = sum(data.count(f) for f in forms(secret))
            if hits and "dd" in flags:
                kept += hits
            elif hits:
                bad.append("%x-%x %s: %d times" % (start, end, name, hits))
    running = child.poll() is None
    child.kill()
    child.wait()
    print("%d bytes, %d in pages that are not dumped" % (looked, kept))
    for b in bad:
        print("found in", b)
    if not running or not looked:
        print("the program had ended")
        return 2
    return 1 if bad else 0


sys.exit(main())
