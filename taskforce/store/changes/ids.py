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
    value = (value & ~(0b11 << 62)) | (0b10 << 62)
    digits = f"{value:032x}"  # the module uuid takes longer to import than all ids of an everyday command to make
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def derived_id(record_type: str, *parts: str) -> str:
    """Return the id of a record that is given by what it connects or names (a tag on an item, a dimension's key).

    Two copies that create it apart create the same record.
    """
    import uuid

    return str(uuid.uuid5(uuid.UUID(_NAMESPACE), "\x1f".join((record_type, *parts))))


ORGANISATION_ID = "528d2977-c329-5ec1-ba6d-c9062adcbc05"
"""The one organisation of a list: ``derived_id("organisation")``."""
