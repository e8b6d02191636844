"""The folders and files of the program; no other module knows where they are."""

from __future__ import annotations

import os
from pathlib import Path

APPLICATION = "taskforce"


def data_folder() -> Path:
    """Return the folder of the user's list."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def config_file() -> Path:
    """Return the file of the user's preferences."""
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False) / "config.toml"


def state_folder() -> Path:
    """Return the folder of drafts and of what the app remembers between two sessions."""
    from platformdirs import user_state_path

    return user_state_path(APPLICATION, appauthor=False)


def default_database() -> Path:
    """Return the list that is opened when none is named."""
    return data_folder() / "taskforce.db"


def backup_folder() -> Path:
    """Return the folder of backups."""
    return data_folder() / "backups"


def make_private(folder: Path) -> Path:
    """Create a folder for its owner alone (on Windows the user's profile does that), and return it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder
