"""The other registers: ``member``, ``deadline``, ``agency``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from taskforce.commands.context import Context
from taskforce.commands.items import split_assignments
from taskforce.commands.lists import day_text
from taskforce.commands.table import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.model.nip import mask_nip
from taskforce.model.records import record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.vocabulary import AgencyKind, DeadlineKind, label
from taskforce.store.changes.load import load
from taskforce.store.input.registers import appointments, ending_drafts
from taskforce.store.query.lookup import resolve
from taskforce.store.read.registers import agency_rows, deadline_rows, member_rows


def member(context: Context, options: argparse.Namespace) -> int:
    """Add, list, show, edit members; hand over their work."""
    if options.action == "list":
        rows = member_rows(context.store.reader, context.today_iso, inactive=options.all)
        if options.format != "table":
            return print_data(context, options, [row.as_data() for row in rows])
        titles = [_("Handle"), _("Name"), _("Position"), _("Agency"), _("Open"), _("Late")]
        cells = [
            (
                row.handle,
                row.name,
                row.position or "-",
                row.agency or "-",
                str(row.open_items),
                str(row.overdue_items),
            )
            for row in rows
        ]
        print_table(titles, cells, flexible=2, right=(4, 5))
        return DONE
    if options.action == "handover":
        return _handover(context, options)
    return _one(context, options, "member")


def deadline(context: Context, options: argparse.Namespace) -> int:
    """Add, list, show, edit deadlines."""
    if options.action == "list":
        today = context.store.clock.today()
        rows = deadline_rows(context.store.reader)
        if options.format != "table":
            return print_data(context, options, [row.as_data(today.isoformat()) for row in rows])
        titles = [_("Key"), _("Name"), _("Kind"), _("Due"), _("Days left"), _("Open")]
        cells = [
            (
                row.key,
                row.name,
                label(DeadlineKind(row.kind)),
                day_text(row.due),
                _("met") if row.met_on else str((date.fromisoformat(row.due) - today).days),
                f"{row.open_items}/{row.items}",
            )
            for row in rows
        ]
        print_table(titles, cells, flexible=1, right=(4, 5))
        return DONE
    return _one(context, options, "deadline")


def agency(context: Context, options: argparse.Namespace) -> int:
    """Add, list, show, edit agencies."""
    if options.action == "list":
        rows = agency_rows(context.store.reader, context.today_iso)
        if options.format != "table":
            return print_data(context, options, [row.as_data() for row in rows])
        titles = [_("Code"), _("Short name"), _("Full name"), _("Kind"), _("Open"), _("Late")]
        cells = [
            (
                row.code,
                row.short,
                row.name,
                label(AgencyKind(row.kind)),
                str(row.open_items),
                str(row.overdue_items),
            )
            for row in rows
        ]
        print_table(titles, cells, flexible=2, right=(4, 5))
        return DONE
    if options.action == "merge":
        return _make_one(context, options)
    return _one(context, options, "agency")


def _make_one(context: Context, options: argparse.Namespace) -> int:
    """Two entries that are one agency under two spellings."""
    from taskforce.store.input.merge_agencies import agency_to_join, joining_drafts

    words = [word for word in options.words if word.casefold() not in ("into", "ke")]
    if len(words) != 2:
        raise UsageError(_("Name two agencies: agency merge OLD NEW."))
    store = context.store
    new = resolve(store.reader, "agency", words[1])
    old = agency_to_join(store.reader, words[0], new)
    drafts, moved = joining_drafts(store, old, new)
    if not drafts:
        context.print(_("Nothing to change: {refs}", refs=old.names[0]))
        return DONE
    sentence = plural(
        "{count} record moves from {old} to {new}, and {old} becomes another name of it.",
        "{count} records move from {old} to {new}, and {old} becomes another name of it.",
        moved,
        old=old.names[0],
        new=new.names[0],
    )
    if options.dry_run:
        context.print(sentence)
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    context.confirm(sentence)
    store.write("join", drafts, summary=f"{old.names[0]} → {new.names[0]}")
    context.print(sentence)
    return DONE


def print_data(context: Context, options: argparse.Namespace, data: Sequence[dict[str, Any]]) -> int:
    """Records as JSON, or as CSV."""
    if options.format == "json":
        context.print_json(list(data))
        return DONE
    from taskforce.exchange.files.csv_writer import csv_text

    sys.stdout.write(csv_text(list(data[0]) if data else [], data, "excel"))
    return DONE


_OPTIONS = {
    "member": ("handle", "name", "position", "agency", "phone", "email", "nip", "rank", "active"),
    "deadline": ("key", "name", "due", "kind", "met_on", "description"),
    "agency": ("code", "short", "name", "aliases", "kind"),
}


def _texts(options: argparse.Namespace, record_type: str) -> tuple[list[str], dict[str, str]]:
    """The words that are no FIELD=VALUE, and the fields given as words or options."""
    words, texts = split_assignments(options.words)
    for name in _OPTIONS[record_type]:
        value = getattr(options, name, None)
        if value is not None:
            texts[name] = value
    return words, texts


def _one(context: Context, options: argparse.Namespace, record_type: str) -> int:
    from taskforce.store.input.registers import new_register_record, register_edits

    store = context.store
    words, texts = _texts(options, record_type)
    if options.action == "add":
        named = " ".join(words) or texts.pop("short" if record_type == "agency" else "name", "")
        drafted = new_register_record(store, record_type, named, texts)
        record_id = drafted.drafts[0].record_id
        if not options.dry_run:
            store.write("add", drafted.drafts)
    else:
        if len(words) != 1:
            raise UsageError(_("Name one {record}.", record=mid_sentence(_(record_spec(record_type).label))))
        record_id = resolve(store.reader, record_type, words[0]).id
        if options.action == "show":
            return _show(context, options, record_type, record_id)
        if not texts:
            raise UsageError(_("Nothing to change was said: write FIELD=VALUE."))
        drafted = register_edits(store, record_type, record_id, texts)
        if not options.dry_run:
            store.write("edit", drafted.drafts)
    if not options.dry_run and options.format == "json":
        return _show(context, options, record_type, record_id)
    if not options.dry_run:
        record = load(store.reader, record_type, [record_id])[record_id]
        key = record.get("handle") or record.get("key") or record.get("short")
        context.print(f"{_(record_spec(record_type).label)} {key}: {record['name']}")
    for line in drafted.echo:
        context.print(f"    {line}")
    for warning in drafted.warnings:
        context.say(_("Look: {warning}", warning=warning))
    return DONE


def show_fields(context: Context, record_type: str, data: Mapping[str, Any]) -> None:
    """A record's fields, a line each; absent ones are left out."""
    fields = record_spec(record_type).by_name
    for name, value in data.items():
        if name == "id" or value in (None, [], ""):
            continue
        if name == "nip":
            value = mask_nip(value)
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        title = _(fields[name].label) if name in fields else _COUNTS[name]()
        context.print(f"{title}: {shown}")


def _show(context: Context, options: argparse.Namespace, record_type: str, record_id: str) -> int:
    reader, today = context.store.reader, context.today_iso
    if record_type == "member":
        data = next(r for r in member_rows(reader, today, inactive=True) if r.id == record_id).as_data()
    elif record_type == "agency":
        data = next(row for row in agency_rows(reader, today) if row.id == record_id).as_data()
    else:
        data = next(row for row in deadline_rows(reader) if row.id == record_id).as_data(today)
    roles = list(appointments(reader, record_id).values()) if record_type == "member" else []
    if options.format == "json":
        bodies = {"bodies": [one._asdict() for one in roles]} if record_type == "member" else {}
        context.print_json({**data, **bodies})
        return DONE
    show_fields(context, record_type, data)
    for one in roles:
        context.print(f"{_('Bodies and roles')}: {one.shown}")
    return DONE


_COUNTS = {
    "agency": lambda: _("Agency"),
    "open_items": lambda: _("Open items"),
    "overdue_items": lambda: _("Overdue items"),
    "items": lambda: _("Items"),
    "days_left": lambda: _("Days left"),
}


def _handover(context: Context, options: argparse.Namespace) -> int:
    from taskforce.store.input.registers import handover_drafts

    if len(options.words) != 2:
        raise UsageError(_("Name two members: member handover OLD NEW."))
    store = context.store
    old, new = (resolve(store.reader, "member", word) for word in options.words)
    drafts, refs = handover_drafts(store, old.id, new.id)
    ending = ending_drafts(store, old.id, options.until or "")
    if not drafts and not ending:
        context.print(_("{name} has no open work to hand over.", name=old.long_name))
        return DONE
    listed = ", ".join(refs) or "–"
    if options.dry_run:
        context.print(_("Would move from {old} to {new}: {refs}", old=old.names[0], new=new.names[0], refs=listed))
        return DONE
    context.confirm(
        plural(
            "Move {count} open action item from {old} to {new}?",
            "Move {count} open action items from {old} to {new}?",
            len(refs),
            old=old.long_name,
            new=new.long_name,
        )
    )
    summary = f"{old.names[0]} → {new.names[0]}"
    store.write("handover", [*drafts, *ending], summary=summary, reason=options.reason)
    context.print(_("Moved from {old} to {new}: {refs}", old=old.names[0], new=new.names[0], refs=listed))
    if ending:
        context.print(plural("{count} role ends", "{count} roles end", len(ending)))
    return DONE
