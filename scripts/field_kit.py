"""One archive that installs taskforce without a network, on Linux (x86_64) and Windows (amd64).

python scripts/field_kit.py [-o FILE.zip] [--python 3.11 --python 3.12 …]

Run it where there is a network.  It holds wheels for both systems and every named version of Python, the
installers of scripts/kit, and SHA256SUMS, which the installer checks.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename
from pip._vendor.packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
KIT = Path(__file__).resolve().parent / "kit"
PYTHONS = ("3.11", "3.12", "3.13")
_LINUX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64")
_STAMP = (2026, 1, 1, 0, 0, 0)


class Target(NamedTuple):
    """A system that the kit installs on: its name, pip's names for it, and what markers say of it."""

    name: str
    platforms: tuple[str, ...]
    markers: Mapping[str, str]


TARGETS = (
    Target(
        "linux-x86_64",
        _LINUX,
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    Target(
        "windows-amd64",
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
)


def main() -> int:
    """Build the kit; return the exit status of the process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the archive to write")
    parser.add_argument("--python", action="append", metavar="VERSION", help=f"default: {', '.join(PYTHONS)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        own = build_own(wheels)
        _pip("download", "--only-binary=:all:", "--no-deps", "-d", str(wheels), "pip")
        for python in options.python or PYTHONS:
            for target in TARGETS:
                print(f"{target.name}, Python {python} …", flush=True)
                collect(wheels, own, target, python)
        version = str(parse_wheel_filename(own.name)[1])
        output = options.output or Path(f"taskforce-field-kit-{version}.zip")
        count = pack(wheels, output, version)
    print(f"{output}: {count} wheels, {output.stat().st_size / 1e6:.0f} MB")
    return 0


def build_own(wheels: Path) -> Path:
    """Build the project's own wheel; return its path."""
    _pip("wheel", "--no-deps", "-w", str(wheels), str(ROOT))
    return next(wheels.glob("taskforce-*.whl"))


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"pip failed: {' '.join(words)}")


def collect(wheels: Path, own: Path, target: Target, python: str) -> None:
    """Download what is needed on a target until nothing is missing.

    pip asks markers (``sys_platform == 'win32'``) of the machine that it runs on, so what only the target needs
    is found here and asked for by name.
    """
    asked = [str(own)]
    while asked:
        platforms = [word for platform in target.platforms for word in ("--platform", platform)]
        abis = ["--abi", f"cp{python.replace('.', '')}", "--abi", "abi3", "--abi", "none"]
        _pip(
            *("download", "--only-binary=:all:", "--implementation", "cp", "--python-version", python),
            *(*platforms, *abis, "-d", str(wheels), "--find-links", str(wheels), *asked),
        )
        lacking = missing(wheels, target, python)
        if lacking and sorted(lacking) == sorted(asked):
            raise SystemExit(f"{target.name}, Python {python}: no wheels for {', '.join(lacking)}")
        asked = lacking


def missing(wheels: Path, target: Target, python: str) -> list[str]:
    """Return the requirements of taskforce, direct and indirect, that no wheel meets on a target."""
    environment = {**target.markers, "python_version": python, "python_full_version": f"{python}.0"}
    environment |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    usable = _usable(wheels, target, python)
    lacking: dict[str, None] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement("taskforce")]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        fitting = [one for version, one in usable.get(name, ()) if requirement.specifier.contains(version, True)]
        if not fitting:
            lacking[f"{requirement.name}{requirement.specifier}"] = None
            continue
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        for one in requires(fitting[-1]):
            extras = requirement.extras or {""}
            if one.marker is None or any(one.marker.evaluate({**environment, "extra": extra}) for extra in extras):
                waiting.append(one)
    return list(lacking)


def _usable(wheels: Path, target: Target, python: str) -> dict[str, list[tuple[Version, Path]]]:
    """Return the wheels that install on a target, by name, the newest last."""
    number = python.replace(".", "")
    usable: dict[str, list[tuple[Version, Path]]] = {}
    for path in sorted(wheels.glob("*.whl")):
        name, version, _build, tags = parse_wheel_filename(path.name)
        for tag in tags:
            system = tag.platform == "any" or tag.platform in target.platforms
            exact = tag.interpreter in (f"cp{number}", f"py{number}", "py3", "py2.py3")
            stable = tag.abi == "abi3" and int(tag.interpreter.removeprefix("cp3") or 0) <= int(number[1:])
            if system and (exact or stable):
                usable.setdefault(name, []).append((version, path))
                break
    return {name: sorted(versions) for name, versions in usable.items()}


def requires(wheel: Path) -> list[Requirement]:
    """Return what a wheel says it requires."""
    with zipfile.ZipFile(wheel) as package:
        name = next(one for one in package.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one))
        headers = HeaderParser().parsestr(package.read(name).decode("utf-8"))
    return [Requirement(text) for text in headers.get_all("Requires-Dist") or ()]


def pack(wheels: Path, output: Path, version: str) -> int:
    """Write the archive of these wheels, equal for equal wheels; return their number."""
    top = f"taskforce-field-kit-{version}"
    files: dict[str, bytes] = {path.name: path.read_bytes() for path in sorted(KIT.iterdir()) if path.is_file()}
    own = sorted(wheels.glob("*.whl"))
    files |= {f"wheels/{path.name}": path.read_bytes() for path in own}
    files["install.bat"] = files["install.bat"].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode("ascii")
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(f"{top}/{name}", _STAMP)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o755 if name.endswith((".sh", "install.py")) else 0o644) << 16
            archive.writestr(info, content)
    return len(own)


if __name__ == "__main__":
    raise SystemExit(main())
