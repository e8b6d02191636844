"""Making one agency of two: asked of those that arrived and may be here already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from taskforce.language import _
from taskforce.screens.forms.dialogs import Confirm
from taskforce.store.query.lookup import Named, named_records
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.screens.frame.area import Area


async def join_two(area: Area, record_type: str, old: str, new: str) -> None:
    """Make one agency, or one member, of two, as one step; ``old`` and ``new`` are their ids."""

    def write(store: Store) -> None:
        from taskforce.services import registers

        named = {one.id: one for one in named_records(store.reader, record_type)}
        registers.join_records(store, record_type, named[old], named[new])

    assert area.session is not None
    await area.session.write(write)


def offer_one_agency(area: Area, pairs: Sequence[tuple[Named, Named]]) -> None:
    """Ask of each pair (the one that arrived, and the one that was here) whether the two are one agency."""
    if not pairs:
        return
    (new, old), *rest = pairs

    async def join() -> None:
        await join_two(area, "agency", new.id, old.id)
        await area.host.list_changed()
        area.show_message(_("{old} is now {new}", old=new.names[0], new=old.names[0]))

    def answered(yes: bool | None) -> None:
        if yes:
            area.start(join)
        offer_one_agency(area, rest)

    question = _(
        "The agency {new} that arrived may be {old}, which was here before. Are they the same agency? If so, "
        "everything of {new} goes to {old}, and its names become aliases; undo takes it back.",
        new=_named(new),
        old=_named(old),
    )
    area.app.push_screen(Confirm(question, _("Merge them"), _("Keep both"), careful=True), answered)


def _named(agency: Named) -> str:
    short = agency.names[0]
    return short if agency.long_name in (short, "") else f"{short} ({agency.long_name})"
