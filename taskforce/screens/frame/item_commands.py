"""What can be done to action items, wherever they are shown: the list, the detail, the overview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import MARKS, NoteKind, Priority, Status, label
from taskforce.screens.frame.area import Area
from taskforce.store.read.items import item_links, items_by_id, number_of
from taskforce.store.store import Store
from taskforce.widgets.commands import Command

if TYPE_CHECKING:
    from taskforce.screens.forms.dialogs import Choice
    from taskforce.screens.forms.draft_file import UnsavedDraft
    from taskforce.screens.forms.finder import Finder
    from taskforce.screens.forms.form_field import FormField, Problems, Texts
    from taskforce.screens.frame.host import Host
    from taskforce.store.changes.stale_writes import SeenVersion
    from taskforce.store.query.find import FoundItem


Edit = Callable[[Store, Sequence[str]], str]
"""Writes to items and says in a sentence what it did."""


class Asked(NamedTuple):
    """How a dialogue about items differs from the usual: whom it is about, what was seen when that began, which
    field is typed into first, and who wants to know when it is closed (and whether it was saved)."""

    ids: Sequence[str] = ()
    seen_version: SeenVersion | None = None
    focus: str = ""
    closed: Callable[[bool | None], None] | None = None


USUAL = Asked()


class ItemTargets(Area):
    """An area that shows action items; it says which ones are meant."""

    _meant: Sequence[str] = ()

    def target_ids(self) -> list[str]:
        """The items that a command is about: all selected, or the one under the cursor."""
        raise NotImplementedError

    def targets(self) -> list[str]:
        """The items meant: those a draft is about, while it is taken up, else :meth:`target_ids`."""
        return list(self._meant) or self.target_ids()

    @contextmanager
    def meaning(self, ids: Sequence[str]) -> Iterator[None]:
        """Within it, commands are about these items."""
        self._meant = ids
        try:
            yield
        finally:
            self._meant = ()

    def has_target(self) -> bool:
        """Whether there is any such item; asked at every key, so without a query."""
        raise NotImplementedError

    def applies(self, command: Command) -> bool:
        """Commands on items need an item; commands that write need the right to."""
        if command.when in ("item", "one", "writable") and self.session is None:
            return False
        if command.when in ("item", "one"):
            return self.has_target()
        return True

    def edited(self, ids: Sequence[str]) -> None:
        """Called after items were written; ``ids`` may be new ones."""

    # Writing

    def write_to_targets(self, action: Edit) -> None:
        """Do something to the items that are meant, and say what was done."""
        self.begin_write(self.target_ids())(action)

    def begin_write(self, ids: Sequence[str]) -> Callable[[Edit], None]:
        """What writes to items as the screen shows them now, whenever that is decided: what others write
        meanwhile is not replaced unasked."""
        seen_version = self.seen_version()

        def write(action: Edit) -> None:
            if ids:
                self.start(lambda: self._try(ids, action, seen_version))

        return write

    def seen_version(self) -> SeenVersion | None:
        """What the person has seen of the list."""
        return self.session.seen_version(self._seen_upto) if self.session is not None else None

    async def _try(self, ids: Sequence[str], action: Edit, seen_version: SeenVersion | None) -> None:
        """Write; where others were faster, show both values and let the person decide."""
        from taskforce.store.changes.batch import StaleWrite

        try:
            await self._write(ids, action, seen_version)
        except StaleWrite as error:
            from taskforce.screens.forms.stale_value import stale_value

            if self.session is None or seen_version is None:
                raise
            found = error

            def answered(answer: str | None) -> None:
                if answer in ("mine", "theirs"):
                    seen_version.decide(found, mine=answer == "mine")
                    self.start(lambda: self._try(ids, action, seen_version))
                else:
                    self.show_message(_("Nothing was written: what the others wrote stays."), "warning")

            self.app.push_screen(stale_value(self.session, error, back=_("Cancel")), answered)

    async def _write(self, ids: Sequence[str], action: Edit, seen_version: SeenVersion | None) -> None:
        assert self.session is not None
        sentence = await self.session.write(lambda store: action(store, ids), seen_version)
        if seen_version is not None and seen_version.left:
            sentence += " " + _("(what the others wrote stays)")
        await self.host.list_changed()
        self.edited(ids)
        self.show_message(sentence)

    def _ask(
        self,
        command: str,
        title: str,
        fields: Sequence[FormField],
        act: Callable[[Texts], Edit],
        *,
        asked: Asked = USUAL,
    ) -> None:
        """Ask for a few lines, then do with them what ``act`` says; ``command`` is what asks."""
        from taskforce.screens.forms.form import Form

        ids = list(asked.ids) or self.targets()
        if not ids:
            return
        seen_version = asked.seen_version or self.seen_version()

        async def submit(texts: Texts) -> Problems:
            await self._write(ids, act(texts), seen_version)
            return {}

        draft = f"item:{command}:{','.join(ids)}"
        title = f"{title}: {self.targets_text(ids)}"
        form = Form(title, fields, submit, draft=draft, seen_version=seen_version, focus=asked.focus)
        self.app.push_screen(form, asked.closed)

    def targets_text(self, ids: Sequence[str]) -> str:
        """The items that are meant, in few words."""
        if len(ids) != 1:
            return plural("{count} action item", "{count} action items", len(ids))
        assert self.session is not None
        row = items_by_id(self.session.reader, ids).get(ids[0])
        return f"{row.ref} {row.title}" if row is not None else ""

    async def _written(self, ids: Sequence[str], sentence: str) -> None:
        """Items were written: that they cannot be read back at the moment takes nothing from that."""

        async def show() -> None:
            await self.host.list_changed()
            self.edited(ids)

        await self.attempt(show)
        self.show_message(sentence)


__all__ = ["Edit", "ItemAdditions", "item_choice"]


def item_choice(found: FoundItem) -> Choice:
    """An action item to choose from a list."""
    from taskforce.screens.forms.dialogs import Choice

    words = " · ".join(part for part in (found.lead, label_of(found.status)) if part)
    return Choice(found.ref, f"{found.ref}  {found.title}", words)


def label_of(status: str) -> str:
    """A status as its word."""
    return label(Status(status))


class ItemAdditions(ItemTargets):
    """Asks for what is added, and adds it."""

    def action_reschedule(self, due: str = "") -> None:
        """Type a new due day (``due`` is proposed), and why."""
        self.ask_new_day(due)

    def ask_new_day(self, due: str = "", asked: Asked = USUAL) -> None:
        """Ask for a new due day and the reason, and write them."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.screens.forms.record_fields import date_check
        from taskforce.services.items import reschedule

        assert self.session is not None
        fields = [
            FormField("due", _("New due day"), due, required=True, check=date_check(self.session),
                      hint=_("friday, 5 dec, +2w, end of month"), proposed=bool(due)),
            FormField("reason", _("Reason"), hint=_("why it is moved; it stands in the report")),
        ]  # fmt: skip
        self._ask(
            "reschedule",
            _("Reschedule"),
            fields,
            lambda texts: lambda store, ids: reschedule(store, ids, texts["due"], texts["reason"]),
            asked=asked,
        )

    def action_tag_item(self) -> None:
        """Add tags and take them away."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import change_tags

        field = FormField("tags", _("Tags"), required=True, hint=_("rapat -usang: adds rapat, takes usang away"))
        self._ask(
            "tag_item", _("Tags"), [field], lambda texts: lambda store, ids: change_tags(store, ids, texts["tags"])
        )

    def action_add_note(self) -> None:
        """Add a note."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import add_note

        kinds = [(str(kind), label(kind)) for kind in NoteKind]
        fields = [
            FormField("text", _("Note"), required=True, lines=5),
            FormField("kind", _("Kind"), str(NoteKind.REMARK), choices=kinds),
        ]
        self._ask(
            "add_note",
            _("Note"),
            fields,
            lambda texts: lambda store, ids: add_note(store, ids, texts["kind"], texts["text"]),
        )

    def action_add_evidence(self) -> None:
        """Add evidence."""
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import add_evidence

        fields = [
            FormField("location", _("Path or link"), hint=_("a file, or https://…"), browse=True),
            FormField("letter_number", _("Letter no.")),
            FormField("description", _("Description")),
        ]
        self._ask(
            "add_evidence", _("Evidence"), fields, lambda texts: lambda store, ids: add_evidence(store, ids, texts)
        )

    # People and other items

    def action_pick_supporting(self) -> None:
        """Choose the supporting members."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.screens.forms.finder import Finder, find_among
        from taskforce.store.read.registers import member_rows

        session, ids = self.session, self.target_ids()
        if session is None or not ids:
            return
        choices = [
            Choice(row.handle, row.name, " · ".join(filter(None, (f"@{row.handle}", row.position))))
            for row in member_rows(session.reader, session.today)
        ]
        now = item_links(session.reader, ids).supporting.get(ids[0], []) if len(ids) == 1 else []
        marked = [choice for choice in choices if choice.value in now]
        title = f"{_('Supporting members')}: {self.targets_text(ids)}"
        self._find_many(Finder(title, find_among(choices), marked=marked), ids, "supporting")

    def action_pick_needs(self) -> None:
        """Choose the items that must be done before."""
        from taskforce.screens.forms.finder import Finder
        from taskforce.store.query.find import find_items

        session, ids = self.session, self.target_ids()
        if session is None or not ids:
            return

        async def find(text: str) -> Sequence[Choice]:
            found = await session.read(lambda reader: find_items(reader, text))
            return [item_choice(one) for one in found if one.id not in ids]

        now = item_links(session.reader, ids).depends_on.get(ids[0], []) if len(ids) == 1 else []
        marked = [item_choice(one) for one in find_items(session.reader, refs=now)]
        title = f"{_('Depends on')}: {self.targets_text(ids)}"
        finder = Finder(title, find, marked=marked, hint=_("a ref or words of the title"))
        self._find_many(finder, ids, "depends_on")

    def _find_many(self, finder: Finder, ids: Sequence[str], field: str) -> None:
        """Choose several; what was marked or unmarked is added or taken away."""
        from taskforce.services.items import set_fields

        before = list(finder.marked)
        write = self.begin_write(ids)

        def chosen(values: list[str] | None) -> None:
            if values is None:
                return
            signed = [f"+{one}" for one in values if one not in before]
            signed += [f"-{one}" for one in before if one not in values]
            if signed:
                words = ",".join(signed)
                write(lambda store, these: set_fields(store, these, {field: words}))

        self.app.push_screen(finder, chosen)


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
        from taskforce.screens.forms.quick_add import QuickAdd

        self.app.push_screen(QuickAdd(), self.added)

    def action_new_item(self) -> None:
        """Add an item with the full form."""
        from taskforce.screens.forms.item_form import new_item_form

        assert self.session is not None
        self.app.push_screen(new_item_form(self.session, self._written))

    def action_duplicate_item(self) -> None:
        """The form of a new item, filled in like this one; it has not begun."""
        from taskforce.screens.forms.item_form import duplicate_form

        ids = self.target_ids()
        if ids and self.session is not None:
            self.app.push_screen(duplicate_form(self.session, ids[0], self._written))

    def action_edit_item(self) -> None:
        """Edit the item with the full form; several at once get the fields that are filled in."""
        from taskforce.screens.forms.item_form import edit_item_form, edit_many_form

        assert self.session is not None
        ids = self.targets()
        if len(ids) == 1:
            self.app.push_screen(edit_item_form(self.session, ids[0], self._written))
        elif ids:
            self.app.push_screen(edit_many_form(self.session, ids, self._write, self.seen_version()))

    def added(self, added: tuple[str, str] | None) -> None:
        """An item was added in one line: show it."""
        if added is not None:
            item_id, sentence = added
            self.start(lambda: self._written([item_id], sentence))

    def action_decide_conflict(self) -> None:
        """Decide what two people changed at once."""
        from taskforce.screens.forms.decide_conflicts import DecideConflicts

        assert self.session is not None
        for item_id in self.target_ids()[:1]:
            row = items_by_id(self.session.reader, [item_id]).get(item_id)
            if row is None or not row.conflicts:
                self.show_message(_("No field of it waits for a decision."))
                return

            def decided(sentence: str | None, item_id: str = item_id) -> None:
                if sentence:
                    self.start(lambda: self._written([item_id], sentence))

            self.app.push_screen(DecideConflicts(self.session, item_id), decided)

    # Status and progress

    def action_mark_done(self) -> None:
        """Done; an item that is done already is open again."""
        from taskforce.services.items import toggle_done

        self.write_to_targets(toggle_done)

    def action_pick_status(self) -> None:
        """Choose a status."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.services.items import set_status

        choices = [Choice(status, f"{MARKS[status]} {label(status)}") for status in Status]
        self._pick("status", _("Status"), choices, lambda value: lambda store, ids: set_status(store, ids, value))

    def action_pick_priority(self) -> None:
        """Choose a priority."""
        from taskforce.screens.forms.dialogs import Choice

        choices = [Choice(priority, label(priority)) for priority in reversed(Priority)]
        self._pick_field("priority", _("Priority"), choices)

    def action_pick_lead(self) -> None:
        """Choose the lead."""
        from taskforce.screens.forms.dialogs import Choice
        from taskforce.store.read.registers import member_rows

        assert self.session is not None
        choices = [Choice("-", _("nobody"))]
        for member in member_rows(self.session.reader, self.session.today):
            detail = " · ".join(part for part in (f"@{member.handle}", member.position) if part)
            choices.append(Choice(member.handle, member.name, detail))
        choices.append(Choice(NEW_MEMBER, _("somebody new …")))
        self._pick_field("lead", _("Lead"), choices)

    def _lead_somebody_new(self, ids: Sequence[str]) -> None:
        """A form for a member who is not there yet, who then leads the items."""
        from taskforce.screens.frame.register_area import new_member_form
        from taskforce.services.items import set_fields
        from taskforce.store.read.registers import member_rows

        session, write = self.session, self.begin_write(ids)
        assert session is not None

        async def written(made: Sequence[str], _sentence: str) -> None:
            handle = next(one.handle for one in member_rows(session.reader, session.today) if one.id == made[0])
            write(lambda store, items: set_fields(store, items, {"lead": handle}))

        self.app.push_screen(new_member_form(session, written))

    def _pick_field(self, field: str, title: str, choices: list[Choice]) -> None:
        from taskforce.services.items import set_fields

        self._pick(field, title, choices, lambda value: lambda store, ids: set_fields(store, ids, {field: value}))

    def _pick(self, field: str, title: str, choices: list[Choice], act: Callable[[str], Edit]) -> None:
        """Choose a value of a field from a list that begins at the present one."""
        from taskforce.screens.forms.dialogs import Pick

        ids = self.target_ids()
        if not ids or self.session is None:
            return
        write = self.begin_write(ids)
        row = items_by_id(self.session.reader, ids[:1]).get(ids[0])
        current = str(getattr(row, field) or "-") if row is not None else None

        def chosen(value: str | None) -> None:
            if value == NEW_MEMBER:
                self._lead_somebody_new(ids)
            elif value is not None:
                write(act(value))

        self.app.push_screen(Pick(f"{title}: {self.targets_text(ids)}", choices, current=current), chosen)

    def action_more_progress(self) -> None:
        """Ten points more."""
        from taskforce.services.items import add_progress

        self.write_to_targets(lambda store, ids: add_progress(store, ids, 10))

    def action_less_progress(self) -> None:
        """Ten points less."""
        from taskforce.services.items import add_progress

        self.write_to_targets(lambda store, ids: add_progress(store, ids, -10))

    def action_type_progress(self) -> None:
        """Type the progress."""
        from taskforce.model.numbers import parse_percent
        from taskforce.screens.forms.form_field import FormField
        from taskforce.services.items import set_progress

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
        from taskforce.screens.forms.dialogs import Reading
        from taskforce.widgets.history_text import history_text

        assert self.session is not None
        ids = self.target_ids()
        if ids:
            text = history_text(self.session.reader, self.session.store.clock, ids[0])
            self.app.push_screen(Reading(f"{_('History')}: {self.targets_text(ids[:1])}", text))

    def action_delete_item(self) -> None:
        """Delete, after asking."""
        from taskforce.screens.forms.dialogs import Confirm
        from taskforce.services.items import delete_items

        ids = self.target_ids()
        if not ids:
            return
        write = self.begin_write(ids)

        def answered(yes: bool | None) -> None:
            if yes:
                write(delete_items)

        question = _("Delete {items}?", items=self.targets_text(ids))
        self.app.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open ``new``, ``quick``, or the form of a command on items again: ``edit_item:ID,ID``."""
    from taskforce.screens.forms.form import Form
    from taskforce.screens.forms.quick_add import QuickAdd

    what, _sign, ids = about.partition(":")
    meant = [item_id for item_id in ids.split(",") if item_id]
    session = host.session
    if session is None or any(number_of(session.reader, item_id) is None for item_id in meant):
        return False
    await host.action_area("items")
    screen = host.screen
    if not isinstance(screen, ItemCommands):
        return False
    if what == "quick":
        await host.push_screen(QuickAdd(draft.texts.get("line", "")), screen.added)
        return True
    with screen.meaning(meant):
        getattr(screen, f"action_{what}")()
    return isinstance(host.screen, Form)
