"""The user's preferences: a small TOML file, which people may edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.reading import read_words

OWN_KEYS = "keys"
EXCHANGE = "exchange"

KEYS = (
    *("database", "language", "member", "theme"),
    *("report_docx", "report_typ"),
    *("report_sections", "report_kind", "report_language", "report_formats", "report_folder"),
)


class ExchangeFolder(NamedTuple):
    """A folder that copies of a list share, and whether this one's file there is sealed."""

    folder: str
    sealed: bool = False


class Config(NamedTuple):
    """The preferences that the file states; ``None`` where it says nothing."""

    database: str | None = None
    language: str | None = None
    member: str | None = None
    theme: str | None = None
    report_docx: str | None = None
    report_typ: str | None = None
    report_sections: str | None = None
    report_kind: str | None = None
    report_language: str | None = None
    report_formats: str | None = None
    report_folder: str | None = None
    keys: Mapping[str, str] = MappingProxyType({})
    """Keys that the person chose, by the id of the command."""
    exchange: Mapping[str, ExchangeFolder] = MappingProxyType({})
    """The folder through which a list is exchanged, by the list's place."""


def read_config(path: Path) -> Config:
    """Return the preferences in ``path``; none when there is no such file.

    Raises :class:`TaskforceError` when the file cannot be read as TOML.
    """
    try:
        text = read_words(path)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    values = _plain_values(text)
    if values is None:
        import tomllib

        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _unreadable(path, str(error)) from error
    kept: dict[str, Any] = {key: str(values[key]) for key in KEYS if key in values}
    keys = values.get(OWN_KEYS)
    if isinstance(keys, dict):
        kept[OWN_KEYS] = {str(name): str(key) for name, key in keys.items()}
    folders = values.get(EXCHANGE)
    if isinstance(folders, dict):
        kept[EXCHANGE] = {
            str(place): ExchangeFolder(str(one["folder"]), bool(one.get("sealed")))
            for place, one in folders.items()
            if isinstance(one, dict) and "folder" in one
        }
    return Config(**kept)


_PLAIN = re.compile(r'(\w+) = (?:"([^"\\\x00-\x1f\x7f]*)"|(true|false))', re.ASCII)
_FOLDER = re.compile(rf'\[{EXCHANGE}\."([^"\\\x00-\x1f\x7f]*)"\]')


def _plain_values(text: str) -> dict[str, Any] | None:
    """Return the values of a file that has only lines as this program writes them, ``None`` for any other.

    To import tomllib takes longer than a tenth of a short command.
    """
    folders: dict[str, Any] = {}
    values: dict[str, Any] = {}
    section = values
    for line in filter(None, text.replace("\r\n", "\n").split("\n")):
        folder = _FOLDER.fullmatch(line)
        if folder is not None and folder[1] not in folders:
            section = folders[folder[1]] = {}
            continue
        match = _PLAIN.fullmatch(line)
        if match is None or match[1] in section:
            return None
        section[match[1]] = match[3] == "true" if match[2] is None else match[2]
    if folders and EXCHANGE in values:
        return None
    return values | ({EXCHANGE: folders} if folders else {})


def _unreadable(path: Path, reason: str) -> TaskforceError:
    return TaskforceError(
        _("The preferences {path} cannot be read ({reason}): mend or remove the file.", path=path, reason=reason)
    )


def write_preference(path: Path, key: str, value: str | None) -> None:
    """Set one preference (``None`` removes it), keeping the comments and order of the file."""
    if key not in KEYS:
        raise ValueError(f"no such preference: {key}")

    def change(document: MutableMapping[str, Any]) -> None:
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value

    _rewrite(path, change)


def write_key(path: Path, command: str, keys: str | None) -> None:
    """Write which keys run a command (``None``: the usual ones again)."""

    def change(document: MutableMapping[str, Any]) -> None:
        if not isinstance(document.get(OWN_KEYS), MutableMapping):
            document[OWN_KEYS] = {}
        if keys is None:
            document[OWN_KEYS].pop(command, None)
        else:
            document[OWN_KEYS][command] = keys

    _rewrite(path, change)


def write_exchange(path: Path, place: str, folder: ExchangeFolder | None) -> None:
    """Write through which folder the list at ``place`` is exchanged (``None``: through none any more)."""

    def change(document: MutableMapping[str, Any]) -> None:
        if not isinstance(document.get(EXCHANGE), MutableMapping):
            document[EXCHANGE] = {}
        if folder is None:
            document[EXCHANGE].pop(place, None)
        else:
            document[EXCHANGE][place] = folder._asdict()

    _rewrite(path, change)


def _rewrite(path: Path, change: Callable[[MutableMapping[str, Any]], None]) -> None:
    import tomlkit

    from taskforce.files import cannot_write, write_whole
    from taskforce.paths import make_folder

    read_config(path)  # a file that cannot be read is never overwritten
    document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
    change(document)
    try:
        make_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    write_whole(path, tomlkit.dumps(document).encode("utf-8"))
