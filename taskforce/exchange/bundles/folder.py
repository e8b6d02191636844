"""The folder that several copies exchange through: each writes only a file of its own, whole or not at all.

The folder may be a network share, one that a cloud or Syncthing carries, or a stick.  Names are lower-case ASCII
and hold the copy, how far it had come, and a hash of the content; so a file is never written twice, what is only
half there is passed over, and what a carrier renamed (a conflict copy, capitals) is still known for what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.model.text import slug
from taskforce.paths import COPY_FILE
from taskforce.reading import reading

ENDING = ".taskforce"

_NAME = re.compile(COPY_FILE, re.IGNORECASE | re.ASCII)
_PLACE = re.compile(r"taskforce-[0-9a-f]{12}", re.ASCII)
_BEING_CARRIED = re.compile(r"^[.~]|\.(?:tmp|temp|part|partial|crdownload|filepart|!sync)$", re.IGNORECASE)
_PIECE = 1 << 20


class FolderMissing(TaskforceError):
    """The folder is not there at the moment: a stick was pulled, a share is out of reach."""


class NotWhole(TaskforceError):
    """A file that the carrier has not brought whole yet."""


class CopyFile(NamedTuple):
    """A file in the folder: the copy that wrote it, the number of its last change then, and the content's hash.

    ``paths`` are all places where it lies: a carrier keeps both where it cannot decide, and one may be broken off.
    """

    paths: tuple[Path, ...]
    replica: str
    number: int
    digest: str

    @property
    def key(self) -> str:
        """Return what the file is, whatever the carrier calls it."""
        return f"{self.replica}-{self.number}-{self.digest}"


def place_in(folder: Path, first_change: str) -> Path:
    """Return the subfolder of a list, known by its first change, in the folder that people name."""
    return folder / f"taskforce-{first_change[-12:]}"


def other_lists(folder: Path, place: Path) -> int:
    """Return how many lists beside that of ``place`` are exchanged through the folder that people name.

    What cannot be read counts as none.
    """
    try:
        others = [one for one in folder.iterdir() if _PLACE.fullmatch(one.name) and one.name != place.name]
        return sum(1 for one in others if files_in(one))
    except (OSError, TaskforceError):
        return 0


def check_folder(folder: Path) -> None:
    """Raise :class:`FolderMissing` unless the folder that people name is there."""
    if not folder.is_dir():
        raise FolderMissing(
            _(
                "{folder} is not there, or no folder: nothing was exchanged; connect the drive or the stick, or "
                "name another folder.",
                folder=folder,
            )
        )


def files_in(place: Path) -> list[CopyFile]:
    """Return the files of copies in a list's folder, each content once; what is being carried is passed over.

    A folder that is not there yet holds none; that a file is gone means nothing.  Raises :class:`TaskforceError`
    when the folder cannot be read.
    """
    try:
        paths = sorted(place.iterdir()) if place.is_dir() else []
    except OSError as error:
        raise TaskforceError(
            _("{folder} cannot be read ({reason}): nothing was exchanged.", folder=place, reason=reason_of(error))
        ) from error
    files: dict[str, CopyFile] = {}
    for path in paths:
        match = _NAME.match(path.name)
        if match is None or _BEING_CARRIED.search(path.name) or not path.name.casefold().endswith(ENDING):
            continue
        digits = match["replica"].lower()
        replica = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        file = CopyFile((path,), replica, int(match["number"]), match["digest"].lower())
        before = files.get(file.key)
        files[file.key] = file if before is None else before._replace(paths=(*before.paths, path))
    return list(files.values())


def whole_path(file: CopyFile) -> Path:
    """Return a place where the content is what the name says.  Raise :class:`NotWhole` where none is."""
    for path in file.paths[:-1]:
        with suppress(NotWhole):
            _check_whole(path, file.digest)
            return path
    _check_whole(file.paths[-1], file.digest)
    return file.paths[-1]


def is_whole(file: CopyFile) -> bool:
    """Return whether the content is what the name says, in one of its places."""
    try:
        whole_path(file)
    except NotWhole:
        return False
    return True


def _check_whole(path: Path, expected: str) -> None:
    digest = sha256()
    try:
        with reading(path) as stream:
            for piece in iter(lambda: stream.read(_PIECE), b""):
                digest.update(piece)
    except OSError as error:
        raise NotWhole(_("it cannot be read yet ({reason})", reason=reason_of(error))) from error
    if digest.hexdigest()[:32] != expected:
        raise NotWhole(_("it has not arrived whole yet"))


def write_file(place: Path, replica: str, ref_prefix: str, number: int, content: bytes) -> CopyFile:
    """Write a copy's file and return it.  Raise :class:`TaskforceError` when it cannot be written."""
    digest = sha256(content).hexdigest()[:32]
    name = "-".join((*_words(ref_prefix), replica.replace("-", ""), str(number), digest))
    path = place / f"{name}{ENDING}"
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise _not_written(place, error) from error
    write_whole(path, content, failed=_not_written)
    return CopyFile((path,), replica, number, digest)


def _not_written(path: Path, error: OSError) -> TaskforceError:
    """Return the error for a copy's file that cannot be written after those of the others were taken in."""
    return TaskforceError(
        _(
            "{path} could not be written ({reason}): check the folder; what is written here goes out with the "
            "next exchange.",
            path=path,
            reason=reason_of(error),
        )
    )


def _words(ref_prefix: str) -> Iterator[str]:
    """Give what people call the copy, for whoever looks at the folder."""
    word = slug(ref_prefix)
    if word:
        yield word[:24]


def remove_file(file: CopyFile) -> None:
    """Remove a copy's own former file, wherever it lies under a name that the copy gave."""
    for path in file.paths:
        with suppress(
            OSError
        ):  # the carrier holds it: it is removed another time, and says nothing wrong until then
            path.unlink()
