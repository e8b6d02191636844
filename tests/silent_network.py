"""A line to a PostgreSQL server that can fall silent: nothing is refused, nothing is closed, nothing comes."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit, urlunsplit


class Line:
    """Forwards connections to the server of a URL, while it is not :meth:`cut`."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        wishes = parse_qs(place.query)
        self._host = wishes["host"][0] if "host" in wishes else str(place.hostname)
        self._port = int(wishes.get("port", [place.port or 5432])[0])
        self._flowing = Event()
        self._flowing.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        user = place.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = urlunsplit((place.scheme, netloc, place.path, "", ""))
        Thread(target=self._accept, daemon=True).start()

    @property
    def silent(self) -> bool:
        """Whether nothing comes through."""
        return not self._flowing.is_set()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._flowing.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    def close(self) -> None:
        """Close every connection."""
        self._flowing.set()
        for one in self._sockets:
            with suppress(OSError):
                one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = self._connected()
                self._sockets += [near, far]
                for source, target in ((near, far), (far, near)):
                    Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _connected(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return far

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                self._flowing.wait()
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
