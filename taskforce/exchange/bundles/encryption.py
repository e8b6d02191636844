"""Sealing a file with age: for whoever knows a passphrase, or for the holder of a key (extra ``encrypted``).

A passphrase is made a key by scrypt at a fixed cost.  age's own passphrase files take what the sealing computer
does in a second, which a slower one refuses to open: they are read, and not written any more.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.reading import read_words, reading

AGE = b"age-encryption.org/"
"""How age's files begin."""

BY_PASSPHRASE = b"taskforce-sealed/1 scrypt "
"""How a file sealed with a passphrase begins: the salt follows, a line's end, and a file for its key by age."""

_LONGEST = 1000
_SALT_BYTES = 16
_COST = {"n": 1 << 16, "r": 8, "p": 1, "maxmem": 1 << 27}
"""64 MB and a quarter of a second on an office computer."""


class Seal(NamedTuple):
    """For whom a file is sealed: a passphrase, or the public keys (``age1…``) of those who may open it."""

    passphrase: str | None = None
    recipients: Sequence[str] = ()


class Opener(NamedTuple):
    """What opens a sealed file: a passphrase, or a file with one's own key (as ``age-keygen`` writes it)."""

    passphrase: str | None = None
    identity: Path | None = None


def begins_sealed(beginning: bytes) -> bool:
    """Return whether a file that begins so is sealed."""
    return beginning.startswith((AGE, BY_PASSPHRASE))


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
    if first.startswith(BY_PASSPHRASE):
        return "passphrase"
    if not first.startswith(AGE):
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
        salt = os.urandom(_SALT_BYTES)
        key = _key_of(age, how.passphrase, salt)
        return BY_PASSPHRASE + b64encode(salt) + b"\n" + bytes(age.encrypt(content, [key.to_public()]))
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
        if content.startswith(BY_PASSPHRASE):
            line, _end, content = content.partition(b"\n")
            key = _key_of(age, how.passphrase or "", b64decode(line.removeprefix(BY_PASSPHRASE)))
            return bytes(age.decrypt(content, [key]))
        return bytes(age.passphrase.decrypt(content, how.passphrase))
    except (age.DecryptError, ValueError) as error:
        if "work" in str(error).casefold():
            raise TaskforceError(
                _(
                    "{file} was sealed by a much faster computer, and would take this one too long to open: "
                    "open it on a faster one, or ask for it again, sealed by this version of taskforce.",
                    file=name,
                )
            ) from error
        raise TaskforceError(
            _("{file} does not open: the passphrase or key is another one, or the file is damaged.", file=name)
        ) from error


def _key_of(age: Any, passphrase: str, salt: bytes) -> Any:
    """Return the key that a passphrase stands for."""
    from hashlib import scrypt

    raw = scrypt(passphrase.encode(), salt=salt, dklen=32, **_COST)
    return age.x25519.Identity.from_str(_bech32("age-secret-key-", raw).upper())


def _bech32(kind: str, content: bytes) -> str:
    """Return bytes as text in Bech32 (BIP 173), as age writes its keys."""
    values = [*_regrouped(content), *[0] * 6]
    check = _polymod([*(ord(sign) >> 5 for sign in kind), 0, *(ord(sign) & 31 for sign in kind), *values]) ^ 1
    values[-6:] = [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{kind}1{''.join('qpzry9x8gf2tvdw0s3jn54khce6mua7l'[value] for value in values)}"


def _regrouped(content: bytes) -> Iterator[int]:
    """Give the bits of bytes in groups of five, the last filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in content)
    return (int(bits[start : start + 5].ljust(5, "0"), 2) for start in range(0, len(bits), 5))


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & (1 << 25) - 1) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> place & 1 else 0
    return check


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
