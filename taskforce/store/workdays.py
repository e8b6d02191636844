"""Working days: Monday to Friday, without national holidays, cuti bersama and the office's own days off.

The national days come from the library of holidays (set yearly by a joint decree and amended mid-year), and the
office's own list overrules them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import cache, partial
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, NamedTuple

from taskforce.files import write_whole
from taskforce.model.errors import TaskforceError
from taskforce.paths import make_private, state_folder
from taskforce.store.database.reader import Reader

_LONGEST_REST = 60
"""Days without work, one after the other, at most: who has noted more has noted something else."""


def working_day_test(reader: Reader) -> Callable[[date], bool]:
    """Return a test of a day being a working day; the holidays are looked up when the first day is asked for."""

    @cache
    def own() -> dict[str, bool]:
        return own_days(reader)

    return lambda day: is_working_day(day, own())


def own_days(reader: Reader) -> dict[str, bool]:
    """Return the office's own list: ISO days, and whether one works on them."""
    rows = reader.rows("SELECT date, working FROM holiday WHERE NOT deleted")
    return {day: bool(working) for day, working in rows}


def is_working_day(day: date, own: Mapping[str, bool]) -> bool:
    """Return whether one works on a day, by the office's ``own`` list and the national one."""
    said = own.get(day.isoformat())
    if said is not None:
        return said
    return day.weekday() < 5 and day not in national_holidays(day.year)


def next_working_day(day: date, own: Mapping[str, bool]) -> date:
    """Return ``day``, or the first working day after it."""
    for _day in range(_LONGEST_REST):
        if is_working_day(day, own):
            break
        day += timedelta(days=1)
    return day


@cache
def national_holidays(year: int) -> dict[date, str]:
    """Return the national holidays and cuti bersama of a year, with their Indonesian names.

    What the library says is kept, as to import it takes a tenth of a short report; another edition of it is asked
    anew.
    """
    with _LOOKING_UP:
        edition = _edition()
        years = _kept(edition)
        if year not in years:
            known = _of_indonesia()(years=year, categories=("public", "government"), language="id")
            years[year] = dict(known.items())
            if edition is not None:
                _keep(edition, years)
        return years[year]


_LOOKING_UP = Lock()


def _edition() -> list[Any] | None:
    """Return what tells the installed library from any other; ``None`` where it does not lie in a folder."""
    spec = PathFinder.find_spec("holidays")
    folder = spec.submodule_search_locations if spec is not None else None
    if not folder:
        return None
    try:
        state = Path(folder[0], "countries", "indonesia.py").stat()
        return [Path(folder[0], "version.py").read_text(encoding="utf-8"), state.st_size, state.st_mtime_ns]
    except (OSError, ValueError):
        return None


def _kept_file() -> Path:
    return state_folder() / "holidays.json"


def _kept(edition: list[Any] | None) -> dict[int, dict[date, str]]:
    """Return the years that are kept of an edition."""
    try:
        kept = json.loads(_kept_file().read_text(encoding="utf-8"))
        if edition is not None and kept["edition"] == edition:
            return {
                int(year): {date.fromisoformat(day): str(name) for day, name in days.items()}
                for year, days in kept["years"].items()
            }
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        pass  # it is not there, or somebody wrote into it
    return {}


def _keep(edition: list[Any], years: Mapping[int, Mapping[date, str]]) -> None:
    """Keep years for the next time; where they cannot be written, they are worked out again."""
    said = {year: {day.isoformat(): name for day, name in days.items()} for year, days in years.items()}
    data = json.dumps({"edition": edition, "years": said}, ensure_ascii=False)
    with suppress(OSError, TaskforceError):
        make_private(_kept_file().parent)
        write_whole(_kept_file(), data.encode("utf-8"))


@cache
def _of_indonesia() -> Callable[..., Mapping[date, str]]:
    """Return what the library makes Indonesia's holidays by.

    Its packages import some 260 countries, calendars and the program's own version, which takes a third of a short
    report; so empty ones stand in for them while the one module is imported.  Where it cannot be had so, the
    library is asked as anybody would.
    """
    spec = PathFinder.find_spec("holidays")
    folder = spec.submodule_search_locations if spec is not None else None
    if folder and "holidays" not in sys.modules:
        for name, path in (("holidays", Path(folder[0])), ("holidays.countries", Path(folder[0], "countries"))):
            stand_in = ModuleType(name)
            stand_in.__path__ = [str(path)]
            sys.modules[name] = stand_in
        try:
            found: Callable[..., Mapping[date, str]] = import_module("holidays.countries.indonesia").Indonesia
            return found
        except (ImportError, AttributeError):
            pass  # another edition is made otherwise
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == "holidays"]:
                del sys.modules[name]
    from holidays import country_holidays

    return partial(country_holidays, "ID")


class DayOff(NamedTuple):
    """A day with a name: a national holiday, cuti bersama, a day off of the office, or a working day after all."""

    name: str
    working: bool = False


def days_off(reader: Reader, first: date, last: date) -> dict[date, DayOff]:
    """Return the named days from ``first`` to ``last``; the office's own list overrules the national one."""
    named: dict[date, DayOff] = {}
    for year in range(first.year, last.year + 1):
        named |= {day: DayOff(name) for day, name in national_holidays(year).items() if first <= day <= last}
    rows = reader.rows(
        "SELECT date, name, working FROM holiday WHERE NOT deleted AND date BETWEEN :first AND :last ORDER BY id",
        first=first.isoformat(),
        last=last.isoformat(),
    )
    return named | {date.fromisoformat(day): DayOff(name, bool(working)) for day, name, working in rows}
