"""Stored values as people read them: on the screen, on the command line, in what is said back.

A checklist is one step a line, ``[x]`` before what is done, also where it is typed: in forms, sheets and files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.language import _
from taskforce.model.dates import format_date
from taskforce.model.records import FieldSpec, Kind
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import label

_COUNT = r"\A\s*[0-9]+ ?/ ?[0-9]+[ \r]*(?:\n|\Z)"


def value_text(spec: FieldSpec, value: Any, *, weekday: bool = False) -> str:
    """Return a field's plain value as people read it (a link: its name); empty for none.

    ``weekday`` says the weekday of a day: for people who check what was understood.
    """
    if value is None or value == [] or value == {}:
        return ""
    match spec.kind:
        case Kind.DATE:
            return format_date(str(value)[:10], style="full" if weekday else "short")
        case Kind.MONEY:
            from taskforce.model.numbers import format_rupiah

            return format_rupiah(int(value))
        case Kind.CHOICE if spec.choices is not None and value in list(spec.choices):
            return label(spec.choices(value))
        case Kind.FLAG:
            return _("yes") if value else _("no")
        case Kind.LIST:
            return "; ".join(map(_part, value))
        case Kind.MAP:
            return "; ".join(f"{key}={_part(part)}" for key, part in value.items())
        case Kind.NUMBER:
            return _number(value)
        case Kind.RULE:
            from taskforce.model.recurrence.words import rule_text  # few items come again

            return rule_text(str(value))
        case Kind.INTEGER if spec.name == "progress":
            return f"{value}%"
        case _:
            return " ".join(str(value).split())


def _part(part: Any) -> str:
    """Return a part of a list or of a map: of several texts (a signer, a step) those that are set.

    A step of a checklist begins with whether it is done.
    """
    if isinstance(part, dict) and "done" in part:
        return f"{'✔' if part['done'] else '○'} {part.get('text', '')}"
    if isinstance(part, dict):
        return ", ".join(text for text in part.values() if text and isinstance(text, str))
    return _number(part) if isinstance(part, int | float) and not isinstance(part, bool) else str(part)


def _number(value: float) -> str:
    from taskforce.model.numbers import format_number  # with decimal and fractions, which few commands need

    return format_number(value)


def mid_sentence(name: str) -> str:
    """Return what a record is called, within a sentence: in small letters, but for words all in capitals (OPD)."""
    return " ".join(word if word.isupper() else word[:1].lower() + word[1:] for word in name.split(" "))


def steps_of(value: Iterable[Any] | None) -> list[dict[str, Any]]:
    """Return the steps of a checklist from its plain value, each with its ``text`` and whether it is ``done``."""
    return [
        {"text": str(step.get("text", "")), "done": bool(step.get("done"))}
        if isinstance(step, dict)
        else {"text": str(step), "done": False}
        for step in value or ()
    ]


def step_line(step: Any) -> str:
    """Return a step as people mark it: ``[x] Kirim surat``, ``[ ] Tunggu jawaban``."""
    one = steps_of([step])[0]
    return f"[{'x' if one['done'] else ' '}] {clean_line(one['text'])}"


def done_count(value: Iterable[Any]) -> str:
    """Return how many steps of a checklist are done, of how many: ``3/5``."""
    steps = steps_of(value)
    return f"{sum(step['done'] for step in steps)}/{len(steps)}"


def checklist_cell(value: Iterable[Any] | None) -> str:
    """Return a checklist as a cell of a sheet: how many steps are done, then the steps; empty for none."""
    steps = steps_of(value)
    return "\n".join((done_count(steps), *map(step_line, steps))) if steps else ""


def list_cell(values: Sequence[Any]) -> str:
    """Return a list of values as a cell: joined with ``, ``; a checklist as :func:`checklist_cell`."""
    if any(isinstance(one, Mapping) and "text" in one for one in values):
        return checklist_cell(values)
    return ", ".join(map(str, values))


def is_checklist_cell(text: str) -> bool:
    """Return whether a text is a cell of :func:`checklist_cell`: it begins with the count of the steps."""
    return re.match(_COUNT, text) is not None


def cell_steps(text: str) -> list[dict[str, Any]] | None:
    """Return the steps of a cell of :func:`checklist_cell`, whatever stands in it by now: one a line."""
    return parse_steps(re.sub(_COUNT, "", text, count=1) + "\n")


def parse_steps(text: str) -> list[dict[str, Any]] | None:
    """Return the steps of a checklist, one a line (in one line: between semicolons); ``[x]`` before one: done."""
    steps = []
    for line in text.splitlines() if "\n" in text or text.startswith("[") else text.split(";"):
        match = re.fullmatch(r"(?:[-*] +)?(?:\[([ xX✓✔]?)\]|([✔✓○]) )? *(.*)", line.strip())
        if match is not None and match[3]:
            mark = (match[1] or match[2] or "").strip()
            steps.append({"text": match[3], "done": mark not in ("", "○")})
    return steps or None
