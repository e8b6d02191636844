"""Exporting the list: the file's ending says the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from taskforce.exchange.files.csv_writer import csv_text
from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.read.item_data import KEYS, item_data, local_times
from taskforce.store.read.items import Selection, item_links, item_rows
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.exchange.files.calendar import CalendarOptions

SUFFIXES = (".csv", ".xlsx", ".json", ".ics")


def export(
    store: Store,
    path: Path,
    selection: Selection | None = None,
    dialect: str = "excel",
    calendar: CalendarOptions | None = None,
    query: str = "",
) -> int:
    """Write the items of a selection (``None``: the whole list) and give their number.

    ``query`` is what people wrote for the selection: a workbook keeps it.  ``dialect`` is that of CSV;
    ``calendar`` says what goes into an .ics file, whose entries are counted.
    Raise :class:`UsageError` for an ending that is no format.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            _(
                "“{path}” has no ending that says a format: use {endings}.",
                path=path.name,
                endings=", ".join(SUFFIXES),
            )
        )
    if suffix == ".json":
        from taskforce.exchange.bundles.complete import complete_json

        text, count = complete_json(store, selection)
        write_whole(path, text.encode("utf-8"))
        return count
    if suffix == ".xlsx":
        from taskforce.exchange.matrix.export import export_matrix

        return export_matrix(store, path, selection, query).items
    if suffix == ".ics":
        from taskforce.exchange.files.calendar import CalendarOptions, write_calendar

        return write_calendar(store, path, selection, calendar or CalendarOptions())
    today = store.clock.today().isoformat()
    with store.reader.snapshot():
        rows = item_rows(store.reader, selection or Selection(), today)
        links = item_links(store.reader)
    local = local_times(store.clock)
    text = csv_text(KEYS, (item_data(row, links, today, local) for row in rows), dialect)
    write_whole(path, ("\ufeff" + text if dialect == "excel-id" else text).encode("utf-8"))
    return len(rows)
