"""Making the member or agency that is named where none of that name is: in the line that one is typing."""

from __future__ import annotations

from functools import partial

from taskforce.language import _
from taskforce.model.errors import UnknownName
from taskforce.model.text import excerpt
from taskforce.screens.frame.session import Session
from taskforce.services.registers import MADE_BY_NAME, add_named

MAKE_KEY = "ctrl+n"


def can_be_made(error: Exception) -> bool:
    """Return whether what is missing can be made from its name alone."""
    return isinstance(error, UnknownName) and error.record_type in MADE_BY_NAME and bool(error.word)


def offer(error: UnknownName) -> str:
    """Return the sentence that offers to make what is missing, with the key."""
    word = excerpt(error.word, 40)
    if error.record_type == "agency":
        return _("Ctrl+N adds “{word}” to the agencies.", word=word)
    return _("Ctrl+N adds “{word}” to the members.", word=word)


async def make(session: Session, error: UnknownName) -> None:
    """Write what is missing; raises a :class:`~taskforce.model.errors.TaskforceError` where that is refused."""
    await session.write(partial(add_named, record_type=error.record_type, word=error.word))
