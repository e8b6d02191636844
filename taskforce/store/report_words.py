"""What the secretary wrote and chose for the report of a period: kept beside it, whatever day it is printed.

These are read as they are now, not as they were at the report's day: they are written when the period is over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from taskforce.store.batch import Draft, create, delete, edit
from taskforce.store.ids import derived_id
from taskforce.store.reader import Reader


class ReportKey(NamedTuple):
    """Which report: its kind, its period's label (``2026-W47``) and its scope (a query; empty for everything)."""

    kind: str
    period: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept with a report: texts by section, sections in order (``None``: the usual ones), and the ids of
    pieces of evidence whose pictures it shows."""

    words: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] | None = None
    photos: tuple[str, ...] = ()


_OWN = "kind = :kind AND period = :period AND coalesce(scope, '') = :scope"


def kept_with(reader: Reader, key: ReportKey) -> Kept:
    """What is kept with the report ``key``."""
    values = key._asdict()
    sql = f"SELECT section, text FROM report_words WHERE NOT deleted AND {_OWN}"
    words = dict(reader.rows(sql, **values))
    row = reader.row(f"SELECT sections, photos FROM report_choice WHERE NOT deleted AND {_OWN}", **values)
    sections, photos = (json.loads(one) if one else None for one in row or (None, None))
    return Kept(words, None if sections is None else tuple(sections), tuple(photos or ()))


def words_drafts(reader: Reader, key: ReportKey, words: Mapping[str, str]) -> list[Draft]:
    """Drafts that keep texts with a report, by section; an empty text is taken away."""
    drafts: list[Draft] = []
    known = _known(reader, "report_words", [_words_id(key, section) for section in words])
    for section, text in words.items():
        record_id = _words_id(key, section)
        there = known.get(record_id)
        if not text.strip():
            drafts += [delete("report_words", record_id)] if there else []
        elif there is None:
            values = {**_columns(key), "section": section, "text": text}
            drafts.append(create("report_words", record_id, **values))
        else:
            drafts += [edit("report_words", record_id, "text", text)]
            drafts += [] if there else [edit("report_words", record_id, "deleted", False)]
    return drafts


def choice_drafts(
    reader: Reader,
    key: ReportKey,
    *,
    sections: Sequence[str] | None = None,
    photos: Sequence[str] | None = None,
) -> list[Draft]:
    """Drafts that keep sections or photos with a report.

    What is ``None`` stays as it is; no sections are the usual ones.
    """
    record_id = derived_id("report_choice", *key)
    given = {"sections": sections, "photos": photos}
    values = {name: list(value) or None for name, value in given.items() if value is not None}
    if not values:
        return []
    if record_id in _known(reader, "report_choice", [record_id]):
        return [edit("report_choice", record_id, name, value) for name, value in values.items()]
    return [create("report_choice", record_id, **_columns(key), **values)]


def _words_id(key: ReportKey, section: str) -> str:
    return derived_id("report_words", *key, section)


def _columns(key: ReportKey) -> dict[str, str | None]:
    return {"kind": key.kind, "period": key.period, "scope": key.scope or None}


def _known(reader: Reader, table: str, ids: Sequence[str]) -> dict[str, bool]:
    """Records that were made before: whether each is there still."""
    rows = reader.rows_in(f"SELECT id, NOT deleted FROM {table} WHERE id IN (:values)", ids)
    return {row[0]: bool(row[1]) for row in rows}
