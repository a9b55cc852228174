"""Wheels for other machines: real pip, on an index of three small wheels made here."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from tests.release.wheels import LOCK, PLATFORMS, Platform, glibc, locked, look_up, musl, told

ARM_MUSL, ARM_GLIBC = Platform("arm64, musl", musl("aarch64"), True), Platform("arm64, glibc", glibc("aarch64"), True)
WANTED = {"apple": "1.0", "pear-tree": "2.0", "plum": "3.0"}


def wheel(folder: Path, name: str, version: str, tag: str) -> str:
    """Make a wheel with nothing in it; its SHA-256."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{stem}.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One package for every machine, one for 64-bit ARM with an old musl, one for Intel; their SHA-256."""
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    return {
        "apple": wheel(tmp_path, "apple", "1.0", "py3-none-any"),
        "pear-tree": wheel(tmp_path, "pear-tree", "2.0", "cp313-cp313-musllinux_1_1_aarch64"),
        "plum": wheel(tmp_path, "plum", "3.0", "cp313-cp313-manylinux_2_28_x86_64"),
    }


@pytest.mark.system
def test_a_wheel_counts_where_it_can_be_installed(index: dict[str, str]) -> None:
    """For this machine and this C library, also when it was built for an older one."""
    found, missing = look_up(ARM_MUSL, WANTED)
    assert (found, missing) == ({name: index[name] for name in ("apple", "pear-tree")}, ["plum"])
    found, missing = look_up(ARM_GLIBC, WANTED)
    assert (set(found), sorted(missing)) == ({"apple"}, ["pear-tree", "plum"])
    found, missing = look_up(Platform("amd64, glibc", glibc("x86_64"), True), WANTED)
    assert (set(found), missing) == ({"apple", "plum"}, ["pear-tree"])


@pytest.mark.usefixtures("index")
def test_what_pip_fails_of_otherwise_is_no_missing_wheel() -> None:
    """pip's own words come up."""
    with pytest.raises(RuntimeError, match="Invalid requirement"):
        look_up(ARM_MUSL, {"apple": "1.0 or so"})


def test_what_has_to_be_complete_and_is_not_is_wrong() -> None:
    """A file that the lock does not know is wrong everywhere."""
    hashes = {"apple": frozenset({"a"}), "plum": frozenset({"p"})}
    half = Platform("32-bit", (), complete=False)
    assert told(ARM_MUSL, {"apple": "a", "plum": "p"}, [], hashes) == (
        "arm64, musl: 2 of 2 packages have a wheel",
        True,
    )
    line = "1 of 2 packages have a wheel; none for plum"
    assert told(ARM_MUSL, {"apple": "a"}, ["plum"], hashes) == (f"arm64, musl: {line}", False)
    assert told(half, {"apple": "a"}, ["plum"], hashes) == (f"32-bit: {line}", True)
    assert told(half, {"apple": "b", "plum": "p"}, [], hashes) == (
        "32-bit: 2 of 2 packages have a wheel; not the locked file: apple",
        False,
    )


def test_the_whole_lock_is_read() -> None:
    """Every package with its version and all its files; both C libraries of 64-bit ARM and Intel are looked at."""
    text = LOCK.read_text(encoding="utf-8")
    packages = locked(text)
    assert len(packages) == text.count("==") - text.count(" == ")
    assert sum(len(files) for _, files in packages.values()) == text.count("--hash=")
    assert packages["uvloop"][0].startswith("0.")
    complete = {platform.name for platform in PLATFORMS if platform.complete}
    assert complete == {"amd64, musl", "amd64, glibc", "arm64, musl", "arm64, glibc"}
