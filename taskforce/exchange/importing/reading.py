"""The tables of a file: found under their headers, read as records, and handed to the planner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from taskforce.exchange.files.sheet import Book, ImportFailed, Sheet
from taskforce.exchange.importing.item_matching import ITEMS
from taskforce.exchange.importing.plan import ColumnUse, Place, Plan, Rejected, Remark, TableUse
from taskforce.exchange.importing.planner import ImportType, Planner
from taskforce.exchange.importing.records.item_rows import ActionTable
from taskforce.exchange.importing.records.register_rows import RegisterTable
from taskforce.exchange.importing.records.sheet_record import SheetRecord
from taskforce.exchange.importing.register_matching import DEADLINES, MEMBERS
from taskforce.exchange.importing.tables.header_names import SheetKind
from taskforce.exchange.importing.tables.headers import Header, find_header, first_rows
from taskforce.exchange.importing.tables.lines import TableRow, table_rows
from taskforce.language import _
from taskforce.store.store import Store

_TYPES: Final[Mapping[SheetKind, ImportType]] = {"members": MEMBERS, "deadlines": DEADLINES, "actions": ITEMS}
"""What each kind of sheet lists, in the order in which they are taken: items name the records of registers."""


def plan_tables(store: Store, plan: Plan, book: Book, kind: SheetKind | None, sent_at: str | None) -> None:
    """Fill ``plan`` with what the tables of a file say; ``kind`` is what they list, where a person says it.

    ``sent_at`` is the moment (UTC) at which a workbook of ours was sent out that has lost its hidden sheet.
    Raise :class:`ImportFailed` when no sheet has a header.
    """
    tables = _tables(plan, book, kind)
    planner = Planner(store, plan)
    for sheet_kind, record_type in _TYPES.items():
        records: list[SheetRecord | Rejected] = []
        for sheet, first in tables:
            if first.kind == sheet_kind:
                for header, rows in _by_header(sheet, first):
                    reader = ActionTable if sheet_kind == "actions" else RegisterTable
                    records += _read(plan, reader(header, rows, planner.lookup, planner.today), sheet, rows)
        if sent_at is not None and sheet_kind == "actions":
            _judge_as_of(plan, records, sent_at)
        planner.take(record_type, records)
    planner.finish([sheet.name for sheet in book.sheets])


def _read(
    plan: Plan, table: ActionTable | RegisterTable, sheet: Sheet, rows: list[TableRow]
) -> list[SheetRecord | Rejected]:
    """Read the rows of a table; what is passed over, and how the columns were read, goes into the plan."""
    records: list[SheetRecord | Rejected] = []
    for row in rows:
        place = Place(sheet.name, row.number)
        skipped = (table.heads(row.heading) if row.heading else "") or row.skipped
        if skipped:
            plan.skipped.append(Remark(place, skipped))
        else:
            records.append(table.read(row, place))
    header = table.header
    columns = tuple(ColumnUse(one.letter, one.header, one.fields, one.why) for one in header.columns)
    plan.tables.append(TableUse(sheet.name, header.kind, header.row + 1, columns, len(records)))
    plan.remarks += table.remarks
    return records


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


def _tables(plan: Plan, book: Book, kind: SheetKind | None) -> list[tuple[Sheet, Header]]:
    tables: list[tuple[Sheet, Header]] = []
    headless: list[Sheet] = []
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        header = find_header(sheet, kind)
        if header is None:
            headless.append(sheet)
        else:
            tables.append((sheet, header))
    if not tables:
        raise _no_header(plan.file, headless, kind)
    for sheet in headless:
        plan.remarks.append(_("Sheet “{sheet}” has no header that is known, and was left out.", sheet=sheet.name))
    return tables


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


def _by_header(sheet: Sheet, first: Header) -> list[tuple[Header, list[TableRow]]]:
    """Return the rows of a sheet under each of its headers."""
    rows = list(table_rows(sheet, first))
    parts: dict[int, tuple[Header, list[TableRow]]] = {first.row: (first, [])}
    for row in rows:
        parts.setdefault(row.header.row, (row.header, []))[1].append(row)
    if len(parts) > 1 and all(_same(header, first) for header, _rows in parts.values()):
        return [(first, rows)]
    return list(parts.values())


def _same(one: Header, other: Header) -> bool:
    return [(column.index, column.fields) for column in one.columns] == [
        (column.index, column.fields) for column in other.columns
    ]
