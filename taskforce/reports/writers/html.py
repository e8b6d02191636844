"""The report as one HTML file: real tables, print rules for F4 and A4, drawings inside; nothing is fetched."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from taskforce.language import _
from taskforce.model.vocabulary import Paper
from taskforce.reports.content.wording import before_text, left_out_text
from taskforce.reports.document import Document, Plot, Table, blocks, figures_of, picture
from taskforce.reports.plots.svg import svg_of
from taskforce.reports.writers.paper import PAPERS

if TYPE_CHECKING:
    from jinja2 import Environment

_UNSAFE = re.compile(r"[^A-Za-z0-9]")
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
            cards=_table_class,
            main_of=_main_column,
            labels=Markup("\n".join(_labels(document))),
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


def _table_class(table: Table) -> str:
    """Return the class of tables with these columns: on a telephone their rows are cards with labels."""
    return f"t-{zlib.crc32('|'.join(column.title for column in table.columns).encode()):08x}"


def _main_column(table: Table) -> int:
    """Return the column that is a card's title: the first flexible one."""
    return next((index for index, column in enumerate(table.columns) if column.flexible), 0)


def _labels(document: Document) -> Iterator[str]:
    """Yield style rules that say before each cell of a card what it is, as its column's head does on paper."""
    tables = (one for one in blocks(document) if isinstance(one, Table | Plot))
    kinds = {
        _table_class(table): table
        for table in (figures_of(one, document.language) if isinstance(one, Plot) else one for one in tables)
    }
    for name, table in kinds.items():
        place, main = 0, _main_column(table)
        for index, column in enumerate(table.columns):
            place += 1 + column.bar
            if index == main or (index == 0 and table.sums):
                continue
            # A ref is said as people say it: No. 17; a sign that a style sheet could take for its own is written
            # as its number.
            label = f"{column.title} " if column.kind == "ref" else f"{column.title}: "
            text = _UNSAFE.sub(lambda sign: f"\\{ord(sign[0]):06x}", label)
            yield f'.{name} td:nth-child({place})::before {{ content: "{text}"; }}'
