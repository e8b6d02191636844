"""A day of a member in a real pseudo-terminal, by public keys; and terminals that can do less."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of this kind is POSIX's", allow_module_level=True)

from pseudo_terminal import PseudoTerminal

from taskforce.store.changes.batch import create
from taskforce.store.store import create_store

Look = Callable[[str], list[tuple[Any, ...]]]

PLACE = {"TASKFORCE_TODAY": "2026-11-24", "TASKFORCE_LANG": "en", "TERM": "xterm-256color"}


def test_a_members_day(filled: Path, look: Look, tmp_path: Path) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("Needs you (1)")
        terminal.keys("a")
        terminal.wait("New action item")
        terminal.keys("Susun paparan [Bupati] due:friday")
        terminal.wait("Friday, 27 November 2026")
        terminal.keys("enter")
        terminal.wait("Added 8")
        terminal.keys("2")
        terminal.wait("Filter /")
        terminal.keys("/")
        terminal.wait("Enter To the list")
        terminal.keys("paparan")
        terminal.wait(lambda text: "1 action item " in text)
        terminal.keys("enter")
        terminal.wait("e Edit")  # back in the list
        terminal.keys("l")
        terminal.wait("Lead: 8")
        terminal.keys("4")  # HM Farid Soufian, after nobody, Azwar and Galuh
        terminal.wait(lambda text: "Lead: " in text and "New action" not in text and "╭" not in text)
        terminal.keys("r")
        terminal.wait("Reschedule: 8")
        terminal.keys("=+1w")
        terminal.wait("Tuesday, 1 December 2026")
        terminal.keys("tab")
        terminal.calm()
        terminal.keys("menunggu data")
        terminal.wait("menunggu data")
        terminal.keys("ctrl+s")
        terminal.wait("due Tuesday, 1 December 2026")
        terminal.keys("f6")
        terminal.wait("WEEKLY STATUS REPORT")
        terminal.calm()
        terminal.keys("x")
        terminal.wait("Write report-2026-W48 as")
        terminal.keys("ctrl+s")  # Word, PDF, Excel and WhatsApp, as offered
        terminal.wait("files are in")
        terminal.keys("q")
        assert terminal.ended() == 0
    assert look(
        "SELECT i.title, m.handle, i.due, i.original_due FROM action_item i "
        "JOIN member m ON m.id = i.lead_id WHERE i.ref = '8'"
    ) == [("Susun paparan [Bupati]", "farid", "2026-12-01", "2026-11-27")]
    assert ("menunggu data",) in look("SELECT reason FROM batch")
    written = {path.suffix: path for path in tmp_path.rglob("*W48*")}
    assert set(written) == {".docx", ".pdf", ".xlsx", ".txt"}
    document = docx.Document(str(written[".docx"]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any("Susun paparan [Bupati]" in cell for cell in cells)


def test_areas_are_clicked_from_the_screen_of_an_item(filled: Path, tmp_path: Path) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("Needs you (1)")
        terminal.click("2Ac")
        terminal.wait("7 action items")
        terminal.click("Kajian command center")
        terminal.wait("· 3 Kajian command center")
        terminal.click("e Edit")
        terminal.wait("Edit: 3 Kajian command center")
        terminal.click("Cancel (Esc)")
        terminal.wait("e Edit")
        terminal.keys("enter")
        terminal.wait("Esc Back")
        terminal.click("3Bo")  # the screen of the item goes, and with it the bar that was clicked
        terminal.wait("[3 Board]")
        terminal.click("6De")
        terminal.wait("[6 Deadlines]")
        terminal.keys("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "linux"},
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
        {"TERM": "xterm", "LANG": "C", "LC_ALL": "C"},
        {"TERM": "vt220", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["linux", "no_color", "lang_c", "ascii_python"],
)
def test_lesser_terminals(filled: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE | environment, tmp_path) as terminal:
        terminal.wait("Overdue (2)")
        terminal.keys("2")
        text = terminal.wait(lambda text: "Filter /" in text and "Blocked" in text)
        assert "Blocked" in text
        if "LC_ALL" in environment:
            assert terminal.wait("# Blocked").isascii()
        if environment["TERM"] == "linux":
            colours = {sign.fg for line in terminal.screen.buffer.values() for sign in line.values()}
            assert colours <= {"default", "black", "red", "green", "brown", "blue", "magenta", "cyan", "white"}
        if "NO_COLOR" in environment:
            signs = [sign for line in terminal.screen.buffer.values() for sign in line.values()]
            assert {sign.fg for sign in signs} | {sign.bg for sign in signs} == {"default"}
        terminal.keys("q")
        assert terminal.ended() == 0


def test_a_due_day_is_moved_with_the_mouse(filled: Path, look: Look, tmp_path: Path) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("Needs you (1)")
        terminal.keys("4")
        terminal.wait("7 action items · 2 Petakan")
        terminal.calm()
        lines = terminal.text.splitlines()
        row = next(number for number, line in enumerate(lines) if "1 Susun draf" in line)
        end = lines[row].rindex("◐")
        terminal.keys(pointer(0, end, row), pointer(32, end + 3, row), pointer(32, end + 4, row + 2))
        terminal.wait("4 days later, not saved")
        terminal.keys(pointer(0, end + 4, row + 2, "m"))  # let go two lines below: the bar is meant all the same
        terminal.wait("Tuesday, 1 December 2026")
        terminal.calm()
        terminal.keys("escape")
        terminal.wait("Taken back: nothing was moved.")
        terminal.calm()
        assert next(line for line in terminal.text.splitlines() if line.startswith("›")).startswith("›  ◐ 1 Susun")
        terminal.keys(pointer(0, end, row), pointer(32, end + 5, row), pointer(0, end + 5, row, "m"))
        terminal.wait("Wednesday, 2 December 2026")
        terminal.calm()
        terminal.keys("cuaca", "enter")
        terminal.wait("due Wednesday, 2 December 2026")
        terminal.keys("q")
        assert terminal.ended() == 0
    assert look("SELECT due FROM action_item WHERE ref = '1'") == [("2026-12-02",)]
    assert ("cuaca",) in look("SELECT reason FROM batch")


def pointer(button: int, column: int, line: int, kind: str = "M") -> str:
    """What a terminal sends of the mouse: 0 is the left button, 32 more while it moves; ``m`` lets go."""
    return f"\x1b[<{button};{column + 1};{line + 1}{kind}"


def test_a_terminal_shows_a_page_and_says_how_many_more_there_are(tmp_path: Path) -> None:
    path = tmp_path / "long.db"
    store = create_store(path, today=date(2026, 11, 24))
    days = ["2026-11-20", "2026-11-24", "2026-11-27"]
    drafts = [
        create(
            "action_item",
            title=f"Naskah {number:02}",
            due=days[number % 3],
            priority="high" if number < 3 else "low",
        )
        for number in range(60)
    ]
    store.write("add", drafts)
    store.close()

    def shown(*words: str, width: int = 100, height: int = 30) -> str:
        with PseudoTerminal(["--db", str(path), *words], PLACE, tmp_path, width=width, height=height) as terminal:
            assert terminal.ended() == 0
            return "\n".join(line for line in terminal.text.split("\n") if line)

    for width in (80, 60):  # the sentence below takes two lines, the prompt one
        narrow = shown("list", width=width, height=24).split("\n")
        assert narrow[0].startswith("Ref") and narrow[-2].startswith("42 more: ") and len(narrow) == 23
    assert shown("agenda", width=40, height=24).startswith("Tuesday")
    page = shown("list")
    assert page.count("Naskah") == 25
    assert page.split("\n")[0].startswith("Ref") and "Naskah 00" in page.split("\n")[1]
    assert page.split("\n")[-2:] == [
        "60 action items, 20 overdue",
        "35 more: --all shows them all, --limit N so many; or ask for less, such as “list is:overdue”",
    ]
    assert "more" not in shown("list", "is:overdue")
    assert shown("list", "--limit", "3").endswith("3 action items, 3 overdue")
    assert shown("list", "--all").endswith("60 action items, 20 overdue")

    top = shown("agenda")
    assert top.count("Naskah") == 15 and "Overdue (20)" in top and "In the next 7 days (20)" in top
    assert top.endswith("45 more: --all shows them all; --member and --days ask for less")
    assert "more" not in shown("agenda", "--all")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_puts_the_terminal_back_and_keeps_what_was_typed(
    filled: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("F1 Help")
        terminal.keys("a")
        terminal.wait("New action item")
        terminal.keys("Susun paparan")
        terminal.wait("Susun paparan")
        assert terminal.is_raw()
        terminal.signal(number)
        assert terminal.ended() == 128 + number
        assert not terminal.is_raw()
        for off in (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?25h"):  # screen, mouse, paste, cursor
            assert off in terminal.received
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("Susun paparan")


def test_it_ends_when_its_terminal_is_gone_though_nobody_says_so(filled: Path, tmp_path: Path) -> None:
    ours, its = os.openpty()
    command = [sys.executable, "-m", "taskforce", "--db", str(filled), "--as", "galuh"]
    # Of a session without a terminal of its own: no signal comes when the other end is closed.
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=os.environ | PLACE, cwd=tmp_path, start_new_session=True
    ) as process:
        os.close(its)
        came = b""
        while b"\x1b[?1049h" not in came:
            came += os.read(ours, 65536)
        os.close(ours)
        assert process.wait(60) == 129


def test_woken_though_it_never_slept_it_ends_as_ever(filled: Path, tmp_path: Path) -> None:
    # A terminal that goes away sends this beside SIGHUP.
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("F1 Help")
        for _time in range(2):
            terminal.signal(signal.SIGCONT)
            terminal.keys("3")
            terminal.wait("[3 Board]")
            terminal.keys("2")
            terminal.wait("[2 ")
        terminal.signal(signal.SIGCONT)
        terminal.signal(signal.SIGHUP)
        assert terminal.ended() == 129
        assert not terminal.is_raw()


def test_bytes_that_are_no_text_are_told_and_the_keys_after_them_work(filled: Path, tmp_path: Path) -> None:
    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], PLACE, tmp_path) as terminal:
        terminal.wait("F1 Help")
        terminal.send(b"\xe9\xff")
        terminal.wait("is not UTF-8")
        terminal.keys("3")
        terminal.wait("[3 Board]")
        terminal.keys("q")
        assert terminal.ended() == 0
