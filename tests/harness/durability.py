"""Tests that do not wait for the disk: nothing of theirs has to outlive a power cut.

What the program itself does is kept here, for the test that looks at it (`tests/storage/test_durability.py`), and is in
force in every program that tests start.
"""

from __future__ import annotations

from storage import database

SHIPPED = database.SYNCHRONOUS


def spare_the_disk() -> None:
    """From now on SQLite leaves it to the system when what it writes reaches the disk, in this process."""
    database.SYNCHRONOUS = "OFF"
