"""The report as a message for WhatsApp: page one in some 1,200 signs, ``*bold*`` heads, no drawing with boxes.

Where room is short causes go first, then titles are shortened, then rows are left out, then sentences; the
judgement, the decisions that are asked for, agencies and delays stay.  WhatsApp knows no escape: signs of
formatting in what people wrote become others that look alike and do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from taskforce.model.width import shorten
from taskforce.reports.content.wording import NOTHING
from taskforce.reports.document import (
    Cell,
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

LONGEST = 1200
"""Characters of the message at most: what a telephone shows without much scrolling."""

PRESSING = ("overdue", "blocked", "deadlines", "due_next", "completed", "silent_agencies", "without_evidence")
"""The lists of a report without a page one, in the order in which they press."""

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


class _Room(NamedTuple):
    """How much there is room for: rows of a list, cells of a title and of a cause (0: none), whether the figures
    of the judgement are said, sentences of the briefing, cells of the secretary's words."""

    rows: int
    title: int
    cause: int
    reason: bool
    sentences: int
    words: int


_ROOMS = (
    *(_Room(rows, title, cause, True, 3, 600) for rows, title, cause in ((9, 70, 50), (5, 60, 40), (5, 60, 0))),
    *(_Room(rows, title, 0, False, 3, 400) for rows, title in ((4, 50), (3, 44))),
    *(_Room(rows, title, 0, False, 2, 300) for rows, title in ((5, 44), (4, 44), (4, 36), (3, 36), (3, 28))),
    *(_Room(rows, title, 0, False, 2, 200) for rows, title in ((2, 36), (2, 30), (1, 30))),
    *(_Room(rows, title, 0, False, 1, 100) for rows, title in ((3, 36), (2, 30), (1, 30), (1, 24), (0, 24))),
)
"""From much to little."""

_FEWER = {"due_now": 2, "milestones": 2}
"""So many rows fewer than of what is late."""


def as_whatsapp(document: Document) -> str:
    """Return the document as a message of at most :data:`LONGEST` characters."""
    text = ""
    for room in _ROOMS:
        text = _Message(document, room).text()
        if len(text) <= LONGEST:
            return text
    return shorten(text, LONGEST)


class _Message:
    def __init__(self, document: Document, room: _Room) -> None:
        self.document, self.room = document, room

    def text(self) -> str:
        """Return the whole message."""
        front = [part for part in self.document.parts if part.front]
        if any(isinstance(block, Verdict) for part in front for block in part.blocks):
            told = [paragraph for part in front for paragraph in self._front(part)]
        else:
            told = [self._summary(), *filter(None, map(self._list, map(self.document.part, PRESSING)))]
        paragraphs = [self._head(), *self._words("opening"), *told, *self._words("closing")]
        return "\n\n".join(filter(None, paragraphs)) + "\n"

    def _head(self) -> str:
        lines: list[str] = [f"*{shorten(literal(self.document.title), 80)}*"]
        for part in self.document.parts:
            for block in part.blocks:
                if isinstance(block, Title):
                    lines += [shorten(literal(line), 80) for line in block.lines]
                elif isinstance(block, Letterhead):
                    lines.insert(0, f"*{shorten(literal(block.lines[0]), 60)}*")
        return "\n".join(lines)

    def _words(self, key: str) -> list[str]:
        part = self.document.part(key)
        own = [
            block.text
            for block in (part.blocks if part else ())
            if isinstance(block, Paragraph) and block.kind == "words"
        ]
        return [shorten("\n".join(map(literal, text.split("\n"))), self.room.words) for text in own]

    def _front(self, part: Part) -> Iterator[str]:
        """Yield the paragraphs of one part of page one."""
        for block in part.blocks:
            match block:
                case Verdict(now, reason):
                    text = f"*{literal(now.text.upper() if now.key else now.text)}*"
                    yield f"{text}\n{literal(reason)}" if reason and self.room.reason else text
                case Facts("briefing", facts):
                    kept = facts[: self.room.sentences]
                    yield "\n".join(literal(fact.text) for fact in kept)
                case Facts(_, facts):
                    yield "\n".join(f"*{literal(one.label)}*: {self._names(one.text)}" for one in facts)
                case Paragraph(text, "empty"):
                    yield literal(shorten(text, 200))
        yield self._list(part)

    def _summary(self) -> str:
        part = self.document.part("summary")
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

    def _list(self, part: Part | None) -> str:
        """Return a list with its head; nothing for one without rows."""
        for block in part.blocks if part else ():
            assert part is not None
            head = f"*{literal(part.title)}*" if part.count is None else f"*{literal(part.title)} ({part.count})*"
            if isinstance(block, Table) and block.rows:
                most = min(self.room.rows, max(1, self.room.rows - _FEWER.get(block.key, 0)))
                if not most and block.key != "asks":
                    called = self._called(block)
                    cut = called.endswith("…") or (part.count or 0) <= len(block.rows)
                    return f"{head}: {called}{'' if cut else ', …'}"
                rows = [f"• {self._row(block, row)}" for row in block.rows[: 3 if block.key == "asks" else most]]
                more = (part.count or 0) - len(rows)
                return "\n".join([head, *rows, *([f"• … +{more}"] if more > 0 else [])])
            if isinstance(block, Listed):
                return f"{head}\n{self._names(', '.join(block.entries))}"
        return ""

    def _called(self, table: Table) -> str:
        """Return what the rows of a table are called by: their refs, else their names, as there is room."""
        for kind in ("ref", ""):
            for place, column in enumerate(table.columns):
                if column.kind == kind or (not kind and column.flexible):
                    sign = f"{column.title} " if kind else ""
                    return self._names(sign + ", ".join(row[place].text for row in table.rows))
        return ""

    def _names(self, text: str) -> str:
        """Return as many of some names as there is room for."""
        return literal(shorten(text, max(36, self.room.title)))

    def _row(self, table: Table, row: Sequence[Cell]) -> str:
        """Return a row: ref, title, and what must stay (agency, delay, days) in brackets."""
        title = ""
        told: list[str] = []
        days: list[str] = []
        room, year = self.room.title, f" {self.document.as_of[:4]}"
        for column, cell in zip(table.columns, row, strict=True):
            if column.kind == "ref":
                title = f"{column.title} {cell.text} " if cell.text else ""
            elif cell.text == NOTHING or column.key == "lead" or cell.text.isdigit():
                continue
            elif column.flexible and room:
                # What is asked for stands before its item's title, and must be read.
                title, room = title + shorten(cell.text, max(60, 2 * room) if table.key == "asks" else room), 0
            elif column.flexible:
                told += [shorten(cell.text, self.room.cause)] if self.room.cause else []
            elif column.kind == "date":
                days = list(dict.fromkeys([*days, cell.text.removesuffix(year)]))
            else:
                told.append(shorten(cell.text, 40))
        told += [" → ".join(days)] if days else []
        return literal(title.strip()) + (f" ({literal('; '.join(told))})" if told else "")
