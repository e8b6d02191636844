"""Everything that belongs to one action item in words: what is set, and the whole item as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from taskforce.clock import Clock
from taskforce.language import _, plural
from taskforce.model.records import record_spec
from taskforce.model.recurrence.words import rule_text
from taskforce.model.shown import value_text
from taskforce.model.vocabulary import CONFLICT_MARK, EvidenceKind, Horizon, NoteKind, Priority, Status, label
from taskforce.paths import typed_path
from taskforce.reading import fingerprint
from taskforce.store.query.names import deleted_text
from taskforce.store.read.item_detail import ItemDetail
from taskforce.store.read.items import ItemRow
from taskforce.wording.days import full_day, late_text
from taskforce.wording.records import agency_text, deadline_text, lead_name_text, person


def item_fields(detail: ItemDetail, today: str) -> list[tuple[str, str]]:
    """Return labels and values of what is set of an item; ``today`` (ISO) decides what is late."""
    return [(label, value) for _name, label, value in named_fields(detail, today) if value]


def named_fields(detail: ItemDetail, today: str) -> list[tuple[str, str, str]]:
    """Return all fields of an item, set or not: what the form calls them (or nothing), labels and values."""
    row, links, fields = detail.row, detail.links, record_spec("action_item").by_name
    named = [
        ("status", _("Status"), f"{label(Status(row.status))}, {row.progress}%"),
        ("priority", _("Priority"), label(Priority(row.priority))),
        ("due", _("Due"), _due_text(row, today)),
        ("start", _("Start"), full_day(row.start)),
        ("every", _("Repeats"), rule_text(row.every) if row.every else ""),
        ("", _("Done on"), full_day(row.done_on)),
        ("lead_id", _("Lead"), _lead_text(row)),
        ("supporting", _("Supporting member"), _joined(_marked(links.supporting.get(row.id, ()), detail))),
        ("agency_id", _("Agency"), agency_text(row)),
        ("", _("Supporting agency"), _joined(_marked(detail.supporting_agencies, detail))),
        ("dimension_id", _("Dimension"), " / ".join(filter(None, (row.dimension_name, detail.sub_dimension)))),
        ("deadline_id", _("Deadline"), deadline_text(row)),
        ("horizon", _("Horizon"), label(Horizon(row.horizon)) if row.horizon else ""),
        ("mission_id", _("Mission"), detail.mission),
        ("local_wisdom", _("Local wisdom"), _("yes") if detail.local_wisdom else ""),
        ("origin", _("Origin"), row.origin),
        ("budget", _("Budget"), value_text(fields["budget"], row.budget)),
        ("fund_source", _("Fund source"), row.fund_source),
        ("tags", _("Tags"), _joined(f"+{tag}" for tag in links.tags.get(row.id, []))),
        ("depends_on", _("Depends on"), _joined(links.depends_on.get(row.id, []))),
        ("", _("Needed by"), _joined(detail.needed_by)),
    ]
    if clashing := links.conflicts.get(row.id):
        names = [_(fields[name if name in fields else f"{name}_id"].label) for name in clashing]
        named.insert(1, ("", _("{mark} Open conflict", mark=CONFLICT_MARK), _joined(names)))
    named += [
        (name, _(fields[name].label), value_text(fields[name], value)) for name, value in detail.plan.items()
    ]
    return [(name, text, value or "") for name, text, value in named]


_LARGEST_COMPARED = 50_000_000
"""Bytes of a file whose content is compared; larger ones would keep people waiting."""


def file_state(location: str | None, sha256: str | None) -> str:
    """Return what is to be known of a file of evidence: that it is missing here, or was changed; else empty."""
    path = typed_path(location or "")
    try:
        if path.stat().st_size <= _LARGEST_COMPARED and sha256 and fingerprint(path) != sha256:
            return _("changed since it was added")
    except (OSError, ValueError):
        return _("not on this computer")
    return ""


def item_lines(detail: ItemDetail, clock: Clock) -> list[str]:
    """Return the whole item as plain text."""
    row = detail.row
    lines = [f"{row.ref}  {row.title}"]
    lines += [f"  {name}: {value}" for name, value in item_fields(detail, clock.today().isoformat())]
    if row.description:
        lines += ["", *(f"  {line}" for line in row.description.splitlines())]
    if detail.notes:
        lines += ["", _("Notes")]
        for note in detail.notes:
            day = full_day(clock.day_of(note.at))
            lines.append(f"  {day} {note.actor or '-'} [{label(NoteKind(note.kind))}] {note.text}")
    if detail.evidence:
        lines += ["", _("Evidence")]
        for piece in detail.evidence:
            what = " ".join(filter(None, (piece.location, piece.letter_number, piece.description)))
            state = file_state(piece.location, piece.sha256) if piece.kind == EvidenceKind.FILE else ""
            lines.append(f"  {label(EvidenceKind(piece.kind))}: {what}" + (f" ({state})" if state else ""))
    return lines


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)


def _marked(names: Iterable[str], detail: ItemDetail) -> list[str]:
    """Return who supports an item, those said to be deleted who were."""
    return [deleted_text(name) if name in detail.gone else name for name in names]


def _lead_text(row: ItemRow) -> str:
    """Return who leads an item: the name with the handle, which may stand with it already."""
    name = lead_name_text(row)
    return person(name, None if f"(@{row.lead}" in name else row.lead) if row.lead else ""


def _due_text(row: ItemRow, today: str) -> str:
    if row.due is None:
        return ""
    text = full_day(row.due)
    if row.is_overdue(today):
        text += f" – {late_text((date.fromisoformat(today) - date.fromisoformat(row.due)).days)}"
    if row.times_rescheduled:
        text += " – " + plural(
            "moved {count} time, first {day}",
            "moved {count} times, first {day}",
            row.times_rescheduled,
            day=full_day(row.original_due),
        )
    return text
