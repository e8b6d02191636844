"""What a form is made of, apart from the form itself: whoever asks for fields need not import any widget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.content import Content
    from textual.suggester import Suggester

Texts = dict[str, str]
Problems = Mapping[str, str]
"""What is wrong, a sentence by field name; the empty name stands for the whole form."""

Submit = Callable[[Texts], Awaitable[Problems]]
Check = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    ``text`` is what stands in it at first.  ``choices`` (value, label) make it a list to choose from,
    ``lines`` above 1 a text of several lines, ``browse`` one for the path of a file.
    ``check`` is asked while it is typed in: it answers with what was understood, or raises a
    :class:`TaskforceError`.  ``suggestions``, or a ``suggester`` of its own, complete what is typed.
    A ``heading`` stands above the field, strong, or as content in its own look.
    What is ``secret`` is neither shown nor kept in a draft.
    A text that is only ``proposed`` is kept with what was typed, as it stands nowhere else.
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
    suggester: Suggester | None = None
