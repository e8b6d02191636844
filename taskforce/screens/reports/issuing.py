"""Issuing a report, and those that were issued: read, compared."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from taskforce.language import _, speaking
from taskforce.model.dates import format_date
from taskforce.screens.forms.dialogs import Choice, Pick, Reading
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.reports.making import make
from taskforce.screens.reports.view import ReportArea
from taskforce.store.read.issued_reports import IssuedRow, frozen, issued_rows
from taskforce.store.store import Store
from taskforce.wording.width import printable


def pictures(store: Store) -> dict[str, str]:
    """The pictures among the evidence, by id, as they are chosen from."""
    from taskforce.reports.content.photos import is_picture
    from taskforce.store.read.items import Selection, item_rows
    from taskforce.store.read.report_data import evidence_rows

    items = {row.id: row.ref for row in item_rows(store.reader, Selection(), store.clock.today().isoformat())}
    return {
        row.id: f"{row.ref}. {row.title} · {row.description or row.location}"
        for row in evidence_rows(store.reader, items)
        if is_picture(row)
    }


class ReportRegister(ReportArea):
    """The commands on issued reports."""

    def _choice(self, row: IssuedRow) -> Choice:
        from taskforce.reports.figures.period import Period

        assert self.session is not None
        moment = self.session.store.clock.local(row.issued_at)
        day = format_date(date.fromisoformat(moment[:10]), style="short")
        told = [day, row.issued_by or "", row.scope or "", _("replaced") if row.replaced_by else ""]
        label = Period(date.fromisoformat(row.start), date.fromisoformat(row.end)).label
        return Choice(row.id, f"{row.number} · {label}", " · ".join(filter(None, told)))

    def action_issue(self) -> None:
        """Ask for the number, and what is replaced; then freeze the report."""
        from taskforce.reports.issue import proposed_number

        session, made = self.session, self._made
        if session is None or made is None:
            return
        rows = [row for row in issued_rows(session.reader) if row.replaced_by is None]
        period = made.report.period
        same = [
            row
            for row in rows
            if (row.start, row.end) == (period.start.isoformat(), period.end.isoformat())
            and (row.scope or "") == self.wish.scope
        ]
        choices = [(row.id, f"{row.number} · {row.as_of}") for row in rows]
        number = proposed_number(session.store, period)

        async def submit(texts: Texts) -> Problems:
            await self._issue(texts["number"].strip(), texts.get("replaces") or None)
            return {}

        fields = [FormField("number", _("Number"), number, required=True, hint=_("by the office's pattern"))]
        if choices:
            first = same[0].id if same else ""
            fields.append(FormField("replaces", _("Replaces"), first, choices=choices, optional_choice=True))
        title = _("Issue the report {period}: it can then no longer be changed", period=period.label)
        self.app.push_screen(Form(title, fields, submit, save_label=_("Issue")))

    async def _issue(self, number: str, replaces: str | None) -> None:
        from taskforce.reports.issue import issue

        session, wish, language = self.session, self.wish, self._report_language
        assert session is not None

        def work(store: Store) -> IssuedRow:
            made = make(store, wish, whole=True)
            with speaking(language):
                return issue(store, made.report, made.options, number, replaces)

        row = await session.write(work)
        await self._show_issued(row.id)
        await self.own_app.list_changed()
        self.show_message(_("Report {number} is issued.", number=row.number))

    def action_issued_reports(self) -> None:
        """Choose an issued report to read."""
        assert self.session is not None
        rows = issued_rows(self.session.reader)
        if not rows:
            self.show_message(_("No report was issued yet: i issues the one on the screen."))
            return

        def chosen(row_id: str | None) -> None:
            if row_id is not None:
                self.start(lambda: self._show_issued(row_id))

        current = self._issued[0].id if self._issued else None
        self.app.push_screen(
            Pick(_("Issued reports"), [self._choice(row) for row in rows], current=current), chosen
        )

    async def _show_issued(self, row_id: str) -> None:
        from taskforce.reports.content.frozen import thaw

        session = self.session
        assert session is not None
        row = next(row for row in issued_rows(session.reader) if row.id == row_id)
        kept = await session.read(lambda reader: frozen(reader, row_id))
        self._issued = row, thaw(kept.figures, kept.texts)
        self._show(self._issued[1].document, from_start=True)

    def action_compare(self) -> None:
        """Choose another issued report, and read what differs."""
        if self.session is None or self._issued is None:
            return
        own = self._issued[0]
        rows = [row for row in issued_rows(self.session.reader) if row.id != own.id]
        if not rows:
            self.show_message(_("There is no other issued report to compare it with."))
            return
        self.app.push_screen(Pick(_("Compare with"), [self._choice(row) for row in rows]), self._compare)

    def _compare(self, other_id: str | None) -> None:
        from taskforce.reports.content.comparison import comparison_lines
        from taskforce.reports.issue import compared

        if other_id is None or self.session is None or self._issued is None:
            return
        reader, own = self.session.reader, self._issued[0]
        other = next(row for row in issued_rows(reader) if row.id == other_id)
        before, after = sorted((own, other), key=lambda row: (row.issued_at, row.id))
        lines = comparison_lines(compared(frozen(reader, before.id), frozen(reader, after.id)))
        told = lines or [_("nothing but the number differs")]
        title = _("From {before} to {after}:", before=before.number, after=after.number)
        self.app.push_screen(Reading(title, Content("\n").join(Content(printable(line)) for line in told)))
