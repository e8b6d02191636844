"""What can go wrong in a user's hands: each error is one clear sentence and an exit status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

DONE, REFUSED, WRONG_USAGE, NEEDS_A_PERSON = 0, 1, 2, 3
"""Exit statuses of the command line."""


class TaskforceError(Exception):
    """Something a user can cause or meet; its text says what, why and what to do."""

    exit_status = REFUSED


class UsageError(TaskforceError):
    """The words of the call are wrong."""

    exit_status = WRONG_USAGE


class InvalidValue(TaskforceError, ValueError):
    """A text that cannot be read as the value it should be (a date, an amount, a status …)."""


class Problem(NamedTuple):
    """One value that a record cannot have: which field, which value, and the sentence that says so."""

    record_type: str
    field: str
    value: object
    sentence: str


class InvalidRecord(TaskforceError):
    """A record that was refused, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))


class NotFound(TaskforceError):
    """A reference, handle or key that no record has, or that several have."""
