"""What people type for members, agencies and deadlines, as drafts; and the handover of a member's work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from taskforce.language import _
from taskforce.model.dates import weekday_contradiction
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.model.names import bare_name, handle_for
from taskforce.model.nip import nip_warnings, parse_nip
from taskforce.model.records import Kind, record_spec
from taskforce.model.text import clean_line, fold, slug
from taskforce.store.appointments import BODIES, appointment_drafts, read_appointments
from taskforce.store.batch import Draft, create, edit, id_for
from taskforce.store.inputs import Drafted, field_spec, read_field, understood
from taskforce.store.items import Selection, item_rows
from taskforce.store.store import Store


def _read(store: Store, record_type: str, texts: Mapping[str, str], drafted: Drafted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in texts.items():
        spec = field_spec(name, record_type)
        if spec.name == "nip" and text.strip() not in ("", "-"):
            value: Any = parse_nip(text)
            drafted.warnings.extend(nip_warnings(value))
        else:
            value = read_field(store, spec, text)
        if spec.kind is Kind.DATE and value is not None:
            warning = weekday_contradiction(text, date.fromisoformat(value))
            drafted.warnings.extend([warning] if warning else [])
        values[spec.name] = value
        drafted.echo.append(understood(store, spec, value))
    return values


KEYED = ("deadline", "dimension", "sub_dimension")
"""Records that have a key, made from the name where none is given."""


def title_field(record_type: str) -> str:
    """The field that a new record must be given: what people call it by."""
    return record_spec(record_type).title


def new_register_record(store: Store, record_type: str, name: str, texts: Mapping[str, str]) -> Drafted:
    """Drafts of a new member, agency, deadline or the like called ``name``, with other fields as typed.

    A handle, code or key that is not given is made from the name.  Raises :class:`UsageError` or
    :class:`InvalidValue` with one sentence.
    """
    texts = {key.replace("-", "_"): text for key, text in texts.items()}
    bodies = texts.pop(BODIES, None) if record_type == "member" else None
    drafted = Drafted([], [], [])
    values = _read(store, record_type, texts, drafted)
    given = clean_line(name)
    if record_type == "agency":
        values.setdefault("short", given)
        values.setdefault("name", values["short"])
        values.setdefault("code", slug(str(values["short"])))
    else:
        values.setdefault(title_field(record_type), given)
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


def _take_bodies(store: Store, member_id: str, text: str | None, drafted: Drafted) -> None:
    """The bodies that a member sits in, where they were typed."""
    if text is not None:
        wanted = read_appointments(store, text)
        drafted.drafts.extend(appointment_drafts(store.reader, member_id, wanted))
        drafted.echo.extend(one.shown for one in wanted)


def _refuse_same_name(store: Store, name: str) -> None:
    wanted = fold(bare_name(name))
    for handle, other in store.reader.rows("SELECT handle, name FROM member WHERE NOT deleted"):
        if fold(bare_name(other)) == wanted:
            raise InvalidValue(
                _(
                    "There is a member {name} already (@{handle}): give the second one a handle of its own "
                    "with --handle.",
                    name=other,
                    handle=handle,
                )
            )


def register_edits(store: Store, record_type: str, record_id: str, texts: Mapping[str, str]) -> Drafted:
    """Drafts that set fields of a member, agency or deadline to what was typed."""
    drafted = Drafted([], [], [])
    own = {name: text for name, text in texts.items() if record_type != "member" or name != BODIES}
    for name, value in _read(store, record_type, own, drafted).items():
        drafted.drafts.append(edit(record_type, record_id, name, value))
    if record_type == "member":
        _take_bodies(store, record_id, texts.get(BODIES), drafted)
    return drafted


def handover_drafts(store: Store, old_id: str, new_id: str) -> tuple[list[Draft], list[str]]:
    """Drafts that give the open work of one member to another, and the refs that move.

    What is done or cancelled keeps the old name.  Where the new lead supported an item, that link goes.
    """
    if old_id == new_id:
        raise UsageError(_("Old and new are the same person: name two."))
    today = store.clock.today().isoformat()
    where = "i.lead_id = :old AND i.status NOT IN ('done', 'cancelled')"
    led = item_rows(store.reader, Selection(where, {"old": old_id}), today)
    drafts = [edit("action_item", item.id, "lead_id", new_id, seen=old_id) for item in led]
    supports = store.reader.rows(
        "SELECT s.id, s.item_id, s.member_id, i.lead_id, i.ref FROM supporting s "
        "JOIN action_item i ON i.id = s.item_id WHERE NOT s.deleted AND NOT i.deleted "
        "AND i.status NOT IN ('done', 'cancelled') AND s.member_id IN (:old, :new) "
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
