"""Whole days, walked with Pilot and in a real pseudo-terminal; what was done is read back by the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from app_driving import DAY, Place, app_on
from days import HANDOVER, HANDOVER_TAKEN_BACK, MEETING, MEMBERS_DAY, SIZE, ByPilot, ByTerminal, Step, opened, walk

from taskforce.cli import run

Walk = Callable[[Place, str, Sequence[Step]], Awaitable[None]]
Ask = Callable[..., Any]


async def walk_by_pilot(place: Place, member: str, day: Sequence[Step]) -> None:
    """Walk a day inside this process."""
    app = app_on(place, actor=member)
    async with app.run_test(size=SIZE) as pilot:
        await walk(ByPilot(pilot), day)
        await pilot.press("q")


async def walk_in_terminal(place: Place, member: str, day: Sequence[Step]) -> None:
    """Walk a day in a pseudo-terminal, to the end of the process."""
    from pseudo_terminal import PseudoTerminal

    environment = {"TASKFORCE_TODAY": DAY.isoformat(), "TASKFORCE_LANG": "en", "TERM": "xterm-256color"}
    arguments = ["--db", str(place), "--as", member]
    with PseudoTerminal(arguments, environment, Path.cwd(), *SIZE) as terminal:
        await walk(ByTerminal(terminal), day)
        terminal.keys("q")
        assert terminal.ended() == 0


WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of this kind is POSIX's")


@pytest.fixture(
    params=[
        pytest.param(walk_by_pilot, id="pilot"),
        pytest.param(walk_in_terminal, id="terminal", marks=WINDOWS),
    ]
)
def walk_day(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Walks a day, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    found: Walk = request.param
    return found


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks the command line, and reads its data."""
    monkeypatch.setenv("TASKFORCE_TODAY", DAY.isoformat())

    def asked(place: Place, *words: str) -> Any:
        capsys.readouterr()
        assert run(["--db", str(place), "--lang", "en", *words, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return asked


async def test_a_members_day(filled: Place, walk_day: Walk, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "surat").mkdir()
    (tmp_path / "surat" / "undangan.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "lain.txt").write_bytes(b"")
    await walk_day(filled, "farid", MEMBERS_DAY)

    late, stuck = (ask(filled, "show", ref) for ref in ("2", "4"))
    assert (late["status"], late["progress"], late["due"]) == ("in_progress", 50, "2026-12-08")
    assert (late["original_due"], late["times_rescheduled"]) == ("2026-11-12", 1)
    assert (stuck["status"], stuck["tags"], stuck["supporting"]) == ("blocked", ["server"], ["azwar"])
    assert [(note["kind"], note["text"]) for note in stuck["notes_list"]] == [
        ("obstacle", "Server belum [dipasang]")
    ]
    evidence = stuck["evidence_list"][0]
    assert evidence["letter_number"] == "005/123/Kominfo"
    assert evidence["location"].endswith("undangan.pdf")

    steps = ask(filled, "history")
    assert {step["actor"] for step in steps if step["kind"] != "import"} == {"farid"}
    assert [step["reason"] for step in steps if step["reason"]] == ["menunggu data Bappeda"]
    assert [step["changes"][0]["field"] for step in steps if step["undone"]] == ["status"]

    written = {path.suffix: path for path in tmp_path.rglob("*W48*")}
    assert set(written) == {".docx", ".pdf", ".xlsx", ".txt"}
    tables = docx.Document(str(written[".docx"])).tables
    cells = {cell.text for table in tables for row in table.rows for cell in row.cells}
    assert any("menunggu data Bappeda" in cell for cell in cells)


async def test_a_meeting_taken_down_by_its_secretary(filled: Place, walk_day: Walk, ask: Ask) -> None:
    await walk_day(filled, "galuh", MEETING)

    meeting = ask(filled, "meeting", "show", "01/TP/XI/2026")
    assert (meeting["title"], meeting["date"], meeting["place"]) == (
        "Rapat mingguan [TP]", "2026-11-24", "Aula Bappelitbang",
    )  # fmt: skip
    assert meeting["minutes"] == "Dibuka oleh Sekda."
    assert [(one["handle"], one["name"]) for one in meeting["attendees"]] == [
        ("farid", "HM Farid Soufian"), ("galuh", "Galuh Tantri Narindra"), (None, "Budi Santoso"),
    ]  # fmt: skip
    assert meeting["refs"] == ["8", "9", "10", "11", "12"]

    items = {item["ref"]: item for item in ask(filled, "list", "meeting:01/TP/XI/2026")}
    assert {ref: (item["title"], item["lead"], item["due"]) for ref, item in items.items()} == {
        "8": ("Susun undangan Bimtek IV", "farid", "2026-11-27"),
        "9": ("Siapkan aula", "galuh", "2026-11-25"),
        "10": ("Kumpulkan data server dan jaringan", "farid", "2026-12-01"),
        "11": ("Surati camat", "farid", "2026-11-30"),
        "12": ("Lapor Sekda", "galuh", "2026-12-05"),
    }
    assert (items["12"]["priority"], items["12"]["tags"]) == ("high", ["sekda"])
    steps = ask(filled, "history")
    assert {step["actor"] for step in steps if step["kind"] != "import"} == {"galuh"}
    assert [step["changes"][0]["new"]["title"] for step in steps if step["undone"]] == ["Salah ketik"]


async def test_a_handover_when_an_official_rotates(planned: Place, walk_day: Walk, ask: Ask) -> None:
    def work(member: str) -> list[str]:
        return [item["ref"] for item in ask(planned, "list", f"lead:{member}", "--sort", "ref")]

    def load(member: str) -> int:
        return next(row["open"] for row in ask(planned, "workload")["rows"] if row["key"] == member)

    def ends() -> list[str | None]:
        return [one["until"] for one in ask(planned, "member", "show", "galuh")["bodies"]]

    assert (work("galuh"), load("galuh"), ends()) == (["1", "5"], 1, [None])
    await walk_day(planned, "azwar", HANDOVER)
    assert (work("siti"), work("galuh")) == (["1"], ["5"])  # what is done keeps the old name
    assert (load("siti"), load("galuh"), ends()) == (1, 0, ["2026-11-23"])
    step = ask(planned, "history")[0]
    assert (step["kind"], step["actor"], step["summary"]) == ("handover", "azwar", "galuh → siti")
    assert step["reason"] == "SK Bupati 821.2/45/2026"
    assert ask(planned, "show", "1")["original_due"] == "2026-11-27"

    await walk_day(planned, "azwar", HANDOVER_TAKEN_BACK)
    assert (work("galuh"), work("siti"), load("galuh"), ends()) == (["1", "5"], [], 1, [None])
    assert [one["undone"] for one in ask(planned, "history") if one["kind"] == "handover"] == [True]


async def test_a_step_must_not_wait_for_what_is_there_already(filled: Place) -> None:
    with pytest.raises(AssertionError, match="waits for what is there already"):
        await walk_by_pilot(filled, "farid", [opened("Needs you"), Step(("down",), "", ("Needs you",), (), "")])
