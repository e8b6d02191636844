"""A report's figures put into a document: which parts it has, and what each says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from taskforce.language import _, current_language
from taskforce.model.numbers import format_percent
from taskforce.model.text import clean_text
from taskforce.model.vocabulary import OVERDUE_MARK
from taskforce.reports.content import wording
from taskforce.reports.content.evaluation import plan_parts
from taskforce.reports.content.options import BRIEF_SECTIONS, Options, chosen_sections
from taskforce.reports.content.plots import plot_of
from taskforce.reports.content.sections import Section, matrix, sections
from taskforce.reports.document import (
    Block,
    Cell,
    Column,
    Copies,
    Document,
    Figure,
    Figures,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Signatures,
    Signer,
    Table,
    Title,
)
from taskforce.reports.figures.status import NONE, Group, StatusReport


def compose(report: StatusReport, options: Options | None = None) -> Document:
    """Return the document of a report, in the language in force."""
    return _Composer(report, options or Options()).document()


def compose_brief(report: StatusReport) -> Document:
    """Return the document that a terminal shows, in the language in force: what is late and stuck first.

    It has no letterhead, handles instead of names, short names of agencies and days without the report's year;
    its lists are as long as those of the report.
    """
    return _Composer(report, Options(sections=BRIEF_SECTIONS), brief=True).document()


class _Composer:
    def __init__(self, report: StatusReport, options: Options, *, brief: bool = False) -> None:
        self.report, self.options, self.brief = report, options, brief
        self.kind = options.kind or report.period.kind
        self.lists = {section.key: section for section in sections(report, full=not brief)}

    def document(self) -> Document:
        report, options = self.report, self.options
        parts: list[Part | None] = [None if self.brief else self._letterhead(), self._title()]
        parts.append(Part("opening", "", written(options.words.get("opening"))))
        parts += [self._worded(self._part(key), key) for key in chosen_sections(self.kind, options.sections)]
        return Document(
            kind=self.kind,
            language=current_language(),
            paper=options.paper or report.texts.paper,
            title=wording.title(report, self.kind),
            subtitle=wording.subtitle(report),
            organisation=report.organisation,
            number=report.number,
            label=report.period.label,
            start=report.period.start.isoformat(),
            end=report.period.end.isoformat(),
            as_of=report.as_of.isoformat(),
            parts=tuple(part for part in parts if part is not None and part.blocks),
        )

    def _worded(self, part: Part | None, key: str) -> Part | None:
        """Return a part with the secretary's own words at its beginning.

        What was put before the closing is no annex.
        """
        if part is None:
            return None
        chosen = self.options.sections or ("closing",)
        asked = key in chosen and "closing" not in chosen[: chosen.index(key)]
        words = () if key == "closing" else written(self.options.words.get(key))
        return replace(part, blocks=(*words, *part.blocks), annex=part.annex and not asked)

    def _part(self, key: str) -> Part | None:
        makers: Mapping[str, Callable[[], Part | None]] = {
            "summary": self._summary,
            "by_dimension": lambda: self._groups("dimension", _("Progress per dimension"), _("Dimension")),
            "by_agency": lambda: self._groups("agency", _("Progress per agency"), _("Agency")),
            "by_priority": lambda: self._groups("priority", _("Progress per priority"), _("Priority")),
            "by_member": lambda: self._groups("member", _("Items per lead"), _("Lead")),
            "s_curve": lambda: self._plot("s_curve", _("S-curve")),
            "burn_up": lambda: self._plot("burn_up", _("Burn-up: items known, due and done")),
            "closing": self._closing,
            "matrix": self._matrix,
            "photos": self._photos,
            **plan_parts(self.report),
        }
        if key in makers:
            return makers[key]()
        return listed(self.lists[key]) if key in self.lists else None

    def _letterhead(self) -> Part:
        texts, report = self.report.texts, self.report
        lines = tuple(map(wording.line, texts.letterhead or filter(None, (report.organisation.upper(),))))
        return Part("letterhead", "", (Letterhead(lines, texts.logo),) if any(lines) else ())

    def _title(self) -> Part:
        report = self.report
        lines = (
            wording.line(report.organisation) if self.brief and report.organisation else "",
            _("Number: {number}", number=report.number) if report.number else "",
            wording.subtitle(report),
            wording.as_of_text(report),
            wording.scope_text(report),
            self.options.replaces,
        )
        return Part("title", "", (Title(wording.title(report, self.kind), tuple(filter(None, lines))),))

    def _summary(self) -> Part:
        report, summary = self.report, self.report.summary
        counts = tuple(
            Figure(one.key, one.label, one.value, getattr(summary, one.key), "count", one.mark)
            for one in wording.counts(report)
        )
        shares = tuple(
            Figure(
                one.key,
                one.label,
                one.value,
                getattr(summary, one.key),
                "points" if one.key == "deviation" else "percent",
                remark=wording.verdict(report) if one.key == "deviation" else "",
            )
            for one in wording.percentages(report)
        )
        note = Paragraph(wording.footnote(report), "note")
        return Part("summary", _("Summary"), (Figures("counts", counts), note, Figures("shares", shares)))

    def _groups(self, kind: str, title: str, head: str) -> Part:
        groups: Sequence[Group] = getattr(self.report, f"by_{kind}")
        if self.brief:
            return Part(f"by_{kind}", title, (_brief_groups(groups, kind, head),))
        columns = (
            Column(head, flexible=True),
            Column(_("Items"), right=True, kind="number"),
            Column(_("Done"), right=True, kind="number"),
            Column(_("Overdue"), right=True, kind="number"),
            Column(_("Progress"), right=True, kind="percent", bar=True),
        )
        rows = tuple(_group_row(group, kind) for group in groups)
        sums = [sum(counts) for counts in zip(*(group[2:5] for group in groups), strict=True)] or [0, 0, 0]
        total = (Cell(_("Total")), *(Cell(str(one), "", one) for one in sums), Cell(""))
        table = Table(f"by_{kind}", columns, rows, total, empty=_("There are no action items."))
        return Part(f"by_{kind}", title, (table,))

    def _plot(self, name: str, title: str) -> Part | None:
        plot = plot_of(self.report, name)
        return None if plot is None else Part(name, title, (plot,))

    def _matrix(self) -> Part | None:
        if self.report.matrix is None:
            return None
        section = matrix(self.report)
        title = _("Annex: {title}", title=section.title)
        return Part("matrix", title, (_table(section),), section.total, wide=True, annex=True)

    def _closing(self) -> Part:
        texts = self.report.texts
        signers = tuple(map(_signer, texts.signers)) or (_signer({}),)
        own = written(self.options.words.get("closing"))
        usual = (Paragraph(_("This report is submitted for your attention and further direction.")),)
        blocks: list[Block] = [*(own or usual), Signatures(wording.place_and_day(self.report), signers)]
        if texts.carbon_copies:
            blocks.append(Copies(_("Copies to"), tuple(map(wording.line, texts.carbon_copies))))
        return Part("closing", "", tuple(blocks))

    def _photos(self) -> Part:
        return Part("photos", _("Annex: {title}", title=_("Photos")), tuple(self.options.photos), annex=True)


def written(text: str | None) -> tuple[Paragraph, ...]:
    """Return what the secretary wrote, as paragraphs: a blank line parts them."""
    parts = re.split(r"\n\s*\n", clean_text(text)) if text else ()
    return tuple(Paragraph(part, "words") for part in parts if part.strip())


def listed(section: Section) -> Part:
    """Return a list of the report as a part.

    It is a table, names alone where it has one column, or what is said of none.
    """
    block: Block
    if not section.rows:
        block = Paragraph(section.empty, "empty")
    elif len(section.columns) == 1:
        block = Listed(section.key, tuple(row[0].text for row in section.rows))
    else:
        block = _table(section)
    return Part(section.key, section.title, (block,), section.total)


def _table(section: Section) -> Table:
    return Table(section.key, section.columns, tuple(section.rows), None, section.left_out, section.empty)


def _group_row(group: Group, kind: str) -> tuple[Cell, ...]:
    full = kind != "priority" and group.key != NONE
    name = wording.line(group.name) if full else wording.group_name(group, kind)
    return (
        Cell(name, "", name),
        Cell(str(group.total), "", group.total),
        Cell(str(group.done), "", group.done),
        Cell(str(group.overdue), "late" if group.overdue else "", group.overdue),
        Cell(format_percent(group.progress), "", group.progress),
    )


def _brief_groups(groups: Sequence[Group], kind: str, head: str) -> Table:
    columns = (
        Column(head, flexible=True),
        Column(_("Progress"), right=True, kind="percent", bar=True),
        Column(_("Done"), right=True),
        Column(_("Overdue"), whole=True),
    )
    rows = tuple(
        (
            Cell(wording.group_name(group, kind)),
            Cell(format_percent(group.progress), "", group.progress),
            Cell(_("{done} of {total}", done=group.done, total=group.total), "good" * (group.done == group.total)),
            Cell(f"{OVERDUE_MARK} {group.overdue}" if group.overdue else "", "late"),
        )
        for group in groups
    )
    return Table(f"by_{kind}", columns, rows, empty=_("There are no action items."))


def _signer(values: Mapping[str, str]) -> Signer:
    def said(name: str) -> str:
        return wording.line(values[name]) if values.get(name) else ""

    above = [f"{said('role')},"] if said("role") else []
    if said("on_behalf_of"):
        above.append(f"a.n. {said('on_behalf_of')}")
    if said("position"):
        above.append(f"{said('acting')} {said('position')},".lstrip())
    return Signer(tuple(above), said("name"), said("rank"), f"NIP {said('nip') or '-'}")
