"""Folders in which a list is not safe: those that a program copies to a cloud, and those of another machine."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PureWindowsPath

from taskforce.language import _

_CLOUD = re.compile(
    r"(?:onedrive|dropbox|google ?drive|my drive|icloud|mobile documents|nextcloud|owncloud|syncthing|megasync|"
    r"yandex\.?disk|pcloud|box sync|resilio)",
    re.IGNORECASE,
)
_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".sync")
_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse")
)
_REMOTE_DRIVE = 4  # Windows: DRIVE_REMOTE
MOUNTS = Path("/proc/mounts")


@lru_cache(maxsize=8)
def shared_folder(path: Path) -> str | None:
    """Return why the folder of a list is not safe for a database: ``cloud`` or ``network``; ``None``: it is."""
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
        import ctypes

        drives = getattr(ctypes, "windll").kernel32  # noqa: B009 - there is none elsewhere
        return is_network_drive(PureWindowsPath(folder), drives.GetDriveTypeW)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return filesystem_of(str(folder), mounts) in _NETWORK


def is_network_drive(folder: PureWindowsPath, type_of_drive: Callable[[str], int]) -> bool:
    """Return whether a folder of Windows lies on another machine: ``\\\\server\\share``, or a letter for one.

    ``type_of_drive`` is Windows' own ``GetDriveTypeW``.
    """
    drive = folder.drive.replace("/", "\\")
    if drive.startswith("\\\\?\\"):  # how long paths are written, on this machine's disks too
        drive = drive[4:]
        if drive.upper().startswith("UNC\\"):
            return True
    return drive.startswith("\\\\") or type_of_drive(f"{drive}\\") == _REMOTE_DRIVE


def filesystem_of(folder: str, mounts: str) -> str:
    """Return the kind of file system that a folder lies on, as ``/proc/mounts`` says; empty where it does not."""
    best, kind = "", ""
    for line in mounts.splitlines():
        _device, place, filesystem, *_rest = line.split(" ")
        place = place.replace("\\040", " ")
        inside = folder == place or folder.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, filesystem
    return kind


def folder_warning(path: Path | None) -> str | None:
    """Return what a person should know of the folder of their list."""
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
