"""What can be done to action items, wherever they are shown: the list, the detail, the overview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from taskforce.language import N_, _
from taskforce.model.vocabulary import MARKS, Priority, Status, label
from taskforce.screens.item_additions import Edit, ItemAdditions
from taskforce.store.items import items_by_id
from taskforce.widgets.commands import Command

if TYPE_CHECKING:
    from taskforce.screens.dialogs import Choice

ON_ITEM = N_("With the action item, or all that are selected")

ITEM_COMMANDS: tuple[Command, ...] = (
    Command("quick_add", N_("Add"), "a", N_("Action items"), footer=3, when="writable",
            help=N_("one line: title, @lead, due:, priority:, +tag"), writes=True),
    Command("new_item", N_("Full form"), "n", N_("Action items"), when="writable",
            help=N_("a new action item with all fields"), writes=True),
    Command("edit_item", N_("Edit"), "e", ON_ITEM, footer=4, when="item", writes=True),
    Command("mark_done", N_("Done"), "d", ON_ITEM, footer=5, when="item",
            help=N_("once more: open again"), writes=True),
    Command("pick_status", N_("Status"), "t", ON_ITEM, when="item", writes=True),
    Command("more_progress", N_("Progress +10"), "plus,equals_sign", ON_ITEM, when="item", writes=True),
    Command("less_progress", N_("Progress -10"), "minus", ON_ITEM, when="item", writes=True),
    Command("type_progress", N_("Progress"), "p", ON_ITEM, when="item", writes=True),
    Command("reschedule", N_("Reschedule"), "r", ON_ITEM, when="item",
            help=N_("a new due day, and why"), writes=True),
    Command("pick_lead", N_("Lead"), "l", ON_ITEM, when="item", writes=True),
    Command("pick_supporting", N_("Supporting members"), "S", ON_ITEM, when="item", writes=True),
    Command("pick_priority", N_("Priority"), "i", ON_ITEM, when="item", writes=True),
    Command("tag_item", N_("Tags"), "g", ON_ITEM, when="item",
            help=N_("+word adds, -word takes away"), writes=True),
    Command("pick_needs", N_("Depends on"), "D", ON_ITEM, when="item",
            help=N_("the items that must be done before"), writes=True),
    Command("add_note", N_("Note"), "o", ON_ITEM, when="item", writes=True),
    Command("add_evidence", N_("Evidence"), "v", ON_ITEM, when="item", writes=True),
    Command("duplicate_item", N_("Duplicate"), "y", ON_ITEM, when="one",
            help=N_("a new one, filled in alike"), writes=True),
    Command("show_history", N_("History"), "h", ON_ITEM, when="one"),
    Command("decide_conflict", N_("Decide conflict"), "C", ON_ITEM, when="one",
            help=N_("which value holds where two people changed one field"), writes=True),
    Command("delete_item", N_("Delete"), "delete", ON_ITEM, when="item", help=N_("asks first"), writes=True),
)  # fmt: skip
"""What the list, the detail and the overview offer for action items."""


NEW_MEMBER = "+"
"""Stands among the members for one who is to be added; no handle has this sign."""


class ItemCommands(ItemAdditions):
    """An area that shows action items; it says which ones are meant."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = ITEM_COMMANDS

    # Adding and editing

    def action_quick_add(self) -> None:
        """Add an item in one line."""
        from taskforce.screens.quick_add import QuickAdd

        self.app.push_screen(QuickAdd(), self.added)

    def action_new_item(self) -> None:
        """Add an item with the full form."""
        from taskforce.screens.item_form import new_item_form

        assert self.desk is not None
        self.app.push_screen(new_item_form(self.desk, self._written))

    def action_duplicate_item(self) -> None:
        """The form of a new item, filled in like this one; it has not begun."""
        from taskforce.screens.item_form import duplicate_form

        ids = self.target_ids()
        if ids and self.desk is not None:
            self.app.push_screen(duplicate_form(self.desk, ids[0], self._written))

    def action_edit_item(self) -> None:
        """Edit the item with the full form; several at once get the fields that are filled in."""
        from taskforce.screens.item_form import edit_item_form, edit_many_form

        assert self.desk is not None
        ids = self.targets()
        if len(ids) == 1:
            self.app.push_screen(edit_item_form(self.desk, ids[0], self._written))
        elif ids:
            self.app.push_screen(edit_many_form(self.desk, ids, self._write, self.sight()))

    def added(self, added: tuple[str, str] | None) -> None:
        """An item was added in one line: show it."""
        if added is not None:
            item_id, sentence = added
            self.start(lambda: self._written([item_id], sentence))

    def action_decide_conflict(self) -> None:
        """Decide what two people changed at once."""
        from taskforce.screens.conflicts import DecideConflicts

        assert self.desk is not None
        for item_id in self.target_ids()[:1]:
            row = items_by_id(self.desk.reader, [item_id]).get(item_id)
            if row is None or not row.conflicts:
                self.tell(_("No field of it waits for a decision."))
                return

            def decided(sentence: str | None, item_id: str = item_id) -> None:
                if sentence:
                    self.start(lambda: self._written([item_id], sentence))

            self.app.push_screen(DecideConflicts(self.desk, item_id), decided)

    # Status and progress

    def action_mark_done(self) -> None:
        """Done; an item that is done already is open again."""
        from taskforce.screens.item_edits import toggle_done

        self.write_to_targets(toggle_done)

    def action_pick_status(self) -> None:
        """Choose a status."""
        from taskforce.screens.dialogs import Choice
        from taskforce.screens.item_edits import set_status

        choices = [Choice(status, f"{MARKS[status]} {label(status)}") for status in Status]
        self._pick("status", _("Status"), choices, lambda value: lambda store, ids: set_status(store, ids, value))

    def action_pick_priority(self) -> None:
        """Choose a priority."""
        from taskforce.screens.dialogs import Choice

        choices = [Choice(priority, label(priority)) for priority in reversed(Priority)]
        self._pick_field("priority", _("Priority"), choices)

    def action_pick_lead(self) -> None:
        """Choose the lead."""
        from taskforce.screens.dialogs import Choice
        from taskforce.store.registers import member_rows

        assert self.desk is not None
        choices = [Choice("-", _("nobody"))]
        for member in member_rows(self.desk.reader, self.desk.today):
            detail = " · ".join(part for part in (f"@{member.handle}", member.position) if part)
            choices.append(Choice(member.handle, member.name, detail))
        choices.append(Choice(NEW_MEMBER, _("somebody new …")))
        self._pick_field("lead", _("Lead"), choices)

    def _lead_somebody_new(self, ids: Sequence[str]) -> None:
        """A form for a member who is not there yet, who then leads the items."""
        from taskforce.screens.item_edits import set_fields
        from taskforce.screens.members import new_member_form
        from taskforce.store.registers import member_rows

        desk, write = self.desk, self.begin_write(ids)
        assert desk is not None

        async def written(made: Sequence[str], _sentence: str) -> None:
            handle = next(one.handle for one in member_rows(desk.reader, desk.today) if one.id == made[0])
            write(lambda store, items: set_fields(store, items, {"lead": handle}))

        self.app.push_screen(new_member_form(desk, written))

    def _pick_field(self, field: str, title: str, choices: list[Choice]) -> None:
        from taskforce.screens.item_edits import set_fields

        self._pick(field, title, choices, lambda value: lambda store, ids: set_fields(store, ids, {field: value}))

    def _pick(self, field: str, title: str, choices: list[Choice], act: Callable[[str], Edit]) -> None:
        """Choose a value of a field from a list that begins at the present one."""
        from taskforce.screens.dialogs import Pick

        ids = self.target_ids()
        if not ids or self.desk is None:
            return
        write = self.begin_write(ids)
        row = items_by_id(self.desk.reader, ids[:1]).get(ids[0])
        current = str(getattr(row, field) or "-") if row is not None else None

        def chosen(value: str | None) -> None:
            if value == NEW_MEMBER:
                self._lead_somebody_new(ids)
            elif value is not None:
                write(act(value))

        self.app.push_screen(Pick(f"{title}: {self.targets_text(ids)}", choices, current=current), chosen)

    def action_more_progress(self) -> None:
        """Ten points more."""
        from taskforce.screens.item_edits import add_progress

        self.write_to_targets(lambda store, ids: add_progress(store, ids, 10))

    def action_less_progress(self) -> None:
        """Ten points less."""
        from taskforce.screens.item_edits import add_progress

        self.write_to_targets(lambda store, ids: add_progress(store, ids, -10))

    def action_type_progress(self) -> None:
        """Type the progress."""
        from taskforce.model.numbers import parse_percent
        from taskforce.screens.form_field import FormField
        from taskforce.screens.item_edits import set_progress

        def understood(text: str) -> str:
            return f"{parse_percent(text)}%"

        field = FormField("progress", _("Progress"), required=True, check=understood, hint="0–100")
        self._ask(
            "type_progress",
            _("Progress"),
            [field],
            lambda texts: lambda store, ids: set_progress(store, ids, int(parse_percent(texts["progress"]))),
        )

    # History and deleting

    def action_show_history(self) -> None:
        """Show who changed what of the item, and when."""
        from taskforce.screens.dialogs import Reading
        from taskforce.screens.history_text import history_text

        assert self.desk is not None
        ids = self.target_ids()
        if ids:
            text = history_text(self.desk.reader, self.desk.store.clock, ids[0])
            self.app.push_screen(Reading(f"{_('History')}: {self.targets_text(ids[:1])}", text))

    def action_delete_item(self) -> None:
        """Delete, after asking."""
        from taskforce.screens.dialogs import Confirm
        from taskforce.screens.item_edits import delete_items

        ids = self.target_ids()
        if not ids:
            return
        write = self.begin_write(ids)

        def answered(yes: bool | None) -> None:
            if yes:
                write(delete_items)

        question = _("Delete {items}?", items=self.targets_text(ids))
        self.app.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)
