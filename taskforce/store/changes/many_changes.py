"""Many changes read at once: what :func:`read_change` asks of each, asked of all, a column at a time.

What many say (a step, a moment, a value) is looked at once.  Where anything is amiss each is read by itself, which
says what is wrong; so both take the same, and refuse the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from taskforce.model.records import CREATION
from taskforce.store.changes import history_data
from taskforce.store.changes.batch import Change
from taskforce.store.changes.history_data import Damaged, read_change

_HEXADECIMAL = bytes.maketrans(b"123456789abcdef", b"0" * 15)
_ID = b"00000000-0000-0000-0000-000000000000"
"""An id in which every digit became a zero."""

_Columns = Sequence[Sequence[Any]]


def read_changes(parts: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return changes; raise :class:`Damaged`."""
    if not parts:
        return []
    columns = list(zip(*[tuple(map(data.get, Change._fields)) for data in parts], strict=True))
    try:
        texts = _values_as_text(columns) if _are_sound(columns) else None
    except (Damaged, TypeError, ValueError):
        texts = None
    if texts is None:
        return list(map(read_change, parts))
    return list(map(Change._make, zip(*columns[:_OLD], *texts, columns[_AFTER], strict=True)))


_OLD, _NEW, _AFTER = map(Change._fields.index, ("old", "new", "after"))


def _are_sound(columns: _Columns) -> bool:
    """Return whether all is of its kind but the values; raise where it is so unlike that it cannot be asked."""
    ids, batches, moments, clocks, copies, numbers, actors, kinds, records, fields, _old, _new, after = columns
    return (
        are_ids(ids)
        and are_ids(records)
        and all(map(history_data.is_id, {*batches, *copies, *actors} - {None}))
        and None not in batches
        and None not in copies
        and all(map(history_data.is_moment, set(moments)))
        and all(map(history_data.is_word, {*kinds, *fields} - {CREATION}))
        and CREATION not in kinds
        and _are_whole(clocks, 0, history_data.GREATEST_CLOCK)
        and _are_whole(numbers, 1, history_data.GREATEST_NUMBER)
        and "" not in after
        and are_ids([one for one in after if one is not None], several=True)
    )


def are_ids(values: Sequence[str], *, several: bool = False) -> bool:
    """Return whether each value is an id, or ``several`` with a space between; raise for one that is no text."""
    text = " ".join(values).encode("ascii")
    count = (len(text) + 1) // (len(_ID) + 1) if several else len(values)
    return text.translate(_HEXADECIMAL) == b" ".join([_ID] * count)


def _are_whole(values: Collection[Any], least: int, greatest: int) -> bool:
    return {*map(type, values)} == {int} and min(values) >= least and max(values) <= greatest


def _values_as_text(columns: _Columns) -> tuple[list[str | None], list[str | None]]:
    """Return the old and the new values as they are stored; raise :class:`Damaged` for what cannot be one."""
    known: dict[tuple[str, str, str], str | None] = {}
    old_texts: list[str | None] = []
    new_texts: list[str | None] = []
    *_rest, kinds, _records, fields, olds, news, _after = columns
    for kind, field, old, new in zip(kinds, fields, olds, news, strict=True):
        if field == CREATION:
            history_data.check_values(kind, field, old, new)
            old_texts.append(history_data.value_text(old))
            new_texts.append(history_data.value_text(new))
            continue
        for value, texts in ((old, old_texts), (new, new_texts)):
            if value is None:
                texts.append(None)
            elif type(value) is not str:
                history_data.check_values(kind, field, None, value)
                texts.append(history_data.value_text(value))
            else:
                key = (kind, field, value)
                if key not in known:
                    history_data.check_values(kind, field, None, value)
                    known[key] = history_data.value_text(value)
                texts.append(known[key])
    return old_texts, new_texts
