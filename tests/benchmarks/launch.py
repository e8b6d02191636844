"""Run one program and say what it took: seconds, seconds of CPU, peak memory in kB, exit status.

    python -I -S launch.py pipe|terminal ERRORS COMMAND…

A process of its own, and a small one: a child's peak memory is never below that of the process that started it.
``terminal`` gives the program a pseudo-terminal of 80x24 and reads what it writes; otherwise its output is thrown
away.  What it says on stderr goes to the file ERRORS.
"""

import os
import sys
import time

COLUMNS, LINES = 80, 24


def _drain(terminal: int) -> None:
    """Read until nobody can write any more (Linux then gives an error, others an empty answer)."""
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        return


def main(how: str, errors: str, *command: str) -> None:
    """Start, wait, print."""
    log = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    source, sink, terminal = nothing, nothing, -1
    if how == "terminal":
        import fcntl
        import struct
        import termios

        terminal, source = os.openpty()
        fcntl.ioctl(source, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        sink = source
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions, setsid=how == "terminal")
    if terminal >= 0:
        os.close(source)
        _drain(terminal)
    _child, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
