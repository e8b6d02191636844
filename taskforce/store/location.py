"""Where a list lives: a SQLite file or the URL of a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

POSTGRESQL_SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Location:
    """A file (``path``) or a server database (``url``); exactly one of the two is set."""

    path: Path | None = None
    url: str | None = None

    @property
    def is_server(self) -> bool:
        """Whether the list lives on a database server."""
        return self.url is not None

    def __str__(self) -> str:
        """What people may read: the path, or the URL without its password."""
        if self.url is None:
            return str(self.path)
        from urllib.parse import urlsplit, urlunsplit

        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        user = parts.username
        return urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, "", ""))


def location_of(text: str | Path) -> Location:
    """The location that ``text`` names: a PostgreSQL URL, or else a path (``~`` is expanded)."""
    words = str(text)
    if words.startswith(POSTGRESQL_SCHEMES):
        return Location(url="postgresql+psycopg://" + words.split("://", 1)[1])
    return Location(path=Path(words).expanduser().absolute())
