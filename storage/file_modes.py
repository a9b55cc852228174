"""File modes: what is made for the record can be read by its owner alone, whatever the umask."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
# Reading or entering, for those who are neither the owner nor of the group.
OTHERS_READ, OTHERS_ENTER = 0o004, 0o001


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where they are missing; one that is there stays as it is. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        folder.chmod(FOLDER_MODE)
    path.mkdir(exist_ok=True)


def make_file(path: Path) -> bool:
    """Make an empty file; False when there is one already, which stays as it is. Raises OSError."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    except FileExistsError:
        return False
    path.chmod(FILE_MODE)
    return True


def is_open_to_others(path: Path) -> bool:
    """Whether anybody on this machine can read a file: its own permissions and its folder's count. Raises OSError."""
    entered = path.resolve().parent.stat().st_mode & OTHERS_ENTER
    return bool(entered and path.stat().st_mode & OTHERS_READ)
