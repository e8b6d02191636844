"""The area of settings: the office, its registers, who I am, the language, the looks, the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from taskforce.config import read_config
from taskforce.language import LANGUAGES, N_, _, current_language, plural
from taskforce.model.width import printable
from taskforce.paths import config_file
from taskforce.reading import is_sealed
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.areas import OTHER_SCREENS, class_of
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.frame.theme import THEMES, TITLES
from taskforce.screens.settings.who import ask_who
from taskforce.store.input.organisation import organisation_text, organisation_values, record_counts
from taskforce.store.read.registers import member_rows
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.records import person

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


NAMED: Mapping[str, str] = {
    "me": N_("Who I am"),
    "office": N_("Name, place, vision"),
    "letter": N_("Letterhead and signatures"),
    "missions": N_("Missions"),
    "dimensions": N_("Dimensions"),
    "holidays": N_("Own holidays"),
    "keys": N_("Keys"),
    "health": N_("Check the list"),
}
"""Settings that are found by a word and changed from anywhere: their titles (message ids)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of the list; ``help`` is a message id, ``change`` is what Enter does."""

    key: str
    title: str
    value: str = ""
    help: str = ""
    change: Callable[[], None] | None = None


class SettingsScreen(RegisterScreen[Setting]):
    """All settings in one list; Enter changes the one under the cursor."""

    AREA = "settings"
    HELP_TEXT: ClassVar = N_(
        "The settings. Enter changes the one under the cursor. What is under “The office” belongs to the list and "
        "is the same for all who use it; what is under “This app” is yours and is kept in your preferences."
    )
    OWN_COMMANDS: ClassVar = (
        Command("change_setting", N_("Change"), "enter", N_("Settings"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        *(Command(f"set_{key}", title, "", N_("Settings"), when=with_list, action=f"set({key!r})")
          for key, title in NAMED.items()),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def columns(self) -> Sequence[Column]:
        """Return what is set, and to what."""
        return (
            Column("setting", _("Setting"), 30, min_width=22, flexible=1, priority=100),
            Column("value", _("Value"), 40, min_width=16, flexible=2, priority=90),
        )

    def empty_text(self) -> str:
        """Return nothing: there are always settings."""
        return ""

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """Read both groups of settings, and where things are kept."""
        groups = (
            ("office", _("The office"), self._of_office(session)),
            ("app", _("This app"), self._of_app(session)),
            ("places", _("Where things are"), self._places(session)),
        )
        self.rows = {one.key: one for _name, _heading, settings in groups for one in settings}
        keys: list[str] = []
        rows: list[TableRow] = []
        for name, heading, settings in groups:
            keys.append(f"heading:{name}")
            rows.append(TableRow((Cell(heading), Cell("")), "heading"))
            for one in settings:
                keys.append(one.key)
                rows.append(
                    TableRow((Cell(f"  {one.title}"), Cell(one.value or "–", "" if one.value else "muted")))
                )
        return keys, rows

    def _of_office(self, session: Session) -> list[Setting]:
        from taskforce.screens.settings.organisation_form import LETTER_FIELDS, OFFICE_FIELDS

        values = organisation_values(session.reader)
        counts = record_counts(session.reader)

        texts = (organisation_text(values, name) for name in LETTER_FIELDS if name != "paper")
        letter = next((text.replace("\n", " / ") for text in texts if text), "")
        dimensions = plural("{count} dimension", "{count} dimensions", counts["dimension"])
        subs = plural("{count} sub-dimension", "{count} sub-dimensions", counts["sub_dimension"])
        return [
            Setting("office", _(NAMED["office"]), str(values.get("name") or ""),
                    N_("Name, place and time zone of the office, and the head of region's vision."),
                    lambda: self._open_office(OFFICE_FIELDS, _("The office"))),
            Setting("letter", _(NAMED["letter"]), letter,
                    N_("Head of a printed report, who signs, who gets a copy, numbering, paper."),
                    lambda: self._open_office(LETTER_FIELDS, _("Letterhead and signatures"))),
            Setting("missions", _(NAMED["missions"]),
                    plural("{count} mission", "{count} missions", counts["mission"]),
                    N_("The missions that action items serve."),
                    lambda: self._open("missions")),
            Setting("dimensions", _(NAMED["dimensions"]), f"{dimensions}, {subs}",
                    N_("Dimensions and parts of the masterplan, and the words that stand for them."),
                    lambda: self._open("dimensions")),
            Setting("holidays", _(NAMED["holidays"]),
                    plural("{count} day of our own", "{count} days of our own", counts["holiday"]),
                    N_("The office's own days off; national holidays and cuti bersama are known."),
                    lambda: self._open("holidays")),
        ]  # fmt: skip

    def _of_app(self, session: Session) -> list[Setting]:
        me = next(
            (one for one in member_rows(session.reader, session.today) if one.id == session.store.actor_id), None
        )
        keys = read_config(config_file()).keys
        theme = TITLES.get(self.app.theme, self.app.theme)
        changed = plural("{count} key of your own", "{count} keys of your own", len(keys))
        return [
            Setting("me", _(NAMED["me"]), person(me.name, me.handle) if me is not None else "",
                    N_("The member who works here: named in the history, meant by “is:mine”."),
                    self._ask_who),
            Setting("language", _("Language"), LANGUAGE_NAMES[current_language()],
                    N_("Indonesian or English; L switches, too."), self._pick_language),
            Setting("theme", _("Theme"), _(theme),
                    N_("Dark, light, 16 colours, or black and white; T switches, too."), self._pick_theme),
            Setting("keys", _(NAMED["keys"]), changed if keys else _("the usual ones"),
                    N_("Every command with its key; each can be given another one."),
                    lambda: self._open("keys")),
            Setting("health", _(NAMED["health"]), "",
                    N_("Says how sound the list is and what to do, and puts right what the history says."),
                    lambda: self._check_list(session)),
            Setting("exchange", _("Exchange folder"), self._exchange_folder(),
                    N_("The folder through which all copies of the list exchange by themselves."),
                    self._set_up_exchange),
        ]  # fmt: skip

    def _exchange_folder(self) -> str:
        exchange = self.host.exchange
        return exchange.setting.folder if exchange is not None and exchange.setting is not None else ""

    def _set_up_exchange(self) -> None:
        if not self.refuses():
            self.host.set_up_exchange()

    def _places(self, session: Session) -> list[Setting]:
        place = session.store.location
        sealed = place.path is not None and is_sealed(place.path)
        return [
            Setting(
                "list",
                _("List"),
                f"{place} ({_('sealed')})" if sealed else str(place),
                N_("“taskforce encrypt” seals it with a passphrase, “taskforce decrypt” opens it for good."),
            ),
            Setting("preferences", _("Preferences"), str(config_file())),
        ]

    def beside(self, record_id: str) -> Content:
        """Return what the setting is for, and its whole value."""
        one = self.rows.get(record_id)
        if one is None:
            return Content("")
        lines = [Content.styled(one.title, "bold"), Content(printable(one.value)), Content("")]
        return Content("\n").join([*lines, Content(_(one.help) if one.help else "")])

    def status_text(self, record_id: str | None) -> str:
        """Return what the setting is for."""
        one = self.rows.get(record_id or "")
        if one is None:
            return ""
        return _(one.help) if one.help else one.value

    def has_target(self) -> bool:
        """Return whether a setting that can be changed is under the cursor."""
        one = self.current if self.query(VirtualTable) else None
        return one is not None and one.change is not None

    async def load(self) -> None:
        """Read the settings; the first one, not its heading, is under the cursor at first."""
        first = self.table.row_count == 0
        await super().load()
        if first and self.table.row_count > 1:
            self.table.move_cursor(1)

    def action_change_setting(self) -> None:
        """Change the setting under the cursor."""
        one = self.current
        if one is not None and one.change is not None:
            one.change()

    def action_set(self, key: str) -> None:
        """Change a setting, wherever the cursor is."""
        one = self.rows.get(key)
        if one is not None and one.change is not None:
            one.change()

    # What Enter leads to

    def _check_list(self, session: Session) -> None:
        from taskforce.screens.settings.health import HealthScreen

        self.app.push_screen(HealthScreen(session.store.location, session.store.clock))

    def _open(self, screen: str) -> None:
        self.app.push_screen(class_of(*OTHER_SCREENS[screen])())

    def _open_office(self, fields: Sequence[str], heading: str) -> None:
        from taskforce.screens.settings.organisation_form import organisation_form

        if self.session is not None and not self.refuses("organisation"):
            self.app.push_screen(organisation_form(self.session, fields, heading, self.written))

    async def written(self, ids: Sequence[str], sentence: str) -> None:
        """Show what was written: the office's name and time zone are the app's, too."""
        await self.attempt(self.host.organisation_changed)
        await super().written([], sentence)

    def _ask_who(self) -> None:
        def told(sentence: str) -> None:
            self.start(lambda: self.written([], sentence))

        assert self.session is not None
        ask_who(self.app, self.session, self.host, told)

    def _pick_language(self) -> None:
        def chosen(language: str | None) -> None:
            if language is not None:
                self.host.speak(language)

        choices = [Choice(language, LANGUAGE_NAMES[language]) for language in LANGUAGES]
        self.app.push_screen(Pick(_("Language"), choices, current=current_language()), chosen)

    def _pick_theme(self) -> None:
        def chosen(theme: str | None) -> None:
            if theme is not None:
                self.app.theme = theme
                self.host.remember("theme", theme)
                self.start(self.host.list_changed)

        choices = [Choice(theme.name, _(TITLES.get(theme.name, theme.name))) for theme in THEMES]
        self.app.push_screen(Pick(_("Theme"), choices, current=self.app.theme), chosen)


async def reopen_draft(host: Host, draft: UnsavedDraft, fields: str) -> bool:
    """Open the form of the office's particulars again: the fields in it, separated by commas."""
    from taskforce.screens.settings.organisation_form import organisation_form

    await host.action_area("settings")
    screen, session = host.screen, host.session
    if session is None or not isinstance(screen, SettingsScreen):
        return False
    await host.push_screen(organisation_form(session, fields.split(","), draft.title, screen.written))
    return True
