"""Deleting and bringing back action items, the steps of their checklists, and lists that are kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.commands.printing import print_data, print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NotFound, UsageError
from taskforce.model.text import clean_line, nearest
from taskforce.services.items import (
    Outcome,
    add_step,
    delete_items,
    delete_step,
    merge_items,
    restore_items,
    set_step_done,
)
from taskforce.services.registers import delete_record
from taskforce.services.views import save_view
from taskforce.store.read.item_detail import checklist
from taskforce.store.read.items import ItemRow, item_by_ref, items_by_ref, normal_sort
from taskforce.store.read.list_view import GROUPINGS, USUAL_SORT, ListView, NamedView, saved_views


class DeleteOptions(NamedTuple):
    """The action items that go."""

    refs: Sequence[str]
    dry_run: bool


def _declare_delete(parser: Parser) -> None:
    parser.add_argument("refs", nargs="+", metavar="REF")
    parser.add_dry_run()
    parser.add_yes()
    parser.calls(delete, DeleteOptions)


def delete(context: Context, options: DeleteOptions) -> int:
    """Delete action items, after asking; they stay in the history and can come back."""
    items = items_by_ref(context.store.reader, _each(options.refs))
    for item in items:
        context.print(_line(item))
    if options.dry_run:
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    context.confirm(
        plural("Delete {count} action item?", "Delete {count} action items?", len(items)), "action_item"
    )
    delete_items(context.store, [item.id for item in items])
    refs = " ".join(item.ref for item in items)
    context.print(
        plural("Deleted: “taskforce undelete {refs}” brings it back.",
               "Deleted: “taskforce undelete {refs}” brings them back.", len(items), refs=refs)
    )  # fmt: skip
    return DONE


class UndeleteOptions(NamedTuple):
    """The action items that come back."""

    refs: Sequence[str]


def _declare_undelete(parser: Parser) -> None:
    parser.add_argument("refs", nargs="+", metavar="REF")
    parser.calls(undelete, UndeleteOptions)


def undelete(context: Context, options: UndeleteOptions) -> int:
    """Bring deleted action items back."""
    items = items_by_ref(context.store.reader, _each(options.refs), deleted=True)
    restore_items(context.store, [item.id for item in items])
    for item in items:
        context.print(_("{ref} is there again: {title}", ref=item.ref, title=item.title))
    return DONE


def _each(refs: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(part for ref in refs for part in ref.split(",") if part.strip()))


def _line(item: ItemRow) -> str:
    return f"{item.ref}  {item.title}"


class MergeOptions(NamedTuple):
    """The action item that is kept, and those that are the same."""

    keep: str
    others: Sequence[str]
    dry_run: bool


def _declare_merge(parser: Parser) -> None:
    parser.add_argument("keep", metavar="KEEP", help=_("the action item that is kept"))
    parser.add_argument("others", nargs="+", metavar="REF", help=_("those that are the same, and go"))
    parser.add_dry_run()
    parser.add_yes()
    parser.calls(merge, MergeOptions)


def merge(context: Context, options: MergeOptions) -> int:
    """Make one action item of several, after asking; nothing that was written of them is lost."""
    kept, *others = items_by_ref(context.store.reader, _each([options.keep, *options.others]))
    for item in others:
        context.print(f"{item.ref} → {kept.ref}  {item.title}")
    context.print(_("Kept: {item}", item=_line(kept)))
    if options.dry_run:
        context.print(_("Nothing was written: this was a dry run."))
        return DONE
    if others:
        count = len(others)
        context.confirm(
            plural("Make it one with {kept}?", "Make them one with {kept}?", count, kept=kept.ref), "action_item"
        )
    outcome = merge_items(context.store, kept.id, [item.id for item in others])
    context.print(outcome.sentence)
    return DONE


class StepOptions(NamedTuple):
    """An action item, and what is done to which step of its checklist."""

    ref: str
    text: Sequence[str]
    done: int | None
    open: int | None
    delete: int | None


def _declare_step(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("text", nargs="*", metavar="TEXT", help=_("a new step"))
    parser.add_argument("--done", type=whole_number, metavar="N", help=_("this step is done"))
    parser.add_argument("--open", type=whole_number, metavar="N", help=_("this step is open again"))
    parser.add_argument("--delete", type=whole_number, metavar="N", help=_("this step goes"))
    parser.calls(step, StepOptions)


def step(context: Context, options: StepOptions) -> int:
    """Change the checklist of an action item, or show it."""
    store = context.store
    item = item_by_ref(store.reader, options.ref)
    text = " ".join(options.text)
    asked = [one for one in (text or None, options.done, options.open, options.delete) if one is not None]
    if len(asked) > 1:
        raise UsageError(_("Say one thing of the checklist: TEXT, --done N, --open N or --delete N."))
    outcome: Outcome | None = None
    if text:
        outcome = add_step(store, item.id, text)
    elif options.delete is not None:
        outcome = delete_step(store, item.id, options.delete)
    elif options.done is not None or options.open is not None:
        number = options.done if options.done is not None else options.open
        assert number is not None
        outcome = set_step_done(store, item.id, number, options.done is not None)
    elif options.text:
        raise UsageError(_("The step has no text: write what is to be done."))
    context.print(_line(item))
    steps = checklist(store.reader, item.id)
    for number, one in enumerate(steps, 1):
        context.print(f"  {number:>2}  [{'x' if one['done'] else ' '}] {one['text']}")
    if not steps:
        context.print(f"  {_('nothing')}")
    if outcome is not None and not outcome.changed:
        context.say(outcome.sentence)
    return DONE


class ViewOptions(NamedTuple):
    """What to do with which view; of a new one its query, order and groups."""

    action: str
    name: str | None
    query: Sequence[str]
    sort: str | None
    group: str | None
    format: str


def _declare_view(parser: Parser) -> None:
    parser.epilog = _("view add NAME QUERY keeps a list under a name, for everyone who uses the list.")
    parser.add_argument("action", choices=("add", "list", "delete"))
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument("--sort", metavar="FIELDS", help=_("such as due,-priority"))
    parser.add_argument("--group", choices=tuple(GROUPINGS), help=_("what the list is grouped by"))
    parser.add_yes()
    parser.add_format("table", "json")
    parser.calls(view, ViewOptions)


def view(context: Context, options: ViewOptions) -> int:
    """Keep a list under a name, show those there are, or delete one."""
    if options.action == "list":
        return _list(context, options.format)
    name = clean_line(options.name or "")
    if not name:
        raise UsageError(_("Name the view: view {action} NAME.", action=options.action))
    store = context.store
    if options.action == "delete":
        one = _named(context, name)
        context.confirm(_("Delete {items}?", items=f"“{one.name}”"), "saved_view")
        delete_record(store, "saved_view", one.id)
        context.print(_("Deleted: {names}. “taskforce undo” brings it back.", names=f"“{one.name}”"))
        return DONE
    query = " ".join(options.query).strip()
    store.selection(query, options.sort)  # refuses what cannot be understood
    new = ListView(query, normal_sort(options.sort or USUAL_SORT), options.group or "")
    old = next((one for one in saved_views(store.reader) if one.name.casefold() == name.casefold()), None)
    if old is not None and old.view != new:
        context.confirm(_("There is a view “{view}” already: replace it?", view=old.name), "saved_view")
    save_view(store, name, new)
    context.print(_("The view “{view}” is saved.", view=name))
    return DONE


def _named(context: Context, name: str) -> NamedView:
    views = saved_views(context.store.reader)
    for one in views:
        if one.name.casefold() == name.casefold():
            return one
    near = nearest(name, [one.name for one in views])
    if near:
        raise NotFound(_("There is no view “{name}”: did you mean {near}?", name=name, near=", ".join(near)))
    raise NotFound(_("There is no view “{name}”: “taskforce view list” shows those there are.", name=name))


def _list(context: Context, form: str) -> int:
    views = saved_views(context.store.reader)
    if form == "json":
        data = [
            {"name": one.name, "query": one.view.query, "sort": one.view.sort, "group": one.view.grouping or None}
            for one in views
        ]
        return print_data(context, form, data)
    titles = [_("Name"), _("Query"), _("Order"), _("Groups")]
    rows = [(one.name, one.view.query or "-", one.view.sort, one.view.grouping or "-") for one in views]
    if rows:
        print_table(titles, rows, flexible=1)
    context.print(plural("{count} view", "{count} views", len(views)))
    return DONE


COMMANDS: Declarations = {
    "delete": _declare_delete,
    "merge": _declare_merge,
    "undelete": _declare_undelete,
    "step": _declare_step,
    "view": _declare_view,
}
