"""What nobody foresaw: a person reads a sentence, and the details wait in a file for whoever mends the program."""

from __future__ import annotations

import contextlib
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from taskforce import __version__
from taskforce.paths import make_private, state_folder

KEPT = 10
"""So many files of details are kept, the newest."""


def keep_details(error: BaseException) -> Path | None:
    """Write where an error came from into a file for its owner alone; return it, ``None`` if that failed too.

    Neither values of variables nor the words of the command line are in it, but an error's own sentence may name
    what it was about.
    """
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    heading = f"taskforce {__version__} · Python {platform.python_version()} · {sys.platform} · {moment}Z\n\n"
    text = heading + "".join(traceback.format_exception(error))
    try:
        folder = make_private(state_folder() / "failures")
        path = folder / f"{moment}.txt"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        for old in sorted(folder.glob("*.txt"))[:-KEPT]:
            with contextlib.suppress(OSError):
                old.unlink()
    except OSError:
        return None
    return path
