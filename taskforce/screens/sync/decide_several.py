"""Deciding many conflicts at once: whose value holds, of which person, field and day; shown before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taskforce.clock import write_moment
from taskforce.language import _, plural
from taskforce.model.dates import parse_past_date
from taskforce.screens.forms.dialogs import Confirm
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.session import Session
from taskforce.services.deciding import MINE, NEWEST, THEIRS, Decision, Decisions, decide_all, decisions
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import Conflict
from taskforce.wording.conflicts import decision_text, field_text, record_text
from taskforce.wording.days import full_day

MOST_SHOWN = 200
"""Of more decisions than this the rest is counted."""


def decide_several_form(
    session: Session, waiting: Sequence[Conflict], chosen: Callable[[Decisions], None]
) -> Form:
    """Return the form that asks which conflicts are meant; ``chosen`` is told what would be decided."""
    people = sorted({side.actor for one in waiting for side in one.sides if side.actor and not side.mine})
    fields = {one.field: field_text(one) for one in waiting}

    async def submit(texts: Texts) -> Problems:
        since = None
        if texts["since"].strip():
            since = write_moment(session.store.clock.start_of(parse_past_date(texts["since"], session.day)))

        def look(store: Store) -> Decisions:
            by, field = texts["by"] or None, texts["field"] or None
            return decisions(store, texts["take"], by=by, field=field, since=since)

        found = await session.work(look)
        if not found.made:
            return {"": _("No field waits for such a decision.")}
        chosen(found)
        return {}

    return Form(
        _("Decide several at once"),
        [
            FormField(
                "take",
                _("Whose value to keep"),
                THEIRS,
                choices=[
                    (THEIRS, _("theirs")), (MINE, _("mine")), (NEWEST, _("the newest, whoever gave it")),
                ],
            ),
            FormField(
                "by", _("Only against"), choices=[(one, f"@{one}") for one in people], optional_choice=True
            ),
            FormField("field", _("Only the field"), choices=list(fields.items()), optional_choice=True),
            FormField(
                "since", _("Only since"), check=lambda text: full_day(parse_past_date(text, session.day)),
                hint=_("a day, such as monday: what others wrote from then on"),
            ),
        ],
        submit,
        save_label=_("Show"),
    )  # fmt: skip


def preview_question(found: Decisions) -> Confirm:
    """Return the question that shows what would be decided."""
    made, more = found.made, len(found.made) - MOST_SHOWN
    lines = [plural("Decide {count} field so?", "Decide {count} fields so?", len(made)), ""]
    lines += [decision_text(one.conflict, one.side) for one in made[:MOST_SHOWN]]
    if more > 0:
        lines.append(plural("… and {count} more change", "… and {count} more changes", more))
    for one in found.left[:MOST_SHOWN]:
        lines.append(
            _(
                "Left as it is, as it has no such value, or several: {record}, {field}",
                record=record_text(one),
                field=field_text(one),
            )
        )
    return Confirm("\n".join(lines), _("Decide"), _("Cancel"))


async def decide_them(session: Session, made: Sequence[Decision]) -> str:
    """Decide conflicts as one step, and return the sentence that says so."""
    await session.write(lambda store: decide_all(store, made))
    return plural(
        "{count} field decided; u opens it again.", "{count} fields decided; u opens them again.", len(made)
    )
