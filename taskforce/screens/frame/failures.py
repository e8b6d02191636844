"""What keeps the app going when the list cannot be read: what failed is said, the screens stay, work goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

from taskforce.language import _
from taskforce.model.width import printable
from taskforce.screens.frame.host import host_of
from taskforce.widgets.commands import LIST_FAILURES
from taskforce.widgets.footer import Weight

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

    Base = App[int]
else:
    Base = object


NOTICE_SECONDS = 15
"""How long a sentence of the store is shown; a click takes it away."""


class ListFailures(Base):
    """What the app does about failures; a mixin of the app."""

    _was_lost = False
    _noticed: frozenset[str] = frozenset()

    async def run_action(
        self,
        action: Any,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run what a key or a click asks for; when the list fails, say so and go on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except LIST_FAILURES as error:
            self.show_failure(error)
            return True

    def show_failure(self, error: Exception) -> None:
        """Say what failed; the screen it failed on stays as it is."""
        self.log.error(repr(error))
        reason = str(error).splitlines()[0] if str(error) else repr(error)
        self.say_anywhere(reason, "error")

    def say_anywhere(self, text: str, weight: Weight) -> None:
        """Say something in the present area, and above a dialogue that covers it."""
        host_of(self).show_area_message(text, weight)
        if isinstance(self.screen, ModalScreen):
            self.notify(printable(text), severity=weight, timeout=8, markup=False)

    def look_after_list(self) -> None:
        """Say what the store wants to be known, when the list got out of reach, and when it is back."""
        session = host_of(self).session
        if session is None:
            return
        for notice in session.notices():
            if notice not in self._noticed:  # a backup that fails fails again at the next write
                self._noticed |= {notice}
                self.notify(printable(notice), severity="warning", timeout=NOTICE_SECONDS, markup=False)
        if session.lost == self._was_lost:
            return
        self._was_lost = session.lost
        if session.lost:
            sentence = _(
                "The connection to the list is lost: what you see may be old. What you type is kept; the "
                "connection is tried again by itself."
            )
            self.say_anywhere(sentence, "error")
        else:
            self.say_anywhere(_("The connection to the list is back."), "information")
            self.run_worker(host_of(self).list_changed(), exit_on_error=False)
