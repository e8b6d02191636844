"""What importing a workbook that comes back would do (see :mod:`taskforce.exchange.matrix.returned`)."""

from __future__ import annotations

from taskforce.clock import write_moment
from taskforce.exchange.files.sheet import Book
from taskforce.exchange.importing.item_matching import ITEMS
from taskforce.exchange.importing.plan import Plan, ReturnedFrom
from taskforce.exchange.importing.planner import Planner
from taskforce.exchange.matrix.hidden_sheet import SentSheet
from taskforce.exchange.matrix.returned import Returned, Saved, read_returned
from taskforce.language import _
from taskforce.store.changes.batch import edit
from taskforce.store.changes.version_vector import version_vector
from taskforce.store.read.import_history import existing_ids
from taskforce.store.read.sent_sheets import SheetState, agency_names, sheets_named, since_sent
from taskforce.store.store import Store
from taskforce.wording.days import full_day


def plan_returned(store: Store, plan: Plan, book: Book, saved: Saved) -> None:
    """Fill ``plan`` with what a workbook that was sent out brings back.

    Raise :class:`~taskforce.exchange.files.sheet.ImportFailed` when it cannot be read any more.
    """
    reader = store.reader
    planner = Planner(store, plan)
    returned = read_returned(book, plan.file, planner.lookup, planner.today, plan)
    sent = returned.sent
    state = sheets_named(reader, [sent.id]).get(sent.id)
    plan.returned = ReturnedFrom(sent.id, sent.agency, sent.sent_at, saved.name, state is not None)
    plan.remarks += _behind(store, sent)
    _drop_unknown(store, plan, returned)
    fields = {name for row in returned.changed for name in row.values}
    since = since_sent(reader, sent.id, [row.record_id for row in returned.changed], fields, sent.seen)
    for row in returned.changed:
        row.since = {name: since[row.record_id, name] for name in row.values}
    planner.take(ITEMS, [*returned.changed, *returned.new])
    planner.finish([sheet.name for sheet in book.sheets])
    touched = saved.touched or bool(plan.drafts)
    plan.remarks.insert(0, _about(store, sent, saved.name, touched))
    if touched:
        _answer(store, plan, state)


def _about(store: Store, sent: SentSheet, saver: str | None, touched: bool) -> str:
    agency = sent.agency
    if sent.agency_id is not None:
        names = agency_names(store.reader, [sent.agency_id]).get(sent.agency_id)
        agency = names.name if names is not None else agency
    day = full_day(store.clock.day_of(sent.sent_at))
    if agency:
        text = _("Sheet of {agency}, sent on {day}.", agency=agency, day=day)
    else:
        text = _("Sheet sent on {day}.", day=day)
    if not touched:
        return f"{text} " + _("It is as it was sent: nobody has saved it since, so it is no answer.")
    return text if saver is None else f"{text} " + _("Saved last by {name}.", name=saver)


def _behind(store: Store, sent: SentSheet) -> list[str]:
    """Return a remark where the sheet was made from a list that knows more than this one."""
    here = version_vector(store.reader)
    if all(here.get(copy_id, 0) >= number for copy_id, number in sent.seen.items()):
        return []
    return [
        _(
            "The sheet was sent from a copy of the list that knows more than this one: merge its bundle first, or "
            "import the sheet there."
        )
    ]


def _drop_unknown(store: Store, plan: Plan, returned: Returned) -> None:
    """Drop the rows of items that this list has not got, and say so once for all."""
    here = existing_ids(store.reader, "action_item", [row.record_id for row in returned.changed])
    unknown = [row for row in returned.changed if row.record_id not in here]
    if unknown:
        returned.changed = [row for row in returned.changed if row.record_id in here]
        refs = ", ".join(row.ref or "" for row in unknown[:20])
        plan.remarks.append(
            _("This list has no action items {refs}: nothing was taken from their rows.", refs=refs)
        )


def _answer(store: Store, plan: Plan, state: SheetState | None) -> None:
    """Keep that the sheet was answered: when it first came back, and whenever it brings something new."""
    if state is None or (state.answered_at is not None and not plan.drafts):
        return
    plan.drafts.append(edit("sent_sheet", state.id, "answered_at", write_moment(store.clock.now())))
