"""Writing files so that they appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from taskforce.language import _
from taskforce.model.errors import TaskforceError


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` by way of a temporary file beside it.

    Raises :class:`TaskforceError` when it cannot be written; an older file is then left as it was.
    """
    with writing_whole(path) as stream:
        stream.write(content)


@contextlib.contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Return a stream whose content is that of ``path`` when ``with`` ends; see :func:`write_whole`."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if os.name == "posix":
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> TaskforceError:
    """Return the error, with its sentence, for a file that cannot be written."""
    return TaskforceError(
        _(
            "{path} cannot be written ({reason}): nothing was changed; choose another place.",
            path=path,
            reason=error.strerror or error,
        )
    )
