"""What people type for the organisation: its name, letterhead, signers and missions, as drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from taskforce.language import _
from taskforce.model.errors import InvalidValue, NotFound, TaskforceError, UsageError
from taskforce.model.nip import nip_warnings, parse_nip
from taskforce.model.pictures import data_address
from taskforce.model.records import record_spec
from taskforce.model.report_number import check_pattern
from taskforce.model.text import clean_line, nearest
from taskforce.model.vocabulary import Paper, parse_choice
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.changes.ids import ORGANISATION_ID
from taskforce.store.changes.load import load, load_all
from taskforce.store.database.reader import Reader
from taskforce.store.input.items import Drafted


def organisation_values(reader: Reader) -> dict[str, Any]:
    """The organisation's plain values; none while there is no organisation."""
    return load(reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID, {})


def organisation_text(values: Mapping[str, Any], name: str) -> str:
    """A field as it is typed: lists a line each, ``signer.1.name`` a part of a signer, a logo by its kind."""
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
    """How many missions, dimensions, sub-dimensions and own holidays there are, by record type."""
    names = ("mission", "dimension", "sub_dimension", "holiday")
    return {name: int(reader.value(f"SELECT count(*) FROM {name} WHERE NOT deleted") or 0) for name in names}


def items_of_dimensions(reader: Reader) -> dict[str, int]:
    """How many action items belong to each dimension and sub-dimension, by their ids."""
    found: dict[str, int] = {}
    for top, part, count in reader.rows(
        "SELECT dimension_id, sub_dimension_id, count(*) FROM action_item WHERE NOT deleted "
        "GROUP BY dimension_id, sub_dimension_id"
    ):
        for record_id in {top, part} - {None}:
            found[record_id] = found.get(record_id, 0) + count
    return found


LOGO_BYTES = 1024 * 1024
"""Bytes of a logo's file at most."""

MOST_SIGNERS = 2

SIGNER_FIELDS = ("role", "on_behalf_of", "acting", "position", "name", "rank", "nip")
"""What is known of who signs: ``Mengetahui``, ``a.n.`` whom, ``Plt.``, then as in the register of members."""

_NAMES = {
    "nama": "name",
    "visi": "vision",
    "misi": "missions",
    "mission": "missions",
    "kop": "letterhead",
    "kop_surat": "letterhead",
    "penandatangan": "signer",
    "signers": "signer",
    "tembusan": "copies",
    "carbon_copies": "copies",
    "tempat": "place",
    "nomor": "number",
    "report_number": "number",
    "kertas": "paper",
    "zona_waktu": "time_zone",
    "zone": "time_zone",
}
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
_LISTS = {"letterhead": "letterhead", "copies": "carbon_copies"}
_EMPTY = ("", "-")


def organisation_data(reader: Reader) -> dict[str, Any]:
    """The organisation for ``organisation show --format json``."""
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


def organisation_edits(reader: Reader, texts: Sequence[tuple[str, str]]) -> Drafted:
    """Drafts that set what was typed, in its order; ``letterhead.2`` sets one line, ``signer.1.name`` one part.

    Raises :class:`UsageError`, :class:`InvalidValue` or :class:`TaskforceError` with one sentence.
    """
    before = load(reader, "organisation", [ORGANISATION_ID]).get(ORGANISATION_ID)
    form = _Form(reader, before or {})
    for name, text in texts:
        form.set(name, text)
    drafted = Drafted([], form.echo, form.warnings)
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

    def __init__(self, reader: Reader, before: Mapping[str, Any]) -> None:
        self.reader, self.before = reader, before
        self.values: dict[str, Any] = {}
        self.missions: list[str] | None = None
        self.echo: list[str] = []
        self.warnings: list[str] = []

    def set(self, name: str, text: str) -> None:
        parts = name.strip().lower().replace("-", "_").split(".")
        field = _NAMES.get(parts[0], parts[0])
        if field not in FIELDS:
            near = nearest(parts[0], [*FIELDS, *_NAMES]) or FIELDS
            raise UsageError(_("There is no field “{name}”: use one of {near}.", name=name, near=", ".join(near)))
        if field == "signer":
            return self._signer(name, parts[1:], text)
        if field == "missions":
            self.missions = self._lines(name, parts[1:], text, self._present_missions())
            return self._say(_("Mission"), " | ".join(self.missions))
        if field in _LISTS:
            column = _LISTS[field]
            present = list(self.values.get(column, self.before.get(column)) or ())
            self.values[column] = self._lines(name, parts[1:], text, present)
            return self._say(_(record_spec("organisation").by_name[column].label), " | ".join(self.values[column]))
        if len(parts) > 1:
            raise UsageError(_("{field} has no parts: write {name}=…", field=field, name=field))
        makers: Mapping[str, Callable[[str], Any]] = {
            "logo": self._logo,
            "number": check_pattern,
            "paper": lambda words: str(parse_choice(Paper, words)),
            "time_zone": _zone,
        }
        column = "report_number" if field == "number" else field
        empty = text.strip() in _EMPTY
        self.values[column] = (
            None if empty else makers.get(field, str)(text if field == "vision" else text.strip())
        )
        shown = _("set") if field == "logo" and not empty else self.values[column]
        return self._say(_(record_spec("organisation").by_name[column].label), shown)

    def _say(self, label: str, value: object) -> None:
        self.echo.append(f"{label}: {value}" if value else _("{field}: none", field=label))

    def _present_missions(self) -> list[str]:
        return self.missions if self.missions is not None else [text for _no, text, _id in _missions(self.reader)]

    def _lines(self, name: str, rest: Sequence[str], text: str, present: list[str]) -> list[str]:
        """A list from one text (parts between ``|``, or lines), or with one of its entries set."""
        if not rest:
            parts = text.split("\n") if "\n" in text else text.split("|")
            return [] if text.strip() in _EMPTY else [line for part in parts if (line := clean_line(part))]
        number = _position(name, rest[0], len(present) + 1)
        line = clean_line(text)
        found = [*present]
        found[number - 1 : number] = [] if line in _EMPTY else [line]
        return found

    def _logo(self, text: str) -> str:
        path = Path(text).expanduser()
        try:
            with path.open("rb") as stream:
                content = stream.read(LOGO_BYTES + 1)
        except OSError as error:
            raise TaskforceError(
                _("The logo {path} cannot be read ({reason}): check its name.", path=path, reason=error.strerror)
            ) from error
        address = data_address(content)
        if address is None:
            raise InvalidValue(_("{path} is no PNG or JPEG picture: save the logo as one.", path=path))
        if len(content) > LOGO_BYTES:
            raise InvalidValue(_("The logo {path} is larger than 1 MB: save it smaller.", path=path))
        return address

    def _signer(self, name: str, rest: Sequence[str], text: str) -> None:
        signers = [
            dict(one) if isinstance(one, Mapping) else {"name": str(one)}
            for one in self.values.get("signers", self.before.get("signers")) or ()
        ]
        if not rest:
            if text.strip() not in _EMPTY:
                raise UsageError(_("Say which signer: signer.1=@MEMBER, or signer.1.name=…, signer.1.position=…"))
            self.values["signers"] = []
            return self._say(_("Signers"), "")
        number = _position(name, rest[0], min(len(signers) + 1, MOST_SIGNERS))
        if number > len(signers):
            signers.append({})
        signer = signers[number - 1]
        if len(rest) == 1:
            signer = {} if text.strip() in _EMPTY else self._from_member(text)
        else:
            field = _SIGNER_NAMES.get(rest[1], rest[1])
            if field not in SIGNER_FIELDS:
                near = nearest(rest[1], [*SIGNER_FIELDS, *_SIGNER_NAMES]) or SIGNER_FIELDS
                raise UsageError(
                    _("A signer has no “{name}”: use one of {near}.", name=rest[1], near=", ".join(near))
                )
            signer = {**signer, field: self._signer_value(field, text)}
        signers[number - 1] = {key: value for key, value in signer.items() if value}
        self.values["signers"] = [one for one in signers if one]
        shown = ", ".join(signers[number - 1].get(field, "") for field in SIGNER_FIELDS)
        return self._say(_("Signer {number}", number=number), re.sub(r"(, )+", ", ", shown).strip(", "))

    def _signer_value(self, field: str, text: str) -> str:
        line = clean_line(text)
        if line in _EMPTY:
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
            found = resolve(self.reader, "member", text.strip().removeprefix("@"))
        except NotFound:
            if text.strip().startswith("@"):
                raise
            return {"name": clean_line(text)}
        member = load(self.reader, "member", [found.id])[found.id]
        return {field: member[field] for field in ("position", "name", "rank", "nip") if member.get(field)}

    def mission_drafts(self) -> list[Draft]:
        """Drafts that make the missions what was said; each keeps its record, so that items keep their mission."""
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
