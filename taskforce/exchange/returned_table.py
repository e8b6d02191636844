"""Where the table of a workbook that comes back stands now, and who saved the workbook last."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from taskforce.exchange.header_names import header_key, meanings
from taskforce.exchange.headers import Column, Header
from taskforce.exchange.sent_sheet import HIDDEN_SHEET, SentSheet
from taskforce.exchange.sheet import Book, Row, Sheet
from taskforce.model.text import clean_line, fold

_SEARCHED: Final = 200
"""Rows in which the header is looked for: people insert rows above it."""


def is_returned(book: Book) -> bool:
    """Whether a workbook carries the values as sent."""
    return HIDDEN_SHEET in book.own


class Saved(NamedTuple):
    """Who saved a workbook last, as its program says, and whether anybody has since it was sent out."""

    name: str | None
    touched: bool


def last_saved(data: bytes) -> Saved:
    """What a workbook says of its last saving; nothing in it is trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            part = next(one for one in ("docProps/core.xml", "meta.xml") if one in package.namelist())
            with package.open(part) as stream:
                text = stream.read(100_000).decode("utf-8", "replace")
    except (StopIteration, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return Saved(None, True)
    found = re.search(r"<(?:cp:lastModifiedBy|dc:creator)>([^<>]{1,200})</", text)
    times = [re.search(rf"<dcterms:{word}[^>]*>([^<]*)<", text) for word in ("created", "modified")]
    touched = None in times or len({time[1] for time in times if time}) > 1
    name = clean_line(html.unescape(found[1])) if found and touched else ""
    return Saved(name or None, touched)


@dataclass(frozen=True, slots=True)
class ReturnedTable:
    """A visible sheet with the row of its header and the place of each column (by key)."""

    sheet: Sheet
    header: Header
    places: Mapping[str, int]


def find_table(sheet: Sheet, sent: SentSheet) -> ReturnedTable | None:
    """The table of a sheet: under the row that holds most of the headers as sent."""
    wanted = {fold(header): key for key, header in sent.headers.items()}
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        places: dict[str, int] = {}
        for column, value in enumerate(row):
            key = wanted.get(fold(clean_line(value[:200]))) if isinstance(value, str) else None
            if key is not None:
                places.setdefault(key, column)
        if len(places) > len(best[1]):
            best = (index, places)
    index, places = best
    if len(places) < 2 or not {"ref", "title"} & places.keys():
        return None
    _add_by_meaning(sheet.rows[index], places, sent)
    columns = [
        Column(column, clean_line(str(sheet.rows[index][column])), (key,))
        for key, column in sorted(places.items(), key=lambda one: one[1])
    ]
    return ReturnedTable(sheet, Header("actions", index, tuple(columns), 2 * len(columns)), places)


def _add_by_meaning(row: Row, places: dict[str, int], sent: SentSheet) -> None:
    """Find columns whose header somebody has rewritten: by other names of the same thing."""
    known = meanings("actions")
    taken = set(places.values())
    for column, value in enumerate(row):
        if column in taken or not isinstance(value, str):
            continue
        meaning = known.get(header_key(value))
        key = meaning.field.rstrip("?") if meaning is not None else ""
        if key in sent.headers and key not in places:
            places[key] = column
