"""Fixtures of the tests of reports."""

from __future__ import annotations

import pytest
from report_lists import Office

from taskforce.store.store import Store


@pytest.fixture
def office(store: Store) -> Office:
    """An empty list of an organisation, worked on from 2026-W43 on; today is Tuesday of 2026-W48."""
    return Office(store)
