"""The command line called with whatever nobody means to type, replayable from a seed.

    python -m tests.faults.arguments [--calls 5000] [--processes 100] [--seed N]

Most calls run in this process; some as processes of their own, with closed streams, narrow encodings and bytes
that are no text.  A call may be refused, but with a sentence and the exit status of the contract; it steers no
terminal, takes no minutes and leaves a sound list.  What does not hold is printed with the call.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

from taskforce.cli import COMMANDS, run

from .results import Result, keep

STATUSES = {0, 1, 2, 3}
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
LONGEST = 30.0
"""Seconds that a call may take on a busy machine."""

AFRESH = 40
"""So many calls work on one copy of the sample."""

SIGNS = """
- -- --- 0 -1 99999999999999999999 1e999 NaN -0 1.5 999999999 ' ( ) (((( -( OR : is: due: due< = =x x= due=
a:b:c %s %n {0} {name} [/] [red] $(x) `x` ';-- * ? ~nobody #1 @ + 9999-12-31 0001-01-01 2026-02-30 31/2/2026
+99999999 -99999999w 2026-W99 a.json a.csv a.xlsx a.ics a.pdf a.docx a.typ a.db a.bundle a.svg a/b/c.json
sample.db status= status=done status=x progress=101 progress=-1 due=+7 due=kapan budget=Rp-1 tags=+,-
supporting=@ depends_on=1 depends_on=999 lead= title= aliases=;;; targets=2026=x nip=123 a=b=c ref=1
deleted=ya id=x
"""
NASTY = (
    *SIGNS.split(),
    *("", " ", "\u0663", "\xb2", "x" * 5_000, "é" * 600, "\u0301" * 40),
    *("\U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1", "a\x1b[31mb", "a\x07\x9b2J", "\u202eabc\u2066"),
    *("a\nb\r\nc", "\t", "a\x00b", '"', '"a', "a OR", "{{ 7*7 }}", "\\", "besok lusa", "jumat 2027"),
    *("progress=" + "9" * 30, "budget=" + "9" * 40, "handle=a b", "=" * 50),
)
USUAL = ("1", "2", "galuh", "farid", "Diskominfo", "buku-2", "is:open", "lead:galuh", "Susun surat", "id")

FIELDS = """
title description status progress priority due start done_on lead agency dimension deadline horizon tags
supporting depends_on budget weight targets realisations checklist name handle position nip phone email rank
active bodies short aliases kind code key met_on number date place minutes attendees time_zone signers logo
paper every
"""
SHAPES = """
add N | add U due:N | add U @N +N | add U --due N --lead N | add U --set F | list Q | list Q --sort N
list --limit N --format json | list Q --format csv | show R | show R --format json | edit R F
edit R F F --reason N | edit --where Q F --yes | done R --on N | note R N | note R N --kind N | evidence R X
evidence R --letter N --description N | delete R --yes | undelete R | step R N | step R --done N
step R --delete N | view add N Q | view delete N --yes | agenda --days N | agenda --member N
masterplan --dimension N | masterplan --year N | workload members --member N | history R
history --search N | history --limit N | undo N | undo | undo --redo | member add N | member add N F F
member add N --handle N | member edit M F | member show N | member handover M M --until N --yes
member merge M M --yes | member delete M --yes | member forget M --yes | member list --format csv
deadline add N --due N | deadline edit buku-2 F | deadline show N | agency add N F | agency add N --short N
agency edit diskominfo F | agency merge N N --yes | meeting add N F F | meeting edit N F | meeting show N
board Q --limit N | timeline Q --from N --to N | calendar Q --on N | organisation edit F
organisation edit F F | import X --yes | import X --header N --dry-run | import X --column N --value N
export X Q --yes | export X --alarm N --yes | export X --per-agency | report --week N
report --from N --to N | report -o X --yes | report --scope Q | report --as-of N --format N
report --words N --sections N | report --issue --number N | report --reprint N | report --compare N N
report --plot N -o X | report --photos N | template check X | template use X | bundle write X --yes
bundle inspect X | bundle merge X --name N | conflicts resolve R N --take N | copies rename N
backup X --yes | restore X --yes | exchange X | sheets --all | copy X X | init --organisation N
"""
"""Command lines: N is anything, U something usual, F a field, Q a query, R a ref, M a member, X a file."""

APART = {"--keyring"}
"""Options that reach what is not in the folder of a test."""


def main(words: Sequence[str] | None = None) -> int:
    """Call as often as is asked for; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.arguments", description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--processes", type=int, default=10)
    parser.add_argument("--keep", action="store_true", help="keep the counts for the page of promises")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    asked = parser.parse_args(words)
    sys.stdout.write(f"seed {asked.seed}\n")
    with tempfile.TemporaryDirectory(prefix="taskforce-arguments-") as name:
        wrong, counts = fuzz(Path(name), asked.seed, asked.calls, asked.processes)
    for line in wrong:
        sys.stdout.write(line + "\n")
    told = ", ".join(f"{count} with {status}" for status, count in sorted(counts.items()))
    sys.stdout.write(f"{asked.calls + asked.processes} calls: {told}; {len(wrong)} wrong\n")
    if asked.keep:
        keep(Result("arguments", asked.seed, asked.calls + asked.processes, broken=len(wrong)))
    return 1 if wrong else 0


def fuzz(folder: Path, seed: int, calls: int, processes: int) -> tuple[list[str], Counter[int]]:
    """Return what did not hold, a line each, and how many calls ended with which status."""
    choice = random.Random(seed)
    wrong: list[str] = []
    counts: Counter[int] = Counter()
    before = Path.cwd(), dict(os.environ)
    os.environ.update(_environment(folder))
    try:
        pristine = folder / "pristine"
        pristine.mkdir()
        os.chdir(pristine)
        _called(["--db", "sample.db", "demo", "--write", "sample.db"])
        options = {command: _options(command) for command in COMMANDS}
        for number in range(calls + processes):
            if number % AFRESH == 0:
                _check_sound(number, wrong)
                desk = folder / f"desk-{number}"
                shutil.copytree(pristine, desk)
                os.chdir(desk)
            line = _line(choice, options)
            began = monotonic()
            if number < calls:
                status, out, error = _called(line)
            else:
                status, out, error = _processed(choice, line)
            counts[status] += 1
            took = monotonic() - began
            wrong += [f"{number} {line!r:.600}: {what}" for what in _judged(status, out, error, took)]
        _check_sound(calls + processes, wrong)
    finally:
        os.chdir(before[0])
        os.environ.clear()
        os.environ.update(before[1])
    return wrong, counts


def _environment(folder: Path) -> dict[str, str]:
    """Return what keeps every file of the program in the folder."""
    home = str(folder / "home")
    names = ("DATA", "CONFIG", "STATE", "CACHE")
    places = {f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in names}
    here = str(Path(__file__).parents[2])
    return {
        "PYTHONPATH": here,
        "HOME": home,
        "TASKFORCE_TODAY": "2026-11-24",
        "TASKFORCE_DB": "sample.db",
        "COLUMNS": "80",
        **places,
    }


def _options(command: str) -> list[str]:
    """Return the options of a command, as its help names them."""
    _status, text, _error = _called([command, "--help"])
    return sorted({*re.findall(r"--[a-z-]+", text)} - APART)


def _line(choice: random.Random, options: dict[str, list[str]]) -> list[str]:
    """Return a command line: most have the shape of one that is meant, some are strewn together."""
    if choice.random() < 0.7:
        shapes = [shape for line in SHAPES.strip().splitlines() for shape in line.split(" | ")]
        words = [_filled(choice, word) for word in choice.choice(shapes).split()]
    else:
        words = [choice.choice([*COMMANDS])]
        words += [_filled(choice, choice.choice("NNUFQRMX")) for _word in range(choice.randrange(4))]
        for _option in range(choice.choice((0, 0, 1, 1, 2))):
            words.append(choice.choice(options.get(words[0], []) or ["--help"]))
            words += [_filled(choice, "N")] if choice.random() < 0.6 else []
        if choice.random() < 0.1:
            choice.shuffle(words)
    front = {
        0: ["--lang", choice.choice(("id", "en", "x"))],
        1: ["--as", _filled(choice, "M")],
        2: ["--read-only"],
    }
    return [*front.get(choice.randrange(12), []), *words]


def _filled(choice: random.Random, word: str) -> str:
    """Return what stands for a sign of a shape; other words as they are."""
    nasty = choice.choice(NASTY)
    match word.strip("@+:").removeprefix("due:"):
        case "N":
            return word.replace("N", nasty)
        case "F":
            return f"{choice.choice(FIELDS.split())}={choice.choice((nasty, choice.choice(USUAL)))}"
        case "Q":
            name = choice.choice(("lead", "tag", "due", "origin", "budget", "dim", "is", "-is", "created", "fund"))
            return choice.choice((nasty, choice.choice(USUAL), f"{name}:{nasty}", f'"{nasty}"', f"{name}<{nasty}"))
        case "R":
            return choice.choice(("1", "2", "3", "12", "30", nasty))
        case "M":
            return choice.choice(("galuh", "farid", "azwar", nasty))
        case "X":
            return choice.choice((choice.choice([one for one in NASTY if one.startswith("a.")]), nasty))
        case "U":
            return choice.choice(USUAL)
        case _:
            return word


def _called(line: Sequence[str]) -> tuple[int, str, str]:
    """Run a command line in this process."""
    out, error = io.StringIO(), io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO("")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = run(line)
    except BaseException as escaped:  # judged as wrong
        return -1, out.getvalue(), f"{error.getvalue()}{type(escaped).__name__}: {escaped}"
    finally:
        sys.stdin = stdin
    return status, out.getvalue(), error.getvalue()


def _processed(choice: random.Random, line: Sequence[str]) -> tuple[int, str, str]:
    """Run a command line as a process, in an unkind surrounding."""
    words = [os.fsencode(word.replace("\x00", "")) for word in line]
    if choice.random() < 0.5:
        words.insert(choice.randrange(1, len(words) + 1), choice.choice((b"\xff\xfe", b"d\xe9raf", b"\x80.json")))
    command = [os.fsencode(sys.executable), b"-m", b"taskforce", *words]
    closing = choice.choice((b"", b" <&-", b" >&-", b" | true", b" </dev/null"))
    shell = b" ".join(b"'" + word.replace(b"'", b"'\\''") + b"'" for word in command) + closing
    surrounding = {**os.environ, "PYTHONIOENCODING": choice.choice(("utf-8", "ascii", "cp1252", "latin-1"))}
    try:
        done = subprocess.run(
            ["sh", "-c", shell],
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env=surrounding,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return -1, "", "it does not end"
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def _judged(status: int, out: str, error: str, took: float) -> Iterator[str]:
    """Yield what a call did that it must not do."""
    if status not in STATUSES:
        yield f"status {status}: {error[-300:]!r}"
    for sign in ("Traceback", "nobody foresaw", "tidak terduga", "Exception ignored"):
        if sign in error:
            yield f"{sign}: {error[-400:]!r}"
    if status in (1, 2) and not error.strip() and "doctor" not in out:
        yield "refused without a sentence"
    if "\ufffd" not in out + error and (sign := STEERING.search(out.replace("\r\n", "\n") + error)):
        yield f"steers the terminal by {sign[0]!r}"
    if took > LONGEST:
        yield f"took {took:.0f} s"


def _check_sound(number: int, wrong: list[str]) -> None:
    """Examine the list that the last calls worked on, where it is still one in the open."""
    if not Path("sample.db").is_file() or not Path("sample.db").read_bytes().startswith(b"SQLite format 3"):
        return
    status, out, error = _called(["--lang", "en", "--db", "sample.db", "doctor"])
    if status != 0 and "taskforce undo" not in out:  # what names a deleted person is a finding by design
        wrong.append(f"before {number}: the list is not sound: {(out + error)[-600:]!r}")


if __name__ == "__main__":
    sys.exit(main())
