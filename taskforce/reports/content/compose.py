"""A report's figures put into a document: which parts it has, and what each says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from taskforce.language import _, current_language
from taskforce.model.numbers import format_number, format_percent
from taskforce.model.text import clean_text
from taskforce.model.vocabulary import OVERDUE_MARK, Paper
from taskforce.model.width import cell_width, shorten_words
from taskforce.reports.content import wording
from taskforce.reports.content.evaluation import plan_parts
from taskforce.reports.content.options import BRIEF_SECTIONS, Options, chosen_sections
from taskforce.reports.content.page_one import ROOM, SCREEN, nothing_text, page_one
from taskforce.reports.content.plots import plot_of, scope_text
from taskforce.reports.content.sections import Section, matrix, sections
from taskforce.reports.content.wording import UNNUMBERED
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
    Verdict,
    whole_key,
)
from taskforce.reports.figures.status import NONE, Group, StatusReport

BODY_ROWS = 10
"""Rows of a list in the body; those of a longer one are all in an annex."""


_LONG_TITLE, _MANY_COLUMNS = 60, 5
"""Cells that titles take in the mean, and columns of their list, from which its annex lies across."""

BODY_CELLS = 110
"""Cells of a text in the lists of the body; annexes have more."""

MOST_NAMES = 30
"""Names of a list of names in the body."""


def compose(report: StatusReport, options: Options | None = None) -> Document:
    """Return the document of a report, in the language in force."""
    return _Composer(report, options or Options()).document()


def compose_brief(report: StatusReport, *, whole: bool = True) -> Document:
    """Return the document that a terminal shows, in the language in force: page one, and what follows it if
    ``whole``.

    It has no letterhead, handles instead of names, short names of agencies and days without the report's year;
    its lists are as long as those of the report.
    """
    sections = BRIEF_SECTIONS if whole else ("page_one",)
    return _Composer(report, Options(sections=sections), brief=True).document()


class _Composer:
    def __init__(self, report: StatusReport, options: Options, *, brief: bool = False) -> None:
        self.report, self.options, self.brief = report, options, brief
        self.kind = options.kind or report.period.kind
        self.paper = options.paper or report.texts.paper

    @cached_property
    def lists(self) -> Mapping[str, Section]:
        """Return the lists of the report by their keys."""
        return {section.key: section for section in sections(self.report, full=not self.brief)}

    def document(self) -> Document:
        report = self.report
        return Document(
            kind=self.kind,
            language=current_language(),
            paper=self.paper,
            title=wording.title(report, self.kind),
            subtitle=wording.subtitle(report),
            organisation=report.organisation,
            number=report.number,
            label=report.period.label,
            start=report.period.start.isoformat(),
            end=report.period.end.isoformat(),
            as_of=report.as_of.isoformat(),
            parts=tuple(self._numbered(list(self._parts()))),
            mark=wording.draft_mark(report),
        )

    def _parts(self) -> Iterator[Part]:
        """Yield the parts in order: page one, the body with the top of each list, the annexes."""
        chosen = chosen_sections(self.kind, self.options.sections)
        front = "page_one" in chosen
        if not self.brief:
            yield self._letterhead()._replace(front=front)
        yield self._title()._replace(front=front)
        if front:
            room = SCREEN if self.brief else ROOM.get(self.paper, ROOM[Paper.A4])
            yield from page_one(self.report, self.options.words, room, ruled=len(chosen) > 1)
        yield Part("opening", "", written(self.options.words.get("opening")))
        parts = [part for key in chosen if (part := self._worded(self._part(key), key)) is not None]
        keys = [part.key for part in parts]
        end = keys.index("closing") if "closing" in keys else len([part for part in parts if not part.annex])
        behind = end + ("closing" in keys)
        body = parts[:end]
        empty = [part for part in body if _is_empty(part)]
        if len(empty) > 1:
            body = [part for part in body if part not in empty]
        yield from body if self.brief else map(_top, body)
        if len(empty) > 1:
            yield Part("nothing", "", (Paragraph(nothing_text([part.title for part in empty]), "empty"),))
        yield from parts[end:behind]
        yield from () if self.brief else map(_whole, filter(_is_long, body))
        yield from parts[behind:]

    def _numbered(self, parts: list[Part]) -> Iterator[Part]:
        """Yield those parts that say something; annexes with their numbers, which the tops of lists name."""
        parts = [part for part in parts if part.blocks]
        annexes = [part.key for part in parts if part.annex]
        names = {
            key: _("Annex {number}", number=number) if len(annexes) > 1 else _("Annex")
            for number, key in enumerate(annexes, 1)
        }
        for part in parts:
            title = f"{names[part.key]}: {part.title}" if part.annex else part.title
            where = names.get(whole_key(part.key), "")
            yield part._replace(title=title, blocks=tuple(_said(block, where) for block in part.blocks))

    def _worded(self, part: Part | None, key: str) -> Part | None:
        """Return a part with the secretary's own words at its beginning.

        What was put before the closing is no annex.
        """
        if part is None:
            return None
        chosen = self.options.sections or ("closing",)
        asked = key in chosen and "closing" not in chosen[: chosen.index(key)]
        words = () if key == "closing" else written(self.options.words.get(key))
        return part._replace(blocks=(*words, *part.blocks), annex=part.annex and not asked)

    def _part(self, key: str) -> Part | None:
        makers: Mapping[str, Callable[[], Part | None]] = {
            "summary": self._summary,
            "plan_actual": self._plan_actual,
            "by_dimension": lambda: self._groups("dimension", _("Progress per dimension"), _("Dimension")),
            "by_agency": lambda: self._groups("agency", _("Progress per agency"), _("Agency")),
            "by_priority": lambda: self._groups("priority", _("Progress per priority"), _("Priority")),
            "by_member": lambda: self._groups("member", _("Items per lead"), _("Lead")),
            "s_curve": self._curve,
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
        words = self.options.words
        days = [wording.subtitle(report), wording.as_of_text(report)]
        if self.brief:
            office = wording.line(report.organisation) if report.organisation else ""
            head = [office, " · ".join(days)]
        else:
            head = [wording.number_line(report), wording.subject(report, words.get("subject")), " · ".join(days)]
        lines = (*head, wording.scope_text(report), self.options.replaces)
        title = Title(wording.title(report, self.kind), tuple(filter(None, lines)))
        to = "" if self.brief else words.get("addressee", "")
        addressee = (Paragraph(clean_text(to), "addressee"),) if to else ()
        return Part("title", "", (title, *addressee))

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

    def _plan_actual(self) -> Part | None:
        """Return plan and actual up to the period, in it, and in all."""
        if self.report.progress.total.planned is None:
            return None
        before, within, total = self.report.progress
        weekly = self.report.period.kind == "weekly"
        heads = (_("Up to last week"), _("This week")) if weekly else (_("Before the period"), _("In the period"))
        columns = (
            Column(_("Period"), flexible=True),
            Column(_("Planned progress"), right=True, kind="percent"),
            Column(_("Actual progress"), right=True, kind="percent"),
            Column(_("Deviation"), right=True, whole=True, kind="points"),
        )
        rows = tuple(
            (
                Cell(name, "", name),
                Cell(format_percent(one.planned), "", one.planned),
                Cell(format_percent(one.actual), "", one.actual),
                Cell(wording.points(one.deviation), "late" * ((one.deviation or 0) < 0), one.deviation),
            )
            for name, one in zip((*heads, _("In all")), (before, within, total), strict=True)
        )
        note = Paragraph(self._weights_text(), "note")
        return Part("plan_actual", _("Plan and actual"), (Table("plan_actual", columns, rows), note))

    def _weights_text(self) -> str:
        """Return how items count in percentages, and where their weights stand."""
        if not self._is_weighted():
            return _("All action items weigh the same in the percentages.")
        if self.report.matrix is None or self.brief:
            return _("Percentages count each action item by its weight.")
        return _("Percentages count each action item by its weight; the follow-up matrix has the weights.")

    def _is_weighted(self) -> bool:
        return any(group.weight != group.total for group in self.report.by_priority)

    def _groups(self, kind: str, title: str, head: str) -> Part:
        groups: Sequence[Group] = getattr(self.report, f"by_{kind}")
        if kind in ("agency", "member"):
            groups = sorted(groups, key=_worst_first)
        if self.brief:
            return Part(f"by_{kind}", title, (_brief_groups(groups, kind, head),))
        weighted = self._is_weighted()
        columns = (
            Column(head, flexible=True),
            Column(_("Items"), right=True, kind="number"),
            Column(_("Done"), right=True, kind="number"),
            Column(_("Overdue"), right=True, kind="number"),
            *((Column(_("Weight"), right=True, kind="number", key="weight"),) if weighted else ()),
            Column(_("Progress"), right=True, kind="percent", bar=True),
        )
        rows = tuple(_group_row(group, kind, weighted=weighted) for group in groups)
        counts = [sum(counts) for counts in zip(*(group[2:5] for group in groups), strict=True)] or [0, 0, 0]
        sums = [Cell(str(one), "", one) for one in counts]
        if weighted:
            sums.append(_weight_cell(sum(group.weight for group in groups)))
        total = (Cell(_("Total")), *sums, Cell(""))
        table = Table(f"by_{kind}", columns, rows, total, empty=_("There are no action items."))
        return Part(f"by_{kind}", title, (table,))

    def _plot(self, name: str, title: str) -> Part | None:
        plot = plot_of(self.report, name)
        return None if plot is None else Part(name, title, (plot,))

    def _curve(self) -> Part | None:
        plot = plot_of(self.report, "s_curve")
        if plot is None:
            return None
        note = scope_text(self.report)
        blocks = (plot, Paragraph(note, "note")) if note else (plot,)
        return Part("s_curve", _("S-curve"), blocks)

    def _matrix(self) -> Part | None:
        if self.report.matrix is None:
            return None
        section = matrix(self.report)
        return Part("matrix", section.title, (_table(section),), section.total, wide=True, annex=True)

    def _closing(self) -> Part:
        texts = self.report.texts
        # Who only takes note stands at the left: at the right, under place and day, signs who made the report.
        in_order = sorted(texts.signers, key=lambda one: not one.get("role"))
        signers = tuple(map(_signer, in_order)) or (_signer({}),)
        day = self.options.signed_on() if self.options.signed_on else self.report.as_of
        own = written(self.options.words.get("closing"))
        usual = (Paragraph(_("This report is submitted for your attention and further direction.")),)
        blocks: list[Block] = [*(own or usual), Signatures(wording.place_and_day(self.report, day), signers)]
        if texts.carbon_copies:
            blocks.append(Copies(_("Copies to"), tuple(map(wording.line, texts.carbon_copies))))
        return Part("closing", "", tuple(blocks))

    def _photos(self) -> Part:
        return Part("photos", _("Photos"), tuple(self.options.photos), annex=True)


def _worst_first(group: Group) -> tuple[bool, int, float]:
    """Return the order of those who answer: most overdue first, then the least progress; nobody comes last."""
    return group.key == NONE, -group.overdue, 100.0 if group.progress is None else group.progress


def _is_empty(part: Part) -> bool:
    """Return whether a part only says that there is nothing."""
    return bool(part.title and part.blocks) and all(
        (isinstance(block, Paragraph) and block.kind == "empty") or (isinstance(block, Table) and not block.rows)
        for block in part.blocks
    )


def _is_long(part: Part) -> bool:
    """Return whether a part of the body has a list of which only the top stands there."""
    return not part.annex and any(map(_is_long_block, part.blocks))


def _is_long_block(block: Block) -> bool:
    if isinstance(block, Table):
        return len(block.rows) > BODY_ROWS
    return isinstance(block, Listed) and len(block.entries) > MOST_NAMES


def _said(block: Block, where: str) -> Block:
    """Return a block with what writers say below it in words: an issued report says it for ever.

    ``where`` is the annex in which the whole of a list stands.
    """
    match block:
        case Table() | Listed() if block.left_out and not block.more:
            block = block._replace(where=where or block.where)
            return block._replace(more=wording.left_out_text(block))
        case Verdict():
            return block._replace(earlier=wording.before_text(block))
    return block


def _whole(part: Part) -> Part:
    """Return the annex that has all rows of a part's lists."""
    blocks = tuple(filter(_is_long_block, part.blocks))
    wide = any(isinstance(block, Table) and _has_long_titles(block) for block in blocks)
    return part._replace(key=whole_key(part.key), blocks=blocks, annex=True, wide=wide)


def _has_long_titles(table: Table) -> bool:
    """Return whether the titles of a table of many columns would be broken into many lines on an upright page."""
    title = next((index for index, column in enumerate(table.columns) if column.flexible), None)
    if title is None or len(table.columns) < _MANY_COLUMNS:
        return False
    return sum(cell_width(row[title].text) for row in table.rows) > _LONG_TITLE * len(table.rows)


def _top(part: Part) -> Part:
    """Return a part with the tops of its lists, as it stands in the body."""
    if part.annex:
        return part
    return part._replace(blocks=tuple(map(_top_block, part.blocks)))


def _top_block(block: Block) -> Block:
    match block:
        case Table():
            more = max(0, len(block.rows) - BODY_ROWS)
            rows = tuple(tuple(map(_body_cell, row)) for row in block.rows[:BODY_ROWS])
            return block._replace(rows=rows, left_out=block.left_out + more)
        case Listed() if len(block.entries) > MOST_NAMES:
            more = len(block.entries) - MOST_NAMES
            return block._replace(entries=block.entries[:MOST_NAMES], left_out=more)
    return block


def _body_cell(cell: Cell) -> Cell:
    return cell._replace(text=shorten_words(cell.text, BODY_CELLS)) if len(cell.text) > BODY_CELLS else cell


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


def _group_row(group: Group, kind: str, *, weighted: bool) -> tuple[Cell, ...]:
    full = kind != "priority" and group.key != NONE
    name = wording.line(group.name) if full else wording.group_name(group, kind)
    return (
        Cell(name, "", name),
        Cell(str(group.total), "", group.total),
        Cell(str(group.done), "", group.done),
        Cell(str(group.overdue), "late" if group.overdue else "", group.overdue),
        *((_weight_cell(group.weight),) if weighted else ()),
        Cell(format_percent(group.progress), "", group.progress),
    )


def _weight_cell(weight: float) -> Cell:
    return Cell(format_number(weight), "", weight)


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
    nip = said("nip") or ("" if said("name") else UNNUMBERED)
    return Signer(tuple(above), said("name"), said("rank"), f"NIP {nip}" if nip else "")
