"""A short run of the simulation of copies that exchange; the long one is made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange import simulate


@pytest.mark.parametrize("seed", range(1, 9))
def test_whatever_a_carrier_does_all_copies_are_equal_in_the_end_and_nothing_is_lost(
    seed: int, tmp_path: Path
) -> None:
    _done, wrong = simulate(seed, tmp_path)
    assert wrong == []
