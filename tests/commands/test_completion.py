"""The completion scripts, asked as the shell asks them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from calling import Caller

from taskforce.cli import COMMANDS
from taskforce.commands.completion import SHELLS

ASK = """
source "$1"; COMP_WORDS=(taskforce "${@:2}"); COMP_CWORD=$(($# - 1))
_shtab_taskforce; printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_stands_in_the_script_of_every_shell(call: Caller, shell: str) -> None:
    script = call("completion", shell).out
    assert [name for name in COMMANDS if name not in script] == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_commands_their_actions_and_options(call: Caller, tmp_path: Path) -> None:
    script = tmp_path / "taskforce.bash"
    script.write_text(call("completion", "bash").out, encoding="utf-8")

    def completed(*words: str) -> set[str]:
        command = ["bash", "-c", ASK, "ask", str(script), *words]
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())

    assert completed("age") == {"agenda", "agency"}
    assert {"write", "merge"} <= completed("bundle", "")
    assert "--dry-run" in completed("import", "--d")
