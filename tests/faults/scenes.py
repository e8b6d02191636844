"""A scene for every command that writes, each begun from a folder that was made by the program itself.

Which commands there are is asked of the command line: one without a scene, or that is not said to only read, fails
``test_every_command_has_a_scene_or_only_reads``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from taskforce.cli import COMMANDS
from taskforce.commands.parser import Parser
from taskforce.model.errors import TaskforceError
from taskforce.reading import is_sealed
from taskforce.store.database import sealed

from .shim import NO_FAULT, Ended, run_under

LIST = "list.db"
PASSPHRASE, ANOTHER = "kata sandi yang panjang", "kata sandi yang lain"
DAY, DAY_BEFORE = "2026-11-24", "2026-11-20"

READING = (
    "paths", "doctor", "list", "show 1", "agenda", "masterplan", "workload members", "workload agencies",
    "history", "member list", "member show farid", "deadline list", "deadline show buku-2", "agency list",
    "agency show dinkes", "meeting list", "meeting show Koordinasi", "board", "timeline", "calendar", "sheets",
    "organisation show", "template fields", "template check office.docx", "bundle inspect galuh.tfb", "conflicts",
    "completion bash", "completion zsh", "completion fish", "completion powershell", "copies", "report",
    "backup --list", "view list", "help query", "import sheet.csv --dry-run", "edit 1 title=Lain --dry-run",
)  # fmt: skip
"""Command lines that write nothing."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A command line, the folder that it begins in, the files that it writes, and how it ends when all is well.

    ``again``: the command line that does the same once more, so that what was left behind is seen and taken away.
    ``between``: the command line after which the list is as it may also be.  ``journal``: the list lies in a
    folder of another machine, and has a rollback journal.  ``held``: the list stays open afterwards, as in the
    app, and what was written stays in SQLite's log.
    """

    words: str
    base: str = "list"
    makes: tuple[str, ...] = ()
    status: int = 0
    again: str = ""
    journal: bool = False
    held: bool = False
    between: str = ""

    @property
    def name(self) -> str:
        """Return the command line with what is special about it."""
        marks = (
            ("" if self.base == "list" else f" [{self.base}]")
            + " [journal]" * self.journal
            + " [held]" * self.held
        )
        return f"{self.words}{marks}"


KEPT = r"list\.before-restore-[\w-]+\.db"

SCENES = (
    Scene("init --organisation Banjar", base="nothing", makes=(LIST,)),
    Scene("demo --write sample.db", base="nothing", makes=("sample.db",)),
    Scene("add Susun +rapat due:+7 @farid"),
    Scene("add Susun +rapat due:+7 @farid", journal=True),
    Scene("add Susun +rapat due:+7 @farid", held=True),
    Scene("add Susun", base="older", makes=(r"list\.before-schema-\d+(-\d+)?\.db",), between="list"),
    Scene("edit 1 2 3 due=+3 status=blocked --yes"),
    Scene("edit 1 2 3 due=+3 status=blocked --yes", journal=True),
    Scene("edit 1 2 3 due=+3 status=blocked --yes", held=True),
    Scene("done 2"),
    Scene("note 1 Catatan"),
    Scene("evidence 1 minutes.pdf"),
    Scene("delete 3 --yes"),
    Scene("merge 1 2 --yes"),
    Scene("undelete 4", base="deleted"),
    Scene("step 1 Kirim-surat"),
    Scene("step 1 --done 1", base="deleted"),
    Scene("view add penting is:overdue", again="view add lain is:open"),
    Scene("view delete penting --yes", base="deleted"),
    Scene("undo"),
    Scene("undo", base="merged"),
    Scene("undo --redo", base="undone"),
    Scene("member add Mawar --agency Dinkes", again="member add Melati"),
    Scene("member edit farid position=Kepala"),
    Scene("member forget galuh --yes"),
    Scene("member delete galuh --yes"),
    Scene("member merge farid galuh --yes"),
    Scene("member handover farid galuh --yes"),
    Scene("deadline add Buku --key buku-3 --due 2026-12-20", again="deadline add Akhir --key akhir --due +9"),
    Scene("deadline edit buku-2 due=+30"),
    Scene("agency add Perikanan", again="agency add Pertanian"),
    Scene("agency edit dinkes name=Kesehatan"),
    Scene("deadline delete buku-2 --yes"),
    Scene("agency delete disdik --yes"),
    Scene("meeting delete Koordinasi --yes"),
    Scene("agency merge disdik dinkes --yes"),
    Scene("meeting add Rapat --date 2026-11-24", again="meeting add Lagi --date 2026-11-24"),
    Scene("meeting edit Koordinasi place=Aula"),
    Scene("organisation edit place=Martapura"),
    Scene("import sheet.csv --yes"),
    Scene("import sheet.csv --yes", journal=True),
    Scene("import sheet.csv --yes", held=True),
    Scene("import filled.xlsx --yes"),
    Scene("export whole.json --yes", makes=(r"whole\.json",)),
    Scene("export items.csv --yes", makes=(r"items\.csv",)),
    Scene("export items.xlsx --yes", makes=(r"items\.xlsx",)),
    Scene("export days.ics --yes", makes=(r"days\.ics",)),
    Scene("export sent --per-agency --yes", makes=(r"sent/[\w-]+\.xlsx",)),
    Scene("report -o r.docx -o r.pdf -o r.html --yes", makes=(r"r\.(docx|pdf|html)",)),
    Scene("report --issue --yes"),
    Scene("report --issue -o issued.json --yes", makes=(r"issued\.json",)),
    Scene("report --words opening=Salam --remember"),
    Scene("template write own.docx --yes", makes=(r"own\.docx",)),
    Scene("template use office.docx", makes=(r"home/data/taskforce/templates/.*", r"home/config/.*")),
    Scene("copy list.db moved.db --keep --series b", makes=(r"moved\.db",)),
    Scene("bundle write ours.tfb --yes", makes=(r"ours\.tfb",)),
    Scene("bundle merge galuh.tfb --yes", status=3, again="bundle merge galuh.tfb --yes"),
    Scene("bundle merge galuh.tfb --yes", status=3, journal=True),
    Scene("bundle merge all.tfb --name kantor --yes", base="nothing", makes=(LIST,)),
    Scene("exchange bersama", status=3, makes=(r"bersama/.*", r"home/(config|state)/.*"),
          again="exchange bersama"),
    Scene("bundle merge galuh.tfb --yes", status=3, held=True),
    Scene("encrypt --passphrase-file passphrase --yes"),
    Scene("encrypt --change --passphrase-file another --yes", base="sealed"),
    Scene("decrypt --yes", base="sealed"),
    Scene("add Susun +rapat due:+7 @farid", base="sealed"),
    Scene("edit 1 2 3 due=+3 status=blocked --yes", base="sealed", held=True),
    Scene("backup mine.db --yes", base="sealed", makes=(r"mine\.db",)),
    Scene("restore keep.db --yes", base="sealed", makes=(KEPT,)),
    Scene("conflicts resolve 1 due --take mine", base="merged"),
    Scene("copies rename kantor"),
    Scene("doctor --repair", base="unsound", makes=(r"list\.before-repair[\w-]*\.db",)),
    Scene("doctor --salvage saved.db", makes=(r"saved\.db",)),
    Scene("backup"),
    Scene("backup mine.db --yes", makes=(r"mine\.db",)),
    Scene("backup keep.db --yes", makes=(r"keep\.db",)),
    Scene("restore keep.db --yes", makes=(KEPT,)),
    Scene("restore keep.db --yes", makes=(KEPT,), journal=True),
    Scene("restore keep.db --yes", base="nothing", makes=(LIST, KEPT)),
)  # fmt: skip

BACKUPS = r"home/data/taskforce/backups/[\w.-]+\.db"
MEMORY = r"home/state/taskforce/(written|remembered|holidays)\.json"
"""What the program remembers, and works without where it cannot be read or written."""

ALWAYS = (BACKUPS, MEMORY)
"""What any command may write besides: backups of the day, and what it remembers."""


def commands() -> Iterator[tuple[str, ...]]:
    """Return every command, with each of the actions that may follow it."""
    for name, (family, _text) in COMMANDS.items():
        parser = Parser(prog=name)
        import_module(f"taskforce.commands.{family}").COMMANDS[name](parser)
        first = next((one for one in parser._actions if not one.option_strings), None)
        choices = () if first is None or first.choices is None else tuple(first.choices)
        if not choices or (isinstance(first, argparse._SubParsersAction) and not first.required):
            yield (name,)
        for choice in choices:
            yield (name, choice)


def environment(folder: Path, day: str = DAY) -> dict[str, str]:
    """Return the environment of a command: its own home, its day, English."""
    home = folder / "home"
    return {
        "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(folder.parent), "TASKFORCE_TODAY": day, "TASKFORCE_LANG": "en", "TASKFORCE_DB": LIST,
        "TASKFORCE_PASSPHRASE": PASSPHRASE, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }  # fmt: skip


FIRST = (
    "init --template blank --organisation Banjar",
    "agency add Kesehatan --code dinkes --short Dinkes",
    "agency add Pendidikan --code disdik --short Disdik",
    "member add Farid --handle farid --agency Dinkes",
    "member add Galuh --handle galuh --agency Disdik",
    "deadline add Buku --key buku-2 --due 2026-12-05",
    "meeting add Koordinasi --date 2026-11-19",
    "add Satu @farid due:2026-11-27 agency:dinkes deadline:buku-2",
    "add Dua @galuh due:2026-12-01 agency:disdik +rapat",
    "add Tiga due:2026-11-18 agency:dinkes",
    "note 1 Mulai",
    "backup keep.db",
    "edit 3 due=2026-11-30",
    "done 3",
    "report --issue --yes",
    "bundle write all.tfb --all",
    "export filled.xlsx",
    "template write office.docx",
)
SHEET = "No;Tindak Lanjut;PIC;Deadline;Status\n" + "".join(
    f"{number};Kegiatan nomor {number};Farid;{number % 28 + 1:02}/12/2026;Berjalan\n" for number in range(1, 41)
)
GALUH = (
    "add Dari-Galuh",
    "edit 1 due=2026-12-09",
    "note 2 Dari-jauh",
    "bundle write galuh.tfb",
    "exchange bersama",
)


class Bases:
    """The folders that scenes begin in, each made once.

    They are made at the place where all scenes are played: a list that finds itself somewhere else is a copy, and
    gets an id of its own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "attempt"
        self._made: dict[str, Path] = {}

    def start(self, scene: Scene) -> Path:
        """Put the folder that a scene begins in to its place, which is answered."""
        shutil.rmtree(self.place, ignore_errors=True)
        base = f"{scene.base}, journal" if scene.journal else scene.base
        if base not in self._made:
            self._make(base)
            self._made[base] = self.folder / f"base {base}"
            self.place.rename(self._made[base])
        shutil.copytree(self._made[base], self.place)
        return self.place

    def _make(self, base: str) -> None:
        if base == "list":
            self._first()
            return
        self.start(Scene(""))
        path = self.place / LIST
        if base == "nothing":
            path.unlink()
        elif base == "merged":
            must(self.place, "edit 1 due=2026-11-29")
            must(self.place, "bundle merge galuh.tfb --yes", status=3)
            shutil.rmtree(self.place / "home")
        elif base == "sealed":
            must(self.place, "encrypt --passphrase-file passphrase --yes")
            shutil.rmtree(self.place / "home", ignore_errors=True)
        elif base == "unsound":
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("UPDATE action_item SET progress = 77")
        elif base == "deleted":
            for words in ("add Empat", "delete 4 --yes", "step 1 Kirim-surat", "view add penting is:overdue"):
                must(self.place, words)
            shutil.rmtree(self.place / "home")
        elif base == "undone":
            must(self.place, "undo")
        elif base == "older":
            from .older import as_in_schema_1

            as_in_schema_1(path)
        elif base.endswith("journal"):
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")

    def _first(self) -> None:
        place, galuh = self.place, self.folder / "galuh"
        place.mkdir()
        for words in FIRST:
            must(place, words, day=DAY_BEFORE)
        (place / "sheet.csv").write_text(SHEET, encoding="utf-8")
        (place / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
        (place / "another").write_text(f"{ANOTHER}\n", encoding="utf-8")
        (place / "minutes.pdf").write_bytes(b"%PDF-1.7 minutes")
        _fill_in(place / "filled.xlsx")
        galuh.mkdir()
        shutil.copy(place / "all.tfb", galuh)
        (galuh / "bersama").mkdir()
        must(galuh, "bundle merge all.tfb --name galuh --yes", day=DAY_BEFORE)
        for words in GALUH:
            must(galuh, words, day=DAY_BEFORE)
        shutil.copy(galuh / "galuh.tfb", place)
        shutil.copytree(galuh / "bersama", place / "bersama")
        must(place, "edit 1 due=2026-12-02", day=DAY_BEFORE)
        shutil.rmtree(place / "home")


def _fill_in(path: Path) -> None:
    """Answer a workbook as an agency would."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "Satu":
                cell.value = "Satu, dijawab"
    book.save(path)


def must(place: Path, words: str, *, day: str = DAY, status: int = 0) -> Ended:
    """Run a command that must end as said."""
    ended = run_under(NO_FAULT, place, words.split(), environment(place, day))
    assert ended.status == status, (words, ended)
    return ended


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to a list, which may be sealed by one of two passphrases."""
    if is_sealed(path):
        try:
            sealed.unlock(path, PASSPHRASE)
        except sealed.Locked:
            sealed.unlock(path, ANOTHER)
    return sealed.connect(path)


def integrity(path: Path) -> str:
    """Return what SQLite finds in a file: ``ok``, or what is wrong."""
    try:
        with closing(opened(path)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except (sqlite3.Error, TaskforceError) as error:
        return str(error)


def names(folder: Path) -> set[str]:
    """Return the files under a folder by their names from there on."""
    return {
        Path(parent, name).relative_to(folder).as_posix()
        for parent, _folders, files in os.walk(folder)
        for name in files
    }
