"""Jump to anything by typing a part of it: items, people, agencies, deadlines, meetings, areas, views, reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from taskforce.language import _
from taskforce.model.records import record_spec
from taskforce.model.text import fold
from taskforce.model.vocabulary import Status, label
from taskforce.screens.forms.dialogs import Choice
from taskforce.screens.forms.finder import Finder
from taskforce.screens.frame.areas import AREAS
from taskforce.store.database.reader import Reader
from taskforce.store.query.find import FoundItem, FoundRecord, find_items, find_records

if TYPE_CHECKING:
    from taskforce.app import TaskforceApp
    from taskforce.screens.frame.session import Session

AREA_OF = {
    "member": "members",
    "agency": "agencies",
    "deadline": "deadlines",
    "meeting": "meetings",
    "dimension": "masterplan",
    "issued_report": "report",
}
MOST_ITEMS = 30


def jump_finder(session: Session) -> Finder:
    """The dialogue; it ends with what was chosen as ``TYPE:ID``."""

    async def find(text: str) -> Sequence[Choice]:
        items, records = await session.read(lambda reader: _found(reader, text))
        areas = [
            Choice(f"area:{area.name}", _(area.title), f"{_('Area')} {area.shown_key}")
            for area in AREAS
            if fold(text) in fold(_(area.title))
        ]
        exact = [item for item in items if item.ref.casefold() == text.strip().lstrip("#").casefold()]
        rest = [item for item in items if item not in exact]
        return [*map(_item, exact), *areas, *map(_record, records), *map(_item, rest)]

    return Finder(_("Jump to"), find, hint=_("a ref, a title, a name, an area"))


def _found(reader: Reader, text: str) -> tuple[list[FoundItem], list[FoundRecord]]:
    return find_items(reader, text, limit=MOST_ITEMS), find_records(reader, text) if text.strip() else []


def _item(item: FoundItem) -> Choice:
    words = " · ".join(part for part in (label(Status(item.status)), item.lead) if part)
    return Choice(f"action_item:{item.id}", f"{item.ref}  {item.title}", words)


def _record(record: FoundRecord) -> Choice:
    kind = _(record_spec(record.record_type).label)
    return Choice(
        f"{record.record_type}:{record.id}", record.name, " · ".join(filter(None, (kind, record.detail)))
    )


async def jump_to(app: TaskforceApp, target: str) -> None:
    """Go where the person wants."""
    from taskforce.screens.frame.area import Area
    from taskforce.screens.items.views import ListViews
    from taskforce.store.read.list_view import saved_views

    kind, _sign, record_id = target.partition(":")
    if kind == "area":
        await app.action_area(record_id)
        return
    if kind in ("action_item", "saved_view"):
        await app.action_area("items")
        screen = app.screen
        view = (
            next((one for one in saved_views(app.session.reader) if one.id == record_id), None)
            if app.session
            else None
        )
        if kind == "action_item" and isinstance(screen, Area):
            screen.show_record(record_id)
        elif view is not None and isinstance(screen, ListViews):
            screen.show_saved(view)
        return
    await app.action_area(AREA_OF[kind])
    if isinstance(app.screen, Area):
        app.screen.show_record(record_id)
