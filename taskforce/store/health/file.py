"""The file of a list and what lies around it: pages, tables and indexes; rights, folder, room and remains."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from taskforce import __version__
from taskforce.clock import Clock
from taskforce.files import left_behind
from taskforce.language import _, plural
from taskforce.model.numbers import format_number
from taskforce.model.text import decodable, search_words
from taskforce.paths import backup_folder
from taskforce.store.backup import backups
from taskforce.store.changes import text_search, text_search_postgres
from taskforce.store.changes.batch import to_json
from taskforce.store.database.reader import SCHEMA, Connection, Reader
from taskforce.store.database.sqlite import damage_text
from taskforce.store.database.unsafe_folders import folder_warning, shared_folder
from taskforce.store.health.contents import REPAIR
from taskforce.store.health.finding import Finding, Weight, note, ok
from taskforce.store.health.history import OF_AN_INDEX

_EXAMPLES = 5
_LEAST_ROOM = 100_000_000
_LATE_BACKUP = 7


def pages(reader: Reader) -> Iterator[Finding]:
    """Let SQLite check every page."""
    answers = [decodable(str(row[0])) for row in reader.rows("PRAGMA integrity_check(100)")]
    if answers == ["ok"]:
        yield ok("file", _("The file is whole."))
        return
    indexes_only = all(answer.startswith(OF_AN_INDEX) for answer in answers)
    yield broken_file(answers, indexes_only=indexes_only)


def broken_file(answers: list[str], *, indexes_only: bool = False) -> Finding:
    """Return the finding of a file that SQLite finds damaged."""
    if indexes_only:
        return Finding(
            "file",
            Weight.WRONG,
            _("An index of the file does not agree with its table."),
            _("Nothing is lost, but lists may leave something out. {repair} makes it anew.", repair=REPAIR),
            answers[:_EXAMPLES],
            repairable=True,
        )
    return Finding(
        "file",
        Weight.STOP,
        _("The file is damaged: {reason}", reason=damage_text(answers[0])),
        _(
            "Do not write to it any more. {repair} makes it whole again if the history can still be read; if it "
            "cannot, “taskforce doctor --salvage NEWFILE” saves what can be.",
            repair=REPAIR,
        ),
        answers[1:_EXAMPLES],
        repairable=True,
    )


def structure(reader: Connection) -> Iterator[Finding]:
    """Check that every table, column and index is there that this version makes."""
    from sqlmodel import SQLModel

    from taskforce.model import tables

    assert tables.TABLES

    missing: list[str] = []
    for name, table in sorted(SQLModel.metadata.tables.items()):
        columns = {row[1] for row in reader.rows(f"PRAGMA table_info({name})")}
        if not columns:
            missing.append(name)
            continue
        missing += [f"{name}.{one.name}" for one in table.columns if one.name not in columns]
        indexes = {row[1] for row in reader.rows(f"PRAGMA index_list({name})")}
        missing += [str(one.name) for one in table.indexes if one.name not in indexes]
    words = ("item_search", "item_search_vocabulary", "item_search_places")
    there = {row[0] for row in reader.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing += [name for name in words if name not in there]
    if not missing:
        yield ok("tables", _("Every table and index is there."))
        return
    yield Finding(
        "tables",
        Weight.STOP if any(one.partition(".")[0] in HISTORY for one in missing) else Weight.WRONG,
        plural(
            "{count} table, column or index is missing.",
            "{count} tables, columns or indexes are missing.",
            len(missing),
        ),
        _("{repair} makes them anew from the history.", repair=REPAIR),
        missing[:_EXAMPLES],
        repairable=True,
    )


HISTORY = ("change", "batch", "copy")
"""The tables that everything else is made from."""


def schema(reader: Reader) -> Iterator[Finding]:
    """Check that the number of the schema is the one that the migrations left."""
    said, migrated = (
        int(reader.value("PRAGMA user_version")),
        reader.value("SELECT version_num FROM alembic_version"),
    )
    programs = f"taskforce {__version__}, SQLite {sqlite3.sqlite_version}"
    if str(migrated) == f"{said:04d}" and said <= SCHEMA:
        yield ok("versions", _("Schema {number}, {programs}.", number=said, programs=programs))
    elif str(migrated) == f"{said:04d}":
        yield note(
            "versions",
            _(
                "A newer taskforce wrote this list (schema {theirs}, this one knows {ours}).",
                theirs=said,
                ours=SCHEMA,
            ),
            _("Update this program to change the list."),
        )
    else:
        yield Finding(
            "versions",
            Weight.STOP,
            _(
                "The file says schema {said}, its tables are of schema {other}.",
                said=said,
                other=decodable(str(migrated)),
            ),
            _("{repair} puts it right.", repair=REPAIR),
            repairable=True,
        )


def word_index(reader: Connection) -> Iterator[Finding]:
    """Compare the index of words with one made anew of the same texts."""
    examples, broken = _words_on_a_server(reader) if reader.dialect == "postgresql" else _words_in_a_file(reader)
    if not broken:
        yield ok("search", _("The index of words finds what is there."))
        return
    yield Finding(
        "search",
        Weight.WRONG,
        _("The index of words is not that of the texts: a search may miss something."),
        _("Nothing is lost. {repair} makes it anew.", repair=REPAIR),
        examples[:_EXAMPLES],
        repairable=True,
    )


def _words_on_a_server(reader: Connection) -> tuple[list[str], bool]:
    """Return words that the index has wrongly, and whether it has any."""
    items = [(seq, list(map(search_words, texts))) for seq, *texts in reader.rows(text_search.source(reader))]
    rows = [{"seq": seq, "words": text_search_postgres.vector(texts)} for seq, texts in items]
    wrong = reader.rows(
        "SELECT i.ref FROM json_to_recordset(CAST(:rows AS json)) AS x(seq bigint, words text) "
        "JOIN action_item i ON i.seq = x.seq LEFT JOIN item_search s ON s.seq = x.seq "
        "WHERE s.words IS DISTINCT FROM CAST(x.words AS tsvector) ORDER BY i.seq LIMIT 50",
        rows=to_json(rows),
    )
    known = {row[0] for row in reader.rows("SELECT word FROM item_search_vocabulary")}
    unknown = sorted({word for _seq, texts in items for words in texts for word in words} - known)
    return [*(str(row[0]) for row in wrong), *unknown], bool(wrong or unknown)


def _words_in_a_file(reader: Connection) -> tuple[list[str], bool]:
    """Return words that the index has wrongly, and whether it has any."""
    drop = ("words_now", "made_anew_places", "made_anew_vocabulary", "made_anew")
    try:
        text_search.create(reader, "made_anew", "temp")
        text_search.fill(reader, "made_anew", reader.rows(text_search.source(reader)))
        reader.execute("CREATE VIRTUAL TABLE temp.words_now USING fts5vocab(main, item_search, instance)")
        words = "SELECT term, doc, col, offset FROM temp"
        wrong = [
            *reader.rows(f"{words}.made_anew_places EXCEPT {words}.words_now LIMIT 50"),
            *reader.rows(f"{words}.words_now EXCEPT {words}.made_anew_places LIMIT 50"),
            *reader.rows(
                "SELECT word FROM temp.made_anew_vocabulary EXCEPT SELECT word FROM main.item_search_vocabulary "
                "LIMIT 50"
            ),
        ]
        examples = sorted({decodable(str(row[0])) for row in wrong})
        broken = bool(wrong)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT:  # the file is, not the index alone
            raise
        examples, broken = [decodable(str(error))], True
    finally:
        for name in drop:
            reader.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return examples, broken


def rights(path: Path) -> Iterator[Finding]:
    """Check that the file is its owner's alone, and may be written."""
    if os.name != "posix":
        yield ok("rights", _("On Windows the folder of the user keeps the file private."))
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield note(
            "rights",
            _("Others on this computer may read the file, with all that is personal in it (mode {mode}).",
              mode=f"{mode:04o}"),
            _("{repair} makes it yours alone, or “chmod 600”.", repair=REPAIR),
            repairable=True,
        )  # fmt: skip
    elif not os.access(path, os.W_OK):
        yield note("rights", _("The file is write-protected: it can be looked at, not changed."))
    else:
        yield ok("rights", _("The file is its owner's alone."))


def folder(path: Path) -> Iterator[Finding]:
    """Check that the list does not lie where lists are damaged."""
    warning = folder_warning(path)
    if warning is None:
        yield ok("folder", _("The folder is one of this computer."))
    else:
        yield note("folder", warning, examples=[str(shared_folder(path))])


def room(path: Path) -> Iterator[Finding]:
    """Check that the disk has room for the list three times: a copy, a log, and what it grows."""
    free = shutil.disk_usage(path.absolute().parent).free
    size = format_number(free / 1_000_000, decimals=0)
    if free < max(3 * path.stat().st_size, _LEAST_ROOM):
        yield note("room", _("Only {size} MB are free on the disk.", size=size), _("Make room before it is full."))
    else:
        yield ok("room", _("{size} MB are free on the disk.", size=size))


def remains(path: Path) -> Iterator[Finding]:
    """Look for what runs that were killed left behind."""
    places = (path.absolute().parent, backup_folder(), Path(tempfile.gettempdir()))
    found = [one for place in dict.fromkeys(places) for one in left_behind(place)]
    if not found:
        yield ok("remains", _("Nothing was left behind by runs that were ended."))
        return
    yield note(
        "remains",
        plural(
            "{count} temporary file was left behind by a run that was ended.",
            "{count} temporary files were left behind by runs that were ended.",
            len(found),
        ),
        _("{repair} removes them; so does the program by and by.", repair=REPAIR),
        [str(one) for one in found[:_EXAMPLES]],
        repairable=True,
    )


def kept(path: Path, clock: Clock) -> Iterator[Finding]:
    """Say when the newest backup was made."""
    there = backups(path)
    if not there:
        sentence = _(
            "There is no backup yet; one is made by itself before the first change of each day but the first."
        )
        yield ok("backups", sentence)
        return
    newest = there[0]
    days = (clock.today() - clock.today().fromisoformat(newest.made[:10])).days
    sentence = _("The newest backup is of {moment}.", moment=newest.made)
    if days > _LATE_BACKUP:
        yield note("backups", sentence, _("“taskforce backup” makes one."))
    else:
        yield ok("backups", sentence)
