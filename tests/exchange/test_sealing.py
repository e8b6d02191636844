"""Sealing with a passphrase: the same work on every computer, and a true sentence where a file does not open."""

from __future__ import annotations

import re

import pyrage
import pytest

from taskforce.exchange.bundles.encryption import BY_PASSPHRASE, Opener, Seal, seal, unseal
from taskforce.model.errors import TaskforceError


def test_the_work_of_opening_does_not_depend_on_the_computer_that_sealed() -> None:
    sealed = seal(b"isi", Seal("kopi pahit"))
    assert sealed.startswith(BY_PASSPHRASE) and b"-> scrypt" not in sealed
    assert unseal(sealed, Opener("kopi pahit"), "s") == b"isi"
    for changed in (sealed[:-1], sealed[:60], sealed.replace(b"1 scrypt ", b"1 scrypt AAAA")):
        with pytest.raises(TaskforceError, match="does not open"):
            unseal(changed, Opener("kopi pahit"), "s")


def test_the_key_of_a_passphrase_is_a_key_as_age_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    read = pyrage.x25519.Identity.from_str

    class Noting:
        @staticmethod
        def from_str(text: str) -> object:
            keys.append(text)
            return read(text)

    monkeypatch.setattr(pyrage.x25519, "Identity", Noting)
    seal(b"", Seal("a"))
    assert str(read(keys[0])) == keys[0]


def test_a_file_that_a_much_faster_computer_sealed_is_not_called_a_wrong_passphrase() -> None:
    sealed = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", pyrage.passphrase.encrypt(b"isi", "kopi pahit"))
    with pytest.raises(TaskforceError, match="faster computer"):
        unseal(sealed, Opener("kopi pahit"), "s")
