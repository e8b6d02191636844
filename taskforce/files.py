"""Writing files so that they appear whole or not at all, and never over a list.

What a command or the app writes for a person goes through :func:`write_output`, the program's own files (drafts,
preferences) through :func:`write_whole`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.paths import make_private, state_folder, sync_folder
from taskforce.reading import database_head

SIDE_FILES = ("-wal", "-shm", "-journal")
"""The endings of what SQLite puts beside a database."""

_PART = re.compile(r"\.taskforce-([0-9a-f]{8})-(\d+)-\w+\.part(?:-wal|-shm|-journal)?")
"""The name of a file that is being written: of which computer, by which process."""

_FOLDER = re.compile(r"taskforce-\w+-([0-9a-f]{8})-(\d+)-\w+")
"""The name of a folder for the time of a run, likewise."""

_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in "123456789")}
"""The names of devices on Windows, whatever ending they are given."""

_ON_WINDOWS = os.name == "nt"
_A_DAY = 86_400
_MOST_REMEMBERED = 500


def write_output(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file that a person asked for, as :func:`write_whole` does, and remember it for :func:`is_free`."""
    with writing_output(path, private=private) as stream:
        stream.write(content)


Failed = Callable[[Path, OSError], TaskforceError]
"""Gives the error, with its sentence, for a file that cannot be written."""


def write_whole(path: Path, content: bytes, *, private: bool = False, failed: Failed | None = None) -> None:
    """Write ``content`` to ``path`` by way of a temporary file beside it.

    A symbolic link is followed; a device or a pipe is written into.  A new ``private`` file is its owner's alone;
    one that is there keeps its mode.  Raises :class:`TaskforceError` when it cannot be written, with the sentence
    of :func:`cannot_write` unless ``failed`` gives another; an older file is then left as it was.
    """
    with writing_whole(path, private=private, failed=failed) as stream:
        stream.write(content)


@contextmanager
def writing_output(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Give a stream whose content is that of ``path`` when ``with`` ends; see :func:`write_output`."""
    check_target(path)
    with writing_whole(path, private=private) as stream:
        yield stream
    remember_ours(path)


@contextmanager
def writing_whole(path: Path, *, private: bool = False, failed: Failed | None = None) -> Iterator[BinaryIO]:
    """Give a stream whose content is that of ``path`` when ``with`` ends; see :func:`write_whole`."""
    try:
        if _is_special(path):
            with path.open("r+b" if stat.S_ISBLK(path.stat().st_mode) else "wb") as special:
                yield special
            return
        with appearing(path, private=private) as temporary, temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise (failed or cannot_write)(path, error) from error


@contextmanager
def appearing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a temporary, empty file beside ``path`` that takes its place at the end; see :func:`beside`."""
    with beside(path) as temporary:
        yield temporary
        take_place(temporary, path, private=private)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a temporary, empty file in the folder of ``path``, where a link leads; at the end it is gone.

    What runs that were killed left in the folder goes first.  Raises :class:`OSError`.
    """
    place = Path(os.path.realpath(path))
    if place.is_symlink():  # a circle of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    remove_left_behind(place.parent)
    # As tempfile would, which takes longer to import than a small file to write.
    name = place.parent / f".taskforce-{_computer()}-{os.getpid()}-{os.urandom(6).hex()}.part"
    os.close(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))
    try:
        yield name
    finally:
        for ending in ("", *SIDE_FILES):
            with contextlib.suppress(OSError):
                Path(f"{name}{ending}").unlink(missing_ok=True)


def take_place(temporary: Path, path: Path, *, private: bool = False, replace: bool = True) -> None:
    """Rename a file to ``path``, through to the disk; see :func:`write_whole` for its mode.

    Without ``replace`` a file that is there raises :class:`FileExistsError`.
    """
    place = Path(os.path.realpath(path))
    if os.name == "posix":
        temporary.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o600 if private else 0o644)
    if replace:
        temporary.replace(place)
    else:
        _take_the_name(temporary, place)
    sync_folder(place.parent)


def _take_the_name(temporary: Path, place: Path) -> None:
    """Rename a file to a name that must be free."""
    if os.name == "posix":
        try:
            os.link(temporary, place)
        except FileExistsError:
            raise
        except OSError:  # a file system without links, as on many sticks
            if place.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from None
        else:
            temporary.unlink()
            return
    temporary.rename(place)  # on Windows refused when the name is taken


def folder_of_run(name: str) -> Path:
    """Return a new folder in the system's place for temporary files, which is gone when the process ends.

    ``name`` is a word that says what for.  What runs that were killed left there goes first.
    """
    import atexit
    import shutil
    import tempfile

    remove_left_behind(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"taskforce-{name}-{_computer()}-{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def remove_left_behind(folder: Path) -> int:
    """Remove what runs that were killed left in a folder; give how many files and folders that were."""
    removed = 0
    for path in left_behind(folder):
        with contextlib.suppress(OSError):
            if path.is_dir():
                import shutil

                shutil.rmtree(path)
            else:
                path.unlink()
            removed += 1
    return removed


def left_behind(folder: Path) -> list[Path]:
    """Return what was being written in a folder by runs that were killed."""
    found: list[Path] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            match = _PART.fullmatch(entry.name) or _FOLDER.fullmatch(entry.name)
            if match is None:
                continue
            with contextlib.suppress(OSError):
                days = (time.time() - entry.stat().st_mtime) / _A_DAY
                ended = match[1] == _computer() and not _runs(int(match[2]))
                if ended or (days > 1 if match.re is _PART else os.name != "posix" and days > 7):
                    found.append(Path(entry.path))
    return found


def _computer() -> str:
    name = os.uname().nodename if os.name == "posix" else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"


def _runs(process: int) -> bool:
    """Return whether a process of this computer is there; on Windows asking would end it: there age must tell."""
    if os.name != "posix" or process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_special(path: Path) -> bool:
    """Return whether a path names something that is written into: a device, a pipe, an open stream."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    named = str(path.absolute())
    return not stat.S_ISREG(mode) or (named.startswith(("/dev/", "/proc/")) and not named.startswith("/dev/shm/"))


def check_target(path: Path, *, backup: bool = False) -> None:
    """Raise :class:`TaskforceError` when ``path`` is a database, or what SQLite puts beside one.

    A ``backup`` may take the place of a database that is not in use: of an older backup.  Raised likewise for a
    name that Windows, where this runs on it, takes for a device or a hidden part of another file: what is written
    there could not be found again.
    """
    if _ON_WINDOWS and refused_by_windows(path.name):
        raise TaskforceError(
            _("Windows cannot keep a file under the name {name}: choose another.", name=path.name)
        )
    place = os.path.realpath(path)
    bases = [place[: -len(ending)] for ending in SIDE_FILES if place.endswith(ending)]
    in_use = any(_holds_something(f"{place}{ending}") for ending in SIDE_FILES)
    if any(map(_begins_as_database, bases)) or (_begins_as_database(place) and (in_use or not backup)):
        raise TaskforceError(
            _("{path} is a list, or belongs to one, and is not written over: name another file.", path=path)
        )


def refused_by_windows(name: str) -> bool:
    """Return whether Windows keeps no file of this name: a device's, one with a sign of its own or a last dot.

    Of a name with a colon it would make a stream of the file before it, which no folder shows.
    """
    stem = name.partition(".")[0].rstrip(" ").upper()
    return stem in _DEVICES or name != name.rstrip(" .") or any(sign in '<>:"|?*' or sign < " " for sign in name)


def _holds_something(path: str) -> bool:
    try:
        return os.stat(path).st_size > 0  # noqa: PTH116 - texts throughout
    except OSError:
        return False


def _begins_as_database(path: str) -> bool:
    return bool(database_head(Path(path)))


def is_free(path: Path) -> bool:
    """Return whether writing to ``path`` loses nothing: no file with content is there, or it is as we wrote it."""
    try:
        status = path.stat()
    except OSError:
        return True
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return True
    return _ours().get(os.path.realpath(path)) == [status.st_size, status.st_mtime_ns]


def remember_ours(path: Path) -> None:
    """Remember a file as written by this program, as it is now; that this cannot be kept stops nothing."""
    with contextlib.suppress(OSError, TaskforceError):
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return
        name = os.path.realpath(path)
        ours = {**_ours()}
        ours.pop(name, None)
        ours[name] = [status.st_size, status.st_mtime_ns]
        newest = dict(list(ours.items())[-_MOST_REMEMBERED:])
        make_private(_memory().parent)
        write_whole(_memory(), json.dumps(newest, ensure_ascii=False, indent=0).encode("utf-8"), private=True)


def _memory() -> Path:
    return state_folder() / "written.json"


def _ours() -> dict[str, object]:
    try:
        ours = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return ours if isinstance(ours, dict) else {}


def cannot_write(path: Path, error: OSError) -> TaskforceError:
    """Return the error, with its sentence, for a file that cannot be written."""
    return TaskforceError(
        _(
            "{path} cannot be written ({reason}): choose another place.",
            path=path,
            reason=reason_of(error),
        )
    )


def write_cell_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write a text into a cell of a workbook that XlsxWriter makes, in a format of it, as nothing but text."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes such a text for rich text of its own and would write it as XML: give it in two pieces.
        sheet.write_rich_string(row, column, text[:2], look, text[2:], look)
    else:
        sheet.write_string(row, column, text, look)
