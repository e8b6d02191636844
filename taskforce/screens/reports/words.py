"""What the person puts into a report: its sections, words of their own, photos; kept with the report."""

from __future__ import annotations

from dataclasses import replace

from taskforce.language import _
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.reports.view import ReportArea
from taskforce.store.read.issued_reports import ReportKey


class ReportWords(ReportArea):
    """The commands on what stands in a draft."""

    def action_sections(self) -> None:
        """Choose the sections and their order."""
        from taskforce.reports.content.options import KINDS as SECTIONS_OF
        from taskforce.reports.content.options import SECTIONS
        from taskforce.screens.forms.ordered_choice import OrderedChoice
        from taskforce.store.read.issued_reports import choice_drafts

        made = self._made
        if made is None:
            return
        usual = SECTIONS_OF[made.key.kind]

        def chosen(sections: tuple[str, ...] | None) -> None:
            if sections is None or sections == made.sections:
                return
            if made.key.kind != "evaluation":
                own = None if sections == usual else sections
                self._last.keep("report_sections", ",".join(own) if own else None)
                self._wish = replace(self.wish, usual_sections=own)
            kept = () if sections == usual else sections
            drafts = self._keep(
                lambda store: choice_drafts(store.reader, made.key, sections=kept), _("The sections are kept.")
            )
            self.start(drafts)

        names = {key: _(title) for key, title in SECTIONS.items()}
        self.app.push_screen(OrderedChoice(_("Sections of the report"), names, made.sections, usual), chosen)

    def action_words(self) -> None:
        """Choose a section, and write in it."""
        from taskforce.reports.content.options import SECTIONS

        made = self._made
        if made is None:
            return
        choices = []
        for key in ("opening", *made.sections):
            choice = Choice(key, _("Before everything") if key == "opening" else _(SECTIONS[key]))
            choice.mark(bool(made.kept.words.get(key)))
            choices.append(choice)
        self.app.push_screen(Pick(_("Own words in which section?"), choices), self._write_words)

    def _write_words(self, section: str | None) -> None:
        if section is not None and self._made is not None:
            self.app.push_screen(self.words_form(self._made.key, section))

    def words_form(self, key: ReportKey, section: str) -> Form:
        """The form for the words in a section of a report."""
        from taskforce.reports.content.options import SECTIONS
        from taskforce.store.read.issued_reports import kept_with, words_drafts

        assert self.session is not None

        async def submit(texts: Texts) -> Problems:
            work = self._keep(
                lambda store: words_drafts(store.reader, key, {section: texts["text"]}),
                _("Your words are kept with the report."),
                key,
            )
            await work()
            return {}

        title = _("Before everything") if section == "opening" else _(SECTIONS[section])
        field = FormField("text", _("Text"), kept_with(self.session.reader, key).words.get(section, ""), lines=12)
        draft = ":".join(("report", section, *key))
        return Form(f"{key.period} · {title}", [field], submit, draft=draft)

    def action_photos(self) -> None:
        """Choose pictures of evidence."""
        self.start(self._choose_photos)

    async def _choose_photos(self) -> None:
        from taskforce.screens.forms.ordered_choice import OrderedChoice
        from taskforce.screens.reports.issuing import pictures
        from taskforce.store.read.issued_reports import choice_drafts

        session, made = self.session, self._made
        if session is None or made is None:
            return
        names = await session.work(lambda store: pictures(store))
        if not names:
            self.show_message(_("No action item has a picture (PNG or JPEG) as evidence yet."), "warning")
            return

        def chosen(ids: tuple[str, ...] | None) -> None:
            if ids is not None:
                work = self._keep(
                    lambda store: choice_drafts(store.reader, made.key, photos=ids), _("The photos are kept.")
                )
                self.start(work)

        self.app.push_screen(OrderedChoice(_("Photos in the report"), names, made.kept.photos, (), 0), chosen)
