"""What a form is made of, apart from the form itself: whoever asks for fields need not import any widget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from taskforce.language import N_, _
from taskforce.model.errors import UnknownName
from taskforce.model.names import is_address, without_address
from taskforce.model.text import excerpt
from taskforce.services.registers import MADE_BY_NAME, add_named
from taskforce.store.query.quick_add import split_quick_add

if TYPE_CHECKING:
    from textual.content import Content
    from textual.suggester import Suggester

    from taskforce.screens.frame.session import Session

Texts = dict[str, str]
Problems = Mapping[str, str]
"""What is wrong, a sentence by field name; the empty name stands for the whole form."""

Submit = Callable[[Texts], Awaitable[Problems]]
Check = Callable[[str], str]


class Reference(NamedTuple):
    """A record that a field may name: what stands in the field then, what is listed, and what stands beside it."""

    text: str
    name: str
    detail: str = ""


class Picks(NamedTuple):
    """The records that a field offers by name.

    ``find`` returns what fits a text, ``named`` the name of the one record that a text means, else the text.
    ``several`` names stand between commas; ``free`` words need not be there yet.  What ``waits`` is
    read beside the keys.
    """

    find: Callable[[str], Awaitable[Sequence[Reference]]]
    named: Callable[[str], str]
    several: bool = False
    free: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody else wrote to a field while the form was open: as it is typed, who and when."""

    text: str
    author: str


class Watch(Protocol):
    """The record that a form edits, as it is in the list by now."""

    def arrivals(self) -> Mapping[str, Arrival]:
        """Return what others wrote since the form was opened, by field, as far as it was not taken over."""

    def take_over(self, name: str) -> None:
        """Let the field begin with what others wrote: the person saw it."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    ``text`` is what stands in it at first.  ``choices`` (value, label) make it a list to choose from,
    ``lines`` above 1 a text of several lines, ``browse`` one for the path of a file.
    ``check`` is asked while it is typed in: it answers with what was understood, or raises a
    :class:`TaskforceError`.  ``suggestions``, or a ``suggester`` of its own, complete what is typed;
    with ``picks`` it names records, and those that fit are listed below.
    A ``heading`` stands above the field, strong, or as content in its own look.
    What is ``secret`` is neither shown nor kept in a draft.
    A text that is only ``proposed`` is kept with what was typed, as it stands nowhere else.
    A ``proposal`` stands grey in the empty field until it is taken over by a key: nothing that is typed joins it.
    What stands in a field that is typed ``anew`` (a number, a day) is replaced by what is typed.
    Of several ``lines`` each is one thing by itself where ``line_each`` says so: typing begins on a new one.
    """

    name: str
    label: str
    text: str = ""
    required: bool = False
    choices: Sequence[tuple[str, str]] | None = None
    optional_choice: bool = False
    lines: int = 1
    check: Check | None = None
    suggestions: Sequence[str] = ()
    several: bool = False
    hint: str = ""
    heading: str | Content = ""
    browse: bool = False
    secret: bool = False
    proposed: bool = False
    proposal: str = ""
    line_each: bool = False
    anew: bool = False
    suggester: Suggester | None = None
    picks: Picks | None = None


PROPOSAL_HINT = N_("Left empty, the grey text holds; Ctrl+T takes it over to change it.")

DAYS = frozenset(
    {"due", "start", "done_on", "met_on", "date", "day", "first", "last", "until", "from", "to", "by"}
)
"""The names of fields that take a day."""


def field_help(field: FormField) -> str:
    """Return what the help says of a field: whether it must be filled in, what can be typed, which keys."""
    from taskforce.wording.topics import QUERY_TEXT, TOPICS

    lines = [field.label + (": " + _("must be filled in.") if field.required else ".")]
    if field.hint:
        lines.append(field.hint)
    if field.name in DAYS:
        dates = next(topic for topic in TOPICS if "dates" in topic.names)
        lines += [_(text) for text in dates.paragraphs[:2]]
    if field.name in ("query", "scope", "filter"):
        lines.append(_(QUERY_TEXT))
    if field.suggestions or field.suggester is not None:
        lines.append(_("What is typed is completed: → takes the grey rest."))
    if field.several:
        lines.append(_("Several can be named, separated by commas."))
    if field.proposal:
        lines.append(_(PROPOSAL_HINT))
    if field.lines > 1:
        lines.append(_("A text of several lines; Tab leads to the next field."))
    if field.browse:
        lines.append(_("A path or link; Ctrl+O walks to the file."))
    if field.check is not None:
        lines.append(_("Below the line stands what is understood of it."))
    return "\n".join(lines)


# A name that nobody has yet: made in the line in which it is typed

MAKE_KEY = "ctrl+n"


def can_be_made(error: UnknownName, session: Session | None) -> bool:
    """Return whether what is missing can be made from its name alone, by this person."""
    if session is None or error.record_type in session.reader.refused_types:
        return False
    return error.record_type in MADE_BY_NAME and bool(error.word) and not is_address(error.word)


def offer(error: UnknownName, line: str = "") -> str:
    """Return the sentence that offers to make what is missing, with the key; ``line`` is what was typed."""
    if error.record_type == "agency":
        return _("Ctrl+N adds “{word}” to the agencies.", word=excerpt(error.word, 40))
    word, agency = excerpt(without_address(error.word), 40), agency_beside(error, line)
    if agency:
        return _("Ctrl+N adds “{word}” of “{agency}” to the members.", word=word, agency=excerpt(agency, 40))
    return _("Ctrl+N adds “{word}” to the members.", word=word)


def agency_beside(error: UnknownName, line: str) -> str:
    """Return the agency that a line names for the lead who is missing; empty for none."""
    if error.record_type != "member" or not line:
        return ""
    parts = split_quick_add(line)
    return parts.fields.get("agency", "") if (parts.lead or "").lstrip("@") == error.word else ""


async def make(session: Session, error: UnknownName, line: str = "") -> None:
    """Write what is missing, the lead of a ``line`` with the agency in it.

    Raises a :class:`~taskforce.model.errors.TaskforceError` where that is refused.
    """
    agency = agency_beside(error, line)
    await session.write(partial(add_named, record_type=error.record_type, word=error.word, agency=agency))
