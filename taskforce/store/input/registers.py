"""What people type for members, agencies and deadlines, as drafts; and the handover of a member's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.dates import format_date
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.model.names import bare_name, handle_for
from taskforce.model.records import record_spec
from taskforce.model.text import clean_line, fold, slug
from taskforce.model.vocabulary import Body, Role, label
from taskforce.store.changes.batch import Draft, create, delete, edit, id_for
from taskforce.store.database.reader import Reader
from taskforce.store.input.fields import Drafted, field_spec, read_field, read_fields, two_names, understood
from taskforce.store.query.conditions import OPEN
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.store import Store

BODIES = "bodies"
"""The name of the field in the form of a member."""


class Appointment(NamedTuple):
    """A member's role in a body; ``since`` and ``until`` are ISO dates."""

    body: str
    role: str
    since: str | None = None
    until: str | None = None
    decree: str | None = None

    @property
    def typed(self) -> str:
        """Return how it is typed: body; role; since; until; decree."""
        days = ["" if day is None else format_date(day, style="slash") for day in (self.since, self.until)]
        parts = [label(Body(self.body)), label(Role(self.role)), *days, self.decree or ""]
        return "; ".join(parts).rstrip("; ")

    @property
    def shown(self) -> str:
        """Return how it is read."""
        words = [f"{label(Body(self.body))}: {label(Role(self.role))}"]
        if self.since is not None:
            words.append(_("since {day}", day=format_date(self.since, style="short")))
        if self.until is not None:
            words.append(_("until {day}", day=format_date(self.until, style="short")))
        return ", ".join([*words, *filter(None, (self.decree,))])


def appointments(reader: Reader, member_id: str) -> dict[str, Appointment]:
    """Return a member's appointments by id, those without an end and the newest first."""
    rows = reader.rows(
        "SELECT id, body, role, since, until, decree FROM appointment WHERE member_id = :member AND NOT deleted "
        "ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, since DESC, id",
        member=member_id,
    )
    return {row[0]: Appointment(*row[1:]) for row in rows}


def open_appointments(reader: Reader, member_id: str) -> dict[str, Appointment]:
    """Return those of a member's appointments that have no end yet, by id."""
    return {record_id: one for record_id, one in appointments(reader, member_id).items() if one.until is None}


def ending_drafts(store: Store, member_id: str, last_day: str) -> list[Draft]:
    """Return drafts that end a member's roles on the day that was typed; none where nothing was typed.

    A role that begins later stays as it is.
    """
    day = read_field(store, record_spec("appointment").by_name["until"], last_day)
    if day is None:
        return []
    present = open_appointments(store.reader, member_id)
    begun = [record_id for record_id, one in present.items() if (one.since or "") <= day]
    return [edit("appointment", record_id, "until", day) for record_id in begun]


def read_appointments(store: Store, text: str) -> list[Appointment]:
    """Return the appointments that are typed.  Raises :class:`InvalidValue` with one sentence."""
    return [_read_appointment(store, line) for line in text.splitlines() if line.strip(" ;-")]


def _read_appointment(store: Store, line: str) -> Appointment:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) < 2 or len(parts) > len(Appointment._fields) or not all(parts[:2]):
        raise InvalidValue(
            _("“{text}” is no role in a body: write body; role; since; until; decree.", text=line.strip())
        )
    fields = record_spec("appointment").by_name
    values = [
        read_field(store, fields[name], part) for name, part in zip(Appointment._fields, parts, strict=False)
    ]
    return Appointment(*values)


def appointment_drafts(reader: Reader, member_id: str, typed: Sequence[Appointment]) -> list[Draft]:
    """Return drafts after which the member has just these appointments; one with other dates stays the same."""
    present = appointments(reader, member_id)
    left = list(typed)
    gone: dict[str, Appointment] = {}
    for record_id, one in present.items():
        if one in left:
            left.remove(one)
        else:
            gone[record_id] = one
    drafts: list[Draft] = []
    for record_id, one in gone.items():
        same = next((new for new in left if (new.body, new.role) == (one.body, one.role)), None)
        if same is None:
            drafts.append(delete("appointment", record_id))
            continue
        left.remove(same)
        for name in ("since", "until", "decree"):
            if getattr(one, name) != getattr(same, name):
                drafts.append(edit("appointment", record_id, name, getattr(same, name), getattr(one, name)))
    return [*drafts, *(create("appointment", member_id=member_id, **one._asdict()) for one in left)]


KEYED = ("deadline", "dimension", "sub_dimension")
"""Records that have a key, made from the name where none is given."""


def title_field(record_type: str) -> str:
    """Return the field that a new record must be given: what people call it by."""
    return record_spec(record_type).title


def new_register_record(store: Store, record_type: str, name: str, texts: Mapping[str, str]) -> Drafted:
    """Return drafts of a new member, agency, deadline or the like called ``name``, with other fields as typed.

    A handle, code or key that is not given is made from the name.  Raises :class:`UsageError` or
    :class:`InvalidValue` with one sentence.
    """
    texts = {key.replace("-", "_"): text for key, text in texts.items()}
    bodies = texts.pop(BODIES, None) if record_type == "member" else None
    drafted = Drafted()
    values = read_fields(store, record_type, texts, drafted)
    given = clean_line(name)
    if record_type == "agency":
        if given and values.get("short") not in (None, given):
            _name_once("agency", values, given, "name")
        elif given:
            values["short"] = given
        values.setdefault("short", values.get("name"))
        values.setdefault("name", values["short"])
        values.setdefault("code", slug(str(values["short"])))
    elif given:
        _name_once(record_type, values, given, title_field(record_type))
    if not values.get(title_field(record_type)):
        raise UsageError(_("{record} needs a name: give one.", record=_(record_spec(record_type).label)))
    if record_type == "member" and not values.get("handle"):
        _refuse_same_name(store, str(values["name"]))
        taken = {row[0] for row in store.reader.rows("SELECT handle FROM member")}
        values["handle"] = handle_for(str(values["name"]), taken)
        drafted.echo.append(understood(store, field_spec("handle", "member"), values["handle"]))
    if record_type in KEYED and not values.get("key"):
        values["key"] = slug(str(values["name"]))
        drafted.echo.append(understood(store, field_spec("key", record_type), values["key"]))
    record_id = id_for(record_type, values)
    drafted.drafts.append(create(record_type, record_id, **values))
    _take_bodies(store, record_id, bodies, drafted)
    return drafted


def _name_once(record_type: str, values: dict[str, Any], given: str, field: str) -> None:
    """Take the name that was given in words; another one in a field beside it is no second name."""
    if values.setdefault(field, given) != given:
        raise two_names(record_type, given, str(values[field]))


def _take_bodies(store: Store, member_id: str, text: str | None, drafted: Drafted) -> None:
    """Draft the bodies that a member sits in, where they were typed."""
    if text is not None:
        typed = read_appointments(store, text)
        drafted.drafts.extend(appointment_drafts(store.reader, member_id, typed))
        drafted.echo.extend(one.shown for one in typed)


def _refuse_same_name(store: Store, name: str) -> None:
    folded = fold(bare_name(name))
    for handle, other in store.reader.rows("SELECT handle, name FROM member WHERE NOT deleted"):
        if fold(bare_name(other)) == folded:
            raise InvalidValue(
                _(
                    "There is a member {name} already (@{handle}): give the second one a handle of its own "
                    "with --handle.",
                    name=other,
                    handle=handle,
                )
            )


def register_edits(store: Store, record_type: str, record_id: str, texts: Mapping[str, str]) -> Drafted:
    """Return drafts that set fields of a member, agency or deadline to what was typed."""
    drafted = Drafted()
    own = {name: text for name, text in texts.items() if record_type != "member" or name != BODIES}
    for name, value in read_fields(store, record_type, own, drafted).items():
        drafted.drafts.append(edit(record_type, record_id, name, value))
    if record_type == "member":
        _take_bodies(store, record_id, texts.get(BODIES), drafted)
    return drafted


def handover_drafts(store: Store, old_id: str, new_id: str) -> tuple[list[Draft], list[str]]:
    """Return drafts that give the open work of one member to another, and the refs that move.

    What is done or cancelled keeps the old name.  Where the new lead supported an item, that link goes.
    """
    if old_id == new_id:
        raise UsageError(_("Old and new are the same person: name two."))
    today = store.clock.today().isoformat()
    where = f"i.lead_id = :old AND {OPEN}"
    led = item_rows(store.reader, Selection(where, {"old": old_id}), today)
    drafts = [edit("action_item", item.id, "lead_id", new_id, seen=old_id) for item in led]
    supports = store.reader.rows(
        "SELECT s.id, s.item_id, s.member_id, i.lead_id, i.ref FROM supporting s "
        "JOIN action_item i ON i.id = s.item_id WHERE NOT s.deleted AND NOT i.deleted "
        f"AND {OPEN} AND s.member_id IN (:old, :new) "
        "ORDER BY length(i.ref), i.ref",
        old=old_id,
        new=new_id,
    )
    refs = [item.ref for item in led]
    moving = {item.id for item in led}
    for link_id, item_id, member_id, lead_id, ref in supports:
        if member_id == old_id:
            drafts.append(edit("supporting", link_id, "deleted", True))
            if lead_id != new_id:
                drafts.append(create("supporting", item_id=item_id, member_id=new_id))
            refs.append(ref)
        elif item_id in moving:
            drafts.append(edit("supporting", link_id, "deleted", True))
    return drafts, list(dict.fromkeys(refs))
