"""What a command works with: the list it opens when it needs it, and how it prints."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.config import Config, read_config
from taskforce.console import writes_utf8
from taskforce.language import _
from taskforce.model.errors import NotFound, TaskforceError, UsageError
from taskforce.model.width import printable_lines
from taskforce.paths import config_file, default_database
from taskforce.store.database.location import Location, location_of
from taskforce.store.store import Store, open_store


class CallOptions(NamedTuple):
    """What may be said with every command: where the list is, who acts, only to look, yes to all questions."""

    db: str | None = None
    member: str | None = None
    read_only: bool | None = None
    yes: bool = False


class Context:
    """Options and environment of one call: option beats environment beats config file beats default."""

    def __init__(self, options: CallOptions) -> None:
        self.options = options
        self._store: Store | None = None

    def __enter__(self) -> Context:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()

    @cached_property
    def config(self) -> Config:
        """Return the user's preferences."""
        return read_config(config_file())

    @property
    def location(self) -> Location:
        """Return where the list is."""
        named = self.options.db or os.environ.get("TASKFORCE_DB") or self.config.database
        return location_of(named or default_database())

    @property
    def today(self) -> date | None:
        """Return the injected day, or ``None`` for the real one."""
        text = os.environ.get("TASKFORCE_TODAY")
        if not text:
            return None
        from taskforce.model.dates import is_known

        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = date.max
        if not is_known(day):
            raise UsageError(_("TASKFORCE_TODAY is “{text}”: write a date as 2026-12-05.", text=text))
        return day

    @property
    def clock(self) -> Clock:
        """Return the clock before a list is opened, which knows the office's time zone: with the usual one."""
        return Clock(today=self.today)

    @property
    def actor(self) -> str | None:
        """Return the member who acts, as named by option, environment or preferences."""
        return self.named_actor or self.config.member

    @property
    def named_actor(self) -> str | None:
        """Return the member who was named for this call: then it must be one of this list."""
        return self.options.member or os.environ.get("TASKFORCE_AS")

    @property
    def store(self) -> Store:
        """Return the list, opened when it is asked for first."""
        if self._store is None:
            store = open_store(self.location, today=self.today, read_only=bool(self.options.read_only))
            self._store = store
            actor = self.named_actor or (self.config.member if store.actor_id is None else None)
            if actor:
                from taskforce.store.query.lookup import member_by

                try:
                    store.actor_id = member_by(store.reader, actor).id
                except NotFound:
                    if self.named_actor:
                        raise  # else it is the person's usual name, and this list is another one
        return self._store

    @property
    def today_iso(self) -> str:
        """Return the organisation's day as ISO text."""
        return self.store.clock.today().isoformat()

    def print(self, text: str = "") -> None:
        """Print lines of data, in which nothing can steer the terminal."""
        print(printable_lines(text))

    def say(self, text: str) -> None:
        """Print a message for the person, apart from the data."""
        print(printable_lines(text), file=sys.stderr)

    def print_json(self, data: Any) -> None:
        """Print data as JSON, with escapes where the console has not every character."""
        json.dump(data, sys.stdout, ensure_ascii=not writes_utf8(sys.stdout), indent=1)
        sys.stdout.write("\n")

    def may_replace(self, paths: Sequence[Path], *, backup: bool = False) -> None:
        """Ask before files are replaced that this program did not write, or that were changed since.

        Raises for the list itself, for what SQLite puts beside it, and for any other database; a ``backup`` may
        replace one that nobody has open.
        """
        from taskforce.files import check_target, is_free

        own = self.location.path
        for path in paths:
            if own is not None and path.exists() and own.exists() and path.samefile(own):
                raise UsageError(_("{path} is the list itself: name another file.", path=path))
            check_target(path, backup=backup)
        for path in paths:
            if not is_free(path):
                self.confirm(
                    _("{path} was not written by this program, or was changed since: replace it?", path=path)
                )

    def confirm(self, question: str, writes: str = "") -> None:
        """Ask before something destructive; ``--yes`` answers.  Raises when the answer is no.

        ``writes`` is the type of the records that are written then: whoever may not is not asked first.
        """
        if writes:
            self.store.check_writable(writes)
        if self.options.yes:
            return
        if not sys.stdin.isatty():
            raise UsageError(_("{question} Nobody is there to answer: say --yes to do it.", question=question))
        answer = input(f"{printable_lines(question)} [y/t] ").strip().casefold()
        if answer not in ("y", "ya", "yes"):
            raise TaskforceError(_("Nothing was changed."))
