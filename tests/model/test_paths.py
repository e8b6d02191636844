"""What people type as a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from taskforce.paths import config_file, data_folder, state_folder, typed_path


def test_a_home_of_nobody_is_a_name_like_any_other() -> None:
    assert typed_path("~") == Path.home()
    assert typed_path("~/rapat.csv") == Path.home() / "rapat.csv"
    assert typed_path("~nobody-is-called-so/x") == Path("~nobody-is-called-so/x")
    assert typed_path("rapat ~ 1.csv") == Path("rapat ~ 1.csv")


@pytest.mark.parametrize("home", ["/home/farid", "/", "farid", ""])
@pytest.mark.parametrize("named", ["/srv/data", "data", "", None])
def test_folders_are_where_every_program_has_them(
    home: str, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    for kind in ("DATA", "CONFIG", "STATE"):
        if named is None:
            monkeypatch.delenv(f"XDG_{kind}_HOME", raising=False)
        else:
            monkeypatch.setenv(f"XDG_{kind}_HOME", named)
    folders = PlatformDirs("taskforce", appauthor=False)
    assert data_folder() == folders.user_data_path
    assert config_file() == folders.user_config_path / "config.toml"
    assert state_folder() == folders.user_state_path


def test_no_module_reads_a_home_in_another_way() -> None:
    package = Path(__file__).parents[2] / "taskforce"
    others = {path.name for path in package.rglob("*.py") if ".expanduser()" in path.read_text(encoding="utf-8")}
    assert others == set()
