"""The checks before a commit: python scripts/check.py [--fix]

The pre-commit hook and .ci/run call this, so that they cannot differ.
"""

from __future__ import annotations

import subprocess
import sys

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("scripts/catalogue.py", "--check"),
)
FIXES = (
    ("ruff", "check", "--fix", "."),
    ("ruff", "format", "."),
    ("scripts/catalogue.py",),
)


def main() -> int:
    """Run every check, on request after what can be mended by itself; return 1 where one fails."""
    if sys.argv[1:] == ["--fix"]:
        for words in FIXES:
            run(words)
    return max(run(words) for words in CHECKS)


def run(words: tuple[str, ...]) -> int:
    """Run one program, a module of this environment or a script; return 1 where it fails."""
    print("$", *words, flush=True)
    program = words if words[0].endswith(".py") else ("-m", *words)
    return int(subprocess.run([sys.executable, *program], check=False).returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
