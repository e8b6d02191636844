"""The clipboard of the person's terminal, by the one sequence that terminals know for it (OSC 52)."""

from __future__ import annotations

import base64
import sys

from taskforce.console import is_terminal
from taskforce.language import _
from taskforce.model.errors import UsageError


def copy_text(text: str | bytes) -> None:
    """Send a text to the clipboard.  Raises :class:`UsageError` where no terminal could take it."""
    if isinstance(text, bytes):
        raise UsageError(_("Only a text can be copied: leave --copy out, or name a format that is a text."))
    if not is_terminal(sys.stderr):
        raise UsageError(_("There is no terminal whose clipboard could take the text: write it with -o FILE."))
    code = base64.b64encode(text.encode("utf-8")).decode("ascii")
    sys.stderr.write(f"\x1b]52;c;{code}\x07")
    sys.stderr.flush()
