"""``python -m taskforce`` and the command ``taskforce``."""

from __future__ import annotations

import gc
import sys

STARTING = 200_000
"""So many new objects pass before Python looks for rubbish among them (its usual number is 700).  What is made
while the program starts stays, so looking for rubbish in it took a tenth of a short command's time."""


def main() -> int:
    """Run the command line and return its exit status."""
    gc.set_threshold(STARTING, 10, 10)
    from taskforce.cli import run

    status = run(sys.argv[1:])
    gc.freeze()  # what is there goes with the process: to look for rubbish in it takes a fifth of a short command
    return status


if __name__ == "__main__":
    sys.exit(main())
