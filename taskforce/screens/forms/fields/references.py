"""What a field that names records offers, and how they are called in it: by name, the handle or key beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.model.names import bare_name
from taskforce.model.text import fold, found_rank
from taskforce.screens.forms.form_field import Picks, Reference
from taskforce.screens.frame.session import Session
from taskforce.store.database.reader import Reader
from taskforce.store.query.complete import tag_names
from taskforce.store.query.find import find_items
from taskforce.store.query.lookup import Named, choose, named_records

MOST_OFFERED = 50
_BY_SHORT_NAME = ("agency",)
"""An agency is called by its short name, as everybody does."""


def record_name(reader: Reader, record_type: str, record_id: str) -> str:
    """Return what a record is called in a field: a name that means it alone, or nothing when it is not there."""
    records = named_records(reader, record_type)
    return next((_name(records, record_type, one) for one in records if one.id == record_id), "")


def _name(records: Sequence[Named], record_type: str, one: Named, *, in_list: bool = False) -> str:
    name = one.names[0] if record_type in _BY_SHORT_NAME else one.long_name
    if in_list and "," in name:
        name = bare_name(name)  # a comma stands between names
    if not name.strip() or (in_list and "," in name) or "\n" in name:
        return one.names[0]
    try:
        return name if choose(records, record_type, name).id == one.id else one.names[0]
    except NotFound:
        return one.names[0]


def record_picks(
    session: Session, record_type: str, *, several: bool = False, more: Sequence[Reference] = ()
) -> Picks:
    """Return what a field offers that names records of a register; ``more`` is offered first."""

    @cache
    def records() -> list[Named]:
        return named_records(session.reader, record_type)

    async def find(text: str) -> list[Reference]:
        words = fold(text.strip().lstrip("@")).split()
        wanted = " ".join(words)
        fitting: list[tuple[tuple[int, int], Reference]] = []
        for place, one in enumerate(records()):
            folded = fold(" ".join((one.long_name, *one.names)))
            if all(word in folded for word in words):
                name = _name(records(), record_type, one, in_list=several)
                fitting.append(
                    (
                        (found_rank(wanted, *one.names, one.long_name), place),
                        Reference(name, name, _detail(record_type, one, name)),
                    )
                )
        fitting.sort(key=lambda ranked: ranked[0])
        return [*([] if words else more), *(reference for _ranked, reference in fitting[:MOST_OFFERED])]

    def named(text: str) -> str:
        try:
            one = choose(records(), record_type, text)
        except NotFound:
            records.cache_clear()  # it may have been made meanwhile
            return text
        return _name(records(), record_type, one, in_list=several)

    return Picks(find, named, several=several)


def people_or_agencies(session: Session) -> Picks:
    """Return what a field offers that names a member, an agency, or somebody who is neither."""
    members, agencies = record_picks(session, "member"), record_picks(session, "agency")

    async def find(text: str) -> list[Reference]:
        return [*await members.find(text), *await agencies.find(text)][:MOST_OFFERED]

    def named(text: str) -> str:
        name = members.named(text)
        return agencies.named(text) if name == text else name

    return Picks(find, named, free=True)


def _detail(record_type: str, one: Named, name: str) -> str:
    """Return what stands quietly beside the name."""
    if record_type == "member":
        return f"@{one.names[0]}"
    return " · ".join(word for word in dict.fromkeys((*one.names, one.long_name)) if word != name)


def item_picks(session: Session, *, without: str = "") -> Picks:
    """Return what a field offers that names action items by their refs."""

    async def find(text: str) -> list[Reference]:
        if not text.strip():
            return []
        items = await session.read(lambda reader: find_items(reader, text, limit=MOST_OFFERED))
        return [
            Reference(one.ref, f"{one.ref}  {one.title}", one.lead or "") for one in items if one.id != without
        ]

    return Picks(find, lambda text: text.strip(), several=True, waits=True)


def tag_picks(session: Session) -> Picks:
    """Return what a field of tags offers: those that are used; new ones may be typed."""

    @cache
    def names() -> list[str]:
        return tag_names(session.reader)

    async def find(text: str) -> list[Reference]:
        word = fold(text.strip().lstrip("+#-"))
        fitting = sorted((not fold(name).startswith(word), name) for name in names() if word in fold(name))
        sign = text.strip()[:1] if text.strip()[:1] in ("+", "-") else ""
        return [Reference(sign + name, name) for _later, name in fitting[:MOST_OFFERED]]

    return Picks(find, lambda text: text.strip(), several=True, free=True)


def emptied() -> Reference:
    """Return the choice that empties a field of several items."""
    return Reference("-", _("empty it"))
