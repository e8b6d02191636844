"""What is worked out from measurements; nothing here measures."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took: seconds on the clock and of CPU, peak memory in MB."""

    seconds: float
    cpu: float
    memory: float


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs, each for itself."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.memory for cost in costs),
    )


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return how many times theirs ours is; ``None`` where one of them is missing or nothing."""
    return ours / theirs if ours is not None and theirs else None


def exponent(first: float | None, second: float | None, times: float = 10.0) -> float | None:
    """Return the power with which a cost grows between two sizes, ``times`` apart: 0 is flat, 1 is linear."""
    if not first or not second:
        return None
    return log10(second / first) / log10(times)
