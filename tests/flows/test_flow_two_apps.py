"""Two apps and the command line on one list at the same time: each sees the other, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of this kind is POSIX's", allow_module_level=True)

from pseudo_terminal import PseudoTerminal

Look = Callable[[str], list[tuple[Any, ...]]]

PLACE = {"TASKFORCE_TODAY": "2026-11-24", "TASKFORCE_LANG": "en", "TERM": "xterm-256color"}
SHEET = "Tindak Lanjut;PIC;Deadline\nKegiatan dari lembar;Azwar;24/11/2026\n"


def at_once(place: Path, folder: Path, *calls: tuple[str, ...]) -> None:
    """Run commands in processes of their own, all at the same time; none may fail or speak of a lock."""
    ran = [
        subprocess.Popen(
            [sys.executable, "-m", "taskforce", "--db", str(place), "--as", "azwar", *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for words in calls
    ]
    for words, process in zip(calls, ran, strict=True):
        said = "".join(process.communicate(timeout=120))
        assert process.returncode == 0 and "being written by" not in said, (words, said)


def titled(title: str) -> str:
    return f"SELECT ref FROM action_item WHERE title = '{title}' AND NOT deleted"


def test_two_apps_and_commands_on_one_list_see_each_other_and_lose_nothing(
    filled: Path, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in PLACE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    first = PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path, 120, 30)
    second = PseudoTerminal(["--db", str(filled), "--as", "farid"], PLACE, tmp_path, 120, 30)
    with first, second:
        for app in (first, second):
            app.wait("Overdue")
            app.keys("2")
            app.wait("Filter /")
            app.wait("Petakan program RPJMD")
        # The cursor of both is on the first line; one opens it in a form while the other says that it is done.
        first.keys("e")
        first.wait(lambda text: "Edit: 2" in text and "‹ Blocked ›" in text)
        second.keys("d")
        second.wait("Done")
        first.wait("wrote this meanwhile")
        first.keys("end", " baru")
        first.wait("RPJMD baru")
        first.keys("ctrl+s")
        first.wait("saved")
        second.wait("Petakan program RPJMD baru")
        assert look("SELECT status, progress FROM action_item WHERE ref = '2'") == [("done", 100)]
        # What one takes back is the own step, and the other sees it.
        second.keys("u")
        second.wait("Undone")
        first.wait(lambda text: "Blocked" in text and "RPJMD baru" in text)
        assert look("SELECT title, status FROM action_item WHERE ref = '2'") == [
            ("Petakan program RPJMD baru", "blocked")
        ]
        # An import and commands at the same time as both apps add.
        for app, title in ((first, "Dari jendela satu"), (second, "Dari jendela dua")):
            app.keys("a")
            app.wait("New action item")
            app.keys(f"{title} due:today")
            app.wait(title)
        first.keys("enter")
        second.keys("enter")
        at_once(
            filled,
            tmp_path,
            ("import", "sheet.csv", "--yes"),
            *(("add", f"Dari perintah {number}", "--due", "today") for number in range(3)),
        )
        titles = ["Dari jendela satu", "Dari jendela dua", "Kegiatan dari lembar"]
        titles += [f"Dari perintah {number}" for number in range(3)]
        for app in (first, second):
            for title in titles:
                app.wait(title)
            assert "being written by" not in app.text
            app.keys("q")
            assert app.ended() == 0
    refs = [look(titled(title)) for title in titles]
    assert all(len(found) == 1 for found in refs) and len({found[0] for found in refs}) == len(titles)
    checked = subprocess.run(
        [sys.executable, "-m", "taskforce", "--db", str(filled), "doctor"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
