"""Look up known vulnerabilities of what is installed here: python scripts/audit.py

pip-audit asks the package index's advisory service.  Where that does not answer this is said, and nothing fails:
pip-audit itself calls a run in which nothing was looked up "no known vulnerabilities".  Ends with 1 for a
vulnerability that is known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

OURS = "taskforce"
PATIENCE_SECONDS = 120
SHOWN = 5


def main() -> int:
    """Print what is known of the installed libraries."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--progress-spinner",
        "off",
        "--timeout",
        "10",
        "--format",
        "json",
    ]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print(unanswered(f"no answer in {PATIENCE_SECONDS} s"))
        return 0
    try:
        libraries = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(unanswered((asked.stderr.strip().splitlines() or ["no reason given"])[-1]))
        return 0
    vulnerable, lines = verdict(libraries)
    print(*lines, sep="\n")
    return int(vulnerable)


def verdict(libraries: Sequence[dict[str, Any]]) -> tuple[bool, list[str]]:
    """Return whether a vulnerability is known of any library, and what to say of all, as pip-audit lists them."""
    theirs = [one for one in libraries if one["name"] != OURS]
    passed_over = [one["name"] for one in theirs if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'none'}"
        for one in theirs
        for known in one.get("vulns", ())
    ]
    vulnerable = bool(lines)
    if len(passed_over) == len(theirs):
        return False, [unanswered("it knows none of the libraries")]
    looked_up = f"audit: {len(theirs) - len(passed_over)} libraries looked up, "
    lines.append(looked_up + (f"{len(lines)} known vulnerabilities" if lines else "no known vulnerability"))
    if passed_over:
        more = ", …" if len(passed_over) > SHOWN else ""
        lines.append(f"audit: {len(passed_over)} not looked up: {', '.join(passed_over[:SHOWN])}{more}")
    return vulnerable, lines


def unanswered(reason: str) -> str:
    """Return the sentence for an advisory service that did not answer."""
    return f"audit: NOTHING WAS LOOKED UP, the advisory service did not answer ({reason[:200]})"


if __name__ == "__main__":
    sys.exit(main())
