"""``template``: the looks of reports for paper."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.paths import typed_path
from taskforce.reports.writers.templates import REPORTS, check, kind_of, own_template

NONE = "none"


class TemplateOptions(NamedTuple):
    """What to do with which template."""

    action: str
    file: str | None


def _declare_template(parser: Parser) -> None:
    parser.epilog = _(
        "write: a copy of ours to edit; check: try an edited one; use: set reports into it from now on "
        "(“use none”: into ours again); fields: what a Word template may say."
    )
    parser.add_argument("action", choices=("write", "check", "use", "fields"))
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_yes()
    parser.calls(template, TemplateOptions)


def template(context: Context, options: TemplateOptions) -> int:
    """Write a template to edit, check an edited one, choose the one that reports are set into, or show fields."""
    if options.action == "fields":
        return _fields(context)
    if options.file is None:
        raise UsageError(_("template {action} needs a FILE: a .docx or .typ file.", action=options.action))
    if options.action == "use" and options.file == NONE:
        return _choose(context, None)
    path = typed_path(options.file)
    kind = kind_of(path)
    if options.action == "write":
        return _write(context, path, kind)
    check(path)
    if options.action == "use":
        return _choose(context, path)
    context.print(_("{path} is in order.", path=path))
    return DONE


def _write(context: Context, path: Path, kind: str) -> int:
    from taskforce.files import write_output

    context.may_replace([path])
    write_output(path, own_template(kind).read_bytes())
    context.print(_("{path} is written: edit it, then “taskforce template check {path}”.", path=path))
    return DONE


def _choose(context: Context, path: Path | None) -> int:
    from taskforce.config import write_preference
    from taskforce.paths import config_file

    for kind in REPORTS:
        if path is None or kind_of(path) == kind:
            write_preference(config_file(), f"report_{kind}", None if path is None else str(path.resolve()))
    if path is None:
        context.print(_("Reports are set into the templates that are shipped."))
    else:
        context.print(_("Reports are set into {path} from now on.", path=path))
    return DONE


def _fields(context: Context) -> int:
    from taskforce.reports.writers.word.fields import BLOCKS, TEXTS

    context.print(_("In a line of text:"))
    for name, words in TEXTS.items():
        context.print(f"  {{{{ {name} }}}}  {_(words)}")
    context.print(_("In a paragraph of their own:"))
    for name, words in BLOCKS.items():
        context.print(f"  {{{{p {name} }}}}  {_(words)}")
    return DONE


COMMANDS: Declarations = {"template": _declare_template}
