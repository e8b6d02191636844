"""The speed table: its rows are the design's, its figures are worked out right, and one command prints them."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import pytest
from benchmarks import __main__ as main_module
from benchmarks import app, bulk, commands
from benchmarks.__main__ import MEASURES, main
from benchmarks.figures import Cost, exponent, median_cost, ratio
from benchmarks.plot import plot
from benchmarks.table import REASONS, ROWS, Line, growth, summary, table, timed
from benchmarks.terminal import first_frame

DESIGN = """
    add edit done note edit-many start sealed keys filter memory list-json list show agenda search
    report paper import merge exchange growth
"""


def test_every_row_of_the_design_is_measured_and_growth_worked_out_from_them() -> None:
    assert list(ROWS) == DESIGN.split()
    assert set(MEASURES) | {"growth"} == set(ROWS)


def test_what_must_hold_is_what_the_design_says() -> None:
    assert (commands.EVERYDAY_TIMES, commands.EVERYDAY_MEMORY) == (5, 40)
    assert commands.EDIT_MANY_TIMES == {1_000: 4, 10_000: 1}
    assert commands.LIST_JSON_TIMES == {1_000: 4, 10_000: 1, 100_000: 0.6}
    assert commands.READ_TIMES == {1_000: 4, 10_000: 0.6, 100_000: 0.1}
    assert commands.REPORT_TIMES == {1_000: 10, 10_000: 2, 100_000: 1}
    assert app.START_TIMES == {1_000: 0.9, 10_000: 1, 100_000: 1.2}
    assert app.START_MEMORY == {1_000: 15, 10_000: 20, 100_000: 30}
    assert app.AREAS_MEMORY == {1_000: 60, 10_000: 80, 100_000: 120}
    assert (app.KEY_MEDIAN, app.KEY_WORST, app.FILTER_LETTER) == (0.016, 0.050, 0.050)
    assert (bulk.PAPER_MEMORY, bulk.BODY_PAGES) == (300, 10)
    assert (bulk.IMPORT_TIMES, bulk.MERGE_TIMES, bulk.EXCHANGE_TIMES) == (4, 1, 1.5)


def test_medians_are_of_each_figure_for_itself() -> None:
    costs = [Cost(1.0, 0.9, 50.0), Cost(9.0, 0.1, 40.0), Cost(2.0, 0.2, 90.0)]
    assert median_cost(costs) == Cost(2.0, 0.2, 50.0)
    assert median_cost(costs[:2]) == Cost(5.0, 0.5, 45.0)


def test_ratios_and_exponents() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(None, 2.0) is ratio(3.0, None) is ratio(3.0, 0.0) is None
    assert exponent(0.2, 0.2) == 0.0
    assert exponent(0.2, 2.0) == pytest.approx(1.0)
    assert exponent(1.0, 100.0) == pytest.approx(2.0)
    assert exponent(2.0, 16.0, times=2.0) == pytest.approx(3.0)
    assert exponent(None, 2.0) is exponent(2.0, None) is None


def test_the_first_frame_ends_where_a_pause_follows() -> None:
    assert first_frame([0.004]) == 0.004
    assert first_frame([0.004, 0.005, 0.0055, 0.021]) == 0.0055
    assert first_frame([0.004, 0.005]) == 0.005


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (Line("list", "", 1_000, 0.4, beside="it", theirs=0.1, times=4.0), "ok"),
        (Line("list", "", 1_000, 0.5, beside="it", theirs=0.1, times=4.0), "MISSED"),
        (Line("list", "", 1_000, 0.4, beside="it", times=4.0), "not compared: it is missing"),
        (Line("list", "", 1_000, 0.4, beside="it", theirs=0.1), ""),
        (Line("list", "", 1_000, None, beside="it", theirs=0.1, times=4.0), "FAILED"),
        (Line("add", "", 1_000, 0.1, memory=41.0, beside="it", theirs=0.1, times=5.0, most_memory=40.0), "MISSED"),
        (Line("paper", "", 1_000, 11.0, "pages", most=10), "MISSED"),
    ],
)
def test_a_verdict(line: Line, verdict: str) -> None:
    assert line.verdict.startswith(verdict)
    assert bool(verdict) == bool(line.verdict)


def test_growth_is_flat_for_what_is_done_every_day_and_linear_at_most_for_the_rest() -> None:
    lines = [
        Line(row, "", size, seconds)
        for row, size, seconds in (
            ("add", 10_000, 0.1), ("add", 100_000, 0.2), ("list", 10_000, 0.1), ("list", 100_000, 0.9),
            ("show", 10_000, 0.1),
        )
    ]  # fmt: skip
    grown = growth([*lines, Line("memory", "", 10_000, 5.0, "MB"), Line("memory", "", 100_000, 9.0, "MB")])
    assert [(line.what.partition(":")[0], line.verdict[:6]) for line in grown] == [
        ("add", "MISSED"),
        ("list", "ok"),
    ]
    assert summary(grown) == "1 held, 1 missed: growth (100,000)"
    assert grown[1].value == pytest.approx(0.954, abs=0.001)


def test_a_miss_is_said_with_its_reason_where_one_is_known() -> None:
    assert set(REASONS) <= set(ROWS)
    missed = Line("list-json", "", 100_000, 0.9, beside="it", theirs=1.0, times=0.6)
    assert missed.verdict == f"MISSED: {REASONS['list-json']}"


def test_programs_that_ran_by_turns_stand_in_one_line() -> None:
    costs = {"ours": Cost(0.4, 0.3, 20.0), "floor": Cost(0.1, 0.1, 9.0), "task": Cost(0.05, 0.04, 8.0)}
    line = timed("add", 1_000, costs, "ours", "floor", 5.0, 40.0)
    assert (line.ratio, line.cpu_ratio, line.also) == (pytest.approx(4), pytest.approx(3), (("task", 0.05),))
    head, text = table([line]).splitlines()
    assert head.split()[:3] == ["row", "items", "ours"]
    for part in (
        "add an item by one line",
        "1,000",
        "400 ms",
        "20 MB",
        "floor 100 ms",
        "4.00x",
        "5x, 40 MB",
        "ok",
    ):
        assert part in text


def test_the_picture_is_an_svg_with_every_time_in_words() -> None:
    lines = [Line("add", "", size, 0.1, beside="Python & co", theirs=0.02) for size in (1_000, 10_000, 100_000)]
    picture = ElementTree.fromstring(plot(lines, "a machine"))
    words = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert words.count("100 ms, Python & co 20 ms") == 3
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 3 + 3  # and the legend's


def test_the_pages_of_a_reports_body_end_where_its_annexes_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.generate import generate
    from pypdf import PdfReader

    from taskforce.cli import run

    monkeypatch.setenv("TASKFORCE_TODAY", "2026-11-24")
    path, file = tmp_path / "list.db", tmp_path / "report.pdf"
    generate(path, items=150, members=8, weeks=3, today=date(2026, 11, 24))
    run(["--db", str(path), "--lang", "en", "report", "--week", "2026-W47", "-o", str(file)])
    pages = bulk.body_pages(file)
    assert pages is not None and 0 < pages < len(PdfReader(file).pages)


@pytest.mark.skipif(sys.platform == "win32", reason="programs are measured by os.wait4")
def test_one_row_is_measured_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    data = tmp_path / "table.json"
    main(["--sizes", "1k", "add", "--runs", "1", "--json", str(data)])
    printed = capsys.readouterr().out
    assert "add an item by one line" in printed
    assert "dooit is not installed" in printed
    written = json.loads(data.read_text(encoding="utf-8"))
    (line,) = written["lines"]
    assert line["items"] == 1_000 and line["value"] > 0 and line["memory"] > 0 and line["theirs"] > 0
    assert written["versions"]["Python"] in printed

    picture = tmp_path / "table.svg"
    main(["--from", str(data), "--plot", str(picture)])
    assert capsys.readouterr().out == printed
    assert "add an item by one line" in picture.read_text(encoding="utf-8")


def test_what_was_measured_is_written_before_the_next_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(_bench: object, _row: str) -> list[Line]:
        raise KeyboardInterrupt

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(
        main_module, "MEASURES", {"add": lambda _bench, row: [Line(row, "", 1, 0.1)], "edit": cut_off}
    )
    data = tmp_path / "table.json"
    with pytest.raises(KeyboardInterrupt):
        main(["add", "edit", "--json", str(data)])
    assert [line["value"] for line in json.loads(data.read_text(encoding="utf-8"))["lines"]] == [0.1]


def test_a_row_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ad"])
    assert "no such row: ad" in capsys.readouterr().err
