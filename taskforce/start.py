"""Starting the application: the list is opened in a thread while Textual is being imported."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date

from taskforce.screens.frame.session import Session, open_session
from taskforce.store.database.location import Location

FRAMES = "120"
"""Textual paints what changed at most so often a second: at its usual 60 the last that a key changes, the line
that says where the cursor is, comes a frame of 17 ms later."""


def start_app(
    location: Location,
    *,
    actor: str | None = None,
    usual_actor: str | None = None,
    today: date | None = None,
    read_only: bool = False,
    theme: str | None = None,
    keys: Mapping[str, str] | None = None,
    asks_who: bool = False,
) -> int:
    """Run the application on the list at ``location`` and return the exit status.

    ``actor`` must be a member of the list, ``usual_actor`` acts where it is one; ``keys`` see the preferences.
    ``asks_who`` lets the app ask who works here, where that is not said.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    ahead = None
    if location.path is None or location.path.exists():
        ahead = _open_ahead(location, actor, usual_actor, today, read_only)
    from taskforce.app import TaskforceApp
    from taskforce.screens.frame.theme import suitable_theme
    from taskforce.widgets.plain_signs import knows_ascii_alone

    look = suitable_theme(os.environ, theme, windows=sys.platform == "win32")  # the app takes NO_COLOR away
    app = TaskforceApp(
        location,
        actor=actor,
        today=today,
        read_only=read_only,
        theme=look,
        plain_signs=knows_ascii_alone(os.environ),
        usual_actor=usual_actor,
        keys=keys,
        ahead=ahead,
        asks_who=asks_who,
    )
    app.run()
    return app.return_code or 0


def _open_ahead(
    location: Location, actor: str | None, usual_actor: str | None, today: date | None, read_only: bool
) -> Future[Session]:
    """Open the list, and read what the first screen shows of it, in a thread; the future tells what failed.

    Changes made meanwhile are not missed: the session watches the list from before it is read.
    """
    future: Future[Session] = Future()

    def work() -> None:
        try:
            session = open_session(
                location, actor=actor, usual_actor=usual_actor, today=today, read_only=read_only
            )
            session.look_ahead()
        except BaseException as error:  # whatever it is, the app tells it
            future.set_exception(error)
        else:
            future.set_result(session)

    threading.Thread(target=work, daemon=True).start()
    return future
