"""The benchmarks of the app in a real pseudo-terminal of 80x24, beside a bare Textual app and the peers.

    python -m tests.benchmarks.app [--sizes 1000,10000,100000] [--runs 5] [--folder FOLDER]
                                   [--peer TEXT=COMMAND]...

A key has two times: until the first output, which has the cursor on its new row, and until all it changes is
painted (the terminal has been quiet for :data:`QUIET` seconds; without that quiet).  Beside them stand those of a
bare Textual app with a DataTable of 1,000 rows, header and footer; a start stands beside its start, and that of an
app with one line of text.  Memory is the resident one of the process that shows the list.
A peer is started on an empty list of its own and timed until it has painted the text that is named.
Lists are those of :mod:`.run`.  POSIX only, as pseudo-terminals are.
"""

from __future__ import annotations

import argparse
import compileall
import os
import select
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import taskforce

from .run import Bench

COLUMNS, LINES = 80, 24
QUIET = 0.12
PATIENCE = 60.0

FIRST_ROW = "\n›"
"""The mark of the cursor at the beginning of a line; the bar at the top has one, too."""

BARE_TABLE = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Bare(App):
    BINDINGS = [("a", "add", "Add")]
    def compose(self):
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Ref", "Title", "Due")
        for number in range(1000):
            table.add_row(str(number), "READY some words of a title", "2026-11-27")
Bare().run()
"""

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("READY")
Bare().run()
"""


class Terminal:
    """A program in a pseudo-terminal, and what it paints."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        from ptyprocess import PtyProcess
        from pyte import ByteStream, Screen

        self.screen = Screen(COLUMNS, LINES)
        self._stream = ByteStream(self.screen)
        self.began = time.perf_counter()
        self.process = PtyProcess.spawn(list(command), env=environment, dimensions=(LINES, COLUMNS))

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.screen.display)

    def _read(self, seconds: float) -> bool:
        ready, _writable, _errors = select.select([self.process.fd], [], [], seconds)
        if not ready:
            return False
        try:
            self._stream.feed(os.read(self.process.fd, 1 << 16))
        except OSError as error:
            raise RuntimeError("the program ended:\\n" + self.text()) from error
        return True

    def wait_for(self, wanted: str) -> float:
        """Seconds since the start until the screen shows a text."""
        while wanted not in self.text():
            if time.perf_counter() - self.began > PATIENCE:
                raise RuntimeError(f"{wanted!r} never came:\\n{self.text()}")
            self._read(0.2)
        return time.perf_counter() - self.began

    def settle(self, quiet: float = 0.4, most: float = 5.0) -> None:
        """Wait until nothing is painted any more; a blinking cursor never ends."""
        until = time.perf_counter() + most
        while self._read(quiet) and time.perf_counter() < until:
            pass

    def press(self, keys: bytes) -> tuple[float, float]:
        """Seconds from a key until the first output, and until what it changed is painted; 0 when nothing is."""
        began = first = last = time.perf_counter()
        os.write(self.process.fd, keys)
        while self._read(QUIET if last > began else 5.0):
            last = time.perf_counter()
            first = first if first > began else last
        return first - began, last - began

    def open(self, key: bytes) -> float:
        """Seconds from the key of an area until nothing more is painted."""
        began = last = time.perf_counter()
        os.write(self.process.fd, key)
        while self._read(AREA_QUIET if last > began else 10.0):
            last = time.perf_counter()
        return last - began

    def memory(self) -> float:
        """Megabytes of resident memory."""
        fields = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in fields if line.startswith("VmRSS")) / 1024

    def close(self) -> None:
        """End the program."""
        self.process.terminate(force=True)


def _started(command: Sequence[str], environment: dict[str, str], wanted: str, runs: int) -> float:
    """Seconds until a program has painted a text, the median of several starts."""
    taken = []
    for _run in range(runs):
        terminal = Terminal(command, environment)
        taken.append(terminal.wait_for(wanted))
        terminal.close()
    return statistics.median(taken)


ROWS = {"a row down": [b"\x1b[B"] * 20, "a page down": [b"\x1b[6~"] * 20}
KEYS = ROWS | {"to the end and back": [b"\x1b[F", b"\x1b[H"] * 10}
AREAS = {
    "Board": b"3", "Timeline": b"4", "Calendar": b"5", "Deadlines": b"6", "Members": b"7", "Agencies": b"8",
    "Masterplan": b"0", "Reports": b"\x1b[17~", "History": b"\x1b[18~", "Overview": b"1",
}  # fmt: skip
"""The other areas and their keys; those that stay empty in a generated list are left out."""

AREA_QUIET = 1.2
"""Seconds without output after which an area counts as open; a long list is read behind the first frame."""
FILTER = b"draf"


def _measure(bench: Bench, size: int) -> None:
    command = [sys.executable, "-m", "taskforce", "--db", str(bench.list_of(size)), "--lang", "en"]
    _line(f"start to first rows, {size:,} items", [_started(command, bench.environment, FIRST_ROW, bench.runs)])
    terminal = Terminal(command, bench.environment)
    terminal.wait_for(FIRST_ROW)
    terminal.settle()
    print(f"  {'memory after the start':<32}{terminal.memory():8.0f} MB")
    _line("  Action items (key 2)", [terminal.open(b"2")])
    _keys(terminal, KEYS)
    print(f"  {'memory':<32}{terminal.memory():8.0f} MB")
    terminal.press(b"/")
    terminal.settle()
    _line("  a letter in the filter", [terminal.press(bytes([letter]))[1] for letter in FILTER])
    for _letter in FILTER:
        terminal.press(b"\x7f")
    terminal.press(b"\r")
    terminal.settle()
    for area, key in AREAS.items():
        opened = terminal.open(key)
        down, page = (
            statistics.median(terminal.press(one)[1] for one in keys[:8]) * 1000 for keys in ROWS.values()
        )
        print(
            f"  {area:<32}{opened * 1000:8.0f} ms open {down:8.0f} ms row {page:8.0f} ms page"
            f"{terminal.memory():8.0f} MB",
            flush=True,
        )
    terminal.close()


def _keys(terminal: Terminal, sets: dict[str, list[bytes]]) -> None:
    for what, keys in sets.items():
        times = [terminal.press(key) for key in keys]
        _line(f"  {what}, first output", [first for first, _last in times if first])
        _line(f"  {what}, all painted", [last for _first, last in times if last])


def _line(what: str, seconds: Sequence[float]) -> None:
    middle, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"{what:<38}{middle:8.0f} ms median {worst:8.0f} ms worst", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--peer", action="append", default=[], metavar="TEXT=COMMAND",
                        help="a command, and a text that shows that it is up")  # fmt: skip
    options = parser.parse_args(arguments)
    compileall.compile_dir(Path(taskforce.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as own:
        bench = Bench(options.folder or Path(own), options.runs)
        bench.environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        _line(
            "a bare Textual app", [_started([sys.executable, "-c", BARE], bench.environment, "READY", bench.runs)]
        )
        bare_table = [sys.executable, "-c", BARE_TABLE]
        _line("with a table, header and footer", [_started(bare_table, bench.environment, "READY", bench.runs)])
        table = Terminal(bare_table, bench.environment)
        table.wait_for("READY")
        table.settle()
        _keys(table, ROWS)
        print(f"  {'memory of the bare table':<32}{table.memory():8.0f} MB")
        table.close()
        for peer in options.peer:
            wanted, _equals, command = peer.partition("=")
            _line(command[-30:], [_started(shlex.split(command), bench.environment, wanted, bench.runs)])
        for size in map(int, options.sizes.split(",")):
            _measure(bench, size)


if __name__ == "__main__":
    main()
