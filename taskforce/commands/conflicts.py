"""``conflicts``: fields that two people changed without knowing of each other, and deciding them."""

from __future__ import annotations

import argparse
from typing import Any

from taskforce.commands.context import Context
from taskforce.commands.history import shown
from taskforce.language import _, plural
from taskforce.model.errors import DONE
from taskforce.model.records import DELETED, RECORDS
from taskforce.store.sync.conflicts import Conflict, conflict_named, open_conflicts, read_answer, resolve
from taskforce.wording.records import moment_text


def conflicts(context: Context, options: argparse.Namespace) -> int:
    """List the open ones, or decide one."""
    if options.action == "resolve":
        return _resolve(context, options)
    store = context.store
    found = open_conflicts(store.reader, store.actor_id)
    if options.format == "json":
        local = store.clock.local
        data: list[dict[str, Any]] = [conflict.as_data() for conflict in found]
        for entry in data:
            for value in entry["values"]:
                value["at"] = local(value["at"])
        context.print_json(data)
        return DONE
    for conflict in found:
        for line in _lines(context, conflict):
            context.print(line)
    if not found:
        context.print(_("No field waits for a decision."))
        return DONE
    first = found[0]
    context.print(plural("{count} field waits for a decision.", "{count} fields wait for a decision.", len(found)))
    context.say(
        _(
            "Decide with “taskforce conflicts resolve {ref} {field} --take mine”, or theirs, or a value of your "
            "own.",
            ref=first.name,
            field=first.field.removesuffix("_id"),
        )
    )
    return DONE


def _lines(context: Context, conflict: Conflict) -> list[str]:
    spec = RECORDS[conflict.record_type]
    stored = spec.by_name[conflict.field]
    name = f"{_(spec.label)} {conflict.name}".strip()
    lines = [f"{name}  {conflict.title}" if conflict.title != conflict.name else name]
    field = _(stored.label)
    if conflict.field == DELETED:
        lines.append("    " + _("{field}: deleted by one, changed by another", field=field))
    else:
        lines.append("    " + _("{field}, before: {value}", field=field, value=shown(stored, conflict.before)))
    for number, side in enumerate(conflict.sides, 1):
        marks = [word for word, holds in ((_("mine"), side.mine), (_("shown now"), side.shown)) if holds]
        words = [side.actor and f"@{side.actor}", side.copy, moment_text(context.store.clock, side.at)]
        where = ", ".join(word for word in (*words, *marks) if word)
        lines.append(f"    {number}  {shown(stored, side.value)}  ({where})")
    return lines


def _resolve(context: Context, options: argparse.Namespace) -> int:
    store = context.store
    conflict = conflict_named(store.reader, options.ref, options.field, store.actor_id)
    value, text = read_answer(store, conflict, options.take, options.number)
    resolve(store, conflict, value)
    field = RECORDS[conflict.record_type].by_name[conflict.field]
    told = _(
        "{name}: {field} is decided: {value}", name=conflict.name, field=_(field.label), value=shown(field, text)
    )
    context.print(told)
    return DONE
