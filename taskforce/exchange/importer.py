"""Importing: a file is read into a plan, the plan is shown, and run as one batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from taskforce.exchange.bundles.complete import import_complete, is_complete
from taskforce.exchange.files.item_json import is_item_list, item_book
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.exchange.files.sheet import Book, ImportFailed, Sheet
from taskforce.exchange.files.taskwarrior import is_taskwarrior, taskwarrior_book
from taskforce.exchange.importing.header_names import KINDS, SheetKind
from taskforce.exchange.importing.headers import Header, find_header, first_rows
from taskforce.exchange.importing.item_matching import ITEMS
from taskforce.exchange.importing.item_rows import ActionTable
from taskforce.exchange.importing.plan import ColumnUse, Place, Plan, Rejected, Remark, TableUse
from taskforce.exchange.importing.planner import ImportType, Planner
from taskforce.exchange.importing.preview import describe, sections
from taskforce.exchange.importing.register_matching import DEADLINES, MEMBERS
from taskforce.exchange.importing.register_rows import RegisterTable
from taskforce.exchange.importing.rows import TableRow, table_rows
from taskforce.exchange.importing.sheet_record import SheetRecord
from taskforce.exchange.matrix.hidden_sheet import read_mark
from taskforce.exchange.matrix.plan import plan_returned
from taskforce.exchange.matrix.returned import is_returned, last_saved
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import Batch, Receipt
from taskforce.store.store import Store

__all__ = ["describe", "plan_import", "run_import", "sections"]


def plan_import(store: Store, path: Path, kind: str | None = None) -> Plan:
    """What importing a file would do.

    ``kind`` (actions, members, deadlines) says what the file lists; without it the headers say so.
    Raises :class:`ImportFailed` when it cannot be read or holds no list.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(_("“{kind}” is no kind of list: use {kinds}.", kind=kind, kinds=", ".join(KINDS)))
    with _many_objects():
        return _planned(store, path, next((one for one in KINDS if one == kind), None))


def _planned(store: Store, path: Path, kind: SheetKind | None) -> Plan:
    plan = Plan(path.name)
    content = read_bytes(path)
    data = read_book(content, path)
    if isinstance(data, Book):
        book = data
        plan.remarks += book.remarks
        if is_returned(book):
            with store.reader.snapshot():
                plan_returned(store, plan, book, last_saved(content))
            return plan
    elif is_complete(data) and "changes" in data:
        return _plan_complete(store, data, path, plan)
    else:
        book = _json_book(store, data, path)
    with store.reader.snapshot():
        _fill(store, plan, book, path, kind)
    return plan


def run_import(store: Store, plan: Plan) -> Receipt:
    """Write what a plan says, as one batch (none when there is nothing to write).

    Raises :class:`~taskforce.store.changes.batch.StaleWrite` when someone changed a field since the plan was
    made.
    """
    if plan.complete is not None:
        return plan.complete(store)
    if not plan.drafts:
        return Receipt(None)
    with _many_objects():
        return store.apply(Batch("import", plan.drafts, summary=plan.file))


@contextmanager
def _many_objects() -> Iterator[None]:
    """Hundreds of thousands of small objects that all stay: collecting garbage would only look through them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _json_book(store: Store, data: Any, path: Path) -> Book:
    if is_complete(data):
        data = data.get("items") or []
    if data == []:
        raise ImportFailed(_("{path} is empty: there is nothing to import.", path=path.name))
    if is_taskwarrior(data):
        return taskwarrior_book(data, store.clock.zone)
    if is_item_list(data):
        return item_book(data)
    raise ImportFailed(
        _(
            "{name} is JSON, but neither of this program nor of Taskwarrior: export the list from one of them.",
            name=path.name,
        )
    )


def _plan_complete(store: Store, data: Mapping[str, Any], path: Path, plan: Plan) -> Plan:
    """The export of a whole list: its changes are taken as they are."""
    from taskforce.store.read.import_history import unseen_changes

    try:
        ids = [str(one["id"]) for one in data["changes"]]
    except (KeyError, TypeError) as error:
        raise ImportFailed(
            _("{path} is damaged ({reason}): nothing was taken; export it again.", path=path.name, reason=error)
        ) from error
    plan.unseen = unseen_changes(store.reader, ids)
    plan.complete = lambda target: import_complete(target, data, path)
    plan.remarks.append(_("The complete export of a list: its whole history is taken in."))
    return plan


_TYPES: Final[Mapping[SheetKind, ImportType]] = {"members": MEMBERS, "deadlines": DEADLINES, "actions": ITEMS}
"""What each kind of sheet lists, in the order in which they are taken: items name the records of registers."""


class _Table:
    """A table of the file with its rows."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet = sheet
        self.header = header
        self.rows = list(table_rows(sheet, header))


def _fill(store: Store, plan: Plan, book: Book, path: Path, kind: SheetKind | None) -> None:
    tables = _tables(plan, book, path, kind)
    planner = Planner(store, plan)
    mark = read_mark(book.sheets)
    for sheet_kind, record_type in _TYPES.items():
        records: list[SheetRecord | Rejected] = []
        for table in tables:
            if table.header.kind == sheet_kind:
                for header, rows in _by_header(table):
                    reader = ActionTable if sheet_kind == "actions" else RegisterTable
                    records += _read(plan, reader(header, rows, planner.lookup, planner.today), table.sheet, rows)
        if mark is not None and sheet_kind == "actions":
            _without_hidden(plan, records, mark[1])
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


def _without_hidden(plan: Plan, items: list[SheetRecord | Rejected], sent_at: str) -> None:
    """A workbook that was sent out and has lost its hidden sheet: the history says what the list held then."""
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


def _tables(plan: Plan, book: Book, path: Path, kind: SheetKind | None) -> list[_Table]:
    tables: list[_Table] = []
    headless: list[Sheet] = []
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        header = find_header(sheet, kind)
        if header is None:
            headless.append(sheet)
        else:
            tables.append(_Table(sheet, header))
    if not tables:
        raise _no_header(path, headless, kind)
    for sheet in headless:
        plan.remarks.append(_("Sheet “{sheet}” has no header that is known, and was left out.", sheet=sheet.name))
    return tables


def _no_header(path: Path, sheets: list[Sheet], kind: SheetKind | None) -> ImportFailed:
    if not sheets:
        return ImportFailed(_("{path} has no filled cells: there is nothing to import.", path=path.name))
    wanted = {
        None: _("“Tindak Lanjut” (or “Title”), “PIC”, “Status”, “Deadline”"),
        "actions": _("“Tindak Lanjut” (or “Title”), “PIC”, “Status”, “Deadline”"),
        "members": _("“Nama” (or “Name”), “Jabatan”, “OPD”, “NIP”"),
        "deadlines": _("“Kegiatan” (or “Name”), “Tanggal”, “Jenis”"),
    }[kind]
    return ImportFailed(
        _(
            "{path} has no row of column names that is known, such as {wanted}. Its first rows are: {rows}. "
            "Name the columns so, or say with --kind what the file lists.",
            path=path.name,
            wanted=wanted,
            rows="; ".join(first_rows(sheets[0])),
        )
    )


def _by_header(table: _Table) -> list[tuple[Header, list[TableRow]]]:
    """The rows of a table under each of the headers that its sheet has."""
    parts: dict[int, tuple[Header, list[TableRow]]] = {table.header.row: (table.header, [])}
    for row in table.rows:
        parts.setdefault(row.header.row, (row.header, []))[1].append(row)
    if len(parts) > 1 and all(_same(header, table.header) for header, _rows in parts.values()):
        return [(table.header, table.rows)]
    return list(parts.values())


def _same(one: Header, other: Header) -> bool:
    return [(column.index, column.fields) for column in one.columns] == [
        (column.index, column.fields) for column in other.columns
    ]
