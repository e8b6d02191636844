"""Setting up the exchange through a folder, in one dialogue: which folder, sealed or not, and its passphrase."""

from __future__ import annotations

import asyncio
from pathlib import Path

from taskforce.language import _
from taskforce.paths import typed_path
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.new_folder import folder_problem
from taskforce.screens.frame.exchanging.step import FolderExchange
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.session import Session
from taskforce.services.exchange_folder import (
    forget_exchange_folder,
    keep_passphrase,
    kept_passphrase,
    set_exchange_folder,
)
from taskforce.store.history.contacts import members_with_contacts
from taskforce.widgets.inputs import PathSuggester
from taskforce.wording.records import full_copy_text

SEALED, OPEN = "sealed", "open"


def exchange_form(session: Session, exchange: FolderExchange, host: Host) -> Form:
    """Return the form; a folder that is emptied ends the exchange."""
    before = exchange.setting
    sealed = before is not None and before.sealed
    remark = full_copy_text(members_with_contacts(session.reader)) if before is None else ""

    agreed: set[Path] = set()

    async def submit(texts: Texts) -> Problems:
        text = texts["folder"].strip().strip("'\"")
        location = session.store.location
        if not text:
            if before is not None:
                forget_exchange_folder(location)
                exchange.passphrase = None
                await host.exchange_changed()
                host.show_area_message(_("The list is exchanged through no folder any more."), "information")
            return {}
        folder, seal, typed = typed_path(text).absolute(), texts["sealed"] == SEALED, texts["passphrase"]
        if problem := await asyncio.to_thread(folder_problem, folder, agreed):
            return {"folder": problem}
        if seal and not typed and not await _is_known(folder, exchange):
            return {"passphrase": _("A sealed folder needs a passphrase: give the one that all copies use.")}
        kept = not typed or await asyncio.to_thread(keep_passphrase, str(folder), typed)
        exchange.passphrase = None if kept else typed
        set_exchange_folder(location, folder, sealed=seal)
        await host.exchange_changed()
        if not kept:
            session.notice([_("This computer has no keyring: the passphrase is asked for again the next time.")])
        return {}

    fields = [
        FormField(
            "folder",
            _("Folder"),
            before.folder if before is not None else "",
            hint=_("a share, a synchronised folder, a stick; empty: none"),
            suggester=PathSuggester(),
            heading=remark,
        ),
        FormField(
            "sealed",
            _("This copy's file"),
            SEALED if sealed else OPEN,
            choices=[(OPEN, _("open: who sees the folder can read it")), (SEALED, _("sealed with a passphrase"))],
        ),
        FormField(
            "passphrase", _("Passphrase"), hint=_("the same for all copies; kept in the keyring"), secret=True
        ),
    ]
    return Form(_("Exchange through a folder"), fields, submit, focus="folder")


async def _is_known(folder: Path, exchange: FolderExchange) -> bool:
    return bool(exchange.passphrase or await asyncio.to_thread(kept_passphrase, str(folder)))
