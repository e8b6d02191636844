"""Importing: a file is read into a plan, the plan is shown, and run as one batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from taskforce.exchange.bundles.complete import import_complete, is_complete
from taskforce.exchange.files.item_json import is_item_list, item_book
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.exchange.files.sheet import Book, ImportFailed, Sheet
from taskforce.exchange.files.taskwarrior import is_taskwarrior, taskwarrior_book
from taskforce.exchange.importing.header_names import KINDS, SheetKind
from taskforce.exchange.importing.headers import Header, find_header, first_rows
from taskforce.exchange.importing.item_planner import ItemPlanner
from taskforce.exchange.importing.item_rows import ActionTable, Wanted
from taskforce.exchange.importing.lookup import Additions, Lookup
from taskforce.exchange.importing.plan import ColumnUse, Place, Plan, Rejected, Remark, TableUse
from taskforce.exchange.importing.preview import Naming, describe, sections
from taskforce.exchange.importing.register_planner import Entry, RegisterPlanner, RegisterTable
from taskforce.exchange.importing.rows import TableRow, table_rows
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


class _Table:
    """A table of the file with its rows."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet = sheet
        self.header = header
        self.rows = list(table_rows(sheet, header))


def _fill(store: Store, plan: Plan, book: Book, path: Path, kind: SheetKind | None) -> None:
    tables = _tables(plan, book, path, kind)
    known = Lookup(store.reader)
    additions = Additions(known, plan)
    planner = RegisterPlanner(store, known, additions, plan)
    for wanted in ("members", "deadlines"):
        for table in tables:
            if table.header.kind == wanted:
                for header, rows in _by_header(table):
                    _fill_register(plan, planner, RegisterTable(header, rows, known, store.clock.today()), table)
    mark = read_mark(book.sheets)
    items: list[Wanted] = []
    actions = [table for table in tables if table.header.kind == "actions"]
    for table in actions:
        for header, rows in _by_header(table):
            items += _read_actions(plan, ActionTable(header, rows, known, store.clock.today()), table, rows)
    if mark is not None:
        _without_hidden(plan, items, mark[1])
    if actions:
        ItemPlanner(store, additions, plan).run(items)
    additions.draft()
    plan.remarks += known.understood.values()
    Naming(store.reader, known).name(plan)
    plan.rejected.sort(key=lambda one: _order(one.place, book))
    plan.warnings.sort(key=lambda one: _order(one.place, book))
    plan.skipped.sort(key=lambda one: _order(one.place, book))


def _without_hidden(plan: Plan, items: list[Wanted], sent_at: str) -> None:
    """A workbook that was sent out and has lost its hidden sheet: the history says what the list held then."""
    plan.remarks.append(
        _(
            "This workbook was sent out from this program, but its hidden sheet with the values as sent is gone: "
            "rows are known by their refs, and every cell counts that differs from what the list held on {day}.",
            day=sent_at[:10],
        )
    )
    for item in items:
        item.as_of = sent_at[:19]


def _order(place: Place, book: Book) -> tuple[int, int]:
    names = [sheet.name for sheet in book.sheets]
    return (names.index(place.sheet) if place.sheet in names else 0, place.row)


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


def _use(table: _Table, header: Header, count: int) -> TableUse:
    columns = tuple(ColumnUse(one.letter, one.header, one.fields, one.why) for one in header.columns)
    return TableUse(table.sheet.name, header.kind, header.row + 1, columns, count)


def _fill_register(plan: Plan, planner: RegisterPlanner, register: RegisterTable, table: _Table) -> None:
    entries: list[Entry] = []
    count = 0
    for row in table.rows:
        if row.header.row != register.header.row and not _same(row.header, register.header):
            continue
        place = Place(table.sheet.name, row.number)
        if row.skipped:
            plan.skipped.append(Remark(place, row.skipped))
            continue
        count += 1
        found, warnings = register.read(row, place)
        if isinstance(found, Rejected):
            plan.rejected.append(found)
        else:
            entries.append(found)
        plan.warnings += warnings
    plan.tables.append(_use(table, register.header, count))
    planner.run(register, entries)


def _read_actions(plan: Plan, actions: ActionTable, table: _Table, rows: list[TableRow]) -> list[Wanted]:
    items: list[Wanted] = []
    count = 0
    for row in rows:
        place = Place(table.sheet.name, row.number)
        heading = actions.heads(row.heading) if row.heading else ""
        if heading:
            plan.skipped.append(Remark(place, heading))
            continue
        if row.skipped:
            plan.skipped.append(Remark(place, row.skipped))
            continue
        count += 1
        found, warnings = actions.read(row, place)
        if isinstance(found, Rejected):
            plan.rejected.append(found)
        else:
            items.append(found)
        plan.warnings += warnings
    plan.tables.append(_use(table, actions.header, count))
    plan.remarks += actions.remarks
    return items
