"""Where a list lives: a SQLite file or the URL of a PostgreSQL database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.paths import typed_path

_SERVER = re.compile(r"(?:postgresql|postgres)(?:\+psycopg)?://(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_OTHER = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://")


class Location(NamedTuple):
    """A file (``path``) or a server database (``url``); exactly one of the two is set."""

    path: Path | None = None
    url: str | None = None

    @property
    def is_server(self) -> bool:
        """Return whether the list lives on a database server."""
        return self.url is not None

    def __str__(self) -> str:
        """Return what people may read: the path, or the URL without its password and its parameters."""
        if self.url is None:
            return str(self.path)
        owner, sign, place = self.url.partition("://")[2].partition("?")[0].rpartition("@")
        return f"postgresql://{unquote(owner.partition(':')[0])}{sign}{place}"


def location_of(text: str | Path) -> Location:
    """Return the location that ``text`` names: a PostgreSQL URL, or else a path (``~`` is expanded).

    Raises :class:`UsageError` for the URL of anything else.
    """
    words = str(text)
    server = _SERVER.fullmatch(words)
    if server is not None:
        return Location(url=f"postgresql+psycopg://{_tidy(server['rest'])}")
    other = _OTHER.match(words)
    if other is not None:
        raise UsageError(
            _(
                "“{scheme}” is no kind of server that is known here: write postgresql://…, or name a file.",
                scheme=other["scheme"],
            )
        )
    return Location(path=typed_path(words).absolute())


def file_uri(path: Path, options: str) -> str:
    """Return the URI of a file for SQLite, with its ``options``."""
    name = path.as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{name}?{options}"


def _tidy(rest: str) -> str:
    """Return a URL after its scheme, with the signs of the user name and the password escaped where they were not.

    People paste passwords as they are, with ``@`` and ``/`` in them.
    """
    parameters = re.search(r"\?[a-z_]+=", rest)
    end = parameters.start() if parameters is not None and "@" in rest[: parameters.start()] else len(rest)
    owner, sign, place = rest[:end].rpartition("@")
    if not sign:
        return rest
    user, colon, password = owner.partition(":")
    return f"{_escaped(user)}{colon}{_escaped(password)}@{place}{rest[end:]}"


def _escaped(text: str) -> str:
    return quote(unquote(text), safe="")
