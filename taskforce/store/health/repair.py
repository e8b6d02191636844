"""Mending a list where the history says what is right: a new list is made of it and takes the old one's place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from taskforce.clock import Clock
from taskforce.files import beside, folder_of_run, remove_left_behind
from taskforce.language import _, plural
from taskforce.paths import backup_folder
from taskforce.reading import is_sealed
from taskforce.store.database.connect import transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, StoreError
from taskforce.store.database.resealing import begin_sealed
from taskforce.store.database.sealed import connect, key_if_sealed
from taskforce.store.database.snapshot import Damaged, copy_pages, could_not, exchange, replace_damaged
from taskforce.store.database.sqlite import not_written, open_tolerant
from taskforce.store.health.completing import Complete
from taskforce.store.health.doctor import examine_list
from taskforce.store.health.finding import Finding
from taskforce.store.health.found import found_in, prepared
from taskforce.store.health.history import History
from taskforce.store.health.salvage import Salvaged, fill_list
from taskforce.store.write.migrate import make_list
from taskforce.store.write.rebuild import rebuild


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did, in sentences; where the list as it was is kept; and what is left to a person."""

    done: Sequence[str] = ()
    kept: Path | None = None
    left: Sequence[Finding] = field(default=())


def repair(location: Location, clock: Clock) -> Repaired:
    """Put right what has one right answer, after a copy of the list was kept beside it.

    The tables, what is computed, the index of words and the counters are made anew from the history.  Raises
    :class:`StoreError` when some of the history is lost: then nothing was changed.
    """
    findings = examine_list(location, clock)
    done: list[str] = []
    kept: Path | None = None
    if any(not one.sound and one.repairable for one in findings):
        if location.path is None:
            with transaction(location) as connection:
                rebuild(connection)
            done.append(_("The tables, the index of words and the counters are made anew from the history."))
        else:
            pages = any(one.check == "file" and not one.may_go_on for one in findings)
            kept, salvaged = _replaced(location.path, clock, pages=pages)
            done += _told(salvaged)
    if location.path is not None:
        done += _around(location.path, findings)
    if not done:
        return Repaired(left=[one for one in findings if not one.sound])
    return Repaired(tuple(done), kept, [one for one in examine_list(location, clock) if not one.sound])


def _told(salvaged: Salvaged) -> list[str]:
    sentences = [_("The tables, the index of words and the counters are made anew from the history.")]
    if salvaged.mended:
        sentences.append(
            plural(
                "{count} damaged change of the history was put right by what other places of the file say.",
                "{count} damaged changes of the history were put right by what other places of the file say.",
                len(salvaged.mended),
            )
        )
    return sentences


def _around(path: Path, findings: Sequence[Finding]) -> list[str]:
    """Mend what is not in the list: its rights, and what was left behind."""
    done: list[str] = []
    noted = {one.check for one in findings if one.repairable}
    if "rights" in noted:
        path.chmod(0o600)
        done.append(_("The file is its owner's alone now."))
    if "remains" in noted:
        places = (path.absolute().parent, backup_folder(), Path(tempfile.gettempdir()))
        count = sum(remove_left_behind(place) for place in dict.fromkeys(places))
        done.append(plural("{count} temporary file was removed.", "{count} temporary files were removed.", count))
    return done


def _replaced(path: Path, clock: Clock, *, pages: bool) -> tuple[Path, Salvaged]:
    """Put a list made of the history in the place of the one in ``path``; give where that is kept.

    ``pages``: pages of it are damaged, which SQLCipher does not even copy.

    The history is read, and the list written, while nobody else can write to it.
    """
    _check_not_newer(path)
    _check_rights(path)
    _check_whole(path, clock)
    stamp = clock.now().astimezone(clock.zone).strftime("%Y-%m-%d-%H%M%S")
    name = f"{path.stem}.before-repair-{stamp}{path.suffix}"
    saved: list[Salvaged] = []
    try:
        with beside(path) as stage:
            _fill_some(stage, path)

            def ready(_kept: Path) -> None:
                saved.append(_made(stage, found_in(path), path, clock))  # nobody writes now

            try:
                return exchange(stage, path, name, ready), saved[0]
            except (Damaged, StoreError) as error:
                if not isinstance(error, Damaged) and not (pages and is_sealed(path)):
                    raise
                saved.clear()
                ready(path)
                with closing(connect(stage)) as staged:
                    staged.execute("PRAGMA journal_mode = DELETE")
                return replace_damaged(stage, path, name), saved[0]
    except sqlite3.Error as error:
        raise not_written(path, error) from error
    except OSError as error:
        raise could_not(path, error) from error


def _fill_some(stage: Path, path: Path) -> None:
    """Make a database of some pages, sealed as the list in ``path`` is.

    One of a single page is copied before anybody is told that it is locked.
    """
    if (key := key_if_sealed(path)) is not None:
        begin_sealed(stage, key)
    with closing(connect(stage)) as connection:
        connection.execute("CREATE TABLE one (a)")
        connection.execute("CREATE TABLE two (b)")


def _made(stage: Path, found: History, path: Path, clock: Clock) -> Salvaged:
    """Fill the stage with the list that a history makes; raise :class:`StoreError` when some of it is lost."""
    saved: list[Salvaged] = []
    new = folder_of_run("repair") / "list.db"
    try:
        make_list(
            Location(path=new),
            lambda connection: saved.append(fill_list(connection, found, clock, path.name, place=path)),
            key=key_if_sealed(stage),
        )
        if not saved[0].whole:
            raise lost(saved[0])
        copy_pages(new, stage)
    finally:
        shutil.rmtree(new.parent, ignore_errors=True)
    return saved[0]


def _check_whole(path: Path, clock: Clock) -> None:
    """Raise :class:`StoreError` when some of the history is lost, before anything touches the file or its log."""
    _mending, complete = prepared(found_in(path), clock, path.name)
    if not complete.whole:
        raise lost(complete)


def lost(salvaged: Salvaged | Complete) -> StoreError:
    """Return the sentence for a list that cannot be made whole from what is in its file."""
    changes = salvaged.lost if isinstance(salvaged, Salvaged) else salvaged.lost_changes
    count = changes.total() or len(salvaged.begun_anew) + salvaged.without_beginning.total() + salvaged.unlinked
    return StoreError(
        plural(
            "{count} part of the history is lost, so nothing was changed: “taskforce doctor --salvage NEWFILE” "
            "saves everything else into a new list; a backup (“taskforce backup --list”) may have it all.",
            "{count} parts of the history are lost, so nothing was changed: “taskforce doctor --salvage NEWFILE” "
            "saves everything else into a new list; a backup (“taskforce backup --list”) may have it all.",
            count,
        )
    )


def _check_not_newer(path: Path) -> None:
    """Raise :class:`StoreError` for a list of a newer version: this one does not know all that it holds."""
    try:
        with closing(open_tolerant(path)) as reader:
            migrated = str(reader.value("SELECT version_num FROM alembic_version"))
    except sqlite3.Error:
        return
    if migrated.isdigit() and int(migrated) > SCHEMA:
        raise StoreError(
            _("{path} was written by a newer taskforce: nothing was changed; update this program.", path=path)
        )


def _check_rights(path: Path) -> None:
    if not all(os.access(one, os.W_OK) for one in (path, path.parent)):
        raise StoreError(
            _(
                "{path} is write-protected, so it cannot be mended in its place: “taskforce doctor --salvage "
                "NEWFILE” makes a new list of it elsewhere.",
                path=path,
            )
        )
