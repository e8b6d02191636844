"""What can be done to action items, wherever they are shown: a part of every screen that shows some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from taskforce.language import N_, _
from taskforce.model.vocabulary import NoteKind, Priority, Status, label
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.item_writing import USUAL, Asked, ItemWriting
from taskforce.store.read.items import ids_of, item_links, items_by_id, number_of
from taskforce.widgets.commands import ON_ITEM, Command, done_by
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.records import status_text

if TYPE_CHECKING:
    from taskforce.screens.forms.dialogs import Choice
    from taskforce.store.database.reader import Reader
    from taskforce.store.query.find import FoundItem

ITEM_COMMANDS: tuple[Command, ...] = done_by(
    "items",
    Command("quick_add", N_("Add"), "a", N_("Action items"), footer=3, when=with_list,
            help=N_("one line: title, @lead, due:, priority:, +tag"), writes=True),
    Command("new_item", N_("Full form"), "n", N_("Action items"), when=with_list,
            help=N_("a new action item with all fields"), writes=True),
    Command("edit_item", N_("Edit"), "e", ON_ITEM, footer=4, when=on_line, writes=True),
    Command("mark_done", N_("Done"), "d", ON_ITEM, footer=5, when=on_line,
            help=N_("once more: open again"), writes=True),
    Command("pick_status", N_("Status"), "t", ON_ITEM, when=on_line, writes=True),
    Command("more_progress", N_("Progress +10"), "plus,equals_sign", ON_ITEM, when=on_line, writes=True),
    Command("less_progress", N_("Progress -10"), "minus", ON_ITEM, when=on_line, writes=True),
    Command("type_progress", N_("Progress"), "p", ON_ITEM, when=on_line, writes=True),
    Command("reschedule", N_("Reschedule"), "r", ON_ITEM, when=on_line,
            help=N_("a new due day, and why"), writes=True),
    Command("pick_lead", N_("Lead"), "l", ON_ITEM, when=on_line, writes=True),
    Command("pick_supporting", N_("Supporting members"), "S", ON_ITEM, when=on_line, writes=True),
    Command("pick_priority", N_("Priority"), "i", ON_ITEM, when=on_line, writes=True),
    Command("tag_item", N_("Tags"), "g", ON_ITEM, when=on_line,
            help=N_("+word adds, -word takes away"), writes=True),
    Command("pick_needs", N_("Depends on"), "D", ON_ITEM, when=on_line,
            help=N_("the items that must be done before"), writes=True),
    Command("open_checklist", N_("Checklist"), "number_sign", ON_ITEM, when=on_line,
            help=N_("its steps: tick them, add some"), writes=True),
    Command("repeat_item", N_("Repeats"), "ampersand", ON_ITEM, when=on_line,
            help=N_("how often it repeats"), writes=True),
    Command("add_note", N_("Note"), "o", ON_ITEM, when=on_line, writes=True),
    Command("add_evidence", N_("Evidence"), "v", ON_ITEM, when=on_line, writes=True),
    Command("duplicate_item", N_("Duplicate"), "y", ON_ITEM, when=on_line,
            help=N_("a new one with the same fields filled in"), writes=True),
    Command("merge_items", N_("Merge duplicates"), "J", ON_ITEM, when=on_line, writes=True),
    Command("show_history", N_("Its history"), "h", ON_ITEM, when=on_line),
    Command("decide_conflict", N_("Decide conflict"), "C", ON_ITEM, when=on_line,
            help=N_("which value holds where two people changed one field"), writes=True),
    Command("select_several", N_("Select several"), "", ON_ITEM, when=on_line,
            help=N_("Space: this one, Shift+arrows: from here on, Ctrl+A: all")),
    Command("delete_item", N_("Delete"), "delete", ON_ITEM, when=on_line, help=N_("asks first"), writes=True),
)  # fmt: skip
"""What every screen offers for the action items it shows; each names a method of :class:`ItemActions`."""

NEW_MEMBER = "+"
"""Stands among the members for one who is to be added; no handle has this sign."""


class ItemActions(ItemWriting):
    """Does to the action items of a screen what :data:`ITEM_COMMANDS` offer."""

    # Adding and editing

    def quick_add(self, prefilled: str = "") -> None:
        """Add an item in one line, which begins with what is ``prefilled``."""
        from taskforce.screens.forms.quick_add import QuickAdd

        self._screen.host.push_screen(QuickAdd(prefilled=prefilled), self.added)

    def new_item(self, due: str = "") -> None:
        """Add an item with the full form, in which a day may stand that it is ``due`` on."""
        from taskforce.screens.forms.item_form import new_item_form

        self._screen.host.push_screen(new_item_form(self._session, self.written, {"due": due} if due else None))

    def duplicate_item(self) -> None:
        """Show the form of a new item, filled in like this one; it has not begun."""
        from taskforce.screens.forms.item_form import duplicate_form

        for item_id in self._screen.target_ids()[:1]:
            self._screen.host.push_screen(duplicate_form(self._session, item_id, self.written))

    def edit_item(self) -> None:
        """Edit the item with the full form; several at once get the fields that are filled in."""
        from taskforce.screens.forms.item_form import edit_item_form, edit_many_form

        ids = self._targets()
        if len(ids) == 1:
            self._screen.host.push_screen(edit_item_form(self._session, ids[0], self.written))
        elif ids:
            form = edit_many_form(self._session, ids, self._write, self._screen.seen_version())
            self._screen.host.push_screen(form)

    def repeat_item(self) -> None:
        """Edit the item with the full form, beginning where it says how often it comes again."""
        from taskforce.screens.forms.item_form import edit_item_form

        for item_id in self._targets()[:1]:
            form = edit_item_form(self._session, item_id, self.written, focus="every")
            self._screen.host.push_screen(form)

    def open_checklist(self) -> None:
        """Show the steps of the item, to tick them and add some."""
        from taskforce.screens.forms.checklist import Checklist

        for item_id in self._screen.target_ids()[:1]:
            self._screen.host.push_screen(Checklist(self._session, item_id, self.targets_text([item_id])))

    def merge_items(self) -> None:
        """Make one item of several that are the same."""
        from taskforce.screens.forms.merging import ask_which_is_kept

        ids = self._screen.target_ids()
        ask_which_is_kept(self._session, self._screen.host, ids, self._begin_write(ids))

    # Status, progress, days

    def mark_done(self) -> None:
        """Set done; an item that is done already is open again."""
        from taskforce.services.items import toggle_done

        self.write(toggle_done)

    def pick_status(self) -> None:
        """Choose a status."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.services.items import set_status

        choices = [Choice(status, status_text(status)) for status in Status]
        self._pick("status", _("Status"), choices, lambda value: lambda store, ids: set_status(store, ids, value))

    def pick_priority(self) -> None:
        """Choose a priority."""
        from taskforce.screens.forms.dialogs import Choice

        choices = [Choice(priority, label(priority)) for priority in reversed(Priority)]
        self._pick_field("priority", _("Priority"), choices)

    def more_progress(self) -> None:
        """Add ten points."""
        from taskforce.services.items import add_progress

        self.write(lambda store, ids: add_progress(store, ids, 10))

    def less_progress(self) -> None:
        """Take ten points away."""
        from taskforce.services.items import add_progress

        self.write(lambda store, ids: add_progress(store, ids, -10))

    def type_progress(self) -> None:
        """Type the progress."""
        from taskforce.model.numbers import parse_percent
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import set_progress

        def understood(text: str) -> str:
            return f"{parse_percent(text)}%"

        field = FormField("progress", _("Progress"), required=True, check=understood, hint="0–100", anew=True)
        self._ask(
            "type_progress",
            _("Progress"),
            [field],
            lambda texts: lambda store, ids: set_progress(store, ids, int(parse_percent(texts["progress"]))),
        )

    def reschedule(self, due: str = "", asked: Asked = USUAL) -> None:
        """Ask for a new due day (``due`` is proposed) and the reason, and write them."""
        from taskforce.screens.forms.item_form import reschedule_fields
        from taskforce.services.items import reschedule

        self._ask(
            "reschedule",
            _("Reschedule"),
            reschedule_fields(self._session, asked.ids or self._targets(), due),
            lambda texts: lambda store, ids: reschedule(store, ids, texts["due"], texts["reason"]),
            asked=asked,
        )

    # People and other items

    def pick_lead(self) -> None:
        """Choose the lead."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.store.read.registers import member_rows

        choices = [Choice("-", _("nobody"))]
        for member in member_rows(self._session.reader, self._session.today):
            detail = " · ".join(part for part in (f"@{member.handle}", member.position) if part)
            choices.append(Choice(member.handle, member.name, detail))
        choices.append(Choice(NEW_MEMBER, _("somebody new …")))
        self._pick_field("lead", _("Lead"), choices, {NEW_MEMBER: self._lead_somebody_new})

    def _lead_somebody_new(self, ids: Sequence[str]) -> None:
        """Ask for a member who is not there yet, who then leads the items."""
        from taskforce.screens.forms.record_form import new_member_form
        from taskforce.services.items import set_fields
        from taskforce.store.read.registers import member_rows

        session, write = self._session, self._begin_write(ids)

        async def written(made: Sequence[str], _sentence: str) -> None:
            handle = next(one.handle for one in member_rows(session.reader, session.today) if one.id == made[0])
            write(lambda store, items: set_fields(store, items, {"lead": handle}))

        self._screen.host.push_screen(new_member_form(session, written))

    def pick_supporting(self) -> None:
        """Choose the supporting members."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.screens.forms.finder import Finder, find_among
        from taskforce.store.read.registers import member_rows

        session, ids = self._session, self._screen.target_ids()
        if not ids:
            return
        choices = [
            Choice(row.handle, row.name, " · ".join(filter(None, (f"@{row.handle}", row.position))))
            for row in member_rows(session.reader, session.today)
        ]
        now = item_links(session.reader, ids).supporting.get(ids[0], []) if len(ids) == 1 else []
        marked = [choice for choice in choices if choice.value in now]
        title = f"{_('Supporting members')}: {self.targets_text(ids)}"
        self._find_many(Finder(title, find_among(choices), marked=marked), ids, "supporting")

    def pick_needs(self) -> None:
        """Choose the items that must be done before."""
        from taskforce.screens.forms.finder import Finder
        from taskforce.store.query.find import find_items

        session, ids = self._session, self._screen.target_ids()
        if not ids:
            return

        async def find(text: str) -> Sequence[Choice]:
            items = await session.read(lambda reader: find_items(reader, text))
            return [_item_choice(one) for one in items if one.id not in ids]

        now = item_links(session.reader, ids).depends_on.get(ids[0], []) if len(ids) == 1 else []
        marked = [_item_choice(one) for one in find_items(session.reader, refs=now)]
        title = f"{_('Depends on')}: {self.targets_text(ids)}"
        finder = Finder(title, find, marked=marked, hint=_("a ref or words of the title"))
        self._find_many(finder, ids, "depends_on")

    # Words

    def tag_item(self) -> None:
        """Add tags and take them away."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import change_tags

        field = FormField("tags", _("Tags"), required=True, hint=_("rapat -usang: adds rapat, takes usang away"))
        self._ask(
            "tag_item", _("Tags"), [field], lambda texts: lambda store, ids: change_tags(store, ids, texts["tags"])
        )

    def add_note(self) -> None:
        """Add a note."""
        from taskforce.screens.forms.item_form import note_fields
        from taskforce.services.items import add_note

        rows = items_by_id(self._session.reader, self._screen.target_ids())
        is_stuck = bool(rows) and all(row.status == Status.BLOCKED for row in rows.values())
        self._ask(
            "add_note",
            _("Note"),
            note_fields(self._session, NoteKind.OBSTACLE if is_stuck else NoteKind.REMARK),
            lambda texts: (
                lambda store, ids: add_note(store, ids, texts["kind"], texts["text"], texts["who"], texts["by"])
            ),
        )

    def add_evidence(self) -> None:
        """Add evidence."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import add_evidence

        fields = [
            FormField("location", _("Path or link"), hint=_("a file, or https://…"), browse=True),
            FormField("letter_number", _("Letter no.")),
            FormField("description", _("Description")),
        ]
        self._ask(
            "add_evidence",
            _("Evidence"),
            fields,
            lambda texts: (
                lambda store, ids: add_evidence(
                    store, ids, *(texts[field.name].strip() or None for field in fields)
                )
            ),
        )

    # History, conflicts, deleting

    def show_history(self) -> None:
        """Show who changed what of the item, and when."""
        from taskforce.screens.forms.dialogs import Reading
        from taskforce.widgets.record_text import history_text

        for item_id in self._screen.target_ids()[:1]:
            text = history_text(self._session.reader, self._session.store.clock, item_id)
            title = f"{_('History')}: {self.targets_text([item_id])}"
            self._screen.host.push_screen(Reading(title, text))

    def decide_conflict(self) -> None:
        """Decide what two people changed at once."""
        from taskforce.screens.forms.conflicts.decide_conflicts import DecideConflicts

        for item_id in self._screen.target_ids()[:1]:
            row = items_by_id(self._session.reader, [item_id]).get(item_id)
            if row is None or not row.conflicts:
                self._screen.show_message(_("No field of it waits for a decision."))
                return

            def decided(sentence: str | None, item_id: str = item_id) -> None:
                if sentence:
                    self._screen.start(lambda: self.written([item_id], sentence))

            self._screen.host.push_screen(DecideConflicts(self._session, item_id), decided)

    def select_several(self) -> None:
        """Say by which keys several are selected: what is done then is done with all of them."""
        self._screen.show_message(
            _("Space selects this one, Shift and the arrows from here on, Ctrl+A all; Escape unselects.")
        )

    def delete_item(self) -> None:
        """Delete, after asking."""
        from taskforce.screens.forms.dialogs import Confirm
        from taskforce.services.items import delete_items

        ids = self._screen.target_ids()
        if not ids:
            return
        write = self._begin_write(ids)

        def answered(yes: bool | None) -> None:
            if yes:
                write(delete_items)

        question = _("Delete {items}?", items=self.targets_text(ids))
        self._screen.host.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)


def items_at(table: VirtualTable, reader: Reader) -> list[str]:
    """Return the items that are selected in a table of row numbers, else the one under its cursor."""
    keys = table.selected_keys or {table.cursor_key}
    return ids_of(reader, [key for key in keys if isinstance(key, int) and key > 0])


def go_to_item(table: VirtualTable, reader: Reader, ids: Sequence[str]) -> None:
    """Put the cursor of a table of row numbers on an item that was written; it stays where several were."""
    number = number_of(reader, ids[0]) if len(ids) == 1 else None
    if number is not None:
        table.move_cursor_to_key(number)


def _item_choice(item: FoundItem) -> Choice:
    from taskforce.screens.forms.dialogs import Choice

    words = " · ".join(part for part in (item.lead, label(Status(item.status))) if part)
    return Choice(item.ref, f"{item.ref}  {item.title}", words)
