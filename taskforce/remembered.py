"""The memory of the app between two sessions on this computer, list by list: columns, last visits, the tour.

A small JSON file in the state folder.  It is a memory, not data: when it cannot be read or written, the app
goes on without it.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from taskforce.files import write_whole
from taskforce.model.errors import TaskforceError
from taskforce.paths import make_private, state_folder

MOST_LISTS = 50
"""So many lists are remembered; the one opened longest ago is forgotten first."""


def _file() -> Path:
    return state_folder() / "remembered.json"


def _lists() -> dict[str, Any]:
    try:
        lists = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lists if isinstance(lists, dict) else {}


def recall(place: str) -> dict[str, Any]:
    """Return what is remembered of the list at ``place``, by name; nothing when it cannot be read."""
    values = _lists().get(place)
    return values if isinstance(values, dict) else {}


def remember(place: str, **values: Any) -> None:
    """Remember values of the list at ``place``; ``None`` forgets one."""
    lists = _lists()
    before = lists.pop(place, None)
    kept = {**(before if isinstance(before, dict) else {}), **values}
    lists[place] = {name: value for name, value in kept.items() if value is not None}
    newest = dict(list(lists.items())[-MOST_LISTS:])
    with contextlib.suppress(OSError, TaskforceError):
        make_private(_file().parent)
        write_whole(_file(), json.dumps(newest, ensure_ascii=False).encode("utf-8"))
