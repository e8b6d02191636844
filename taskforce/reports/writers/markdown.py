"""The report as Markdown (CommonMark with tables), annexes included.

What people wrote is text in it: every sign that could be taken as markup is escaped, also where only some readers
take it so (GitHub's links, mentions, emoji and formulas).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from taskforce.reports.content.wording import before_text, left_out_text
from taskforce.reports.document import (
    Block,
    Cell,
    Column,
    Copies,
    Document,
    Facts,
    Figures,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Photo,
    Plot,
    Signatures,
    Table,
    Title,
    Verdict,
    figures_of,
    unfolded,
)

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&@!$^=]|:(?=[\w/+-])|(?<=[Ww])\.|(?<=\d)[.)](?=\s|$)")
_FIRST = re.compile(r"^([-+])")
BREAK = "\\\n"
"""A line end within a paragraph."""


def escaped(text: str) -> str:
    """Return a text of one line as Markdown that reads as just that."""
    return _FIRST.sub(r"\\\1", _SIGNS.sub(r"\\\g<0>", text.strip()))


def as_markdown(document: Document) -> str:
    """Return the document as Markdown text."""
    parts = (paragraph for part in unfolded(document).parts for paragraph in _part(part, document.language))
    return "\n\n".join(parts) + "\n"


def _part(part: Part, language: str) -> Iterable[str]:
    if part.title:
        count = "" if part.count is None else f" ({part.count})"
        yield f"## {escaped(part.title)}{count}"
    for block in part.blocks:
        yield from _block(block, language)


def _block(block: Block, language: str) -> Iterable[str]:
    match block:
        case Letterhead():
            yield BREAK.join(f"**{escaped(line)}**" if line else "" for line in block.lines)
            yield "---"
        case Title():
            yield f"# {escaped(block.text)}"
            yield _lines(block.lines)
        case Heading():
            yield f"### {escaped(block.text)}"
        case Paragraph():
            text = _lines(block.text.split("\n"))
            yield f"*{text}*" if block.kind in ("note", "empty") and BREAK not in text else text
        case Verdict():
            reason = f". {escaped(block.reason)}" if block.reason else ""
            yield f"**{escaped(block.now.text)}**{reason}"
            if block.before:
                yield escaped(before_text(block))
            yield f"*{escaped(block.rule)}*"
        case Facts():
            yield "\n".join(f"- **{escaped(fact.label)}:** {escaped(fact.text)}" for fact in block.facts)
        case Figures():
            yield _figures(block)
        case Table():
            yield from _table(block)
        case Listed():
            mark = "{}." if block.numbered else "-"
            yield "\n".join(f"{mark.format(number)} {escaped(one)}" for number, one in enumerate(block.entries, 1))
            if block.left_out:
                yield f"*{escaped(left_out_text(block))}*"
        case Plot():
            yield (
                f"*{escaped(block.title)}: {escaped(block.remark)}*"
                if block.remark
                else f"*{escaped(block.title)}*"
            )
            yield from _table(figures_of(block, language))
        case Photo():
            yield f"- {escaped(block.caption)}"
        case Signatures():
            yield from _signatures(block)
        case Copies():
            yield f"{escaped(block.title)}:"
            yield "\n".join(f"{number}. {escaped(one)}" for number, one in enumerate(block.entries, 1))


def _lines(lines: Sequence[str]) -> str:
    return BREAK.join(escaped(line) for line in lines if line.strip())


def _figures(block: Figures) -> str:
    lines = []
    for figure in block.figures:
        value = " ".join(filter(None, (figure.mark, figure.text)))
        remark = f" ({escaped(figure.remark)})" if figure.remark else ""
        lines.append(f"- {escaped(figure.label)}: **{escaped(value)}**{remark}")
    return "\n".join(lines)


def _table(table: Table) -> Iterable[str]:
    if not table.rows:
        yield f"*{escaped(table.empty)}*"
        return
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    heads = _row([Cell(column.title) for column in table.columns])
    yield "\n".join([heads, _rule(table.columns), *map(_row, rows)])
    if table.left_out:
        yield f"*{escaped(left_out_text(table))}*"


def _row(cells: Iterable[Cell]) -> str:
    return f"| {' | '.join(escaped(cell.text) for cell in cells)} |"


def _rule(columns: Iterable[Column]) -> str:
    return f"| {' | '.join('---:' if column.right else '---' for column in columns)} |"


def _signatures(block: Signatures) -> Iterable[str]:
    for signer in block.signers:
        place = block.place_and_day if signer is block.signers[-1] else ""
        lines = [escaped(line) for line in (place, *signer.above) if line]
        name = f"**{escaped(signer.name)}**" if signer.name else escaped("." * 28)
        lines += [name, *(escaped(line) for line in (signer.rank, signer.nip) if line)]
        yield BREAK.join(lines)
