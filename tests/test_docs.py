"""What the documents say can be done is done: every command line in them runs, in order, on the sample."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from calling import Caller

from taskforce.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ("docs/guide.en.md", "docs/panduan.id.md")
DOCUMENTS = ("README.md", *GUIDES, "docs/data-formats.md", "docs/promises.md", "docs/janji.id.md",
             "CONTRIBUTING.md", "SECURITY.md")  # fmt: skip

OPENS_THE_APP = "opens the app: tests/flows/test_flow_terminal.py starts it in a terminal"
NEEDS_A_SERVER = "needs a server: tests/commands/test_copy.py and the run with --engine postgresql have one"
NOT_RUN = {
    "pip install . && taskforce demo": "installs; .ci/run does",
    'pip install ".[test]" && python -m pytest -n auto': "installs, and runs this; .ci/run does",
    "taskforce demo": OPENS_THE_APP,
    "taskforce --db postgresql://… bundle merge banjar.bundle --name kantor": NEEDS_A_SERVER,
    "taskforce --db postgresql://you@server/smartcity": NEEDS_A_SERVER,
    "taskforce copy banjar.db postgresql://…": NEEDS_A_SERVER,
    "taskforce encrypt --keyring": "needs a keyring: tests/commands/test_sealed.py has one",
}
"""Command lines that are not run here, each with the reason."""

INSTEAD = {
    "taskforce init": ("--db new.db init",),
    "taskforce import FILE --dry-run": ("import matriks.xlsx --dry-run",),
    "taskforce import FILE…": ("import dinkes.xlsx disdik.xlsx",),
    "taskforce export FOLDER --per-agency [QUERY]": ("export sent --per-agency is:open",),
    "taskforce export FILE.xlsx QUERY": ("export dinkes.xlsx agency:dinkes", "export disdik.xlsx agency:disdik"),
    "report --plot NAME": ("report --plot s-curve",),
    "taskforce organisation edit": ('organisation edit "place=Martapura"',),
    "taskforce bundle merge banjar.bundle --name galuh": (
        "--db galuh.db bundle merge banjar.bundle --name galuh",
    ),
    "taskforce bundle write minggu-48.bundle": (
        "--db galuh.db edit 12 due=2026-12-07",
        "--as farid edit 12 due=2026-12-14",
        "note 12 Catatan",  # so that the last step is not another person's: undo would ask
        "bundle write minggu-48.bundle",
    ),
    "taskforce bundle merge minggu-48.bundle": ("--db galuh.db bundle merge minggu-48.bundle",),
    "taskforce conflicts resolve 12 due --take mine": ("--db galuh.db conflicts resolve 12 due --take mine",),
    "taskforce copies rename NAME": ("copies rename kantor",),
    'taskforce member handover OLD NEW --reason "SK 821.2/45/2026" --until 30/11/2026': (
        'member handover topik azwar --reason "SK 821.2/45/2026" --until 30/11/2026 --yes',
    ),
    "taskforce member edit OLD active=no": ("member edit topik active=no",),
    "taskforce member edit OLD active=tidak": ("member edit topik active=tidak",),
    "taskforce member merge KEEP OTHER": ("member add Azwar2", "member merge azwar azwar2 --yes"),
    "taskforce agency merge OLD NEW": ("agency merge dpmd dinsos --yes",),
    "taskforce import FILE --forget": ("import matriks.xlsx --forget",),
    "taskforce backup FILE": ("backup cadangan.db",),
    "taskforce restore FILE": ("restore cadangan.db --yes",),
    "taskforce export FILE.json": ("export all.json",),
    "taskforce member forget MEMBER": ("member forget topik --yes",),
    "taskforce encrypt": ("encrypt --passphrase-file sandi.txt",),
    "report --issue": ("report --issue --yes",),
    "taskforce encrypt --change": ("encrypt --change --passphrase-file sandi.txt",),
}
"""What is run where a document leaves a word open, asks a question or speaks of a colleague's list."""

NEEDS_A_PERSON = {"taskforce bundle merge minggu-48.bundle"}
"""What ends with status 3, as the guide says: two people changed one field."""

OPEN_WORDS = {
    "BERKAS": "FILE",
    "ANGGOTA": "MEMBER",
    "KUERI": "QUERY",
    "LAMA": "OLD",
    "BARU": "NEW",
    "NAMA": "NAME",
    "TETAP": "KEEP",
    "LAIN": "OTHER",
    "anda@": "you@",
}
"""Words that a reader fills in, of the Indonesian guide in those of the English one."""

MATRIX = (
    ("No", "Tindak Lanjut", "PIC", "Deadline", "Prioritas", "Status"),
    (1, "Tetapkan tim pendamping", "HM Farid Soufian", "05/12/2026", "Tinggi", "Berjalan"),
)


def command_lines(document: str) -> Iterator[str]:
    """Return the command lines of a document in order: indented lines, and code within sentences."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for match in re.finditer(r"^ {4}(?P<line>\S.*?)(?: {2,}#.*)?$|`(?P<code>[^`]+)`", text, re.M):
        line = " ".join((match["line"] or match["code"]).split())
        first, _blank, rest = line.partition(" ")
        if match["line"] or (rest and not rest.startswith("=") and (first == "taskforce" or first in COMMANDS)):
            yield re.sub("|".join(OPEN_WORDS), lambda word: OPEN_WORDS[word[0]], line)


def runs(line: str) -> tuple[str, ...]:
    """Return what is run for a command line of a document; what may be left out is there."""
    return INSTEAD.get(line, (re.sub(r"[][]", "", line).removeprefix("taskforce "),))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """Calls commands in a folder with the files that the documents name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bersama").mkdir()
    book = openpyxl.Workbook()
    for row in MATRIX:
        book.active.append(row)
    for name in ("Matriks tindak lanjut.xlsx", "matriks.xlsx"):
        book.save(name)
    Path("notulen.pdf").write_bytes(b"%PDF-1.7")
    Path("sandi.txt").write_text("empat kata yang kebetulan\n", encoding="utf-8")
    return Caller("list.db", monkeypatch, capsys)


def follow(document: str, call: Caller) -> None:
    """Run a document from its first command line to its last."""
    for line in command_lines(document):
        if line not in NOT_RUN:
            *before, last = runs(line)
            for one in before:
                call(*shlex.split(one))
            call(*shlex.split(last), status=3 if line in NEEDS_A_PERSON else 0)


def test_the_readme_can_be_followed(desk: Caller) -> None:
    follow("README.md", desk)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_can_be_followed_on_the_sample(desk: Caller, guide: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("demo", "--write", "list.db")
    monkeypatch.setenv("TASKFORCE_AS", "galuh")
    follow(guide, desk)


def test_what_is_said_of_a_command_line_is_said_of_one_that_is_there() -> None:
    lines = {line for document in ("README.md", *GUIDES) for line in command_lines(document)}
    assert {*NOT_RUN, *INSTEAD, *NEEDS_A_PERSON} <= lines


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_every_command(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"(`|taskforce\s+){name}\b", text)] == []


@pytest.fixture
def options(desk: Caller) -> set[str]:
    """Return every option that the help of a command names, or that of what may follow the command."""
    helps: list[str] = []
    for command in COMMANDS:
        helps.append(desk(command, "--help").out)
        parts = re.search(r"^ +([a-z]+(?:\|[a-z]+)*) \.\.\.$", helps[-1], re.M)
        helps += [desk(command, part, "--help").out for part in (parts[1].split("|") if parts else ())]
    return {option for text in (*helps, desk("--help").out) for option in re.findall(r"--[a-z-]+", text)}


@pytest.mark.parametrize("document", ["README.md", *GUIDES, "docs/data-formats.md"])
def test_every_option_that_is_named_exists(document: str, options: set[str]) -> None:
    code = " ".join(
        re.findall(r"(?s:```.*?```)|`[^`]+`|^ {4}\S.*$", (ROOT / document).read_text(encoding="utf-8"), re.M)
    )
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", code)) <= options


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []
    named = re.findall(r"\b(?:scripts|tests|docs)/[\w./-]*\w", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_an_item_as_data_has_the_keys_that_are_named_in_their_order(desk: Caller) -> None:
    desk("demo", "--write", "list.db")
    text = " ".join((ROOT / "docs/data-formats.md").read_text(encoding="utf-8").split())
    named = re.search(r"is an array of objects with the keys, in this order: `([^`]+)`", text)
    assert named is not None
    assert list(desk("list", "--limit", "1", "--format", "json").json[0]) == named[1].split()


def test_a_report_as_data_has_the_keys_that_are_named_in_their_order(desk: Caller) -> None:
    desk("demo", "--write", "list.db")
    text = (ROOT / "docs/data-formats.md").read_text(encoding="utf-8")
    named = re.search(r"`taskforce report --format json`:\s+`\{([^`]+)\}`", text)
    assert named is not None
    outermost, nested = named[1], 1
    while nested:
        outermost, nested = re.subn(r"\{[^{}]*\}|\[[^][]*\]", "", outermost)
    assert list(desk("report", "--format", "json").json) == re.findall(r'"(\w+)"', outermost)


PROMISES = ("docs/promises.md", "docs/janji.id.md")
PAGES = ("docs/architecture.md", "docs/merge-model.md", "CONTRIBUTING.md", *PROMISES)
WITHIN = ("", "taskforce/", "taskforce/store/", "taskforce/screens/", "taskforce/reports/", "taskforce/exchange/",
          "taskforce/exchange/importing/", "taskforce/store/write/", "taskforce/store/database/",
          "taskforce/store/query/", "taskforce/screens/frame/", "taskforce/reports/writers/")  # fmt: skip
"""Where a file that a page names in short may lie."""


@pytest.mark.parametrize("page", PROMISES)
def test_every_promise_names_a_test(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").partition("python -m tests.faults")[0]
    promises = re.findall(r"^- (.+?)(?=^- |^#|\Z)", text, re.M | re.S)
    assert len(promises) >= 15
    assert [promise for promise in promises if not re.search(r"`test_\w+`", promise)] == []


def test_both_pages_of_promises_promise_the_same() -> None:
    english, indonesian = ((ROOT / page).read_text(encoding="utf-8") for page in PROMISES)
    said = r"`test_\w+`|\b\d+ (?:of|dari) \d+"
    assert re.findall(said, english) == [one.replace(" dari ", " of ") for one in re.findall(said, indonesian)]


@pytest.mark.parametrize("page", PAGES)
def test_files_and_tests_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    files = set(re.findall(r"`([\w/]+(?:\.py|\.md|\.po|/))`", text))
    assert {one for one in files if not any((ROOT / folder / one).exists() for folder in WITHIN)} == set()
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {one for one in re.findall(r"`(test_\w+)`", text) if f"def {one}(" not in tests} == set()
