"""How the list of action items is shown: order, groups, columns, and such views saved under a name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol

from taskforce.language import N_, _
from taskforce.remembered import recall, remember
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.area import with_list
from taskforce.screens.frame.item_writing import ItemScreen
from taskforce.screens.frame.session import Session
from taskforce.services.registers import delete_record
from taskforce.services.views import save_view
from taskforce.store.read.list_view import USUAL_SORT, ListView, NamedView, saved_views, turned
from taskforce.widgets.commands import Command, bindings, done_by
from taskforce.widgets.table.item_table import LIST_COLUMNS, known_columns

SORTS: tuple[tuple[str, str], ...] = (
    (USUAL_SORT, N_("Overdue first, then by due day")),
    ("due", N_("Due day")),
    ("-priority,due", N_("Priority")),
    ("status,due", N_("Status")),
    ("lead,due", N_("Lead")),
    ("agency,due", N_("Agency")),
    ("dimension,due", N_("Dimension")),
    ("deadline,due", N_("Deadline")),
    ("progress", N_("Progress")),
    ("start", N_("Start")),
    ("done_on", N_("Done on")),
    ("-budget", N_("Budget")),
    ("title", N_("Title")),
    ("ref", N_("Ref")),
    ("-updated_at", N_("Last changed")),
    ("-created_at", N_("Added last")),
)

GROUPS: tuple[tuple[str, str], ...] = (
    ("", N_("No groups")),
    ("dimension", N_("Dimension")),
    ("agency", N_("Agency")),
    ("lead", N_("Lead")),
    ("deadline", N_("Deadline")),
    ("status", N_("Status")),
    ("priority", N_("Priority")),
)

VIEW_COMMANDS: tuple[Command, ...] = done_by(
    "list_views",
    Command("sort", N_("Sort"), "s", N_("The list"), help=N_("choosing the same order again reverses it")),
    Command("group", N_("Group"), "b", N_("The list"),
            help=N_("Enter on a group's line folds it, Space selects all in it")),
    Command("choose_columns", N_("Columns"), "c", N_("The list"), help=N_("which ones, and in which order")),
    Command("views", N_("Saved views"), "w", N_("The list"), when=with_list),
    Command("save_view", N_("Save this view"), "W", N_("The list"), when=with_list,
            help=N_("filter, order, groups and columns under a name"), writes=True),
)  # fmt: skip
"""What changes how the list is shown; each names a method of :class:`ListViews`."""


class ViewPick(Pick):
    """The saved views; ends with ``show:ID``, ``first:ID`` or ``delete:ID``."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        *Pick.OWN_COMMANDS,
        Command("first_view", N_("Start with it"), "ctrl+b", footer=3, in_palette=False),
        Command("delete_view", N_("Delete"), "delete", footer=4, in_palette=False, writes=True),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def action_first_view(self) -> None:
        """Begin with this view from now on."""
        self._end("first")

    def action_delete_view(self) -> None:
        """Delete this view."""
        self._end("delete")

    def _end(self, what: str) -> None:
        value = self.highlighted_value
        if value is not None:
            self.dismiss(f"{what}:{value.partition(':')[2]}")


class ViewsScreen(ItemScreen, Protocol):
    """The area of action items, as :class:`ListViews` knows it."""

    @property
    def visible_columns(self) -> Sequence[str]:
        """Return the keys of the columns that there is room for."""

    def show_view(self, view: ListView) -> None:
        """Show the list in another way."""

    def clear_message(self) -> None:
        """Say nothing any more of what happened before."""

    def call_after_refresh(self, callback: Callable[..., None], *arguments: Any) -> bool:
        """Do something once what changed is painted."""


class ListViews:
    """How the list is shown: its filter, order, groups and columns; and such views under a name."""

    def __init__(self, screen: ViewsScreen) -> None:
        self._screen = screen
        self.view = ListView()
        """How the list is shown now."""
        self._remembered_from = ""

    @property
    def _session(self) -> Session:
        session = self._screen.session
        assert session is not None
        return session

    def show_saved(self, view_id: str) -> None:
        """Show a saved view, unless it is gone."""
        for one in saved_views(self._session.reader):
            if one.id == view_id:
                self.change_view(**_values(one.view))

    # What is remembered on this computer

    def recall_view(self) -> None:
        """Begin with the view that was chosen for this, else as the list was shown last."""
        session = self._screen.session
        place = "" if session is None else str(session.store.location)
        if session is None or place == self._remembered_from:
            return
        self._remembered_from = place
        memory = recall(place)
        first = next((one for one in saved_views(session.reader) if one.id == memory.get("first_view")), None)
        if first is not None and not self.view.query:
            self.view = first.view
        elif isinstance(shown := memory.get("list"), dict):
            columns = tuple(map(str, shown.get("columns") or ()))
            self.view = replace(self.view, grouping=str(shown.get("grouping") or ""), columns=columns)

    def change_view(self, **values: Any) -> None:
        """Show the list in another way, and remember it."""
        view = replace(self.view, **values)
        self._screen.clear_message()
        self._screen.show_view(view)
        session = self._screen.session
        if session is not None:
            place = str(session.store.location)
            kept = {"grouping": view.grouping, "columns": list(view.columns)}
            self._screen.start(lambda: asyncio.to_thread(remember, place, list=kept))

    # Order, groups, columns

    def sort_title(self) -> str:
        """Return what the list is sorted by, and grouped."""
        sort = self.view.sort
        text = _(dict(SORTS)[sort]) if sort in dict(SORTS) else self._turned_title(sort)
        grouped = dict(GROUPS).get(self.view.grouping) if self.view.grouping else None
        return f"{text} · {_('by {group}', group=_(grouped).lower())}" if grouped else text

    def _turned_title(self, sort: str) -> str:
        titles = {turned(one): title for one, title in SORTS}
        return f"{_(titles.get(sort, N_('own order')))} {'▼' if sort.startswith('-') else '▲'}"

    def sort(self) -> None:
        """Choose what the list is sorted by; choosing the present order turns it round."""
        choices = [Choice(sort, _(title)) for sort, title in SORTS]

        def chosen(sort: str | None) -> None:
            if sort is not None:
                self.sort_by(sort)

        self._screen.host.push_screen(Pick(_("Sort by"), choices, current=self.view.sort), chosen)

    def sort_by(self, sort: str) -> None:
        """Sort; by what it is sorted by already: the other way round."""
        chosen = next((one for one, _title in SORTS if one.lstrip("-").split(",")[0] == sort.lstrip("-")), sort)
        if chosen != USUAL_SORT and self.view.sort in (sort, chosen):
            chosen = turned(self.view.sort)
        self.change_view(sort=chosen)

    def group(self) -> None:
        """Choose what the list is grouped by."""
        choices = [Choice(name or "-", _(title)) for name, title in GROUPS]

        def chosen(name: str | None) -> None:
            if name is not None:
                self.change_view(grouping="" if name == "-" else name)

        self._screen.host.push_screen(Pick(_("Group by"), choices, current=self.view.grouping or "-"), chosen)

    def choose_columns(self) -> None:
        """Choose the columns and their order."""
        from taskforce.screens.forms.ordered_choice import ColumnChoice

        def chosen(columns: tuple[str, ...] | None) -> None:
            if columns is not None:
                self.change_view(columns=columns)
                self._screen.call_after_refresh(self._say_what_does_not_fit, columns)

        self._screen.host.push_screen(ColumnChoice(known_columns(self.view.columns)), chosen)

    def _say_what_does_not_fit(self, columns: Sequence[str]) -> None:
        shown = self._screen.visible_columns
        hidden = [_(LIST_COLUMNS[key].title) for key in columns if key not in shown]
        if hidden:
            self._screen.show_message(_("More columns, reached by →: {columns}.", columns=", ".join(hidden)))

    # Saved views

    def views(self) -> None:
        """Choose a saved view; which one the list begins with; delete one."""
        session = self._session
        views = {one.id: one for one in saved_views(session.reader)}
        first = recall(str(session.store.location)).get("first_view")
        choices = [Choice("show:", _("The usual list"), "" if first in views else _("starts with it"))]
        for one in views.values():
            words = [one.view.query] if one.view.query else []
            words += [_("starts with it")] if one.id == first else []
            choices.append(Choice(f"show:{one.id}", one.name, " · ".join(words)))
        current = next((one.id for one in views.values() if one.view == self.view), "")

        def chosen(answer: str | None) -> None:
            what, _sign, view_id = (answer or "").partition(":")
            self._with_view(what, views.get(view_id))

        self._screen.host.push_screen(ViewPick(_("Saved views"), choices, current=f"show:{current}"), chosen)

    def _with_view(self, what: str, one: NamedView | None) -> None:
        session = self._session
        if what == "show":
            self.change_view(**_values(one.view if one is not None else ListView()))
        elif what == "first":
            remember(str(session.store.location), first_view=one.id if one is not None else None)
            self._screen.show_message(
                _("The list begins with “{view}”.", view=one.name if one is not None else _("The usual list"))
            )
        elif what == "delete" and one is not None:
            self._screen.start(lambda: self._delete_view(one))

    async def _delete_view(self, one: NamedView) -> None:
        await self._session.write(lambda store: delete_record(store, "saved_view", one.id))
        await self._screen.host.list_changed()
        self._screen.show_message(_("The view “{view}” is deleted (u brings it back)", view=one.name))

    def save_view(self) -> None:
        """Keep filter, order, groups and columns under a name, for everyone who uses the list."""
        session, view = self._session, self.view
        names = [one.name for one in saved_views(session.reader)]

        def check(name: str) -> str:
            there = name.strip().casefold() in map(str.casefold, names)
            return _("There is one already: it is replaced.") if there else _("A new view")

        async def submit(texts: Texts) -> Problems:
            name = " ".join(texts["name"].split())
            await session.write(lambda store: save_view(store, name, view))
            await self._screen.host.list_changed()
            self._screen.show_message(_("The view “{view}” is saved: w shows it again.", view=name))
            return {}

        shown = ", ".join(_(LIST_COLUMNS[key].title) for key in known_columns(view.columns))
        words = " · ".join(part for part in (view.query, self.sort_title(), shown) if part)
        field = FormField("name", _("Name"), required=True, check=check, suggestions=names)
        self._screen.host.push_screen(Form(_("Save this view: {view}", view=words), [field], submit))


def _values(view: ListView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("query", "sort", "grouping", "columns")}
