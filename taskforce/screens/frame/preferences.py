"""What a person chose for themselves, as the app wears it: the language, the colours, the keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.widget import Widget

from taskforce.language import _, current_language, set_language
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.theme import MONOCHROME, THEMES, TITLES
from taskforce.widgets.commands import use_own_keys
from taskforce.widgets.footer import Weight


@runtime_checkable
class Translated(Protocol):
    """A screen that can show its texts in another language while it is open."""

    async def translate(self) -> None:
        """Show every text in the language in force."""


class PersonalApp(App[int]):
    """An app that follows a person's preferences, and keeps them."""

    _colours: tuple[str, dict[str, str]] | None = None
    _colours_read: tuple[dict[str, str], bool] | None = None

    def show_area_message(self, text: str, weight: Weight = "error") -> None:
        """Say something in the present area."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Area):
                screen.show_message(text, weight)
                return

    def begin_with(self, theme: str) -> None:
        """Wear a theme from the start.  Assigning it would read all styles a second time, so that the first frame
        comes later; only one of the terminal's own colours needs it, as Textual then paints in another way."""
        if self.available_themes[theme].ansi:
            self.theme = theme
            return
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self._colours_read = (self.get_css_variables(), self.native_ansi_color)
        self.stylesheet.set_variables(self._colours_read[0])
        self._wear(theme)

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the present theme, worked out once; Textual asks several times at the start."""
        if self._colours is None or self._colours[0] != self.theme:
            self._colours = (self.theme, super().get_css_variables())
        return self._colours[1]

    def refresh_css(self, animate: bool = True) -> None:
        """Read all styles anew, where colours changed.

        Textual asks for it at each area's first opening as well, when nothing did.
        """
        colours = (self.get_css_variables(), self.native_ansi_color)
        if colours != self._colours_read:
            self._colours_read = colours
            super().refresh_css(animate)

    def action_switch_language(self) -> None:
        """Show everything in the other language, from now on."""
        self.speak("en" if current_language() == "id" else "id")

    def speak(self, language: str) -> None:
        """Show everything in a language, now and when the app is opened again."""
        set_language(language)
        self.remember("language", language)
        self.run_worker(self._translate(), exit_on_error=False)

    async def _translate(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Translated):
                await screen.translate()

    def action_switch_theme(self) -> None:
        """Wear the next look: dark, light, 16 colours, black and white."""
        names = [one.name for one in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]
        self.remember("theme", self.theme)
        self.show_area_message(_("Colours: {look}", look=_(TITLES[self.theme])), "information")

    def watch_theme(self, name: str) -> None:
        """Paint everything anew in another theme, also where the style sheet gives the same colours as
        before, as texts name colours of the theme."""
        self._wear(name)
        for stack in self._screen_stacks.values():
            for screen in stack:
                for widget in screen.walk_children(Widget, with_self=True):
                    widget.refresh()

    def _wear(self, name: str) -> None:
        """Take colours away in black and white, as ``NO_COLOR`` does: bold and reverse take their place."""
        self._filters = [one for one in self._filters if not isinstance(one, Monochrome | NoColor)]
        self.no_color = name == MONOCHROME.name
        if self.no_color:
            self._filters.append(NoColor())

    def remember(self, preference: str, value: str | None) -> None:
        """Keep a preference for the next time; that it could not be written is said, and stops nothing."""
        from taskforce.config import write_preference
        from taskforce.paths import config_file

        try:
            write_preference(config_file(), preference, value)
        except (TaskforceError, OSError) as error:
            self.show_area_message(str(error), "warning")

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """Let other keys than the usual ones run commands."""
        use_own_keys(keys)
        self.set_keymap(keys)
