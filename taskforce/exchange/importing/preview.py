"""A plan in words: plain lines under headings, for the command line and the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.exchange.importing.plan import (
    ChangedRecord,
    Kept,
    LeftOut,
    NewRecord,
    Place,
    Plan,
    Rejected,
    Remark,
    TableUse,
)
from taskforce.exchange.importing.questions import IGNORE, Question
from taskforce.language import N_, _, plural
from taskforce.model.records import FieldSpec, Kind, record_spec
from taskforce.model.shown import step_line, value_text
from taskforce.model.text import clean_line
from taskforce.model.width import shorten

LONGEST_LIST = 50
"""New records and passed-over rows that are listed one by one; changes and refusals are all listed."""

_KINDS: Mapping[str, str] = {"actions": N_("action items"), "members": N_("members"), "deadlines": N_("deadlines")}
_WIDTH = 100


class Section(NamedTuple):
    """A heading and the lines under it."""

    title: str
    lines: list[str]


def conclusion(plan: Plan) -> str:
    """Return in one sentence what came in, what did not, and what to look at; why, where nothing is new."""
    return _told(plan, N_("Came in: {what}."), N_("Did not: {what}."))


def forecast(plan: Plan) -> str:
    """Return in one sentence what would come in, what would not, and what to look at."""
    return _told(plan, N_("To come in: {what}."), N_("Not taken in: {what}."), same=True)


def _told(plan: Plan, in_: str, out: str, *, same: bool = False) -> str:
    if plan.complete is not None:
        return ""
    came = _counted(
        (n := len(plan.new_items)) and plural("{count} new action item", "{count} new action items", n),
        (n := len(plan.new_members)) and plural("{count} new member", "{count} new members", n),
        (n := len(plan.new_deadlines)) and plural("{count} new deadline", "{count} new deadlines", n),
        (n := len(plan.changed)) and plural("{count} changed record", "{count} changed records", n),
        plan.only_noted and _only_noted(plan.only_noted),
    )
    if came and same and plan.unchanged:
        came = _counted(came, plural("{count} unchanged", "{count} unchanged", plan.unchanged))
    away = not_taken(plan)
    look = _counted(
        (n := len(plan.questions)) and plural("{count} question", "{count} questions", n),
        (n := plan.conflicts) and plural("{count} conflict", "{count} conflicts", n),
        (n := len(plan.warnings)) and plural("{count} remark", "{count} remarks", n),
    )
    parts = [_(in_, what=came) if came else _nothing_new(plan)]
    parts += [_(out, what=away)] if away else []
    parts += [_("To look at: {what}.", what=look)] if look else []
    return " ".join(parts)


def not_taken(plan: Plan) -> str:
    """Return in words how many rows, columns, sheets and cells that hold something were not taken."""
    left = [one for one in plan.left_out if one.matters]
    cells = sum(one.row is not None and bool(one.column) for one in left)
    columns = sum(one.row is None and bool(one.column) for one in left)
    rows = sum(one.rows for one in left) + len(plan.rejected)
    sheets = sum(one.row is None and not one.column and not one.rows for one in left)
    return _counted(
        rows and plural("{count} row", "{count} rows", rows),
        columns and plural("{count} column", "{count} columns", columns),
        sheets and plural("{count} sheet", "{count} sheets", sheets),
        cells and plural("{count} cell", "{count} cells", cells),
    )


def _counted(*counts: str | int) -> str:
    """Return those of the counts that are not nought, as a list in words."""
    return ", ".join(str(count) for count in counts if count)


def _nothing_new(plan: Plan) -> str:
    """Return why nothing came in."""
    if plan.unchanged or plan.kept:
        return _("Nothing is new: the list holds these rows already.")
    if plan.questions and not plan.rejected:
        return _("Nothing to take in: it waits for the answers to the questions.")
    if plan.rejected:
        return _("Nothing to take in: no row could be taken.")
    if any(table.rows for table in plan.tables):
        return _("Nothing to take in: what the rows say was deleted here, or is here already.")
    return _("Nothing to take in: no row below the column names says what is to be done.")


def describe(plan: Plan) -> list[str]:
    """Return the whole plan as lines."""
    lines: list[str] = []
    for section in sections(plan):
        lines += [section.title, *(f"  {line}" for line in section.lines), ""]
    return lines[:-1]


def sections(plan: Plan) -> list[Section]:
    """Return what was understood, would be created and changed, and cannot be taken; nothing about nothing."""
    recalled = [_("Answers kept of an earlier sheet of this layout were used.")] if plan.recalled else []
    parts = [Section(clean_line(plan.file), [_summary(plan), *recalled, *map(clean_line, plan.remarks)])]
    parts.append(_section(_("Questions"), len(plan.questions), list(map(_question, plan.questions))))
    left = [one for one in plan.left_out if one.matters]
    other = [one for one in plan.left_out if not one.matters]
    parts.append(_section(_("Left out"), sum(one.rows or 1 for one in left), _listed(left, _left_out)))
    parts.append(_section(_("Not read either"), len(other), _listed(other, _left_out)))
    parts += [_mapping(table) for table in plan.tables if not table.returned]
    for record_type, title in (
        ("action_item", N_("New action items")),
        ("member", N_("New members")),
        ("agency", N_("New agencies")),
        ("meeting", N_("New meetings")),
        ("deadline", N_("New deadlines")),
    ):
        records = plan.of(record_type)
        parts.append(_section(_(title), len(records), _listed(records, _new_line)))
    if plan.returned is not None:
        for record_type, title in (("note", N_("New notes")), ("evidence", N_("New evidence"))):
            records = plan.of(record_type)
            parts.append(_section(_(title), len(records), list(map(_new_line, records))))
    parts.append(
        _section(_("Changed"), len(plan.changed), [line for one in plan.changed for line in _changed(one)])
    )
    parts.append(_section(_("Kept as it is here"), len(plan.kept), list(map(_kept, plan.kept))))
    rejected = [line for one in plan.rejected for line in _rejected(one)]
    parts.append(_section(_("Rows that cannot be taken"), len(plan.rejected), rejected))
    parts.append(_section(_("To look at"), len(plan.warnings), _listed(plan.warnings, _remark)))
    parts.append(_section(_("Passed over"), len(plan.skipped), _listed(plan.skipped, _remark)))
    return [section for section in parts if section.lines]


def _section(title: str, count: int, lines: list[str]) -> Section:
    return Section(f"{title}: {count}", lines)


def _summary(plan: Plan) -> str:
    counts = plan.counts()
    if plan.complete is not None:
        return plural(
            "{count} change that this list has not got", "{count} changes that this list has not got", plan.unseen
        )
    items = plural("{count} new action item", "{count} new action items", counts["new_items"])
    changed = plural("{count} changed record", "{count} changed records", counts["changed"])
    same = plural("{count} unchanged", "{count} unchanged", counts["unchanged"])
    parts = [items, changed, same]
    if plan.only_noted:
        parts.insert(2, _only_noted(plan.only_noted))
    if away := not_taken(plan):
        parts.append(_("not taken: {what}", what=away))
    if plan.questions:
        parts.append(plural("{count} question", "{count} questions", len(plan.questions)))
    if plan.conflicts:
        parts.insert(2, plural("{count} conflict", "{count} conflicts", plan.conflicts))
    return ", ".join(parts)


def _only_noted(count: int) -> str:
    return plural("{count} with a new note only", "{count} with new notes only", count)


def _mapping(table: TableUse) -> Section:
    where = _("Sheet “{sheet}”", sheet=clean_line(table.sheet)) if table.sheet else _("The file")
    title = _(
        "{where}: {kind}, header in row {row}", where=where, kind=_(_KINDS[table.kind]), row=table.header_row
    )
    lines: list[str] = []
    for column in table.columns:
        header = shorten(clean_line(column.header), 40)
        if column.fields == ("number",):
            continue
        if column.fields:
            meaning = ", ".join(map(field_label, column.fields))
            lines.append(f"{column.letter}  {header} → {meaning}")
        else:
            why = f" ({column.why})" if column.why else ""
            lines.append(f"{column.letter}  {header} → " + _("not read") + why)
    return Section(title, lines)


_OTHER_LABELS: Mapping[str, str] = {
    "lead": N_("Lead"),
    "agency": N_("Agency"),
    "supporting": N_("Supporting members"),
    "supporting_agencies": N_("Supporting agencies"),
    "note": N_("Note"),
    "remark": N_("Note"),
    "obstacle": N_("Obstacle"),
    "follow_up": N_("Follow-up"),
    "dimension": N_("Dimension"),
    "sub_dimension": N_("Sub-dimension"),
    "deadline": N_("Deadline"),
    "mission": N_("Mission"),
    "meeting_number": N_("Minutes no."),
    "meeting_title": N_("Meeting"),
    "meeting_date": N_("Date of the meeting"),
    "tags": N_("Tags"),
    "depends_on": N_("Depends on"),
    "evidence": N_("Evidence"),
    "number": N_("Row number"),
    "id": N_("which action item it is"),
    "key": N_("the row's own number in the sheet"),
    "marks": N_("start and due, by marks"),
    "updated_at": N_("when it was exported"),
    "parent": N_("what it is a part of"),
    "level": N_("what it is a part of"),
    "tag": N_("Tags"),
    "list": N_("status, or tags"),
    "finished": N_("done or not"),
    "archived": N_("archived or not"),
    "row_type": N_("what the row is"),
    "mail": N_("e-mail of the lead"),
    "kept": N_("kept in a note"),
    "checklist": N_("Checklist"),
}


def field_label(name: str) -> str:
    """Return what a field that a column gives is called, as people read it."""
    if name in _OTHER_LABELS:
        return _(_OTHER_LABELS[name])
    for record_type in ("action_item", "member", "deadline"):
        spec = record_spec(record_type).by_name.get(name)
        if spec is not None:
            return _(spec.label)
    return name


def kind_text(kind: str) -> str:
    """Return what a sheet lists, as people read it."""
    return _(_KINDS[kind])


def shown_place(place: Place | None) -> str:
    """Return a row as people name it."""
    if place is None:
        return ""
    if place.sheet:
        return _("{sheet}, row {row}", sheet=clean_line(place.sheet), row=place.row)
    return _("row {row}", row=place.row)


def _listed(records: Sequence[Any], line: Callable[[Any], str]) -> list[str]:
    lines = [line(one) for one in records[:LONGEST_LIST]]
    if len(records) > LONGEST_LIST:
        rest = len(records) - LONGEST_LIST
        lines.append(plural("… and {count} more", "… and {count} more", rest))
    return lines


def _new_line(one: NewRecord) -> str:
    fields = record_spec(one.record_type).by_name
    title = record_spec(one.record_type).title
    parts = []
    for name, value in one.values.items():
        spec = fields.get(name) or fields.get(f"{name}_id")
        if spec is None or name == title or value in (None, [], one.name) or spec.kind is Kind.MAP:
            continue
        parts.append(f"{_(spec.label)}: {_shown(spec, value)}")
    about = f" — {'; '.join(parts)}" if parts else ""
    return shorten(f"{shown_place(one.place)}: {clean_line(one.name)}{about}", 3 * _WIDTH)


def _shown(spec: FieldSpec | None, value: Any) -> str:
    """Return a plain value as people read it."""
    if isinstance(value, list | tuple):
        return (
            ", ".join(step_line(one) if isinstance(one, Mapping) else clean_line(str(one)) for one in value) or "–"
        )
    text = value_text(spec, value, weekday=True) if spec is not None else str(value or "")
    return shorten(clean_line(text), _WIDTH) or "–"


def _changed(one: ChangedRecord) -> list[str]:
    fields = record_spec(one.record_type).by_name
    lines = [f"{shown_place(one.place)}: {shorten(clean_line(one.name), _WIDTH)}"]
    for change in one.changes:
        spec = fields.get(change.field)
        line = f"{change.label}: {_shown(spec, change.old)} → {_shown(spec, change.new)}"
        if change.both:
            line += " " + _("(changed here too since the last import)")
        if change.conflict:
            line += " " + _("(changed here meanwhile: a conflict, both values stay until somebody decides)")
        if change.follows:
            line += " " + _("(follows)")
        lines.append(f"  {line}")
    return lines


def _kept(one: Kept) -> str:
    spec = record_spec(one.record_type).by_name.get(one.field)
    return _(
        "{place}: {name}: {field} stays {here} (changed here since; the sheet says {sheet})",
        place=shown_place(one.place),
        name=shorten(clean_line(one.name), 60),
        field=one.label,
        here=_shown(spec, one.list_value),
        sheet=_shown(spec, one.sheet_value),
    )


def _rejected(one: Rejected) -> list[str]:
    lines: list[str] = []
    for problem in one.problems:
        cell = f" {problem.column} ({shorten(clean_line(problem.header), 30)})" if problem.column else ""
        lines.append(f"{shown_place(one.place)}{cell}: {clean_line(problem.reason)}")
    return lines


def _question(one: Question) -> str:
    examples = ", ".join(map(clean_line, one.examples))
    return clean_line(one.text) + (f" ({shorten(examples, _WIDTH)})" if examples and one.about != "value" else "")


def choice_text(question: Question, choice: str) -> str:
    """Return an answer to a question as people read it."""
    if choice == IGNORE:
        return _("leave it out")
    if question.about == "column":
        return field_label({"notes": "note"}.get(choice, choice))
    if question.about == "dates":
        return {"dmy": _("the day first: 31/12/2026"), "mdy": _("the month first: 12/31/2026")}[choice]
    if question.about == "kind":
        return kind_text(choice)
    if question.about == "header":
        return _("row {row}", row=choice)
    spec = record_spec("action_item").by_name.get(question.field)
    if spec is not None and spec.choices is not None:
        return value_text(spec, choice)
    return choice


def _left_out(one: LeftOut) -> str:
    """Return what was not taken, with its place: a sheet, a column, a row or a cell."""
    where = [_("sheet “{sheet}”", sheet=clean_line(one.sheet))] if one.sheet and one.row is None else []
    if one.row is not None:
        where.append(shown_place(Place(one.sheet, one.row)))
    if one.column:
        header = f" ({shorten(clean_line(one.header), 30)})" if one.header else ""
        where.append(
            f"{one.column}{header}" if one.row is not None else _("column {letter}", letter=one.column) + header
        )
    place = " ".join(where)
    value = shorten(clean_line(one.value), _WIDTH)
    return f"{place}: {clean_line(one.reason)}" + (f" [{value}]" if value and value not in one.reason else "")


def _remark(one: Remark) -> str:
    return f"{shown_place(one.place)}: {clean_line(one.text)}"
