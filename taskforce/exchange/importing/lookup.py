"""The records that cells of an import name, and those that it adds because the list has not got them yet.

What is written in a cell is matched in steps that each leave one candidate or none: exactly, then (for people)
by a part of the name.  Several candidates are refused with their names; nobody is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from taskforce.exchange.importing.cells.values import UnknownWord
from taskforce.language import _
from taskforce.model.errors import InvalidValue
from taskforce.model.names import bare_name, handle_for, matches_name
from taskforce.model.nip import parse_nip
from taskforce.model.records import DELETED, record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.text import clean_line, excerpt, fold, nearest, slug
from taskforce.model.validate import plain
from taskforce.store.changes.batch import id_for
from taskforce.store.changes.ids import derived_id
from taskforce.store.changes.load import load_all
from taskforce.store.database.reader import Reader
from taskforce.wording.records import person

Values = dict[str, Any]


def name_key(text: str) -> str:
    """Return a name as names are compared: without case, accents, punctuation."""
    return slug(text, 300) or fold(text)


class Register:
    """The records of one type, by id and by every name they go by.

    ``records`` are those of the list (the deleted ones too, where an import can bring them back), ``added`` those
    that the import would create.  ``shown`` is the field that suggestions name records by.
    """

    def __init__(
        self,
        reader: Reader,
        record_type: str,
        names: tuple[str, ...],
        shown: str = "name",
        *,
        deleted: bool = False,
    ) -> None:
        self.record_type = record_type
        self.shown = shown
        self.records: dict[str, Values] = load_all(reader, record_type, deleted=deleted)
        self.added: dict[str, Values] = {}
        self._by_name: dict[str, list[str]] = {}
        for record_id, values in self.records.items():
            self.call(record_id, *(values[name] for name in names), *(values.get("aliases") or ()))

    def call(self, record_id: str, *names: object) -> None:
        """Let a record be found by these names."""
        for text in names:
            ids = self._by_name.setdefault(name_key(str(text)), []) if text else []
            if record_id not in ids:
                ids.append(record_id)

    def named(self, text: str) -> list[str]:
        """Return the ids of the records with that name."""
        return self._by_name.get(name_key(text), [])

    def get(self, record_id: str) -> Values | None:
        """Return the values of a record, of the list or to be added."""
        return self.added.get(record_id) or self.records.get(record_id)

    def is_missing(self, record_id: str) -> bool:
        """Return whether the list has no such record, or only a deleted one."""
        return record_id not in self.records or bool(self.records[record_id][DELETED])

    def present(self, ids: Iterable[str]) -> list[str]:
        """Return those of these records that are not deleted, or would be added."""
        return [one for one in ids if one in self.added or not self.records[one][DELETED]]

    def one(self, text: str) -> str:
        """Return the record with that name.  Raise :class:`InvalidValue` for none and for several."""
        ids = self.named(text)
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise InvalidValue(_("“{text}” is the name of several records: write the key.", text=excerpt(text)))
        raise self.unknown(text)

    def unknown(self, text: str) -> InvalidValue:
        """Return the refusal of a name that no record has, with the nearest ones."""
        names: Mapping[str, None] = dict.fromkeys(str(values[self.shown]) for values in self.records.values())
        near = nearest(text, names) or list(names)[:6]
        label = mid_sentence(_(record_spec(self.record_type).label))
        if not near:
            return InvalidValue(
                _(
                    "There is no {record} in the list yet, so “{text}” cannot be one.",
                    record=label,
                    text=excerpt(text),
                )
            )
        return InvalidValue(
            _("“{text}” is no {record}: perhaps {near}.", text=excerpt(text), record=label, near=", ".join(near))
        )


class Members(Register):
    """The people of the list.

    ``understood`` says what was taken for what, where the two are not written alike (sentences by the text);
    ``nips`` and ``mails`` are what stood beside people's names, as it was written, ``new_mails`` addresses of
    members of the list that has none of theirs yet; ``reserved`` are handles that
    rows give, also rows that are refused: once those are mended they must not mean somebody else.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, "member", ("name",), deleted=True)
        self.understood: dict[str, str] = {}
        self.nips: dict[str, str] = {}
        self.mails: dict[str, str] = {}
        self.new_mails: dict[str, str] = {}
        self.reserved: set[str] = set()
        self._decided: dict[str, str | InvalidValue] = {}
        self._words = {one: _words(values["name"]) for one, values in self.records.items()}

    def call(self, record_id: str, *names: object) -> None:
        """Let a member be found by these names, with and without titles."""
        super().call(record_id, *(form for name in names for form in (bare_name(str(name)), name)))

    def keep_mail(self, name: str, member: str) -> None:
        """Keep the address beside a name for a member without one; say so where the list has another one."""
        mail, values = self.mails.get(name), self.records.get(member)
        if mail is not None and member in self.added:
            self.added[member].setdefault("email", plain(record_spec("member").by_name["email"], mail))
            return
        if mail is None or values is None or (values["email"] or "").casefold() == mail:
            return
        if values["email"] is None and not values[DELETED]:
            self.new_mails.setdefault(member, mail)
        elif values["email"] is not None:
            self.understood[f"{name} {mail}"] = _(
                "{name} keeps the address {kept}; the sheet has {other}.",
                name=values["name"],
                kept=values["email"],
                other=mail,
            )

    def meet(self, names: Iterable[str]) -> None:
        """Decide who each of these names is; longer names first: ``Farid`` may be a part of one of them."""
        different = dict.fromkeys(clean_line(name) for name in names)
        for name in sorted(different, key=lambda text: -len(bare_name(text).split())):
            if name not in self._decided:
                try:
                    self._decided[name] = member = self._decide(name)
                    self.keep_mail(name, member)
                except InvalidValue as error:
                    self._decided[name] = error

    def id_of(self, name: str) -> str:
        """Return the member that a name means; one who is not in the list yet is added.

        Raise :class:`InvalidValue` when several people may be meant.
        """
        key = clean_line(name)
        if key not in self._decided:
            self.meet([key])
        member = self._decided[key]
        if isinstance(member, InvalidValue):
            raise member
        return member

    def _decide(self, name: str) -> str:
        text = name.lstrip("@")
        nip = parse_nip(self.nips[name]) if name in self.nips else None
        if nip is not None:
            same = [one for one, values in self.records.items() if values["nip"] == nip]
            if same:
                return same[0]
        mail = self.mails.get(name)
        if mail is not None:
            same = [one for one, values in self.records.items() if (values["email"] or "").casefold() == mail]
            if len(same) == 1 and not self.records[same[0]][DELETED]:
                return same[0]
        handled = [one for one, values in self.records.items() if values["handle"].casefold() == text.casefold()]
        if not name.startswith("@") and len(self._partly(text)) > 1:
            handled = []  # a first name that happens to be a handle, and may mean others too
        for ids in (handled, self.named(bare_name(text)), self.named(text)):
            present = self.present(ids)
            if len(present or ids) == 1:
                return (present or ids)[0]
            if present:
                raise self._ambiguous(name, present)
        derived = member_id(text)
        if derived in self.records or derived in self.added:
            return derived  # imported under this name before, and renamed since
        parts = self.present(self._partly(text))
        if len(parts) > 1:
            raise self._ambiguous(name, parts)
        if parts:
            values = self._values(parts[0])
            self.understood[name] = _("“{text}” was taken for {name}.", text=excerpt(name), name=_person(values))
            return parts[0]
        new: Values = {"name": plain(record_spec("member").by_name["name"], text)}
        if nip is not None:
            new["nip"] = nip
        if mail is not None:
            new["email"] = plain(record_spec("member").by_name["email"], mail)
        return self.add(derived, new)

    def holding(self, position: str) -> str | None:
        """Return the handle (with ``@``) of the one present member who has a position; ``None`` for no one."""
        key = name_key(position)
        holders = [
            values["handle"]
            for values in self.records.values()
            if not values[DELETED] and values["active"] and name_key(values["position"] or "") == key
        ]
        return f"@{holders[0]}" if len(holders) == 1 else None

    def _values(self, member: str) -> Values:
        return self.added.get(member) or self.records[member]

    def _partly(self, text: str) -> list[str]:
        """Return the members of whose names ``text`` is a part; a quick look leaves few for the thorough one."""
        longest = max(_words(bare_name(text)).split() or [""], key=len)
        return [
            one
            for one, words in self._words.items()
            if f" {longest}" in words and matches_name(text, self._values(one)["name"])
        ]

    def _ambiguous(self, name: str, ids: Iterable[str]) -> UnknownWord:
        people = [self._values(one) for one in ids][:6]
        listed = ", ".join(map(_person, people))
        reason = _(
            "“{text}” may be {people}: write the whole name or the handle.", text=excerpt(name), people=listed
        )
        return UnknownWord("lead", name, reason, tuple(one["handle"] for one in people if one.get("handle")))

    def said(self, text: str) -> str:
        """Return a name or handle that a person has given, marked as a handle where it is one."""
        handle = text.removeprefix("@")
        handles = {values["handle"].casefold() for values in self.records.values()}
        return f"@{handle}" if handle.casefold() in handles else text

    def add(self, member: str, values: Values) -> str:
        """Add a member to be created, if something refers to him or her in the end; return the id."""
        self.added[member] = values
        self.call(member, values["name"])
        self._words[member] = _words(values["name"])
        return member

    def resembling(self, name: str) -> str | None:
        """Return a present member whose name looks much like ``name``: perhaps the same person, misspelt."""
        names = {
            bare_name(values["name"]): values
            for values in self.records.values()
            if not values[DELETED] and len(values["name"].split()) > 1
        }
        if len(name.split()) < 2:
            return None
        near = nearest(bare_name(name), names, 1)
        return None if not near else _person(names[near[0]])

    def assign_handles(self, members: Iterable[str]) -> None:
        """Give members that are added handles that nobody has."""
        taken = {values["handle"] for values in self.records.values()} | self.reserved
        taken |= {values["handle"] for values in self.added.values() if values.get("handle")}
        for member in members:
            values = self.added[member]
            if not values.get("handle"):
                before = self.records.get(member)
                values["handle"] = before["handle"] if before else handle_for(values["name"], taken)
                taken.add(values["handle"])


class Agencies(Register):
    """The agencies of the list."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, "agency", ("short", "code", "name"), deleted=True)
        self._decided: dict[str, str] = {}

    def find(self, text: str) -> str | None:
        """Return the agency with that name, if there is one.  Raise :class:`InvalidValue` for several."""
        outside, inside = _with_brackets(text)
        for name in (text, outside, inside):
            ids = self.named(name) if name else []
            present = self.present(ids)
            if len(present) > 1:
                names = ", ".join(self.records.get(one, self.added.get(one, {}))["short"] for one in present)
                raise InvalidValue(
                    _("“{text}” may be {agencies}: write which one.", text=excerpt(text), agencies=names)
                )
            if ids:
                return (present or ids)[0]
        return None

    def id_of(self, text: str) -> str:
        """Return the agency that ``text`` names; one that is not in the list yet is added."""
        if text not in self._decided:
            name = clean_line(text)
            self._decided[text] = self.find(name) or self._add(name)
        return self._decided[text]

    def _add(self, name: str) -> str:
        outside, inside = _with_brackets(name)
        short = inside if inside and len(inside) < len(outside) else outside or name
        spec = record_spec("agency").by_name
        values: Values = {"short": plain(spec["short"], short), "name": plain(spec["name"], outside or name)}
        taken = {str(one["code"]).lower() for one in (*self.records.values(), *self.added.values())}
        code = base = slug(short, 50) or "opd"
        number = 2
        while code in taken:
            code, number = f"{base}-{number}", number + 1
        values["code"] = code
        agency = id_for("agency", values)
        self.added[agency] = values
        self.call(agency, name, values["short"], values["name"], code)
        return agency


class Meetings(Register):
    """The meetings that items come from."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, "meeting", (), deleted=True)
        self._on_day: dict[str, list[str]] = {}
        for meeting, values in self.records.items():
            self._on_day.setdefault(values["date"], []).append(meeting)

    def id_of(self, number: str | None, title: str | None, day: str) -> str:
        """Return the meeting of that day with that number, or with that title; a new one is added."""
        for one in self._on_day.get(day, ()):
            values = self.records.get(one) or self.added[one]
            same_number = number and values.get("number") and fold(values["number"]) == fold(number)
            same_title = title and fold(values["title"]) == fold(title)
            unnumbered = not number or not values.get("number")
            if same_number or (same_title and unnumbered):
                return one
        meeting = derived_id("meeting", fold(number or ""), fold(title or ""), day)
        if meeting not in self.records:  # else it is in the list, and was moved to another day since
            self.added[meeting] = {"number": number, "title": title or number, "date": day}
            self._on_day.setdefault(day, []).append(meeting)
        return meeting


class Lookup:
    """Every register that cells of an import can name records of; ``addable`` are those that it may add to."""

    def __init__(self, reader: Reader) -> None:
        self.members = Members(reader)
        self.agencies = Agencies(reader)
        self.meetings = Meetings(reader)
        self.dimensions = Register(reader, "dimension", ("key", "name"))
        self.sub_dimensions = Register(reader, "sub_dimension", ("key", "name"))
        self.deadlines = Register(reader, "deadline", ("key", "name"), shown="key")
        self.missions = Register(reader, "mission", ("number", "text"), shown="text")
        self.addable: Mapping[str, Register] = {
            one.record_type: one for one in (self.members, self.agencies, self.meetings)
        }
        others = (self.dimensions, self.sub_dimensions, self.deadlines, self.missions)
        self.registers: Mapping[str, Register] = {**self.addable, **{one.record_type: one for one in others}}

    def deadline(self, text: str) -> str:
        """Return the deadline with that key or name."""
        return self.deadlines.one(text)

    def mission(self, text: str) -> str:
        """Return the mission with that number or text."""
        return self.missions.one(re.sub(r"(?i)^misi\s*(?:ke)?[\s-]*", "", text) or text)

    def dimension(self, text: str) -> str:
        """Return the dimension that ``text`` names.  Raise :class:`InvalidValue` with the nearest names."""
        dimension = self.heading_dimension(text)
        if dimension is None:
            raise self.dimensions.unknown(text)
        return dimension

    def heading_dimension(self, text: str) -> str | None:
        """Return the dimension that ``text`` names, also with numbering or the word itself before it."""
        plain_text = re.sub(r"(?i)^\s*(?:[a-z0-9]{1,3}[.)]\s*)?(?:dimensi|dimension|pilar)?\s*[:.-]?\s*", "", text)
        bare = clean_line(re.sub(r"\([^()]*\)", " ", plain_text))
        for name in (text, plain_text, bare, f"Smart {bare}"):
            ids = self.dimensions.named(name)
            if len(ids) == 1:
                return ids[0]
        return None

    def sub_dimension(self, text: str, dimension: str | None) -> str:
        """Return the sub-dimension that ``text`` names, of ``dimension`` where one is given."""
        register = self.sub_dimensions
        plain_text = re.sub(r"^\s*[a-zA-Z0-9]{1,3}[.)]\s*", "", text)
        ids = register.named(text) or register.named(plain_text)
        within = [one for one in ids if register.records[one]["dimension_id"] == dimension]
        if len(within) == 1:
            return within[0]
        if ids and dimension is not None:
            raise InvalidValue(
                _(
                    "“{text}” is not a sub-dimension of {dimension}: correct one of the two.",
                    text=excerpt(text),
                    dimension=self.dimensions.records[dimension]["name"],
                )
            )
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise InvalidValue(
                _("“{text}” is a sub-dimension of several dimensions: give the dimension too.", text=excerpt(text))
            )
        raise register.unknown(text)

    def heading_sub_dimension(self, text: str, dimension: str) -> str | None:
        """Return the sub-dimension of ``dimension`` that a heading names."""
        try:
            return self.sub_dimension(clean_line(re.sub(r"\([^()]*\)", " ", text)), dimension)
        except InvalidValue:
            return None


def member_id(name: str) -> str:
    """Return the id of a member whom an import creates under this name, whichever copy imports it."""
    return derived_id("member", fold(bare_name(name)))


def _person(values: Values) -> str:
    return person(values["name"], values.get("handle"))


def _words(name: str) -> str:
    """Return the words of a name, each behind a space, for a quick look."""
    return " " + slug(name, 300).replace("-", " ")


def _with_brackets(text: str) -> tuple[str, str]:
    """Return ``Dinas Kesehatan (Dinkes)`` as its two names; the second is empty where there are no brackets."""
    names = re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", text)
    return (clean_line(names[1]), clean_line(names[2])) if names else (text, "")
