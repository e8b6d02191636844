"""``report --plot``: plots by themselves, on the terminal or as pictures."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.console import terminal_width
from taskforce.files import write_whole
from taskforce.language import _
from taskforce.model.errors import DONE, TaskforceError, UsageError
from taskforce.reports.content.plots import plot_name, plot_of
from taskforce.reports.document import Plot
from taskforce.reports.figures.build import BRIEF, build_report
from taskforce.reports.figures.period import Period

_ENDINGS = (".svg", ".png", ".txt")


def plots(context: Context, options: argparse.Namespace, period: Period, as_of: date | None) -> int:
    """Draw the plots that were named, of a period's report."""
    names = [plot_name(name) for name in options.plot]
    paths = [_checked(Path(name), len(names)) for name in options.output]
    if options.format is not None:
        raise UsageError(_("A plot takes no --format: the file's ending says it, such as -o curve.svg."))
    report = build_report(context.store, period, as_of, options.scope, extent=BRIEF)
    drawn = [(name, plot_of(report, name)) for name in names]
    found = [plot for _name, plot in drawn if plot is not None]
    missing = [name for name, plot in drawn if plot is None]
    if missing:
        raise TaskforceError(
            _(
                "There is nothing to draw for {names}: the report has no such items.",
                names=", ".join(name.replace("_", "-") for name in missing),
            )
        )
    for path in paths:
        write_plot(found[0], path)
        context.print(_("Plot written: {path}", path=path))
    if not paths:
        _print(found)
    return DONE


def _checked(path: Path, plots_named: int) -> Path:
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(
            _("“{path}” has no ending for a plot: use {endings}.", path=path.name, endings=", ".join(_ENDINGS))
        )
    if plots_named > 1:
        raise UsageError(_("A file holds one plot: name one --plot for -o."))
    return path


def write_plot(plot: Plot, path: Path) -> None:
    """Write a plot to a file, whole or not at all, as its ending says."""
    from taskforce.reports.plots.cells import Signs, cells_of
    from taskforce.reports.plots.png import plot_png
    from taskforce.reports.plots.svg import svg_of

    ending = path.suffix.lower()
    if ending == ".png":
        content = plot_png(plot, 200, titled=True)
    elif ending == ".svg":
        content = (svg_of(plot, titled=True) + "\n").encode()
    else:
        rows = ["".join(span.text for span in row) for row in cells_of(plot, 80, signs=Signs.PLAIN)]
        content = "\n".join([plot.title, "", *rows, ""]).encode()
    write_whole(path, content)


def _print(found: list[Plot]) -> None:
    from rich.console import Console, Group

    from taskforce.reports.writers.terminal import plot_lines, signs_of

    width = terminal_width()
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    for plot in found:
        console.print(Group(*plot_lines(plot, min(width, 120), signs_of(sys.stdout))))
