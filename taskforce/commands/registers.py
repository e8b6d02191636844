"""The registers: ``member``, ``deadline``, ``agency``, ``meeting``; each prints what its description says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.items import split_assignments
from taskforce.commands.lists import print_items
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_data, print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NotFound, TaskforceError, UsageError, reason_of
from taskforce.model.nip import masked
from taskforce.model.records import CONTACTS, Kind, record_spec
from taskforce.model.shown import mid_sentence, value_text
from taskforce.paths import typed_path
from taskforce.reading import read_words
from taskforce.services.registers import (
    add_record,
    delete_record,
    deletion_text,
    edit_record,
    hand_over,
    join_records,
    plan_handover,
)
from taskforce.store.database.reader import Reader
from taskforce.store.input.registers import Appointment, appointments
from taskforce.store.query.lookup import Named, resolve
from taskforce.store.query.names import shown_names
from taskforce.store.read.items import ItemRow, item_rows, items_of
from taskforce.store.read.meetings import MeetingRow
from taskforce.store.read.registers import MemberRow
from taskforce.wording.registers import AGENCIES, DEADLINES, MEETINGS, MEMBERS, RegisterSpec, field_label


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
    with_contacts: bool = False


def _declare(register: RegisterSpec[Any], more: Sequence[str], parser: Parser) -> None:
    """Declare the command of a register, with what it does beside adding, listing, showing and editing."""
    parser.add_argument("action", choices=("add", "list", "show", "edit", "delete", *more))
    parser.add_argument("words", nargs="*", metavar="NAME|FIELD=VALUE")
    parser.add_argument("--all", action="store_true", help=_("also those no longer active"))
    parser.add_fields(register.options, register.record_type)
    parser.set_defaults(reason=None, until=None, with_contacts=False)
    if register is MEMBERS:
        parser.add_argument(
            "--with-contacts", action="store_true", help=_("also phone, e-mail and NIP, in csv and json")
        )
    if "handover" in more:
        parser.add_argument("--reason", metavar="TEXT", help=_("why work is handed over; kept in the history"))
        parser.add_argument("--until", metavar="DATE", help=_("handover: the last day of the roles in bodies"))
    parser.add_dry_run()
    parser.add_yes()
    parser.add_format("table", "json", "csv")
    parser.calls(partial(_run, register), RegisterOptions)


def _run(register: RegisterSpec[Any], context: Context, options: RegisterOptions) -> int:
    """Do what the command line says with a register."""
    if options.action == "list":
        return _list(register, context, options)
    if options.action == "handover":
        return _handover(context, options)
    if options.action == "merge":
        return _make_one(register, context, options)
    if options.action == "delete":
        return _delete(register, context, options)
    if options.action == "forget":
        return _forget(context, options)
    store, (words, texts) = context.store, _texts(options)
    if options.action == "add":
        name = " ".join(words)
        saved = add_record(store, register.record_type, name, texts, dry_run=options.dry_run)
    else:
        record_id = _named(register, context, words)
        if options.action == "show":
            return _show(register, context, options, record_id)
        if not texts:
            raise UsageError(_("Nothing to change was said: write FIELD=VALUE."))
        saved = edit_record(store, register.record_type, record_id, texts, dry_run=options.dry_run)
    for warning in saved.warnings:
        context.say(_("Note: {warning}", warning=warning))
    if not options.dry_run:
        if options.format == "json":
            return _show(register, context, options, saved.record_id)
        context.print(register.headline(register.read(store.reader, store.clock.today())[saved.record_id]))
    for line in saved.echo:
        context.print(f"    {line}")
    return DONE


def _named(register: RegisterSpec[Any], context: Context, words: Sequence[str]) -> str:
    """Return the id of the record that is named: a meeting by several words, if need be."""
    if register is MEETINGS and not words:
        raise UsageError(_("Name one meeting: by its number, its day or its title."))
    if register is not MEETINGS and len(words) != 1:
        label = _(record_spec(register.record_type).label)
        raise UsageError(_("Name one {record}.", record=mid_sentence(label)))
    return resolve(context.store.reader, register.record_type, " ".join(words)).id


def _texts(options: RegisterOptions) -> tuple[list[str], dict[str, str]]:
    """Return the words that are no FIELD=VALUE, and the fields given as words or options."""
    words, texts = split_assignments(options.words)
    texts |= {name: text for name, text in options.fields.items() if text is not None}
    if texts.get("minutes", "").startswith("@"):
        texts["minutes"] = _file_text(texts["minutes"][1:])
    return words, texts


def _file_text(name: str) -> str:
    """Return the text of a file of minutes."""
    try:
        return read_words(typed_path(name))
    except OSError as error:
        raise TaskforceError(
            _(
                "The minutes {path} cannot be read ({reason}): name a text file.",
                path=name,
                reason=reason_of(error),
            )
        ) from error


def _list(register: RegisterSpec[Any], context: Context, options: RegisterOptions) -> int:
    """Print a register as a table, JSON or CSV; members who are no longer active where all are asked for."""
    today = context.store.clock.today()
    every = register.read(context.store.reader, today).values()
    rows = [row for row in every if options.all or getattr(row, "active", True)]
    if options.format == "table":
        columns = register.printed_columns()
        print_table(
            [_(column.printed_title or column.title) for column in columns],
            [[column.printed(row, today) for column in columns] for row in rows],
            flexible=register.table.index(register.gives_way),
            right=[place for place, column in enumerate(columns) if column.number],
            goes=sorted(range(1, len(columns)), key=lambda place: columns[place].priority),
        )
        return DONE
    data = [register.data(row, today) for row in rows]
    if register is MEMBERS and not options.with_contacts:  # such a file is passed on
        data = [one | dict.fromkeys(CONTACTS) for one in data]
    if options.format == "csv" and register is MEETINGS:
        data = [one | {"attendees": "; ".join(person["name"] for person in one["attendees"])} for one in data]
    return print_data(context, options.format, data)


def _show(register: RegisterSpec[Any], context: Context, options: RegisterOptions, record_id: str) -> int:
    """Print one record: all its fields, and what belongs to it."""
    reader, today = context.store.reader, context.store.clock.today()
    row = register.read(reader, today)[record_id]
    data = register.data(row, today)
    roles: Collection[Appointment] = ()
    items: list[ItemRow] = []
    if isinstance(row, MemberRow):
        roles = appointments(reader, record_id).values()
    elif isinstance(row, MeetingRow):
        selection = items_of("meeting_id", record_id, "ref")
        items = item_rows(reader, selection, context.today_iso)
    if options.format == "json":
        if isinstance(row, MemberRow):
            data["bodies"] = [one._asdict() for one in roles]
        elif isinstance(row, MeetingRow):
            data["refs"] = [item.ref for item in items]
        context.print_json(data)
        return DONE
    if isinstance(row, MeetingRow):
        people = ", ".join(one.name for one in row.people)
        data = {name: data[name] for name in ("number", "title", "date", "place", "minutes")}
        data |= {"attendees": people}
    for name, value in data.items():
        if name != "id" and value not in (None, [], ""):
            context.print(f"{field_label(register.record_type, name)}: {_plain(register, name, value)}")
    for one in roles:
        context.print(f"{_('Bodies and roles')}: {one.shown}")
    if items:
        context.print()
        print_items(items, today)
    return DONE


def _plain(register: RegisterSpec[Any], name: str, value: Any) -> str:
    """Return a value of a record's data as a person reads it."""
    if name == "nip":
        return masked(value)
    field = record_spec(register.record_type).by_name.get(name)
    if field is not None and field.kind in (Kind.CHOICE, Kind.DATE):
        return value_text(field, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _delete(register: RegisterSpec[Any], context: Context, options: RegisterOptions) -> int:
    """Delete one record, after asking; what names it keeps its name."""
    record_id = _named(register, context, options.words)
    store = context.store
    row = register.read(store.reader, store.clock.today())[record_id]
    name = register.headline(row)
    if not options.dry_run:
        store.check_writable(register.record_type)
    if sentence := deletion_text(store, register.record_type, record_id):
        context.say(sentence)
        if isinstance(row, MemberRow):
            context.say(
                _("“taskforce member handover {handle} NEW” gives open work to somebody else.", handle=row.handle)
            )
    if options.dry_run:
        context.print(_("Would be deleted: {names}", names=name))
        return DONE
    context.confirm(_("Delete {items}?", items=name))
    delete_record(store, register.record_type, record_id)
    context.print(_("Deleted: {names}. “taskforce undo” brings it back.", names=name))
    return DONE


def _make_one(register: RegisterSpec[Any], context: Context, options: RegisterOptions) -> int:
    """Make one of two entries that are one agency under two spellings, or one person twice."""
    from taskforce.store.input.merge_records import joining_drafts, record_to_join

    words = [word for word in options.words if word.casefold() not in ("into", "ke")]
    record_type = register.record_type
    if len(words) != 2:
        raise UsageError(
            _("Name two members: member merge KEEP OTHER.")
            if record_type == "member"
            else _("Name two agencies: agency merge OLD NEW.")
        )
    store = context.store
    keep, other = words if record_type == "member" else words[::-1]
    new = resolve(store.reader, record_type, keep)
    old = record_to_join(store.reader, record_type, other, new)
    drafts, moved = joining_drafts(store, record_type, old, new)
    if not drafts:
        context.print(_("Nothing to change: {refs}", refs=old.names[0]))
        return DONE
    if record_type == "member":
        sentence = plural(
            "{count} record moves from @{old} to @{new}, and @{old} is deleted.",
            "{count} records move from @{old} to @{new}, and @{old} is deleted.",
            moved,
            old=old.names[0],
            new=new.names[0],
        )
    else:
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
    context.confirm(sentence, record_type)
    join_records(store, record_type, old, new)
    context.print(sentence)
    return DONE


def _forget(context: Context, options: RegisterOptions) -> int:
    """Take a member's contact data and NIP out of the list for good, and say what remains."""
    from taskforce.services.forgetting import FORGET_QUESTION, forget_member, forgotten_lines

    if len(options.words) != 1:
        raise UsageError(_("Name one member: member forget MEMBER."))
    store = context.store
    member = resolve(store.reader, "member", options.words[0])
    called = shown_names(store.reader, "member")[member.id]
    if not options.dry_run:
        context.confirm(_(FORGET_QUESTION, name=called), "member")
    done = forget_member(store, member.id, dry_run=options.dry_run)
    if options.format == "json":
        context.print_json(done.as_data(member.id))
        return DONE
    for line in forgotten_lines(called, done, dry_run=options.dry_run):
        context.print(line)
    if options.dry_run:
        context.print(_("Nothing was written: this was a dry run."))
    return DONE


def _handover(context: Context, options: RegisterOptions) -> int:
    if len(options.words) != 2:
        raise UsageError(_("Name two members: member handover OLD NEW."))
    store = context.store
    new = resolve(store.reader, "member", options.words[1])
    old = _who_leaves(store.reader, options.words[0])
    called = shown_names(store.reader, "member")
    plan = plan_handover(store, old.id, new.id, options.until or "")
    if not plan.drafts:
        context.print(_("{name} has no open work to hand over.", name=called[old.id]))
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
            old=called[old.id],
            new=called[new.id],
        ),
        "action_item",
    )
    hand_over(store, old.id, new.id, options.until or "", options.reason)
    context.print(_("Moved from {old} to {new}: {refs}", old=old.names[0], new=new.names[0], refs=listed))
    if plan.roles:
        context.print(plural("{count} role ends", "{count} roles end", plan.roles))
    return DONE


def _who_leaves(reader: Reader, text: str) -> Named:
    """Return whose work is handed over: also of a member who was deleted before anybody thought of it."""
    from taskforce.store.query.lookup import deleted_record

    try:
        return resolve(reader, "member", text)
    except NotFound:
        gone = deleted_record(reader, "member", text)
        if gone is None:
            raise
        return gone


COMMANDS: Declarations = {
    "member": partial(_declare, MEMBERS, ("handover", "merge", "forget")),
    "deadline": partial(_declare, DEADLINES, ()),
    "agency": partial(_declare, AGENCIES, ("merge",)),
    "meeting": partial(_declare, MEETINGS, ()),
}
