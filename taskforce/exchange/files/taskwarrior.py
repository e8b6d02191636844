"""Taskwarrior's JSON (``task export``) as a sheet of the importer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from taskforce.exchange.files.sheet import Book, CellValue, Row, Sheet
from taskforce.language import plural
from taskforce.model.text import clean_text
from taskforce.model.vocabulary import Priority, Status

_HEADER: Final = ("uuid", "title", "status", "priority", "start", "due", "done on", "tags", "notes", "depends on")
_KNOWN: Final = frozenset(
    (
        *("id", "uuid", "description", "status", "priority", "start", "due", "end", "tags", "project"),
        *("annotations", "depends", "scheduled", "entry", "modified", "urgency", "imask", "mask", "parent"),
        *("rtype", "recur", "wait", "until", "last"),
    )
)
"""What Taskwarrior itself says of a task."""
_STATUS: Final[Mapping[str, Status]] = {
    "pending": Status.NOT_STARTED,
    "waiting": Status.DEFERRED,
    "completed": Status.DONE,
    "deleted": Status.CANCELLED,
}
_PRIORITY: Final[Mapping[str, Priority]] = {"H": Priority.HIGH, "M": Priority.MEDIUM, "L": Priority.LOW}


def is_taskwarrior(data: object) -> bool:
    """Return whether JSON data is an export of Taskwarrior."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(one, Mapping) and "description" in one and "title" not in one for one in data)
        and any("uuid" in one or "entry" in one for one in data)
    )


def taskwarrior_book(data: Sequence[Mapping[str, Any]], zone: tzinfo) -> Book:
    """Return the tasks as rows, in order; times become days in the office's ``zone``.

    A project becomes a tag (``kantor.rapat`` is ``kantor-rapat``), annotations become one note, ``depends`` stays
    (by uuid); what somebody has added to tasks is in the note, too.  A recurring task's template is left out, and
    that is said: its instances are the work.
    """
    rows: list[Row] = [list(_HEADER)]
    templates = 0
    for task in data:
        template = task.get("status") == "recurring"
        templates += template
        rows.append([] if template else _row(task, zone))
    told = plural(
        "{count} template of a recurring task was passed over: its tasks are taken.",
        "{count} templates of recurring tasks were passed over: their tasks are taken.",
        templates,
    )
    return Book([Sheet("", rows)], [told] if templates else [])


def _row(task: Mapping[str, Any], zone: tzinfo) -> Row:
    status = _STATUS.get(str(task.get("status", "pending")))
    started = status is Status.NOT_STARTED and task.get("start")
    tags = [str(tag) for tag in _listed(task.get("tags"))]
    if task.get("project"):
        tags.append(str(task["project"]).replace(".", "-"))
    done = status is Status.DONE
    return [
        _text(task.get("uuid")),
        _text(task.get("description")),
        str(Status.IN_PROGRESS if started else status) if status else _text(task.get("status")),
        str(_PRIORITY[task["priority"]]) if task.get("priority") in _PRIORITY else _text(task.get("priority")),
        _day(task.get("scheduled") or task.get("start"), zone),
        _day(task.get("due"), zone),
        _day(task.get("end"), zone) if done else None,
        ", ".join(tags) or None,
        _notes(task, zone),
        ", ".join(str(one) for one in _listed(task.get("depends"))) or None,
    ]


def _text(value: object) -> str | None:
    return None if value is None or not str(value).strip() else str(value)


def _listed(value: object) -> list[Any]:
    if isinstance(value, str):
        return value.split(",")
    return list(value) if isinstance(value, Sequence) else []


def _day(value: object, zone: tzinfo) -> CellValue:
    """Return ``20261127T160000Z`` as a day in the office's zone; what is no such moment is shown as it is."""
    if not value:
        return None
    try:
        moment = datetime.strptime(str(value), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return str(value)
    return moment.astimezone(zone).date()


def _notes(task: Mapping[str, Any], zone: tzinfo) -> str | None:
    value = task.get("annotations")
    lines = [f"{name}: {_day(task[name], zone)}" for name in ("wait", "until") if task.get(name)]
    lines += [f"recur: {clean_text(str(task['recur']))}"] if task.get("recur") else []
    lines += [f"{name}: {clean_text(str(task[name]))}" for name in task if name not in _KNOWN and task[name]]
    for one in value if isinstance(value, Sequence) and not isinstance(value, str) else ():
        if isinstance(one, Mapping) and one.get("description"):
            day = _day(one.get("entry"), zone)
            dated = f"{day}: " if isinstance(day, date) else ""
            lines.append(dated + clean_text(str(one["description"])))
    return "\n".join(lines) or None
