"""Folders in which a list is not safe: those that a program copies to a cloud, and those of another machine."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from taskforce.language import _

_CLOUD = re.compile(
    r"(?:onedrive|dropbox|google ?drive|my drive|icloud|mobile documents|nextcloud|owncloud|syncthing|megasync|"
    r"yandex\.?disk|pcloud|box sync|resilio)",
    re.IGNORECASE,
)
_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".sync")
_NETWORK = frozenset(("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "davfs", "fuse.sshfs", "fuse.rclone"))
_REMOTE_DRIVE = 4  # Windows: DRIVE_REMOTE


@lru_cache(maxsize=8)
def shared_folder(path: Path) -> str | None:
    """Why the folder of a list is not safe for a database: ``cloud`` or ``network``; ``None`` where it is."""
    folder = path.parent
    if any(_CLOUD.search(part) for part in folder.parts):
        return "cloud"
    for parent in (folder, *folder.parents):
        try:
            if any((parent / mark).exists() for mark in _MARKS):
                return "cloud"
        except OSError:
            break
    return "network" if _on_network(folder) else None


def _on_network(folder: Path) -> bool:
    if os.name == "nt":
        if str(folder).startswith(("\\\\", "//")):
            return True
        import ctypes

        drives = getattr(ctypes, "windll").kernel32  # noqa: B009 - there is none elsewhere
        return bool(drives.GetDriveTypeW(f"{folder.drive}\\") == _REMOTE_DRIVE)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        _device, place, filesystem, *_rest = line.split(" ")
        place = place.replace("\\040", " ")
        inside = str(folder) == place or str(folder).startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, filesystem
    return kind in _NETWORK


def folder_warning(path: Path | None) -> str | None:
    """What a person should know of the folder of their list."""
    kind = shared_folder(path) if path is not None else None
    if kind == "cloud":
        return _(
            "{path} lies in a folder that is copied to a cloud, where lists have been damaged: move the file to "
            "another folder, and hand over bundles (“taskforce bundle write FILE”) instead.",
            path=path,
        )
    if kind == "network":
        return _(
            "{path} lies on another machine's disk, where two writers can damage it: move the file to this one, "
            "and hand over bundles (“taskforce bundle write FILE”), or use a server.",
            path=path,
        )
    return None
