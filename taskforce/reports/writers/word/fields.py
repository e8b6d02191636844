"""The fields that a Word template may have, and what each stands for in a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.language import N_, _
from taskforce.model.dates import format_date
from taskforce.reports.content.options import WORDED
from taskforce.reports.document import Copies, Document, Figures, Part, Signatures, Title
from taskforce.reports.writers.word.blocks import literal

BLOCK = "{urn:taskforce}block"
"""The element that a block's field leaves in the file until its parts take its place."""

TEXTS: Mapping[str, str] = {
    "title": N_("what the report is called"),
    "number": N_("the report's number"),
    "period": N_("the period, such as “Week 47, 16–22 November 2026”"),
    "as_of": N_("the day the report is of"),
    "organisation": N_("the organisation's name"),
    "lines": N_("the lines below the title, as a list"),
    "figures": N_("the figures of the summary by key, such as figures.total, figures.percent_done"),
    "place_and_day": N_("place and day over the signature"),
    "signers": N_("who signs, as a list: above, name, rank, nip"),
    "copies": N_("who gets copies, as a list"),
    "mark": N_("“DRAFT” until the report is issued"),
    "footer": N_("organisation, title and period in one line"),
    "page": N_("the word before a page's number"),
    "of": N_("the word before the number of pages"),
}
"""Fields within a line of text."""

BLOCKS: Mapping[str, str] = {
    "letterhead": N_("the letterhead of the organisation's record"),
    "heading": N_("title, number, period and day"),
    "content": N_("all sections that were chosen, in order"),
    "closing": N_("signatures and copies"),
    "annexes": N_("what comes after the signatures: matrix, photos"),
    "sections": N_("one section by key, such as sections.overdue"),
}
"""Fields that take a paragraph of their own and stand for whole parts."""

FIGURES = (
    *("total", "done", "in_progress", "not_started", "blocked", "deferred", "overdue"),
    *("percent_done", "planned_percent", "actual_percent", "deviation"),
)
"""The keys of ``figures``."""

_AROUND = ("letterhead", "title", "closing")


class Mark:
    """What a block's field is to Jinja: a mark in the XML, whatever is done with it."""

    def __init__(self, key: str, parts: tuple[Part, ...]) -> None:
        self.key, self.parts = key, parts

    def __html__(self) -> str:
        return f'<tf:block xmlns:tf="urn:taskforce" key="{self.key}"/>'

    __str__ = __html__


def context_of(document: Document, marks: dict[str, Mark]) -> dict[str, Any]:
    """Return the value of every field; ``marks`` is given those of blocks."""

    def block(key: str, *parts: Part) -> Mark:
        marks[key] = Mark(key, tuple(parts))
        return marks[key]

    parts = {part.key: part for part in document.parts}
    after = [part.key for part in document.parts]
    after = (
        after[after.index("closing") + 1 :]
        if "closing" in after
        else [part.key for part in document.parts if part.annex]
    )
    inner = [part for key, part in parts.items() if key not in _AROUND and key not in after]
    sections = {key: block(f"sections.{key}", *filter(None, (parts.get(key),))) for key in WORDED}
    return {
        **_texts(document),
        "letterhead": block("letterhead", *filter(None, (parts.get("letterhead"),))),
        "heading": block("heading", *filter(None, (parts.get("title"),))),
        "content": block("content", *inner),
        "closing": block("closing", *filter(None, (parts.get("closing"),))),
        "annexes": block("annexes", *(parts[key] for key in after)),
        "sections": sections,
    }


def _texts(document: Document) -> dict[str, Any]:
    blocks = [block for part in document.parts for block in part.blocks]
    lines = next((block.lines for block in blocks if isinstance(block, Title)), ())
    signatures = next((block for block in blocks if isinstance(block, Signatures)), None)
    copies = next((block.entries for block in blocks if isinstance(block, Copies)), ())
    figures = dict.fromkeys(FIGURES, said("–"))
    figures |= {one.key: said(one.text) for block in blocks if isinstance(block, Figures) for one in block.figures}
    page, _sign, rest = _("Page {page} of {pages}").partition("{page}")
    named = filter(None, (document.organisation, document.title, document.subtitle))
    return {
        "title": said(document.title),
        "number": said(document.number or ""),
        "period": said(document.subtitle),
        "as_of": said(format_date(document.as_of, document.language)),
        "organisation": said(document.organisation),
        "lines": list(map(said, lines)),
        "figures": figures,
        "place_and_day": said(signatures.place_and_day if signatures else ""),
        "signers": [
            {
                "above": list(map(said, one.above)),
                "name": said(one.name),
                "rank": said(one.rank),
                "nip": said(one.nip),
            }
            for one in (signatures.signers if signatures else ())
        ],
        "copies": list(map(said, copies)),
        "mark": said(document.mark),
        "footer": said(" · ".join(named)),
        "page": said(page.strip()),
        "of": said(rest.partition("{pages}")[0].strip()),
    }


def said(text: str) -> Any:
    """Return a text as a value for Jinja: XML already, so that nothing reads it a second time.

    docxtpl takes ``{_{`` for its own escape; an underline written as a number is none.
    """
    from markupsafe import Markup

    return Markup(literal(text).replace("_", "&#95;").replace("\t", " "))
