"""todo.txt: what is written is read back as the same items."""

from __future__ import annotations

from pathlib import Path

from calling import Caller, listed


def test_a_todo_txt_file_holds_a_task_a_line_and_comes_back_as_the_same_items(
    banjar: Caller, tmp_path: Path
) -> None:
    file = tmp_path / "todo.txt"
    banjar("done", "2")
    banjar("add", "Batal")
    banjar("edit", "3", "status=cancelled")
    banjar("export", str(file))
    first, second = file.read_text(encoding="utf-8").splitlines()
    assert first == "(B) 2026-11-24 Susun draf Buku 2 +rapat due:2026-11-20 ref:1 lead:galuh"
    assert second == "x 2026-11-24 2026-11-24 Undang narasumber due:2026-11-27 pri:C ref:2 lead:farid"
    before = listed(banjar)
    banjar("import", str(file))
    assert listed(banjar) == before
