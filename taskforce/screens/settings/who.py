"""Who works here: asked once where nobody said it, so that the history has names; changed in the settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import App

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.session import Session
from taskforce.services.registers import add_record
from taskforce.store.read.registers import MemberRow, member_rows
from taskforce.store.write.known_replicas import known_replicas

NOBODY = ""
"""What is kept where somebody wants to be nobody: then it is not asked again."""

NEW = "+"

QUESTION = N_("Who are you? The history names whoever changes something.")


def be(session: Session, host: Host, member: MemberRow | None) -> str:
    """Act as a member from now on, or as nobody, also when the app is opened again; return a sentence of it."""
    session.store.actor_id = member.id if member is not None else None
    host.remember("member", member.handle if member is not None else NOBODY)
    if member is None:
        return _("From now on nobody in particular works here.")
    return _("From now on you are {name}.", name=member.shown)


def ask_who(app: App[int], session: Session, host: Host, told: Callable[[str], None]) -> None:
    """Ask who works here: one of the members, or somebody new; ``told`` gets the sentence that says who it is now.

    Escape leaves the question for another time.
    """
    members = {row.id: row for row in member_rows(session.reader, session.today) if row.active}
    if not members:
        app.push_screen(_new_me(session, host, told))
        return
    choices = [Choice(row.id, row.name, f"@{row.handle}") for row in members.values()]
    choices.append(Choice(NEW, _("I am not among them: add me")))
    choices.append(Choice(NOBODY, _("Nobody in particular; do not ask again")))

    def chosen(which: str | None) -> None:
        if which == NEW:
            app.push_screen(_new_me(session, host, told))
        elif which is not None:
            told(be(session, host, members.get(which)))

    # A copy is mostly called as who works on it.
    own = known_replicas(session.reader)[0].ref_prefix
    usual = next((row.id for row in members.values() if row.handle == own), None)
    app.push_screen(Pick(_(QUESTION), choices, current=session.store.actor_id or usual), chosen)


def _new_me(session: Session, host: Host, told: Callable[[str], None]) -> Form:
    """Return the form by which somebody becomes a member, and is that one from then on."""

    async def submit(texts: Texts) -> Problems:
        more = {"agency": texts["agency"]} if texts["agency"].strip() else {}
        try:
            saved = await session.write(partial(add_record, record_type="member", name=texts["name"], texts=more))
        except TaskforceError as error:
            return {"name": str(error)}
        row = next(row for row in member_rows(session.reader, session.today) if row.id == saved.record_id)
        told(be(session, host, row))
        return {}

    fields = [
        FormField("name", _("Your name"), required=True, hint=_("with titles, as it is to be printed")),
        FormField("agency", _("Agency"), hint=_("may stay empty")),
    ]
    return Form(_(QUESTION), fields, submit, draft="who")


async def reopen_draft(host: Host, _draft: UnsavedDraft, _about: str) -> bool:
    """Open the form of somebody new again."""
    if host.session is None:
        return False
    told = partial(host.show_area_message, weight="information")
    await host.push_screen(_new_me(host.session, host, told))
    return True
