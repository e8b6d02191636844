"""The report as one HTML file: real tables, print rules for F4 and A4, the S-curve inside; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.language import _, current_language
from taskforce.model.numbers import format_percent
from taskforce.model.vocabulary import Paper
from taskforce.reports import wording
from taskforce.reports.plot import curve_svg
from taskforce.reports.sections import matrix, sections
from taskforce.reports.status import NONE, Group, StatusReport

PAPERS: Mapping[str, tuple[int, int]] = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
"""The sizes that offices print on, in millimetres; the matrix lies across."""

_MATRIX_WIDTHS = (4, 18, 8, 25, 10, 11, 8, 7, 9, 8)
"""Shares of the matrix's columns in percent of its width, less what lines and spacing take."""


def as_html(report: StatusReport, paper: str | None = None) -> str:
    """The report as HTML text, for ``paper`` (``f4``, ``a4``) or the organisation's own.

    The follow-up matrix is in it when the report was built with one.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("taskforce.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("status.html.jinja").render(
        _=_,
        language=current_language(),
        paper=PAPERS.get(paper or report.texts.paper, PAPERS[Paper.F4]),
        report=report,
        texts=report.texts,
        wording=wording,
        logo=_logo(report),
        groups=_groups(report),
        # The drawing escapes what it writes itself.
        curve=Markup(curve_svg(report)),
        curve_points=report.s_curve,
        percent=format_percent,
        sections=sections(report, full=True),
        matrix_widths=_MATRIX_WIDTHS,
        matrix=None if report.matrix is None else matrix(report),
        signers=_signers(report),
    )


def _groups(report: StatusReport) -> list[tuple[str, str, str, list[tuple[str, Group]], Group]]:
    """The tables of groups: key, title, what a row is, rows with their names, and the row of sums."""

    def table(
        key: str, title: str, head: str, groups: tuple[Group, ...], full: bool
    ) -> tuple[str, str, str, list[tuple[str, Group]], Group]:
        named = [
            (wording.line(group.name) if full and group.key != NONE else wording.group_name(group, key), group)
            for group in groups
        ]
        sums = Group(
            "total",
            _("Total"),
            sum(group.total for group in groups),
            sum(group.done for group in groups),
            sum(group.overdue for group in groups),
            None,
        )
        return f"by_{key}", title, head, named, sums

    return [
        table("dimension", _("Progress per dimension"), _("Dimension"), report.by_dimension, True),
        table("agency", _("Progress per agency"), _("Agency"), report.by_agency, True),
        table("priority", _("Progress per priority"), _("Priority"), report.by_priority, False),
    ]


def _logo(report: StatusReport) -> str | None:
    """The logo as a data address; anything else would have to be fetched and is left out."""
    logo = report.texts.logo
    return logo if logo is not None and logo.startswith("data:image/") else None


_BLANK = {"position": "", "name": "", "rank": "", "nip": ""}


def _signers(report: StatusReport) -> list[dict[str, Any]]:
    """Who signs; one blank to be filled in by hand where the organisation has named nobody."""
    return [{**_BLANK, **signer} for signer in report.texts.signers] or [_BLANK]
