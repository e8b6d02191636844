"""SQL of what an action item is, for every statement that asks: open, and how much it presses."""

from __future__ import annotations

from taskforce.model.vocabulary import CLOSED

_CLOSED = ", ".join(f"'{status}'" for status in CLOSED)


def open_status(item: str) -> str:
    """Return the condition that the action item of this name in a statement is open."""
    return f"{item}.status NOT IN ({_CLOSED})"


OPEN = open_status("i")
"""The condition that the action item ``i`` is open."""

PRIORITY = "CASE i.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"
"""The rank of the priority of the action item ``i``."""
