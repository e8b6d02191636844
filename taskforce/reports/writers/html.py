"""The report as one HTML file: real tables, print rules for F4 and A4, drawings inside; nothing is fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from taskforce.language import _
from taskforce.model.vocabulary import Paper
from taskforce.reports.content.wording import before_text, left_out_text
from taskforce.reports.document import Document, Plot, figures_of, picture
from taskforce.reports.plots.svg import svg_of
from taskforce.reports.writers.paper import PAPERS

if TYPE_CHECKING:
    from jinja2 import Environment

_COUNTED = ('" counter(page) "', '" counter(pages) "')


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("taskforce.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment


def as_html(document: Document) -> str:
    """Return the document as HTML text for its paper."""
    from markupsafe import Markup

    def drawing(plot: Plot) -> Markup:
        # The drawing escapes what it writes itself.
        return Markup(svg_of(plot, language=document.language))

    return (
        _environment()
        .get_template("status.html.jinja")
        .render(
            _=_,
            document=document,
            paper=PAPERS.get(document.paper, PAPERS[Paper.F4]),
            # Our own words, for a style sheet: quotation marks must stay what they are.
            page_number=Markup(f'"{_("Page {page} of {pages}", page=_COUNTED[0], pages=_COUNTED[1])}"'),
            drawing=drawing,
            before_text=before_text,
            left_out_text=left_out_text,
            figures_of=lambda plot: figures_of(plot, document.language),
            # A picture that would have to be fetched is left out.
            embedded=lambda address: address if address and picture(address) else None,
        )
    )
