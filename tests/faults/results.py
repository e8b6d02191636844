"""What the fault suites counted: each run is a small file, and the table on the page of promises is made of them.

A suite ends a long run with ``keep(Result("keys", seed=7, tried=350))``, which writes ``results/keys-7.json``::

    {"suite": "keys", "seed": 7, "date": "2026-11-30", "tried": 350, "lost": 0, "broken": 0}

A run with the same seed takes the older one's place.  ``acknowledged``, ``found`` and ``mended`` are there where a
suite counts them, ``parts`` says how many of what, ``seconds`` how long it took.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent / "results"

SUITES: Mapping[str, tuple[str, str]] = {
    "kills": ("killed at a write", "dimatikan saat menulis"),
    "calls": ("failing calls: input/output error, full disk", "panggilan gagal: galat baca/tulis, disk penuh"),
    "cuts": (
        "power cuts: what was not synced is lost or reordered",
        "listrik padam: yang belum tersinkron hilang",
    ),
    "together": ("commands at the same time", "perintah bersamaan"),
    "keys": ("keys at typing speed and faster", "tombol secepat orang mengetik dan lebih cepat"),
    "corruption": ("flipped bits and cut pages", "bit terbalik dan halaman terpotong"),
    "arguments": ("arguments and files nobody thought of", "argumen dan berkas yang tak terduga"),
    "exchange": ("five copies and a careless carrier", "lima salinan dan pembawa yang ceroboh"),
    "sealed": ("faults on an encrypted list", "gangguan pada daftar terenkripsi"),
}
"""Each suite, and what it tries, in English and Indonesian."""

HEADS = (
    ("suite", "tried", "acknowledged", "lost", "broken", "found", "mended", "runs: seeds; last day"),
    (
        "rangkaian",
        "dicoba",
        "diakui",
        "hilang",
        "rusak",
        "ditemukan",
        "diperbaiki",
        "kali: benih; hari terakhir",
    ),
)
"""``lost``: something acknowledged was not there.  ``broken``: anything else that is promised did not hold."""

BEGIN, END = "<!-- made by python -m tests.faults --table -->", "<!-- end of what is made -->"


@dataclass(frozen=True, slots=True)
class Result:
    """What one run of a suite counted; ``None`` where a suite does not count that."""

    suite: str
    seed: int
    tried: int
    lost: int = 0
    broken: int = 0
    acknowledged: int | None = None
    found: int | None = None
    mended: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    seconds: float | None = None
    date: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())


def keep(result: Result, folder: Path = FOLDER) -> Path:
    """Write a run to its file and return where."""
    assert result.suite in SUITES, result.suite
    folder.mkdir(exist_ok=True)
    path = folder / f"{result.suite}-{result.seed}.json"
    said = {name: value for name, value in asdict(result).items() if value not in (None, {})}
    path.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return path


def kept(folder: Path = FOLDER) -> list[Result]:
    """Return the runs that were kept, by suite and seed."""
    runs = [Result(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]
    return sorted(runs, key=lambda run: (list(SUITES).index(run.suite), run.seed))


def table(runs: Sequence[Result], language: int = 0) -> str:
    """Return the runs added up by suite as a table in Markdown, in English (0) or Indonesian (1)."""
    rows = [HEADS[language], ("---", *["---:"] * 6, "---")]
    for suite, names in SUITES.items():
        ours = [run for run in runs if run.suite == suite]
        if not ours:
            continue
        counts = (
            _sum(getattr(run, name) for run in ours)
            for name in ("tried", "acknowledged", "lost", "broken", "found", "mended")
        )
        seeds = ", ".join(str(run.seed) for run in ours)
        rows.append((names[language], *counts, f"{len(ours)}: {seeds}; {max(run.date for run in ours)}"))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def put_table(page: Path, runs: Sequence[Result]) -> None:
    """Write the table between its marks on a page; an Indonesian one is called ``….id.md``."""
    text = page.read_text(encoding="utf-8")
    before, _mark, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    language = int(page.name.endswith(".id.md"))
    page.write_text(f"{before}{BEGIN}\n\n{table(runs, language)}\n\n{END}{after}", encoding="utf-8")


def _sum(values: Iterable[int | None]) -> str:
    counted = [value for value in values if value is not None]
    return f"{sum(counted):,}" if counted else ""
