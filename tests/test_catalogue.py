"""Every text that users see is in the catalogues, and every catalogue is what its source says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

import taskforce

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path(taskforce.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "taskforce.po"


def test_every_text_of_the_code_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "catalogue.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_translations_fill_in_the_same_fields() -> None:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        expected = set(re.findall(r"\{(\w+)\}", ids[-1]))
        for text in texts:
            assert set(re.findall(r"\{(\w+)\}", text)) <= expected, message.id
            if message.id:
                assert expected <= set(re.findall(r"\{(\w+)\}", text)) | {"count"}, message.id
