"""One meeting: what was agreed is typed line by line as it goes, and stands beneath."""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError, UnknownName
from taskforce.model.width import cut, printable
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form_field import MAKE_KEY, can_be_made, make, offer
from taskforce.screens.frame.area import Area, on_line, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, ItemActions, go_to_item, items_at
from taskforce.screens.registers.add_line import AddLine
from taskforce.screens.registers.beside import particulars
from taskforce.screens.registers.meeting_form import edit_meeting_form
from taskforce.services.items import add_line
from taskforce.store.input.items import quick_add
from taskforce.store.input.meetings import ATTENDEES, handles_of
from taskforce.store.query.lookup import query_word
from taskforce.store.read.items import (
    item_seqs,
    items_by_seq,
    items_of,
    widest_ref,
)
from taskforce.store.read.meetings import MeetingRow, meeting_row
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.split import DetailsText, Divider, Split
from taskforce.widgets.table.item_table import ItemSource, item_columns
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import full_day

MINUTES = N_("Taking minutes")


def _has_added(screen: MeetingView) -> bool:
    return bool(screen.batches)


def _names_missing(screen: MeetingView) -> bool:
    return screen.missing is not None


class MinutesText(VerticalScroll):
    """The text of the minutes below the items, where the details that have it are not shown."""

    DEFAULT_CSS = """
    MinutesText { height: auto; max-height: 8; padding: 0 1; background: $surface; border-top: solid $panel; }
    MinutesText:focus { border-top: solid $primary; }
    MinutesText Static { height: auto; }
    """

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, text: str) -> None:
        """Show the minutes."""
        lines = [Content.styled(_("Minutes"), "bold"), *(Content(printable(line)) for line in text.splitlines())]
        self.query_one(Static).update(Content("\n").join(lines))


class MeetingView(Area):
    """The meeting, the line for its action items, and those that came of it; Escape goes back."""

    AREA = "meetings"
    AUTO_FOCUS = ""  # the line or the list, as it was opened
    HELP_TEXT: ClassVar = N_(
        "One meeting. Type what was agreed, one line for each action item, and press Enter: it is saved as coming "
        "from this meeting, and the line is ready for the next. Tab completes names, the attendees first. Ctrl+Z "
        "takes back the line that was added last, F4 changes attendees and minutes. The arrow "
        "down leads to the items."
    )
    OWN_COMMANDS: ClassVar = (
        Command("undo", N_("Take back"), "ctrl+z", MINUTES, footer=2, when=_has_added,
                help=N_("the action item that was added last"), writes=True),
        Command("make_missing", N_("Add the name"), MAKE_KEY, MINUTES, footer=4, when=_names_missing, writes=True,
                in_palette=False),
        Command("edit_meeting", N_("Attendees, minutes"), "f4", MINUTES, footer=3, writes=True),
        Command("type_lines", N_("Add"), "a", MINUTES, footer=1, when=with_list, writes=True),
        Command("list_items", N_("In the list of action items"), "f5,A", MINUTES),
        Command("open_item", N_("Show"), "enter", MINUTES, when=on_line, in_palette=False, through="activate"),
        Command("back", N_("Back"), "escape", MINUTES, footer=5, in_palette=False),
        *(command for command in ITEM_COMMANDS if command.id not in ("quick_add", "new_item")),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    items: ItemActions

    def __init__(self, meeting_id: str, *, typing: bool, typed: Mapping[str, str] | None = None) -> None:
        """``typed`` is what a draft holds: the line, and lines that could not be saved."""
        super().__init__()
        self.items = ItemActions(self)
        self._meeting_id, self._typing = meeting_id, typing
        self._meeting: MeetingRow | None = None
        self._handles: list[str] = []
        self.batches: list[str] = []
        """What was added on this screen, the last one last."""
        self._draft_id = uuid.uuid4().hex
        self._line = (typed or {}).get("line", "")
        self._unsaved = (typed or {}).get("lines", "").splitlines()
        self._under_way: list[str] = []
        self.missing: UnknownName | None = None
        """The name in the line that no record has, where one can be made of it."""

    def compose_body(self) -> ComposeResult:
        yield Static("", id="meeting-head", markup=False)
        yield AddLine(_("Add"), self._echo, self._line, id="add-line")
        with Split():
            yield VirtualTable(item_columns(), empty_text=_("The list is being opened …"), id="meeting-items")
            yield Divider()
            yield DetailsText()
        yield MinutesText()

    def on_mount(self) -> None:
        super().on_mount()
        if self._typing:
            self.add_line.line.focus()
        else:
            self.table.focus()

    @property
    def table(self) -> VirtualTable:
        """Return the items of the meeting."""
        return self.query_one("#meeting-items", VirtualTable)

    @property
    def add_line(self) -> AddLine:
        """Return the line that is typed in."""
        return self.query_one(AddLine)

    async def load(self) -> None:
        """Read the meeting; go back when it is gone."""
        session = self.session
        if session is None:
            return
        self._meeting = meeting_row(session.reader, self._meeting_id)
        if self._meeting is None:
            self.action_back()
            return
        self.add_line.display = self.host.may_write
        self._handles = handles_of(session.reader, self._meeting_id)
        self.add_line.completions = self._completions
        selection = items_of("meeting_id", self._meeting_id, "created_at")
        numbers = item_seqs(session.reader, selection, session.today)
        table = self.table
        table.set_columns(item_columns(widest_ref(session.reader)))
        self._say_how()
        table.refresh_source(ItemSource(session.reader, array("q", reversed(numbers)), session.store.clock))
        self._show_head()
        self._update_status()
        self._bring_back()
        self.add_line.say(self._echo(self.add_line.line.value))
        self.refresh_bindings()

    def _show_head(self) -> None:
        row = self._meeting
        assert row is not None
        width = max(20, self.app.size.width - 2)
        day = " · ".join(filter(None, (full_day(row.date), row.number, row.place)))
        people = ", ".join(one.name for one in row.people) or _("F4 writes down who attends")
        head = [
            Content.styled(cut(row.title, width), "bold"),
            Content(cut(day, width)),
            Content.styled(cut(f"{_('Attendees')}: {people}", width), "$text-muted"),
        ]
        self.query_one("#meeting-head", Static).update(Content("\n").join(head))
        beside = Content("\n").join(meeting_lines(row))
        self.query_one(DetailsText).show(beside)
        self.query_one(MinutesText).show(row.minutes or "")
        self._place_minutes()

    @on(Split.Placed)
    def _place_minutes(self) -> None:
        """Show the minutes below the items where there are some, and no details that have them."""
        minutes = self._meeting.minutes if self._meeting is not None else None
        self.query_one(MinutesText).display = bool(minutes) and not self.query_one(Split).place

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _say_how(self) -> None:
        """Say what to do where nothing came of the meeting yet: in the line one types, elsewhere a leads to it."""
        words = _("Nothing came of this meeting yet.\nPress a and type the first action item.")
        if self.add_line.line.has_focus:
            words = _("Nothing came of this meeting yet.\nType the first action item above, then Enter.")
        self.table.set_empty_text(words)

    def _update_status(self) -> None:
        row = self._meeting
        if row is not None:
            text = plural("{count} action item", "{count} action items", row.items)
            self.show_status(f"{text} · {_('{open} of {all}', open=row.open_items, all=row.items)} {_('open')}")

    def on_resize(self) -> None:
        super().on_resize()
        if self._meeting is not None:
            self._show_head()

    # The line

    def _bring_back(self) -> None:
        """Bring back what was typed here and left without an answer; what is here is kept as a draft."""
        kind = f"minutes:{self._meeting_id}"
        self._line = self.add_line.line.value
        left = None if self._line or self._unsaved else self.host.drafts.kept(kind)
        if left is not None and left.id != self._draft_id:
            self._draft_id = left.id
            self._line, self._unsaved = left.texts.get("line", ""), left.texts.get("lines", "").splitlines()
            self.add_line.set_text(self._line)
            self.show_message(_("What you had typed here is here again; it is not saved yet."))
        self._keep_draft()

    def _keep_draft(self) -> None:
        lines = "\n".join([*self._unsaved, *self._under_way])
        if self._meeting is None or not (self._line.strip() or lines):
            self.host.drafts.drop(self._draft_id)
            return
        title = printable(f"{self._meeting.title}: {_(MINUTES)}")
        texts = {"line": self._line} | ({"lines": lines} if lines else {})
        self.host.drafts.keep(self._draft_id, f"minutes:{self._meeting_id}", title, texts, {})

    @on(AddLine.Typed)
    def _typed(self, event: AddLine.Typed) -> None:
        self._line = event.text
        self._keep_draft()

    def _echo(self, text: str) -> Content:
        self.missing = None
        self.refresh_bindings()
        if not text.strip():
            people = "  ".join(f"@{handle}" for handle in self._handles[:8]) or _("@lead")
            hint = _("Then: {people}  due:friday  +tag  priority:high  dim:…  deadline:…", people=people)
            lines = [*(Content.styled(f"■ {printable(line)}", "$text-error") for line in self._unsaved)]
            return Content("\n").join([*lines, Content.styled(printable(hint), "$text-muted")])
        if self.session is None:
            return Content("")
        try:
            drafted = quick_add(self.session.store, text, meeting_id=self._meeting_id)
        except Exception as error:  # not readable yet, or the store failed: typing goes on
            wrong = [Content.styled(f"■ {printable(str(error))}", "$text-error")]
            if isinstance(error, UnknownName) and can_be_made(error, self.session):
                self.missing = error
                wrong.append(Content.styled(f"  {printable(offer(error, text))}", "$text-accent"))
            return Content("\n").join(wrong)
        title = str(drafted.drafts[0].new["title"])
        understood = " · ".join(printable(line) for line in drafted.echo)
        lines = [Content.assemble("→ ", (printable(title), "bold"))]
        lines += [Content(f"  {understood}")] if understood else []
        lines += [Content.styled(f"▲ {printable(line)}", "$text-warning") for line in drafted.warnings]
        return Content("\n").join(lines)

    def _completions(self, text: str, caret: int) -> Sequence[str]:
        from taskforce.store.query.complete import line_completions

        assert self.session is not None
        return line_completions(text, caret, self.session.reader, self._handles)

    def action_make_missing(self) -> None:
        """Write the member or agency that the line names and nobody is called."""
        missing, self.missing = self.missing, None
        if missing is not None:
            self.start(lambda: self._make(missing))

    async def _make(self, missing: UnknownName) -> None:
        assert self.session is not None
        try:
            await make(self.session, missing, self.add_line.line.value)
        except TaskforceError as error:
            self.show_message_of(error)
        await self.host.list_changed()
        self.add_line.say(self._echo(self.add_line.line.value))

    @on(AddLine.Entered)
    def _entered(self, event: AddLine.Entered) -> None:
        """Save the line; it is ready for the next at once."""
        session, text = self.session, event.text
        if session is None or not text.strip():
            return
        try:
            quick_add(session.store, text, meeting_id=self._meeting_id)
        except TaskforceError as error:
            self.show_message(str(error), "error")
            if text != self.add_line.line.value:  # one of several that were pasted
                self._keep(text)
            return
        self._under_way.append(text)
        if text == self.add_line.line.value:
            self.add_line.set_text("")
        self.start(lambda: self._add(text))

    async def _add(self, text: str) -> None:
        assert self.session is not None

        def write(store: Store) -> tuple[str, str, str]:
            added = add_line(store, text, meeting_id=self._meeting_id)
            return added.batch_id, added.item.id, " · ".join([added.sentence, *added.warnings])

        try:
            batch_id, item_id, sentence = await self.session.write(write)
        except Exception:
            self._under_way.remove(text)
            self._keep(text)
            raise
        self._under_way.remove(text)
        self._keep_draft()
        self.batches.append(batch_id)
        await self.host.list_changed()
        self.edited([item_id])
        self.show_message(sentence)
        self.refresh_bindings()

    def _keep(self, text: str) -> None:
        """Bring back a line that could not be saved, or keep it until the present one is done."""
        if self.add_line.line.value:
            self._unsaved.append(text)
            self._keep_draft()
        else:
            self.add_line.set_text(text)

    def action_undo(self) -> None:
        """Take back the action item that was added last on this screen."""
        if self.batches:
            self.start(lambda: self._take_back(self.batches.pop()))

    async def _take_back(self, batch_id: str) -> None:
        from taskforce.services.undo import undo

        assert self.session is not None
        await self.session.write(lambda store: undo(store, batch_id))
        await self.host.list_changed()
        self.show_message(_("The action item that was added last is taken back."))
        self.refresh_bindings()

    @on(AddLine.Left)
    def _left_line(self, event: AddLine.Left) -> None:
        if event.away and self.add_line.line.value.strip():
            self._ask_away(lambda: self.add_line.set_text(""))
        elif event.away and not self.table.row_count:
            self.action_back()
        else:
            self.table.focus()

    def action_type_lines(self) -> None:
        """Go to the line."""
        self.add_line.line.focus()

    # The meeting and its items

    def action_edit_meeting(self) -> None:
        """Change who attends, and the minutes."""
        if self.session is not None:
            self.app.push_screen(
                edit_meeting_form(self.session, self._meeting_id, self.items.written, first=ATTENDEES)
            )

    def action_list_items(self) -> None:
        """Show the meeting's items among the action items."""
        if self.session is not None and self._meeting is not None:
            query = f"meeting:{query_word(self.session.reader, 'meeting', self._meeting_id)}"
            self.app.call_later(self.host.show_items, query)  # not as work of this screen, which goes

    def has_target(self) -> bool:
        """Return whether an item is under the cursor or selected."""
        return bool(self.query(VirtualTable)) and self.table.cursor_index is not None

    def target_ids(self) -> list[str]:
        """Return the selected items, else the one under the cursor."""
        return items_at(self.table, self.session.reader) if self.session is not None else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just written."""
        if self.session is not None:
            go_to_item(self.table, self.session.reader, ids)

    @on(VirtualTable.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    def action_open_item(self) -> None:
        """Show all of the item under the cursor."""
        session, key = self.session, self.table.cursor_key
        row = (
            items_by_seq(session.reader, [key]).get(key) if session is not None and isinstance(key, int) else None
        )
        if row is not None:
            self.host.open_item(row.id)

    @property
    def changed(self) -> bool:
        """Return whether something is typed that is not saved."""
        typed = self.add_line.line.value if self.query("LineInput") else self._line
        return bool(typed.strip() or self._unsaved)

    def action_back(self) -> None:
        """Go back to the meetings; ask first when a line is not saved."""
        if not self.is_current:
            return
        if self.changed:
            self._ask_away(self._leave)
        else:
            self.dismiss()

    def _ask_away(self, then: Callable[[], None]) -> None:
        """Ask whether to throw away what is typed."""
        from taskforce.screens.forms.dialogs import typed_away

        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(typed_away(), answered)

    def _leave(self) -> None:
        self.host.drafts.drop(self._draft_id)
        self.dismiss()


def meeting_lines(row: MeetingRow) -> list[Content]:
    """Return a meeting's particulars but for title and day, as lines of text."""
    people = ", ".join(one.name for one in row.people)
    lines = particulars(((_("Minutes no."), row.number), (_("Place"), row.place), (_("Attendees"), people)))
    if row.minutes:
        lines += [Content(""), *(Content(printable(line)) for line in row.minutes.splitlines())]
    return lines


async def reopen_draft(host: Host, draft: UnsavedDraft, meeting_id: str) -> bool:
    """Take the meeting down again, with the line that was typed and lines that could not be saved."""
    session = host.session
    if session is None or meeting_row(session.reader, meeting_id) is None:
        return False
    await host.action_area("meetings")
    await host.push_screen(MeetingView(meeting_id, typing=True, typed=draft.texts))
    return True
