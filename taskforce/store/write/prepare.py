"""From wishes to facts: drafts are checked, joined with what follows from them, and freed of what is so already.

The answer is a list of :class:`.Fact`: what was in each field and what will be.  Everything a batch could be
refused for is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from taskforce.language import _
from taskforce.model.errors import InvalidRecord, Problem
from taskforce.model.records import CREATION, DELETED, RECORDS, Kind, record_spec
from taskforce.model.validate import across_fields, check_record, check_values, completed
from taskforce.store.changes.batch import LINKS, UNCHANGING, UNSEEN, Batch, Draft, Fact, StaleWrite, together
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.write import consequences

Values = dict[str, Any]

RESTORING = ("undo", "restore")
"""Kinds of batches that say everything themselves: nothing follows from them."""


def prepare(reader: Reader, batch: Batch, today: str) -> list[Fact]:
    """Return the facts of a local batch, in an order in which they can be written.

    Raises :class:`InvalidRecord` with every problem, or :class:`StaleWrite` with all that was changed.
    """
    lookups = consequences.Lookups(reader)
    facts, items = _facts(reader, lookups, batch, today)
    if batch.kind not in RESTORING:
        following = consequences.following_items(reader, facts, items)
        facts += _facts(reader, lookups, batch._replace(drafts=following), today)[0] if following else []
    return facts


def _facts(
    reader: Reader, lookups: consequences.Lookups, batch: Batch, today: str
) -> tuple[list[Fact], Mapping[str, Values]]:
    """Return the facts of the drafts of a batch, and the action items among their records as they were."""
    creations, edits = _sorted(batch.drafts)
    present = {
        record_type: load(reader, record_type, {*creations.get(record_type, ()), *edits.get(record_type, ())})
        for record_type in {*creations, *edits}
    }
    facts: list[Fact] = []
    problems: list[Problem] = []
    meanwhile: list[StaleWrite] = []
    for record_type in RECORDS:
        records = present.get(record_type, {})
        for record_id, values in creations.get(record_type, {}).items():
            if record_id in records:
                revival = _revive(record_type, record_id, values, records[record_id], problems)
                edits.setdefault(record_type, {}).setdefault(record_id, {}).update(revival)
                continue
            try:
                facts.append(_creation(lookups, batch, record_type, record_id, values, today))
            except InvalidRecord as error:
                problems += error.problems
        for record_id, changes in edits.get(record_type, {}).items():
            if record_id not in records:
                sentence = _("This record does not exist any more: look again.")
                problems.append(Problem(record_type, "id", record_id, sentence))
                continue
            try:
                facts += _edits(lookups, batch, record_type, record_id, records[record_id], changes, today)
            except StaleWrite as error:
                meanwhile.append(error)
            except InvalidRecord as error:
                problems += error.problems
    if problems:
        raise InvalidRecord(problems)
    if meanwhile:
        raise together(meanwhile)
    return facts, present.get("action_item", {})


Creations = dict[str, dict[str, Values]]
Edits = dict[str, dict[str, dict[str, Draft]]]


def _sorted(drafts: Iterable[Draft]) -> tuple[Creations, Edits]:
    """Return drafts by record; an edit of a record that the same batch creates becomes part of its creation."""
    creations: Creations = {}
    edits: Edits = {}
    for draft in drafts:
        if draft.field == CREATION:
            creations.setdefault(draft.record_type, {})[draft.record_id] = dict(draft.new)
        elif draft.record_id in creations.get(draft.record_type, {}):
            creations[draft.record_type][draft.record_id][draft.field] = draft.new
        else:
            edits.setdefault(draft.record_type, {}).setdefault(draft.record_id, {})[draft.field] = draft
    return creations, edits


def _revive(
    record_type: str, record_id: str, values: Values, present: Values, problems: list[Problem]
) -> dict[str, Draft]:
    """Draft what a creation means for a record that was there: a link, or a named one that was deleted."""
    if record_type not in LINKS and not present[DELETED]:
        spec = record_spec(record_type)
        sentence = _(
            "{record} “{name}” exists already: change it, or choose another name.",
            record=_(spec.label),
            name=present.get(spec.title),
        )
        problems.append(Problem(record_type, spec.title, record_id, sentence))
        return {}
    return {name: Draft(record_type, record_id, name, value) for name, value in {**values, DELETED: False}.items()}


def _creation(
    lookups: consequences.Lookups,
    batch: Batch,
    record_type: str,
    record_id: str,
    values: Values,
    today: str,
) -> Fact:
    checked, problems = check_values(record_type, values)
    if problems:
        check_record(record_type, values)  # raises, with what is missing named as well
    if record_type == "action_item" and batch.kind not in RESTORING:
        consequences.check_parts(checked, lookups)
        checked |= consequences.of_creation(checked, today, lookups)
    record = completed(record_type, checked)
    return Fact(record_type, record_id, CREATION, None, record, _subject(record_type, record_id, record))


def _edits(
    lookups: consequences.Lookups,
    batch: Batch,
    record_type: str,
    record_id: str,
    before: Values,
    drafts: Mapping[str, Draft],
    today: str,
) -> list[Fact]:
    checked, problems = check_values(record_type, {name: draft.new for name, draft in drafts.items()})
    if record_type == "action_item" and "ref" in checked and before["ref"] is not None:
        sentence = _("The ref of an action item is never changed: people have written it down.")
        problems.append(Problem(record_type, "ref", checked["ref"], sentence))
    link = record_spec(record_type).subject
    if link in checked and checked[link] != before[link]:  # what was done to it stands in the history of its owner
        sentence = _("It stays with what it was made for: delete it, and make it anew for the other.")
        problems.append(Problem(record_type, link, checked[link], sentence))
    if record_type in UNCHANGING:
        sentence = _("An issued report never changes: issue a correction that replaces it.")
        problems.append(Problem(record_type, next(iter(drafts)), record_id, sentence))
    if problems:
        raise InvalidRecord(problems)
    new = {name: value for name, value in checked.items() if drafts[name].said or value != before[name]}
    meanwhile = [
        StaleWrite(record_type, record_id, name, before[name], value)
        for name, value in new.items()
        if drafts[name].seen is not UNSEEN and drafts[name].seen != before[name]
    ]
    if meanwhile:
        raise together(meanwhile)
    restoring = batch.kind in RESTORING
    if record_type == "action_item" and not restoring:
        consequences.check_parts(checked, lookups)
        new |= consequences.of_edit(before, checked, today, lookups, record_id)
        said = {name for name, draft in drafts.items() if draft.said}
        new = {name: value for name, value in new.items() if name in said or value != before[name]}
    across = across_fields(record_type, {**before, **new})
    across = [
        one for one in across if _touched(record_type, one, new) and not (restoring and one.field == "done_on")
    ]
    if across:
        raise InvalidRecord(across)
    subject = _subject(record_type, record_id, before)
    return [
        Fact(record_type, record_id, name, before[name], one, subject, draft.after if draft else None)
        for name, value in new.items()
        for draft in [drafts.get(name)]
        for one in (*(draft.beside if draft else ()), value)  # the last one shows
    ]


def _touched(record_type: str, problem: Problem, new: Values) -> bool:
    """Return whether a problem between fields is this edit's doing; an old one does not block other edits."""
    return problem.field in new or (record_type == "action_item" and "due" in new)


def _subject(record_type: str, record_id: str, values: Mapping[str, Any]) -> str:
    link = record_spec(record_type).subject
    return record_id if link is None else str(values[link])


def links_of(facts: Iterable[Fact]) -> dict[str, set[str]]:
    """Return the ids that the new values point to, by record type."""
    targets: dict[str, set[str]] = {}
    for fact in facts:
        fields = record_spec(fact.record_type).by_name
        values = fact.new.items() if fact.field == CREATION else [(fact.field, fact.new)]
        for name, value in values:
            spec = fields[name]
            if spec.kind is Kind.LINK and value is not None and spec.to is not None:
                targets.setdefault(spec.to, set()).add(value)
    return targets
