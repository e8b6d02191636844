"""A line that names records: what fits is listed below while one types, and what is chosen stands by its name."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widget import Widget

from taskforce.language import N_
from taskforce.screens.forms.dialogs import Choice, ChoiceList
from taskforce.screens.forms.form_field import Picks
from taskforce.widgets.commands import LIST_FAILURES, Command, Commanded, bindings
from taskforce.widgets.inputs import HintInput


def _listed(line: PickLine) -> bool:
    return line.is_listing


class PickLine(Commanded, HintInput):
    """A line to type a name in.  It says what is wanted of the list; the row it stands in has the list."""

    HELP_TEXT: ClassVar = N_(
        "Type a part of a name; Space lists all. Down and Enter choose, Escape closes the list."
    )
    OWN_COMMANDS: ClassVar = (
        Command("take", N_("Choose"), "enter", footer=1, when=_listed, in_palette=False),
        Command("list_down", N_("Next"), "down", when=_listed, in_palette=False),
        Command("list_up", N_("Previous"), "up", when=_listed, in_palette=False),
        Command("close_list", N_("Close"), "escape", footer=2, when=_listed, in_palette=False),
        Command("list_all", N_("List"), "alt+down", footer=4, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    class Listed(Message):
        """The list was opened or closed."""

        def __init__(self, line: PickLine) -> None:
            super().__init__()
            self.line = line

    def __init__(self, text: str, picks: Picks, *, placeholder: str, classes: str) -> None:
        super().__init__(
            text, placeholder=placeholder, select_on_focus=not picks.several, compact=True, classes=classes
        )
        self.picks = picks
        self._placed = text
        self._list: ChoiceList | None = None
        self._asked = 0

    @property
    def is_listing(self) -> bool:
        """Return whether the list is open."""
        return self._list is not None

    @property
    def is_typed(self) -> bool:
        """Return whether a person typed what stands in the line, or a program put it there."""
        return self.value != self._placed

    def place(self, text: str) -> None:
        """Put a text in the line: nothing is listed for it."""
        self._placed = self.value = text
        self.cursor_position = len(text)

    @property
    def part(self) -> str:
        """Return the name that is typed: the part before the caret, where several stand between commas."""
        return self._around()[1].strip()

    def _around(self) -> tuple[str, str, str]:
        if not self.picks.several:
            return "", self.value, ""
        before, after = self.value[: self.cursor_position], self.value[self.cursor_position :]
        start = before.rfind(",") + 1
        end = after.find(",") if "," in after else len(after)
        return before[:start], before[start:] + after[:end], after[end:]

    def put(self, text: str) -> None:
        """Put a name that was chosen in the place of what is typed of it."""
        if not self.picks.several:
            self.place(text)
            return
        before, _part, after = self._around()
        line = f"{before.rstrip()} {text}".lstrip()
        self.place(line + after if after.strip(" ,") else f"{line}, ")

    def settle(self) -> None:
        """Let names stand for what was typed where it means one record."""
        if not self.is_typed:
            if self.picks.several:
                self.place(self.value.rstrip(" ,"))
            return
        if not self.picks.several:
            self.place(self.picks.named(self.value) if self.value.strip() else "")
            return
        parts = [part.strip() for part in self.value.split(",") if part.strip()]
        self.place(", ".join(_signed(part, self.picks) for part in parts))

    @property
    def is_all_selected(self) -> bool:
        """Return whether what is typed next replaces the name that stands there."""
        return bool(self.value) and self.selected_text == self.value

    @property
    def _ends_a_name(self) -> bool:
        """Return whether the caret stands behind names that are settled, and nothing is typed yet."""
        behind = self.cursor_position == len(self.value) and self.selection.is_empty
        settled = bool(self.value.strip()) and not self.is_typed and not self.value.rstrip().endswith(",")
        return self.picks.several and behind and settled

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "space" and (not self.part or self.is_all_selected):
            event.stop()
            event.prevent_default()
            await self.action_list_all()
            return
        if event.is_printable and event.character not in (",", " ") and self._ends_a_name:
            self.insert_text_at_cursor(", ")  # a further name, not more of the last one
        await super()._on_key(event)

    async def on_input_changed(self) -> None:
        """List what fits what is typed."""
        if not self.has_focus or not self.is_typed:
            return
        if not self.part:
            self.action_close_list()
        elif self.picks.waits:
            self.run_worker(self._show(self.part), exit_on_error=False)
        else:
            await self._show(self.part)

    async def _show(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        try:
            references = await self.picks.find(text)
        except LIST_FAILURES:  # a list out of reach is told elsewhere; a name can be typed all the same
            references = []
        if asked != self._asked or not self.has_focus:
            return
        if not references:
            self.action_close_list()
            return
        if self._list is None:
            self._list = ChoiceList(markup=False, compact=True, classes="picks")
            self._list.can_focus = False
            assert isinstance(self.parent, Widget)
            await self.parent.mount(self._list, after=self)
        self._list.clear_options()
        self._list.add_options(Choice(one.text, one.name, one.detail) for one in references)
        self._list.highlighted = None if self.picks.free else 0
        self.call_after_refresh(self._list.scroll_visible, animate=False)
        self._listing_changed()

    def _listing_changed(self) -> None:
        self.post_message(self.Listed(self))
        self.refresh_bindings()

    def on_blur(self) -> None:
        """Close the list, and let names stand for what was typed."""
        self.settle()
        self.action_close_list()

    async def on_click(self) -> None:
        """List all that there are."""
        await self.action_list_all()

    async def action_list_all(self) -> None:
        """List all that there are."""
        await self._show("")

    def action_take(self) -> None:
        """Take what is highlighted, and go on as Enter does."""
        if self._list is None:
            return
        if self._list.highlighted is not None:
            choice = self._list.get_option_at_index(self._list.highlighted)
            assert isinstance(choice, Choice)
            self.take(choice)
        self.action_close_list()
        if not self.picks.several:
            self.post_message(self.Submitted(self, self.value))

    def take(self, choice: Choice) -> None:
        """Put in what was chosen."""
        self.put(choice.value)
        self.action_close_list()

    def action_list_down(self) -> None:
        """Go to the next that fits."""
        if self._list is not None:
            self._list.action_cursor_down()

    def action_list_up(self) -> None:
        """Go to the one before."""
        if self._list is not None:
            self._list.action_cursor_up()

    def action_close_list(self) -> None:
        """Close the list."""
        self._asked += 1
        if self._list is not None:
            self._list.remove()
            self._list = None
            self._listing_changed()


def _signed(part: str, picks: Picks) -> str:
    sign = part[0] if part[0] in "+-" else ""
    return sign + picks.named(part.removeprefix(sign))
