"""Installs taskforce from the wheels beside this file, without a network: python install.py [FOLDER]

Every file is checked against SHA256SUMS first.  The program goes into an environment of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)


def main() -> int:
    """Check, install, say how to start it; 1 when something is wrong."""
    if sys.version_info < OLDEST:
        return fail(
            f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed.",
            "Python ini terlalu lama: perlu 3.11 atau lebih baru.",
        )
    if sys.maxsize < 2**32:
        return fail("This is a 32-bit Python: a 64-bit one is needed.", "Python ini 32-bit: perlu yang 64-bit.")
    for name, english, indonesian in damage():
        return fail(f"{name}: {english}. Copy the kit again.", f"{name}: {indonesian}. Salin ulang paket ini.")
    place = Path(sys.argv[1]).expanduser().resolve() if len(sys.argv) > 1 else usual_place()
    say(f"Installing into {place} …", f"Memasang ke {place} …")
    try:
        venv.EnvBuilder(with_pip=False, clear=False).create(place)
    except OSError as error:
        return fail(f"{place} cannot be written ({error}).", f"{place} tidak dapat ditulis.")
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    pip = next((HERE / "wheels").glob("pip-*.whl"))
    command = [str(python), f"{pip}/pip", "install", "--no-index", "--upgrade", "--disable-pip-version-check"]
    command += ["--quiet", "--no-cache-dir", "--find-links", str(HERE / "wheels"), "taskforce"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    if subprocess.run(command, env=environment, check=False).returncode:
        return fail(
            f"The wheels of this kit do not fit Python {sys.version.split()[0]} on this machine.",
            "Isi paket ini tidak cocok dengan Python di komputer ini.",
        )
    program = programs / ("taskforce.exe" if os.name == "nt" else "taskforce")
    link = link_to(program)
    say(f"Done. Start it with: {link or program}", f"Selesai. Jalankan dengan: {link or program}")
    return 0


def damage() -> list[tuple[str, str, str]]:
    """What is not as SHA256SUMS says: the file, and what is wrong with it in both languages."""
    found: list[tuple[str, str, str]] = []
    sums = HERE / "SHA256SUMS"
    if not sums.is_file():
        return [("SHA256SUMS", "is missing", "tidak ada")]
    wanted: dict[str, str] = {}
    for line in sums.read_text(encoding="ascii", errors="replace").splitlines():
        digest, _gap, name = line.partition("  ")
        wanted[name] = digest
    for name, digest in wanted.items():
        path = HERE / name
        if not path.is_file():
            found.append((name, "is missing", "tidak ada"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append((name, "is damaged or was changed", "rusak atau telah diubah"))
    inside = (HERE / "wheels").glob("*")
    more = [f"wheels/{path.name}" for path in inside if f"wheels/{path.name}" not in wanted]
    found += [(name, "does not belong to the kit", "bukan bagian dari paket ini") for name in more]
    return found


def usual_place() -> Path:
    """Where programs of a user go on this system."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "Programs" / "taskforce"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "taskforce-program"


def link_to(program: Path) -> Path | None:
    """A short way to the program (Linux, usual place only), where there is room for it."""
    if os.name == "nt" or len(sys.argv) > 1:
        return None
    link = Path.home() / ".local" / "bin" / "taskforce"
    try:
        link.parent.mkdir(parents=True, exist_ok=True)
        if link.is_symlink() or not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(program)
            return link
    except OSError:
        return None  # the whole path serves as well
    return None


def say(english: str, indonesian: str) -> None:
    """A sentence in both languages."""
    text = f"{indonesian}\n{english}\n"
    sys.stdout.write(text.encode(sys.stdout.encoding or "ascii", "replace").decode(sys.stdout.encoding or "ascii"))


def fail(english: str, indonesian: str) -> int:
    """Say what is wrong; nothing was installed."""
    say(english, indonesian)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
