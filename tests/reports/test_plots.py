"""The plots: what they draw is what the figures say, in every medium, without a need of colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from report_lists import Office
from screen_text import golden

import taskforce.console  # noqa: F401  (registers the stand-ins)
from taskforce.language import set_language
from taskforce.model.width import cell_width
from taskforce.reports.content.plots import NAMES, plot_of, plots_of
from taskforce.reports.document import Plot, figures_of
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.plots.cells import Signs, cells_of
from taskforce.reports.plots.png import plot_png
from taskforce.reports.plots.svg import svg_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<b>&amp;[/] {{x}} 會議 é"


@pytest.fixture
def drawn(office: Office) -> StatusReport:
    """A report in which every plot has something to show."""
    office.dimension("governance", 1)
    office.dimension("living", 2)
    office.on("2026-11-02")
    galuh, farid = office.member("galuh", "Galuh"), office.member("farid", "Farid")
    for name, start, due, dimension, lead in (
        ("a", "2026-11-02", "2026-11-30", "governance", galuh),
        ("b", "2026-11-09", "2026-11-18", "governance", galuh),
        ("c", "2026-11-02", "2026-11-20", "living", farid),
        ("d", "2026-11-16", "2026-12-28", "living", None),
    ):
        office.item(name, start=start, due=due, dimension=dimension, lead_id=lead)
    office.on("2026-11-12").edit("a", progress=40)
    office.on("2026-11-17").edit("c", status="done")
    office.edit("a", progress=70)
    return build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))


def found(report: StatusReport, name: str) -> Plot:
    plot = plot_of(report, name)
    assert plot is not None
    return plot


def picture(plot: Plot) -> ElementTree.Element:
    return ElementTree.fromstring(svg_of(plot))


def texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(node.itertext()) for node in svg.iter(f"{SVG}text")]


def rows(plot: Plot, width: int = 78, signs: Signs = Signs.BRAILLE) -> list[str]:
    return ["".join(span.text for span in row) for row in cells_of(plot, width, signs=signs)]


def curves(svg: ElementTree.Element) -> list[ElementTree.Element]:
    """The lines that show figures: the thick ones that are no samples in a label."""
    lines = (node for node in svg.iter(f"{SVG}polyline") if float(node.attrib["stroke-width"]) >= 2)
    return [node for node in lines if len(node.attrib["points"].split()) > 2]


def scale(svg: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """The values at the left, and the heights at which they stand."""
    for node in svg.iter(f"{SVG}text"):
        if node.get("text-anchor") == "end":
            yield float(str(node.text).rstrip("%")), float(node.attrib["y"])


@pytest.mark.parametrize("name", ["s_curve", "burn_up"])
def test_a_line_read_off_its_scale_gives_the_figures(drawn: StatusReport, name: str) -> None:
    plot = found(drawn, name)
    svg = picture(plot)
    (low, low_y), *_between, (high, high_y) = sorted(scale(svg))
    thick = curves(svg)
    read = []
    for node in thick:
        heights = [float(place.split(",")[1]) + 0.36 * 11 for place in node.attrib["points"].split()]
        read.append([low + (y - low_y) * (high - low) / (high_y - low_y) for y in heights])
    wanted = [[value for value in one.values if value is not None] for one in plot.series]
    precision = (high - low) * 0.002
    assert len(read) == len(wanted)
    for values, line in zip(wanted, read, strict=True):
        assert line == pytest.approx(values, abs=precision)


def test_bars_are_as_long_as_their_figures(drawn: StatusReport) -> None:
    for name in ("dimensions", "members"):
        plot = found(drawn, name)
        bars = list(picture(plot).iter(f"{SVG}rect"))
        track = float(bars[0].attrib["width"])
        filled = [float(node.attrib["width"]) / track for node in bars if node.get("fill") != "#fff"]
        sums = [sum(one.values[number] or 0 for one in plot.series) for number in range(len(plot.labels))]
        whole = 100.0 if plot.unit == "percent" else max(sums)
        wanted = [
            (one.values[number] or 0) / whole
            for number in range(len(plot.labels))
            for one in plot.series
            if one.values[number]
        ]
        assert filled[: len(wanted)] == pytest.approx(wanted, abs=0.01)


def test_the_load_is_what_is_open_and_adds_up(drawn: StatusReport) -> None:
    plot = found(drawn, "members")
    assert list(zip(plot.labels, *(one.values for one in plot.series), strict=True)) == [
        ("Galuh", 1, 1),
        ("(no lead)", 0, 1),
    ]
    assert drawn.summary.total - drawn.summary.done == 3


def test_many_leads_are_summed_up_in_one_line(office: Office) -> None:
    for number in range(30):
        lead = office.member(f"m{number:02}", f"Orang {number:02}")
        office.item(f"item {number}", lead_id=lead, due="2026-11-01")
    plot = found(build_report(office.store, period_of(date(2026, 11, 24))), "members")
    assert plot.labels[-1] == "10 others"
    assert sum(value or 0 for one in plot.series for value in one.values) == 30


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_lines_differ_without_their_colours(drawn: StatusReport) -> None:
    for name in ("s_curve", "burn_up"):
        svg = picture(found(drawn, name))
        lines = curves(svg)
        dashes = [node.get("stroke-dasharray", "") for node in lines]
        assert len(set(dashes)) == len(lines), name
        assert all(luminance(node.attrib["stroke"]) < 0.25 for node in lines), "too pale for print"
    svg = picture(found(drawn, "members"))
    fills = ("#a11c15", "#a9bcc9")
    assert set(fills) <= {node.get("fill") for node in svg.iter(f"{SVG}rect")}
    assert abs(luminance(fills[0]) - luminance(fills[1])) > 0.3
    assert any(True for _node in svg.iter(f"{SVG}path")), "what is late is hatched"


@pytest.mark.parametrize("language", ["en", "id"])
def test_who_cannot_see_a_plot_is_told_all_its_figures(drawn: StatusReport, language: str) -> None:
    set_language(language)
    for plot in plots_of(drawn):
        description = picture(plot).find(f"{SVG}desc")
        assert description is not None and description.text == plot.alternative
        for row in figures_of(plot, language).rows:
            label, *values = (cell.text for cell in row)
            told = next(part for part in plot.alternative.split("; ") if part.startswith(f"{label}: "))
            for value in values:
                assert value == "–" or re.search(rf"(?<!\S){re.escape(value)}(,|$| )", told), (told, value)


def test_what_people_wrote_is_text_and_nothing_is_fetched(office: Office) -> None:
    office.dimension("x", 1)
    office.item("a", dimension="x", due="2026-11-01", lead_id=office.member("x", HOSTILE))
    report = build_report(office.store, period_of(date(2026, 11, 24)))
    svg = svg_of(found(report, "members"))
    assert HOSTILE in texts(ElementTree.fromstring(svg))
    for plot in plots_of(report):
        drawing = svg_of(plot, titled=True)
        assert not re.search(r"href|url\(|@import|<script|<style|\x1b", drawing)
        assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("signs", list(Signs))
@pytest.mark.parametrize("width", [12, 20, 34, 56, 78, 130])
def test_no_row_of_cells_is_too_wide(office: Office, drawn: StatusReport, width: int, signs: Signs) -> None:
    office.item("wide", lead_id=office.member("x", HOSTILE * 4), due="2026-11-01")
    report = build_report(office.store, period_of(date(2026, 11, 24)))
    for plot in plots_of(report):
        drawing = rows(plot, width, signs)
        assert drawing and all(cell_width(row) <= width for row in drawing), plot.name


def test_plain_signs_have_stand_ins_on_any_console(drawn: StatusReport) -> None:
    for plot in plots_of(drawn):
        for row in rows(plot, signs=Signs.PLAIN):
            for encoding in ("cp1252", "ascii"):
                assert b"?" not in row.encode(encoding, errors="taskforce-plain"), row


def test_cells_rise_with_the_figures(drawn: StatusReport) -> None:
    """The tops of the columns, read off the rows, never go down, and end at what is done."""
    drawing = rows(found(drawn, "s_curve"), signs=Signs.PLAIN)[:-1]
    tops = {}
    for number, row in enumerate(drawing):
        for column, sign in enumerate(row):
            if sign == "█":
                tops.setdefault(column, number)
    heights = [tops[column] for column in sorted(tops)]
    assert all(later <= earlier for earlier, later in pairwise(heights))
    assert (len(drawing) - 1 - heights[-1]) * 100 / (len(drawing) - 1) == pytest.approx(
        drawn.summary.actual_percent, abs=5
    )


@pytest.mark.parametrize("language", ["en", "id"])
def test_plots_on_a_terminal_look_as_they_did(drawn: StatusReport, language: str) -> None:
    set_language(language)
    shown = []
    for plot in plots_of(drawn):
        for signs in Signs:
            shown += [f"{plot.title} ({signs})", *(row.rstrip() for row in rows(plot, 72, signs)), ""]
    golden(f"report_plots_{language}", "\n".join(shown))


def test_a_picture_for_word_is_a_png_of_the_same_shape(drawn: StatusReport) -> None:
    content = plot_png(found(drawn, "s_curve"), 144)
    assert content.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
    box = [float(part) for part in picture(found(drawn, "s_curve")).attrib["viewBox"].split()]
    assert width / height == pytest.approx(box[2] / box[3], rel=0.02)
    assert width == 960


def test_a_list_without_items_has_no_curves(office: Office) -> None:
    report = build_report(office.store, period_of(date(2026, 11, 24)))
    assert [name for name in NAMES if plot_of(report, name) is not None] == []
    office.item("undated")
    report = build_report(office.store, period_of(date(2026, 11, 24)))
    assert [plot.name for plot in plots_of(report)] == ["burn_up", "dimensions", "members"]
    for plot in plots_of(report):
        assert svg_of(plot) and rows(plot)


@pytest.mark.parametrize("width", [50, 76, 120])
def test_the_scale_has_as_many_rows_between_any_two_of_its_values(drawn: StatusReport, width: int) -> None:
    plots = [plot for plot in plots_of(drawn) if plot.form == "lines"]
    assert plots
    for plot in plots:
        ticks = [row for row, line in enumerate(rows(plot, width)) if re.match(r"\s*\d+%? ", line)]
        assert len(ticks) > 2
        assert len({second - first for first, second in pairwise(ticks)}) == 1
