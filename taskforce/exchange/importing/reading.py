"""The tables of a file: found under their headers, read as records, and handed to the planner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from taskforce.exchange.files.sheet import Book, ImportFailed, Sheet
from taskforce.exchange.importing.item_matching import ITEMS
from taskforce.exchange.importing.layouts import Layouts
from taskforce.exchange.importing.plan import ColumnUse, LeftOut, Place, Plan, Rejected, Remark, TableUse
from taskforce.exchange.importing.planner import ImportType, Planner
from taskforce.exchange.importing.questions import Answers, Question, value_option
from taskforce.exchange.importing.records.item_rows import ActionTable
from taskforce.exchange.importing.records.register_rows import RegisterTable
from taskforce.exchange.importing.records.sheet_record import SheetRecord
from taskforce.exchange.importing.register_matching import DEADLINES, MEMBERS
from taskforce.exchange.importing.tables.export_rows import export_rows
from taskforce.exchange.importing.tables.find import find_table
from taskforce.exchange.importing.tables.header_names import SheetKind
from taskforce.exchange.importing.tables.headers import Header, first_rows, shown
from taskforce.exchange.importing.tables.judge import (
    Table,
    column_questions,
    is_weak,
    judged,
    kind_of_left,
)
from taskforce.exchange.importing.tables.lines import TableRow, table_rows
from taskforce.language import _, plural
from taskforce.model.errors import UsageError
from taskforce.model.text import clean_line, fold
from taskforce.model.width import shorten
from taskforce.store.store import Store

_TYPES: Final[Mapping[SheetKind, ImportType]] = {"members": MEMBERS, "deadlines": DEADLINES, "actions": ITEMS}
"""What each kind of sheet lists, in the order in which they are taken: items name the records of registers."""


def plan_tables(store: Store, plan: Plan, book: Book, answers: Answers, sent_at: str | None) -> None:
    """Fill ``plan`` with what the tables of a file say, read as ``answers`` and those of earlier imports have it.

    ``sent_at`` is the moment (UTC) at which a workbook of ours was sent out that has lost its hidden sheet.
    Raise :class:`ImportFailed` when no sheet has a header.
    """
    layouts = Layouts(store.reader)
    tables = _tables(plan, book, answers, layouts)
    planner = Planner(store, plan, answers)
    parts = [(part, rows, known) for table, known in tables for part, rows in _by_header(table, known)]
    for sheet_kind, record_type in _TYPES.items():
        records: list[SheetRecord | Rejected] = []
        for part, rows, known in parts:
            if part.header.kind == sheet_kind:
                reader = ActionTable if sheet_kind == "actions" else RegisterTable
                records += _read(plan, part, reader(part.header, rows, planner.lookup, planner.today, known), rows)
        if sent_at is not None and sheet_kind == "actions":
            _judge_as_of(plan, records, sent_at)
        planner.take(record_type, records)
    planner.finish([sheet.name for sheet in book.sheets])
    for table, _known in tables:
        plan.drafts += layouts.drafts(table.header, plan.file, answers)


def _read(
    plan: Plan, part: Table, table: ActionTable | RegisterTable, rows: Sequence[TableRow]
) -> list[SheetRecord | Rejected]:
    """Read the rows of a table; what is passed over or left out, and how columns were read, goes into the plan."""
    records: list[SheetRecord | Rejected] = []
    sheet = part.sheet
    plan.remarks += part.remarks
    plan.questions += part.questions
    waiting = 0
    for row in rows:
        place = Place(sheet.name, row.number)
        skipped = (table.heads(row.heading) if row.heading else "") or table.groups(row.group) or row.skipped
        if skipped and part.waits and row.matters:
            waiting += 1  # what the row is, the answer will tell
        elif skipped:
            plan.skipped.append(Remark(place, skipped))
            if row.matters and skipped == row.skipped:
                text = " | ".join(filter(None, map(shown, row.cells)))
                text = shorten(text, 200)
                plan.left_out.append(LeftOut(sheet.name, row.number, "", "", text, skipped, True, 1))
        elif part.waits:
            waiting += 1
        else:
            records.append(table.read(row, place))
    header = table.header
    columns = tuple(ColumnUse(one.letter, one.header, one.fields, one.why) for one in header.columns)
    plan.tables.append(TableUse(sheet.name, header.kind, header.row + 1, columns, len(records)))
    plan.remarks += table.remarks
    if table.unlisted:
        names = ", ".join(f"“{text}”" for _header, text in list(table.unlisted)[:6])
        plan.remarks.append(_("Not in the list, so kept in notes: {names}.", names=names))
    plan.questions += column_questions(part, header)
    plan.questions += _value_questions(part, table)
    for left in () if part.why else part.left_columns(header):
        what = kind_of_left(left)
        reason = left.column.why or (
            _("not read, although it holds {things}", things=what) if what and left.is_data else _("not read")
        )
        value = "; ".join(left.about.examples)
        name, letter = clean_line(left.column.header), left.column.letter
        plan.left_out.append(LeftOut(sheet.name, None, letter, name, value, reason, left.is_data))
    if waiting:
        text = plural("{count} row", "{count} rows", waiting)
        reason = part.why or _("no column is known to say what is to be done, so no row was taken")
        plan.left_out.append(LeftOut(sheet.name, None, "", "", text, reason, True, waiting))
    return records


def _value_questions(part: Table, table: ActionTable | RegisterTable) -> list[Question]:
    """Return what is to be asked of words that are not known: once each, however often they stand there."""
    questions: list[Question] = []
    for (field, _folded), unknown in table.unknown.items():
        column = table.header.column(field) or table.header.column(fold(unknown.word))
        if column is None or not unknown.choices:
            continue
        questions.append(
            Question(
                f"value:{field}:{fold(unknown.word)}",
                part.sheet.name,
                "value",
                column.letter,
                clean_line(column.header),
                (shorten(clean_line(unknown.word), 60),),
                unknown.choices,
                value_option(field, unknown.word, unknown.choices[0]),
                _(
                    "What does “{word}” mean in “{header}”?",
                    word=clean_line(unknown.word),
                    header=clean_line(column.header),
                ),
                field,
                unknown.word,
            )
        )
    return questions


def _judge_as_of(plan: Plan, items: list[SheetRecord | Rejected], sent_at: str) -> None:
    """Let rows of a workbook without its hidden sheet be judged by what the list held when it was sent."""
    plan.remarks.append(
        _(
            "This workbook was sent out from this program, but its hidden sheet with the values as sent is gone: "
            "rows are known by their refs, and every cell counts that differs from what the list held on {day}.",
            day=sent_at[:10],
        )
    )
    for item in items:
        if isinstance(item, SheetRecord):
            item.as_of = sent_at[:19]


def _tables(plan: Plan, book: Book, answers: Answers, layouts: Layouts) -> list[tuple[Table, Answers]]:
    """Return the tables of the sheets that are read, each with the answers that hold for it."""
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    if answers.sheet is not None:
        sheets = [sheet for sheet in sheets if fold(sheet.name) == fold(clean_line(answers.sheet))]
        if not sheets:
            names = ", ".join(sheet.name for sheet in book.sheets)
            raise UsageError(
                _("There is no sheet “{sheet}”: it has {names}.", sheet=answers.sheet, names=names or "–")
            )
    tables: list[tuple[Table, Answers]] = []
    headless: list[Sheet] = []
    for sheet in sheets:
        known = layouts.answers_for(sheet, answers)
        table = find_table(sheet, known)
        if table is None:
            headless.append(sheet)
        else:
            tables.append((table, known))
            plan.recalled |= known is not answers
    if not tables and answers.kind in (None, "actions"):
        plainly = [(sheet, find_table(sheet, answers, plainly=True)) for sheet in headless]
        tables = [(table, answers) for _sheet, table in plainly if table is not None]
        headless = [sheet for sheet, table in plainly if table is None]
    if not tables:
        raise _no_header(plan.file, headless, answers.kind)
    for sheet in headless:
        _leave_out(plan, sheet)
    for table, _known in tables:
        plan.left_out += _rows_above(table)
    tables = _without_weak(plan, tables, answers)
    _check_answers(answers, [table for table, _known in tables])
    plan.answers = {table.sheet.name: known for table, known in tables}
    return tables


_A_TABLE: Final = 3
"""Rows of as many cells that are a table of their own, and no title with what belongs to it."""


def _rows_above(table: Table) -> list[LeftOut]:
    """Return the rows above a header that hold more than a title and its date, and are no part of the header."""
    header = table.header
    names = {clean_line(word) for label in header.labels for word in (label, *label.split())}
    above: list[LeftOut] = []
    for number, row in enumerate(table.sheet.rows[: max(header.row, 0)], 1):
        texts = [text for text in map(shown, row) if text]
        if len(texts) >= _A_TABLE and sum(text in names for text in texts) * 2 < len(texts):
            value = shorten(" | ".join(texts), 200)
            reason = _("above the names of the columns")
            above.append(LeftOut(table.sheet.name, number, "", "", value, reason, False, 1))
    matters = len(above) >= _A_TABLE
    return [one._replace(matters=matters, rows=int(matters)) for one in above]


def _without_weak(
    plan: Plan, tables: list[tuple[Table, Answers]], answers: Answers
) -> list[tuple[Table, Answers]]:
    """Leave out sheets of mere titles and texts beside one that says who, when or how far: notes, links, ideas."""
    strong = [table for table, _known in tables if table.header.kind == "actions" and not is_weak(table)]
    if not strong or answers.sheet is not None or answers.kind is not None:
        return tables
    for table, _known in tables:
        if is_weak(table):
            _leave_out(plan, table.sheet, _("it says nothing of who, when or how far, as another sheet does"))
    return [one for one in tables if not is_weak(one[0])]


def _leave_out(plan: Plan, sheet: Sheet, why: str = "") -> None:
    reason = why or _("no row of it is a header with a known name")
    if not why:
        plan.remarks.append(_("Sheet “{sheet}” has no header that is known, and was left out.", sheet=sheet.name))
    filled = [row for row in sheet.rows if sum(value is not None for value in row) > 1]
    value = "; ".join(first_rows(sheet, 3))
    plan.left_out.append(LeftOut(sheet.name, None, "", "", shorten(value, 200), reason, len(filled) > 1))


def _check_answers(answers: Answers, tables: Sequence[Table]) -> None:
    """Refuse an answer about a column that no table has."""
    for name in answers.columns:
        one = Answers(columns={name: "title"})
        if not any(
            one.column(column.letter, column.header) for table in tables for column in table.header.columns
        ):
            headers = dict.fromkeys(
                clean_line(column.header) for table in tables for column in table.header.columns
            )
            raise UsageError(
                _(
                    "There is no column “{name}”: the columns are {headers}.",
                    name=name,
                    headers=", ".join(header for header in headers if header),
                )
            )


def _no_header(file: str, sheets: list[Sheet], kind: SheetKind | None) -> ImportFailed:
    if not sheets:
        return ImportFailed(_("{path} has no filled cells: there is nothing to import.", path=file))
    names = {
        None: _("“Tindak Lanjut” (or “Title”), “PIC”, “Status”, “Deadline”"),
        "actions": _("“Tindak Lanjut” (or “Title”), “PIC”, “Status”, “Deadline”"),
        "members": _("“Nama” (or “Name”), “Jabatan”, “OPD”, “NIP”"),
        "deadlines": _("“Kegiatan” (or “Name”), “Tanggal”, “Jenis”"),
    }[kind]
    return ImportFailed(
        _(
            "{path} has no row of column names that is known, such as {wanted}. Its first rows are: {rows}. "
            "Name the columns so, or say with --kind what the file lists.",
            path=file,
            wanted=names,
            rows="; ".join(first_rows(sheets[0])),
        )
    )


def _by_header(table: Table, answers: Answers) -> list[tuple[Table, list[TableRow]]]:
    """Return the rows of a sheet under each of its headers."""
    first = table.header
    if first.tracker is not None:
        return _of_export(table, answers)
    rows = table_rows(table.sheet, first)
    parts: dict[int, tuple[Header, list[TableRow]]] = {first.row: (first, [])}
    for row in rows:
        parts.setdefault(row.header.row, (row.header, []))[1].append(row)
    if len(parts) > 1 and all(_same(header, first) for header, _rows in parts.values()):
        return [(table, rows)]
    again: list[tuple[Table, list[TableRow]]] = [(table, parts.pop(first.row)[1])]
    for header, below in parts.values():
        other = judged(replace(table.sheet, rows=table.sheet.rows[: below[-1].number]), header, answers)
        again.append((other, below))
    return again


def _of_export(table: Table, answers: Answers) -> list[tuple[Table, list[TableRow]]]:
    """Return the rows of a known export by their headers: its items, what belongs to these, and its people."""
    parts: dict[tuple[str, ...], list[TableRow]] = {}
    for row in export_rows(table.sheet, table.header):
        parts.setdefault((row.header.kind, *row.header.labels), []).append(row)
    if len(parts) < 2:
        return [(table, rows) for rows in parts.values()] or [(table, [])]
    again: list[tuple[Table, list[TableRow]]] = []
    for rows in parts.values():
        header = rows[0].header
        numbers = {row.number for row in rows if not row.skipped and not row.group}
        lines = [line if number in numbers else [] for number, line in enumerate(table.sheet.rows, 1)]
        lines[: header.row + 1] = table.sheet.rows[: header.row + 1]
        again.append((judged(replace(table.sheet, rows=lines), header, answers), rows))
    return again


def _same(one: Header, other: Header) -> bool:
    return [(column.index, column.fields) for column in one.columns] == [
        (column.index, column.fields) for column in other.columns
    ]
