"""What screens need of the app that shows them.  They know it by this alone, so that no screen imports the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast, runtime_checkable

from textual.message_pump import MessagePump
from textual.screen import Screen

from taskforce.widgets.commands import Command
from taskforce.widgets.footer import Weight

if TYPE_CHECKING:
    from taskforce.screens.forms.draft_file import UnsavedDraft
    from taskforce.screens.frame.exchanging.step import FolderExchange
    from taskforce.screens.frame.session import Session


@runtime_checkable
class KeepsUp(Protocol):
    """A form or a dialogue that shows what others write while it is open."""

    async def list_changed(self) -> None:
        """Show what others wrote."""


class KeptDrafts(Protocol):
    """What is typed and not saved yet, kept in a file."""

    def keep(
        self, draft_id: str, kind: str, title: str, texts: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep what was typed, by field, and what stood there at first."""

    def kept(self, kind: str) -> UnsavedDraft | None:
        """Return what was typed last into a form of that kind and neither saved nor thrown away."""

    def drop(self, draft_id: str) -> None:
        """Forget a draft: it was saved, or thrown away."""


class Host(Protocol):
    """The app, as screens, forms and dialogues see it."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]]
    """What can be done in every area."""
    session: Session | None
    """The open list; ``None`` until it is open."""
    list_state: int
    """Counts up whenever the list may have changed; an area that loaded at another state is stale."""

    @property
    def drafts(self) -> KeptDrafts:
        """Return where what is typed is kept until it is saved."""

    @property
    def may_write(self) -> bool:
        """Return whether the open list may be changed."""

    @property
    def refused_types(self) -> frozenset[str]:
        """Return the types of records in the open list that this person's role may not write."""

    @property
    def whereabouts(self) -> Sequence[str]:
        """Return whose list it is and which day, in several lengths, the longest first."""

    @property
    def screen(self) -> Screen[Any]:
        """Return the screen on top."""

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Show a screen or a dialogue above the present one."""

    def show_area_message(self, text: str, weight: Weight = "error") -> None:
        """Say something in the present area."""

    async def list_changed(self) -> None:
        """Read anew what is shown, as the list was written to."""

    @property
    def exchange(self) -> FolderExchange | None:
        """Return how the open list is exchanged through a folder."""

    @property
    def exchange_sign(self) -> Sequence[str]:
        """Return what stands in the frame of exchanging, in several lengths, the longest first."""

    async def open_sign(self) -> None:
        """Go where the sign leads: to the conflicts, or to the copies."""

    def decided(self, sentence: str | None) -> None:
        """Say which conflicts were decided, and read anew what is shown."""

    def set_up_exchange(self) -> None:
        """Ask through which folder the list is exchanged."""

    def accept_clock(self) -> None:
        """Take what other copies wrote dated in the future, after asking."""

    async def exchange_changed(self) -> None:
        """Exchange through the folder that was set just now, if one was, and show how it stands."""

    async def organisation_changed(self) -> None:
        """Take over the organisation's name and time zone, as they were written."""

    async def open_made_list(self) -> None:
        """Open the list that was just made, where there was none or a damaged one."""

    def ask_who_works(self) -> None:
        """Ask once who works here, where nobody said so."""

    # Going elsewhere

    async def action_area(self, name: str) -> None:
        """Go to an area."""

    async def show_items(self, query: str, item_id: str | None = None) -> None:
        """Go to the action items that a query finds, with the cursor on one of them."""

    async def show_saved_view(self, view_id: str) -> None:
        """Go to the action items as a saved view shows them."""

    def open_item(self, item_id: str) -> None:
        """Show an action item on a screen of its own."""

    def open_meeting(self, meeting_id: str) -> None:
        """Show a meeting on a screen of its own."""

    def action_import_file(self) -> None:
        """Take in a spreadsheet."""

    def action_sheets(self) -> None:
        """Show the sheets that went to agencies."""

    # What a person chooses for themselves

    def remember(self, preference: str, value: str | None) -> None:
        """Keep a preference for the next time."""

    def speak(self, language: str) -> None:
        """Show everything in a language, from now on."""

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """Let other keys than the usual ones run commands."""


def host_of(node: MessagePump) -> Host:
    """Return the app that a screen or a widget stands in."""
    return cast("Host", node.app)
