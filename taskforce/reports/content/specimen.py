"""A made-up document with every kind of block, to try a template on."""

from __future__ import annotations

from taskforce.language import _, current_language
from taskforce.reports.document import (
    Cell,
    Column,
    Copies,
    Document,
    Figure,
    Figures,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Plot,
    Series,
    Signatures,
    Signer,
    Table,
    Title,
)


def specimen() -> Document:
    """Return the document, in the language in force; nothing in it is of a real office."""
    name = _("Sample")
    table = Table(
        "overdue",
        (Column(_("Ref"), right=True, kind="ref"), Column(_("Action item"), flexible=True)),
        ((Cell("1", "", "1"), Cell(name, "late", name)),),
    )
    curve = Plot(
        "s_curve",
        _("S-curve"),
        name,
        ("2026-W47", "2026-W48"),
        (Series("planned", _("planned"), (40.0, 60.0)), Series("actual", _("actual"), (30.0, None))),
        0,
    )
    total = Figures("counts", (Figure("total", _("Total"), "1", 1),))
    parts = (
        Part("letterhead", "", (Letterhead((name, name)),)),
        Part("title", "", (Title(name, ("2026-W47",)),)),
        Part("summary", _("Summary"), (total, Paragraph(name))),
        Part("overdue", _("Overdue"), (Heading(name), table), 1),
        Part("s_curve", _("S-curve"), (curve,)),
        Part("silent_agencies", name, (Listed("silent_agencies", (name,)),), 1),
        Part("closing", "", (Signatures(name, (Signer((name,), name, "", "NIP -"),)), Copies(name, (name,)))),
        Part("matrix", name, (table,), 1, wide=True, annex=True),
    )
    return Document(
        kind="weekly",
        language=current_language(),
        paper="f4",
        title=name,
        subtitle="2026-W47",
        organisation=name,
        number="1",
        label="2026-W47",
        start="2026-11-16",
        end="2026-11-22",
        as_of="2026-11-22",
        parts=parts,
    )
