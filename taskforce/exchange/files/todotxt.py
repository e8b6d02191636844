"""todo.txt files, read as a sheet and written; see https://github.com/todotxt/todo.txt for the format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from taskforce.exchange.files.sheet import Book, Row, Sheet
from taskforce.files import writing_output
from taskforce.model.vocabulary import Priority, Status
from taskforce.store.read.item_data import item_texts, local_times
from taskforce.store.read.items import Selection
from taskforce.store.store import Store

_HEADER: Final = ("title", "status", "priority", "due", "done on", "start", "tags", "lead", "ref", "notes")
_PRIORITY: Final = {"A": Priority.URGENT, "B": Priority.HIGH, "C": Priority.MEDIUM}
"""The first letters; what comes after C is low."""

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LINE: Final = (
    rf"(?P<done>x )?(?:\((?P<priority>[A-Z])\) )?(?:(?P<first>{_DAY}) )?(?:(?P<second>{_DAY}) )?(?P<rest>.*)"
)


_OF_OTHERS: Final = "rec|h|id|uuid|p|sup|est|min|wait|scheduled|outline"
"""Keys that other programs write into a line."""


def todotxt_book(text: str) -> Book:
    """Return the tasks as rows: row 2 of the sheet is the first line of the file (row 1 are names of columns).

    Projects (``+kantor``) and contexts (``@rapat``) become tags, ``due:`` and ``t:`` become dates, and
    ``pri:`` gives back the priority that a finished task has lost; ``lead:`` and ``ref:`` are of our own files.
    What other programs add (``rec:1w``) is kept in a note.
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
    notes: list[str] = []
    for word in task["rest"].split():
        if re.fullmatch(r"[+@]\S+", word):
            tags.append(word[1:])
        elif pair := re.fullmatch(r"(due|t|pri|lead|ref):(\S+)", word):
            keys[pair[1]] = pair[2]
        elif re.fullmatch(rf"(?:{_OF_OTHERS}):\S+", word):
            notes.append(word)
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
        keys.get("lead"),
        keys.get("ref"),
        "\n".join(notes) or None,
    ]


def write_todotxt(store: Store, path: Path, selection: Selection) -> int:
    """Write the items of a selection, a line each, and return their number.

    The due day, the start, the ref and the lead follow as ``due:``, ``t:``, ``ref:`` and ``lead:``; tags as
    projects.  Cancelled items are left out: the format knows tasks that are open and tasks that are done.
    """
    today, local = store.clock.today().isoformat(), local_times(store.clock)
    count = 0
    with store.reader.snapshot(), writing_output(path) as stream:
        for item in map(json.loads, item_texts(store.reader, selection, today, local)):
            if item["status"] != Status.CANCELLED:
                stream.write(f"{' '.join(_words(item))}\n".encode())
                count += 1
    return count


def _words(item: Mapping[str, Any]) -> Iterator[str]:
    """Give the words of a line."""
    letter = {str(priority): letter for letter, priority in _PRIORITY.items()}.get(item["priority"])
    done = item["status"] == Status.DONE
    if done:
        yield "x"
    elif letter:
        yield f"({letter})"
    if done and item["done_on"]:
        yield item["done_on"]
    yield item["created_at"][:10]
    yield from item["title"].split()
    yield from (f"+{tag}" for tag in item["tags"])
    keys = {"due": item["due"], "t": item["start"], "pri": letter if done else None}
    keys |= {"ref": item["ref"], "lead": item["lead"]}
    yield from (f"{name}:{value}" for name, value in keys.items() if value)
