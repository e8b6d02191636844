"""Looking at a file, writing what was shown of it, and telling what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.message_pump import MessagePump

from taskforce.language import _, plural
from taskforce.model.errors import TaskforceError
from taskforce.model.text import clean_line
from taskforce.model.width import printable, wrap
from taskforce.screens.frame.host import host_of
from taskforce.store.changes.batch import Told
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.exchange.importer import OpenedFile
    from taskforce.exchange.importing.plan import Plan
    from taskforce.exchange.importing.questions import Answers
    from taskforce.exchange.importing.sheet_view import SeenSheet


class Looked(NamedTuple):
    """What a file would do, as its sheets are shown; ``error`` is why there is no plan.

    ``state`` is that of the list (see :func:`_state`) which the plan was made for, where it is known.
    """

    file: OpenedFile
    answers: Answers
    plan: Plan | None
    error: str
    sheets: Sequence[SeenSheet]
    state: object = None


def look_into(path: Path, store: Store) -> Looked:
    """Read a file and say what it would do.  Raise what a person has to be told when it is no list at all."""
    from taskforce.exchange.importer import open_file, plan_opened
    from taskforce.exchange.importing.questions import NO_ANSWERS

    file = open_file(store, path)
    if file.asks:
        looked = look_again(file, NO_ANSWERS, store)
        if looked.plan is None and not any(len(one.rows) > 1 and one.width > 1 for one in looked.sheets):
            raise TaskforceError(looked.error)
        return looked
    return Looked(file, NO_ANSWERS, plan_opened(store, file), "", ())


def look_again(file: OpenedFile, answers: Answers, store: Store) -> Looked:
    """Say what a file that was read would do, as it was answered."""
    from taskforce.exchange.importer import plan_opened
    from taskforce.exchange.importing.sheet_view import look_at

    assert file.book is not None
    plan, error, state = None, "", _state(store)
    try:
        plan = plan_opened(store, file, answers)
    except TaskforceError as failure:
        error = str(failure)
    return Looked(file, answers, plan, error, look_at(file.book, plan, answers), state)


def _state(store: Store) -> object:
    """Return what a plan hangs on beside file and answers: what the list knows of each copy, and the day."""
    from taskforce.store.changes.version_vector import version_vector

    return version_vector(store.reader), store.clock.today()


_REMARK_LINES = 3
"""So many lines of remarks stand above the cells; the text of everything has all of them."""


def said_before(plan: Plan, begin: str, width: int) -> Content:
    """Return what would come in as a sentence, and below it the remarks, on rows before the form."""
    from taskforce.exchange.importer import forecast

    text = begin + printable(forecast(plan))
    if plan.recalled:
        text += " " + _("Kept answers were used (m leads to forgetting them).")
    lines = [line for remark in reversed(plan.remarks) for line in wrap(f"• {clean_line(remark)}", width)]
    if len(lines) > _REMARK_LINES:
        lines[_REMARK_LINES - 1 :] = [_("• … (m leads to everything as a text)")]
    return Content("\n").join([Content(text), *(Content.styled(line, "$text-warning") for line in lines)])


def run_path(path: Path, shown: Plan, told: Told, store: Store) -> Plan | None:
    """Take a file in and return its plan, unless it would by now do something that was not shown."""
    from taskforce.exchange.importer import open_file
    from taskforce.exchange.importing.questions import NO_ANSWERS

    return run_looked(Looked(open_file(store, path), NO_ANSWERS, shown, "", ()), store, told)


def run_looked(looked: Looked, store: Store, told: Told = lambda _done, _all: None) -> Plan | None:
    """Take a file that was read in, as it was answered, unless it would by now do something that was not shown.

    It is planned anew where the list was written to meanwhile; a large sheet is planned as long as it is written.
    """
    from taskforce.exchange.importer import plan_opened, run_import

    shown = looked.plan
    assert shown is not None
    plan = shown if looked.state == _state(store) else plan_opened(store, looked.file, looked.answers)
    if plan is not shown and plan.complete is None and not _effects(plan) <= _effects(shown):
        return None
    run_import(store, plan, told)
    return plan


def _effects(plan: Plan) -> set[tuple[object, ...]]:
    """Return what a plan would do, as far as people are shown it."""
    changes = {
        (one.record_type, one.name, change.field, repr(change.new), change.conflict)
        for one in plan.changed
        for change in one.changes
    }
    return changes | {(one.record_type, one.name, repr(sorted(one.values.items(), key=str))) for one in plan.new}


async def tell_taken(node: MessagePump, plans: Sequence[Plan]) -> None:
    """Show the list as it is now, and say what came in and what did not."""
    from taskforce.exchange.importer import conclusion

    await host_of(node).list_changed()
    rejected = sum(len(plan.rejected) for plan in plans)
    conflicts = sum(plan.conflicts for plan in plans)
    open_ones = len(plans) == 1 and bool(plans[0].left_matters or plans[0].questions)
    notes = []
    if rejected and not open_ones:
        notes.append(plural("{count} row was not taken", "{count} rows were not taken", rejected))
    if open_ones:
        notes.append(conclusion(plans[0]))
    if conflicts:
        notes.append(
            plural(
                "{count} field waits for a decision: F8, C",
                "{count} fields wait for a decision: F8, C",
                conflicts,
            )
        )
    names = ", ".join(plan.file for plan in plans[:3]) + (" …" if len(plans) > 3 else "")
    if len(plans) > 1:
        names = f"{plural('{count} file', '{count} files', len(plans))} ({names})"
    sentence = _("Imported {name}", name=names) + (f": {'; '.join(notes)}" if notes else "")
    host_of(node).show_area_message(sentence, "warning" if notes else "information")
