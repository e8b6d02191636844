"""What the fault suites counted is kept, added up and put on the pages as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.results import BEGIN, END, Result, keep, kept, put_table, table


def test_runs_are_kept_by_suite_and_seed_and_added_up(tmp_path: Path) -> None:
    keep(Result("kills", seed=1, tried=999, acknowledged=10, date="2026-11-30"), tmp_path)
    keep(Result("kills", seed=1, tried=1000, acknowledged=10, date="2026-11-30"), tmp_path)
    keep(Result("kills", seed=2, tried=500, acknowledged=7, lost=1, date="2026-12-01"), tmp_path)
    keep(Result("corruption", seed=3, tried=40, found=40, mended=36, parts={"bits": 40}), tmp_path)
    runs = kept(tmp_path)
    assert [(run.suite, run.tried, run.lost) for run in runs] == [
        ("kills", 1000, 0),
        ("kills", 500, 1),
        ("corruption", 40, 0),
    ]
    lines = table(runs).splitlines()
    assert lines[2] == "| killed at a write | 1,500 | 17 | 1 | 0 |  |  | 2: 1, 2; 2026-12-01 |"
    assert "| 40 |  | 0 | 0 | 40 | 36 | 1: 3;" in lines[3]


def test_a_run_of_a_suite_that_the_page_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="teeth"):
        keep(Result("teeth", seed=1, tried=1), tmp_path)


def test_the_table_takes_the_place_of_the_older_one_on_either_page(tmp_path: Path) -> None:
    for name, head in (("promises.md", "| suite |"), ("janji.id.md", "| rangkaian |")):
        page = tmp_path / name
        page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
        put_table(page, [Result("kills", seed=1, tried=5)])
        text = page.read_text(encoding="utf-8")
        assert "old" not in text and head in text
        assert text.startswith("before\n") and text.endswith(f"{END}\nafter\n")
