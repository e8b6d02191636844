"""Phone, e-mail and NIP stay in the office: what leaves it has none, unless asked for or the list itself."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from calling import Caller, Join, give

SECRETS = ("081234500001", "galuh@contoh.example", "198001012005012003")


@pytest.fixture
def known(banjar: Caller) -> Caller:
    """A list with the contact data of Galuh, who leads an item."""
    phone, mail, nip = SECRETS
    banjar("member", "edit", "galuh", f"phone={phone}", f"email={mail}", f"nip={nip}")
    return banjar


def text_of(path: Path) -> str:
    """What can be read in a file, and in the parts of one that is packed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_what_is_exported_holds_no_contact_data(known: Caller, tmp_path: Path) -> None:
    for name in ("all.csv", "all.xlsx", "all.ics"):
        known("export", str(tmp_path / name))
    known("export", str(tmp_path / "open.json"), "is:open")
    known("export", str(tmp_path / "agencies"), "--per-agency")
    for name in ("report.txt", "report.json", "report.md", "report.html", "report.docx", "report.xlsx"):
        known("report", "-o", str(tmp_path / name))
    written = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("list.db")]
    assert len(written) > 11
    shown = [
        known(*words).out
        for words in (
            ("member", "list"),
            ("member", "list", "--format", "json"),
            ("member", "list", "--format", "csv"),
            ("history",),
            ("history", "--format", "json"),
            ("show", "1", "--format", "json"),
        )
    ]
    for text in (*map(text_of, written), *shown):
        assert not any(secret in text for secret in SECRETS)


def test_contact_data_is_there_when_asked_for(known: Caller) -> None:
    data = known("member", "list", "--format", "json", "--with-contacts").json
    assert {tuple(one[name] for name in ("phone", "email", "nip")) for one in data} == {SECRETS, (None,) * 3}
    assert all(secret in known("history", "--format", "json", "--with-contacts").out for secret in SECRETS)
    assert "*********001" in known("history").out


def test_a_full_copy_says_so(known: Caller, tmp_path: Path) -> None:
    for words in (("bundle", "write", str(tmp_path / "b.bundle")), ("export", str(tmp_path / "all.json"))):
        assert "a full copy, with phone, e-mail or NIP of 1 member" in known(*words).err


def test_forgetting_asks_says_what_remains_and_travels(known: Caller, join: Join, tmp_path: Path) -> None:
    known("note", "1", f"Hubungi {SECRETS[0]}")
    colleague = join("farid")
    old = tmp_path / "old.bundle"
    colleague("bundle", "write", str(old), "--all")
    place = known.place
    backup = known("backup").out.strip() if "://" not in place else ""

    assert "say --yes" in known("member", "forget", "galuh", status=2).err
    assert "would be taken out" in known("member", "forget", "galuh", "--dry-run").out
    done = known("member", "forget", "galuh", "--yes").out

    assert "they are the office's record" in done and "Note 1" in done and backup in done
    assert "for good" in known("undo", status=1).err
    give(known, colleague, tmp_path / "new.bundle")
    for caller in (known, colleague):
        caller("bundle", "merge", str(old))
        assert not any(secret in caller("member", "show", "galuh").out for secret in SECRETS)
        asked = caller("history", "--format", "json", "--with-contacts").out
        assert SECRETS[1] not in asked and SECRETS[2] not in asked
        caller("doctor")
