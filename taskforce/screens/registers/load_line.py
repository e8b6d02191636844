"""The load of the next weeks, drawn with the cells of the terminal and told in figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from taskforce.language import _

_LEVELS = "▁▂▃▄▅▆▇█"


def load_line(load: Sequence[int]) -> str:
    """One cell a week, the higher the more is due; a dot for a week without work."""
    most = max(load, default=0)
    if not most:
        return "·" * len(load)
    return "".join("·" if not count else _LEVELS[max(0, -(-count * 8 // most) - 1)] for count in load)


def load_content(load: Sequence[int], today: date) -> list[Content]:
    """The weeks with their figures, a line each."""
    monday = today - timedelta(days=today.weekday())
    most = max(load, default=0)
    lines = [Content(""), Content.styled(_("Due per week"), "bold")]
    for number, count in enumerate(load):
        week = (monday + timedelta(weeks=number)).isocalendar()
        bar = "█" * (-(-count * 12 // most) if most else 0)
        lines.append(Content(f"W{week.week:02d} {bar:<12} {count}"))
    return lines
