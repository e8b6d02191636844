"""What who makes a report may wish: its kind, its sections in order, words of their own, pictures of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from taskforce.language import N_, _
from taskforce.model.errors import UsageError
from taskforce.model.text import nearest
from taskforce.reports.document import Photo

SECTIONS: Mapping[str, str] = {
    "page_one": N_("Page one"),
    "summary": N_("Summary"),
    "plan_actual": N_("Plan and actual"),
    "by_dimension": N_("Progress per dimension"),
    "by_agency": N_("Progress per agency"),
    "by_priority": N_("Progress per priority"),
    "by_member": N_("Items per lead"),
    "completed": N_("Completed in the period"),
    "progressed": N_("Progress in the period"),
    "added": N_("Added in the period"),
    "rescheduled": N_("Rescheduled in the period"),
    "deadlines": N_("Milestones"),
    "blocked": N_("Blocked"),
    "overdue": N_("Overdue"),
    "s_curve": N_("S-curve"),
    "burn_up": N_("Burn-up: items known, due and done"),
    "due_in_period": N_("Due until the period ends"),
    "due_next": N_("Due in the 7 days after the period"),
    "silent_agencies": N_("Agencies without any update in the period"),
    "without_evidence": N_("Done, but without evidence"),
    "programmes": N_("Programme matrix"),
    "targets": N_("Targets and realisation"),
    "budget": N_("Budget by fund source"),
    "evidence": N_("List of evidence"),
    "closing": N_("Closing and signatures"),
    "matrix": N_("Follow-up matrix"),
    "photos": N_("Photos"),
}
"""The sections that a report may have, and what they are called; letterhead and title come before them all."""

_USUAL = (
    *("page_one", "summary", "plan_actual", "s_curve", "by_agency", "by_dimension", "by_priority"),
    *(
        "overdue",
        "blocked",
        "due_in_period",
        "due_next",
        "deadlines",
        "completed",
        "progressed",
        "added",
        "rescheduled",
    ),
    *("silent_agencies", "without_evidence", "closing", "matrix", "photos"),
)

KINDS: Mapping[str, tuple[str, ...]] = {
    "weekly": _USUAL,
    "monthly": _USUAL,
    "quarterly": _USUAL,
    "yearly": _USUAL,
    "period": _USUAL,
    "evaluation": (
        *("summary", "by_dimension", "by_agency", "s_curve", "deadlines", "targets", "budget", "blocked"),
        *("without_evidence", "closing", "programmes", "evidence", "photos"),
    ),
}
"""The kinds of reports, and the sections that each has when nothing else was said."""

BRIEF_SECTIONS = (
    *("page_one", "summary", "plan_actual", "by_dimension", "by_priority", "s_curve", "by_agency"),
    *("overdue", "blocked", "due_in_period", "due_next", "deadlines", "completed", "progressed", "added"),
    *("rescheduled", "silent_agencies", "without_evidence"),
)
"""The sections of the brief report that a terminal shows: what is late and stuck first."""

PLANNED = frozenset({"programmes", "targets", "budget", "evidence"})
"""The sections for which the plan is read."""

ASKED_KINDS = ("weekly", "monthly", "quarterly", "yearly", "evaluation")

PAGE_ONE_WORDS: Mapping[str, str] = {
    "position": N_("Where we are"),
    "change": N_("What changed"),
    "outlook": N_("Where it leads"),
    "asks": N_("Decisions needed"),
}
"""What the secretary may write on page one in place of the program's drafts."""

LETTER_WORDS: Mapping[str, str] = {
    "subject": N_("Subject of the letter"),
    "addressee": N_("Addressee"),
}
"""What the secretary may write above page one; it stays for the reports of that kind that follow."""

NONE_SAID = "-"
"""Written in place of words: there is to be none."""

WORDED_TITLES: Mapping[str, str] = {
    **LETTER_WORDS,
    **PAGE_ONE_WORDS,
    "opening": N_("Behind page one, before the first section"),
    **{name: title for name, title in SECTIONS.items() if name != "page_one"},
}
"""Where the secretary's own words may stand, and what each place is called: above page one and on it, before the
first section behind it, at the beginning of each."""

WORDED = tuple(WORDED_TITLES)


class Options(NamedTuple):
    """The wishes for one report.

    ``kind`` is one of :data:`KINDS` (``None``: as the period is); ``sections`` in order (``None``: those of the
    kind), ``words`` by section, ``paper`` (``None``: the organisation's); ``replaces`` is said of a correction.
    ``signed_on`` gives the day that stands over the signature (``None``: the report's own), when it is asked for:
    the holidays of a year take a second.
    """

    kind: str | None = None
    sections: tuple[str, ...] | None = None
    words: Mapping[str, str] = MappingProxyType({})
    photos: Sequence[Photo] = ()
    paper: str | None = None
    replaces: str = ""
    signed_on: Callable[[], date] | None = None


def check_sections(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of sections, without repetitions.  Raises :class:`UsageError` for a name that is none."""
    keys: list[str] = []
    for name in names:
        key = name.strip().lower().replace("-", "_")
        if not key:
            continue
        keys.append(check_section(key, SECTIONS))
    return tuple(dict.fromkeys(keys))


def check_section(name: str, choices: Iterable[str] = WORDED) -> str:
    """Return the name of a section as it is stored.

    Raises :class:`UsageError` with the nearest names for none.
    """
    key = name.strip().lower().replace("-", "_")
    choices = tuple(choices)
    if key in choices:
        return key
    near, name = nearest(key, choices), name.strip()
    if near:
        raise UsageError(
            _("A report has no section “{name}”: did you mean {near}?", name=name, near=", ".join(near))
        )
    raise UsageError(_("A report has no section “{name}”: use {near}.", name=name, near=", ".join(choices)))


def chosen_sections(kind: str, sections: Sequence[str] | None, without: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the sections of a report in order: those chosen, or those of its kind, less some."""
    left_out = set(without)
    return tuple(one for one in (sections or KINDS[kind]) if one not in left_out)
