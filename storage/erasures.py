"""The record of erasures: whom a restored copy of the database brings back, and who is to be erased again.

It lies beside the database, outside what a backup holds: a small SQLite file and a key. A line holds no id, but an HMAC
of the person's id and of the moment at which their row was made. So a row that comes back is known, and the row of
somebody who was erased and wrote again is another one, whatever the clocks say.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from storage.file_modes import make_file, make_folder

KEY_BYTES = 32
# Seconds to wait for another process that writes.
BUSY_SECONDS = 30
TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # A number is never given out again: the database notes how far it has followed.
    "CREATE TABLE IF NOT EXISTS erasure (number INTEGER PRIMARY KEY AUTOINCREMENT, mark BLOB NOT NULL UNIQUE, "
    "erased_on TEXT NOT NULL)",
)


class ErasuresUnusable(Exception):
    """The record of erasures cannot be read or written; the text says why, and what to do."""


class Erasures:
    """A record of erasures. Safe to use from any thread and process. Every method raises ErasuresUnusable."""

    def __init__(self, file: Path) -> None:
        """Open the record in a file; it and its key are made where neither is there."""
        self.file, self.key_file = file, key_beside(file)
        try:
            make_folder(file.parent)
            make_file(file)
        except OSError as error:
            raise ErasuresUnusable(f"{file} cannot be made: {error.strerror}") from error
        with self._writing() as connection:
            for statement in TABLES:
                connection.execute(statement)
            about = dict(connection.execute("SELECT name, value FROM about").fetchall())
            self._key = self._read_key() if about else self._make_key()
            if not about:
                about = {"name": secrets.token_hex(8), "check": self._check()}
                connection.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))
        if not hmac.compare_digest(about["check"], self._check()):
            raise ErasuresUnusable(f"{self.key_file} is not the key of {file}; put back the one that belongs to it")
        self.name = about["name"]

    def note(self, people: Sequence[tuple[int, datetime]], now: datetime) -> range:
        """Note that people are erased: their ids, and when their rows were made. Gives back the numbers of those
        lines that are new."""
        with self._writing() as connection:
            before = self._newest(connection)
            # Not OR IGNORE: that would use up a number.
            connection.executemany(
                "INSERT INTO erasure (mark, erased_on) "
                "SELECT :mark, :day WHERE :mark NOT IN (SELECT mark FROM erasure)",
                [{"mark": self.mark(*one), "day": f"{now:%Y-%m-%d}"} for one in people],
            )
            return range(before + 1, self._newest(connection) + 1)

    def newest(self) -> int:
        """The number of the newest line; 0 before the first."""
        with self._writing() as connection:
            return self._newest(connection)

    def marks(self) -> frozenset[bytes]:
        """The marks of all who were erased."""
        with self._writing() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT mark FROM erasure"))

    def mark(self, person_id: int, made_at: datetime) -> bytes:
        """The mark of a person's row: an HMAC-SHA256 of their id and of the moment at which it was made."""
        moment = made_at.astimezone(UTC).isoformat(timespec="microseconds")
        return hmac.digest(self._key, f"{person_id} {moment}".encode(), "sha256")

    def forget_before(self, moment: datetime) -> int:
        """Delete lines older than a moment, when no backup can have these people any more; how many."""
        with self._writing() as connection:
            gone = connection.execute("DELETE FROM erasure WHERE erased_on < ?", (f"{moment:%Y-%m-%d}",))
            return gone.rowcount

    def copy_to(self, target: Path) -> None:
        """Copy the record and its key to another place, where an older copy of the same record is replaced. Raises
        ErasuresUnusable, before anything is written, when another record or a key alone is there."""
        if target.exists():
            there = Erasures(target)
            if there.name != self.name or there.newest() > self.newest():
                raise ErasuresUnusable(f"{target} is there already, and is no older copy of it")
        elif key_beside(target).exists():
            raise ErasuresUnusable(f"{key_beside(target)} is there already, without its record")
        try:
            make_folder(target.parent)
            with self._writing():
                # The key first: a record without its key cannot be opened.
                for source, to in ((self.key_file, key_beside(target)), (self.file, target)):
                    fresh = to.with_name(f".{to.name}.new")
                    make_file(fresh)
                    shutil.copyfile(source, fresh)
                    fresh.replace(to)
        except OSError as error:
            raise ErasuresUnusable(f"{target} cannot be made: {error.strerror}") from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.file, timeout=BUSY_SECONDS, isolation_level=None)
            with contextlib.closing(connection):
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            fix = "check its disk and its rights; a damaged one is to be moved away, and a new one is made"
            raise ErasuresUnusable(f"{self.file} cannot be read and written: {error}; {fix}") from error

    @staticmethod
    def _newest(connection: sqlite3.Connection) -> int:
        found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'erasure'").fetchone()
        return int(found[0]) if found else 0

    def _check(self) -> str:
        """By what a key is known as the right one."""
        return hmac.digest(self._key, b"limber", "sha256").hex()

    def _make_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        try:
            make_file(self.key_file)
            self.key_file.write_text(key.hex() + "\n", encoding="ascii")
        except OSError as error:
            raise ErasuresUnusable(f"{self.key_file} cannot be made: {error.strerror}") from error
        return key

    def _read_key(self) -> bytes:
        fix = f"put it back; without it nobody in {self.file} is known again, so move both away if it is lost"
        try:
            return bytes.fromhex(self.key_file.read_text(encoding="ascii"))
        except OSError as error:
            raise ErasuresUnusable(f"{self.key_file} cannot be read: {error.strerror}; {fix}") from error
        except ValueError as error:
            raise ErasuresUnusable(f"{self.key_file} holds no key; {fix}") from error


def key_beside(file: Path) -> Path:
    """The file with the key of a record of erasures."""
    return file.with_suffix(".key")
