"""Which member or deadline a row of a register means, so that importing it again finds what it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from taskforce.exchange.importing.lookup import Lookup, member_id, name_key
from taskforce.exchange.importing.plan import Remark
from taskforce.exchange.importing.planner import ImportType, Planner
from taskforce.exchange.importing.records.sheet_record import SheetRecord, Values
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.names import bare_name
from taskforce.model.records import DELETED, record_spec
from taskforce.model.text import fold, slug
from taskforce.store.changes.batch import id_for
from taskforce.store.changes.ids import derived_id
from taskforce.wording.records import person

Earlier = Mapping[str, SheetRecord]
"""The first row of each record, of the rows above."""


def _match_members(planner: Planner, rows: list[SheetRecord]) -> list[SheetRecord]:
    members = planner.lookup.members
    members.reserved.update(handle for row in rows if (handle := row.values.get("handle")))
    owners: dict[str, str] = {}

    def identify(lookup: Lookup, row: SheetRecord, earlier: Earlier) -> str:
        # A handle or NIP is one person's, also that of a row which is refused: no row below may take it.
        marks = [mark for name in ("handle", "nip") if (mark := row.values.get(name))]
        same = next((owners[mark] for mark in marks if mark in owners), None)
        member = same or _member(lookup, row, earlier)
        for mark in marks:
            owners.setdefault(mark, member)
        return member

    kept = _match(planner, rows, identify)
    for row in kept:
        if row.record_id not in members.records:  # let items name a member that this sheet adds
            members.add(row.record_id, _filled(row))
    return kept


def _match_deadlines(planner: Planner, rows: list[SheetRecord]) -> list[SheetRecord]:
    return _match(planner, rows, _deadline)


def _match(
    planner: Planner, rows: list[SheetRecord], identify: Callable[[Lookup, SheetRecord, Earlier], str]
) -> list[SheetRecord]:
    """Give every row the id of its record; a second row of a record goes to the plan's lists."""
    first: dict[str, SheetRecord] = {}
    for row in rows:
        try:
            row.record_id = identify(planner.lookup, row, first)
        except InvalidValue as error:
            name = "handle" if row.values.get("handle") else "name"
            planner.plan.rejected.append(row.refused(name, str(error)))
            continue
        other = first.setdefault(row.record_id, row)
        if other is row:
            continue
        sheet = "" if other.place.sheet == row.place.sheet else f" ({other.place.sheet})"
        number = f"{other.place.row}{sheet}"
        if row.values == other.values:
            text = _("Says the same as row {row}: taken once.", row=number)
            planner.plan.warnings.append(Remark(row.place, text))
            continue
        if name_key(row.values["name"]) == name_key(other.values["name"]):
            text = _(
                "Row {row} has the same name but says something else: keep one, or give each a handle.", row=number
            )
        else:
            text = _("Row {row} means the same record but says something else: keep one of the two.", row=number)
        planner.plan.rejected.append(row.refused("name", text))
    return list(first.values())


def _filled(row: SheetRecord) -> Values:
    return {name: value for name, value in row.values.items() if value is not None}


def _member(lookup: Lookup, row: SheetRecord, earlier: Earlier) -> str:
    """Return the member that a row means: by handle, by NIP, by name; a new one otherwise."""
    handle, nip, name = row.values.get("handle"), row.values.get("nip"), row.values["name"]
    present = {one: member for one, member in lookup.members.records.items() if not member[DELETED]}
    for one, member in present.items():
        if handle and member["handle"].casefold() == handle.casefold():
            return one
    for one, member in present.items():
        if nip and member["nip"] == nip:
            return one
    bare = fold(bare_name(name))
    namesakes = [one for one in lookup.members.named(bare_name(name)) if one in present]
    others = [one for one in namesakes if nip and present[one]["nip"] and present[one]["nip"] != nip]
    same = [one for one in namesakes if one not in others and not (handle and present[one]["handle"] != handle)]
    if len(same) == 1:
        return same[0]
    if same:
        people = ", ".join(person(present[one]["name"], present[one]["handle"]) for one in same)
        raise InvalidValue(_("“{name}” may be {people}: give the handle or the NIP.", name=name, people=people))
    derived = member_id(name)
    above = earlier.get(derived)
    if above is not None and nip and above.values.get("nip") not in (None, nip):
        return derived_id("member", bare, nip)
    if handle and (others or (above is not None and above.values.get("handle") not in (None, handle))):
        return derived_id("member", bare, handle)
    if others or (derived in present and nip and present[derived]["nip"] not in (None, nip)):
        return derived_id("member", bare, nip or "")
    return derived


def _deadline(lookup: Lookup, row: SheetRecord, earlier: Earlier) -> str:
    """Return the deadline that a row means: by key, by name; a new one otherwise."""
    values = row.values
    if values.get("key"):
        return id_for("deadline", values)
    ids = lookup.deadlines.named(values["name"])
    same_day = [one for one in ids if (lookup.deadlines.get(one) or {}).get("due") == values.get("due")]
    if len(same_day) == 1:
        return same_day[0]
    if len(ids) == 1 and ids[0] not in earlier:
        return ids[0]
    if len(ids) > 1:
        raise InvalidValue(_("“{text}” is the name of several deadlines: give the key.", text=values["name"]))
    base, number = slug(values["name"]) or "tenggat", 2
    values["key"] = base
    while other := earlier.get(id_for("deadline", values)):
        if name_key(other.values["name"]) != name_key(values["name"]):
            values["key"], number = f"{base}-{number}", number + 1
        elif other.values["due"] != values["due"] and values["key"] != f"{base}-{values['due']}":
            values["key"] = f"{base}-{values['due']}"  # what comes again on another day
        else:
            break
    return id_for("deadline", values)


def _new_member(lookup: Lookup, row: SheetRecord) -> Values:
    """Return the values of a new member, with a handle that nobody has."""
    members = lookup.members
    if row.record_id not in members.added:  # one whose import was undone comes back
        members.add(row.record_id, _filled(row))
    members.assign_handles([row.record_id])
    return members.added[row.record_id] | _filled(row)


def _name(values: Values) -> str:
    return str(values["name"])


_ALWAYS_FILLED: Final = frozenset(("active", "handle", "kind", "key"))


def _deleted_here() -> str:
    return _("This record was deleted here after it was imported: it stays deleted.")


MEMBERS: Final = ImportType(
    record_type="member",
    match=_match_members,
    new_values=_new_member,
    name=_name,
    deleted_here=_deleted_here,
    unchecked=tuple(record_spec("member").by_name),
    unsaid=_ALWAYS_FILLED,
)
DEADLINES: Final = ImportType(
    record_type="deadline",
    match=_match_deadlines,
    new_values=lambda _lookup, row: _filled(row),
    name=_name,
    deleted_here=_deleted_here,
    unchecked=tuple(record_spec("deadline").by_name),
    unsaid=_ALWAYS_FILLED,
    identity=frozenset(("key",)),
    forward=frozenset(("due", "met_on")),
)
