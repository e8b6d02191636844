"""Writing the list, or what a query finds, to a file whose ending says the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from taskforce.language import plural
from taskforce.store.read.items import Selection
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.exchange.files.calendar import CalendarOptions

_MORE_THAN_ITEMS = (".json", ".ics")
"""What these hold beside items is theirs only as the whole list, which has no order."""


class Exported(NamedTuple):
    """What was written, in a sentence, and what to know of the file; empty for nothing."""

    sentence: str
    remark: str = ""


def export_list(
    store: Store,
    path: Path,
    selection: Selection | None,
    *,
    query: str = "",
    dialect: str = "excel",
    calendar: CalendarOptions | None = None,
) -> Exported:
    """Write a selection of items, or the whole list, to a file; ``query`` is what people wrote for it.

    A file of the whole list as JSON is a full copy, with what members may want to be kept private: that is said.
    """
    from taskforce.exchange.exporter import export

    kind = path.suffix.lower()
    if not query.strip() and kind in _MORE_THAN_ITEMS:
        selection = None
    count = export(store, path, selection, dialect, calendar, query)
    if kind == ".ics":
        return Exported(
            plural("{path}: {count} calendar entry", "{path}: {count} calendar entries", count, path=path)
        )
    remark = ""
    if kind == ".json" and selection is None:
        from taskforce.store.history.contacts import members_with_contacts
        from taskforce.wording.records import full_copy_text

        remark = full_copy_text(members_with_contacts(store.reader))
    return Exported(
        plural("{path}: {count} action item", "{path}: {count} action items", count, path=path), remark
    )
