"""TODO."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from taskforce.commands.context import Context
from taskforce.console import terminal_width, writes_utf8
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.reports.writers.registry import (
    FORMATS,
    Output,
    Printable,
    make_folders,
    rendered,
    write_outputs,
)
from taskforce.reports.writers.templates import chosen


def deliver(
    context: Context,
    options: argparse.Namespace,
    made: Printable,
    wanted: Sequence[Output],
    form: str | None,
) -> int:
    """Write a report to files, or print it: in a format, or for the terminal."""
    if options.copy:
        from taskforce.commands.clipboard import copy_text

        copy_text(rendered(made, form if form not in (None, "text") else "whatsapp"))
        context.say(_("The text is sent to the clipboard; not every terminal takes it."))
    if wanted:
        make_folders(options.output)
        write_outputs(made, wanted, chosen(context.config, options.template))
        for one in wanted:
            context.print(_("Report written: {path}", path=one.path))
    elif form is None:
        from rich.console import Console

        from taskforce.reports.writers.rich import document_renderable

        console = Console(highlight=False, markup=False, emoji=False, width=terminal_width())
        console.print(document_renderable(made.document, min(console.width, 132)))
    else:
        if FORMATS[form].binary:
            raise UsageError(_("The format {format} needs a file: say -o FILE.", format=form))
        sys.stdout.write(str(rendered(made, form, ascii_only=not writes_utf8(sys.stdout))))
    return DONE
