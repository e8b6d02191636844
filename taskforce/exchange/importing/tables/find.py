"""Which rows of a sheet are a table, what it lists, and what has to be asked of it as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from taskforce.exchange.files.sheet import Sheet
from taskforce.exchange.importing.questions import Answers, Question
from taskforce.exchange.importing.tables.content import Profile, fit, profiles
from taskforce.exchange.importing.tables.header_names import LABELS
from taskforce.exchange.importing.tables.headers import (
    Header,
    find_export,
    find_headers,
    labels_of,
    named_columns,
    plain_header,
    rival_of,
    title_instead,
)
from taskforce.exchange.importing.tables.judge import ONLY_ACTIONS, ONLY_MEMBERS, WORK, Table, judged
from taskforce.language import _
from taskforce.model.text import clean_line
from taskforce.model.width import shorten

_NAMELESS: Final = 4
"""Columns without a name that make a header doubtful."""


def find_table(sheet: Sheet, answers: Answers, *, plainly: bool = False) -> Table | None:
    """Return the table of a sheet; ``None`` where no row is a header.

    ``plainly`` takes a row that looks like a header although no name in it is known.
    """
    row = answers.header - 1 if answers.header is not None else None
    export = find_export(sheet, row) if answers.kind in (None, "actions") else None
    if export is not None:
        return judged(sheet, export, answers)
    headers = find_headers(sheet, answers.kind, row)
    if not headers and (plainly or row is not None or answers.kind is not None):
        plain = plain_header(sheet, answers.kind or "actions", row)
        is_named = plain is not None and LABELS[plain.kind] in plain.fields
        headers = [plain] if plain is not None and (plainly or row is not None or is_named) else []
    if not headers and plainly and _is_table(sheet):
        return judged(sheet, Header(answers.kind or "actions", -1, (), 0), answers)
    if not headers:
        return None
    header = _kind(sheet, headers)
    table = judged(sheet, header, answers)
    rival = rival_of(sheet, header) if row is None and header.row >= 0 else None
    if rival is None and row is None and _is_lopsided(table):
        below = replace(sheet, rows=[[] if index <= header.row else line for index, line in enumerate(sheet.rows)])
        rival = next(iter(find_headers(below, answers.kind)), None)
    if rival is not None:
        _ask_header(table, header, rival)
    elif answers.kind is None and header.row >= 0 and _may_be_both(table):
        _ask_kind(table)
    return table


def _is_lopsided(table: Table) -> bool:
    """Return whether most columns of a table have no name: then its header may be that of something smaller."""
    named = sum(bool(column.header) for column in table.header.columns)
    nameless = sum(
        not column.header and column.index in table.profiles and table.profiles[column.index].filled > 1
        for column in table.header.columns
    )
    return nameless >= _NAMELESS and nameless > 2 * named


def _ask_header(table: Table, header: Header, rival: Header) -> None:
    """Ask which of two rows has the names of the columns; until then no row is taken."""
    rows = (rival.row + 1, header.row + 1)
    examples = tuple(" | ".join(filter(None, labels_of(table.sheet.rows[one - 1]))) for one in rows)
    table.waits, table.why = True, _("it is not known which row has the names of the columns")
    question = Question(
        f"header:{table.sheet.name}",
        table.sheet.name,
        "header",
        "",
        "",
        tuple(shorten(clean_line(text), 120) for text in examples),
        tuple(map(str, rows)),
        f"--header {rows[0]}",
        _("Which row has the names of the columns: {first} or {second}?", first=rows[0], second=rows[1]),
    )
    table.questions = [question]


def _may_be_both(table: Table) -> bool:
    """Return whether a table may list people or work: names alone, and no column that either cannot be without."""
    header = table.header
    column = header.column(LABELS[header.kind])
    raw = {field for one in named_columns(header) for field in one.fields}
    if column is None or column.said or not raw & {"name", "name~"} or raw & (ONLY_ACTIONS | ONLY_MEMBERS):
        return False
    about = table.profiles[column.index]
    people = about.share("person")
    return about.filled >= 2 and (0.3 <= people < 0.75 or (header.kind == "actions" and people >= 0.75))


def _ask_kind(table: Table) -> None:
    """Ask whether a table lists people or work; until then no row is taken."""
    header = table.header
    column = header.column(LABELS[header.kind])
    people = column is not None and table.profiles[column.index].share("person") >= 0.5
    first, other = ("members", "actions") if people else ("actions", "members")
    table.waits, table.why = True, _("it is not known whether it lists people or action items")
    question = Question(
        f"kind:{table.sheet.name}",
        table.sheet.name,
        "kind",
        column.letter if column else "",
        clean_line(column.header) if column else "",
        table.profiles[column.index].examples if column else (),
        (first, other),
        f"--kind {first}",
        _("Does the table list action items, or people?"),
    )
    table.questions = [question]


def _is_table(sheet: Sheet) -> bool:
    """Return whether a sheet is a table without names of columns: many rows alike, with texts for titles."""
    filled = [row for row in sheet.rows if any(value is not None for value in row)]
    about = profiles(filled, range(max(map(len, filled[:1000]), default=0)))
    columns = [one for one in about.values() if one.filled >= 0.8 * one.rows]
    return len(filled) >= 3 and len(columns) >= 3 and any(one.may_be_title for one in columns)


def _kind(sheet: Sheet, headers: Sequence[Header]) -> Header:
    """Return the header of the kind that the cells allow."""
    if len(headers) == 1:
        return headers[0]
    # A list that has what its kind cannot be without goes before one that lacks it.
    headers = sorted(headers, key=lambda header: not _has_label(header))
    below = sheet.rows[headers[0].row + 1 :]
    about = profiles(below, [column.index for column in headers[0].columns])
    return next((header for header in headers if _is_plausible(header, about, headers)), headers[0])


def _has_label(header: Header) -> bool:
    label = LABELS[header.kind]
    return label in header.fields or any(label in column.possible for column in header.columns)


def _is_plausible(header: Header, about: Mapping[int, Profile], headers: Sequence[Header]) -> bool:
    column = header.column(LABELS[header.kind])
    cells = about.get(column.index) if column is not None else None
    raw = {name for one in named_columns(header) for name in one.fields}
    if header.kind == "members":
        if cells is None or not cells.filled or ONLY_MEMBERS & raw:
            return True
        return cells.share("people") >= 0.5 and not cells.may_be_title
    if header.kind == "deadlines":
        due = header.column("due")
        days = about.get(due.index) if due is not None else None
        actions = next((one for one in headers if one.kind == "actions"), None)
        more = len(actions.fields & WORK) if actions is not None else 0
        return more < 2 and (days is None or fit("due", days) >= 0.5)
    if header.kind == "actions" and cells is not None and "name" in raw and title_instead(raw) == "name":
        return cells.share("person") < 0.6 or bool(raw & ONLY_ACTIONS)
    return True
