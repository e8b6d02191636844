"""``report --list``, ``--reprint ID`` and ``--compare ID ID``: the reports that were issued."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from taskforce.commands.context import Context
from taskforce.commands.report import deliver
from taskforce.commands.table import print_table
from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.errors import DONE, UsageError
from taskforce.reports.frozen import Issued, thaw
from taskforce.reports.issue import compared, issued_data
from taskforce.reports.options import SECTIONS
from taskforce.reports.period import Period
from taskforce.reports.writers import check_format, document_name, outputs
from taskforce.store.issued import IssuedRow, find_issued, frozen, issued_rows


def run(context: Context, options: argparse.Namespace) -> int:
    """Whichever of the three was asked for."""
    if sum(map(bool, (options.list, options.reprint, options.compare, options.issue))) > 1:
        raise UsageError(_("--issue, --list, --reprint and --compare are four commands: give one of them."))
    if options.list:
        return _list(context, options)
    return _compare(context, options) if options.compare else _reprint(context, options)


def as_issued(context: Context, row: IssuedRow) -> Issued:
    """An issued report as it was frozen."""
    kept = frozen(context.store.reader, row.id)
    return thaw(kept.figures, kept.texts)


def _period(row: IssuedRow) -> Period:
    return Period(date.fromisoformat(row.start), date.fromisoformat(row.end))


def _list(context: Context, options: argparse.Namespace) -> int:
    rows = issued_rows(context.store.reader)
    local = context.store.clock.local
    if options.format == "json":
        context.print_json([issued_data(row, local) for row in rows])
        return DONE
    if options.format not in (None, "text", "table"):
        raise UsageError(_("The list of issued reports has the formats table and json."))
    numbers = {row.id: row.number for row in rows}

    def issued_on(row: IssuedRow) -> str:
        moment = local(row.issued_at)
        day = format_date(date.fromisoformat(moment[:10]), current_language(), "short")
        return f"{day} {moment[11:16]}"

    titles = [_("ID"), _("Number"), _("Period"), _("Issued at"), _("Issued by"), _("Replaces")]
    cells = [
        (
            row.short_id,
            row.number,
            _period(row).label,
            issued_on(row),
            row.issued_by or "-",
            numbers.get(row.replaces or "", row.replaces or "-"),
        )
        for row in rows
    ]
    print_table(titles, cells, flexible=1)
    return DONE


def _reprint(context: Context, options: argparse.Namespace) -> int:
    row = find_issued(context.store.reader, options.reprint)
    made = as_issued(context, row)
    form = None if options.format is None else check_format(Path(), options.format)
    name = document_name(_period(row).label, made.document.kind, row.scope)
    return deliver(context, options, made, outputs(options.output, form, name), form or "text")


def _compare(context: Context, options: argparse.Namespace) -> int:
    reader = context.store.reader
    rows = [find_issued(reader, name) for name in options.compare]
    found = compared(*(frozen(reader, row.id) for row in rows))
    if options.format == "json":
        context.print_json({"before": rows[0].id, "after": rows[1].id, **found})
        return DONE
    context.print(_("From {before} to {after}:", before=rows[0].number, after=rows[1].number))
    lines = list(_lines(found))
    for line in lines or [_("nothing but the number differs")]:
        context.print(f"  {line}")
    return DONE


def _lines(found: Mapping[str, Any]) -> list[str]:
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
