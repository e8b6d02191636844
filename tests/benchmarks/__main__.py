"""The speed table, beside its peers and floors.

    python -m tests.benchmarks [ROW…] [--sizes 1k,10k,100k] [--runs 5] [--json FILE] [--plot FILE.svg]
    python -m tests.benchmarks --from FILE [--plot FILE.svg]

Every figure is the median of several runs by turns (A B A B) after one that is not counted, each in a process of
its own, modules byte-compiled first.  Peers that are not installed are named; --install-peers makes a virtual
environment with those from PyPI.  Lists and peers are kept in the cache folder for the next time.  ``--json``
is written anew after each row, so that a run which is cut off keeps what it has measured; ``--from`` prints and
draws what such a file holds.
"""

from __future__ import annotations

import argparse
import compileall
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import taskforce

from . import app, bulk, commands
from .bench import Bench
from .machine import machine, today, versions
from .peers import cache_folder
from .plot import plot
from .table import EVERYDAY, ROWS, Line, growth, summary, table
from .terminal import NeverCame

MEASURES: Mapping[str, Callable[[Bench, str], Iterable[Line]]] = {
    **dict.fromkeys(EVERYDAY, commands.everyday),
    "edit-many": commands.edit_many,
    "start": app.starting,
    "sealed": app.unlocked,
    "keys": app.pressing,
    "filter": app.filtering,
    "memory": app.remembering,
    **dict.fromkeys(("list-json", "list", "show", "agenda", "search", "report"), commands.reading),
    "paper": bulk.paper,
    "import": bulk.importing,
    "merge": bulk.merging,
    "exchange": bulk.exchanging,
}
"""What measures each row; ``growth`` is worked out from the others."""


def _size(text: str) -> int:
    return int(text.lower().replace("k", "000"))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="rows:\n" + "\n".join(f"  {name:<11} {what}" for name, what in ROWS.items()),
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these rows")
    parser.add_argument("--sizes", default="1k,10k,100k", help="numbers of items, with commas")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as data, too")
    parser.add_argument("--from", type=Path, metavar="FILE", dest="source", help="measure nothing: read this data")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw it, too")
    parser.add_argument("--folder", type=Path, default=cache_folder() / "lists", help="where lists are kept")
    parser.add_argument(
        "--install-peers", action="store_true", help="install dooit, kanban-tui and openpyxl first"
    )
    options = parser.parse_args(arguments)
    unknown = [row for row in options.rows if row not in ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    options.sizes = [_size(size) for size in options.sizes.split(",")]
    return options


def main(arguments: list[str] | None = None) -> int:
    """Measure the rows that were asked for and print them; return 1 when a row was missed or failed."""
    options = _options(arguments)
    if options.source:
        data = json.loads(options.source.read_text(encoding="utf-8"))
    else:
        data = _data(options)
    lines = [Line.of_data(line) for line in data["lines"]]
    print(f"{data['when']}, {data['machine']}")
    print(", ".join(f"{name} {number}" for name, number in data["versions"].items()))
    print(f"medians of {data['runs']} runs by turns\n")
    print(table(lines))
    print(f"\n{summary(lines)}")
    for sentence in data["missing"]:
        print(sentence)
    if options.plot:
        options.plot.write_text(plot(lines, f"{data['machine']}, {data['when'][:10]}"), encoding="utf-8")
    return int(any(line.verdict.startswith(("MISSED", "FAILED")) for line in lines))


def _data(options: argparse.Namespace) -> dict[str, Any]:
    """Measure, and return the table as data."""
    rows = options.rows if options.rows not in ([], ["growth"]) else list(ROWS)
    compileall.compile_dir(Path(taskforce.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory(prefix="taskforce-bench-") as work:
        bench = Bench(options.folder.resolve(), Path(work), options.runs, options.sizes)
        if options.install_peers:
            bench.peers.install()
            bench = Bench(options.folder.resolve(), Path(work), options.runs, options.sizes)
        data: dict[str, Any] = {"machine": machine(), "when": today(), "runs": options.runs}
        data |= {"versions": versions(bench), "missing": bench.peers.missing(), "lines": []}
        lines: list[Line] = []
        for row in rows:
            lines += growth(lines) if row == "growth" else _measured(bench, row)
            data["lines"] = [line.as_data() for line in lines]
            if options.json:
                text = json.dumps(data, indent=1, ensure_ascii=False)
                options.json.write_text(f"{text}\n", encoding="utf-8")
    return data


def _measured(bench: Bench, row: str) -> list[Line]:
    """Return the lines of a row; those that were measured before it failed, too."""
    lines: list[Line] = []
    print(f"{row} …", file=sys.stderr)
    began = time.monotonic()
    try:
        for line in MEASURES[row](bench, row):
            lines.append(line)
            print("  " + "  ".join(filter(None, line.cells()[1:])), file=sys.stderr)
    except (subprocess.CalledProcessError, NeverCame) as error:
        said = getattr(error, "stderr", None) or b""
        print(f"{row}: {error}\n{said.decode('utf-8', 'replace')}", file=sys.stderr)
        lines.append(Line(row, ROWS[row], 0, None))
    print(f"  took {time.monotonic() - began:.0f} s", file=sys.stderr)
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
