"""Sealing a file with age: for whoever knows a passphrase, or for the holder of a key (extra ``encrypted``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskforce.language import _
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.reading import read_words, reading

SEALED = b"age-encryption.org/"
"""How a sealed file begins."""

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Seal:
    """For whom a file is sealed: a passphrase, or the public keys (``age1…``) of those who may open it."""

    passphrase: str | None = None
    recipients: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens a sealed file: a passphrase, or a file with one's own key (as ``age-keygen`` writes it)."""

    passphrase: str | None = None
    identity: Path | None = None


def is_sealed(path: Path) -> bool:
    """Return whether a file is sealed; one that cannot be read is not."""
    return bool(sealed_for(path))


def sealed_for(path: Path) -> str:
    """Return what opens a sealed file: ``passphrase`` or ``key``; empty for one that is open or cannot be read."""
    try:
        with reading(path) as stream:
            first, second = stream.readline(_LONGEST), stream.readline(_LONGEST)
    except OSError:
        return ""
    if not first.startswith(SEALED):
        return ""
    return "passphrase" if second.startswith(b"-> scrypt") else "key"


def _age() -> Any:
    try:
        import pyrage
    except ModuleNotFoundError as error:
        raise TaskforceError(
            _("Sealed bundles need the extra “encrypted”: install taskforce[encrypted].")
        ) from error
    return pyrage


def seal(content: bytes, how: Seal) -> bytes:
    """Return ``content`` as only those meant can read it.  Raise :class:`UsageError` for a key that is none."""
    age = _age()
    if not how.recipients:
        if not how.passphrase:
            raise UsageError(_("The passphrase is empty: write one."))
        return bytes(age.passphrase.encrypt(content, how.passphrase))
    keys = []
    for word in how.recipients:
        try:
            keys.append(age.x25519.Recipient.from_str(word.strip()))
        except age.RecipientError as error:
            raise UsageError(_("“{key}” is no public key: one begins with “age1”.", key=word)) from error
    return bytes(age.encrypt(content, keys))


def unseal(content: bytes, how: Opener, name: str) -> bytes:
    """Return what a sealed file holds.  Raise :class:`TaskforceError` when it does not open, or is damaged."""
    age = _age()
    if how.identity is None and not how.passphrase:
        raise UsageError(
            _("{file} is sealed: give the passphrase (TASKFORCE_PASSPHRASE or --passphrase-file).", file=name)
        )
    try:
        if how.identity is not None:
            return bytes(age.decrypt(content, _identities(age, how.identity)))
        return bytes(age.passphrase.decrypt(content, how.passphrase))
    except age.DecryptError as error:
        raise TaskforceError(
            _("{file} does not open: the passphrase or key is another one, or the file is damaged.", file=name)
        ) from error


def _identities(age: Any, path: Path) -> list[Any]:
    try:
        lines = read_words(path).splitlines()
        words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        keys = [age.x25519.Identity.from_str(word) for word in words]
    except (OSError, age.IdentityError) as error:
        raise UsageError(_("{path} holds no key: name the file that age-keygen wrote.", path=path)) from error
    if not keys:
        raise UsageError(_("{path} holds no key: name the file that age-keygen wrote.", path=path))
    return keys
