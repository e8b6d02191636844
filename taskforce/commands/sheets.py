"""``sheets``: the workbooks that went to agencies, and which of them came back."""

from __future__ import annotations

import argparse
from datetime import date

from taskforce.commands.context import Context
from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.errors import DONE
from taskforce.store.read.sent_sheets import SheetState, sheet_states


def sheets(context: Context, options: argparse.Namespace) -> int:
    """Which agency was sent a workbook when, and when it answered; those that have not come first."""
    states = sheet_states(context.store.reader, every=options.all)
    local = context.store.clock.local
    if options.format == "json":
        context.print_json(
            [
                {
                    **state._asdict(),
                    "sent_at": local(state.sent_at),
                    "answered_at": local(state.answered_at) if state.answered_at else None,
                }
                for state in states
            ]
        )
        return DONE
    if not states:
        context.print(_("No workbook was sent to an agency yet: “taskforce export FOLDER --per-agency” does it."))
        return DONE
    from taskforce.commands.table import print_table

    titles = [_("Agency"), _("Sent at"), _("Action items"), _("Answered at"), _("File")]
    rows = [
        [one.agency, _day(context, one.sent_at), str(one.items), _day(context, one.answered_at), one.file]
        for one in states
    ]
    print_table(titles, rows, flexible=4, right=(2,))
    sentence = waiting(context, states)
    if sentence:
        context.print(sentence)
    return DONE


def waiting(context: Context, states: list[SheetState] | None = None) -> str:
    """Who has not answered, as a sentence; empty when everybody has."""
    known = sheet_states(context.store.reader) if states is None else states
    names = [f"{one.agency} ({_day(context, one.sent_at)})" for one in known if one.answered_at is None]
    return _("No answer yet: {names}.", names=", ".join(names)) if names else ""


def _day(context: Context, moment: str | None) -> str:
    if moment is None:
        return "–"
    day: date = context.store.clock.day_of(moment)
    return format_date(day, current_language(), "short")
