"""Days at the office, each written once: what is pressed and typed, and what the screen must show then.

Two drivers walk them: Textual's Pilot inside this process, and a real pseudo-terminal with a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app_driving import press, settle, type_text
from rich.style import Style
from screen_text import screen_styles, screen_text
from textual.pilot import Pilot

SIZE = (80, 24)
FRAMES = re.compile("[│╭╮╰╯─]")


@dataclass(frozen=True)
class Step:
    """Keys to press, then a text to type; then the screen must come to hold what is asked of it."""

    keys: tuple[str, ...]
    text: str
    shows: tuple[str, ...]
    gone: tuple[str, ...]
    field: str

    @property
    def told(self) -> str:
        """The step, for a person who reads why it failed."""
        return " ".join([*self.keys, repr(self.text) if self.text else ""]).strip()


@dataclass(frozen=True)
class Look:
    """What is on the screen: its words, wherever its lines end, and the runs of strong letters."""

    words: str
    strong: tuple[str, ...]

    def missing(self, step: Step) -> list[str]:
        """What is not yet as a step wants it."""
        found = [words for words in step.shows if words not in self.words]
        found += [f"no {words}" for words in step.gone if words in self.words]
        if step.field and not any(run.partition("  ")[0] == step.field for run in self.strong):
            found.append(f"the focus on {step.field}")
        return found


def press_keys(
    *keys: str, text: str = "", shows: str | Sequence[str] = (), gone: str | Sequence[str] = (), field: str = ""
) -> Step:
    """A step that presses keys (and types a text after them)."""
    return Step(keys, text, _several(shows), _several(gone), field)


def write(text: str, shows: str | Sequence[str] = ()) -> Step:
    """A step that types a text; the screen must show it, unless something else is named."""
    return Step((), text, _several(shows) or (text,), (), "")


def to_field(label: str, *keys: str) -> Step:
    """A step that moves the focus to a field of a form."""
    return Step(keys or ("tab",), "", (), (), label)


def _several(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def words_of(screen: str) -> str:
    """A screen without frames, a blank between words, so that it does not matter where lines are folded."""
    return " ".join(FRAMES.sub(" ", screen).split())


def strong_runs(lines: Sequence[Sequence[tuple[str, bool]]]) -> tuple[str, ...]:
    """The runs of strong letters in lines of (text, whether it is strong)."""
    found: list[str] = []
    for line in lines:
        run = ""
        for text, strong in [*line, ("", False)]:
            if strong:
                run += text
            elif run.strip():
                found.append(FRAMES.sub(" ", run).strip())
                run = ""
    return tuple(found)


class Driver(Protocol):
    """Presses keys and waits for what the screen shows."""

    async def begin(self, step: Step) -> None:
        """Press and type what a step says."""

    async def wait(self, holds: Callable[[Look], bool]) -> bool:
        """Wait until something holds of the screen; whether it came to."""

    def look(self) -> Look:
        """What is on the screen."""

    def picture(self) -> str:
        """The screen as it is, for a person who reads why a day failed."""


class ByPilot:
    """Drives the app inside this process."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot

    async def begin(self, step: Step) -> None:
        """Press and type, each key after what the one before began is done."""
        await press(self._pilot, *step.keys)
        if step.text:
            await type_text(self._pilot, step.text)

    async def wait(self, holds: Callable[[Look], bool]) -> bool:
        """Look again until it holds; what a timer brings about takes a moment."""
        for _attempt in range(300):
            await settle(self._pilot)
            if holds(self.look()):
                return True
            await self._pilot.pause(0.02)
        return False

    def look(self) -> Look:
        """What is on the screen."""
        lines = screen_styles(self._pilot.app)
        return Look(words_of(self.picture()), strong_runs([[_strong(run) for run in line] for line in lines]))

    def picture(self) -> str:
        """The screen."""
        return screen_text(self._pilot.app)


def _strong(run: tuple[str, Style]) -> tuple[str, bool]:
    return run[0], bool(run[1].bold)


class ByTerminal:
    """Drives a process of its own in a pseudo-terminal."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal

    async def begin(self, step: Step) -> None:
        """Hand over the keys, then the text, as a terminal does."""
        self._terminal.press(*step.keys)
        if step.text:
            self._terminal.keys(step.text)

    async def wait(self, holds: Callable[[Look], bool]) -> bool:
        """Read what comes until it holds."""
        try:
            self._terminal.wait(lambda _screen: holds(self.look()))
        except AssertionError:
            return False
        return True

    def look(self) -> Look:
        """What is on the screen."""
        buffer, columns = self._terminal.screen.buffer, range(self._terminal.screen.columns)
        lines = [
            [(buffer[row][column].data, buffer[row][column].bold) for column in columns]
            for row in range(self._terminal.screen.lines)
        ]
        return Look(words_of(self.picture()), strong_runs(lines))

    def picture(self) -> str:
        """The screen."""
        return str(self._terminal.text)


async def walk(driver: Driver, day: Sequence[Step]) -> None:
    """Do the steps of a day, each when the screen shows what came of the one before.

    What a step waits for must not be there before it: else the next key would be pressed too early.
    """
    for number, step in enumerate(day, 1):
        if step.keys or step.text:
            told = f"step {number} ({step.told})"
            assert driver.look().missing(step), f"{told} waits for what is there already:\n{driver.picture()}"
        else:
            told = f"step {number}"
        await driver.begin(step)
        if not await driver.wait(lambda look, step=step: not look.missing(step)):  # type: ignore[misc]
            raise AssertionError(
                f"{told}: not there: {driver.look().missing(step)}; the screen:\n{driver.picture()}"
            )


def opened(*shows: str) -> Step:
    """What is there before any key is pressed."""
    return Step((), "", shows, (), "")


MEMBERS_DAY = (
    opened("Needs you (1)", "› ▲ 12 days late 2 Petakan program RPJMD farid", "2 overdue"),
    press_keys("2", shows="7 action items · Overdue first"),
    press_keys("slash", shows="Enter To the list"),
    write("is:mine", shows="2 action items"),
    press_keys("enter", shows=["e Edit", "› ■ Blocked 2 Petakan program RPJMD"]),
    # The one that is late moves again.
    press_keys("plus", shows="2 “Petakan program RPJMD”: 50%"),
    press_keys("t", shows="Status: 2 Petakan program RPJMD"),
    press_keys("2", shows="› ◐ In progress 2 Petakan program RPJMD"),
    press_keys("r", shows="Reschedule: 2 Petakan program RPJMD"),
    write("=+2w", shows="Tuesday, 8 December 2026"),
    to_field("Reason"),
    write("menunggu data Bappeda"),
    press_keys("enter", shows="due Tuesday, 8 December 2026", gone="Reason"),
    # The other one is stuck, and says why.
    press_keys("down", shows="› ◐ In progress 4 Integrasi layanan publik"),
    press_keys("t", shows="Status: 4 Integrasi layanan publik"),
    press_keys("3", shows="› ■ Blocked 4 Integrasi layanan publik"),
    press_keys("o", shows="‹ Obstacle ›"),  # of what is blocked
    write("Server belum [dipasang]"),
    press_keys("ctrl+s", shows="4 “Integrasi layanan publik”: note added", gone="Obstacle"),
    # Evidence is found by walking to it.
    press_keys("v", shows="Evidence: 4 Integrasi layanan publik", field="Path or link"),
    press_keys("ctrl+o", shows="Tab Complete"),
    press_keys(text="ura", shows="surat/", gone="lain.txt"),
    press_keys("enter", shows="undangan.pdf"),
    write("und", shows="surat/und"),
    press_keys("down", "enter", shows="Letter no.", gone="Tab Complete"),
    to_field("Letter no."),
    write("005/123/Kominfo"),
    press_keys("ctrl+s", shows="4 “Integrasi layanan publik”: evidence added", gone="Letter no."),
    press_keys("g", shows="Tags: 4 Integrasi layanan publik"),
    write("server"),
    press_keys("enter", shows="changed", gone="Tags:"),
    press_keys("S", shows="Supporting members: 4 Integrasi layanan publik"),
    press_keys(text="azw", shows="azw", gone="Galuh Tantri Narindra"),
    press_keys("enter", shows="✓ Azwar"),
    press_keys("ctrl+s", gone="Supporting members"),
    # A slip, taken back.
    press_keys("d", shows="› ✔ Done 4 Integrasi layanan publik"),
    press_keys("u", shows=["Undone: 4: Status", "› ■ Blocked 4 Integrasi layanan publik"]),
    # The week's report goes out.
    press_keys("f6", shows="WEEKLY STATUS REPORT"),
    press_keys("x", shows="Write report-2026-W48 as"),
    press_keys("ctrl+s", shows="files are in"),
)  # fmt: skip
"""A member opens the list, sees what is late, does their own items, and writes the week's report."""


def taken_down(line: str, understood: str, ref: int) -> tuple[Step, ...]:
    """Steps that type a line of a meeting, see how it is understood, and add it."""
    return (write(line, shows=understood), press_keys("enter", shows=f"Added {ref} “"))


MEETING = (
    opened("Needs you (1)"),
    press_keys("9", shows="There is no meeting yet"),
    press_keys("n", shows="Title or agenda *"),
    write("Rapat mingguan [TP]"),
    to_field("Date *"),
    to_field("Minutes no."),
    write("01/TP/XI/2026"),
    to_field("Place"),
    write("Aula Bappelitbang"),
    to_field("Attendees"),
    write(
        "farid, Galuh Tantri, Budi Santoso",
        shows="→ HM Farid Soufian, Galuh Tantri Narindra, Budi Santoso (guest)",
    ),
    press_keys("ctrl+s", shows="Saved Rapat mingguan [TP]"),
    press_keys("o", shows="Nothing came of this meeting yet"),
    # One line for each thing that was agreed, with the days as they were said.
    press_keys(text="Susun undangan Bimtek IV @f", shows="→ Susun undangan Bimtek IV"),
    press_keys("tab", shows="@farid"),
    *taken_down("due:jumat", "Friday, 27 November 2026", 8),
    *taken_down("Siapkan aula @galuh due:besok", "Wednesday, 25 November 2026 · Lead: galuh", 9),
    *taken_down("Kumpulkan data server @azwar due:+5wd", "Tuesday, 1 December 2026 · Lead: azwar", 10),
    *taken_down('Surati camat @farid due:"akhir bulan"', "Monday, 30 November 2026 · Lead: farid", 11),
    *taken_down("Lapor Sekda @galuh due:5/12/2026 priority:high +sekda", "Saturday, 5 December 2026", 12),
    *taken_down("Salah ketik", "→ Salah ketik", 13),
    press_keys("ctrl+z", shows="is taken back", gone="13 Salah ketik"),
    # One was misheard: it is another's, and is called otherwise.
    press_keys("down", shows="e Edit"),
    press_keys("down", "down", shows="› ○ Not started 10 Kumpulkan data server azwar"),
    press_keys("l", shows="Lead: 10 Kumpulkan data server"),
    press_keys("4", shows="› ○ Not started 10 Kumpulkan data server farid"),
    press_keys("e", shows="Edit: 10 Kumpulkan data server"),
    write(" dan jaringan", shows="Kumpulkan data server dan jaringan"),
    press_keys("ctrl+s", shows="Saved 10", gone="Sub-dimension"),
    # What was said is written down, and the meeting is closed.
    press_keys("f4", shows="Title or agenda *", field="Attendees"),
    to_field("Minutes"),
    write("Dibuka oleh Sekda."),
    press_keys("ctrl+s", shows="Saved Rapat", gone="Title or agenda"),
    press_keys("escape", shows=["o Take minutes", "5 of 5"]),
    press_keys("A", shows=["meeting:01/TP/XI/2026", "5 action items ·"]),
)
"""The secretary makes a meeting, takes it down line by line, corrects what was misheard, and closes it."""


HANDOVER = (
    opened("Needs you (1)"),
    press_keys("7", shows="3 active members"),
    # The successor is new here.
    press_keys("n", field="Name *"),
    write("Hj. Siti Rahmah"),
    to_field("Handle"),
    write("siti", shows="Handle siti"),
    to_field("Position"),
    write("Kepala Bappelitbang (Plt.)"),
    press_keys("ctrl+s", shows="› Hj. Siti Rahmah @siti 0"),
    press_keys("up", shows="› Galuh Tantri Narindra @galuh 1"),
    press_keys("H", shows="Hand over the open work of Galuh Tantri Narindra to"),
    press_keys(
        "2",
        shows=[
            "1 open action item goes from Galuh Tantri Narindra to Hj. Siti Rahmah",
            "1 Susun draf Buku 2 · in 3 days",
            "Roles: Implementation team: Secretary",
        ],
    ),
    write("SK Bupati 821.2/45/2026"),
    to_field("Roles end on"),
    write("kemarin", shows="Monday, 23 November 2026"),
    press_keys(
        "ctrl+s",
        shows=[
            "1 action item handed over to Hj. Siti Rahmah",
            "Galuh Tantri Narindra @galuh 0 – ········",  # the weeks to come
            "› Hj. Siti Rahmah @siti 1 – ▁·······",
        ],
    ),
    press_keys("f7", shows="› Tue 24 Nov"),
    press_keys(
        "enter",
        shows=[
            "Hand over: 2 records (galuh → siti)",
            "Reason: SK Bupati 821.2/45/2026",
            "Secretary Appointment, Until: – → 23 Nov",
        ],
    ),
    press_keys("escape", gone="Reason:"),
)
"""An official rotates: a successor is written down, and gets the open work; the roles in bodies end."""

HANDOVER_TAKEN_BACK = (
    opened("Needs you (1)"),
    press_keys("f7", shows="› Tue 24 Nov"),
    press_keys("u", shows="Take back what"),
    press_keys("left", "enter", shows="taken back: Hand over"),
    press_keys("7", shows=["Galuh Tantri Narindra @galuh 1 – ▁·······", "@siti 0 – ········"]),
)
"""The decree was another one's: the history takes all of the handover back, and shows first what that changes."""
