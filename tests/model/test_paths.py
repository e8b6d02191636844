"""What people type as a path."""

from __future__ import annotations

from pathlib import Path

from taskforce.paths import typed_path


def test_a_home_of_nobody_is_a_name_like_any_other() -> None:
    assert typed_path("~") == Path.home()
    assert typed_path("~/rapat.csv") == Path.home() / "rapat.csv"
    assert typed_path("~nobody-is-called-so/x") == Path("~nobody-is-called-so/x")
    assert typed_path("rapat ~ 1.csv") == Path("rapat ~ 1.csv")


def test_no_module_reads_a_home_in_another_way() -> None:
    package = Path(__file__).parents[2] / "taskforce"
    others = {path.name for path in package.rglob("*.py") if ".expanduser()" in path.read_text(encoding="utf-8")}
    assert others == set()
