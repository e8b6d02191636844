"""What is added to action items: a new day with its reason, people, tags, notes, evidence, what they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from taskforce.language import _
from taskforce.model.vocabulary import NoteKind, Status, label
from taskforce.screens.item_targets import USUAL, Asked, Edit, ItemTargets
from taskforce.store.items import item_links

if TYPE_CHECKING:
    from taskforce.screens.dialogs import Choice
    from taskforce.screens.finder import Finder
    from taskforce.store.finding import FoundItem

__all__ = ["Edit", "ItemAdditions", "item_choice"]


def item_choice(found: FoundItem) -> Choice:
    """An action item to choose from a list."""
    from taskforce.screens.dialogs import Choice

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
        from taskforce.screens.form_field import FormField
        from taskforce.screens.item_edits import reschedule
        from taskforce.screens.item_form import date_check

        assert self.desk is not None
        fields = [
            FormField("due", _("New due day"), due, required=True, check=date_check(self.desk),
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
        from taskforce.screens.form_field import FormField
        from taskforce.screens.item_edits import change_tags

        field = FormField("tags", _("Tags"), required=True, hint=_("rapat -usang: adds rapat, takes usang away"))
        self._ask(
            "tag_item", _("Tags"), [field], lambda texts: lambda store, ids: change_tags(store, ids, texts["tags"])
        )

    def action_add_note(self) -> None:
        """Add a note."""
        from taskforce.screens.form_field import FormField
        from taskforce.screens.item_edits import add_note

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
        from taskforce.screens.form_field import FormField
        from taskforce.screens.item_edits import add_evidence

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
        from taskforce.screens.dialogs import Choice
        from taskforce.screens.finder import Finder, find_among
        from taskforce.store.registers import member_rows

        desk, ids = self.desk, self.target_ids()
        if desk is None or not ids:
            return
        choices = [
            Choice(row.handle, row.name, " · ".join(filter(None, (f"@{row.handle}", row.position))))
            for row in member_rows(desk.reader, desk.today)
        ]
        now = item_links(desk.reader, ids).supporting.get(ids[0], []) if len(ids) == 1 else []
        marked = [choice for choice in choices if choice.value in now]
        title = f"{_('Supporting members')}: {self.targets_text(ids)}"
        self._find_many(Finder(title, find_among(choices), marked=marked), ids, "supporting")

    def action_pick_needs(self) -> None:
        """Choose the items that must be done before."""
        from taskforce.screens.finder import Finder
        from taskforce.store.finding import find_items

        desk, ids = self.desk, self.target_ids()
        if desk is None or not ids:
            return

        async def find(text: str) -> Sequence[Choice]:
            found = await desk.read(lambda reader: find_items(reader, text))
            return [item_choice(one) for one in found if one.id not in ids]

        now = item_links(desk.reader, ids).depends_on.get(ids[0], []) if len(ids) == 1 else []
        marked = [item_choice(one) for one in find_items(desk.reader, refs=now)]
        title = f"{_('Depends on')}: {self.targets_text(ids)}"
        finder = Finder(title, find, marked=marked, hint=_("a ref or words of the title"))
        self._find_many(finder, ids, "depends_on")

    def _find_many(self, finder: Finder, ids: Sequence[str], field: str) -> None:
        """Choose several; what was marked or unmarked is added or taken away."""
        from taskforce.screens.item_edits import set_fields

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
