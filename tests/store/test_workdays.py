"""National holidays are those of the library, of which one module is imported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from taskforce.paths import state_folder
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


@pytest.fixture
def anew() -> Iterator[Callable[[], None]]:
    """What lets the days be looked up anew, as by another process."""

    remembered = workdays.national_holidays, workdays._of_indonesia

    def clear() -> None:
        for one in remembered:
            one.cache_clear()

    clear()
    yield clear
    clear()


def test_where_the_library_is_made_otherwise_it_is_asked_as_anybody_would(
    monkeypatch: pytest.MonkeyPatch, anew: Callable[[], None]
) -> None:
    told = {year: workdays.national_holidays(year) for year in YEARS}
    assert date(2026, 5, 1) in told[2026]

    def gone(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(workdays, "import_module", gone)
    anew()
    (state_folder() / "holidays.json").unlink()
    assert {year: workdays.national_holidays(year) for year in YEARS} == told


def test_what_the_library_said_is_kept_until_another_edition_is_installed(
    monkeypatch: pytest.MonkeyPatch, anew: Callable[[], None]
) -> None:
    told = {year: workdays.national_holidays(year) for year in YEARS}
    anew()
    with monkeypatch.context() as patch:
        patch.setattr(workdays, "_of_indonesia", lambda: pytest.fail("it is kept"))
        assert {year: workdays.national_holidays(year) for year in YEARS} == told
    workdays.national_holidays.cache_clear()
    monkeypatch.setattr(workdays, "_edition", lambda: ["2.0", 1, 1])
    monkeypatch.setattr(workdays, "_of_indonesia", lambda: lambda **asked: {date(asked["years"], 1, 2): "Baru"})
    assert workdays.national_holidays(2026) == {date(2026, 1, 2): "Baru"}
    assert workdays.national_holidays(2027) == {date(2027, 1, 2): "Baru"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"edition": 1}', '{"edition": null, "years": {"2026": {}}}', "\xff"]
)
def test_what_is_no_such_file_is_passed_over(text: str, anew: Callable[[], None]) -> None:
    told = workdays.national_holidays(2026)
    (state_folder() / "holidays.json").write_bytes(text.encode("latin-1"))
    anew()
    assert workdays.national_holidays(2026) == told


def test_a_damaged_day_is_looked_up_anew(anew: Callable[[], None]) -> None:
    told = workdays.national_holidays(2026)
    file = state_folder() / "holidays.json"
    file.write_text(file.read_text(encoding="utf-8").replace("2026-05-01", "2026-05-99"), encoding="utf-8")
    anew()
    assert workdays.national_holidays(2026) == told


def test_where_nothing_can_be_kept_the_days_are_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, anew: Callable[[], None]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "state"))
    assert date(2026, 5, 1) in workdays.national_holidays(2026)


def test_an_edition_is_told_from_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "holidays" / "countries").mkdir(parents=True)
    for name in ("__init__.py", "countries/indonesia.py"):
        (tmp_path / "holidays" / name).write_text("")
    version = tmp_path / "holidays" / "version.py"
    version.write_text("1")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    before = workdays._edition()
    version.write_text("2")
    assert workdays._edition() != before is not None
