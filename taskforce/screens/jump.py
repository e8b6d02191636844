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
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.areas import AREA_OF, AREAS
from taskforce.store.database.reader import Reader
from taskforce.store.query.find import FoundItem, FoundRecord, find_items, find_records

if TYPE_CHECKING:
    from taskforce.screens.frame.host import Host
    from taskforce.screens.frame.session import Session

MOST_ITEMS = 30


def jump_finder(session: Session) -> Finder:
    """Return the dialogue; it ends with what was chosen as ``TYPE:ID``."""

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


async def jump_to(host: Host, target: str) -> None:
    """Go to a target of :func:`jump_finder`."""
    kind, _sign, record_id = target.partition(":")
    if kind == "saved_view":
        await host.show_saved_view(record_id)
        return
    area = record_id if kind == "area" else AREA_OF[kind]
    await host.action_area(area)
    if kind != "area" and isinstance(host.screen, Area):
        host.screen.show_record(record_id)
