"""Word templates: opened, filled in, checked; a mistake is one sentence that names the nearest right field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.text import nearest
from taskforce.reports.writers.word.fields import BLOCK, BLOCKS, TEXTS

_FIELD = re.compile(r"([\w.]+)")


def opened(path: Path) -> Any:
    """Return a template as docxtpl has it.  Raises :class:`TaskforceError` when it is no Word file."""
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(path))
    try:
        template.init_docx()
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise TaskforceError(
            _("The template {path} is not a Word file (.docx) that can be opened: name another.", path=path)
        ) from error
    return template


def rendered(template: Any, context: Mapping[str, Any], path: Path) -> None:
    """Fill in a template, in Jinja's sandbox.  Raises :class:`TaskforceError` for its first mistake."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    problem = next(_unknown(template, environment, context), None)
    if problem is None:
        try:
            template.render(dict(context), environment, autoescape=True)
        except TemplateError as error:
            problem = _sentence(str(error.message or error), context)
        except (TypeError, ValueError, OverflowError, MemoryError) as error:
            problem = str(error)
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


def _unknown(template: Any, environment: Any, context: Mapping[str, Any]) -> Iterator[str]:
    """Return sentences about fields that no report has, in the body first."""
    from jinja2 import TemplateSyntaxError

    try:
        variables = template.get_undeclared_template_variables(environment)
    except TemplateSyntaxError:
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
