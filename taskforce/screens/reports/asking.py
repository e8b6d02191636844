"""The dialogues in which a person says which report: its kind and period, and the query that limits it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from taskforce.language import N_, _
from taskforce.model.dates import format_date, iso_week, parse_date
from taskforce.model.errors import InvalidValue, TaskforceError
from taskforce.reports.content.options import ASKED_KINDS
from taskforce.reports.figures.period import (
    Period,
    as_of_day,
    month_period,
    period_of,
    quarter_period,
    usual_period,
    year_period,
)
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.session import Session
from taskforce.screens.reports.making import LastChoices, Wish
from taskforce.wording.days import full_day

Show = Callable[[Wish], None]

KINDS: dict[str, str] = {
    "weekly": N_("weekly"),
    "monthly": N_("monthly"),
    "quarterly": N_("quarterly"),
    "yearly": N_("yearly"),
    "evaluation": N_("evaluation of a year"),
    "period": N_("of any days"),
}
"""The kinds of reports as the form names them."""

_RANGE = re.compile(r"\s+(?:-|–|s\.?\s?d\.?|sd|to|sampai)\s+|\s*(?:\.\.|/(?=\d{4}-))\s*", re.IGNORECASE)


def report_form(session: Session, wish: Wish, last: LastChoices, show: Show) -> Form:
    """Return the form for kind, period and day of a report; ``show`` gets the new wish."""
    kinds = [(kind, _(KINDS[kind])) for kind in (*ASKED_KINDS, "period")]

    def check_period(text: str) -> str:
        period = asked_period(text, wish.kind, session.day)
        return f"{period.label}: {format_date(period.start)} – {format_date(period.end)}" if period else ""

    def check_day(text: str) -> str:
        return full_day(parse_date(text, session.day))

    async def submit(texts: Texts) -> Problems:
        kind = texts["kind"]
        period = asked_period(texts["period"], kind, session.day)
        as_of = parse_date(texts["as_of"], session.day) if texts["as_of"].strip() else None
        if kind == "period" and period is None:
            return {"period": _("Type the days: 1/11/2026 - 15/11/2026.")}
        if period is not None and period.start > session.day:
            return {"period": _("It has not begun yet: choose an earlier one.")}
        try:
            as_of_day(period or usual_period(kind, session.day), as_of, session.day)
        except TaskforceError as error:
            return {"as_of": str(error)}
        if period is not None and kind != "evaluation":
            kind = period.kind
        last.keep("report_kind", kind if kind != "period" else "weekly")
        show(replace(wish, kind=kind, period=period, as_of=as_of))
        return {}

    typed = ""
    if wish.period is not None:
        days = " - ".join(format_date(day, style="slash") for day in (wish.period.start, wish.period.end))
        typed = days if wish.period.kind == "period" else wish.period.label
    day = "" if wish.as_of is None else format_date(wish.as_of, style="slash")
    fields = [
        FormField("kind", _("Kind"), wish.kind, choices=kinds),
        FormField(
            "period",
            _("Period"),
            typed,
            anew=True,
            check=check_period,
            hint=_("this; 2026-W47, 2026-11, 2026-Q4, 2026, or any days"),
        ),
        FormField("as_of", _("As of"), day, check=check_day, hint=_("the end of the period, or today"), anew=True),
    ]
    return Form(_("Which report?"), fields, submit, save_label=_("Show"))


def scope_form(session: Session, wish: Wish, show: Show) -> Form:
    """Return the form for the query that limits a report; ``show`` gets the new wish."""
    from taskforce.widgets.inputs import QuerySuggester

    def check(text: str) -> str:
        from taskforce.store.query.compile import compile_query

        compile_query(text, session.reader, session.day, session.store.actor_id)
        return ""

    async def submit(texts: Texts) -> Problems:
        show(replace(wish, scope=texts["scope"].strip()))
        return {}

    field = FormField(
        "scope",
        _("Query"),
        wish.scope,
        check=check,
        hint=_("all; or agency:diskominfo"),
        suggester=QuerySuggester(session.reader),
    )
    return Form(_("Only some items"), [field], submit, save_label=_("Show"))


def asked_period(text: str, kind: str, today: date) -> Period | None:
    """Return the period that a person types: a week, a month, a quarter, a year, two days, or a day in the period.

    ``None`` for nothing: the period of ``kind`` that we are in.  Raises :class:`InvalidValue` for anything else.
    """
    words = text.strip()
    if not words:
        return None
    readers: tuple[Callable[[str], Period], ...] = (
        lambda week: Period(*iso_week(week)),
        month_period,
        quarter_period,
        year_period,
    )
    for read in readers:
        with suppress(TaskforceError):
            return read(words)
    parts = [part for part in _RANGE.split(words) if part]
    if len(parts) == 2:
        return period_of(today, None, parse_date(parts[0], today), parse_date(parts[1], today))
    try:
        day = parse_date(words, today)
    except TaskforceError as error:
        raise InvalidValue(
            _("“{text}” is no period: write 2026-W47, 2026-11, 2026-Q4, 2026, two days, or one day.", text=words)
        ) from error
    return usual_period(kind if kind != "period" else "weekly", day)
