"""A document as JSON, and back: what an issued report is kept as.

``schema`` says how it is written.  A later version that writes another way reads the earlier ones too: it adds a
step to :data:`UPGRADES`, which brings the plain values of one number to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.reports import document as blocks
from taskforce.reports.document import Cell, Column, Document

SCHEMA = 5

_TYPE = "_"

_KEYS = {
    **dict.fromkeys(("Lead", "PIC"), "lead"),
    **dict.fromkeys(("Weight", "Bobot"), "weight"),
    **dict.fromkeys(("Due", "Tenggat"), "due"),
    **dict.fromkeys(("Late", "Terlambat"), "late"),
}
"""The columns that writers look for, by the titles that they had until schema 4, in lists of action items."""


def _keyed(values: Any) -> Any:
    """Return plain values with the keys of the columns of lists, which writers found by their titles once."""
    if isinstance(values, list):
        return [_keyed(one) for one in values]
    if not isinstance(values, Mapping):
        return values
    made = {name: _keyed(one) for name, one in values.items()}
    if made.get(_TYPE) == "Table" and made["columns"] and made["columns"][0].get("kind") == "ref":
        keyed = [one | {"key": _KEYS[one["title"]]} if one["title"] in _KEYS else one for one in made["columns"]]
        made["columns"] = keyed
    return made


UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda values: values,
    2: lambda values: values,
    3: lambda values: values,
    4: _keyed,
}
"""Of each schema number, what makes it the next one.

2: page one, with blocks that did not exist before.  3: a mark across the pages, and an addressee.  4: what stands
under lists and the weeks before in words.  5: keys of columns.  What was issued without them prints as it was.
"""

_CLASSES: dict[str, type[Any]] = {
    one.__name__: one
    for one in (
        blocks.Letterhead,
        blocks.Title,
        blocks.Heading,
        blocks.Paragraph,
        blocks.Figure,
        blocks.Figures,
        blocks.Table,
        blocks.Standing,
        blocks.Verdict,
        blocks.Fact,
        blocks.Facts,
        blocks.Listed,
        blocks.Series,
        blocks.Plot,
        blocks.Photo,
        blocks.Signer,
        blocks.Signatures,
        blocks.Copies,
        blocks.Part,
        blocks.Document,
    )
}


class Issued(NamedTuple):
    """An issued report, as it was frozen: it can be set in any format."""

    document: Document
    data: Mapping[str, Any]


def thaw(figures: Mapping[str, Any], texts: Mapping[str, Any]) -> Issued:
    """Return the issued report that was frozen as these values.

    Raises :class:`TaskforceError` for one that a newer version of the program issued.
    """
    newest = max(int(figures.get("schema", 1)), int(texts.get("schema", 1)))
    if newest > SCHEMA:
        raise TaskforceError(
            _("This report was issued by a newer version of taskforce: install that to print it again.")
        )
    values = dict(texts)
    for number in range(int(values.get("schema", 1)), SCHEMA):
        values = UPGRADES[number](values)
    return Issued(document_from(values["document"]), figures["data"])


def document_values(document: Document) -> dict[str, Any]:
    """Return a document as plain JSON values."""
    values: dict[str, Any] = _plain(document)
    return values


def document_from(values: Mapping[str, Any]) -> Document:
    """Return the document that :func:`document_values` gave, equal to it."""
    document = _value(values)
    assert isinstance(document, Document)
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, Cell):
        text, tone, own = value
        if own == text and not tone:
            return text
        return [text, tone, own] if own is not None else [text, tone] if tone else [text]
    if isinstance(value, Column):
        return {name: part for name, part in value._asdict().items() if part != Column._field_defaults.get(name)}
    if hasattr(value, "_asdict"):
        return {_TYPE: type(value).__name__} | {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(one) for one in value)
    if not isinstance(value, Mapping):
        return value
    name = value[_TYPE]
    parts = {key: part for key, part in value.items() if key != _TYPE}
    if name == "Table":
        parts["columns"] = tuple(Column(**column) for column in parts["columns"])
        parts["rows"] = tuple(tuple(map(_cell, row)) for row in parts["rows"])
        sums = parts["sums"]
        parts["sums"] = None if sums is None else tuple(map(_cell, sums))
        return blocks.Table(**parts)
    return _CLASSES[name](**{key: _value(part) for key, part in parts.items()})


def _cell(value: Any) -> Cell:
    return Cell(value, "", value) if isinstance(value, str) else Cell(*value)
