"""Page one: where we are, better or worse, what is late and why, what is needed of whom, what comes next, who is
silent.  Always one page, so lists and texts have the room that they have, whatever the size of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from taskforce.language import _, plural
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import OVERDUE_MARK, Paper
from taskforce.model.width import cell_width, shorten, shorten_words
from taskforce.reports.content import briefing
from taskforce.reports.content.options import PAGE_ONE_WORDS, SECTIONS
from taskforce.reports.content.sections import cause_of, days_left_cell, late_cell, said, silent_title
from taskforce.reports.content.wording import NOTHING
from taskforce.reports.document import (
    Cell,
    Column,
    Fact,
    Facts,
    Paragraph,
    Part,
    Standing,
    Table,
    Verdict,
)
from taskforce.reports.figures.judgement import Judged
from taskforce.reports.figures.status import Listing, StatusReport
from taskforce.store.read.items import ItemRow
from taskforce.wording.days import short_day
from taskforce.wording.records import agency_text, lead_name_text


class Room(NamedTuple):
    """How much page one has room for: rows of its lists, cells of a title and of a cause, cells of the names of
    agencies in a line, and of what is named below a list."""

    late: int
    due: int
    milestones: int
    title: int
    cause: int
    names: int
    unseen: int


ROOM: Mapping[str, Room] = {
    Paper.F4: Room(late=6, due=5, milestones=4, title=70, cause=70, names=170, unseen=195),
    Paper.A4: Room(late=5, due=3, milestones=3, title=70, cause=70, names=170, unseen=195),
}
"""The room on each paper."""

SCREEN = Room(late=3, due=2, milestones=2, title=60, cause=40, names=70, unseen=70)
"""The room on a terminal."""


_UNSEEN = 36
"""Cells of the title of what stands in the line below a list."""


def page_one(report: StatusReport, words: Mapping[str, str], room: Room, *, ruled: bool = True) -> list[Part]:
    """Return the parts of page one behind letterhead and title; what is empty is said in one line.

    Unless ``ruled``, it does not say the rule of the judgement.
    """
    return _PageOne(report, words, room, ruled).parts()


class _PageOne:
    def __init__(self, report: StatusReport, words: Mapping[str, str], room: Room, ruled: bool) -> None:
        self.report, self.words, self.room, self.ruled = report, words, room, ruled

    def parts(self) -> list[Part]:
        """Return the parts in the order of the questions that they answer."""
        parts = [self._judgement(), *self._lists()]
        shown = [part for part in parts if part.blocks]
        empty = [_("Overdue") if part.key == "worst" else part.title for part in parts if not part.blocks]
        if empty:
            shown.append(Part("none_of", "", (Paragraph(nothing_text(empty), "empty"),), front=True))
        return shown

    def _judgement(self) -> Part:
        judgement = self.report.judgement
        before = tuple(_standing(week, one, _("not judged")) for week, one in judgement.previous)
        verdict = Verdict(
            _standing(self.report.period.label, judgement.now),
            " ".join(
                filter(
                    None,
                    (
                        briefing.reason(judgement.now, self.report.progress.total),
                        briefing.contradiction(self.report, self.words),
                    ),
                )
            ),
            briefing.rule() if self.ruled else "",
            before if any(one.key for one in before) else (),
        )
        told = briefing.briefing(self.report, self.words)
        facts = tuple(Fact(name, _(PAGE_ONE_WORDS[name]), text) for name, text in told.items())
        return Part("judgement", "", (verdict, Facts("briefing", facts)), front=True)

    def _lists(self) -> Iterator[Part]:
        yield self._asks()
        yield self._late()
        yield self._due()
        yield self._milestones()
        yield self._silent()

    def _part(
        self,
        key: str,
        title: str,
        columns: tuple[Column, ...],
        rows: Sequence[tuple[Cell, ...]],
        total: int,
        *further: str,
        unseen: Sequence[tuple[str, str]] = (),
    ) -> Part:
        """Return a list of page one.

        ``further`` are the sections in which it goes on, ``unseen`` the titles and days of what is not shown.
        """
        more = total - len(rows)
        where = ", ".join(_("“{section}”", section=_(SECTIONS[one])) for one in further) if more else ""
        table = Table(key, columns, tuple(rows), left_out=more, where=where)
        if told := self._told(unseen, more):
            text = plural(
                "… and {count} more: {rows}; all in {where}",
                "… and {count} more: {rows}; all in {where}",
                more,
                rows=told,
                where=where,
            )
            table = table._replace(more=text)
        return Part(key, title, (table,) if rows else (), total, front=True)

    def _told(self, rows: Sequence[tuple[str, str]], count: int) -> str:
        """Return as many titles, each with its day, as there is room for in two lines."""
        year, told = self.report.as_of.year, ""
        for title, day in rows:
            one = f"{shorten_words(clean_line(title), _UNSEEN)} ({short_day(day, year)})"
            longer = f"{told}; {one}" if told else one
            if cell_width(longer) > self.room.unseen:
                break
            told, count = longer, count - 1
        return f"{told}; …" if told and count else told

    def _title(self, row: ItemRow) -> Cell:
        return said(row.title, limit=self.room.title)

    def _asks(self) -> Part:
        asks = briefing.asks(self.report, self.words)
        rows = [
            (
                _refs(one.items),
                said(briefing.whole_ask(one), limit=briefing.ASK_SIGNS),
                said(one.of, limit=briefing.FROM_SIGNS),
                Cell(short_day(one.by) or NOTHING, "", one.by),
            )
            for one in asks
        ]
        columns = (
            Column(_("Ref"), right=True, kind="ref"),
            Column(_("What is asked for"), flexible=True),
            Column(_("Asked of")),
            Column(_("By"), whole=True, kind="date"),
        )
        return self._part("asks", _("Decisions needed"), columns, rows, len(rows))

    def _late(self) -> Part:
        report, room = self.report, self.room
        rows = [
            (
                Cell(row.ref, "", row.ref),
                self._title(row),
                said(cause_of(report.texts, row) or _("Cause not noted."), limit=room.cause),
                said(agency_text(row) or lead_name_text(row), limit=briefing.FROM_SIGNS),
                late_cell(row, report.as_of),
            )
            for row in report.overdue.rows[: room.late]
        ]
        columns = (
            Column(_("Ref"), right=True, kind="ref"),
            Column(_("Action item"), flexible=True),
            Column(_("Cause"), flexible=True),
            Column(_("Agency")),
            Column(_("Late"), right=True, whole=True, kind="number", key="late"),
        )
        title = f"{OVERDUE_MARK} {_('Overdue, the longest first')}"
        unseen = [(row.title, row.due or "") for row in report.overdue.rows[room.late :]]
        return self._part("worst", title, columns, rows, report.overdue.total, "overdue", unseen=unseen)

    def _due(self) -> Part:
        """Return what falls due next: until the period ends, and in the days after it."""
        report, room = self.report, self.room
        listings: tuple[Listing[ItemRow], ...] = (report.due_in_period, report.due_next)
        rows = [
            (
                Cell(row.ref, "", row.ref),
                said(row.title, limit=room.title + room.cause),
                said(agency_text(row) or lead_name_text(row), limit=briefing.FROM_SIGNS),
                Cell(short_day(row.due), "", row.due),
            )
            for listing in listings
            for row in listing.rows
        ]
        columns = (
            Column(_("Ref"), right=True, kind="ref"),
            Column(_("Action item"), flexible=True),
            Column(_("Agency")),
            Column(_("Due"), whole=True, kind="date", key="due"),
        )
        last = short_day(report.due_last)
        total = sum(listing.total for listing in listings)
        further = [
            name
            for name, more in (
                ("due_in_period", report.due_in_period.total > room.due),
                ("due_next", report.due_next.total and total > room.due),
            )
            if more
        ]
        title = _("Due next, until {day}", day=last)
        unseen = [(row.title, row.due or "") for listing in listings for row in listing.rows][room.due :]
        return self._part("due_now", title, columns, rows[: room.due], total, *further, unseen=unseen)

    def _milestones(self) -> Part:
        report, room = self.report, self.room
        coming = [one for one in report.deadlines if one.met_on is None]
        rows = [
            (
                said(one.name, limit=room.title + room.cause),
                Cell(short_day(one.first_due), "", one.first_due),
                Cell(short_day(one.due), "late" if one.due > one.first_due else "", one.due),
                days_left_cell(one, ""),
            )
            for one in coming[: room.milestones]
        ]
        columns = (
            Column(_("Milestone"), flexible=True),
            Column(_("First date"), whole=True, kind="date"),
            Column(_("Date now"), whole=True, kind="date"),
            Column(_("Left"), whole=True),
        )
        unseen = [(one.name, one.due) for one in coming[room.milestones :]]
        return self._part(
            "milestones", _("Next milestones"), columns, rows, len(coming), "deadlines", unseen=unseen
        )

    def _silent(self) -> Part:
        names, before = self.report.silent_agencies, self.report.silent_before
        told = _within(names, self.room.names) if names else _("none")
        facts = [Fact("unheard", f"{silent_title(self.report)} ({len(names)})", told)]
        if before:
            weekly = self.report.period.kind == "weekly"
            usual = _("Of these, none in the period before either; last heard of")
            label = _("Of these, none last week either; last heard of") if weekly else usual
            since, year = self.report.silent_since, self.report.as_of.year
            longest = sorted(before, key=lambda short: since.get(short, ""))
            known = tuple(f"{one} ({short_day(since[one], year)})" if one in since else one for one in longest)
            facts.append(Fact("unheard_before", f"{label} ({len(before)})", _within(known, self.room.names)))
        return Part("unheard", "", (Facts("unheard", tuple(facts)),), front=True)


def _refs(items: Iterable[ItemRow]) -> Cell:
    refs = ", ".join(item.ref for item in items)
    return Cell(refs, "", refs or None)


def _standing(label: str, judged: Judged, otherwise: str = "") -> Standing:
    text = _(briefing.JUDGEMENTS[judged.key])
    return Standing(label, judged.key or "", text if judged.key else otherwise or text)


def _within(names: tuple[str, ...], room: int) -> str:
    """Return as many names as there is room for, and how many more there are."""
    shown: list[str] = []
    for number, name in enumerate(names):
        clean = shorten(clean_line(name), briefing.FROM_SIGNS)
        left = len(names) - number
        shorter = plural("{names} and {count} more", "{names} and {count} more", left, names=", ".join(shown))
        longer = ", ".join((*shown, clean))
        if cell_width(longer) > (max(room, cell_width(shorter)) if left == 1 else room):
            return shorter
        shown.append(clean)
    return ", ".join(shown)


def nothing_text(titles: list[str]) -> str:
    """Return the line that stands for lists without rows."""
    return _("None: {lists}.", lists="; ".join(title.removeprefix(f"{OVERDUE_MARK} ") for title in titles))
