"""Everything that belongs to one action item: plan fields, notes, evidence, links both ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date
from taskforce.model.numbers import format_rupiah
from taskforce.model.records import record_spec
from taskforce.model.vocabulary import CONFLICT_MARK, EvidenceKind, Horizon, NoteKind, Priority, Status, label
from taskforce.store.database.reader import Reader
from taskforce.store.read.items import ItemLinks, ItemRow, item_links


class NoteRow(NamedTuple):
    """A note: when and by whom it was written, its kind and text."""

    at: str
    actor: str | None
    kind: str
    text: str


class EvidenceRow(NamedTuple):
    """A piece of evidence, with when and by whom it was added."""

    at: str
    actor: str | None
    kind: str
    location: str | None
    letter_number: str | None
    description: str | None


_PLAN = ("programme", "activity", "indicator", "unit", "baseline", "targets", "realisations", "checklist")


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item and what belongs to it.  ``needed_by`` are the refs of the items that wait for it."""

    row: ItemRow
    links: ItemLinks
    plan: dict[str, Any]
    local_wisdom: bool
    mission: str | None
    sub_dimension: str | None
    supporting_agencies: list[str]
    needed_by: list[str]
    notes: list[NoteRow]
    evidence: list[EvidenceRow]

    def as_data(self, local: Callable[[str], str]) -> dict[str, Any]:
        """What ``show --format json`` adds to the item of ``list``."""
        return {
            **self.plan,
            "weight": self.row.weight,
            "local_wisdom": self.local_wisdom,
            "mission": self.mission,
            "supporting_agencies": self.supporting_agencies,
            "needed_by": self.needed_by,
            "notes_list": [{**note._asdict(), "at": local(note.at)} for note in self.notes],
            "evidence_list": [{**piece._asdict(), "at": local(piece.at)} for piece in self.evidence],
        }

    def fields(self, today: str) -> list[tuple[str, str]]:
        """Labels and values of what is set, as people read them."""
        row = self.row
        pairs: list[tuple[str, str | None]] = [
            (_("Status"), f"{label(Status(row.status))}, {row.progress}%"),
            (_("Priority"), label(Priority(row.priority))),
            (_("Due"), _due_text(row, today)),
            (_("Start"), _day(row.start)),
            (_("Done on"), _day(row.done_on)),
            (_("Lead"), f"{row.lead_name} (@{row.lead})" if row.lead else None),
            (_("Supporting member"), _joined(self.links.supporting.get(row.id, []))),
            (_("Agency"), row.agency),
            (_("Supporting agency"), _joined(self.supporting_agencies)),
            (_("Dimension"), " / ".join(filter(None, (row.dimension_name, self.sub_dimension))) or None),
            (_("Deadline"), row.deadline),
            (_("Horizon"), label(Horizon(row.horizon)) if row.horizon else None),
            (_("Mission"), self.mission),
            (_("Local wisdom"), _("yes") if self.local_wisdom else None),
            (_("Origin"), row.origin),
            (_("Budget"), format_rupiah(row.budget) if row.budget is not None else None),
            (_("Fund source"), row.fund_source),
            (_("Tags"), _joined(f"+{tag}" for tag in self.links.tags.get(row.id, []))),
            (_("Depends on"), _joined(self.links.depends_on.get(row.id, []))),
            (_("Needed by"), _joined(self.needed_by)),
        ]
        fields = record_spec("action_item").by_name
        if clashing := self.links.conflicts.get(row.id):
            names = [_(fields[name if name in fields else f"{name}_id"].label) for name in clashing]
            pairs.insert(1, (_("{mark} Open conflict", mark=CONFLICT_MARK), ", ".join(names)))
        for name, value in self.plan.items():
            pairs.append((_(fields[name].label), None if value is None else _plain_text(value)))
        return [(name, value) for name, value in pairs if value]

    def lines(self, clock: Clock, today: str) -> list[str]:
        """The whole item as plain text."""
        lines = [f"{self.row.ref}  {self.row.title}"]
        lines += [f"  {name}: {value}" for name, value in self.fields(today)]
        if self.row.description:
            lines += ["", *(f"  {line}" for line in self.row.description.splitlines())]
        if self.notes:
            lines += ["", _("Notes")]
            for note in self.notes:
                day = _day(clock.day_of(note.at).isoformat())
                lines.append(f"  {day} {note.actor or '-'} [{label(NoteKind(note.kind))}] {note.text}")
        if self.evidence:
            lines += ["", _("Evidence")]
            for piece in self.evidence:
                what = " ".join(filter(None, (piece.location, piece.letter_number, piece.description)))
                lines.append(f"  {label(EvidenceKind(piece.kind))}: {what}")
        return lines


def _joined(words: Any) -> str | None:
    return ", ".join(words) or None


def _day(day: str | None) -> str | None:
    return None if day is None else format_date(date.fromisoformat(day), current_language(), "full")


def _due_text(row: ItemRow, today: str) -> str | None:
    if row.due is None:
        return None
    text = _day(row.due) or ""
    if row.is_overdue(today):
        days = (date.fromisoformat(today) - date.fromisoformat(row.due)).days
        text += " – " + plural("{count} day late", "{count} days late", days)
    if row.times_rescheduled:
        text += " – " + plural(
            "moved {count} time, first {day}",
            "moved {count} times, first {day}",
            row.times_rescheduled,
            day=_day(row.original_due),
        )
    return text


def _plain_text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(
            f"{key}={part:g}" if isinstance(part, float) else f"{key}={part}" for key, part in value.items()
        )
    if isinstance(value, list):
        return "; ".join(str(part.get("text", part)) if isinstance(part, dict) else str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


_WRITTEN = (
    "SELECT c.at, m.handle, {columns} FROM {table} n "
    "JOIN change c ON c.record_id = n.id AND c.field = '*' LEFT JOIN member m ON m.id = c.actor_id "
    "WHERE n.item_id = :item AND NOT n.deleted ORDER BY c.at, c.clock"
)


def item_detail(reader: Reader, row: ItemRow) -> ItemDetail:
    """Read what belongs to an item."""
    item = row.id
    plan_row = reader.row(
        f"SELECT {', '.join(f'i.{name}' for name in _PLAN)}, i.local_wisdom, mi.text, s.name "
        "FROM action_item i LEFT JOIN mission mi ON mi.id = i.mission_id "
        "LEFT JOIN sub_dimension s ON s.id = i.sub_dimension_id WHERE i.id = :item",
        item=item,
    )
    assert plan_row is not None
    plan = {
        name: json.loads(value) if name in ("targets", "realisations", "checklist") and value else value
        for name, value in zip(_PLAN, plan_row, strict=False)
    }
    agencies = reader.rows(
        "SELECT a.short FROM supporting_agency s JOIN agency a ON a.id = s.agency_id "
        "WHERE s.item_id = :item AND NOT s.deleted ORDER BY a.short",
        item=item,
    )
    needed_by = reader.rows(
        "SELECT i.ref FROM dependency d JOIN action_item i ON i.id = d.item_id "
        "WHERE d.needs_id = :item AND NOT d.deleted AND NOT i.deleted ORDER BY length(i.ref), i.ref",
        item=item,
    )
    notes = reader.rows(_WRITTEN.format(columns="n.kind, n.text", table="note"), item=item)
    columns = "n.kind, n.location, n.letter_number, n.description"
    evidence = reader.rows(_WRITTEN.format(columns=columns, table="evidence"), item=item)
    return ItemDetail(
        row,
        item_links(reader, [item]),
        plan,
        *(bool(plan_row[-3]), plan_row[-2], plan_row[-1]),
        [short for (short,) in agencies],
        [ref for (ref,) in needed_by],
        [NoteRow(*note) for note in notes],
        [EvidenceRow(*piece) for piece in evidence],
    )
