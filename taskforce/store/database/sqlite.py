"""A list in a SQLite file, read and written through the standard library: no SQLAlchemy, no pydantic.

One that lies sealed on the disk is opened by SQLCipher, which answers alike; ``connect`` decides that.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from taskforce.files import SIDE_FILES, folder_of_run
from taskforce.language import _
from taskforce.model.errors import reason_of
from taskforce.reading import is_sealed
from taskforce.store.database.reader import (
    CHUNK,
    SCHEMA,
    Connection,
    NoList,
    PerhapsSaved,
    Reader,
    Rows,
    SchemaBehind,
    StoreError,
    Unreadable,
)
from taskforce.store.database.sealed import being_exchanged, connect
from taskforce.store.database.unsafe_folders import shared_folder

_Answer = TypeVar("_Answer")

STAND_INS: dict[Path, Path] = {}
"""Lists of an older schema that may not be changed, each with the copy of today's schema that is read instead."""


LONG = 200_000
"""A shorter history is read sooner than another connection is at it."""

STEPS = 20_000
"""So many steps of SQLite's, about a millisecond, pass between two looks whether a query was given up."""


class SqliteConnection(Connection):
    """A SQLite file, through the standard library."""

    dialect = "sqlite"
    streams = True

    def __init__(self, connection: sqlite3.Connection, *, writable: bool = True) -> None:
        self.connection, self.writable = connection, writable

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self._answer(sql, parameters)

    def rows_in(self, sql: str, values: Iterable[Any], **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query whose ``(:values)`` stands for any number of values, asked in portions.

        They are bound by their places: by name that takes as long as looking them up.
        """
        every, sql = list(values), _by_places(sql, parameters)
        for start in range(0, len(every), CHUNK):
            portion = every[start : start + CHUNK]
            first = len(parameters) + 1
            marks = ", ".join([f"?{place}" for place in range(first, first + len(portion))])
            yield from self._answer(sql.replace("(:values)", f"({marks})"), (*parameters.values(), *portion))

    def _answer(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, parameters).fetchall()

    def numbers(self, sql: str, **parameters: Any) -> array[int]:
        """Return the first column of a query, read one by one: a hundred thousand tuples are never all there."""
        return array("q", (row[0] for row in self.connection.execute(sql, parameters)))

    def each(self, sql: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query one by one.

        Not as a cursor: whoever lets go of a generator over one closes it, which a closed connection refuses.
        """
        return chain(self.connection.execute(sql, parameters))

    def columns(self, columns: Sequence[str], rest: str, **parameters: Any) -> list[Sequence[Any]]:
        """Return whole columns: each as one JSON text, which takes a third less time than many short rows."""
        import json

        arrays = ", ".join([f"json_group_array({column})" for column in columns])
        return [json.loads(text) for text in self.rows(f"SELECT {arrays} {rest}", **parameters)[0]]

    def numbered(
        self, columns: str, tables: str, number: str, numbers: Sequence[int], **parameters: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of some numbers in their order: one question, whose first loop goes through the numbers.

        Of a view of two tables, as on a rewound list, SQLite would read all rows for each number.
        """
        if self.rewound:
            yield from super().numbered(columns, tables, number, numbers, **parameters)
            return
        sql = (
            f"SELECT {number}, {columns} FROM json_each(:numbers) AS asked CROSS JOIN {tables} "
            f"WHERE {number} = asked.value"
        )
        yield from self.each(sql, numbers=str(list(numbers)), **parameters)

    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        self.connection.execute(sql, parameters)

    def execute_many(self, sql: str, rows: Rows) -> None:
        """Run a statement once for each of ``rows``."""
        if rows:
            self.connection.executemany(sql, rows)

    def execute_each(self, sql: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each of ``rows``, bound by their places."""
        self.connection.executemany(_by_places(sql, names), rows)

    def stop_when(self, given_up: Callable[[], bool]) -> None:
        """Stop in the middle of a query once ``given_up`` says so."""
        self.connection.set_progress_handler(given_up, STEPS)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within it see one state."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _by_places(sql: str, names: Iterable[str]) -> str:
    """Return a statement in which the parameters have numbers, in the order of their names."""
    places = {name: f"?{place}" for place, name in enumerate(names, 1)}
    return re.sub(r":(\w+)", lambda name: places.get(name[1], name[0]), sql) if places else sql


_NEWEST = "SELECT (SELECT id FROM copy WHERE own), (SELECT max(seq) FROM change)"


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file lies in a place; ``None`` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class FileReader(SqliteConnection):
    """A list that is only read: what its file refuses is said in a sentence."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection, writable=may_write(path))
        self._path = path
        self._file = _identity(path)

    @property
    def moved(self) -> bool:  # type: ignore[override]
        """Whether another file lies there now, or none.

        Some network folders number their files anew: what says the same is the same list.
        """
        if _identity(self._path) == self._file:
            return False
        try:
            with closing(open_file(self._path)) as there:
                return there.row(_NEWEST) != self.row(_NEWEST)
        except StoreError:
            return True

    def _answer(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return all rows of a query.  Raises :class:`StoreError` when the file does not give them."""
        try:
            return super()._answer(sql, parameters)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if _code(error) == sqlite3.SQLITE_INTERRUPT:  # it was given up
                raise
            raise refused(self._path, error) from error

    def each(self, sql: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query.  Raises :class:`StoreError` when the file does not give them."""
        try:
            yield from super().each(sql, **parameters)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if _code(error) == sqlite3.SQLITE_INTERRUPT:
                raise
            raise refused(self._path, error) from error

    def beside(self, read: Callable[[Reader], _Answer]) -> Callable[[], _Answer]:
        """Let another connection answer ``read`` in a thread meanwhile: SQLite works without Python's lock.

        What it answers counts where it sees the same last change; whatever goes wrong there, this one is asked.
        """
        from threading import Thread, current_thread, main_thread

        newest = self.row(_NEWEST)
        is_short = newest is None or (newest[1] or 0) < LONG
        # An app, which goes on, kept 43 MB more of a report of 100,000 items that two threads had read.
        if is_short or current_thread() is not main_thread():
            return lambda: read(self)
        answers: list[_Answer] = []

        def ask() -> None:
            with (
                contextlib.suppress(StoreError, sqlite3.Error),
                closing(open_file(self._path)) as other,
                other.snapshot(),
            ):
                if other.row(_NEWEST) == newest:
                    answers.append(read(other))

        thread = Thread(target=ask)
        thread.start()

        def answer() -> _Answer:
            thread.join()
            return answers[0] if answers else read(self)

        return answer

    def numbers(self, sql: str, **parameters: Any) -> array[int]:
        """Return the first column of a query.  Raises :class:`StoreError` when the file does not give it."""
        try:
            return super().numbers(sql, **parameters)
        except (sqlite3.Error, UnicodeDecodeError, TypeError) as error:  # also what is no number
            if _code(error) == sqlite3.SQLITE_INTERRUPT:
                raise
            raise refused(self._path, error) from error


def prepare_to_write(connection: sqlite3.Connection, path: Path) -> None:
    """Set what makes writing safe between processes: foreign keys, patience, a log beside the file.

    In a folder of another machine or of a cloud there is no log beside the file, and all is written through.
    """
    connection.isolation_level = None  # ours are the BEGIN and the COMMIT
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if shared_folder(path) is None:
        if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
            with contextlib.suppress(
                OSError
            ):  # one that a disk that failed kept from being removed: it says nothing
                Path(f"{path}-journal").unlink(missing_ok=True)
        connection.execute("PRAGMA synchronous = FULL")
    else:
        with contextlib.suppress(sqlite3.OperationalError):  # while others read it stays as it is
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")


@contextmanager
def writing(path: Path) -> Iterator[SqliteConnection]:
    """Write to the list in a file within it, in a transaction: all of it is done or nothing.

    The write lock is taken first: a transaction that reads, then writes, would lose updates.  Raises
    :class:`StoreError` when the file cannot be written, :class:`PerhapsSaved` when the disk failed at the end.
    """
    try:
        with closing(connect(path)) as connection:
            prepare_to_write(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            try:
                _check_current(connection, path)
                yield SqliteConnection(connection)
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # SQLite may have taken all back itself
                    connection.rollback()
                raise
            try:
                connection.commit()
            except sqlite3.Error as error:
                if _code(error) in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL):
                    raise perhaps_written(path, error) from error
                raise
    except sqlite3.Error as error:
        raise not_written(path, error) from error


def _check_current(connection: sqlite3.Connection, path: Path) -> None:
    """Raise :class:`StoreError` when another process exchanged or updated the file before it could be locked."""
    version = _version(connection)
    if version < 0:
        raise being_exchanged(path)
    if version > SCHEMA:
        raise StoreError(
            _("{place} was updated by a newer taskforce: nothing was saved; update this program.", place=path)
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def not_written(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the sentence for a file that refused to be written."""
    code = _code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            _("{place} is being written by another program: nothing was saved; try again.", place=path)
        )
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
        return being_exchanged(path)
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(_("{place} may not be written: nothing was saved; check your rights to it.", place=path))
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            _("The disk of {place} is full: nothing was saved; make room and try again.", place=path)
        )
    return StoreError(_("{place} could not be written ({reason}): nothing was saved.", place=path, reason=error))


def perhaps_written(path: Path, error: sqlite3.Error) -> PerhapsSaved:
    """Return the sentence for a disk that failed while a transaction ended: all of it may stand in the log."""
    return PerhapsSaved(
        _(
            "{place} could not be written ({reason}), and perhaps it was saved all the same: look before you do "
            "it again.",
            place=path,
            reason=error,
        ),
        not_written(path, error),
    )


def not_finished(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the sentence for what failed, at its end or before: a disk that fails leaves open which."""
    return (perhaps_written if _code(error) == sqlite3.SQLITE_IOERR else not_written)(path, error)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether SQLite refused a file for what is in it, not for rights, room or locks."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def was_refused(error: sqlite3.Error) -> bool:
    """Return whether SQLite did not get at a file at all: for rights, locks or a disk that fails."""
    return _code(error) in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    )


def _code(error: Exception) -> int:
    """Return the primary result code of SQLite; 0 for what the module itself raised."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def open_file(path: Path) -> SqliteConnection:
    """Return a connection that reads the list in a file, without the right to write to it; see `open_reader`."""
    if not path.exists():
        raise NoList(
            _(
                "There is no list at {path} yet: run “taskforce init”, or name another file with --db.",
                path=path,
            )
        )
    if path.is_dir():
        raise StoreError(_("{path} is a folder, not a list: name a file with --db.", path=path))
    connection, version = _opened(path)
    if version is not None and version < 0:  # what exchanged it was killed
        from taskforce.store.database.resealing import complete_exchange

        connection.close()
        complete_exchange(path)
        connection, version = _opened(path)
    if is_sealed(path):
        from taskforce.store.database.resealing import remove_left_behind_of

        remove_left_behind_of(connection, path)
    if version is not None and version > SCHEMA:
        newer = FileReader(connection, path)
        if newer.knows_enough():
            newer.newer, newer.writable = version, False
            return newer
    if version != SCHEMA:
        connection.close()
        if path not in STAND_INS or version is None or not 0 <= version < SCHEMA:
            raise _wrong_schema(path, version)
        connection, version = _connect(STAND_INS[path])
    return FileReader(connection, path)


def _opened(path: Path) -> tuple[sqlite3.Connection, int | None]:
    try:
        return _connect(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second of what SQLite cannot read
        raise refused(path, error) from error


def connect_to_read(path: Path, **arguments: Any) -> sqlite3.Connection:
    """Return a connection without the right to write that reads what was last saved.

    What a program that was killed left half done is taken back first: in the file, or where that may not be
    written in a copy of it, of this process.  Raises :class:`sqlite3.Error`.
    """
    try:
        return _answering(connect(path, "mode=ro", **arguments))
    except sqlite3.OperationalError as error:
        if may_write(path):
            if _code(error) != sqlite3.SQLITE_READONLY:
                raise
            _take_back(path)
            return _answering(connect(path, "mode=ro", **arguments))
    if any(_size(Path(f"{path}{ending}")) for ending in SIDE_FILES):
        return _answering(connect(_completed_copy(path), "mode=ro", **arguments))
    # A file in a folder where nothing can be written has no room for the log's index: it cannot change.
    return _answering(connect(path, "mode=ro&immutable=1", **arguments))


def _answering(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA schema_version")
    except BaseException:
        connection.close()
        raise
    return connection


def _take_back(path: Path) -> None:
    """Let SQLite take back what stands in a journal: whoever may write and reads does so."""
    with closing(connect(path)) as connection:
        _answering(connection)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


_completed: dict[Path, Path] = {}


def _completed_copy(path: Path) -> Path:
    """Return a copy of a list that may not be written, with what stands beside it in SQLite's log or journal."""
    if path not in _completed:
        import shutil

        try:
            copy = folder_of_run("unfinished") / path.name
            for ending in ("", *SIDE_FILES):
                if _size(Path(f"{path}{ending}")):
                    shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
        except OSError as error:
            raise sqlite3.OperationalError(reason_of(error)) from error
        _take_back(copy)
        _completed[path] = copy
    return _completed[path]


def open_tolerant(path: Path, options: str = "mode=ro") -> SqliteConnection:
    """Return a connection to a file as it is, whatever its schema; bytes that are no text are read as a stand-in.

    It is for looking at what may be damaged.  Raises :class:`sqlite3.Error`.
    """
    arguments: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}
    reads = options == "mode=ro"
    connection = connect_to_read(path, **arguments) if reads else connect(path, options, **arguments)
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except UnicodeDecodeError as error:  # what SQLite says of a schema that it cannot read
        connection.close()
        raise sqlite3.DatabaseError(_("bytes that are no text")) from error
    except BaseException:
        connection.close()
        raise
    return SqliteConnection(connection)


def is_list(reader: Reader) -> bool:
    """Return whether a database has the table that every list has."""
    return bool(reader.value("SELECT count(*) FROM sqlite_master WHERE name = 'change'"))


def may_write(path: Path) -> bool:
    """Return whether the file of a list and its folder may be written: SQLite writes its log beside the file."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _connect(path: Path) -> tuple[sqlite3.Connection, int | None]:
    """Return a connection that reads a file, and the number of its schema; ``None``: it is no list."""
    connection = connect_to_read(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        version = _version(connection)
        known = is_list(SqliteConnection(connection))
    except (sqlite3.Error, UnicodeDecodeError):
        connection.close()
        raise
    return connection, version if known else None


def refused(path: Path, error: Exception) -> StoreError:
    """Return the sentence for a file that could not be opened, or did not answer."""
    if _code(error) == sqlite3.SQLITE_NOTADB:
        return Unreadable(
            _(
                "{path} is not a taskforce list, or its beginning is damaged: name another file with --db, or "
                "look with “taskforce doctor”.",
                path=path,
            ),
        )
    if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(_("{path} is being written by another program: try again.", path=path))
    if _code(error) in (0, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):  # 0: what is there is no text, no number
        return Unreadable(damaged(path, _plain_text(error)))
    return StoreError(
        _(
            "{path} cannot be opened ({reason}): check that it is there and that you may read it.",
            path=path,
            reason=error,
        )
    )


def damage_in(path: Path) -> str | None:
    """Return what SQLite finds damaged in a file; ``None`` where nothing is."""
    try:
        with closing(connect(path, "mode=ro")) as connection:
            answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        answer = str(error)
    return None if answer == "ok" else damage_text(answer)


def damage_text(answer: str) -> str:
    """Return a line of SQLite's own check as people read it: the number of the page, where it names one."""
    line = " ".join(answer.replace("*** in database main ***", " ").split())
    page = re.search(r"\b(?:[Pp]age|of tree) (\d+)", line)
    return line if page is None else _("page {number} cannot be read", number=page[1])


def damaged(path: Path, reason: str) -> str:
    """Return the sentence for a list whose file is damaged."""
    return _(
        "{path} is damaged ({reason}): “taskforce doctor”, or “Check the list” in the app (F9), says how bad it "
        "is and what to do.",
        path=path,
        reason=reason,
    )


def _plain_text(error: Exception) -> str:
    """Return what an error says, as a text that any console takes."""
    if isinstance(error, UnicodeDecodeError):
        return _("bytes that are no text")
    return " ".join(str(error).encode("utf-8", "replace").decode("utf-8").split())


def _wrong_schema(path: Path, version: int | None) -> StoreError:
    if version is None:
        return StoreError(
            _("{path} is a database of another program, not a taskforce list: use another file.", path=path)
        )
    if version > SCHEMA:
        return StoreError(
            _(
                "{path} was written by a newer taskforce (schema {theirs}, this one knows {ours}) and cannot even "
                "be shown by this one: update this program.",
                path=path,
                theirs=version,
                ours=SCHEMA,
            )
        )
    return SchemaBehind(_("{path} was written by an older taskforce and must be updated first.", path=path))
