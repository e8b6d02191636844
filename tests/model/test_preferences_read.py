"""Preferences are read alike by the quick way and by tomllib."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from taskforce.config import KEYS, Config, ExchangeFolder, read_config
from taskforce.model.errors import TaskforceError

TEXTS = (
    "",
    'member = "farid"\n',
    'member = "farid"\nlanguage = "id"\n\ndatabase = "/srv/daftar é.db"',
    'member = "farid"\r\nlanguage = "en"\r\n',
    'member = "a\\"b"\n',
    'database = "C:\\\\Kerja\\\\daftar.db"\n',
    "database = 'C:\\Kerja\\daftar.db'\n",
    'member = ""\n',
    'member="farid"\n# a note\n',
    'member = "x" # a note\n',
    'member = "a\u2028b"\n',
    'member = """a\nb"""\n',
    'member = "farid"\nmember = "galuh"\n',
    'member = "a\tb"\n',
    'member = "a\x01b"\n',
    'member = "a\n',
    "member = farid\n",
    'Anggota = "x"\nmember = "y"\n',
    '[keys]\nadd = "a"\n',
    'keys.add = "a"\n',
    'keys = "a"\nexchange = "b"\n',
    "theme = 3\n",
    "theme = true\n",
    'member = "x"\n\n[exchange."/a.db"]\nfolder = "/b"\nsealed = true\n\n[exchange."c.db"]\nfolder = "d"\n',
    '[exchange."/a"]\nfolder = "/b"\nsealed = false\n[exchange."/a"]\nfolder = "/c"\n',
    '[exchange."/a"]\nfolder = "/b"\nfolder = "/c"\n',
    '[exchange."/a"]\nsealed = true\n',
    'exchange = "b"\n[exchange."/a"]\nfolder = "/b"\n',
    '[exchange."/a"]\nfolder = "/b"\n[keys]\nadd = "a"\n',
    '[exchange."C:\\\\a"]\nfolder = "D:\\\\b"\n',
    '[exchange]\n"/a" = {folder = "/b"}\n',
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_says_what_tomllib_reads_in_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(TaskforceError):
            read_config(path)
        return
    kept = {key: str(values[key]) for key in KEYS if key in values}
    keys = values.get("keys")
    folders = values.get("exchange")
    assert read_config(path) == Config(**kept)._replace(
        keys=keys if isinstance(keys, dict) else {},
        exchange={
            place: ExchangeFolder(one["folder"], one.get("sealed", False))
            for place, one in (folders.items() if isinstance(folders, dict) else ())
            if "folder" in one
        },
    )
