#!/usr/bin/env python3
"""usage: prompt.py PUBLIC PRIVATE PROGRAM ARG ...: runs the program on a
terminal, types the keys when it asks, prints all that the terminal shows and
returns the program's exit code."""
import os
import pty
import sys


def main():
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(sys.argv[3], sys.argv[3:])
    shown = b""
    typed = 0
    while True:
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if typed < 2 and shown.endswith(b"key: "):
            typed += 1
            os.write(fd, sys.argv[typed].encode() + b"\n")
            shown += b"\n"
    _, status = os.waitpid(pid, 0)
    sys.stdout.write(shown.decode("utf-8", "replace"))
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
