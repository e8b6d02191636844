"""The field kit's archive and installer, with a few small wheels made here: nothing is downloaded."""

from __future__ import annotations

import ensurepip
import importlib.util
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "field_kit.py"


@pytest.fixture(scope="module")
def kit() -> ModuleType:
    """The script that builds the kit."""
    spec = importlib.util.spec_from_file_location("field_kit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["field_kit"] = module
    spec.loader.exec_module(module)
    return module


def wheel(folder: Path, name: str, *requires: str, tags: str = "py3-none-any", version: str = "1.0") -> Path:
    """A wheel with one module, and a program of the same name."""
    path = folder / f"{name}-{version}-{tags}.whl"
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(f"{name}.py", f"def main():\n    print('{name} {version} runs')\n")
        package.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        package.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tags}\n")
        package.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name} = {name}:main\n")
        package.writestr(f"{info}/RECORD", f"{name}.py,,\n")
    return path


@pytest.fixture
def unpacked(kit: ModuleType, tmp_path: Path) -> Path:
    """A small kit, unpacked as a person would."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(wheels, "taskforce", "helper>=1")
    wheel(wheels, "helper")
    bundled = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    (wheels / bundled.name).write_bytes(bundled.read_bytes())
    assert kit.pack(wheels, tmp_path / "kit.zip", "1.0") == 3
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / "taskforce-field-kit-1.0"


def install(folder: Path, place: Path) -> subprocess.CompletedProcess[str]:
    """Run the installer as both install scripts do."""
    command = [sys.executable, str(folder / "install.py"), str(place)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)


def test_the_archive_has_everything_and_is_equal_for_equal_wheels(
    kit: ModuleType, unpacked: Path, tmp_path: Path
) -> None:
    assert sorted(path.name for path in unpacked.iterdir()) == [
        *("README.txt", "SHA256SUMS", "install.bat", "install.py", "install.sh", "wheels")
    ]
    kit.pack(tmp_path / "wheels", tmp_path / "again.zip", "1.0")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "kit.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        modes = {info.filename.rpartition("/")[2]: info.external_attr >> 16 & 0o111 for info in archive.infolist()}
    assert modes["install.sh"]
    assert (unpacked / "install.bat").read_bytes().count(b"\r\n") > 5


def test_it_installs_without_a_network(unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")  # whoever asks an index gets no answer
    monkeypatch.delenv("PYTHONPATH", raising=False)
    answer = install(unpacked, tmp_path / "program")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    program = tmp_path / "program" / ("Scripts/taskforce.exe" if os.name == "nt" else "bin/taskforce")
    assert str(program) in answer.stdout
    said = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "taskforce 1.0 runs"


def _changed(folder: Path) -> None:
    path = folder / "wheels" / "helper-1.0-py3-none-any.whl"
    path.write_bytes(path.read_bytes() + b"x")


def _missing(folder: Path) -> None:
    (folder / "wheels" / "helper-1.0-py3-none-any.whl").unlink()


def _slipped_in(folder: Path) -> None:
    wheel(folder / "wheels", "helper", version="9.9")


def _without_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_changed, "helper-1.0-py3-none-any.whl: is damaged or was changed"),
        (_missing, "helper-1.0-py3-none-any.whl: is missing"),
        (_slipped_in, "helper-9.9-py3-none-any.whl: does not belong to the kit"),
        (_without_sums, "SHA256SUMS: is missing"),
    ],
)
def test_a_kit_that_is_not_as_it_was_made_is_refused(
    unpacked: Path, tmp_path: Path, harm: Callable[[Path], None], sentence: str
) -> None:
    harm(unpacked)
    answer = install(unpacked, tmp_path / "program")
    assert answer.returncode == 1
    assert sentence in answer.stdout
    assert not (tmp_path / "program").exists()


def test_what_only_the_other_system_needs_is_found_missing(kit: ModuleType, tmp_path: Path) -> None:
    linux, windows = kit.TARGETS
    wheel(tmp_path, "taskforce", "helper>=1", "tzdata; sys_platform == 'win32'", "extra; extra == 'postgres'")
    wheel(tmp_path, "helper", "deep[more]", tags="cp311-cp311-manylinux_2_17_x86_64")
    wheel(tmp_path, "deep", "deeper>2; extra == 'more'", "never; python_version < '3'")
    wheel(tmp_path, "deeper", version="2.0")

    assert kit.missing(tmp_path, linux, "3.11") == ["deeper>2"]
    assert kit.missing(tmp_path, linux, "3.12") == ["helper>=1"]
    assert sorted(kit.missing(tmp_path, windows, "3.11")) == ["helper>=1", "tzdata"]

    wheel(tmp_path, "deeper", version="3.0", tags="cp39-abi3-manylinux_2_28_x86_64")
    assert kit.missing(tmp_path, linux, "3.11") == []
