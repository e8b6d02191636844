"""The report as one HTML file: real tables, print rules for F4 and A4, the S-curve inside; nothing is fetched."""

from __future__ import annotations

from datetime import date
from typing import Any

from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.vocabulary import Paper
from taskforce.reports import sections as words
from taskforce.reports.plot import curve_svg
from taskforce.reports.status import StatusReport

PAPERS: dict[Paper, str] = {Paper.F4: "215mm 330mm", Paper.A4: "210mm 297mm"}


def as_html(report: StatusReport, paper: Paper = Paper.F4) -> str:
    """The report as HTML text for a paper."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("taskforce.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = [
        (_("Per dimension"), [(words.group_name(group, "dimension"), group) for group in report.by_dimension]),
        (_("Per agency"), [(words.group_name(group, "agency"), group) for group in report.by_agency]),
        (_("Per priority"), [(words.group_name(group, "priority"), group) for group in report.by_priority]),
    ]
    return environment.get_template("status.html.jinja").render(
        _=_,
        language=current_language(),
        paper=PAPERS[paper],
        report=report,
        organisation=report.data.organisation,
        title=words.title_of(report),
        period=words.period_words(report),
        as_of=words.as_of_words(report),
        summary=words.summary_pairs(report),
        groups=groups,
        percent=words.percent,
        curve=Markup(curve_svg(report)),
        sections=words.sections(report),
        matrix=words.matrix(report),
        signers=_signers(report),
        place_and_date=_place_and_date(report),
    )


def _signers(report: StatusReport) -> list[dict[str, Any]]:
    """Who signs: position, name, rank and NIP as the organisation keeps them."""
    found = report.data.organisation.get("signers") or []
    return [signer for signer in found if isinstance(signer, dict)]


def _place_and_date(report: StatusReport) -> str:
    place = report.data.organisation.get("place")
    today: date = report.as_of
    written = format_date(today, current_language(), "long")
    return f"{place}, {written}" if place else written
