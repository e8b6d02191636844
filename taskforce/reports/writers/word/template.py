"""Word templates: opened, filled in, checked; a mistake is one sentence that names the nearest right field.

A template may come from anyone: it is measured before it is opened, and may use of Jinja what ends soon.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from taskforce.language import _
from taskforce.model.errors import TaskforceError, reason_of
from taskforce.model.text import nearest
from taskforce.reading import read_bounded
from taskforce.reports.writers.paper import LARGEST_TEMPLATE
from taskforce.reports.writers.word.fields import BLOCK, BLOCKS, TEXTS

_FIELD = re.compile(r"([\w.]+)")


_LARGEST_FILE = 20_000_000
_LARGEST_UNPACKED = 60_000_000
"""Bytes of a template with its pictures, packed and unpacked."""
_MOST_WORK = 25_000_000
"""Fields of a part times its bytes: the patterns that look for fields may read the part again for each."""
_BEYOND = 1 << 40

_FILTERS = frozenset(("default", "d", "upper", "lower", "title", "capitalize", "trim", "join", "first", "last"))
_FILTERS |= {"length", "count", "string", "escape", "e"}
"""Filters of Jinja that a template may use: none of them makes much of little."""
_DEEPEST = 2
"""Loops within loops."""


def opened(path: Path) -> Any:
    """Return a template as docxtpl has it.  Raises :class:`TaskforceError` when it is no Word file."""
    from docxtpl import DocxTemplate

    try:
        content = read_bounded(path, _LARGEST_FILE)
    except OSError as error:
        raise TaskforceError(
            _("The template {path} cannot be read ({reason}): name another.", path=path, reason=reason_of(error))
        ) from error
    try:
        _check_size(content, path)
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except TaskforceError:
        raise
    except Exception as error:  # of whatever kind the readers of zip, XML and Word meet
        raise TaskforceError(
            _("The template {path} is not a Word file (.docx) that can be opened: name another.", path=path)
        ) from error
    return template


def _check_size(content: bytes, path: Path) -> None:
    """Raise :class:`TaskforceError` for a template larger than one is; ``ValueError`` for no Word file."""
    left = _LARGEST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            part.file_size = _BEYOND  # it is read to its true end, whatever the package says
            xml = part.filename.lower().endswith((".xml", ".rels"))
            with package.open(part) as stream:
                text = stream.read(min(left, LARGEST_TEMPLATE if xml else left) + 1)
            left -= len(text)
            if xml and b"<!" in text.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
                raise ValueError("a document type")
            fields = text.count(b"{{") + text.count(b"{%") + text.count(b"{#") if xml else 0
            if left < 0 or (xml and len(text) > LARGEST_TEMPLATE) or fields * len(text) > _MOST_WORK:
                raise TaskforceError(
                    _(
                        "The template {path} is larger than any letter: make it smaller, or name another.",
                        path=path,
                    )
                )


def rendered(template: Any, context: Mapping[str, Any], path: Path) -> None:
    """Fill in a template, in Jinja's sandbox.  Raises :class:`TaskforceError` for its first mistake."""
    from jinja2 import TemplateError

    environment = _environment()
    problem = next(_unknown(template, environment, context), None)
    if problem is None:
        try:
            template.render(dict(context), environment, autoescape=True)
        except TemplateError as error:
            problem = _sentence(str(error.message or error), context)
        except RecursionError:
            problem = _("it is nested too deeply.")
        except Exception as error:  # docxtpl meets what no Word has written
            problem = f"{type(error).__name__}: {error}."
        else:
            problem = next(_misplaced(template), None)
    if problem is not None:
        raise TaskforceError(
            _(
                "The template {path} is not in order: {problem} Mend it, or choose another.",
                path=path,
                problem=problem,
            )
        )


def _environment() -> Any:
    """Return Jinja's sandbox, in which a template has fields, conditions and loops over the lists of a report."""
    from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
    from jinja2.sandbox import SandboxedEnvironment

    plain = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const)
    names = (nodes.Name, nodes.Getattr, nodes.Getitem)
    choices = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test)
    loops = (nodes.For, nodes.Filter, nodes.List, nodes.Tuple)

    def check(node: Any, depth: int) -> None:
        refused = not isinstance(node, plain + names + choices + loops)
        if isinstance(node, nodes.Filter):
            refused = node.name not in _FILTERS or not all(isinstance(one, nodes.Const) for one in node.args)
        elif isinstance(node, nodes.For):
            depth += 1
            listed = isinstance(node.iter, names)
            refused = depth > _DEEPEST or node.recursive or not listed
        if refused:
            told = getattr(node, "name", None) or type(node).__name__.lower()
            raise TemplateSyntaxError(
                _("“{word}” may not stand in a template, which has fields, if, and for over a list.", word=told),
                getattr(node, "lineno", 1),
            )
        for inner in node.iter_child_nodes():
            check(inner, depth)

    class Environment(SandboxedEnvironment):
        def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
            tree = super()._parse(source, name, filename)
            check(tree, 0)
            return tree

    return Environment(autoescape=True, undefined=StrictUndefined)


def _unknown(template: Any, environment: Any, context: Mapping[str, Any]) -> Iterator[str]:
    """Return sentences about fields that no report has, in the body first."""
    from jinja2 import TemplateSyntaxError

    try:
        variables = template.get_undeclared_template_variables(environment)
    except (TemplateSyntaxError, RecursionError):
        return  # rendering says where
    for name in sorted(variables - context.keys()):
        yield unknown_field(name, context)


def unknown_field(name: str, context: Mapping[str, Any] | None = None) -> str:
    """Return a sentence about a field that there is not."""
    fields = list(context) if context is not None else [*TEXTS, *BLOCKS]
    near = nearest(name, fields) or fields
    return _("there is no field “{name}”: use {near}.", name=name, near=", ".join(near))


def _sentence(message: str, context: Mapping[str, Any]) -> str:
    """Return what Jinja says, put so that it helps."""
    missing = re.search(r"has no attribute '([^']*)'", message)
    if missing:
        inner = [*context["figures"], *context["sections"]]
        return unknown_field(missing[1], dict.fromkeys(inner))
    undefined = re.match(r"'([^']*)' is undefined", message)
    if undefined:
        return unknown_field(undefined[1], context)
    return message.rstrip(".") + "."


def _misplaced(template: Any) -> Iterator[str]:
    """Return sentences about blocks of a filled-in template that share their paragraph with other words."""
    from docx.oxml.ns import qn

    for mark in template.docx.element.body.iter(BLOCK):
        for ancestor in mark.iterancestors(qn("w:p")):
            words = "".join(text.text or "" for text in ancestor.iter(qn("w:t"))).strip()
            if words:
                yield _(
                    "“{field}” takes a whole paragraph: give it one of its own, apart from “{words}”.",
                    field=mark.get("key"),
                    words=words[:60],
                )
    for relation in template.docx.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")) and b"urn:taskforce" in relation.target_part.blob:
            yield _("A header or footer holds a whole section: only texts can stand there.")
