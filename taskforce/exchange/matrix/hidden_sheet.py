"""What a workbook that comes back carries: its columns, and its hidden sheet with the values as sent.

The hidden sheet is a table of texts that any spreadsheet program shows: first names and values of the sheet as a
whole, then a row for each item.  It is read back like anything that comes from outside: nothing in it is trusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

from taskforce.exchange.files.remarks import LONGEST_CELL
from taskforce.exchange.files.sheet import FORMAT, HIDDEN_SHEET, CellValue, ImportFailed, Row, Sheet
from taskforce.exchange.importing.tables.headers import shown
from taskforce.language import N_, _
from taskforce.model.text import clean_line, fold

SCHEMA: Final = 1


class SentColumn(NamedTuple):
    """A column of the matrix: its key, header, width in characters, and whether an agency may fill it in.

    One of ``some`` items only is left out where none of them has a value for it.
    """

    key: str
    header: str
    width: int
    open: bool = False
    some: bool = False


COLUMNS: Final = (
    SentColumn("ref", N_("Ref no."), 8),
    SentColumn("origin", N_("Origin"), 18),
    SentColumn("title", N_("Action item"), 38),
    SentColumn("description", N_("Description"), 30),
    SentColumn("dimension", N_("Dimension"), 16),
    SentColumn("agency", N_("Agency"), 16),
    SentColumn("lead", N_("Lead"), 24, open=True),
    SentColumn("supporting", N_("Supporting"), 18),
    SentColumn("start", N_("Start"), 13, some=True),
    SentColumn("due", N_("Due"), 13, open=True),
    SentColumn("original_due", N_("First due day"), 13, some=True),
    SentColumn("every", N_("Repeats"), 18, some=True),
    SentColumn("priority", N_("Priority"), 12, open=True),
    SentColumn("status", N_("Status"), 15, open=True),
    SentColumn("progress", N_("Progress"), 10, open=True),
    SentColumn("done_on", N_("Done on"), 13, open=True),
    SentColumn("checklist", N_("Checklist"), 32, open=True),
    SentColumn("obstacle", N_("Obstacle"), 32, open=True),
    SentColumn("follow_up", N_("Follow-up"), 32, open=True),
    SentColumn("note", N_("Notes"), 36, open=True),
    SentColumn("evidence", N_("Evidence"), 32, open=True),
    SentColumn("tags", N_("Tags"), 16, some=True),
    SentColumn("budget", N_("Budget"), 17, some=True),
    SentColumn("fund_source", N_("Fund source"), 16, some=True),
)
OPEN: Final = frozenset(column.key for column in COLUMNS if column.open)
"""What an agency may fill in; a workbook for several agencies opens all but what is computed."""
COMPUTED: Final = frozenset(("ref", "original_due"))
ALL_OPEN: Final = frozenset(column.key for column in COLUMNS) - COMPUTED
DAYS: Final = ("start", "due", "original_due", "done_on")
_WORDED: Final = frozenset(("origin", "title", "description", "checklist", "note", "fund_source"))
"""Columns in which another spelling is another text: capitals, and where a line ends."""


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A sheet as it was sent.

    ``seen`` is the position of the copy that sent it, ``headers`` what each column (by key) was called,
    ``open`` the columns whose changes count, ``ids`` the item of each ref, ``cells`` what stood in each cell (by
    ref, then key), ``members`` the ids of the names
    in the list of members.
    """

    id: str
    copy_id: str
    sent_at: str
    seen: Mapping[str, int]
    query: str
    agency_id: str | None
    agency: str
    headers: Mapping[str, str]
    open: frozenset[str]
    ids: Mapping[str, str]
    cells: Mapping[str, Mapping[str, str]]
    members: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Return a line for the visible sheet that says the same in short, should the hidden one be lost."""
        return f"{FORMAT} {self.id} {self.sent_at}"

    def hidden_rows(self) -> list[list[str]]:
        """Return the rows of the hidden sheet."""
        about = {
            FORMAT: str(SCHEMA),
            "id": self.id,
            "copy": self.copy_id,
            "sent_at": self.sent_at,
            "seen": json.dumps(dict(self.seen), separators=(",", ":")),
            "query": self.query,
            "agency_id": self.agency_id or "",
            "agency": self.agency,
        }
        keys = list(self.headers)
        rows = [[name, value] for name, value in about.items()]
        rows.append(["open", *(key for key in keys if key in self.open)])
        rows += [["headers", *self.headers.values()], ["items", "id", *keys]]
        rows += [[ref, self.ids[ref], *(cells.get(key, "") for key in keys)] for ref, cells in self.cells.items()]
        return rows


def read_mark(sheets: Iterable[Sheet]) -> tuple[str, str] | None:
    """Return the id and the moment of sending that the visible sheet of a workbook of ours says."""
    pattern = rf"{FORMAT} ([0-9a-f-]{{36}}) (\S{{20,30}}Z)"
    for sheet in sheets:
        for row in sheet.rows[:40]:
            for value in row:
                match = re.fullmatch(pattern, value.strip()) if isinstance(value, str) else None
                if match:
                    return match[1], match[2]
    return None


def read_sent(hidden: Sheet, lists: Sheet | None, name: str) -> SentSheet:
    """Return the hidden sheet of a workbook, read.  Raise :class:`ImportFailed` when it cannot be."""
    rows = [[_text(value) for value in row] for row in hidden.rows]
    about: dict[str, list[str]] = {}
    start = len(rows)
    for index, row in enumerate(rows):
        if row and row[0]:
            about.setdefault(row[0], row[1:])
        if row and row[0] == "items":
            start = index + 1
            break
    schema = _one(about, FORMAT)
    if schema.isdigit() and int(schema) > SCHEMA:
        raise ImportFailed(_("{path} was written by a newer taskforce: update this program.", path=name))
    try:
        seen = {str(key): int(value) for key, value in json.loads(_one(about, "seen")).items()}
        keys = about["items"][1:]
        headers = dict(zip(keys, about["headers"], strict=False))
        sheet_id, sent_at = _one(about, "id"), _one(about, "sent_at")
        datetime.fromisoformat(sent_at)
        if not re.fullmatch(r"[0-9a-f-]{36}", sheet_id) or "ref" not in headers or "title" not in headers:
            raise ValueError(sheet_id)
    except (KeyError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ImportFailed(
            _(
                "{name}: its hidden sheet is damaged, so that what was changed cannot be told. Ask for the file "
                "again, or delete the hidden sheet “{sheet}”: then every cell counts.",
                name=name,
                sheet=HIDDEN_SHEET,
            )
        ) from error
    ids: dict[str, str] = {}
    cells: dict[str, dict[str, str]] = {}
    for row in rows[start:]:
        if len(row) > 1 and row[0] and row[1]:
            ids[row[0]] = row[1]
            cells[row[0]] = dict(zip(keys, row[2:], strict=False))
    agency_id = _one(about, "agency_id") or None
    members = _members(lists)
    return SentSheet(
        sheet_id,
        _one(about, "copy"),
        sent_at,
        seen,
        _one(about, "query"),
        agency_id,
        clean_line(_one(about, "agency")),
        headers,
        frozenset(about.get("open", ())) & headers.keys() - COMPUTED,
        ids,
        cells,
        members,
    )


def _one(about: Mapping[str, list[str]], name: str) -> str:
    return next(iter(about.get(name, ())), "")


def _members(lists: Sheet | None) -> dict[str, str]:
    rows: list[Row] = lists.rows if lists is not None else []
    texts = [[_text(value) for value in row[2:4]] for row in rows]
    return {row[0]: row[1] for row in texts if len(row) == 2 and row[0] and row[1]}


def _text(value: CellValue) -> str:
    return value if isinstance(value, str) else shown(value)


def is_as_sent(key: str, cell: CellValue, sent: str) -> bool:
    """Return whether a cell of the visible sheet holds what the hidden one says."""
    text = as_sent(key, cell)
    return text == sent or (key not in _WORDED and fold(text) == fold(sent))


def as_sent(key: str, value: CellValue) -> str:
    """Return a cell of the visible sheet as the hidden one writes it, so that the two can be compared.

    A progress is a percentage; as a number it is a share of 1, as the cell's format shows it.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if key == "progress" and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value * 100 if 0 <= value <= 1 else value:.6g}"
    lines = (clean_line(line) for line in _text(value).splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_CELL]
