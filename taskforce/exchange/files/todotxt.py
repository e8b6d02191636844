"""todo.txt files as a sheet of the importer; see https://github.com/todotxt/todo.txt for the format."""

from __future__ import annotations

import re
from typing import Final

from taskforce.exchange.files.sheet import Book, Row, Sheet
from taskforce.model.vocabulary import Priority, Status

_HEADER: Final = ("title", "status", "priority", "due", "done on", "start", "tags")
_PRIORITY: Final = {"A": Priority.URGENT, "B": Priority.HIGH, "C": Priority.MEDIUM}
"""The first letters; what comes after C is low."""

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LINE: Final = (
    rf"(?P<done>x )?(?:\((?P<priority>[A-Z])\) )?(?:(?P<first>{_DAY}) )?(?:(?P<second>{_DAY}) )?(?P<rest>.*)"
)


def todotxt_book(text: str) -> Book:
    """Return the tasks as rows: row 2 of the sheet is the first line of the file (row 1 are names of columns).

    Projects (``+kantor``) and contexts (``@rapat``) become tags, ``due:`` and ``t:`` become dates, and
    ``pri:`` gives back the priority that a finished task has lost.
    """
    rows: list[Row] = [list(_HEADER)]
    rows += [_row(line.strip()) for line in text.splitlines()]
    return Book([Sheet("", rows)])


def _row(line: str) -> Row:
    task = re.fullmatch(_LINE, line)
    if not line or task is None:
        return []
    words: list[str] = []
    tags: list[str] = []
    keys: dict[str, str] = {}
    for word in task["rest"].split():
        if re.fullmatch(r"[+@]\S+", word):
            tags.append(word[1:])
        elif pair := re.fullmatch(r"(due|t|pri):(\S+)", word):
            keys[pair[1]] = pair[2]
        else:
            words.append(word)
    letter = task["priority"] or keys.get("pri", "")
    priority = _PRIORITY.get(letter, Priority.LOW) if re.fullmatch("[A-Z]", letter) else None
    return [
        " ".join(words) or None,
        str(Status.DONE if task["done"] else Status.NOT_STARTED),
        str(priority) if priority else None,
        keys.get("due"),
        task["first"] if task["done"] else None,
        keys.get("t"),
        ", ".join(tags) or None,
    ]
