"""The rows of work in bulk: reports as files, imports and merges, at 10,000 items."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from random import Random

from . import floors
from .bench import LAST_WEEK, Bench
from .commands import OURS
from .processes import Run
from .table import Line, timed
from .words import ACTIVITIES, FIRST_NAMES, OBJECTS, PLACES, VERBS

SIZE, CHANGES = 10_000, 1_000
"""Items or rows, and changes on each side of a merge."""

COPIES = 10
"""Copies that exchange through a folder."""

IMPORT_TIMES, MERGE_TIMES, EXCHANGE_TIMES = 4.0, 1.0, 1.5
PAPER_MEMORY, BODY_PAGES = 300.0, 10
FORMATS = ("pdf", "docx", "xlsx", "html", "md", "svg", "txt", "json")

_ANNEX = re.compile(r"Annex \d+: ")

MATRIX_HEADER = (
    "No", "Nomor Rapat", "Judul Rapat", "Tanggal Rapat", "Tindak Lanjut", "Deskripsi", "PIC Biro", "PIC",
    "Deadline", "Prioritas", "Status", "Selesai Pada",
)  # fmt: skip


def paper(bench: Bench, row: str) -> Iterator[Line]:
    """Measure the report of last week in every format, and count the pages of its body."""
    path = bench.list_of(SIZE)
    for suffix in FORMATS:
        file = bench.work / f"report.{suffix}"
        command = bench.ours(path, "report", "--week", LAST_WEEK, "-o", str(file))
        costs = bench.once(OURS, Run(command))
        yield timed(row, SIZE, costs, OURS, "", most_memory=PAPER_MEMORY, what=f"report as {suffix}")
        if suffix == "pdf":
            pages = body_pages(file) if file.exists() else None
            yield Line(row, "pages of the body", SIZE, pages, "pages", most=BODY_PAGES)


def body_pages(file: Path) -> float | None:
    """Return how many pages of a PDF come before its first annex; ``None`` where they cannot be read."""
    try:
        from pypdf import PdfReader
    except ImportError:
        print("pypdf is not installed: pages are not counted", file=sys.stderr)
        return None
    texts = (page.extract_text() for page in PdfReader(file).pages)
    return sum(1 for _page in takewhile(lambda text: not _ANNEX.search(text[:400]), texts))


def importing(bench: Bench, row: str) -> Iterator[Line]:
    """Measure the import of a follow-up matrix into a new list beside openpyxl reading the same workbook."""
    sheet, path = matrix_in(bench), bench.work / "imported.db"
    bench.do(path, "init")
    runs = {OURS: Run(bench.ours(path, "import", str(sheet)), Kept(path).put_back)}
    yield timed(row, SIZE, bench.alternate(runs | _openpyxl(bench, sheet)), OURS, floors.OPENPYXL, IMPORT_TIMES)


def merging(bench: Bench, row: str) -> Iterator[Line]:
    """Measure the merge of another copy's changes into a copy with as many of its own."""
    folder = bench.work / "merge"
    folder.mkdir()
    mine, theirs, whole, bundle = (folder / name for name in ("mine.db", "theirs.db", "all.tfb", "theirs.tfb"))
    shutil.copyfile(bench.list_of(SIZE), mine)
    bench.do(mine, "note", "1", "Disalin.")
    bench.do(mine, "bundle", "write", str(whole), "--all")
    bench.do(theirs, "bundle", "merge", str(whole), "--name", "farid")
    refs = [str(number) for number in range(1, CHANGES + 1)]
    bench.do(mine, "edit", *refs, "origin=Notulen 1", "--yes")
    bench.do(theirs, "edit", *refs, "description=Menunggu paraf.", "--yes")
    bench.do(theirs, "bundle", "write", str(bundle))
    runs = {OURS: Run(bench.ours(mine, "bundle", "merge", str(bundle), "--yes"), Kept(mine).put_back)}
    costs = bench.alternate(runs | _openpyxl(bench, matrix_in(bench)))
    yield timed(row, SIZE, costs, OURS, floors.OPENPYXL, MERGE_TIMES)


def exchanging(bench: Bench, row: str) -> Iterator[Line]:
    """Measure a copy's step with nine others, each of which has changed other items, and has written its file."""
    folder = bench.work / "exchange"
    shared, raw = folder / "shared", folder / "raw.db"
    shared.mkdir(parents=True)
    first, *others = (folder / f"copy-{number}.db" for number in range(COPIES))

    def exchange(path: Path) -> None:
        bench.do(path, "exchange", str(shared))

    shutil.copyfile(bench.list_of(SIZE), first)
    for number, path in enumerate((first, *others)):
        if path != first:
            shutil.copyfile(first, path)  # a copy by hand is a replica of its own from its first change on
        bench.do(path, "note", str(number + 1), "Disalin.")
        exchange(path)
        exchange(first)  # else each of the others would be given the whole list
    for path in others:
        exchange(path)
    for number, path in enumerate((first, *others)):
        refs = [str(number * CHANGES + ref) for ref in range(1, CHANGES + 1)]
        bench.do(path, "edit", *refs, f"description=Menunggu paraf {number}.", "--yes")
    for path in others:
        exchange(path)
    shutil.copyfile(first, raw)
    kept, kept_raw, handed = Kept(first, shared, bench.remembered), Kept(raw), folder / "handed.db"

    def anew() -> None:
        kept_raw.put_back()
        handed.unlink(missing_ok=True)

    raw_sql = floors.raw_exchange(str(raw), str(handed), [str(path) for path in others])
    runs = {
        OURS: Run(bench.ours(first, "exchange", str(shared)), kept.put_back),
        floors.RAW_SQL: Run(raw_sql, anew),
    }
    yield timed(row, SIZE, bench.alternate(runs), OURS, floors.RAW_SQL, EXCHANGE_TIMES)


class Kept:
    """A list as it is now, put back before each round in its own place: elsewhere it would be another copy.

    ``beside`` are folders and files that change with it.
    """

    def __init__(self, path: Path, *beside: Path) -> None:
        self._path = path
        self._kept = {one: one.with_suffix(".kept") for one in (path, *beside)}
        for one, kept in self._kept.items():
            _copy(one, kept)

    def put_back(self) -> None:
        """Make the list again what it was."""
        for suffix in ("-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        for one, kept in self._kept.items():
            _copy(kept, one)


def _copy(one: Path, other: Path) -> None:
    if one.is_dir():
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(one, other)
    else:
        shutil.copyfile(one, other)


def _openpyxl(bench: Bench, sheet: Path) -> dict[str, Run]:
    python = bench.peers.openpyxl
    return {} if python is None else {floors.OPENPYXL: Run(floors.openpyxl(python, str(sheet)))}


def matrix_in(bench: Bench) -> Path:
    """Return a follow-up matrix as offices keep it: three title rows, the header in row 4, dates as text."""
    path = bench.work / "matrix.xlsx"
    if not path.exists():
        write_matrix(path, SIZE)
    return path


def write_matrix(path: Path, rows: int) -> None:
    """Write such a matrix as a workbook."""
    from xlsxwriter import Workbook

    random = Random(1)
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Matriks")
        for number, title in enumerate(("MATRIKS TINDAK LANJUT", "Tim Pelaksana Smart City")):
            sheet.write_row(number, 0, [title])
        sheet.write_row(3, 0, MATRIX_HEADER)
        for number in range(1, rows + 1):
            meeting = random.randrange(1, 40)
            done = random.random() < 0.3
            cells = (
                number,
                f"{meeting:02d}/SC/2026",
                f"Rapat Tim Pelaksana {meeting}",
                f"{meeting % 28 + 1:02d}/{meeting % 10 + 1:02d}/2026",
                f"{random.choice(VERBS)} {random.choice(OBJECTS)} {random.choice(PLACES)} ({number})",
                random.choice(ACTIVITIES),
                random.choice(("Diskominfo", "Bappeda", "Dinkes", "BPKAD", "Dukcapil")),
                random.choice(FIRST_NAMES),
                f"{random.randrange(1, 29):02d}/{random.randrange(1, 13):02d}/2027",
                random.choice(("Rendah", "Sedang", "Tinggi", "Mendesak")),
                "Selesai" if done else random.choice(("Belum mulai", "On progress", "Kendala")),
                f"{random.randrange(1, 29):02d}/10/2026" if done else "",
            )
            sheet.write_row(number + 3, 0, cells)
