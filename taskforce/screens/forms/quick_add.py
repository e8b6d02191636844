"""Adding an action item in one line, with what is understood of it shown while it is typed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError, UnknownName
from taskforce.model.text import excerpt, without_list_mark
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Confirm, typed_away
from taskforce.screens.forms.form_field import MAKE_KEY, can_be_made, make, offer
from taskforce.screens.frame.host import host_of
from taskforce.screens.frame.session import Session
from taskforce.services.items import add_line, add_lines, alike_text
from taskforce.store.input.items import quick_add
from taskforce.store.query.alike import alike_items, title_words
from taskforce.store.query.find import FoundItem
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import HintInput

_SHOWN_WAITING = 3
"""So many of the lines that wait are shown."""


class QuickLine(HintInput):
    """The line; when several are pasted, the dialogue asks whether each is an item."""

    class Pasted(Message):
        """Several lines were pasted."""

        def __init__(self, lines: Sequence[str]) -> None:
            super().__init__()
            self.lines = lines

    def take_lines(self, lines: Sequence[str]) -> None:
        """Tell the dialogue, without the marks of a list; what is only such a mark is no line."""
        meant = list(filter(None, map(without_list_mark, lines)))
        if len(meant) > 1:
            self.post_message(self.Pasted(meant))
        else:
            super().take_lines(meant)


def _names_missing(screen: QuickAdd) -> bool:
    return screen.missing is not None


def _is_alike(screen: QuickAdd) -> bool:
    return bool(screen.alike)


class QuickAdd(Commanded, ModalScreen[tuple[str, str] | None]):
    """Ends with the id of the new item and a sentence, or with nothing.

    Of several pasted lines those that can be read are added together; the others come into the line one by one.
    """

    OWN_COMMANDS: ClassVar = (
        Command("add", N_("Add"), "enter", footer=1, in_palette=False, through="submit"),
        Command(
            "make_missing",
            N_("Add the name"),
            MAKE_KEY,
            footer=3,
            when=_names_missing,
            writes=True,
            in_palette=False,
        ),
        Command("open_alike", N_("Open the other"), "ctrl+o", footer=4, when=_is_alike, in_palette=False),
        Command("leave", N_("Cancel"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Write what is to be done in one line. @name is the lead, +word a tag; due:friday, start:, priority:high, "
        "dim:governance, agency:, deadline:, horizon: and any other field fill the rest. Below the line stands "
        "what was understood."
    )

    def __init__(self, line: str = "", *, prefilled: str = "", waiting: Sequence[str] = ()) -> None:
        """``waiting`` are lines that come after this one."""
        super().__init__()
        self._waiting = list(waiting)
        self._so_far = Content("")
        """What became of the lines before this one."""
        self._added: tuple[str, str] | None = None
        """What was added already, where lines were left that could not be read."""
        self._prefilled = prefilled.strip()
        self._line = line or prefilled
        self._left_out = ""
        self.missing: UnknownName | None = None
        """The name in the line that no record has, where one can be made of it."""
        self.alike: list[FoundItem] = []
        """Open items that the title is much like."""
        self._words_asked: tuple[list[str], list[FoundItem]] = ([], [])
        self.is_saving = False
        """Whether the item is being written: keys wait until this is closed, or says what is wrong."""
        self._draft_id = uuid.uuid4().hex

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(_("New action item"), "bold"), classes="dialogue-title")
            yield QuickLine(
                self._line,
                select_on_focus=False,
                placeholder=_("(Draft Book 2 @galuh due:friday priority:high +meeting)"),
                compact=True,
                id="line",
            )
            yield Static("", id="echo", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._show_echo(self._line)
        self._keep_draft(self._line)

    @property
    def _session(self) -> Session:
        session = host_of(self).session
        assert session is not None
        return session

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show_echo(event.value)
        self._keep_draft(event.value)

    def _keep_draft(self, line: str) -> None:
        drafts = host_of(self).drafts
        if self._is_typed(line) or self._waiting:
            texts = {"line": line} | ({"lines": "\n".join(self._waiting)} if self._waiting else {})
            drafts.keep(self._draft_id, "item:quick", _("New action item"), texts, {})
        else:
            drafts.drop(self._draft_id)

    def _end(self, added: tuple[str, str] | None) -> None:
        host_of(self).drafts.drop(self._draft_id)
        self.dismiss(added)

    @property
    def changed(self) -> bool:
        """Return whether anything was typed that is not saved."""
        return bool(self._waiting) or self._is_typed(self.query_one(Input).value)

    def _is_typed(self, line: str) -> bool:
        """Return whether a line holds more than what stood there at first."""
        return line.strip() not in ("", self._prefilled)

    def _show_echo(self, text: str) -> None:
        """Show what is understood of the line, between what became of the lines before and those that wait."""
        lines = [self._so_far] if self._so_far else []
        lines += self._echo(text)
        if self._waiting:
            count = len(self._waiting)
            then = plural("Then comes {count} more line:", "Then come {count} more lines:", count)
            following = " · ".join(excerpt(line) for line in self._waiting[:_SHOWN_WAITING])
            more = " · …" if count > _SHOWN_WAITING else ""
            lines.append(Content.styled(f"▲ {then} {printable(following)}{more}", "$text-warning"))
        self.query_one("#echo", Static).update(Content("\n").join(lines))

    def _echo(self, text: str) -> list[Content]:
        self.missing, self.alike = None, []
        self.refresh_bindings()
        if not self._is_typed(text):
            hint = _("Then: @lead  +tag  due:friday  priority:high  dim:…  deadline:…  every:…")
            return [Content.styled(hint, "$text-muted")]
        try:
            drafted = quick_add(self._session.store, text)
        except TaskforceError as error:
            wrong = [Content.styled(f"■ {printable(str(error))}", "$text-error")]
            if isinstance(error, UnknownName) and can_be_made(error, self._session):
                self.missing = error
                wrong.append(Content.styled(f"  {printable(offer(error, text))}", "$text-accent"))
                self.refresh_bindings()
            return wrong
        except Exception as error:  # the store failed: typing goes on
            return [Content.styled(f"■ {printable(str(error))}", "$text-error")]
        values = drafted.drafts[0].new
        title = values["title"]
        lines = [Content.assemble("→ ", (printable(str(title)), "bold"))]
        lines += [Content(f"  {printable(line)}") for line in drafted.echo]
        lines += [Content.styled(f"▲ {printable(line)}", "$text-warning") for line in drafted.warnings]
        self.alike = self._look_for_alike(str(title))
        if self.alike:
            words = _("Enter adds it all the same, Ctrl+O opens {ref}.", ref=self.alike[0].ref)
            lines.append(Content.styled(f"▲ {printable(alike_text(self.alike))} {words}", "$text-warning"))
            self.refresh_bindings()
        if self._left_out:
            lines.append(Content.styled(f"▲ {self._left_out}", "$text-warning"))
        missing = [_("no lead yet: @name")] if values.get("lead_id") is None else []
        missing += [_("no due day yet: due:friday")] if values.get("due") is None else []
        if missing:
            lines.append(Content.styled("  " + " · ".join(missing), "$text-muted"))
        return lines

    def _look_for_alike(self, title: str) -> list[FoundItem]:
        """Return open items that the title is much like; the list is asked when its words have changed."""
        words = title_words(title)
        if words != self._words_asked[0]:
            self._words_asked = (words, alike_items(self._session.reader, title))
        return self._words_asked[1]

    @on(QuickLine.Pasted)
    def _pasted(self, event: QuickLine.Pasted) -> None:
        """Offer an item for each of several lines."""
        lines = event.lines
        count = len(lines)
        asked = plural("Add {count} action item?", "Add {count} action items, one for each line?", count)

        def answered(yes: bool | None) -> None:
            if yes:
                self.is_saving = True
                self.run_worker(self._write_lines(lines), exit_on_error=False)
                return
            if yes is False:
                return
            self._left_out = plural(
                "{count} pasted line was left out.", "{count} pasted lines were left out.", count - 1
            )
            self.query_one(QuickLine).insert_text_at_cursor(lines[0])

        if any("\t" in line for line in lines):
            words = _(
                "The lines have columns: here each is one title. Escape, then I imports the sheet they are from."
            )
            asked += f"\n▲ {words}"
        question = "\n".join([asked, "", *(f"• {line}" for line in lines)])
        self.app.push_screen(Confirm(question, _("Add all"), _("Cancel"), between=_("Only the first")), answered)

    def _say(self, words: str, style: str) -> None:
        self.query_one("#echo", Static).update(Content.styled(f"■ {printable(words)}", style))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_add()

    def action_add(self) -> None:
        """Write the item."""
        text = self.query_one(Input).value
        if self._is_typed(text) and not self.is_saving:
            self.is_saving = True
            self.run_worker(self._write(text), exit_on_error=False)
        elif self.is_saving:
            return
        elif self._waiting:  # the line was emptied: it is not wanted
            self._go_on(self._waiting)
        elif self._added is not None:
            self._end(self._added)
        else:
            self._say(_("Nothing is written yet: type what is to be done."), "$text-warning")

    def action_open_alike(self) -> None:
        """Show the item that the title is much like; the line stays as it is typed."""
        if self.alike:
            host_of(self).open_item(self.alike[0].id)

    def action_make_missing(self) -> None:
        """Write the member or agency that the line names and nobody is called."""
        missing, self.missing = self.missing, None
        if missing is not None:
            self.run_worker(self._make(missing), exit_on_error=False)

    async def _make(self, missing: UnknownName) -> None:
        try:
            await make(self._session, missing, self.query_one(Input).value)
        except Exception as error:  # refused or failed: the line stays as it was typed
            self._say(str(error) or repr(error), "$text-error")
            return
        self._show_echo(self.query_one(Input).value)

    async def _write(self, text: str) -> None:
        try:
            added = await self._session.write(partial(_add, text))
        except Exception as error:  # refused or failed: the line stays as it was typed
            self._say(str(error) or repr(error), "$text-error")
            self.is_saving = False
            return
        self._done(added, self._waiting)

    async def _write_lines(self, lines: Sequence[str]) -> None:
        """Write what can be read of several lines; the rest, and what stood in the line, is gone on with."""
        typed = self.query_one(Input).value
        after = [*([typed] if self._is_typed(typed) else []), *self._waiting]
        try:
            added, unread = await self._session.write(partial(_add_all, lines))
        except Exception as error:  # refused or failed: the lines are typed, one after the other
            self._so_far = Content.styled(f"■ {printable(str(error) or repr(error))}", "$text-error")
            self._go_on([*lines, *after])
            return
        self._done(added, [*unread, *after])

    def _done(self, added: tuple[str, str] | None, left: Sequence[str]) -> None:
        """Close, or go on with the lines that are left."""
        if added is not None:
            before = [self._added[1]] if self._added is not None else []
            self._added = (added[0], " · ".join([*before, added[1]]))
        if not left:
            self._end(self._added)
            return
        words = added[1] if added is not None else _("None of the lines could be read.")
        self._so_far = Content(printable(words))
        self._go_on(left)

    def _go_on(self, lines: Sequence[str]) -> None:
        """Put the first of some lines into the line; the others wait."""
        self.is_saving = False
        self._waiting = list(lines[1:])
        line = self.query_one(Input)
        line.value = lines[0]
        line.cursor_position = len(lines[0])
        self._show_echo(lines[0])
        self._keep_draft(lines[0])

    def action_leave(self) -> None:
        """Close; ask first when something was typed."""
        if not self.changed:
            self._end(self._added)
            return
        self.app.push_screen(typed_away(), self._left)

    def _left(self, away: bool | None) -> None:
        if away:
            self._end(self._added)


def _add(text: str, store: Store) -> tuple[str, str]:
    added = add_line(store, text)
    return added.item.id, " · ".join([added.sentence, *added.echo, *added.warnings])


def _add_all(lines: Sequence[str], store: Store) -> tuple[tuple[str, str] | None, list[str]]:
    every, unread = add_lines(store, lines)
    if not every:
        return None, unread
    sentence = plural("{count} action item added", "{count} action items added", len(every))
    words = " · ".join([sentence, *(line for added in every for line in added.warnings)])
    return (every[-1].item.id, words), unread
