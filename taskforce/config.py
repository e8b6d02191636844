"""The user's preferences: a small TOML file, which people may edit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.language import _
from taskforce.model.errors import TaskforceError

KEYS = ("database", "language", "member", "theme", "report_docx", "report_typ", "report_sections")


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; ``None`` where it says nothing."""

    database: str | None = None
    language: str | None = None
    member: str | None = None
    theme: str | None = None
    report_docx: str | None = None
    report_typ: str | None = None
    report_sections: str | None = None


def read_config(path: Path) -> Config:
    """The preferences in ``path``; none when there is no such file.

    Raises :class:`TaskforceError` when the file cannot be read as TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, error) from error
    known: dict[str, Any] = {key: str(values[key]) for key in KEYS if key in values}
    return Config(**known)


def _unreadable(path: Path, error: Exception) -> TaskforceError:
    return TaskforceError(
        _("The preferences {path} cannot be read ({reason}): mend or remove the file.", path=path, reason=error)
    )


def write_preference(path: Path, key: str, value: str | None) -> None:
    """Set one preference (``None`` removes it), keeping the comments and order of the file."""
    import tomlkit

    if key not in KEYS:
        raise ValueError(f"no such preference: {key}")
    read_config(path)  # a file that cannot be read is never overwritten
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    document = tomlkit.parse(text)
    if value is None:
        document.pop(key, None)
    else:
        document[key] = value
    path.parent.mkdir(parents=True, exist_ok=True)
    from taskforce.files import write_whole

    write_whole(path, tomlkit.dumps(document).encode("utf-8"))
