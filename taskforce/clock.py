"""The one clock: the time, and the day of the organisation.

``TASKFORCE_TODAY`` sets the day (for demonstrations and tests); the hour then comes from the real clock.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

DEFAULT_ZONE = "Asia/Makassar"

_INDONESIAN = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
"""Hours from UTC: the same since 1988, and nothing is recorded before.  To import zoneinfo takes a twentieth of a
short command."""


def zone_of(name: str) -> tzinfo:
    """Return the time zone called ``name``; the default zone (WITA) when this machine does not know it."""
    hours = _INDONESIAN.get(name)
    if hours is not None:
        return timezone(timedelta(hours=hours), name)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return zone_of(DEFAULT_ZONE)


def zone_name(zone: tzinfo) -> str:
    """Return the name by which :func:`zone_of` gives a time zone."""
    return str(getattr(zone, "key", None) or zone.tzname(None))


class Clock:
    """Moments in UTC and days in the organisation's zone, with an optional injected day."""

    def __init__(self, zone: str = DEFAULT_ZONE, today: date | None = None) -> None:
        self.zone = zone_of(zone)
        self.injected = today

    def now(self) -> datetime:
        """Return the present moment, in UTC; on the injected day, at the real time of day, when there is one."""
        now = datetime.now(UTC)
        if self.injected is None:
            return now
        local = now.astimezone(self.zone)
        return datetime.combine(self.injected, local.timetz()).astimezone(UTC)

    def today(self) -> date:
        """Return the organisation's day."""
        return self.now().astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Return the moment, in UTC, at which ``day`` begins for the organisation."""
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """Return the moment, in UTC, at which ``day`` ends and the next one begins; not part of the day."""
        return self.start_of(day + timedelta(days=1))

    def day_of(self, moment: str) -> date:
        """Return the organisation's day of a stored moment."""
        return read_moment(moment).astimezone(self.zone).date()

    def local(self, moment: str) -> str:
        """Return a stored moment as ISO text in the organisation's zone, to the second."""
        return read_moment(moment).astimezone(self.zone).isoformat(timespec="seconds")


def write_moment(moment: datetime) -> str:
    """Return a moment as it is stored: UTC, milliseconds, ``Z``; such texts sort as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_moment(text: str) -> datetime:
    """Return the moment that a stored text says."""
    return datetime.fromisoformat(text)
