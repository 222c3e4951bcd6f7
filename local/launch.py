"""Start one program that dies with its parent: `launch.py PARENT_PID SIGNAL UID GID PROGRAM ...`.

Runs as a file of its own (`python -I -S launch.py`) and replaces itself by PROGRAM. A program
between parent and child, and not subprocess's preexec_fn, because that one may deadlock when the
parent has threads, and because the death signal is lost when the user changes after it was set.
Standard library only; UID and GID -1 keep the user.
"""

import ctypes
import os
import sys

# linux/prctl.h. Elsewhere a pid file finds the orphan again.
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid = (int(argument) for argument in arguments[:4])
    program = arguments[4:]

    # An own session: Ctrl-C in the terminal reaches the parent alone, which stops its children in
    # the right order.
    os.setsid()
    if gid >= 0:
        os.setgroups([])
        os.setgid(gid)
    if uid >= 0:
        os.setuid(uid)
    if sys.platform == "linux":
        # After setuid, which clears the death signal.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        sys.exit("the parent died before the child began")
    os.execv(program[0], program)  # noqa: S606 -- no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
