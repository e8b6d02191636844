"""What can go wrong in a user's hands: each error is one clear sentence and an exit status."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import NamedTuple

from taskforce.language import N_, _

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


class NotADate(InvalidValue):
    """A text that has nothing of a date, where others name a day that does not exist, or may be one of several."""


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


class UnknownName(NotFound):
    """A word that names no record of a type (``member``, ``agency`` …); perhaps one that is yet to be made."""

    def __init__(self, sentence: str, record_type: str, word: str) -> None:
        super().__init__(sentence)
        self.record_type, self.word = record_type, word


class UnfitFile(OSError):
    """A file that is there, but cannot be what is asked for; its text is a clause that says why."""


_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.EISDIR: N_("it is a folder"),
    errno.EEXIST: N_("it is there already"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EINVAL: N_("its name cannot be that of a file"),
    errno.ELOOP: N_("it is a link that leads to itself"),
    errno.EACCES: N_("you may not, or another program has it open"),
    errno.EPERM: N_("the system does not allow it"),
    errno.EROFS: N_("the disk is write-protected"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EFBIG: N_("it would be larger than the disk allows"),
    errno.EIO: N_("the disk reports an error"),
    errno.EBUSY: N_("another program uses it"),
    errno.ENODEV: N_("the disk is not there any more"),
    errno.ENXIO: N_("the disk is not there any more"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ENOMEM: N_("the memory is used up"),
    errno.ETIMEDOUT: N_("the network does not answer"),
    errno.EHOSTDOWN: N_("the network does not answer"),
    errno.ESTALE: N_("the network drive has lost it"),
}
"""What people are told of the system's errors; the system's own words are English, or the computer's."""


def reason_of(error: OSError) -> str:
    """Return why the system, or this program, refused a file: a clause in the reader's language."""
    if isinstance(error, UnfitFile):
        return str(error)
    words = _REASONS.get(error.errno or 0)
    return _(words) if words is not None else error.strerror or str(error) or type(error).__name__
