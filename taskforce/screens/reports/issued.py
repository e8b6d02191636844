"""The dialogues on issued reports: issuing one, choosing one to read, comparing two."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from textual.content import Content

from taskforce.language import _, speaking
from taskforce.model.dates import format_date, parse_date
from taskforce.model.width import printable
from taskforce.reports.content.comparison import compared, comparison_lines
from taskforce.reports.content.frozen import Issued, thaw
from taskforce.reports.figures.period import Period
from taskforce.screens.forms.dialogs import Choice, Pick, Reading
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.session import Session
from taskforce.screens.reports.making import Made, Wish, make
from taskforce.services.issuing import issue, issued_before, issuing_questions, proposed_number
from taskforce.services.reports import signing_day
from taskforce.store.database.reader import Reader
from taskforce.store.read.issued_reports import IssuedRow, frozen, issued_rows
from taskforce.store.store import Store
from taskforce.wording.days import full_day, short_day

Issue = Callable[[], Awaitable[IssuedRow]]


def issue_form(
    session: Session,
    wish: Wish,
    made: Made,
    language: str,
    issue_it: Callable[[list[str], Issue], Awaitable[None]],
) -> Form:
    """Return the form for number, day and what is replaced.

    ``issue_it`` gets the questions to ask before, and what issues the report and returns its entry.
    """
    rows = [row for row in issued_rows(session.reader) if row.replaced_by is None]
    period = made.report.period

    async def submit(texts: Texts) -> Problems:
        day = parse_date(texts["signed"], session.day)
        replaced = next((row for row in rows if row.id == texts.get("replaces")), None)

        def work(store: Store) -> IssuedRow:
            whole = make(store, wish, whole=True)
            options = whole.options._replace(signed_on=lambda: day)
            with speaking(language):
                number = texts["number"].strip()
                return issue(store, whole.report, options, number, replaced.id if replaced else None)

        await issue_it(issuing_questions(session.store, period, again, replaced), lambda: session.write(work))
        return {}

    def check_day(text: str) -> str:
        return full_day(parse_date(text, session.day))

    number = proposed_number(session.store, period)
    signed = format_date(signing_day(session.store)(), style="slash")
    fields = [
        FormField("number", _("Number"), number, required=True, hint=_("by the office's pattern")),
        FormField("signed", _("Signed on"), signed, required=True, check=check_day, anew=True),
    ]
    again = issued_before(session.store, period, made.key.kind, wish.scope)
    if rows:
        choices = [(row.id, f"{row.number} · {row.as_of}") for row in rows]
        same = again.id if again is not None else ""
        fields.append(FormField("replaces", _("Replaces"), same, choices=choices, optional_choice=True))
    title = _("Issue the report {period}: it can then no longer be changed", period=period.label)
    return Form(title, fields, submit, save_label=_("Issue"))


def issued_pick(session: Session, title: str, rows: Sequence[IssuedRow], current: str | None = None) -> Pick:
    """Return the dialogue that ends with the id of one of some issued reports."""

    def choice(row: IssuedRow) -> Choice:
        day = short_day(session.store.clock.day_of(row.issued_at))
        facts = [day, row.issued_by or "", row.scope or "", _("replaced") if row.replaced_by else ""]
        label = Period(date.fromisoformat(row.start), date.fromisoformat(row.end)).label
        return Choice(row.id, f"{row.number} · {label}", " · ".join(filter(None, facts)))

    return Pick(title, [choice(row) for row in rows], current=current)


def read_issued(reader: Reader, report_id: str) -> tuple[IssuedRow, Issued]:
    """Return the entry of an issued report and what was frozen."""
    row = next(row for row in issued_rows(reader) if row.id == report_id)
    kept = frozen(reader, report_id)
    return row, thaw(kept.figures, kept.texts)


def comparison(reader: Reader, one: IssuedRow, other: IssuedRow) -> Reading:
    """Return the text of what differs between two issued reports, from the older to the newer."""
    before, after = sorted((one, other), key=lambda row: (row.issued_at, row.id))
    lines = comparison_lines(compared(frozen(reader, before.id), frozen(reader, after.id)))
    lines = lines or [_("nothing but the number differs")]
    title = _("From {before} to {after}:", before=before.number, after=after.number)
    return Reading(title, Content("\n").join(Content(printable(line)) for line in lines))
