"""The report as a message for WhatsApp: short, what presses first, ``*bold*`` heads, no drawing with boxes.

WhatsApp knows no escape: signs of formatting in what people wrote become others that look alike and do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.width import shorten
from taskforce.reports.content.wording import NOTHING, left_out_text
from taskforce.reports.document import (
    Document,
    Facts,
    Figures,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Table,
    Title,
    Verdict,
)

LONGEST = 2900
"""Characters of the message at most: longer ones are folded away on a telephone."""

PRESSING = ("overdue", "blocked", "deadlines", "due_next", "completed", "silent_agencies", "without_evidence")
"""The lists in the order in which they press."""

_MOST_ROWS = 12
_ALIKE = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_FIRST = (
    (re.compile(r"^(\s*)[-•]\s"), r"\1– "),
    (re.compile(r"^(\s*)>"), r"\1›"),
    (re.compile(r"^(\s*\d+)\.\s"), r"\1) "),
)


def literal(text: str) -> str:
    """Return a line of text in which nothing is taken as formatting."""
    text = text.translate(_ALIKE)
    for pattern, instead in _FIRST:
        text = pattern.sub(instead, text)
    return text


class _List(NamedTuple):
    head: str
    rows: list[str]
    total: int


def as_whatsapp(document: Document) -> str:
    """Return the document as a message of at most :data:`LONGEST` characters."""
    lists = [one for key in PRESSING if (part := document.part(key)) and (one := _list(part))]
    for most, width, words in _tighter():
        text = _message(document, lists, most, width, words)
        if len(text) <= LONGEST:
            return text
    return shorten(text, LONGEST)


def _tighter() -> Iterable[tuple[int, int, int]]:
    """Yield rows of a list, characters of a row, and characters of the secretary's words, from much to little."""
    yield from ((most, 160, 1200) for most in range(_MOST_ROWS, 5, -1))
    yield from ((most, 100, 600) for most in range(5, 1, -1))
    yield from ((most, 70, 300) for most in (2, 1, 0))


def _message(document: Document, lists: Sequence[_List], most: int, width: int, words: int) -> str:
    told = _briefing(document, words) or [_summary(document)]
    paragraphs = [_head(document, width), *told, *_words(document, "opening", words)]
    for one in lists:
        rows = [f"• {shorten(row, width)}" for row in one.rows[:most]]
        if one.total > len(rows):
            rows.append(left_out_text(one.total - len(rows)) if rows else "")
        paragraphs.append("\n".join(filter(None, [one.head, *rows])))
    paragraphs += _words(document, "closing", words)
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _head(document: Document, width: int) -> str:
    lines: list[str] = [f"*{shorten(literal(document.title), width)}*"]
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Title):
                lines += [shorten(literal(line), width) for line in block.lines]
            elif isinstance(block, Letterhead):
                lines.insert(0, f"*{shorten(literal(block.lines[0]), width)}*")
    return "\n".join(lines)


def _words(document: Document, key: str, most: int) -> list[str]:
    part = document.part(key)
    if part is None:
        return []
    own = [block.text for block in part.blocks if isinstance(block, Paragraph) and block.kind == "words"]
    return [shorten("\n".join(literal(line) for line in text.split("\n")), most) for text in own]


def _briefing(document: Document, most: int) -> list[str]:
    """Return the judgement and the sentences of page one; none where there is no page one."""
    paragraphs: list[str] = []
    for part in document.parts:
        for block in part.blocks if part.front else ():
            match block:
                case Verdict(now, reason):
                    paragraphs.append(f"*{literal(now.text)}*\n{literal(reason)}".strip())
                case Facts("briefing", facts):
                    paragraphs.append("\n".join(shorten(literal(fact.text), most) for fact in facts))
    return paragraphs


def _summary(document: Document) -> str:
    part = document.part("summary")
    if part is None:
        return ""
    lines = [f"*{literal(part.title)}*"]
    for block in part.blocks:
        if isinstance(block, Figures):
            told = []
            for figure in block.figures:
                remark = f" ({literal(figure.remark)})" if figure.remark else ""
                told.append(f"{literal(figure.label)}: {figure.text}{remark}")
            lines.append(" · ".join(told))
    return "\n".join(lines)


def _list(part: Part) -> _List | None:
    """Return a list with at least one row."""
    for block in part.blocks:
        if isinstance(block, Table) and block.rows:
            rows = [_row(block, row) for row in block.rows]
            return _List(f"*{literal(part.title)} ({part.count})*", rows, part.count or len(rows))
        if isinstance(block, Listed):
            names = literal(", ".join(block.entries))
            return _List(f"*{literal(part.title)} ({part.count})*", [names], 1)
    return None


def _row(table: Table, row: Sequence[tuple[str, str, object]]) -> str:
    main = next((index for index, column in enumerate(table.columns) if column.flexible), 0)
    lead = _("Lead")
    told = [
        cell[0]
        for index, (column, cell) in enumerate(zip(table.columns, row, strict=True))
        if index != main
        and column.kind != "ref"
        and column.title != lead
        and cell[0] != NOTHING
        and not cell[0].isdigit()
    ]
    rest = f" ({'; '.join(shorten(one, 60) for one in told)})" if told else ""
    return literal(shorten(row[main][0], 90)) + literal(rest)
