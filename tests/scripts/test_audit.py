"""What is said of the libraries' known vulnerabilities is what was looked up."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CLEAN = {"name": "rich", "version": "15.0", "vulns": []}
BAD = {"name": "lxml", "version": "5.3", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["5.4"], "aliases": []}]}
PASSED_OVER = {"name": "textual", "skip_reason": "Dependency not found on PyPI"}
OURS = {"name": "taskforce", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script, which lies outside the package."""
    path = Path(__file__).parents[2] / "scripts" / "audit.py"
    spec = importlib.util.spec_from_file_location("audit", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("libraries", "vulnerable", "said"),
    [
        ([CLEAN, OURS], False, ["1 libraries looked up, no known vulnerability"]),
        ([CLEAN, BAD], True, ["lxml 5.3: PYSEC-2026-1, mended in 5.4", "2 libraries looked up, 1 known"]),
        ([CLEAN, PASSED_OVER], False, ["1 libraries looked up", "1 not looked up: textual"]),
        ([PASSED_OVER, OURS], False, ["NOTHING WAS LOOKED UP"]),
    ],
)
def test_only_what_was_looked_up_is_called_free_of_known_vulnerabilities(
    audit: ModuleType, libraries: list[dict[str, Any]], vulnerable: bool, said: list[str]
) -> None:
    found, lines = audit.verdict(libraries)
    assert found == vulnerable and len(lines) == len(said)
    assert all(part in line for part, line in zip(said, lines, strict=True))
