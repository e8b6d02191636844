"""Every command in the role of a member on a server: what the role may is done, the rest refused in a sentence.

Which commands there are is asked of the command line: one that stands in no table here fails a test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from calling import Caller
from faults.scenes import SHEET, commands
from server_databases import Databases, database_of, release

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres_roles.sql"
LOGIN = "anggota"
"""The handle of a member, and what he or she logs in as."""

FIRST = (
    "init --template blank --organisation Banjar",
    "agency add Kesehatan --code dinkes --short Dinkes",
    "agency add Pendidikan --code disdik --short Disdik",
    f"member add Anggota --handle {LOGIN} --agency Dinkes",
    "member add Farid --handle farid --agency Disdik",
    "deadline add Buku --key buku-2 --due 2026-12-05",
    "meeting add Koordinasi --date 2026-11-19",
    "add Satu @farid due:2026-11-27 agency:dinkes deadline:buku-2",
    f"add Dua @{LOGIN} due:2026-12-01 agency:disdik +rapat",
    "add Tiga due:2026-11-18 agency:dinkes",
    "add Empat",
    "report --issue --yes",
    "bundle write all.tfb --all",
    "template write office.docx",
)
AWAY = ("edit 1 due=2026-12-09", "note 2 Dari-jauh", "bundle write away.tfb", "exchange shared")
"""What somebody does meanwhile on a copy in a file."""

READS = (
    "paths", "doctor", "doctor --repair", "list", "show 1", "agenda", "masterplan", "workload members",
    "workload agencies", "history", "member list", "member show farid", "deadline list", "deadline show buku-2",
    "agency list", "agency show dinkes", "meeting list", "meeting show Koordinasi", "board", "timeline",
    "calendar", "sheets", "organisation show", "template fields", "template check office.docx",
    "bundle inspect away.tfb", "conflicts", "completion bash", "completion zsh", "completion fish",
    "completion powershell", "copies", "report", "report --list", "view list", "help query",
    "import sheet.csv --dry-run", "edit 1 title=Lain --dry-run",
)  # fmt: skip
WRITES = (
    "add Susun +rapat due:+7 @farid", "edit 1 2 due=+3 status=blocked --yes", "done 2", "note 1 Catatan",
    "evidence 1 minutes.pdf", "step 1 Kirim-surat", "step 1 --done 1", "delete 3 --yes", "undelete 3",
    "merge 1 4 --yes", "undo", "undo --redo", "view add penting is:overdue", "view delete penting --yes",
    "meeting add Rapat --date 2026-11-24", "meeting edit Koordinasi place=Aula", "meeting delete Rapat --yes",
    "import sheet.csv --yes", "member handover farid anggota --yes", "export whole.json --yes",
    "export sheet.xlsx --yes", "export sent --per-agency --yes", "report -o r.docx -o r.html --yes",
    "report --words opening=Salam --remember", "template write own.docx --yes", "template use office.docx",
    "bundle write ours.tfb --yes", "conflicts resolve 1 due --take mine",
)  # fmt: skip
"""What a member does, one after the other; the merge stands between, for it leaves something to decide."""

MERGES = ("bundle merge away.tfb --yes", "exchange shared")
NOT_THE_ROLE = (
    "member add Mawar", "member edit farid position=Kepala", "member delete farid --yes",
    "member merge farid anggota --yes", "member forget farid --yes", "agency add Perikanan",
    "agency edit dinkes name=Sehat", "agency delete disdik --yes", "agency merge disdik dinkes --yes",
    "deadline add Buku --key buku-3 --due 2026-12-20", "deadline edit buku-2 due=+30",
    "deadline delete buku-2 --yes", "organisation edit place=Martapura", "report --issue --yes",
    "copies rename kantor",
)  # fmt: skip
"""What the role may not: a person who may is named."""

NOT_ON_A_SERVER = (
    "encrypt --passphrase-file passphrase --yes", "decrypt --yes", "backup", "restore mine.db --yes",
    "copy list.db moved.db",
)  # fmt: skip
"""What is for a file, or for the owner of the server's list."""

WITHOUT_A_LIST = ("init --organisation Banjar", "demo --write sample.db")


@pytest.fixture
def member(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Caller]:
    """Calls commands on a server's list as a member."""
    monkeypatch.chdir(tmp_path)
    url = databases.new()
    owner = Caller(url, monkeypatch, capsys)
    owner.day("2026-11-20")
    for words in FIRST:
        owner(*words.split())
    databases.run(SCRIPT.read_text(encoding="utf-8"), database_of(url))
    if not databases.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{LOGIN}'"):
        databases.run(f"CREATE ROLE {LOGIN} LOGIN IN ROLE taskforce_member")
    (tmp_path / "shared").mkdir()
    (tmp_path / "sheet.csv").write_text(SHEET.replace("Farid", "farid"), encoding="utf-8")
    (tmp_path / "passphrase").write_text("kata sandi yang panjang\n", encoding="utf-8")
    (tmp_path / "minutes.pdf").write_bytes(b"%PDF-1.7 minutes")
    away = Caller(str(tmp_path / "away.db"), monkeypatch, capsys)
    away("bundle", "merge", "all.tfb", "--name", "away", "--yes")
    for words in AWAY:
        away("--as", "farid", *words.split())
    shutil.copy("away.db", "mine.db")
    owner.day("2026-11-24")
    member_url = databases.url(database_of(url), user=LOGIN)
    yield Caller(member_url, monkeypatch, capsys)
    release(member_url)
    databases.drop(url)


def test_every_command_stands_in_one_of_the_tables() -> None:
    tried = {
        tuple(words.split())
        for words in (*READS, *WRITES, *MERGES, *NOT_THE_ROLE, *NOT_ON_A_SERVER, *WITHOUT_A_LIST)
    }
    for command in commands():
        assert any(words[: len(command)] == command for words in tried), command


def test_a_member_does_with_every_command_what_the_role_may(member: Caller) -> None:
    for words in READS:
        member(*words.split())
    for words in WRITES[:-1]:
        answer = member(*words.split(), status=None)
        assert answer.status in (0, 3), (words, answer)
    member("edit", "1", "due=2026-12-15")
    for words in MERGES:
        answer = member(*words.split(), status=None)
        assert answer.status in (0, 3), (words, answer)
    member(*WRITES[-1].split())
    member("doctor")
    steps = member("history", "--format", "json").json
    mine = [one for one in steps if one["at"] >= "2026-11-23"]
    assert mine and [one for one in mine if one["actor"] not in (LOGIN, "farid")] == []


def test_what_the_role_may_not_is_refused_in_one_sentence_and_leaves_nothing(member: Caller) -> None:
    before = member("history", "--format", "json").json
    for words in (*NOT_THE_ROLE, *NOT_ON_A_SERVER):
        answer = member(*words.split(), status=None)
        said = " ".join(answer.err.split())
        assert answer.status in (1, 2), (words, answer)
        assert said.startswith("taskforce: ") and said.endswith("."), (words, answer)
        if words in NOT_THE_ROLE:
            assert "role" in said, (words, said)
        assert member("history", "--format", "json").json == before, words
