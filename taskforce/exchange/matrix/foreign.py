"""A workbook of ours that another list has sent out: plain sheets, each row under the id of its item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from taskforce.exchange.files.sheet import HIDDEN_SHEET, Book, CellValue, ImportFailed, Row, Sheet
from taskforce.exchange.importing.tables.headers import shown
from taskforce.exchange.matrix.hidden_sheet import read_sent
from taskforce.exchange.matrix.returned import find_table
from taskforce.language import _
from taskforce.store.changes.version_vector import version_vector
from taskforce.store.database.reader import Reader
from taskforce.store.read.import_history import existing_ids
from taskforce.store.read.sent_sheets import sheets_named


def of_another_list(reader: Reader, book: Book, name: str) -> Book | None:
    """Return the sheets of a workbook that neither this list nor another copy of it sent; ``None`` for its own.

    A row's ref is another item's here, so the item's id stands in its place: what is imported twice, or merged
    later, is one item.
    """
    try:
        sent = read_sent(book.own[HIDDEN_SHEET], None, name)
    except ImportFailed:
        return None  # said where it is read as one that comes back
    known = (
        sent.seen.keys() & version_vector(reader).keys()
        or sheets_named(reader, [sent.id])
        or existing_ids(reader, "action_item", sent.ids.values())
    )
    tables = [table for sheet in book.sheets if (table := find_table(sheet, sent)) is not None]
    if known or not tables:
        return None
    ids = {ref.casefold(): record_id for ref, record_id in sent.ids.items()}
    sheets = [_by_id(table.sheet, table.header.row, table.places, ids) for table in tables]
    remark = _("This workbook is of another list: its rows are read as those of any sheet.")
    return replace(book, sheets=sheets, own={}, remarks=[*book.remarks, remark])


def _by_id(sheet: Sheet, header: int, places: Mapping[str, int], ids: Mapping[str, str]) -> Sheet:
    """Return a sheet with its header first, and with ids in the column of refs."""
    place = places.get("ref")
    rows: list[Row] = [[] for _row in range(header)]
    for number, row in enumerate(sheet.rows[header:]):
        cells: list[CellValue] = list(row)
        if place is not None and place < len(cells):
            ref = shown(cells[place]).strip().lstrip("#").casefold()
            cells[place] = "id" if number == 0 else ids.get(ref)
        rows.append(cells)
    return replace(sheet, rows=rows)
