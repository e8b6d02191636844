"""Opening a folder in the file manager of the desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from taskforce.language import _
from taskforce.screens.frame.area import Area


def show_folder(area: Area, folder: Path) -> None:
    """Open a folder and say so, or say with which command one can."""
    command = open_folder(folder)
    if command is None:
        area.show_message(_("The folder opens: {folder}", folder=folder))
    else:
        area.show_message(_("Nothing can open a folder here. Elsewhere: {command}", command=command))


def open_folder(path: Path) -> str | None:
    """Open a folder beside the app; ``None`` when that was started, else the command with which one can.

    Without a desktop (a remote terminal) nothing is started: what would open there would take the terminal.
    """
    if sys.platform == "win32":
        os.startfile(path)
        return None
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    program = shutil.which(opener)
    if program is None or not desktop:
        return f'{opener} "{path}"'
    try:
        subprocess.Popen(
            [program, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return f'{opener} "{path}"'
    return None
