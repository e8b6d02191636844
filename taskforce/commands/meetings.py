"""``meeting``: minutes with who attended and the action items that came of them."""

from __future__ import annotations

from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.items import split_assignments
from taskforce.commands.lists import print_items
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_data, print_table
from taskforce.commands.registers import RegisterOptions, declare_register, show_fields
from taskforce.language import _
from taskforce.model.errors import DONE, TaskforceError, UsageError
from taskforce.services.registers import Saved, add_record, edit_record
from taskforce.store.query.lookup import resolve
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.read.meetings import attendees, meeting_row, meeting_rows
from taskforce.wording.days import short_day


def _declare_meeting(parser: Parser) -> None:
    fields = ("number", "title", "date", "place", "attendees", "minutes")
    declare_register(parser, ("add", "list", "show", "edit"), fields)
    parser.calls(meeting, RegisterOptions)


def meeting(context: Context, options: RegisterOptions) -> int:
    """Add, list, show, edit meetings."""
    if options.action == "list":
        return _list(context, options)
    words, texts = split_assignments(options.words)
    texts |= {name: text for name, text in options.fields.items() if text is not None}
    if texts.get("minutes", "").startswith("@"):
        texts["minutes"] = _file_text(texts["minutes"][1:])
    if options.action == "add":
        return _add(context, options, " ".join(words) or texts.pop("title", ""), texts)
    if not words:
        raise UsageError(_("Name one meeting: by its number, its day or its title."))
    meeting_id = resolve(context.store.reader, "meeting", " ".join(words)).id
    if options.action == "show":
        return _show(context, options, meeting_id)
    return _edit(context, options, meeting_id, texts)


def _file_text(name: str) -> str:
    """Return the text of a file of minutes."""
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = _("The minutes {path} cannot be read ({reason}): name a text file.", path=name, reason=error)
        raise TaskforceError(sentence) from error


def _list(context: Context, options: RegisterOptions) -> int:
    reader = context.store.reader
    rows = meeting_rows(reader)
    people = attendees(reader, [row.id for row in rows])
    if options.format != "table":
        data = [row.as_data(people.get(row.id, ())) for row in rows]
        if options.format == "csv":
            for one in data:
                one["attendees"] = "; ".join(person["name"] for person in one["attendees"])
        return print_data(context, options.format, data)
    titles = [_("Date"), _("Minutes no."), _("Title"), _("Attendees"), _("Open")]
    cells = [
        (
            short_day(row.date),
            row.number or "-",
            row.title,
            ", ".join(one.handle or one.name for one in people.get(row.id, ())) or "-",
            f"{row.open_items}/{row.items}",
        )
        for row in rows
    ]
    print_table(titles, cells, flexible=2, right=(4,))
    return DONE


def _add(context: Context, options: RegisterOptions, title: str, texts: dict[str, str]) -> int:
    return _tell(context, options, add_record(context.store, "meeting", title, texts, dry_run=options.dry_run))


def _edit(context: Context, options: RegisterOptions, meeting_id: str, texts: dict[str, str]) -> int:
    if not texts:
        raise UsageError(_("Nothing to change was said: write FIELD=VALUE."))
    saved = edit_record(context.store, "meeting", meeting_id, texts, dry_run=options.dry_run)
    return _tell(context, options, saved)


def _tell(context: Context, options: RegisterOptions, saved: Saved) -> int:
    for warning in saved.warnings:
        context.say(_("Look: {warning}", warning=warning))
    if not options.dry_run:
        if options.format == "json":
            return _show(context, options, saved.record_id)
        row = meeting_row(context.store.reader, saved.record_id)
        assert row is not None
        context.print(f"{short_day(row.date)}  {row.number or '-'}  {row.title}")
    for line in saved.echo:
        context.print(f"    {line}")
    return DONE


def _show(context: Context, options: RegisterOptions, meeting_id: str) -> int:
    reader = context.store.reader
    row = meeting_row(reader, meeting_id)
    assert row is not None
    people = attendees(reader, [meeting_id]).get(meeting_id, [])
    selection = Selection("i.meeting_id = :meeting", {"meeting": meeting_id}, "ref")
    items = item_rows(reader, selection, context.today_iso)
    if options.format == "json":
        context.print_json(row.as_data(people) | {"refs": [item.ref for item in items]})
        return DONE
    data = {name: value for name, value in row._asdict().items() if name not in ("items", "open_items")}
    show_fields(context, "meeting", data | {"date": short_day(row.date)})
    if people:
        context.print(f"{_('Attendees')}: {', '.join(one.name for one in people)}")
    if items:
        context.print()
        print_items(items, context.store.clock.today())
    return DONE


COMMANDS: Declarations = {"meeting": _declare_meeting}
