"""National holidays are those of the library, of which one module is imported."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from taskforce.store import workdays

YEARS = (2024, 2026, 2027, 2031)

PROGRAM = """
import sys
from taskforce.store.workdays import national_holidays
before = {year: national_holidays(year) for year in (2024, 2026, 2027, 2031)}
assert not [name for name in sys.modules if name.startswith("holidays")]
import holidays
for year, days in before.items():
    asked = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    assert days == dict(asked.items()) and days, year
assert holidays.country_holidays("MY", years=2026)
"""


def test_the_one_module_says_what_the_library_says_and_leaves_it_whole() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_where_the_library_is_made_otherwise_it_is_asked_as_anybody_would(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {year: workdays.national_holidays(year) for year in YEARS}
    assert date(2026, 5, 1) in told[2026]

    def gone(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(workdays, "import_module", gone)
    workdays.national_holidays.cache_clear()
    workdays._of_indonesia.cache_clear()
    try:
        assert {year: workdays.national_holidays(year) for year in YEARS} == told
    finally:
        workdays._of_indonesia.cache_clear()
