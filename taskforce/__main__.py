"""``python -m taskforce`` and the command ``taskforce``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and give its exit status."""
    from taskforce.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
