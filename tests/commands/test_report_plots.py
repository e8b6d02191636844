"""``report --plot`` on the command line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from calling import Caller

pytestmark = pytest.mark.both_engines


def test_a_plot_is_printed_and_written_as_the_ending_says(banjar: Caller, tmp_path: Path) -> None:
    printed = banjar("report", "--plot", "kurva-s", "--plot", "load").out
    assert "S-curve: planned and actual progress" in printed
    assert "HM Farid Soufian" in printed and "▲ 1 overdue" in printed
    paths = [tmp_path / f"beban{ending}" for ending in (".svg", ".png", ".TXT")]
    said = banjar("report", "--plot", "members", *(word for path in paths for word in ("-o", str(path)))).out
    assert said.count("Plot written: ") == 3
    svg = ElementTree.fromstring(paths[0].read_text(encoding="utf-8"))
    words = ["".join(node.itertext()) for node in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert words[0] == "Open items per lead" and "Galuh Tantri Narindra" in words
    assert paths[1].read_bytes().startswith(b"\x89PNG")
    assert "Galuh Tantri Narindra" in paths[2].read_text(encoding="utf-8")
    assert "farid" not in banjar("report", "--plot", "load", "--scope", "lead:galuh").out.casefold()


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--plot", "burnp"], 2, "There is no plot “burnp”: use burnup."),
        (["--plot", "burn-up", "-o", "x.pdf"], 2, "no ending for a plot"),
        (["--plot", "burn-up", "--plot", "load", "-o", "x.svg"], 2, "one plot"),
        (["--plot", "burn-up", "--format", "json"], 2, "no --format"),
        (["--plot", "s-curve", "--scope", "lead:farid is:overdue"], 1, "nothing to draw for s-curve"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = banjar("report", *words, status=status)
    assert sentence in answer.err
    assert not [path for path in tmp_path.iterdir() if path.stem == "x"]
