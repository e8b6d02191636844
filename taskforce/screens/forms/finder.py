"""Finding something by typing a part of it: one of many thousands, or several, or a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from taskforce.language import N_, _
from taskforce.model.text import fold
from taskforce.model.width import printable
from taskforce.paths import typed_path
from taskforce.screens.forms.dialogs import Choice, ChoiceList, Confirm, fitting, typed_away
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import TypedLine

MOST_ENTRIES = 300


def file_finder(title: str, text: str = "", *, several: bool = False) -> Finder:
    """Return a dialogue that ends with the path of a file (or several); begun in ``text``, else where we are."""
    start = text if text and typed_path(text).parent.is_dir() else f"{Path.cwd()}{os.sep}"

    async def find(typed: str) -> Sequence[Choice]:
        return await asyncio.to_thread(_entries, typed)

    marked = () if several else None
    return Finder(title, find, text=start, hint=_("a path; Tab completes"), expand=_further, marked=marked)


def _further(value: str) -> str | None:
    return f"{value.rstrip(os.sep)}{os.sep}" if Path(value).is_dir() else None


def _entries(typed: str) -> list[Choice]:
    """Return the folder that is typed so far: the one above it, its folders, its files whose names fit."""
    folder, part = os.path.split(os.path.expanduser(typed))  # noqa: PTH111 - a Path would drop the last separator
    place = Path(folder or ".").absolute()
    folded = fold(part)
    choices: list[tuple[bool, str, Choice]] = []
    with os.scandir(place) as entries:
        for entry in entries:
            if folded not in fold(entry.name) or (entry.name.startswith(".") and not part.startswith(".")):
                continue
            is_folder = entry.is_dir()
            text = f"{entry.name}{os.sep}" if is_folder else entry.name
            choices.append(
                (not is_folder, fold(entry.name), Choice(entry.path, text, "" if is_folder else _size(entry)))
            )
    choices.sort(key=lambda one: one[:2])
    above = [] if part or place.parent == place else [Choice(str(place.parent), f"..{os.sep}")]
    return [*above, *(choice for _file, _name, choice in choices[:MOST_ENTRIES])]


def _size(entry: os.DirEntry[str]) -> str:
    try:
        size = entry.stat().st_size
    except OSError:
        return ""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size //= 1000
    return f"{size:.0f} GB"


Find = Callable[[str], Awaitable[Sequence[Choice]]]
"""What there is for a text; the newest question wins, so it may take its time."""


def find_among(choices: Sequence[Choice]) -> Find:
    """Return what finds in a list that is known: every word typed must be a part of the entry."""

    async def find(text: str) -> Sequence[Choice]:
        return fitting(choices, text)

    return find


def _one(finder: Finder) -> bool:
    return not finder.many


def _many(finder: Finder) -> bool:
    return finder.many


def _completes(finder: Finder) -> bool:
    return finder.further is not None


class Finder(Commanded, ModalScreen[list[str] | None]):
    """A line to type in, and what was found; it ends with the values that were chosen."""

    OWN_COMMANDS: ClassVar = (
        Command("take", N_("Choose"), "enter", footer=1, when=_one, in_palette=False, through="submit"),
        Command("mark", N_("Mark"), "enter", footer=1, when=_many, in_palette=False, through="submit"),
        Command("finish", N_("Done"), "ctrl+s", footer=2, when=_many, in_palette=False),
        Command("complete", N_("Complete"), "tab", footer=3, when=_completes, in_palette=False),
        Command("cancel", N_("Cancel"), "escape", footer=4, in_palette=False),
        Command("list_down", N_("Next"), "down", in_palette=False),
        Command("list_up", N_("Previous"), "up", in_palette=False),
        Command("page_down", N_("Page down"), "pagedown", in_palette=False),
        Command("page_up", N_("Page up"), "pageup", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(
        self,
        title: str,
        find: Find,
        *,
        text: str = "",
        hint: str = "",
        marked: Sequence[Choice] | None = None,
        expand: Callable[[str], str | None] | None = None,
    ) -> None:
        """``marked`` (the entries chosen so far) lets people choose several; ``expand`` gives the text that an
        entry leads on to instead of ending the search (a folder): what is typed is a path then, not a search."""
        super().__init__()
        self._title, self._find, self._text, self._hint = title, find, text, hint
        self.further = expand
        self.many = marked is not None
        self._first = [choice.value for choice in marked or ()]
        self._chosen: dict[str, Choice] = {choice.value: choice for choice in marked or ()}
        self._asked = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(printable(self._title), "bold"), classes="dialogue-title")
            yield TypedLine(
                self._text,
                placeholder=f"({self._hint or _('type a part of the name')})",
                compact=True,
                select_on_focus=False,
                id="narrow",
            )
            yield ChoiceList(markup=False, compact=True, id="choices")
            yield Static("", id="nothing-found", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self.query_one("#narrow").focus()
        self._search(self._text)

    @property
    def marked(self) -> list[str]:
        """Return the values that are chosen now, where several can be."""
        return list(self._chosen)

    @property
    def changed(self) -> bool:
        """Return whether other ones are chosen than at first, or a path was typed, not walked to."""
        return self._marks_changed or self._path_typed

    @property
    def _marks_changed(self) -> bool:
        return self.many and list(self._chosen) != self._first

    @property
    def _path_typed(self) -> bool:
        typed = self.query_one("#narrow", Input).value if self.query("#narrow") else ""
        return self.further is not None and typed.strip() not in ("", self._text)

    @on(Input.Changed, "#narrow")
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, text: str) -> None:
        self._asked += 1
        self.run_worker(self._found(text, self._asked), exit_on_error=False)

    async def _found(self, text: str, asked: int) -> None:
        try:
            choices = list(await self._find(text))
            said = "" if choices else _("Nothing has that name.") if text.strip() else ""
        except Exception as error:  # a list or a folder that cannot be read: say so, typing goes on
            choices, said = [], str(error) or repr(error)
        if asked != self._asked or not self.is_mounted:
            return
        if self.many and not text.strip():
            choices = [*self._chosen.values(), *(one for one in choices if one.value not in self._chosen)]
        options = self.query_one(OptionList)
        options.clear_options()
        if self.many:
            for choice in choices:
                choice.mark(choice.value in self._chosen)
        options.add_options(choices)
        options.highlighted = self._first_place(choices)
        nothing = self.query_one("#nothing-found", Static)
        nothing.display = bool(said)
        nothing.update(Content.styled(printable(said), "$text-muted"))

    def _first_place(self, choices: Sequence[Choice]) -> int | None:
        """Return where the cursor is first: of a folder on what is in it, as nobody came to go back."""
        if self.further is not None and len(choices) > 1 and choices[0].found_by.startswith(".."):
            return 1
        return 0 if choices else None

    @on(Input.Submitted, "#narrow")
    def _submitted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        choice = event.option
        assert isinstance(choice, Choice)
        further = self.further(choice.value) if self.further is not None else None
        if further is not None:
            self._put(further)
        elif self.many:
            if self._chosen.pop(choice.value, None) is None:
                self._chosen[choice.value] = choice
            choice.mark(choice.value in self._chosen)
            event.option_list.replace_option_prompt_at_index(event.option_index, choice.prompt)
            self.query_one("#narrow").focus()
        else:
            self.dismiss([choice.value])

    def _put(self, text: str) -> None:
        self._text = text
        line = self.query_one("#narrow", Input)
        line.value = text
        line.cursor_position = len(text)
        line.focus()

    def action_take(self) -> None:
        """Choose the highlighted entry."""
        self.query_one(OptionList).action_select()

    def action_mark(self) -> None:
        """Mark the highlighted entry, or no longer."""
        self.query_one(OptionList).action_select()

    def action_finish(self) -> None:
        """Take all that are marked; where none was and one entry is left of what was typed, that one is meant."""
        options = self.query_one(OptionList)
        typed = self.query_one("#narrow", Input).value.strip()
        if typed and not self.changed and options.option_count == 1 and self.further is None:
            only = options.get_option_at_index(0)
            assert isinstance(only, Choice)
            self._chosen.setdefault(only.value, only)
        if not self._chosen and self.further is not None:
            nothing = self.query_one("#nothing-found", Static)
            nothing.display = True
            nothing.update(Content.styled("■ " + _("No file is marked: Enter marks one."), "$text-error"))
            return
        self.dismiss(list(self._chosen))

    def action_complete(self) -> None:
        """Put the highlighted entry into the line."""
        options = self.query_one(OptionList)
        if options.highlighted is None or self.further is None:
            return
        choice = options.get_option_at_index(options.highlighted)
        assert isinstance(choice, Choice)
        self._put(self.further(choice.value) or choice.value)

    def action_list_down(self) -> None:
        """Go to the next entry, while typing."""
        self.query_one(OptionList).action_cursor_down()

    def action_list_up(self) -> None:
        """Go to the entry before, while typing."""
        self.query_one(OptionList).action_cursor_up()

    def action_page_down(self) -> None:
        """Go a page of entries on."""
        self.query_one(OptionList).action_page_down()  # type: ignore[no-untyped-call]

    def action_page_up(self) -> None:
        """Go a page of entries back."""
        self.query_one(OptionList).action_page_up()  # type: ignore[no-untyped-call]

    def action_cancel(self) -> None:
        """Choose nothing; ask first when marks were set or taken away, or a path was typed."""
        if not self.changed:
            self.dismiss(None)
            return
        if not self._marks_changed:
            self.app.push_screen(typed_away(), self._left)
            return
        question = Confirm(
            _("What you marked is not saved. Throw it away?"), _("Throw away"), _("Go on"), careful=True
        )
        self.app.push_screen(question, self._left)

    def _left(self, away: bool | None) -> None:
        if away:
            self.dismiss(None)
