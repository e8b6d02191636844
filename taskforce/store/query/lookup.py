"""From what people write to the record they mean: by handle, key, code, alias, or a part of a name.

An unambiguous part is enough; an ambiguous one is refused with the candidates, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from taskforce.language import _, plural
from taskforce.model.errors import NotFound, UnknownName
from taskforce.model.names import bare_name, is_address, matches_name
from taskforce.model.records import record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.text import excerpt, fold, nearest
from taskforce.store.database.reader import Reader
from taskforce.store.query.words import ABSENT, QUOTES


class Named(NamedTuple):
    """A record with everything it may be called; the first name is what it is shown by."""

    id: str
    names: tuple[str, ...]
    long_name: str


_QUERIES = {
    "member": "SELECT id, handle, NULL, NULL, name FROM member WHERE {of_them} ORDER BY active DESC, handle",
    "agency": "SELECT id, short, code, aliases, name FROM agency WHERE {of_them} ORDER BY short",
    "dimension": "SELECT id, key, NULL, aliases, name FROM dimension WHERE {of_them} ORDER BY position",
    "sub_dimension": ("SELECT id, key, NULL, aliases, name FROM sub_dimension WHERE {of_them} ORDER BY position"),
    "deadline": "SELECT id, key, NULL, NULL, name FROM deadline WHERE {of_them} ORDER BY due",
    "meeting": "SELECT id, number, date, NULL, title FROM meeting WHERE {of_them} ORDER BY date DESC, id DESC",
    "mission": "SELECT id, number, NULL, NULL, text FROM mission WHERE {of_them} ORDER BY number",
}


def named_records(reader: Reader, record_type: str, *, deleted: bool = False) -> list[Named]:
    """Return every record of a type that people name, with its names, in the order of its register.

    With ``deleted``: those that were deleted, instead.
    """
    records: list[Named] = []
    sql = _QUERIES[record_type].format(of_them="deleted" if deleted else "NOT deleted")
    for record_id, first, second, aliases, long_name in reader.rows(sql):
        names = [str(first)] if first is not None else []
        if second:
            names.append(second)
        names += [str(alias) for alias in (json.loads(aliases) if aliases else ())]
        records.append(Named(record_id, tuple(names) or (long_name,), long_name))
    return records


def resolve(reader: Reader, record_type: str, text: str) -> Named:
    """Return the record that ``text`` names.

    Raises :class:`NotFound` with candidates, or :class:`UnknownName` with the nearest names, or with what brings
    a deleted one back.
    """
    try:
        return choose(named_records(reader, record_type), record_type, text)
    except UnknownName as error:
        gone = deleted_record(reader, record_type, text)
        if gone is None:
            raise
        record, shown = mid_sentence(_(record_spec(record_type).label)), excerpt(text, 40)
        sentence = _("The {record} “{text}” was deleted.", record=record, text=shown)
        step = reader.value(
            "SELECT batch_id FROM change WHERE record_id = :id AND field = 'deleted' "
            "ORDER BY clock DESC, copy_id DESC LIMIT 1",
            id=gone.id,
        )
        if step:
            sentence += " " + _("“taskforce undo {step}” brings it back.", step=str(step)[-8:])
        raise UnknownName(sentence, record_type, gone.names[0]) from error


def choose(records: Sequence[Named], record_type: str, text: str) -> Named:
    """Return the record that ``text`` names, like :func:`resolve`, among records read before."""
    word = fold(text.strip().lstrip("@"))
    label = mid_sentence(_(record_spec(record_type).label))
    exact = [one for one in records if word in map(fold, (*one.names, one.long_name))]
    if not exact and word:
        exact = [one for one in records if any(matches_name(word, name) for name in (*one.names, one.long_name))]
    if not exact:
        exact = [one for one in records if one.id == text]
    if len(exact) == 1:
        return exact[0]
    if exact:
        first = [one for one in exact if fold(one.names[0]) == word]
        if len(first) == 1:
            return first[0]
        raise NotFound(
            _(
                "“{text}” may be {candidates}: write which one.",
                text=excerpt(text, 40),
                candidates=_candidates(exact),
            )
        )
    near, shown = ", ".join(near_names(records, word)), excerpt(text, 40)
    sentence = _("There is no {record} “{text}”: add it first.", record=label, text=shown)
    if record_type == "member" and is_address(word):
        sentence = _("“{text}” alone names nobody: write the name behind it, too.", text=shown)
    elif near:
        sentence = _("There is no {record} “{text}”: did you mean {near}?", record=label, text=shown, near=near)
    raise UnknownName(sentence, record_type, text.strip().lstrip("@"))


def _candidates(records: Sequence[Named]) -> str:
    said = ", ".join(f"{one.names[0]} ({one.long_name})" for one in records[:6])
    more = len(records) - 6
    return said if more <= 0 else plural("{names} and {count} more", "{names} and {count} more", more, names=said)


def near_names(records: Sequence[Named], word: str, limit: int = 3) -> list[str]:
    """Return what those records are called that ``word`` may have meant, by a name or a word of the long one."""
    called: dict[str, str] = {}
    for one in records:
        for form in (*one.names, *re.findall(r"\w{3,}", fold(bare_name(one.long_name)))):
            called.setdefault(form, one.names[0])
    near = nearest(word, called, limit * 2)
    return list(dict.fromkeys(called[form] for form in near))[:limit]


def deleted_record(reader: Reader, record_type: str, text: str) -> Named | None:
    """Return the record of this name (or id) that was deleted: items may name it still."""
    word = fold(text.strip().lstrip("@"))
    return next(
        (
            one
            for one in named_records(reader, record_type, deleted=True)
            if one.id == text or word in map(fold, (*one.names, one.long_name))
        ),
        None,
    )


def query_word(reader: Reader, record_type: str, record_id: str) -> str:
    """Return what a query calls a record: the first name that is its alone, in quotes where it needs them."""
    records = named_records(reader, record_type)
    own = next((one for one in records if one.id == record_id), None)
    for word in (*own.names, own.long_name) if own is not None else ():
        try:
            named_id = choose(records, record_type, word).id
        except NotFound:
            continue
        if named_id == record_id and not any(sign in word for sign in QUOTES):
            plain = word.casefold() not in ABSENT and not re.search(r"[\s,():<>=]", word)
            return word if plain else f'"{word}"'
    return record_id


def member_by(reader: Reader, text: str) -> Named:
    """Return the member whose handle is ``text``, or of whose name it is an unambiguous part."""
    return resolve(reader, "member", text)
