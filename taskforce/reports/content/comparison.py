"""What differs between two issued reports, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.language import _
from taskforce.reports.content.options import SECTIONS


def comparison_lines(found: Mapping[str, Any]) -> list[str]:
    """What :func:`taskforce.reports.issue.compared` found, a line each; none for another number alone."""
    lines: list[str] = []
    if found["period"][0] != found["period"][1]:
        lines.append(_move(_("Period"), found["period"]))
    lines += [_move(_label(name), pair) for name, pair in found["summary"].items() if name != "number"]
    for groups in found["groups"].values():
        lines += [
            f"{key}: " + "; ".join(_move(_label(name), pair) for name, pair in fields.items())
            for key, fields in groups.items()
        ]
    items = found["items"]
    lines += [_("gone: {item}", item=_named(item)) for item in items["only_before"]]
    lines += [_("new: {item}", item=_named(item)) for item in items["only_after"]]
    for item in items["changed"]:
        told = "; ".join(_move(_label(name), pair) for name, pair in item["fields"].items())
        lines.append(f"{_named(item)}: {told}")
    names = {
        **{key: _(title) for key, title in SECTIONS.items()},
        "opening": _("Opening"),
        "letterhead": _("Letterhead"),
        "signatures": _("Signatures"),
        "copies": _("Copies to"),
    }
    lines += [_("the words of “{section}” differ", section=names.get(key, key)) for key in found["words"]]
    return lines


def _named(item: Mapping[str, Any]) -> str:
    return f"{item['ref']}. {item['title']}"


def _move(name: str, pair: tuple[Any, Any]) -> str:
    before, after = ("-" if one is None else one for one in pair)
    return f"{name}: {before} → {after}"


def _label(name: str) -> str:
    from taskforce.model.records import record_spec

    words = {
        "as_of": _("As of"),
        "organisation": _("Organisation"),
        "total": _("Action items"),
        "overdue": _("Overdue"),
        "done": _("Done"),
        "percent_done": _("Done, in percent"),
        "planned_percent": _("Planned, in percent"),
        "actual_percent": _("Actual, in percent"),
        "deviation": _("Deviation"),
        "due_next": _("Due next"),
        "name": _("Name"),
        "lead": _("Lead"),
        "agency": _("Agency"),
    }
    if name in words:
        return words[name]
    from taskforce.model.vocabulary import Status, label

    if name in list(Status):
        return label(Status(name))
    field = record_spec("action_item").by_name.get(name)
    return _(field.label) if field else name
