"""The passphrase of a sealed list, asked before the list is opened."""

from __future__ import annotations

import asyncio
from pathlib import Path

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.store.database.sealed import unlock


def unlock_form(path: Path) -> Form:
    """Return the form that asks for the passphrase; once it is the right one, this process holds the key."""

    async def submit(texts: Texts) -> Problems:
        try:
            await asyncio.to_thread(unlock, path, texts["passphrase"])
        except TaskforceError as error:
            return {"passphrase": str(error)}
        return {}

    field = FormField("passphrase", _("Passphrase"), required=True, secret=True)
    return Form(_("{file} is sealed", file=path.name), [field], submit, save_label=_("Open the list"))
