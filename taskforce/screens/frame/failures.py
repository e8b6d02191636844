"""One net under every handler, action, callback and worker of the app: what failed is said, and work goes on.

Textual ends the app when anything raises that runs in it, and has no hook for that.  So its one place that hands
on a message is wrapped, for every widget and the app; what else may raise ends in ``_handle_exception``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.app import ScreenStackError
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.geometry import Offset
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from taskforce.failure_details import keep_details
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

STORM, STORM_SECONDS = 20, 2.0
"""So many unforeseen failures within so many seconds: what cannot even be painted is better ended."""


class Failures(Base):
    """What the app does about failures; a mixin of the app."""

    _was_lost = False
    _noticed: frozenset[str] = frozenset()
    _failed_at: deque[float] | None = None

    async def run_action(
        self,
        action: Any,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run what a key or a click asks for; when it fails, say so and go on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            gone = default_namespace is not None and self.is_going(default_namespace)
            if not (gone and isinstance(error, NoMatches)):
                self.show_failure(error)
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Survive what would end a Textual app: a callback, a timer, a painting that failed."""
        if self.is_running and self.screen_stack:
            self.show_failure(error)
        else:
            super()._handle_exception(error)

    def is_going(self, node: MessagePump | None) -> bool:
        """Return whether a widget, the dialogue that it is on, or the app itself is being taken away."""
        if node is None or node is self or self._exit:
            return self._exit or self._closing
        screens = [one for one in getattr(node, "ancestors_with_self", ()) if isinstance(one, Screen)]
        return not node.is_running or any(one.is_modal and one not in self.screen_stack for one in screens)

    def show_failure(self, error: Exception) -> None:
        """Say what failed; the screen it failed on stays as it is."""
        self.log.error(repr(error))
        if isinstance(error, LIST_FAILURES):
            reason = str(error).splitlines()[0] if str(error) else repr(error)
            session = host_of(self).session
            self.say_anywhere(reason if session is None else session.with_hour(reason), "error")
        else:
            self.survive(error)

    def survive(self, error: Exception) -> None:
        """Say that something went wrong that nobody foresaw, keep its details, and go on unless it never ends."""
        details = keep_details(error)
        where = _("Details are in {file}.", file=details) if details is not None else ""
        reason = (str(error).splitlines() or [""])[0]
        sentence = _(
            "Something went wrong that nobody foresaw ({reason}): what was saved is safe, you can go on. {where}",
            reason=f"{type(error).__name__}: {reason}",
            where=where,
        ).strip()
        self._failed_at = self._failed_at or deque(maxlen=STORM)
        self._failed_at.append(monotonic())
        if len(self._failed_at) == STORM and self._failed_at[-1] - self._failed_at[0] < STORM_SECONDS:
            self.exit(return_code=1, message=Text(printable(sentence)))
            return
        self.say_anywhere(sentence, "error")

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
        for bar in self.screen.query("AreaBar"):
            bar.refresh()
        if session.lost:
            sentence = _(
                "The connection to the list is lost: what you see is as of {time}. What you type is kept; the "
                "connection is tried again by itself.",
                time=session.as_of,
            )
            self.say_anywhere(sentence, "error")
        else:
            self.say_anywhere(_("The connection to the list is back."), "information")
            self.run_worker(host_of(self).list_changed(), exit_on_error=False)


_dispatch = MessagePump._dispatch_message


async def _dispatch_message(pump: MessagePump, message: Message) -> None:
    """Hand a message on and call its handlers; what they raise is told, and the pump hears the next one.

    Textual's own ends the pump; where it was the app's, the app.
    """
    app: Any = pump.app
    if not isinstance(app, Failures):
        await _dispatch(pump, message)
        return
    try:
        await _dispatch(pump, message)
    except (NoMatches, ScreenStackError) as error:
        if not (app.is_going(pump) or app.is_going(message._sender)):  # else parts of it are gone already
            app._handle_exception(error)
    except Exception as error:
        app._handle_exception(error)
        if isinstance(pump, ModalScreen) and isinstance(message, (events.Compose, events.Mount)):
            pump.dismiss(None)  # a dialogue that could not be made would take every key and do nothing
    if isinstance(message, Worker.StateChanged) and message.state is WorkerState.ERROR:
        failed = message.worker.error
        if isinstance(failed, Exception):
            app.show_failure(failed)


_dismiss = Screen.dismiss


def _dismiss_itself(screen: Screen[Any], result: Any = None) -> AwaitComplete:
    """Close a screen with what was opened above it.

    Textual's own closes whatever is on top: a form whose writing ends closed the dialogue above it and stayed, and
    one that was closed twice took the screen below along.
    """
    if screen not in screen.app.screen_stack:
        return AwaitComplete()
    while screen.app.screen is not screen:
        screen.app.pop_screen()
    closed: AwaitComplete = _dismiss(screen, result)
    return closed


_widget_and_offset_at = Screen.get_widget_and_offset_at


def _present_widget_and_offset_at(screen: Screen[Any], x: int, y: int) -> tuple[Widget | None, Offset | None]:
    """Return what a click begins to select; nothing of a widget that is shown still and taken away already."""
    widget, offset = _widget_and_offset_at(screen, x, y)
    is_going = widget is not None and widget.parent is None and not isinstance(widget, Screen)
    return (None, None) if is_going else (widget, offset)


Screen.dismiss = _dismiss_itself  # type: ignore[method-assign,assignment]
Screen.get_widget_and_offset_at = _present_widget_and_offset_at  # type: ignore[method-assign,assignment]
MessagePump._dispatch_message = _dispatch_message  # type: ignore[method-assign,assignment]
