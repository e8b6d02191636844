"""What people type for an action item's fields, on the command line, in quick add and in forms, as drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from taskforce.language import _, current_language
from taskforce.model.dates import format_date, parse_date, weekday_contradiction
from taskforce.model.errors import InvalidValue, TaskforceError, UsageError
from taskforce.model.numbers import format_rupiah, parse_money, parse_number, parse_percent
from taskforce.model.records import FieldSpec, Kind, record_spec
from taskforce.model.text import nearest
from taskforce.model.vocabulary import EvidenceKind, label, parse_choice
from taskforce.store.changes.batch import UNSEEN, Draft, create, delete, edit, id_for
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import resolve
from taskforce.store.query.quick_add import split_quick_add
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test


def evidence_draft(
    item_id: str, location: str | None, letter: str | None = None, description: str | None = None
) -> Draft:
    """A draft of evidence for an item.

    A file must be there, and its SHA-256 is kept so that a later change of it shows.  Raises
    :class:`UsageError` when nothing is named, :class:`TaskforceError` when the file cannot be read.
    """
    values: dict[str, str | None] = {"letter_number": letter, "description": description}
    if location is None:
        if not letter:
            raise UsageError(_("Name the evidence: a file, a link, or the number of a letter."))
        values["kind"] = EvidenceKind.LETTER
    elif "://" in location:
        values |= {"kind": EvidenceKind.LINK, "location": location}
    else:
        values |= {"kind": EvidenceKind.FILE, "location": location, "sha256": _hash(Path(location))}
    return create("evidence", item_id=item_id, **values)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.expanduser().open("rb") as stream:
            while part := stream.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise TaskforceError(
            _(
                "The evidence {path} cannot be read ({reason}): check its name, or give a link (https://…).",
                path=path,
                reason=error.strerror,
            )
        ) from error
    return digest.hexdigest()


FIELD_NAMES: Mapping[str, str] = {
    "dim": "dimension_id",
    "dimension": "dimension_id",
    "sub": "sub_dimension_id",
    "sub_dimension": "sub_dimension_id",
    "lead": "lead_id",
    "agency": "agency_id",
    "deadline": "deadline_id",
    "meeting": "meeting_id",
    "mission": "mission_id",
    "fund": "fund_source",
    "desc": "description",
}
"""Short names of fields beside their own names."""

LINK_FIELDS: Mapping[str, tuple[str, str]] = {
    "tags": ("tag", "name"),
    "tag": ("tag", "name"),
    "supporting": ("supporting", "member_id"),
    "depends_on": ("dependency", "needs_id"),
    "depends": ("dependency", "needs_id"),
    "supporting_agency": ("supporting_agency", "agency_id"),
}
"""Fields that are links: the record type of the link and the field of it that points away."""

_EMPTY = ("", "-", "none", "null", "kosong", "tidak ada")


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts, what was understood (lines to echo), and what a person should look at (warnings)."""

    drafts: list[Draft]
    echo: list[str]
    warnings: list[str]
    item_id: str | None = None


def field_spec(name: str, record_type: str = "action_item") -> FieldSpec:
    """The field that people call ``name``.  Raises :class:`UsageError` with the nearest names."""
    spec = record_spec(record_type)
    wanted = name.strip().lower().replace("-", "_")
    if record_type == "action_item":
        wanted = FIELD_NAMES.get(wanted, wanted)
    elif f"{wanted}_id" in spec.by_name:
        wanted = f"{wanted}_id"
    found = spec.by_name.get(wanted)
    if found is None or wanted == "deleted":
        names = [field.name.removesuffix("_id") for field in spec.fields if field.name != "deleted"]
        if record_type == "action_item":
            names += LINK_FIELDS
        near = nearest(wanted, names) or names
        raise UsageError(_("There is no field “{name}”: use one of {near}.", name=name, near=", ".join(near)))
    return found


def read_field(store: Store, spec: FieldSpec, text: str) -> Any:
    """The plain value of what was typed for a field; an empty text or ``-`` means none.

    Raises :class:`InvalidValue` or :class:`~taskforce.model.errors.NotFound` with one sentence.
    """
    words = text.strip()
    if words.casefold() in _EMPTY and not (spec.required and spec.default is None and words):
        return None
    match spec.kind:
        case Kind.DATE:
            return parse_date(words, store.clock.today(), working_day_test(store.reader)).isoformat()
        case Kind.MONEY:
            return parse_money(words)
        case Kind.INTEGER if spec.name == "progress":
            return parse_percent(words)
        case Kind.INTEGER:
            return _whole(parse_number(words))
        case Kind.NUMBER:
            return float(parse_number(words))
        case Kind.CHOICE:
            assert spec.choices is not None
            return str(parse_choice(spec.choices, words))
        case Kind.FLAG:
            return _flag(words)
        case Kind.LINK:
            assert spec.to is not None
            if spec.to == "action_item":
                return item_by_ref(store.reader, words).id
            return resolve(store.reader, spec.to, words).id
        case Kind.LIST:
            return [part.strip() for part in words.split(";") if part.strip()]
        case Kind.MAP:
            return _year_values(words)
        case _:
            return text


def _whole(number: Any) -> int:
    if number != int(number):
        raise InvalidValue(_("“{text}” is not a whole number: leave the fraction out.", text=number))
    return int(number)


def _flag(text: str) -> bool:
    word = text.casefold()
    if word in ("yes", "true", "1", "ya", "on"):
        return True
    if word in ("no", "false", "0", "tidak", "off"):
        return False
    raise InvalidValue(_("“{text}” is neither yes nor no: write one of the two.", text=text))


def _year_values(text: str) -> dict[str, float]:
    """``2024=10; 2025=25`` as values per year."""
    values: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        year, sign, number = part.partition("=")
        if not sign or not year.strip().isdigit():
            raise InvalidValue(_("“{text}” is not a value per year: write it as 2026=40; 2027=60.", text=text))
        values[year.strip()] = float(parse_number(number))
    return values


def understood(store: Store, spec: FieldSpec, value: Any) -> str:
    """What was understood, for people to check: dates with their weekday, amounts with their dots."""
    name = _(spec.label)
    if value is None:
        return _("{field}: none", field=name)
    if spec.kind is Kind.DATE:
        shown: object = format_date(date.fromisoformat(value), current_language(), "full")
    elif spec.kind is Kind.MONEY:
        shown = format_rupiah(value)
    elif spec.kind is Kind.CHOICE and spec.choices is not None:
        shown = label(spec.choices(value))
    elif spec.kind is Kind.LINK and spec.to is not None:
        from taskforce.store.history.steps import names_of

        shown = names_of(store.reader, {spec.to: [value]}).get((spec.to, value), value)
    else:
        shown = value
    return f"{name}: {shown}"


def edit_drafts(
    store: Store, ids: Sequence[str], texts: Mapping[str, str], seen: Mapping[str, Any] | None = None
) -> Drafted:
    """Return drafts that set fields of items to what was typed; all of them get the same.

    For links (``tags``, ``supporting``, ``depends_on``) the text is a list separated by commas that replaces
    the present one; with ``+`` or ``-`` before each word they are added or taken away.  ``seen`` holds the
    plain values that the person had before their eyes.
    """
    drafted = Drafted([], [], [])
    values: dict[str, Any] = {}
    links: dict[str, str] = {}
    for name, text in texts.items():
        key = name.strip().lower().replace("-", "_")
        if key in LINK_FIELDS:
            links[key] = text
            continue
        spec = field_spec(name)
        values[spec.name] = read_field(store, spec, text)
        _warn(drafted, spec, text, values[spec.name])
        drafted.echo.append(understood(store, spec, values[spec.name]))
    for item_id in ids:
        for name, value in values.items():
            before = UNSEEN if seen is None else seen.get(name, UNSEEN)
            drafted.drafts.append(edit("action_item", item_id, name, value, before))
        for name, text in links.items():
            drafted.drafts.extend(_link_drafts(store, item_id, name, text))
    return drafted


def _warn(drafted: Drafted, spec: FieldSpec, text: str, value: Any) -> None:
    if spec.kind is Kind.DATE and value is not None:
        warning = weekday_contradiction(text, date.fromisoformat(value))
        if warning:
            drafted.warnings.append(warning)


def _link_drafts(store: Store, item_id: str, name: str, text: str) -> list[Draft]:
    record_type, away = LINK_FIELDS[name]
    present = dict(
        store.reader.rows(
            f"SELECT {away}, id FROM {record_type} WHERE item_id = :item AND NOT deleted", item=item_id
        )
    )
    words = [word.strip() for word in text.split(",") if word.strip() and word.strip() not in _EMPTY]
    signed = bool(words) and all(word[0] in "+-" for word in words)
    wanted: set[str] = set(present) if signed else set()
    for word in words:
        if signed and word[0] == "-":
            wanted.discard(_link_target(store.reader, record_type, word[1:]))
        else:
            wanted.add(_link_target(store.reader, record_type, word.removeprefix("+")))
    return [
        *(link(record_type, item_id, target) for target in sorted(wanted - set(present))),
        *(delete(record_type, present[target]) for target in sorted(set(present) - wanted)),
    ]


def link(record_type: str, item_id: str, target: str) -> Draft:
    """The draft of a link from an item to ``target`` (an id, or a tag's word)."""
    away = next(field for kind, field in LINK_FIELDS.values() if kind == record_type)
    return create(record_type, **{"item_id": item_id, away: target})


def _link_target(reader: Reader, record_type: str, word: str) -> str:
    if record_type == "tag":
        return tag_word(word)
    if record_type == "dependency":
        return item_by_ref(reader, word).id
    return resolve(reader, "member" if record_type == "supporting" else "agency", word).id


def tag_word(text: str) -> str:
    """A tag as it is stored: lower case, without ``+`` or ``#``, spaces as hyphens."""
    word = "-".join(text.strip().lstrip("+#").casefold().split())
    if not word:
        raise InvalidValue(_("A tag needs a word: write it as +rapat."))
    return word


def quick_add(
    store: Store, text: str, options: Mapping[str, str] | None = None, meeting_id: str | None = None
) -> Drafted:
    """Return drafts of a new item from one line (see the query language) and from options by field name.

    An option beats the same field in the line; the item comes from the meeting that is given, whatever is typed.
    Raises :class:`UsageError` when no title is left over.
    """
    parts = split_quick_add(text)
    fields: dict[str, str] = dict(parts.fields)
    if parts.lead:
        fields["lead"] = parts.lead
    links: list[tuple[str, str]] = [("tag", word) for word in parts.tags]
    links += [("supporting", word) for word in parts.supporting]
    for name, value in (options or {}).items():
        if LINK_FIELDS.get(name):
            links += [(LINK_FIELDS[name][0], word) for word in value.split(",") if word.strip()]
        else:
            fields[name] = value
    title = fields.pop("title", parts.words)
    if not title.strip():
        raise UsageError(_("The action item has no title: write what is to be done."))
    drafted = new_item(store, title, fields, links)
    if meeting_id is not None:
        drafted.drafts[0].new["meeting_id"] = meeting_id
    return drafted


def new_item(
    store: Store, title: str, fields: Mapping[str, str], links: Sequence[tuple[str, str]] = ()
) -> Drafted:
    """Drafts of a new item from texts by field name, and links as (record type, word)."""
    values: dict[str, Any] = {"title": title}
    drafted = Drafted([], [], [], id_for("action_item", {}))
    for name, text in fields.items():
        if (kind := LINK_FIELDS.get(name)) is not None:
            links = [*links, *((kind[0], word) for word in text.split(",") if word.strip())]
            continue
        spec = field_spec(name)
        values[spec.name] = read_field(store, spec, text)
        _warn(drafted, spec, text, values[spec.name])
        drafted.echo.append(understood(store, spec, values[spec.name]))
    assert drafted.item_id is not None
    drafted.drafts.append(create("action_item", drafted.item_id, **values))
    for record_type, word in links:
        target = _link_target(store.reader, record_type, word.strip())
        draft = link(record_type, drafted.item_id, target)
        if all(draft.record_id != other.record_id for other in drafted.drafts):
            drafted.drafts.append(draft)
            drafted.echo.append(f"{_(record_spec(record_type).label)}: {word.strip().lstrip('+@')}")
    return drafted
