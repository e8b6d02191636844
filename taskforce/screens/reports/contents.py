"""The dialogues on what a person puts into a report: its sections, words of their own, photos; kept with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from taskforce.language import _, speaking
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.reports.content.options import KINDS, LETTER_WORDS, PAGE_ONE_WORDS, SECTIONS, WORDED_TITLES
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.ordered_choice import OrderedChoice
from taskforce.screens.frame.area import Area
from taskforce.screens.reports.making import Made
from taskforce.services.reports import keep_with_report, pictures
from taskforce.store.read.issued_reports import ReportKey, kept_with
from taskforce.store.store import Store


async def keep(
    area: Area,
    key: ReportKey,
    sentence: str,
    *,
    words: Mapping[str, str] | None = None,
    sections: Sequence[str] | None = None,
    photos: Sequence[str] | None = None,
) -> None:
    """Keep something with the report ``key``, show everything anew and say ``sentence``."""
    assert area.session is not None
    await area.session.write(
        lambda store: keep_with_report(store, key, words=words, sections=sections, photos=photos)
    )
    await area.host.list_changed()
    area.show_message(sentence)


def choose_sections(area: Area, made: Made, use: Callable[[tuple[str, ...] | None], None]) -> None:
    """Ask for the sections and their order, and keep them with the report.

    But for an evaluation, ``use`` gets them as the person's own for other reports (``None``: the usual ones).
    """
    usual = KINDS[made.key.kind]

    def chosen(sections: tuple[str, ...] | None) -> None:
        if sections is None or sections == made.sections:
            return
        if made.key.kind != "evaluation":
            use(None if sections == usual else sections)
        kept = () if sections == usual else sections
        area.start(lambda: keep(area, made.key, _("The sections are kept."), sections=kept))

    names = {key: _(title) for key, title in SECTIONS.items()}
    area.app.push_screen(OrderedChoice(_("Sections of the report"), names, made.sections, usual), chosen)


def choose_words(area: Area, made: Made, language: str) -> None:
    """Ask in which section words are to stand, then for the words; ``language`` is the report's."""

    def chosen(section: str | None) -> None:
        if section is not None:
            draft = _drafted(made, section, language)
            area.app.push_screen(words_form(area, made.key, section, draft))

    front = PAGE_ONE_WORDS if "page_one" in made.sections else ()
    choices = []
    for key in (*front, "opening", *(key for key in made.sections if key != "page_one"), *LETTER_WORDS):
        choice = Choice(key, _title(key))
        choice.mark(bool(made.kept.words.get(key)))
        choices.append(choice)
    area.app.push_screen(Pick(_("Own words in which section?"), choices), chosen)


def _drafted(made: Made, section: str, language: str) -> str:
    """Return what the program says in this place of page one; empty elsewhere."""
    from taskforce.reports.content.briefing import drafted

    with speaking(language):
        return drafted(made.report).get(section, "")


def words_form(area: Area, key: ReportKey, section: str, drafted: str = "") -> Form:
    """Return the form for the words in a section of a report; where none are kept it proposes what is ``drafted``.

    What was drafted and is left as it is stays the program's: it goes on with the figures.
    """
    from taskforce.reports.content.briefing import spoken_asks

    assert area.session is not None

    async def submit(texts: Texts) -> Problems:
        text = "" if texts["text"].strip() == drafted.strip() else texts["text"]
        try:
            await keep(area, key, _("Your words are kept with the report."), words={section: text})
        except (UsageError, InvalidValue) as error:
            return {"text": str(error)}
        return {}

    hint = _("a line each: what | from whom | by when") if section == "asks" else ""
    own = kept_with(area.session.reader, key).words.get(section, "")
    if section == "asks":
        own, drafted = spoken_asks(own), spoken_asks(drafted)
    field = FormField("text", _("Text"), own, lines=12, hint=hint, proposal=drafted, line_each=section == "asks")
    draft = ":".join(("report", section, *key))
    return Form(f"{key.period} · {_title(section)}", [field], submit, draft=draft)


def _title(section: str) -> str:
    return _(WORDED_TITLES[section])


async def choose_photos(area: Area, made: Made) -> None:
    """Ask for pictures of evidence, and keep them with the report."""
    assert area.session is not None
    names = await area.session.work(_pictures)
    if not names:
        area.show_message(_("No action item has a picture (PNG or JPEG) as evidence yet."), "warning")
        return

    def chosen(ids: tuple[str, ...] | None) -> None:
        if ids is not None:
            area.start(lambda: keep(area, made.key, _("The photos are kept."), photos=ids))

    area.app.push_screen(OrderedChoice(_("Photos in the report"), names, made.kept.photos, (), 0), chosen)


def _pictures(store: Store) -> dict[str, str]:
    """Return the pictures among the evidence, by id, as they are chosen from."""
    return {row.id: f"{row.ref}. {row.title} · {row.description or row.location}" for row in pictures(store)}
