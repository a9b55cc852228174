"""Who may read what the program makes: its owner alone, whatever the umask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.file_modes import is_open_to_others, make_file, make_folder
from storage.store import Store
from tests.storage.sample_people import ANA, NOW
from tests.storage.store_actions import put_person


@pytest.fixture(params=[0, 0o777])
def mask(request: pytest.FixtureRequest) -> Iterator[None]:
    """The most careless umask, and the most careful."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("mask")
def test_a_new_record_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The folders that were missing, the database, its log and index, and the lock."""
    folder = tmp_path / "deep" / "data"
    store = Store(f"sqlite:///{folder}/limber.db")
    store.migrate()
    store.hold_alone()
    store.join(NOW)
    put_person(store, ANA)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (folder.parent, folder, *folder.iterdir())}
    store.close()
    files = [f"limber.db{suffix}" for suffix in ("", "-wal", "-shm", ".running", ".running-journal")]
    assert modes == {"deep": "0o700", "data": "0o700", **dict.fromkeys(files, "0o600")}


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    """Whoever opened a folder or a file to others meant it."""
    folder, file = tmp_path / "data", tmp_path / "data" / "limber.db"
    folder.mkdir()
    file.write_text("x")
    folder.chmod(0o755)
    file.chmod(0o644)
    make_folder(folder)
    assert not make_file(file)
    assert [path.stat().st_mode & 0o777 for path in (folder, file)] == [0o755, 0o644]
    assert file.read_text() == "x"
    with pytest.raises(OSError, match="exists"):
        make_folder(file)


@pytest.mark.parametrize(
    ("folder", "file", "is_open"), [(0o755, 0o644, True), (0o755, 0o640, False), (0o700, 0o644, False)]
)
def test_a_file_is_open_when_its_folder_is_too(tmp_path: Path, folder: int, file: int, is_open: bool) -> None:
    """Nobody reads what lies in a folder that they cannot enter."""
    path = tmp_path / "data" / "limber.db"
    path.parent.mkdir()
    path.touch()
    path.chmod(file)
    path.parent.chmod(folder)
    assert is_open_to_others(path) is is_open
