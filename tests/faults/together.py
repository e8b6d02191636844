"""Everything at the same time with everything: processes run commands on one list, and some are killed.

Which commands each process runs is drawn from the seed; in which order the system lets them is not.  Whatever was
acknowledged carries a word of its own, by which it is found again: in the history of the list, or, after somebody
went back to a backup, in that of a list that was kept.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

from .judging import half
from .results import Result
from .scenes import LIST, Bases, Scene, environment, names
from .shim import CHANGES, KILL, KILLED, NO_FAULT, Fault, run_under


class Ran(NamedTuple):
    """A command that was run, the word that it carried, how it ended, and whether it was to be killed."""

    words: str
    word: str
    status: int
    out: str
    err: str
    killed: bool
    seconds: float


COMMANDS: Sequence[tuple[int, str]] = (
    (12, "add {word} +rapat due:+{n}"),
    (8, "note {ref} {word}"),
    (8, "edit {ref} description={word}"),
    (3, "edit 1 2 3 description={word} due=+{n} --yes"),
    (3, "evidence {ref} --letter {word}"),
    (2, "member add {word}"),
    (2, "agency add {word}"),
    (3, "import {word}.csv --yes"),
    (2, "done {ref}"),
    (3, "undo"),
    (2, "restore keep.db --yes"),
    (2, "bundle merge galuh.tfb --yes"),
    (2, "report --issue --yes --number {word}"),
    (2, "backup"),
    (2, "backup kept.db --yes"),
    (2, "export whole.json --yes"),
    (2, "export items.xlsx --yes"),
    (2, "report -o report.html --yes"),
    (2, "bundle write ours.tfb --all --yes"),
    (3, "doctor"),
    (3, "list --format json"),
    (2, "agenda"),
    (1, "show {ref} --format json"),
    (1, "history"),
)
"""How often a command is run among the others, and its line; what carries ``{word}`` is looked for at the end."""

NO_REFUSAL = re.compile(r"damaged|malformed|disk|error|could not|cannot|no list", re.IGNORECASE)
"""What no command is refused for because others run at the same time."""


WAITED_SECONDS = 4
"""A command that is refused because others write has waited so long for them, at least."""


def together(bases: Bases, seed: int, commands: int, say: Callable[[str], None], processes: int = 4) -> Result:
    """Run so many commands in several processes at once, and look whether all that was acknowledged is there."""
    began = time.monotonic()
    place = bases.start(Scene(""))
    before = names(place)
    logs = [bases.folder / f"log {number}" for number in range(processes)]
    children = []
    for number, log in enumerate(logs):
        child = os.fork()
        if child == 0:
            try:
                _work(place, Random(f"{seed} {number}"), f"{number}", commands // processes, log)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    ran = [Ran(*json.loads(line)) for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    for log in logs:
        log.unlink()
    counts = Counter(tried=len(ran), acknowledged=sum(one.status in (0, 3) for one in ran))
    for kind, sentence in _problems(place, before, ran):
        counts[kind] += 1
        say(f"{kind.upper()} in together, seed {seed}: {sentence}")
    parts = Counter(one.words.split()[0] for one in ran) + Counter(killed=sum(one.killed for one in ran))
    return Result(
        "together",
        seed,
        tried=counts["tried"],
        acknowledged=counts["acknowledged"],
        lost=counts["lost"],
        broken=counts["broken"],
        parts=dict(sorted(parts.items())),
        seconds=round(time.monotonic() - began, 1),
    )


def _work(place: Path, random: Random, name: str, commands: int, log: Path) -> None:
    with log.open("a", encoding="utf-8") as stream:
        for number in range(commands):
            line = random.choices([line for _often, line in COMMANDS], [often for often, _line in COMMANDS])[0]
            word = f"kata-{name}-{number}"
            words = line.format(word=word, ref=random.randint(1, 3), n=random.randint(1, 40))
            if words.startswith("import"):
                (place / f"{word}.csv").write_text(
                    f"Tindak Lanjut;PIC\n{word} satu;Farid\n{word} dua;\n", encoding="utf-8"
                )
            to_be_killed = random.random() < 0.1
            fault = Fault(KILL, CHANGES, random.randint(1, 300)) if to_be_killed else NO_FAULT
            began = time.monotonic()
            ended = run_under(fault, place, words.split(), environment(place), guarded=False)
            carried = word if "{word}" in line else ""
            seconds = time.monotonic() - began
            told = Ran(words, carried, ended.status, ended.out, ended.err, to_be_killed, seconds)
            stream.write(json.dumps(told) + "\n")
            stream.flush()


def _problems(place: Path, before: set[str], ran: Sequence[Ran]) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    for one in ran:
        if one.killed and one.status == KILLED:
            continue
        if "Traceback" in one.err or one.status not in (0, 1, 3):
            problems.append(("broken", f"{one.words} ended with {one.status}: {one.err[-900:]}"))
        elif one.status == 1 and (NO_REFUSAL.search(one.err) or "taskforce: " not in one.err):
            problems.append(("broken", f"{one.words} was refused: {one.out[-300:]}{one.err}"))
        elif one.status == 1 and "another program" in one.err and one.seconds < WAITED_SECONDS:
            problems.append(("broken", f"{one.words} did not wait for its turn: {one.err}"))
    histories = [_history(path) for path in (place / LIST, *place.glob("list.before-restore-*.db"))]
    for one in ran:
        if one.word and one.status in (0, 3) and not any(f"{one.word}" in history for history in histories):
            problems.append(("lost", f"{one.words} was acknowledged, and is in no list"))
    refs = Counter(one.out.split()[0] for one in ran if one.words.startswith("add") and one.status == 0)
    twice = [ref for ref, times in refs.items() if times > 1]
    if twice:
        problems.append(("broken", f"refs were given out twice: {twice}"))
    for words in ("doctor", "export whole.json --yes", "backup kept.db --yes", "add Lagi"):
        ended = run_under(NO_FAULT, place, words.split(), environment(place))
        if ended.status != 0:
            problems.append(("broken", f"{words} at the end: {ended.out[-300:]}{ended.err[-300:]}"))
    for name in sorted(names(place)):
        if re.search(r"\.taskforce-|\.part", name) or re.fullmatch(r"list\.db-.*", name):
            problems.append(("broken", f"{name} was left behind"))
        elif name not in before and not name.endswith((".tfb", ".csv")) and (wrong := half(place / name)):
            problems.append(("broken", f"{name} is half a file: {wrong}"))
    return problems


def _history(path: Path) -> set[str]:
    """Return the words that the history of a list has in its values."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT new FROM change WHERE new LIKE '%kata-%'")
        return {word for row in rows for word in re.findall(r"kata-\d+-\d+", str(row[0]))}
