"""Exporting the list: the file's ending says the format."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taskforce.exchange.files.csv_writer import write_csv
from taskforce.exchange.files.remarks import remarks_of
from taskforce.files import writing_output
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.read.item_data import BLOCK, KEYS, item_texts, local_times
from taskforce.store.read.items import Selection
from taskforce.store.read.sent_sheets import PLAN_KEYS, plan_fields, sheet_notes
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.exchange.files.calendar import CalendarOptions

SUFFIXES = (".csv", ".xlsx", ".json", ".ics", ".txt")


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
        from taskforce.exchange.bundles.complete import write_complete

        with writing_output(path, private=selection is None) as whole:
            stream = io.TextIOWrapper(whole, "utf-8", newline="\n")
            count = write_complete(store, selection, stream)
            stream.detach()
        return count
    if suffix == ".xlsx":
        from taskforce.exchange.matrix.export import export_matrix

        return export_matrix(store, path, selection, query).items
    if suffix == ".ics":
        from taskforce.exchange.files.calendar import CalendarOptions, write_calendar

        return write_calendar(store, path, selection, calendar or CalendarOptions())
    if suffix == ".txt":
        from taskforce.exchange.files.todotxt import write_todotxt

        return write_todotxt(store, path, selection or Selection())
    today, local = store.clock.today().isoformat(), local_times(store.clock)
    with store.reader.snapshot(), writing_output(path) as whole:
        stream = io.TextIOWrapper(whole, "utf-8-sig" if dialect == "excel-id" else "utf-8", newline="")
        items = item_texts(store.reader, selection or Selection(), today, local)
        count = write_csv((*KEYS, *_BESIDE), _with_more(store, items), dialect, stream)
        stream.detach()
    return count


_BESIDE = ("obstacle", "follow_up", "remark", *PLAN_KEYS)
"""Columns of CSV beside the keys of an item: the newest obstacle and follow-up, all remarks, the plan."""


def _with_more(store: Store, items: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Return the items as data, each with its notes and its plan; a block of them is read at once."""
    while block := [json.loads(one) for one in islice(items, BLOCK)]:
        ids = [one["id"] for one in block]
        notes, plans = sheet_notes(store.reader, ids), plan_fields(store.reader, ids)
        for one in block:
            item = one["id"]
            cells = (notes.obstacle.get(item), notes.follow_up.get(item), remarks_of(notes, item, store.clock))
            yield one | dict(zip(_BESIDE, (*cells, *plans[item]), strict=True))
