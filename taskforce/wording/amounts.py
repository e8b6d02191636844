"""Sizes and shares as people read them."""

from __future__ import annotations

from taskforce.language import _
from taskforce.model.numbers import format_number

_EIGHTHS = " ▏▎▍▌▋▊▉"
BAR_CELLS = 6


def size_text(size: int) -> str:
    """Return a number of bytes as people read it: ``1,5 MB``, or ``1.5 MB`` in English."""
    if size < 1000:
        return _("{count} bytes", count=size)
    number, unit = (size / 1000, "kB") if size < 1_000_000 else (size / 1_000_000, "MB")
    return f"{format_number(number, decimals=1 if number < 10 else 0)} {unit}"


def bar(percent: float, cells: int = BAR_CELLS) -> str:
    """Return a bar of so many cells, filled as far as ``percent`` says, to an eighth of a cell."""
    eighths = round(max(0.0, min(100.0, percent)) / 100 * cells * 8)
    full, rest = divmod(eighths, 8)
    text = "█" * full + (_EIGHTHS[rest] if rest else "")
    return text + "░" * (cells - len(text))
