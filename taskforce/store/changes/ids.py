"""Record ids: time-ordered for new records, derived where two people may create the same thing apart."""

from __future__ import annotations

import os
import time

_NAMESPACE = "6f1d7c1e-5a0b-5c53-9d0a-7a5f0f3b8a11"


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562): sorts by the time it was made."""
    stamp = (time.time_ns() // 1_000_000) << 80
    random = int.from_bytes(os.urandom(10), "big") & ((1 << 76) - 1)
    value = stamp | (7 << 76) | random
    return _id_of(value)


def derived_id(record_type: str, *parts: str) -> str:
    """Return the id (UUIDv5) of a record that is given by what it connects or names: a tag on an item, a key.

    Two copies that create it apart create the same record.
    """
    import hashlib

    namespace = bytes.fromhex(_NAMESPACE.replace("-", ""))
    said = hashlib.sha1(namespace + "\x1f".join((record_type, *parts)).encode(), usedforsecurity=False)
    value = int.from_bytes(said.digest()[:16], "big")
    return _id_of(value & ~(0b1111 << 76) | 5 << 76)


def _id_of(value: int) -> str:
    """Return 128 bits as a UUID of the usual variant, whatever version they say."""
    digits = f"{value & ~(0b11 << 62) | 0b10 << 62:032x}"  # the module uuid takes longer to import than all this
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


ORGANISATION_ID = "528d2977-c329-5ec1-ba6d-c9062adcbc05"
"""The one organisation of a list: ``derived_id("organisation")``."""
