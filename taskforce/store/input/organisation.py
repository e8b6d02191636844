"""What people type for the organisation: its name, letterhead, signers and missions, as drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from taskforce.language import _
from taskforce.model.errors import InvalidValue, NotFound, TaskforceError, UsageError, reason_of
from taskforce.model.nip import nip_warnings, parse_nip
from taskforce.model.pictures import data_address
from taskforce.model.records import Kind
from taskforce.model.report_number import check_pattern
from taskforce.model.text import clean_line, nearest
from taskforce.paths import typed_path
from taskforce.reading import reading
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.changes.ids import ORGANISATION_ID
from taskforce.store.changes.load import load, load_all
from taskforce.store.database.reader import Reader
from taskforce.store.input.fields import EMPTY, Drafted, field_spec, read_field
from taskforce.store.store import Store


def organisation_values(reader: Reader) -> dict[str, Any]:
    """Return the organisation's plain values; none while there is no organisation."""
    return load(reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID, {})


def organisation_text(values: Mapping[str, Any], name: str) -> str:
    """Return a field as it is typed: lists a line each, ``signer.1.name`` a part of a signer, a logo its kind."""
    if name.startswith("signer."):
        _signer, number, part = name.split(".")
        signers = values.get("signers") or []
        signer = signers[int(number) - 1] if len(signers) >= int(number) else {}
        if not isinstance(signer, Mapping):
            return str(signer) if part == "name" else ""
        return str(signer.get(part) or "")
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if name == "logo":
        return f"({str(value).partition(';')[0].removeprefix('data:')}, {len(str(value)) * 3 // 4096 + 1} kB)"
    return str(value)


def record_counts(reader: Reader) -> dict[str, int]:
    """Return how many missions, dimensions, sub-dimensions and own holidays there are, by record type."""
    names = ("mission", "dimension", "sub_dimension", "holiday")
    return {name: int(reader.value(f"SELECT count(*) FROM {name} WHERE NOT deleted") or 0) for name in names}


LOGO_BYTES = 1024 * 1024
"""Bytes of a logo's file at most."""

MOST_SIGNERS = 2

SIGNER_FIELDS = ("role", "on_behalf_of", "acting", "position", "name", "rank", "nip")
"""What is known of who signs: ``Mengetahui``, ``a.n.`` whom, ``Plt.``, then as in the register of members."""

_MISSIONS = ("missions", "mission", "misi")
_SIGNER_NAMES = {
    "peran": "role",
    "atas_nama": "on_behalf_of",
    "an": "on_behalf_of",
    "plt": "acting",
    "jabatan": "position",
    "nama": "name",
    "pangkat": "rank",
}
_ACTING = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj.", "pjs": "Pjs."}
FIELDS = (
    "name",
    "vision",
    "missions",
    "letterhead",
    "logo",
    "signer",
    "copies",
    "place",
    "number",
    "paper",
    "time_zone",
)


def organisation_data(reader: Reader) -> dict[str, Any]:
    """Return the organisation for ``organisation show --format json``."""
    values = load(reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID, {})
    logo = values.get("logo")
    return {
        "name": values.get("name"),
        "vision": values.get("vision"),
        "missions": [text for _number, text, _id in _missions(reader)],
        "letterhead": values.get("letterhead") or [],
        "logo": None
        if logo is None
        else f"{logo.partition(';')[0].removeprefix('data:')}, {len(logo) * 3 // 4} B",
        "signers": values.get("signers") or [],
        "copies": values.get("carbon_copies") or [],
        "place": values.get("place"),
        "number": values.get("report_number"),
        "paper": values.get("paper", "f4"),
        "time_zone": values.get("time_zone", "Asia/Makassar"),
    }


def organisation_edits(store: Store, texts: Sequence[tuple[str, str]]) -> Drafted:
    """Return drafts that set what was typed, in its order: ``letterhead.2`` one line, ``signer.1.name`` one part.

    Raises :class:`UsageError`, :class:`InvalidValue` or :class:`TaskforceError` with one sentence.
    """
    before = load(store.reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID)
    form = _Form(store, before or {})
    for name, text in texts:
        form.set(name, text)
    drafted = Drafted()
    drafted.echo, drafted.warnings = form.echo, form.warnings
    if before is None:
        if not form.values.get("name"):
            raise UsageError(_("The organisation has no name yet: say name=… as well."))
        drafted.drafts.append(create("organisation", ORGANISATION_ID, **form.values))
    else:
        edits = [edit("organisation", ORGANISATION_ID, name, value) for name, value in form.values.items()]
        drafted.drafts.extend(edits)
    drafted.drafts.extend(form.mission_drafts())
    return drafted


def _missions(reader: Reader) -> list[tuple[int, str, str]]:
    missions = load_all(reader, "mission")
    return sorted((int(one["number"]), str(one["text"]), key) for key, one in missions.items())


class _Form:
    """The values to set so far; what is set part by part begins with what is there."""

    def __init__(self, store: Store, before: Mapping[str, Any]) -> None:
        self.store, self.reader, self.before = store, store.reader, before
        self.values: dict[str, Any] = {}
        self.missions: list[str] | None = None
        self.echo: list[str] = []
        self.warnings: list[str] = []

    def set(self, name: str, text: str) -> None:
        """Set what ``name`` means to what was typed; see :func:`organisation_edits`."""
        word, *rest = name.strip().lower().replace("-", "_").split(".")
        if word in _MISSIONS:
            present = (
                self.missions if self.missions is not None else [one for _no, one, _id in _missions(self.reader)]
            )
            self.missions = self._lines(name, rest, text, present)
            return self._say(_("Mission"), " | ".join(self.missions))
        spec = field_spec(word, "organisation", _MISSIONS)
        if spec.name == "signers":
            return self._signer(name, rest, text)
        if spec.kind is Kind.LIST:
            lines = self._lines(
                name, rest, text, list(self.values.get(spec.name, self.before.get(spec.name)) or ())
            )
            self.values[spec.name] = lines
            return self._say(_(spec.label), " | ".join(lines))
        if rest:
            raise UsageError(_("{field} has no parts: write {name}=…", field=word, name=word))
        words = text.strip()
        value = None
        if words not in EMPTY:
            reader = _READERS.get(spec.name)
            value = read_field(self.store, spec, text) if reader is None else reader(words)
        self.values[spec.name] = value
        return self._say(_(spec.label), _("set") if spec.name == "logo" and value else value)

    def _say(self, label: str, value: object) -> None:
        self.echo.append(f"{label}: {value}" if value else _("{field}: none", field=label))

    def _lines(self, name: str, rest: Sequence[str], text: str, present: list[str]) -> list[str]:
        """Return a list from one text (parts between ``|``, or lines), or with one of its entries set."""
        if not rest:
            parts = text.split("\n") if "\n" in text else text.split("|")
            return [] if text.strip() in EMPTY else [line for part in parts if (line := clean_line(part))]
        number = _position(name, rest[0], len(present) + 1)
        line = clean_line(text)
        lines = [*present]
        lines[number - 1 : number] = [] if line in EMPTY else [line]
        return lines

    def _signer(self, name: str, rest: Sequence[str], text: str) -> None:
        signers = [
            dict(one) if isinstance(one, Mapping) else {"name": str(one)}
            for one in self.values.get("signers", self.before.get("signers")) or ()
        ]
        if not rest:
            if text.strip() not in EMPTY:
                raise UsageError(_("Say which signer: signer.1=@MEMBER, or signer.1.name=…, signer.1.position=…"))
            self.values["signers"] = []
            return self._say(_("Signers"), "")
        number = _position(name, rest[0], min(len(signers) + 1, MOST_SIGNERS))
        if number > len(signers):
            signers.append({})
        signer = signers[number - 1]
        if len(rest) == 1:
            signer = {} if text.strip() in EMPTY else self._from_member(text)
        else:
            field = _SIGNER_NAMES.get(rest[1], rest[1])
            if field not in SIGNER_FIELDS:
                raise _no_signer_field(rest[1])
            signer = {**signer, field: self._signer_value(field, text)}
        signers[number - 1] = {key: value for key, value in signer.items() if value}
        self.values["signers"] = [one for one in signers if one]
        shown = ", ".join(signers[number - 1].get(field, "") for field in SIGNER_FIELDS)
        return self._say(_("Signer {number}", number=number), re.sub(r"(, )+", ", ", shown).strip(", "))

    def _signer_value(self, field: str, text: str) -> str:
        line = clean_line(text)
        if line in EMPTY:
            return ""
        if field == "nip":
            line = parse_nip(line)
            self.warnings += nip_warnings(line)
        if field == "acting":
            return _ACTING.get(line.casefold().rstrip("."), line)
        return line

    def _from_member(self, text: str) -> dict[str, str]:
        from taskforce.store.query.lookup import resolve

        try:
            named = resolve(self.reader, "member", text.strip().removeprefix("@"))
        except NotFound:
            if text.strip().startswith("@"):
                raise
            return {"name": clean_line(text)}
        member = load(self.reader, "member", [named.id])[named.id]
        return {field: member[field] for field in ("position", "name", "rank", "nip") if member.get(field)}

    def mission_drafts(self) -> list[Draft]:
        """Return drafts that make the missions what was said; each keeps its record, and items their mission."""
        if self.missions is None:
            return []
        present = _missions(self.reader)
        drafts: list[Draft] = []
        for index, text in enumerate(self.missions):
            if index >= len(present):
                drafts.append(create("mission", number=index + 1, text=text))
                continue
            number, _text, mission = present[index]
            drafts.append(edit("mission", mission, "text", text))
            if number != index + 1:
                drafts.append(edit("mission", mission, "number", index + 1))
        return drafts + [delete("mission", mission) for _no, _text, mission in present[len(self.missions) :]]


def _position(name: str, text: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise UsageError(_("“{name}” has no such place: use a number from 1 to {most}.", name=name, most=most))
    return int(text)


def _zone(text: str) -> str:
    words = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
    name = words.get(text.casefold(), text)
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise InvalidValue(
            _("There is no time zone “{name}”: write WIB, WITA, WIT, or a name as Asia/Makassar.", name=text)
        ) from error


def _logo(text: str) -> str:
    path = typed_path(text)
    try:
        with reading(path) as stream:
            content = stream.read(LOGO_BYTES + 1)
    except OSError as error:
        raise TaskforceError(
            _("The logo {path} cannot be read ({reason}): check its name.", path=path, reason=reason_of(error))
        ) from error
    address = data_address(content)
    if address is None:
        raise InvalidValue(_("{path} is no PNG or JPEG picture: save the logo as one.", path=path))
    if len(content) > LOGO_BYTES:
        raise InvalidValue(_("The logo {path} is larger than 1 MB: save it smaller.", path=path))
    return address


_READERS: Mapping[str, Callable[[str], str]] = {"logo": _logo, "report_number": check_pattern, "time_zone": _zone}
"""How fields are read of which more is known than their kind."""


def _no_signer_field(name: str) -> UsageError:
    near = nearest(name, [*SIGNER_FIELDS, *_SIGNER_NAMES])
    if near:
        return UsageError(_("A signer has no “{name}”: did you mean {near}?", name=name, near=", ".join(near)))
    return UsageError(_("A signer has no “{name}”: use one of {near}.", name=name, near=", ".join(SIGNER_FIELDS)))
