"""A new copy of a list, made from a bundle: by who has no list yet, and beside the one that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.paths import typed_path
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.store.database.location import Location, location_of


def copy_form(
    location: Location | None, clock: Clock, made: Callable[[Location, str], Awaitable[None]] | None = None
) -> Form:
    """Return the form for a copy at ``location``, or (``None``) in a file that is asked for.

    ``made`` is told where the copy is and what it is called.
    """
    accepted: set[str] = set()

    async def submit(texts: Texts) -> Problems:
        from taskforce.store.sync.merge import ClockAhead

        place = location
        if place is None:
            place = location_of(str(_path(texts["place"])))
            if place.path is not None and place.path.exists():
                return {"place": _("{path} exists already: name a new file.", path=place.path)}
        try:
            series = await asyncio.to_thread(_make_copy, place, clock, texts, texts["path"] in accepted)
        except ClockAhead as error:
            accepted.add(texts["path"])
            question = _("Check this computer's clock; to take it all the same, press the button again.")
            return {"": f"{error.fact} {question}"}
        except TaskforceError as error:
            return {"": str(error)}
        if made is not None:
            await made(place, series)
        return {}

    fields = [FormField("path", _("File"), required=True, hint=_("the bundle, of the whole list"), browse=True)]
    if location is None:
        fields.append(FormField("place", _("New list"), required=True, hint=_("a new file, such as farid.db")))
    fields += [
        FormField("name", _("Short name"), hint=_("letters and digits, such as farid")),
        FormField("passphrase", _("Passphrase"), hint=_("if it is sealed with one"), secret=True),
        FormField("key", _("Key"), hint=_("if it is sealed for you: the file with your own key")),
    ]
    title = _("A colleague's list") if location is not None else _("New copy from a bundle")
    return Form(title, fields, submit, save_label=_("Create"))


def _path(text: str) -> Path:
    return typed_path(text.strip().strip("'\""))


def _make_copy(location: Location, clock: Clock, texts: Texts, accept_clock: bool) -> str:
    """Make it; answers with its short name."""
    from taskforce.exchange.bundles.bundle import read_bundle
    from taskforce.exchange.bundles.encryption import Opener
    from taskforce.store.sync.clone import chosen_name, free_name, make_copy
    from taskforce.store.write.replica import user_name

    identity = _path(texts["key"]) if texts["key"].strip() else None
    bundle = read_bundle(_path(texts["path"]), Opener(texts["passphrase"] or None, identity))
    taken = {copy.series for copy in bundle.foreign.copies}
    name = texts["name"].strip()
    series = chosen_name(name, taken) if name else free_name(user_name(), bundle.foreign)
    arrivals = [(bundle.foreign, f"{bundle.name}, {bundle.writer}")]
    make_copy(location, clock, arrivals, series, accept_clock=accept_clock)
    return series
