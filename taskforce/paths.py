"""The folders and files of the program; no other module knows where they are."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

APPLICATION = "taskforce"

COPY_FILE = (
    r"(?:(?P<name>[a-z0-9-]*)-)?"
    r"(?P<replica>[0-9a-f]{32})-(?P<number>[0-9]{1,15})-(?P<digest>[0-9a-f]{32})(?![0-9a-z])"
)
"""What a copy's file in a shared folder is called, whatever the case: a pattern; the first copy has no name."""


def typed_path(text: str | Path) -> Path:
    """Return a path that a person typed: ``~`` is their home, and ``~name`` of nobody is a file of that name."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - a Path's own refuses ``~name`` of nobody


def _user_folder(kind: str) -> Path:
    """Return the user's folder of a kind (``data``, ``config``, ``state``), as each system has it.

    On Linux that is mostly one variable or its default: importing platformdirs took a tenth of a short command.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        named, home = Path(os.environ.get(f"XDG_{kind.upper()}_HOME", "")), Path(os.environ.get("HOME", ""))
        base = named if named.is_absolute() else home / _DEFAULTS[kind]
        if base.is_absolute():
            return base / APPLICATION
    import platformdirs

    folders = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
    return Path(getattr(folders, f"user_{kind}_dir"))


_DEFAULTS = {"data": ".local/share", "config": ".config", "state": ".local/state"}


def data_folder() -> Path:
    """Return the folder of the user's list."""
    return _user_folder("data")


def config_file() -> Path:
    """Return the file of the user's preferences."""
    return _user_folder("config") / "config.toml"


def state_folder() -> Path:
    """Return the folder of drafts and of what the app remembers between two sessions."""
    return _user_folder("state")


def default_database() -> Path:
    """Return the list that is opened when none is named."""
    return data_folder() / "taskforce.db"


def backup_folder() -> Path:
    """Return the folder of backups."""
    return data_folder() / "backups"


def draft_folder(place: str) -> Path:
    """Return the folder of what was typed and not saved on the list at a place."""
    import hashlib

    return state_folder() / "drafts" / hashlib.sha256(place.encode("utf-8")).hexdigest()[:16]


def make_private(folder: Path) -> Path:
    """Create a folder for its owner alone (on Windows the user's profile does that), and return it."""
    make_folder(folder, 0o700)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def make_folder(folder: Path, mode: int = 0o777) -> Path:
    """Create a folder, and those above it, through to the disk where they are missing, and return it."""
    if not folder.is_dir():
        if folder.parent != folder:
            make_folder(folder.parent, mode)
        folder.mkdir(mode, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def sync_folder(folder: Path) -> None:
    """Write a folder's entries through to the disk, where that can be done."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
