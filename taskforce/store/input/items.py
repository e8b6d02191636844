"""What people type for an action item's fields, on the command line, in quick add and in forms, as drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from taskforce.language import _
from taskforce.model.dates import parse_date, step_text
from taskforce.model.errors import InvalidValue, TaskforceError, UsageError, reason_of
from taskforce.model.numbers import parse_percent
from taskforce.model.records import Kind, fields_by_word, record_spec
from taskforce.model.vocabulary import EvidenceKind
from taskforce.paths import typed_path
from taskforce.reading import fingerprint
from taskforce.store.changes.batch import UNSEEN, Draft, create, delete, edit, id_for
from taskforce.store.database.reader import Reader
from taskforce.store.input.fields import EMPTY, Drafted, field_spec, read_fields, two_names
from taskforce.store.query.lookup import resolve
from taskforce.store.query.quick_add import split_quick_add
from taskforce.store.read.items import item_by_ref, items_by_id
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test


def evidence_draft(
    item_id: str, location: str | None, letter: str | None = None, description: str | None = None
) -> Draft:
    """Return a draft of evidence for an item.

    A file must be there; where it lies is kept whole, and its SHA-256, so that a later change of it shows.  Raises
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
        path = typed_path(location).absolute()
        values |= {"kind": EvidenceKind.FILE, "location": str(path), "sha256": _hash(path)}
    return create("evidence", item_id=item_id, **values)


def _hash(path: Path) -> str:
    try:
        return fingerprint(path)
    except OSError as error:
        raise TaskforceError(
            _(
                "The evidence {path} cannot be read ({reason}): check its name, or give a link (https://…).",
                path=path,
                reason=reason_of(error),
            )
        ) from error


_LINKS = {
    "tags": ("tag", "name"),
    "supporting": ("supporting", "member_id"),
    "depends_on": ("dependency", "needs_id"),
    "supporting_agency": ("supporting_agency", "agency_id"),
}
LINK_FIELDS: Mapping[str, tuple[str, str]] = _LINKS | {
    word: _LINKS[field] for word, field in fields_by_word().items() if field in _LINKS
}
"""Fields that are links: the record type of the link and the field of it that points away."""


def edit_drafts(
    store: Store, ids: Sequence[str], texts: Mapping[str, str], seen: Mapping[str, Any] | None = None
) -> Drafted:
    """Return drafts that set fields of items to what was typed; all of them get the same.

    For links (``tags``, ``supporting``, ``depends_on``) the text is a list separated by commas that replaces
    the present one; with ``+`` or ``-`` before each word they are added or taken away.  A day or the progress
    under its name with a sign (``due+``, ``progress-``) is moved by so much, of each item from where it is.
    ``seen`` holds the plain values that the person had before their eyes.
    """
    drafted = Drafted()
    moves = {name: text for name, text in texts.items() if name[-1:] in ("+", "-")}
    fields, links = _apart({name: text for name, text in texts.items() if name not in moves})
    values = read_fields(store, "action_item", fields, drafted)
    for name, text in moves.items():
        drafted.drafts.extend(_move_drafts(store, ids, name, text.strip(), drafted))
    for item_id in ids:
        for name, value in values.items():
            before = UNSEEN if seen is None else seen.get(name, UNSEEN)
            drafted.drafts.append(edit("action_item", item_id, name, value, before))
        for name, text in links.items():
            drafted.drafts.extend(_link_drafts(store, item_id, name, text))
    return drafted


def text_for_each(field: str, text: str) -> tuple[str, str]:
    """Return field and text of what was typed for several items at once, as :func:`edit_drafts` reads them.

    ``+7`` moves the day of each, as nobody means one day for all by it; ``=+7`` is that day, counted from today.
    """
    words = text.strip()
    if field in LINK_FIELDS:
        return field, text
    if words.startswith("="):
        return field, words[1:]
    spec = field_spec(field)
    moves = step_text(words) is not None if spec.kind is Kind.DATE else spec.name == "progress" and len(words) > 1
    return (field + words[0], words[1:]) if moves and words[0] in "+-" else (field, text)


def rescheduled_day(text: str, due: str | None, today: date, works: Callable[[date], bool]) -> date:
    """Return the day that ``text`` means for an item that is rescheduled: ``+7`` counts from the day on which it
    is ``due``, from ``today`` only where there is none; ``=+7`` counts from today."""
    field, words = text_for_each("due", text)
    if field == "due":
        return parse_date(words, today, works)
    return parse_date(text, today if due is None else date.fromisoformat(due), works)


def _move_drafts(store: Store, ids: Sequence[str], name: str, text: str, drafted: Drafted) -> list[Draft]:
    """Return drafts that move a day or the progress of each item by so much; who has no day keeps none."""
    spec = field_spec(name[:-1])
    step = name[-1] + text
    rows = items_by_id(store.reader, ids)
    if spec.name == "progress":
        points = int(parse_percent(step[1:])) * (-1 if step[0] == "-" else 1)
        drafted.echo.append(f"{_(spec.label)}: {_('{step} points each', step=f'{points:+}')}")
        return [
            edit("action_item", item_id, "progress", max(0, min(100, rows[item_id].progress + points)))
            for item_id in ids
        ]
    words = step_text(step)
    if spec.kind is not Kind.DATE or words is None:
        raise UsageError(
            _(
                "“{field}={text}” moves nothing: write due+=7, due-=2w, start+=5wd or progress+=10.",
                field=name,
                text=text,
            )
        )
    works = working_day_test(store.reader)
    drafted.is_move = True
    drafted.echo.append(f"{_(spec.label)}: {_('{step} each', step=words)}")
    days = store.reader.rows_in(f"SELECT id, {spec.name} FROM action_item WHERE id IN (:values)", ids)
    present = {str(item_id): str(day) for item_id, day in days if day is not None}
    without = [rows[item_id].ref for item_id in ids if item_id not in present]
    if without:
        refs = ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
        drafted.warnings.append(_("{refs}: no day there to move, so it stays empty.", refs=refs))
    return [
        edit("action_item", item_id, spec.name, parse_date(step, date.fromisoformat(day), works).isoformat())
        for item_id, day in present.items()
    ]


def _apart(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of fields, and those of links by the name in :data:`LINK_FIELDS`."""
    fields: dict[str, str] = {}
    links: dict[str, str] = {}
    for name, text in texts.items():
        key = name.strip().lower().replace("-", "_")
        (links if key in LINK_FIELDS else fields)[key] = text
    return fields, links


def _link_drafts(store: Store, item_id: str, name: str, text: str) -> list[Draft]:
    record_type, away = LINK_FIELDS[name]
    present = dict(
        store.reader.rows(
            f"SELECT {away}, id FROM {record_type} WHERE item_id = :item AND NOT deleted", item=item_id
        )
    )
    words = [word.strip() for word in text.split(",") if word.strip() and word.strip() not in EMPTY]
    signed = bool(words) and all(word[0] in "+-" for word in words)
    targets: set[str] = set(present) if signed else set()
    for word in words:
        if signed and word[0] == "-":
            targets.discard(_link_target(store.reader, record_type, word[1:]))
        else:
            targets.add(_link_target(store.reader, record_type, word.removeprefix("+")))
    return [
        *(link(record_type, item_id, target) for target in sorted(targets - set(present))),
        *(delete(record_type, present[target]) for target in sorted(set(present) - targets)),
    ]


def link(record_type: str, item_id: str, target: str) -> Draft:
    """Return the draft of a link from an item to ``target`` (an id, or a tag's word)."""
    away = next(field for kind, field in LINK_FIELDS.values() if kind == record_type)
    return create(record_type, **{"item_id": item_id, away: target})


def _link_target(reader: Reader, record_type: str, word: str) -> str:
    if record_type == "tag":
        return tag_word(word)
    if record_type == "dependency":
        return item_by_ref(reader, word).id
    return resolve(reader, "member" if record_type == "supporting" else "agency", word).id


def tag_word(text: str) -> str:
    """Return a tag as it is stored: lower case, without ``+`` or ``#``, spaces as hyphens."""
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
    told: list[str] = []
    links: list[tuple[str, str]] = [("tag", word) for word in parts.tags]
    links += [("supporting", word) for word in parts.supporting]
    for name, value in (options or {}).items():
        if LINK_FIELDS.get(name):
            links += [(LINK_FIELDS[name][0], word) for word in value.split(",") if word.strip()]
        else:
            if fields.get(name, value) != value:
                told.append(_("{field} was said twice: “{value}” counts.", field=name, value=value))
            fields[name] = value
    title = fields.pop("title", parts.words)
    if parts.words.strip() and title.strip() != parts.words.strip():
        raise two_names("action_item", parts.words, title)
    if not title.strip():
        raise UsageError(_("The action item has no title: write what is to be done."))
    drafted = new_item(store, title, fields, links)
    drafted.warnings.extend(told)
    drafted.warnings += [
        _("“{word}:” is no field and stays in the title: did you mean “{near}:”?", word=word, near=near)
        for word, near in parts.misspelt.items()
    ]
    if meeting_id is not None:
        drafted.drafts[0].new["meeting_id"] = meeting_id
    return drafted


def new_item(store: Store, title: str, texts: Mapping[str, str], links: Sequence[tuple[str, str]] = ()) -> Drafted:
    """Return drafts of a new item from texts by field name, and links as (record type, word)."""
    item_id = id_for("action_item", {})
    drafted = Drafted(item_id=item_id)
    fields, linked = _apart(texts)
    values = {"title": title} | read_fields(store, "action_item", fields, drafted)
    drafted.drafts.append(create("action_item", item_id, **values))
    named = [(LINK_FIELDS[name][0], word) for name, text in linked.items() for word in text.split(",")]
    for record_type, word in [*links, *((kind, word) for kind, word in named if word.strip())]:
        draft = link(record_type, item_id, _link_target(store.reader, record_type, word.strip()))
        if all(draft.record_id != other.record_id for other in drafted.drafts):
            drafted.drafts.append(draft)
            drafted.echo.append(f"{_(record_spec(record_type).label)}: {word.strip().lstrip('+@')}")
    return drafted
