"""The people, agencies and other named things that a list knows, and those that an import adds to it.

What is written in a cell is matched in steps that each leave one candidate or none: exactly, then (for people)
by a part of the name.  Several candidates are refused with their names; nobody is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from taskforce.exchange.importing.plan import NewRecord, Place, Plan, Remark
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.names import bare_name, handle_for, matches_name
from taskforce.model.nip import parse_nip
from taskforce.model.records import DELETED, Kind, record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.text import clean_line, excerpt, fold, nearest, slug
from taskforce.model.validate import plain
from taskforce.store.changes.batch import Draft, create, id_for
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load_all
from taskforce.store.database.reader import Reader


class Additions:
    """Collects what taken rows refer to; only that is created, never what a refused row names."""

    def __init__(self, known: Lookup, plan: Plan) -> None:
        self.known = known
        self.plan = plan
        self.made: set[tuple[str, str]] = set()
        """Records (type and id) that rows of their own create; they need not be added."""
        self._places: dict[tuple[str, str], Place] = {}
        self._registers: Mapping[str, Register] = {
            "agency": known.agencies,
            "member": known.members,
            "meeting": known.meetings,
        }

    def refer(self, record_type: str, values: Mapping[str, Any], place: Place) -> None:
        """Note every record that these values of a taken row point to."""
        fields = record_spec(record_type).by_name
        for name, value in values.items():
            spec = fields[name]
            if value is None or spec.kind is not Kind.LINK or spec.to is None or spec.to not in self._registers:
                continue
            if (spec.to, value) not in self._places and self._is_missing(spec.to, value):
                self._places[spec.to, value] = place
                if spec.to == "member":
                    self._place_member(value, values, place, leads=name == "lead_id")

    def _is_missing(self, record_type: str, record_id: str) -> bool:
        register = self._registers[record_type]
        present = register.records.get(record_id)
        return present is None or bool(present[DELETED])

    def _place_member(self, member: str, values: Mapping[str, Any], place: Place, *, leads: bool) -> None:
        """A new lead belongs to the agency that answers for the item he or she is first named in."""
        added = self.known.members.added.get(member)
        agency = values.get("agency_id") if leads else None
        if added is not None and agency and "agency_id" not in added:
            added["agency_id"] = agency
            self.refer("member", {"agency_id": agency}, place)

    def draft(self) -> None:
        """Put the new records into the plan."""
        for made in self.made:
            self._places.pop(made, None)
        members = [record_id for kind, record_id in self._places if kind == "member"]
        self.known.assign_handles(one for one in members if one in self.known.members.added)
        drafts: list[Draft] = []
        for (record_type, record_id), place in self._places.items():
            register = self._registers[record_type]
            before = register.records.get(record_id, {})
            spec = record_spec(record_type)
            old = {name: value for name, value in before.items() if name in spec.by_name and name != DELETED}
            values = {**old, **register.added.get(record_id, {})}
            drafts.append(create(record_type, record_id, **values))
            name = str(values[spec.title])
            self.plan.new.append(NewRecord(record_type, record_id, name, place, values))
            if record_type == "member" and not before:
                self._warn(name, place)
        self.plan.drafts[:0] = drafts

    def _warn(self, name: str, place: Place) -> None:
        near = self.known.resembling(name)
        if near is not None:
            text = _("New member {name} resembles {near}: check that they are two people.", name=name, near=near)
            self.plan.warnings.append(Remark(place, text))


Values = dict[str, Any]


def name_key(text: str) -> str:
    """A name as names are compared: without case, accents, punctuation."""
    return slug(text, 300) or fold(text)


@dataclass
class Register:
    """Records of one type, by id, and by every name they go by; ``added`` are those the import would create."""

    record_type: str
    records: dict[str, Values]
    by_name: dict[str, list[str]] = field(default_factory=dict)
    added: dict[str, Values] = field(default_factory=dict)

    def name(self, record_id: str, *names: object) -> None:
        """Let a record be found by these names."""
        for text in names:
            ids = self.by_name.setdefault(name_key(str(text)), []) if text else []
            if record_id not in ids:
                ids.append(record_id)

    def find(self, text: str) -> list[str]:
        """The ids of the records with that name."""
        return self.by_name.get(name_key(text), [])


class Lookup:
    """Every register that cells of an import can name records of."""

    def __init__(self, reader: Reader) -> None:
        self.members = _members(reader)
        self.agencies = _agencies(reader)
        self.dimensions = _with_names(reader, "dimension", ("key", "name"))
        self.sub_dimensions = _with_names(reader, "sub_dimension", ("key", "name"))
        self.deadlines = _with_names(reader, "deadline", ("key", "name"))
        self.missions = _with_names(reader, "mission", ("number", "text"))
        self.meetings = Register("meeting", load_all(reader, "meeting", deleted=True))
        self.understood: dict[str, str] = {}
        """What was taken for what, where the two are not written alike: sentences by the text."""
        self.nips: dict[str, str] = {}
        """The NIPs that stood beside people's names, as they were written."""
        self._people: dict[str, str | InvalidValue] = {}
        self._member_words = {one: _words(values["name"]) for one, values in self.members.records.items()}
        self._agencies: dict[str, str] = {}
        self._meetings_of: dict[str, list[str]] = {}
        for one, values in self.meetings.records.items():
            self._meetings_of.setdefault(values["date"], []).append(one)

    # --- people ---------------------------------------------------------------------------------------------

    def meet_people(self, names: Iterable[str]) -> None:
        """Decide who each of these names is; longer names first: ``Farid`` may be a part of one of them."""
        different = dict.fromkeys(clean_line(name) for name in names)
        for name in sorted(different, key=lambda text: -len(bare_name(text).split())):
            if name not in self._people:
                try:
                    self._people[name] = self._person(name)
                except InvalidValue as error:
                    self._people[name] = error

    def person(self, name: str) -> str:
        """The id of the member that a name means; one who is not known yet is added."""
        key = clean_line(name)
        if key not in self._people:
            self.meet_people([key])
        found = self._people[key]
        if isinstance(found, InvalidValue):
            raise found
        return found

    def _person(self, name: str) -> str:
        members = self.members
        wanted = name.lstrip("@")
        nip = parse_nip(self.nips[name]) if name in self.nips else None
        if nip is not None:
            same = [one for one, values in members.records.items() if values["nip"] == nip]
            if same:
                return same[0]
        handled = _handled(members, wanted)
        if not name.startswith("@") and len(self._partly(wanted)) > 1:
            handled = []  # a first name that happens to be a handle, and may mean others too
        for ids in (handled, members.find(bare_name(wanted)), members.find(wanted)):
            present = [one for one in ids if one in members.added or not members.records[one]["deleted"]]
            if len(present or ids) == 1:
                return (present or ids)[0]
            if present:
                raise self._ambiguous(name, present)
        derived = member_id(wanted)
        if derived in members.records or derived in members.added:
            return derived  # imported under this name before, and renamed since
        parts = [one for one in self._partly(wanted) if not self.member_values(one).get("deleted")]
        if len(parts) > 1:
            raise self._ambiguous(name, parts)
        if parts:
            values = self.member_values(parts[0])
            self.understood[name] = _(
                "“{text}” was taken for {name}{handle}.",
                text=excerpt(name),
                name=values["name"],
                handle=f" (@{values['handle']})" if values.get("handle") else "",
            )
            return parts[0]
        values = {"name": plain(record_spec("member").by_name["name"], wanted)}
        return self.add_member(derived, values if nip is None else {**values, "nip": nip})

    def _partly(self, wanted: str) -> list[str]:
        """The members of whose names ``wanted`` is a part; a quick look leaves few for the thorough one."""
        longest = max(_words(bare_name(wanted)).split() or [""], key=len)
        return [
            one
            for one, words in self._member_words.items()
            if f" {longest}" in words and matches_name(wanted, self.member_values(one)["name"])
        ]

    def _ambiguous(self, name: str, ids: Iterable[str]) -> InvalidValue:
        people = [self.member_values(one) for one in ids][:6]
        listed = ", ".join(
            f"{one['name']} (@{one['handle']})" if one.get("handle") else one["name"] for one in people
        )
        return InvalidValue(
            _("“{text}” may be {people}: write the whole name or the handle.", text=excerpt(name), people=listed)
        )

    def member_values(self, member: str) -> Values:
        """A member's fields, known or to be added."""
        return self.members.added.get(member) or self.members.records[member]

    def add_member(self, member: str, values: Values) -> str:
        """A member to be created, if something refers to him or her in the end."""
        self.members.added[member] = values
        self.members.name(member, bare_name(values["name"]), values["name"])
        self._member_words[member] = _words(values["name"])
        return member

    def resembling(self, name: str) -> str | None:
        """A present member whose name looks much like ``name``: perhaps the same person, misspelt."""
        names = {
            bare_name(values["name"]): values
            for values in self.members.records.values()
            if not values["deleted"] and len(values["name"].split()) > 1
        }
        if len(name.split()) < 2:
            return None
        near = nearest(bare_name(name), names, 1)
        return None if not near else f"{names[near[0]]['name']} (@{names[near[0]]['handle']})"

    def assign_handles(self, members: Iterable[str]) -> None:
        """Give the new members handles that nobody has."""
        taken = {values["handle"] for values in self.members.records.values()}
        taken |= {values["handle"] for values in self.members.added.values() if values.get("handle")}
        for member in members:
            values = self.members.added[member]
            if not values.get("handle"):
                before = self.members.records.get(member)
                values["handle"] = before["handle"] if before else handle_for(values["name"], taken)
                taken.add(values["handle"])

    # --- agencies -------------------------------------------------------------------------------------------

    def known_agency(self, text: str) -> str | None:
        """The id of the agency with that name, if there is one."""
        agencies = self.agencies
        outside, inside = _with_brackets(text)
        for name in (text, outside, inside):
            found = agencies.find(name) if name else []
            present = [one for one in found if one in agencies.added or not agencies.records[one]["deleted"]]
            if len(present) > 1:
                names = ", ".join(
                    agencies.records.get(one, agencies.added.get(one, {}))["short"] for one in present
                )
                raise InvalidValue(
                    _("“{text}” may be {agencies}: write which one.", text=excerpt(text), agencies=names)
                )
            if present or found:
                return (present or found)[0]
        return None

    def agency(self, text: str) -> str:
        """The id of the agency that ``text`` names; one that is not known yet is added."""
        if text not in self._agencies:
            name = clean_line(text)
            self._agencies[text] = self.known_agency(name) or self._new_agency(name)
        return self._agencies[text]

    def _new_agency(self, name: str) -> str:
        outside, inside = _with_brackets(name)
        short = inside if inside and len(inside) < len(outside) else outside or name
        spec = record_spec("agency").by_name
        values: Values = {"short": plain(spec["short"], short), "name": plain(spec["name"], outside or name)}
        taken = {
            str(one["code"]).lower() for one in (*self.agencies.records.values(), *self.agencies.added.values())
        }
        code = base = slug(short, 50) or "opd"
        number = 2
        while code in taken:
            code, number = f"{base}-{number}", number + 1
        values["code"] = code
        agency = id_for("agency", values)
        self.agencies.added[agency] = values
        self.agencies.name(agency, name, values["short"], values["name"], code)
        return agency

    # --- dimensions, deadlines, missions, meetings ----------------------------------------------------------

    def dimension(self, text: str) -> str:
        """The dimension that ``text`` names.  Raises :class:`InvalidValue` with the nearest names."""
        found = self.heading_dimension(text)
        if found is None:
            raise _unknown(self.dimensions, "name", text)
        return found

    def heading_dimension(self, text: str) -> str | None:
        """The dimension that ``text`` names, also with numbering or the word itself before it."""
        plain_text = re.sub(r"(?i)^\s*(?:[a-z0-9]{1,3}[.)]\s*)?(?:dimensi|dimension|pilar)?\s*[:.-]?\s*", "", text)
        bare = clean_line(re.sub(r"\([^()]*\)", " ", plain_text))
        for name in (text, plain_text, bare, f"Smart {bare}"):
            found = self.dimensions.find(name)
            if len(found) == 1:
                return found[0]
        return None

    def heading_sub_dimension(self, text: str, dimension: str) -> str | None:
        """The sub-dimension of ``dimension`` that a heading names."""
        try:
            return self.sub_dimension(clean_line(re.sub(r"\([^()]*\)", " ", text)), dimension)
        except InvalidValue:
            return None

    def sub_dimension(self, text: str, dimension: str | None) -> str:
        """The sub-dimension that ``text`` names, of ``dimension`` where one is given."""
        plain_text = re.sub(r"^\s*[a-zA-Z0-9]{1,3}[.)]\s*", "", text)
        found = self.sub_dimensions.find(text) or self.sub_dimensions.find(plain_text)
        within = [one for one in found if self.sub_dimensions.records[one]["dimension_id"] == dimension]
        if len(within) == 1:
            return within[0]
        if found and dimension is not None:
            raise InvalidValue(
                _(
                    "“{text}” is not a sub-dimension of {dimension}: correct one of the two.",
                    text=excerpt(text),
                    dimension=self.dimensions.records[dimension]["name"],
                )
            )
        if len(found) == 1:
            return found[0]
        if found:
            raise InvalidValue(
                _("“{text}” is a sub-dimension of several dimensions: give the dimension too.", text=excerpt(text))
            )
        raise _unknown(self.sub_dimensions, "name", text)

    def deadline(self, text: str) -> str:
        """The deadline with that key or name."""
        return _one(self.deadlines, "key", text)

    def mission(self, text: str) -> str:
        """The mission with that number or text."""
        return _one(self.missions, "text", re.sub(r"(?i)^misi\s*(?:ke)?[\s-]*", "", text) or text)

    def meeting(self, number: str | None, title: str | None, day: str) -> str:
        """The meeting of that day with that number, or with that title; one not known yet is added."""
        for one in self._meetings_of.get(day, ()):
            values = self.meetings.records.get(one) or self.meetings.added[one]
            same_number = number and values.get("number") and fold(values["number"]) == fold(number)
            same_title = title and fold(values["title"]) == fold(title)
            unnumbered = not number or not values.get("number")
            if same_number or (same_title and unnumbered):
                return one
        meeting = derived_id("meeting", fold(number or ""), fold(title or ""), day)
        if meeting not in self.meetings.records:  # else it is known, and was moved to another day since
            self.meetings.added[meeting] = {"number": number, "title": title or number, "date": day}
            self._meetings_of.setdefault(day, []).append(meeting)
        return meeting


def _words(name: str) -> str:
    """The words of a name, each behind a space, for a quick look."""
    return " " + slug(name, 300).replace("-", " ")


def member_id(name: str) -> str:
    """The id of a member whom an import creates under this name, whichever copy imports it."""
    return derived_id("member", fold(bare_name(name)))


def _members(reader: Reader) -> Register:
    register = Register("member", load_all(reader, "member", deleted=True))
    for member, values in register.records.items():
        register.name(member, bare_name(values["name"]), values["name"])
    return register


def _handled(members: Register, text: str) -> list[str]:
    wanted = text.casefold()
    return [one for one, values in members.records.items() if values["handle"].casefold() == wanted]


def _agencies(reader: Reader) -> Register:
    register = Register("agency", load_all(reader, "agency", deleted=True))
    for agency, values in register.records.items():
        register.name(agency, values["short"], values["code"], values["name"], *(values["aliases"] or ()))
    return register


def _with_names(reader: Reader, record_type: str, fields: tuple[str, ...]) -> Register:
    register = Register(record_type, load_all(reader, record_type))
    for record_id, values in register.records.items():
        register.name(record_id, *(values[name] for name in fields), *(values.get("aliases") or ()))
    return register


def _with_brackets(text: str) -> tuple[str, str]:
    """``Dinas Kesehatan (Dinkes)`` as its two names; the second is empty where there are no brackets."""
    found = re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", text)
    return (clean_line(found[1]), clean_line(found[2])) if found else (text, "")


def _one(register: Register, shown: str, text: str) -> str:
    found = register.find(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidValue(_("“{text}” is the name of several records: write the key.", text=excerpt(text)))
    raise _unknown(register, shown, text)


def _unknown(register: Register, shown: str, text: str) -> InvalidValue:
    names: Mapping[str, None] = dict.fromkeys(str(values[shown]) for values in register.records.values())
    near = nearest(text, names) or list(names)[:6]
    label = mid_sentence(_(record_spec(register.record_type).label))
    if not near:
        return InvalidValue(
            _("There is no {record} in the list yet, so “{text}” cannot be one.", record=label, text=excerpt(text))
        )
    return InvalidValue(
        _("“{text}” is no {record}: perhaps {near}.", text=excerpt(text), record=label, near=", ".join(near))
    )
