"""A short run of the command line called with what nobody means to type; by hand it runs longer, from any seed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from faults import arguments


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")
def test_nothing_that_is_typed_escapes_a_sentence_and_a_status(tmp_path: Path) -> None:
    wrong, counts = arguments.fuzz(tmp_path, seed=20261130, calls=200, processes=3)
    assert wrong == []
    assert min(counts[0], counts[1], counts[2]) > 15  # what is meant is done, what is not is refused


def test_a_call_that_escapes_is_found() -> None:
    assert [*arguments._judged(-1, "", "Traceback", 0.1)]
    assert [*arguments._judged(1, "", "", 0.1)]
    assert [*arguments._judged(0, "a\x1b[31m", "", 0.1)]
    assert not [*arguments._judged(1, "", "taskforce: no.", 0.1)]
