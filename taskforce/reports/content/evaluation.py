"""The parts of an evaluation: the programme matrix, targets and realisation, budget by fund source, evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from taskforce.language import _
from taskforce.model.numbers import format_number, format_rupiah
from taskforce.model.vocabulary import CLOSED, EvidenceKind, Horizon, label
from taskforce.reports.content.sections import percent_cell, said
from taskforce.reports.content.wording import NOTHING
from taskforce.reports.document import Cell, Column, Paragraph, Part, Table
from taskforce.reports.figures.status import StatusReport
from taskforce.store.read.report_data import EvidenceRow, PlanRow
from taskforce.wording.records import status_text

MOST_YEARS = 5
"""Years that the table of targets shows: the last ones."""


def plan_parts(report: StatusReport) -> dict[str, Callable[[], Part | None]]:
    """Return what makes each of these parts; they are empty where the plan was not read."""
    plan, evidence = report.plan, report.evidence
    if plan is None or evidence is None:
        return {}
    return {
        "programmes": lambda: _programmes(plan, evidence),
        "targets": lambda: _targets(plan),
        "budget": lambda: _budget(plan),
        "evidence": lambda: _evidence(evidence),
    }


def _number(value: float | None) -> Cell:
    return Cell(NOTHING if value is None else format_number(value), "", value)


def _money(value: int | None, tone: str = "") -> Cell:
    return Cell(NOTHING if value is None else format_rupiah(value), tone, value)


def _counted(number: int) -> Cell:
    return Cell(str(number), "", number)


def _programmes(plan: Sequence[PlanRow], evidence: Sequence[EvidenceRow]) -> Part:
    columns = (
        Column(_("Ref"), right=True, kind="ref", share=4),
        Column(_("Dimension"), share=11),
        Column(_("Programme"), share=13),
        Column(_("Activity"), flexible=True, share=19),
        Column(_("Agency"), share=9),
        Column(_("Supporting agencies"), share=9),
        Column(_("Kind"), share=7),
        Column(_("Budget"), right=True, kind="money", share=10),
        Column(_("Fund source"), share=7),
        Column(_("Status"), share=7),
        Column(_("Evidence"), right=True, kind="number", share=4),
    )
    proofs: dict[str, int] = {}
    for piece in evidence:
        proofs[piece.item_id] = proofs.get(piece.item_id, 0) + 1
    rows = []
    for row in plan:
        place = " · ".join(filter(None, (row.dimension, row.sub_dimension)))
        activity = row.title if not row.activity or row.activity == row.title else f"{row.activity}: {row.title}"
        kind = label(Horizon(row.horizon)) if row.horizon else None
        rows.append(
            (
                Cell(row.ref, "", row.ref),
                said(place),
                said(row.programme),
                said(activity),
                said(row.agency),
                said(", ".join(row.supporting)),
                said(kind),
                _money(row.budget),
                said(row.fund_source),
                _status(row),
                _counted(proofs.get(row.id, 0)),
            )
        )
    total = sum(row.budget or 0 for row in plan)
    blank = Cell("")
    sums = (blank, Cell(_("Total")), *[blank] * 5, _money(total), blank, blank, _counted(len(evidence)))
    table = Table("programmes", columns, tuple(rows), sums, empty=_("There are no action items."))
    return Part("programmes", _("Programme matrix"), (table,), len(rows), wide=True, annex=True)


def _status(row: PlanRow) -> Cell:
    text = status_text(row.status)
    if row.status not in CLOSED and row.progress:
        text += f" {row.progress}%"
    return Cell(text, "", text)


def _targets(plan: Sequence[PlanRow]) -> Part:
    measured = [row for row in plan if row.indicator or row.targets or row.realisations]
    years = sorted({year for row in measured for year in (*row.targets, *row.realisations)})[-MOST_YEARS:]
    by_year = [
        column
        for year in years
        for column in (
            Column(_("Target {year}", year=year), right=True, kind="number"),
            Column(_("Realisation {year}", year=year), right=True, kind="number"),
        )
    ]
    columns = (
        Column(_("Ref"), right=True, kind="ref"),
        Column(_("Indicator"), flexible=True),
        Column(_("Unit")),
        Column(_("Baseline"), right=True, kind="number"),
        *by_year,
        Column(_("Progress"), right=True, kind="percent"),
    )
    rows = []
    for row in measured:
        values = [one for year in years for one in (row.targets.get(year), row.realisations.get(year))]
        rows.append(
            (
                Cell(row.ref, "", row.ref),
                said(row.indicator or row.title),
                said(row.unit),
                _number(row.baseline),
                *map(_number, values),
                percent_cell(100 if row.status == "done" else row.progress),
            )
        )
    if not rows:
        block: Paragraph | Table = Paragraph(_("No item has an indicator or a target."), "empty")
    else:
        block = Table("targets", columns, tuple(rows))
    return Part("targets", _("Targets and realisation"), (block,), len(rows), wide=len(years) > 2)


def _budget(plan: Sequence[PlanRow]) -> Part:
    sources: dict[str, list[PlanRow]] = {}
    for row in plan:
        if row.budget is not None:
            sources.setdefault(row.fund_source or "", []).append(row)
    if not sources:
        return Part("budget", _("Budget by fund source"), (Paragraph(_("No item has a budget."), "empty"),))
    total = sum(row.budget or 0 for row in plan)
    columns = (
        Column(_("Fund source"), flexible=True),
        Column(_("Items"), right=True, kind="number"),
        Column(_("Done"), right=True, kind="number"),
        Column(_("Budget"), right=True, kind="money"),
        Column(_("Share"), right=True, kind="percent", bar=True),
    )

    def row_of(name: Cell, rows: Sequence[PlanRow]) -> tuple[Cell, ...]:
        amount = sum(row.budget or 0 for row in rows)
        done = sum(row.status == "done" for row in rows)
        return name, _counted(len(rows)), _counted(done), _money(amount), _share(amount, total)

    order = sorted(sources, key=lambda name: (not name, -sum(row.budget or 0 for row in sources[name]), name))
    rows = tuple(row_of(said(name) if name else Cell(_("(no fund source)")), sources[name]) for name in order)
    sums = row_of(Cell(_("Total")), [row for group in sources.values() for row in group])
    table = Table("budget", columns, rows, (*sums[:-1], Cell("")))
    return Part("budget", _("Budget by fund source"), (table,))


def _share(amount: int, total: int) -> Cell:
    from fractions import Fraction

    from taskforce.model.numbers import format_percent
    from taskforce.reports.figures.curve import percent

    share = percent(Fraction(amount, total)) if total else None
    return Cell(format_percent(share), "", share)


def _evidence(evidence: Sequence[EvidenceRow]) -> Part:
    columns = (
        Column(_("Ref"), right=True, kind="ref"),
        Column(_("Action item"), flexible=True),
        Column(_("Kind")),
        Column(_("Evidence"), flexible=True),
        Column(_("Letter no.")),
    )
    rows = tuple(
        (
            Cell(row.ref, "", row.ref),
            said(row.title),
            said(label(EvidenceKind(row.kind))),
            said(row.description or file_name(row)),
            said(row.letter_number),
        )
        for row in evidence
    )
    table = Table("evidence", columns, rows, empty=_("There is no evidence yet."))
    return Part("evidence", _("List of evidence"), (table,), len(rows), annex=True)


def file_name(row: EvidenceRow) -> str | None:
    """Return what evidence is called on paper: a file without the folders of somebody's machine, a link whole."""
    if row.location is None or row.kind != EvidenceKind.FILE:
        return row.location
    return PureWindowsPath(PurePosixPath(row.location).name).name
