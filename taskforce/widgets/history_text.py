"""The history of a record as a text: who changed what, when, from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from taskforce.clock import Clock, read_moment
from taskforce.language import _
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import steps
from taskforce.wording.records import header_day
from taskforce.wording.steps import change_text
from taskforce.wording.width import printable

MOST_STEPS = 300


def history_text(reader: Reader, clock: Clock, subject_id: str) -> Content:
    """The steps that changed a record, its notes, evidence and links; the newest first."""
    return Content("\n").join(list(_lines(reader, clock, subject_id)))


def _lines(reader: Reader, clock: Clock, subject_id: str) -> Iterator[Content]:
    for step in steps(reader, subject_id, limit=MOST_STEPS):
        moment = read_moment(step.at).astimezone(clock.zone)
        actor = f" @{step.actor}" if step.actor else ""
        taken_back = " · " + _("taken back") if step.undone else ""
        undo = " · " + _("undo") if step.undoes else ""
        head = f"{header_day(moment.date())}, {moment:%H.%M}{printable(actor)}{undo}{taken_back}"
        yield Content.styled(head, "bold")
        if step.reason:
            yield Content("  " + _("Reason: {reason}", reason=printable(step.reason)))
        for change in step.changes:
            yield Content("  " + printable(change_text(change)))
