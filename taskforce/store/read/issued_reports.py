"""Issued reports, which are made once and never change: their register, and what was frozen with each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.changes.ids import derived_id
from taskforce.store.database.reader import Reader


class ReportKey(NamedTuple):
    """The name of a report: kind, label of the period (``2026-W47``) and scope (a query; empty for everything)."""

    kind: str
    period: str
    scope: str = ""


class Kept(NamedTuple):
    """The additions kept with a report: texts by section, sections in order (``None``: the usual ones), and the
    ids of pieces of evidence whose pictures it shows."""

    words: Mapping[str, str] = MappingProxyType({})
    sections: tuple[str, ...] | None = None
    photos: tuple[str, ...] = ()


_OWN = "kind = :kind AND period = :period AND coalesce(scope, '') = :scope"


def kept_with(reader: Reader, key: ReportKey) -> Kept:
    """Return what is kept with the report ``key``."""
    values = key._asdict()
    sql = f"SELECT section, text FROM report_words WHERE NOT deleted AND {_OWN}"
    words = dict(reader.rows(sql, **values))
    row = reader.row(f"SELECT sections, photos FROM report_choice WHERE NOT deleted AND {_OWN}", **values)
    sections, photos = (json.loads(one) if one else None for one in row or (None, None))
    return Kept(words, None if sections is None else tuple(sections), tuple(photos or ()))


def words_before(reader: Reader, key: ReportKey, sections: Sequence[str]) -> dict[str, str]:
    """Return the texts that the newest report before ``key``, of its kind and scope, has in some sections."""
    sql = (
        "SELECT section, text FROM report_words WHERE NOT deleted AND kind = :kind AND period < :period "
        "AND coalesce(scope, '') = :scope AND section IN (:values) ORDER BY period"
    )
    return dict(reader.rows_in(sql, sections, **key._asdict()))


def words_drafts(reader: Reader, key: ReportKey, words: Mapping[str, str]) -> list[Draft]:
    """Return drafts that keep texts with a report, by section; an empty text is taken away."""
    drafts: list[Draft] = []
    ids = {section: derived_id("report_words", *key, section) for section in words}
    kept = _made_before(reader, "report_words", list(ids.values()))
    for section, text in words.items():
        record_id = ids[section]
        there = kept.get(record_id)
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
    """Return drafts that keep sections or photos with a report.

    ``None`` leaves them as they are; no sections are the usual ones.
    """
    record_id = derived_id("report_choice", *key)
    given = {"sections": sections, "photos": photos}
    values = {name: list(value) or None for name, value in given.items() if value is not None}
    if not values:
        return []
    if record_id in _made_before(reader, "report_choice", [record_id]):
        return [edit("report_choice", record_id, name, value) for name, value in values.items()]
    return [create("report_choice", record_id, **_columns(key), **values)]


def _columns(key: ReportKey) -> dict[str, str | None]:
    return {"kind": key.kind, "period": key.period, "scope": key.scope or None}


def _made_before(reader: Reader, table: str, ids: Sequence[str]) -> dict[str, bool]:
    """Return those of these ids that a record has or had, with whether it is there still."""
    rows = reader.rows_in(f"SELECT id, NOT deleted FROM {table} WHERE id IN (:values)", ids)
    return {row[0]: bool(row[1]) for row in rows}


class IssuedRow(NamedTuple):
    """An issued report as lists show it; days are ISO text, ``issued_at`` a stored moment, ``issued_by`` a handle.

    ``replaces`` and ``replaced_by`` are ids of issued reports.
    """

    id: str
    number: str
    start: str
    end: str
    as_of: str
    scope: str | None
    issued_at: str
    issued_by: str | None
    replaces: str | None
    replaced_by: str | None

    @property
    def short_id(self) -> str:
        """Return the end of the id, by which people may name it."""
        return self.id[-8:]


class Frozen(NamedTuple):
    """The frozen part of a report: figures with their sources, and texts; JSON values, each with its schema."""

    figures: dict[str, Any]
    texts: dict[str, Any]


def issued_rows(reader: Reader) -> list[IssuedRow]:
    """Return every issued report, the newest first."""
    rows = reader.rows(
        "SELECT r.id, r.number, r.period_start, r.period_end, r.as_of, r.scope, r.issued_at, m.handle, "
        "r.replaces_id, (SELECT max(n.id) FROM issued_report n WHERE n.replaces_id = r.id AND NOT n.deleted) "
        "FROM issued_report r LEFT JOIN member m ON m.id = r.issued_by WHERE NOT r.deleted "
        "ORDER BY r.issued_at DESC, r.id DESC"
    )
    return list(map(IssuedRow._make, rows))


def kind_of(reader: Reader, report_id: str) -> str | None:
    """Return the kind of an issued report: ``weekly``, ``evaluation`` …"""
    kind: str | None = frozen(reader, report_id).figures.get("kind")
    return kind


def find_issued(reader: Reader, text: str) -> IssuedRow:
    """Return the issued report that ``text`` names: its number, its id, or the beginning or end of its id.

    Raises :class:`NotFound` when there is none, or several.
    """
    name = text.strip().casefold()
    rows = issued_rows(reader)
    named = [row for row in rows if name in (row.id, row.number.casefold())]
    if not named and len(name) >= 4:
        named = [row for row in rows if row.id.startswith(name) or row.id.endswith(name)]
    if len(named) == 1:
        return named[0]
    if named:
        listed = ", ".join(f"{row.number} ({row.short_id})" for row in named[:6])
        raise NotFound(_("“{text}” may be {candidates}: write which one.", text=text, candidates=listed))
    raise NotFound(_("There is no issued report “{text}”: “taskforce report --list” shows them.", text=text))


def frozen(reader: Reader, report_id: str) -> Frozen:
    """Return what was frozen when a report was issued."""
    row = reader.row("SELECT figures, texts FROM issued_report WHERE id = :id", id=report_id)
    assert row is not None
    return Frozen(json.loads(row[0]), json.loads(row[1]) if row[1] else {})


def numbers_of_year(reader: Reader, clock: Clock, year: int) -> list[str]:
    """Return the numbers of the reports issued in a year, with those of deleted ones: they stay taken."""
    rows = reader.rows("SELECT number, issued_at FROM issued_report ORDER BY id")
    return [number for number, issued_at in rows if clock.day_of(issued_at).year == year]


def sources(reader: Reader) -> dict[str, int]:
    """Return where the figures come from: by copy id, how many of its changes this list had."""
    return dict(reader.rows("SELECT id, last_number FROM copy ORDER BY id"))
