"""Bars drawn with the cells of a terminal.  Every sign is one cell wide."""

from __future__ import annotations

FULL, HALF, EMPTY = "█", "▄", "░"


def bar(percent: float | None, width: int) -> str:
    """A bar of ``width`` cells: anything above nothing shows, anything below everything leaves room."""
    share = percent or 0.0
    filled = round(share * width / 100)
    if share > 0:
        filled = max(1, filled)
    if share < 100:
        filled = min(width - 1, filled)
    return FULL * filled + EMPTY * (width - filled)
