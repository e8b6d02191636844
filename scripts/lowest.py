"""Try the lowest versions that pyproject.toml allows: python scripts/lowest.py [--keep FOLDER] [TEST …]

Makes a virtual environment with every dependency of ours at its lower bound, and runs tests in it that start the
command line and the app and write every format.  A bound that does not hold is raised.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("postgres", "encrypted")
"""The optional dependencies whose bounds are tried, too; what only tests need is taken as it comes."""

TESTS = (
    "tests/test_docs.py",
    "tests/test_import_hygiene.py",
    "tests/model",
    "tests/reports",
    "tests/exchange",
    "tests/store/test_apply.py",
    "tests/store/test_migrations.py",
    "tests/flows/test_flow_start.py",
    "tests/flows/test_flow_items.py",
    "tests/flows/test_flow_calendar.py",
)


def lowest(project: dict[str, object]) -> list[str]:
    """Return a line ``name==version`` for each dependency of ``[project]`` that is wanted on this system."""
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)
    lines: list[str] = []
    for text in [*project["dependencies"], *(text for extra in EXTRAS for text in extras[extra])]:  # type: ignore[misc]
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate():
            bounds = [one.version for one in requirement.specifier if one.operator == ">="]
            if len(bounds) != 1:
                raise SystemExit(f"{text}: has no lower bound")
            lines.append(f"{requirement.name}=={bounds[0]}")
    return lines


def main() -> int:
    """Install and test; the exit status of the tests."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the environment is made, and stays")
    parser.add_argument("tests", nargs="*", default=TESTS, metavar="TEST")
    options = parser.parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory() as temporary:
        constraints = Path(temporary) / "lowest.txt"
        constraints.write_text("\n".join(lowest(project)) + "\n", encoding="utf-8")
        print(constraints.read_text(encoding="utf-8"), flush=True)
        place = options.keep or Path(temporary) / "environment"
        venv.create(place, with_pip=True)
        python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", constraints]
        subprocess.run([*install, f"{ROOT}[test,{','.join(EXTRAS)}]"], check=True)
        test = [python, "-m", "pytest", "-n", "auto", *options.tests]
        return subprocess.run(test, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
