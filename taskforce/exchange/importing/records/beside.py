"""What a row says beside the fields of its item: what stands above it, tags of its own, flags, bookkeeping.

Columns of these are found in exports of trackers; a column of parents any sheet may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from taskforce.exchange.importing.cells.values import UnknownWord, is_empty
from taskforce.exchange.importing.cells.words import sheet_word
from taskforce.exchange.importing.records.sheet_record import SheetRecord
from taskforce.exchange.importing.tables.headers import Header, shown
from taskforce.exchange.importing.tables.lines import TableRow
from taskforce.exchange.importing.tables.trackers import BESIDE
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.records import TEXT_LIMIT, record_spec
from taskforce.model.text import clean_line, fold
from taskforce.model.validate import plain
from taskforce.model.vocabulary import Status, parse_choice
from taskforce.model.width import shorten

_TRUE: Final = ("true", "yes", "ya", "1", "y", "x", "v", "✓", "✔", "checked")
_LONGEST_TAG: Final = 60
ARCHIVED: Final = "archived"


class Beside:
    """Reads the columns of a table that are no fields of an item; ``header`` is the table's as it is read."""

    def __init__(self, header: Header, rows: Sequence[TableRow], said: Mapping[tuple[str, str], str]) -> None:
        self._tracker = header.tracker
        self._columns = [(column, name) for column in header.columns for name in column.fields if name in BESIDE]
        self._titles = [column for column in header.columns if "title" in column.fields]
        self._key = header.column("key") or header.column("number")
        self._said = said
        self._by_key = self._keyed(rows) if any(name == "parent" for _column, name in self._columns) else {}
        self._above: dict[int, str] = {}
        self.unknown: dict[tuple[str, str], UnknownWord] = {}
        self._is_used = bool(self._columns or self._tracker)

    def _keyed(self, rows: Iterable[TableRow]) -> dict[str, str]:
        """Return the titles of the rows by what the sheet calls these."""
        return {
            fold(shown(row.cell(self._key.index))): title
            for row in rows
            if self._key is not None and (title := self._title(row))
        }

    def _title(self, row: TableRow) -> str:
        title = next((text for column in self._titles if (text := shown(row.cell(column.index)))), "")
        return _unlabelled(title) if self._tracker is not None and self._tracker.labelled else title

    def put(self, record: SheetRecord, row: TableRow, cells: dict[str, Any], group: str | None) -> None:
        """Put what stands beside the fields into a record and its cells, before these become values."""
        if not self._is_used:
            return
        kept: list[str] = []
        parent = row.parent
        labels = self._labels(cells)
        tags = [_tag(group)] if group and self._tracker is not None else []
        for column, name in self._columns:
            cell = row.cell(column.index)
            if is_empty(cell):
                continue
            text = shown(cell)
            if name == "kept":
                kept.append(f"{clean_line(column.header)}: {text}")
            elif name == "tag":
                tags.append(_tag(text))
            elif name == "list":
                self._list(text, cells, tags)
            elif name == "parent":
                parent = parent or self._parent(text, record)
                if parent == "":
                    kept.append(f"{clean_line(column.header)}: {text}")
            elif name == "level":
                parent = parent or self._over(text, self._title(row))
        titled = next((one for one in self._titles if one.level and not is_empty(row.cell(one.index))), None)
        if titled is not None:
            parent = parent or self._over(str(titled.level), self._title(row))
        if parent:
            spec = record_spec("action_item").by_name["activity"]
            cells["activity"] = plain(spec, shorten(parent, spec.limit))
        tags += labels
        if tags or "tags" in cells:
            cells["tags"] = list(dict.fromkeys((*(cells.get("tags") or ()), *filter(None, tags))))
        self._flags(record, row, cells)
        self._name(record, kept)

    def _labels(self, cells: dict[str, Any]) -> list[str]:
        """Take the labels out of a title where the program writes them into it."""
        title = cells.get("title")
        if self._tracker is None or not self._tracker.labelled or not isinstance(title, str):
            return []
        bare = _unlabelled(title)
        if bare == title:
            return []
        cells["title"] = bare
        return [_tag(word) for word in re.findall(r"(?<!\S)@([\w-]+)", title)]

    def _list(self, text: str, cells: dict[str, Any], tags: list[str]) -> None:
        """Take the column of a board for the status where its name is one, else for a tag."""
        said = self._said.get(("status", fold(text)))
        status = parse_choice(Status, said) if said else sheet_word(Status, text)
        if status is not None and cells.get("status") is None:
            cells["status"] = str(status)
        else:
            tags.append(_tag(text))

    def _parent(self, text: str, record: SheetRecord) -> str:
        """Return the title of the item above, which a cell names by key, title or both; empty for no known key."""
        plain_text = clean_line(re.sub(r"\(https?://[^()]*\)", "", text)).split(", http")[0]
        both = re.fullmatch(r"(?:.*?)#([\w-]+): (.+)", plain_text)
        for word in (both[1], plain_text) if both else (plain_text, plain_text.lstrip("#")):
            title = self._by_key.get(fold(word))
            if title is not None:
                return "" if title == record.values.get("title") else title
        if both:
            return both[2]
        is_key = re.fullmatch(r"#?[A-Za-z]{0,10}[-_.]?[0-9a-z]*[0-9][\w.-]*", plain_text) is not None
        return "" if is_key else plain_text

    def _over(self, level: str, title: str) -> str:
        """Return the title of the row one level up; ``level`` is a number, or an outline number (``1.2``)."""
        if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3})*(?:\.0)?", level):
            return ""
        depth = level.count(".") + 1 if "." in level and not level.endswith(".0") else int(float(level))
        if level.isdigit() and depth > 1 and not self._counts_levels:
            depth = 1  # an outline number of the first level
        self._above = {deep: text for deep, text in self._above.items() if deep < depth}
        over = self._above.get(max(self._above, default=0), "")
        self._above[depth] = title
        return over

    @property
    def _counts_levels(self) -> bool:
        """Return whether levels are numbers of their own, and no outline numbers."""
        return self._tracker is None or self._tracker.name != "GanttProject"

    def _flags(self, record: SheetRecord, row: TableRow, cells: dict[str, Any]) -> None:
        flags = {name: row.cell(column.index) for column, name in self._columns if name in ("finished", ARCHIVED)}
        if fold(shown(flags.get("finished"))) in _TRUE:
            cells["status"] = str(Status.DONE)
        if fold(shown(flags.get(ARCHIVED))) not in _TRUE or cells.get("status") == Status.DONE:
            return
        said = self._said.get(("status", ARCHIVED))
        if said is not None:
            cells["status"] = str(parse_choice(Status, said))
            return
        choices = (str(Status.DONE), str(Status.CANCELLED), str(Status.DEFERRED), str(Status.NOT_STARTED))
        reason = _("It is archived in the other program: say whether that means done, or cancelled.")
        self.unknown[("status", ARCHIVED)] = UnknownWord("status", ARCHIVED, reason, choices)
        record.warn(reason)

    def _name(self, record: SheetRecord, kept: Sequence[str]) -> None:
        """Let the record keep whose it is, and what is said of it there."""
        if self._tracker is None:
            if kept:
                record.about = ("sheet", "; ".join(kept)[:TEXT_LIMIT])
            return
        cell = record.cells.cell(self._key.index) if self._key is not None and record.cells is not None else None
        key = shown(cell) if self._tracker.lasting else ""
        if key:
            record.outside = (fold(self._tracker.name), key)
        head = clean_line(f"{self._tracker.name} {key}")
        if kept or key:
            record.about = (self._tracker.name, f"{head}: {'; '.join(kept)}"[:TEXT_LIMIT] if kept else head)


def _unlabelled(title: str) -> str:
    """Return a title without the labels in it; as it is where it is nothing but labels."""
    return clean_line(re.sub(r"(?<!\S)@[\w-]+", "", title)) or title


def _tag(text: str) -> str:
    """Return one text as a tag."""
    try:
        return str(
            plain(record_spec("tag").by_name["name"], "-".join(clean_line(text)[:_LONGEST_TAG].split()).casefold())
        )
    except InvalidValue:
        return ""
