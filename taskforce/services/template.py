"""The Smart City template: what a new list begins with.

The data is ``data/smart_city.toml``: the six dimensions with three sub-dimensions each, the books, bimtek,
assessment and evaluation rounds as deadlines, the agencies of a regency with the names that lists have for them,
and the partners of the movement.  Ids are derived from keys, so that two offices' copies made apart agree.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.text import slug
from taskforce.store.changes.batch import Batch, Draft, Receipt, create
from taskforce.store.changes.ids import ORGANISATION_ID, derived_id
from taskforce.store.store import Store

DATA = Path(__file__).parents[1] / "data"

TEMPLATES = ("smart-city", "blank")

Values = Mapping[str, Any]


@cache
def template_data() -> dict[str, Any]:
    """Return what ``data/smart_city.toml`` says."""
    return tomllib.loads((DATA / "smart_city.toml").read_text(encoding="utf-8"))


def smart_city_drafts(organisation: str | None, today: date) -> list[Draft]:
    """Return the whole template; deadlines are dated from ``today`` on, each on a working day of the week."""
    return [*blank_drafts(organisation), *agency_drafts(), *deadline_drafts(today)]


def blank_drafts(organisation: str | None) -> list[Draft]:
    """Return a list without content: the organisation and the dimensions.

    The dimensions belong to it because every item, report and import is sorted by them; an office that works
    with others changes or deletes them.
    """
    name = organisation or template_data()["organisation"]
    return [create("organisation", ORGANISATION_ID, name=name), *dimension_drafts()]


def dimension_drafts() -> list[Draft]:
    """Return the dimensions, each followed by its sub-dimensions."""
    drafts: list[Draft] = []
    for position, values in enumerate(template_data()["dimension"], 1):
        key = values["key"]
        dimension = create("dimension", key=key, name=values["name"], aliases=values["aliases"], position=position)
        drafts.append(dimension)
        for place, sub in enumerate(values["sub"], 1):
            drafts.append(
                create(
                    "sub_dimension",
                    sub_dimension_id(key, slug(sub["name"])),
                    dimension_id=dimension.record_id,
                    key=slug(sub["name"]),
                    name=sub["name"],
                    aliases=sub["aliases"],
                    position=place,
                )
            )
    return drafts


def sub_dimension_id(dimension: str, key: str) -> str:
    """Return the id of a sub-dimension of the template, from the keys of its dimension and its own."""
    return derived_id("sub_dimension", dimension, key)


def agency_drafts(overrides: Mapping[str, Values] | None = None) -> list[Draft]:
    """Return the agencies and partners; ``overrides`` gives fields of some of them (by code) other values."""
    drafts: list[Draft] = []
    for values in template_data()["agency"]:
        code = slug(values["short"])
        drafts.append(create("agency", **{"code": code, **values, **(overrides or {}).get(code, {})}))
    return drafts


def deadline_drafts(today: date, overrides: Iterable[Values] = ()) -> list[Draft]:
    """Return the deadlines; ``overrides`` (each with a ``key``) gives some other values, or adds deadlines."""
    deadlines: dict[str, dict[str, Any]] = {}
    for values in template_data()["deadline"]:
        own = {name: value for name, value in values.items() if name != "after"}
        deadlines[values["key"]] = {
            **own,
            "due": on_a_weekday(today + timedelta(days=values["after"])).isoformat(),
        }
    for values in overrides:
        deadlines[values["key"]] = {**deadlines.get(values["key"], {}), **values}
    return [create("deadline", **values) for values in deadlines.values()]


def on_a_weekday(day: date) -> date:
    """Return ``day``, or the Monday after it when it is a Saturday or Sunday."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def init_store(store: Store, template: str, organisation: str | None) -> Receipt:
    """Fill a new list from a template, as one step of its history.

    Raises :class:`UsageError` for a template that does not exist, and
    :class:`~taskforce.model.errors.InvalidRecord` when the list holds these records already.
    """
    if template == "smart-city":
        drafts = smart_city_drafts(organisation, store.clock.today())
    elif template == "blank":
        drafts = blank_drafts(organisation)
    else:
        accepted = ", ".join(TEMPLATES)
        raise UsageError(
            _("There is no template “{template}”: use {accepted}.", template=template, accepted=accepted)
        )
    return store.apply(Batch("template", drafts, summary=template))
