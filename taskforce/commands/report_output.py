"""Where a report goes: to files, to the terminal or another program, to the clipboard; plots alone, too."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.printing import copy_text
from taskforce.commands.report_request import ReportOptions
from taskforce.console import writes_utf8
from taskforce.files import write_output
from taskforce.language import _
from taskforce.model.errors import DONE, TaskforceError, UsageError
from taskforce.reports.content.plots import plot_name, plot_of
from taskforce.reports.document import Plot
from taskforce.reports.figures.build import BRIEF
from taskforce.reports.writers.registry import (
    FORMATS,
    Output,
    Printable,
    make_folders,
    rendered,
    write_outputs,
)
from taskforce.reports.writers.templates import chosen
from taskforce.services.reports import ReportRequest

PLOT_ENDINGS = (".svg", ".png", ".txt")


def deliver(
    context: Context,
    options: ReportOptions,
    made: Printable,
    files: Sequence[Output],
    form: str | None,
) -> int:
    """Write a report to files, or print it: in a format, or for the terminal."""
    if options.copy:
        copy_text(rendered(made, form if form not in (None, "text") else "whatsapp"))
        context.say(_("The text is sent to the clipboard; not every terminal takes it."))
    if files:
        make_folders(options.output)
        write_outputs(made, files, chosen(context.config, list(options.template)))
        for one in files:
            context.print(_("Report written: {path}", path=one.path))
    elif form is None:
        from taskforce.reports.writers.terminal import print_document

        print_document(made.document)
    else:
        if FORMATS[form].binary:
            raise UsageError(_("The format {format} needs a file: say -o FILE.", format=form))
        sys.stdout.write(str(rendered(made, form, ascii_only=not writes_utf8(sys.stdout))))
    return DONE


def draw_plots(context: Context, options: ReportOptions, request: ReportRequest) -> int:
    """Draw plots by themselves, of a period's report: on the terminal, or as pictures."""
    names = [plot_name(name) for name in options.plot or ()]
    paths = [_plot_file(Path(name), len(names)) for name in options.output]
    if options.format is not None:
        raise UsageError(_("A plot takes no --format: the file's ending says it, such as -o curve.svg."))
    context.may_replace(paths)
    report = request.figures(context.store, BRIEF)
    drawn = [(name, plot_of(report, name)) for name in names]
    plots = [plot for _name, plot in drawn if plot is not None]
    missing = [name for name, plot in drawn if plot is None]
    if missing:
        raise TaskforceError(
            _(
                "There is nothing to draw for {names}: the report has no such items.",
                names=", ".join(name.replace("_", "-") for name in missing),
            )
        )
    for path in paths:
        write_plot(plots[0], path)
        context.print(_("Plot written: {path}", path=path))
    if not paths:
        from taskforce.reports.writers.terminal import print_plots

        print_plots(plots)
    return DONE


def _plot_file(path: Path, count: int) -> Path:
    if path.suffix.lower() not in PLOT_ENDINGS:
        raise UsageError(
            _("“{path}” has no ending for a plot: use {endings}.", path=path.name, endings=", ".join(PLOT_ENDINGS))
        )
    if count > 1:
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
    write_output(path, content)
