"""A checklist as text: one step a line, ``[x]`` before what is done, as forms, sheets and files have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.model.text import clean_line

_COUNT = r"\A\s*[0-9]+ ?/ ?[0-9]+[ \r]*(?:\n|\Z)"


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
