"""The area of the reports: any period as it will be on paper, its words and sections, issuing it, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from taskforce.language import N_, _, current_language
from taskforce.model.dates import format_date, parse_date
from taskforce.model.errors import TaskforceError
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.reports.files import ReportFiles
from taskforce.screens.reports.issuing import ReportRegister
from taskforce.screens.reports.words import ReportWords
from taskforce.widgets.commands import Command, bindings

if TYPE_CHECKING:
    from taskforce.reports.figures.period import Period

_R = N_("Report")

KINDS: dict[str, str] = {
    "weekly": N_("weekly"),
    "monthly": N_("monthly"),
    "quarterly": N_("quarterly"),
    "yearly": N_("yearly"),
    "evaluation": N_("evaluation of a year"),
    "period": N_("of any days"),
}
"""The kinds of reports as the form names them."""


class ReportScreen(ReportWords, ReportRegister, ReportFiles):
    """One report, to read, to write the words of, to issue and to export; or one that was issued."""

    AREA = "report"
    HELP_TEXT: ClassVar = N_(
        "A report as it will be on paper: the state at the end of its period, or of today. [ and ] turn the "
        "periods, w asks for one (a week, month, quarter, year, evaluation, or any days), / limits it to what a "
        "query finds. s chooses the sections, e writes your own words in them; both are kept with the report. i "
        "issues it: numbered and frozen for ever; r lists those. x writes files, o opens their folder."
    )
    OWN_COMMANDS: ClassVar = (
        Command("period_before", N_("Before"), "left_square_bracket", _R, footer=2, when="draft",
                help=N_("the period before")),
        Command("period_after", N_("After"), "right_square_bracket", _R, when="later", help=N_("the next period")),
        Command("choose_report", N_("Which report"), "w", _R, footer=1, when="draft",
                help=N_("week, month, quarter, year, evaluation or any days; and the day whose end it describes")),
        Command("this_period", N_("This period"), "t", _R, when="open", help=N_("the one we are in")),
        Command("scope", N_("Only some items"), "slash", _R, when="draft", help=N_("a query")),
        Command("sections", N_("Sections"), "s", _R, footer=5, when="draft",
                help=N_("which, in which order"), writes=True),
        Command("words", N_("Own words"), "e", _R, footer=3, when="draft",
                help=N_("a paragraph in any section"), writes=True),
        Command("photos", N_("Photos"), "p", _R, when="draft",
                help=N_("pictures of evidence, on a page"), writes=True),
        Command("issue", N_("Issue"), "i", _R, footer=6, when="draft",
                help=N_("number it and freeze it"), writes=True),
        Command("issued_reports", N_("Issued reports"), "r", _R, when="open", help=N_("to read and compare")),
        Command("compare", N_("Compare"), "c", _R, footer=3, when="issued", help=N_("with another issued report")),
        Command("back_to_draft", N_("Back"), "escape", _R, footer=2, when="issued", in_palette=False),
        Command("export", N_("Export"), "x", _R, footer=4, when="open", help=N_("Word, PDF, Excel, WhatsApp …")),
        Command("open_folder", N_("Open the folder"), "o", _R, when="exported"),
        Command("report_language", N_("Report's language"), "l", _R, when="draft"),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    # Which report

    def _turn(self, steps: int) -> None:
        period = self._period.moved(steps)
        assert self.session is not None
        if period.start <= self.session.day:
            self._want(period=period, as_of=None)

    def action_period_before(self) -> None:
        """The period before."""
        self._turn(-1)

    def action_period_after(self) -> None:
        """The next period."""
        self._turn(1)

    def action_this_period(self) -> None:
        """The period that is not over yet."""
        self._want(period=None, as_of=None)

    def action_back_to_draft(self) -> None:
        """From an issued report to the one before."""
        self._want()

    def action_choose_report(self) -> None:
        """Say which report."""
        from taskforce.reports.content.options import ASKED_KINDS
        from taskforce.reports.figures.period import as_of_day, usual_period
        from taskforce.screens.reports.making import asked_period, period_words

        session, wish = self.session, self.wish
        assert session is not None
        kinds = [(kind, _(KINDS[kind])) for kind in (*ASKED_KINDS, "period")]

        def check_period(text: str) -> str:
            period = asked_period(text, wish.kind, session.day)
            return period_words(period) if period else ""

        def check_day(text: str) -> str:
            return format_date(parse_date(text, session.day), style="full")

        async def submit(texts: Texts) -> Problems:
            kind, words = texts["kind"], texts["period"]
            period = asked_period(words, kind, session.day)
            as_of = parse_date(texts["as_of"], session.day) if texts["as_of"].strip() else None
            if kind == "period" and period is None:
                return {"period": _("Say the days: 1/11/2026 - 15/11/2026.")}
            if period is not None and period.start > session.day:
                return {"period": _("It has not begun yet: choose an earlier one.")}
            try:
                as_of_day(period or usual_period(kind, session.day), as_of, session.day)
            except TaskforceError as error:
                return {"as_of": str(error)}
            if period is not None and kind != "evaluation":
                kind = period.kind
            self._last.keep("report_kind", kind if kind != "period" else "weekly")
            self._want(kind=kind, period=period, as_of=as_of)
            return {}

        hint = _("this; 2026-W47, 2026-11, 2026-Q4, 2026, or any days")
        shown = "" if wish.period is None else self._typed(wish.period)
        day = "" if wish.as_of is None else wish.as_of.isoformat()
        fields = [
            FormField("kind", _("Kind"), wish.kind, choices=kinds),
            FormField("period", _("Period"), shown, check=check_period, hint=hint),
            FormField("as_of", _("As of"), day, check=check_day, hint=_("the end of the period, or today")),
        ]
        self.app.push_screen(Form(_("Which report?"), fields, submit, save_label=_("Show")))

    @staticmethod
    def _typed(period: Period) -> str:
        return f"{period.start} - {period.end}" if period.kind == "period" else period.label

    def action_scope(self) -> None:
        """Type a query: the report counts only what it finds."""
        from taskforce.widgets.inputs import QuerySuggester

        session = self.session
        assert session is not None

        def check(text: str) -> str:
            from taskforce.store.query.compile import compile_query

            compile_query(text, session.reader, session.day, session.store.actor_id)
            return ""

        async def submit(texts: Texts) -> Problems:
            self._want(scope=texts["scope"].strip())
            return {}

        field = FormField(
            "scope",
            _("Query"),
            self.wish.scope,
            check=check,
            hint=_("all; or agency:diskominfo"),
            suggester=QuerySuggester(session.reader),
        )
        self.app.push_screen(Form(_("Only some items"), [field], submit, save_label=_("Show")))

    def action_report_language(self) -> None:
        """The report in the other language; the app keeps its own."""
        self._spoken = "en" if self._report_language == "id" else "id"
        self._last.keep("report_language", None if self._spoken == current_language() else self._spoken)
        self.start(self.load)
