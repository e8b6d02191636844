"""The office's time: Indonesia's zones are known without the machine's data, and say what these say."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from taskforce.clock import DEFAULT_ZONE, Clock, zone_name, zone_of

MOMENTS = [f"{year}-{month:02}-15T{hour:02}:45:31.999Z" for year in range(1988, 2060, 3) for month in (1, 7)
           for hour in (0, 15, 16, 17, 23)]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin"]
)
def test_a_moment_is_that_of_the_zones_own_data(name: str) -> None:
    quick, whole = Clock(name), Clock(name)
    whole.zone = ZoneInfo(name)
    for moment in MOMENTS:
        assert (quick.local(moment), quick.day_of(moment)) == (whole.local(moment), whole.day_of(moment))
    for day in (date(1990, 3, 31) + timedelta(days=97 * step) for step in range(100)):
        assert quick.start_of(day) == whole.start_of(day)
        assert quick.end_of(day) == whole.end_of(day)
    assert zone_name(zone_of(name)) == name == zone_name(ZoneInfo(name))


def test_an_unknown_zone_is_the_default_one() -> None:
    assert zone_name(zone_of("Asia/Nirgendwo")) == DEFAULT_ZONE == zone_name(zone_of(""))
