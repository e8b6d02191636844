"""The other registers: ``member``, ``deadline``, ``agency``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.items import split_assignments
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_data, print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.model.nip import mask_nip
from taskforce.model.records import record_spec
from taskforce.model.shown import mid_sentence
from taskforce.model.vocabulary import AgencyKind, DeadlineKind, label
from taskforce.services.registers import add_record, edit_record, hand_over, join_agencies, plan_handover
from taskforce.store.changes.load import load
from taskforce.store.input.registers import appointments
from taskforce.store.query.lookup import resolve
from taskforce.store.read.registers import agency_rows, deadline_rows, member_rows
from taskforce.wording.days import short_day


class RegisterOptions(NamedTuple):
    """What to do; names and FIELD=VALUE, mixed; fields as options; the last two are for handing work over."""

    action: str
    words: Sequence[str]
    fields: Mapping[str, str | None]
    all: bool
    dry_run: bool
    format: str
    reason: str | None = None
    until: str | None = None


def declare_register(parser: Parser, actions: Sequence[str], fields: Sequence[str]) -> None:
    """Declare what the commands of all registers have."""
    parser.add_argument("action", choices=actions)
    parser.add_argument("words", nargs="*", metavar="NAME|FIELD=VALUE")
    parser.add_argument("--all", action="store_true", help=_("also those no longer active"))
    parser.add_fields(fields)
    parser.set_defaults(reason=None, until=None)
    if "handover" in actions:
        parser.add_argument("--reason", metavar="TEXT", help=_("why work is handed over; kept in the history"))
        parser.add_argument("--until", metavar="DATE", help=_("handover: the last day of the roles in bodies"))
    parser.add_dry_run()
    parser.add_yes()
    parser.add_format("table", "json", "csv")


def _declare_member(parser: Parser) -> None:
    fields = ("handle", "name", "position", "agency", "phone", "email", "nip", "rank", "active")
    declare_register(parser, ("add", "list", "show", "edit", "handover"), fields)
    parser.calls(member, RegisterOptions)


def _declare_deadline(parser: Parser) -> None:
    fields = ("key", "name", "due", "kind", "met_on", "description")
    declare_register(parser, ("add", "list", "show", "edit"), fields)
    parser.calls(deadline, RegisterOptions)


def _declare_agency(parser: Parser) -> None:
    declare_register(
        parser, ("add", "list", "show", "edit", "merge"), ("code", "short", "name", "aliases", "kind")
    )
    parser.calls(agency, RegisterOptions)


def member(context: Context, options: RegisterOptions) -> int:
    """Add, list, show, edit members; hand over their work."""
    if options.action == "list":
        rows = member_rows(context.store.reader, context.today_iso, inactive=options.all)
        if options.format != "table":
            return print_data(context, options.format, [row.as_data() for row in rows])
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


def deadline(context: Context, options: RegisterOptions) -> int:
    """Add, list, show, edit deadlines."""
    if options.action == "list":
        today = context.store.clock.today()
        rows = deadline_rows(context.store.reader)
        if options.format != "table":
            return print_data(context, options.format, [row.as_data(today.isoformat()) for row in rows])
        titles = [_("Key"), _("Name"), _("Kind"), _("Due"), _("Days left"), _("Open")]
        cells = [
            (
                row.key,
                row.name,
                label(DeadlineKind(row.kind)),
                short_day(row.due),
                _("met") if row.met_on else str((date.fromisoformat(row.due) - today).days),
                f"{row.open_items}/{row.items}",
            )
            for row in rows
        ]
        print_table(titles, cells, flexible=1, right=(4, 5))
        return DONE
    return _one(context, options, "deadline")


def agency(context: Context, options: RegisterOptions) -> int:
    """Add, list, show, edit agencies."""
    if options.action == "list":
        rows = agency_rows(context.store.reader, context.today_iso)
        if options.format != "table":
            return print_data(context, options.format, [row.as_data() for row in rows])
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


def _make_one(context: Context, options: RegisterOptions) -> int:
    """Make one of two entries that are one agency under two spellings."""
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
    join_agencies(store, old, new)
    context.print(sentence)
    return DONE


def _texts(options: RegisterOptions) -> tuple[list[str], dict[str, str]]:
    """Return the words that are no FIELD=VALUE, and the fields given as words or options."""
    words, texts = split_assignments(options.words)
    return words, texts | {name: text for name, text in options.fields.items() if text is not None}


def _one(context: Context, options: RegisterOptions, record_type: str) -> int:
    store = context.store
    words, texts = _texts(options)
    if options.action == "add":
        named = " ".join(words) or texts.pop("short" if record_type == "agency" else "name", "")
        saved = add_record(store, record_type, named, texts, dry_run=options.dry_run)
        record_id = saved.record_id
    else:
        if len(words) != 1:
            raise UsageError(_("Name one {record}.", record=mid_sentence(_(record_spec(record_type).label))))
        record_id = resolve(store.reader, record_type, words[0]).id
        if options.action == "show":
            return _show(context, options, record_type, record_id)
        if not texts:
            raise UsageError(_("Nothing to change was said: write FIELD=VALUE."))
        saved = edit_record(store, record_type, record_id, texts, dry_run=options.dry_run)
    if not options.dry_run and options.format == "json":
        return _show(context, options, record_type, record_id)
    if not options.dry_run:
        record = load(store.reader, record_type, [record_id])[record_id]
        key = record.get("handle") or record.get("key") or record.get("short")
        context.print(f"{_(record_spec(record_type).label)} {key}: {record['name']}")
    for line in saved.echo:
        context.print(f"    {line}")
    for warning in saved.warnings:
        context.say(_("Look: {warning}", warning=warning))
    return DONE


def show_fields(context: Context, record_type: str, data: Mapping[str, Any]) -> None:
    """Print a record's fields, a line each; absent ones are left out."""
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


def _show(context: Context, options: RegisterOptions, record_type: str, record_id: str) -> int:
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


def _handover(context: Context, options: RegisterOptions) -> int:
    if len(options.words) != 2:
        raise UsageError(_("Name two members: member handover OLD NEW."))
    store = context.store
    old, new = (resolve(store.reader, "member", word) for word in options.words)
    plan = plan_handover(store, old.id, new.id, options.until or "")
    if not plan.drafts:
        context.print(_("{name} has no open work to hand over.", name=old.long_name))
        return DONE
    listed = ", ".join(plan.refs) or "–"
    if options.dry_run:
        context.print(_("Would move from {old} to {new}: {refs}", old=old.names[0], new=new.names[0], refs=listed))
        return DONE
    context.confirm(
        plural(
            "Move {count} open action item from {old} to {new}?",
            "Move {count} open action items from {old} to {new}?",
            len(plan.refs),
            old=old.long_name,
            new=new.long_name,
        )
    )
    hand_over(store, old.id, new.id, options.until or "", options.reason)
    context.print(_("Moved from {old} to {new}: {refs}", old=old.names[0], new=new.names[0], refs=listed))
    if plan.roles:
        context.print(plural("{count} role ends", "{count} roles end", plan.roles))
    return DONE


COMMANDS: Declarations = {"member": _declare_member, "deadline": _declare_deadline, "agency": _declare_agency}
