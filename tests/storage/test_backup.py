"""Copies of a record that is in use, and what may take its place again: everything on real files, SQLite alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import WRITTEN_AT, BackupRefused, back_up, look, restore
from storage.database import DatabaseUnusable, is_held, sqlite_file, writing
from storage.records.calls import Lane, OutgoingCall, Verb
from storage.records.person import Account, Person
from storage.records.replica import InboxItem
from storage.schema import tables
from storage.schema.column_types import UtcDateTime
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, HOUR, NOW, words
from tests.storage.store_actions import put_person, send_all, table
from tests.storage.test_migrations import go_down

pytestmark = pytest.mark.only("sqlite")

# Moments that are planned, and do not tell when anything was written.
PLANNED = {
    *("person.paused_until", "person.stopped_at", "person.blocked_at", "person.unanswered_since", "person.hushed_at"),
    *("person.end_told_at", "reminder.next_due", "reminder.last_due", "prompt.due_at", "prompt.again_at"),
    *("walk.due_at", "outbox.not_before", "outbox.not_after", "replica.alive_until"),
}


@pytest.fixture
def mask() -> Iterator[None]:
    """The most careless umask there is."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def copy(store: Store, database: Path, tmp_path: Path) -> Path:
    """A backup with Ana in it."""
    put_person(store, ANA)
    file = tmp_path / "copy.db"
    back_up(database, file)
    return file


def names_in(file: Path) -> list[str]:
    """Who is on record in a file."""
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT first_name FROM person ORDER BY id")]


def modes_in(folder: Path) -> dict[str, str]:
    """The permissions of all that lies in a folder, by name."""
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}


def write_to(file: Path, statement: str) -> None:
    """Change a file behind everybody's back."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


# Taking one


@pytest.mark.usefixtures("mask")
def test_a_backup_is_one_moment_whatever_is_written_meanwhile(store: Store, database: Path, tmp_path: Path) -> None:
    """Somebody and their message are written together, so they are in a copy together; nobody has to wait for it. A
    copy is a single file, for its owner alone."""
    enough, written = threading.Event(), 0

    def somebody(connection: sa.Connection) -> None:
        connection.execute(
            sa.insert(tables.person), _row(Person(id=written + 1, created_at=NOW, account=Account(first_name="X" * 60)))
        )
        connection.execute(sa.insert(tables.outbox), _call(written + 1))

    def write() -> None:
        nonlocal written
        while not enough.is_set():
            store.write(somebody)
            written += 1

    folder = tmp_path / "copies"
    folder.mkdir()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(8):
            before = written
            found = back_up(database, folder / f"{number}.db")
            assert before <= found.people <= written + 1
            with closing(sqlite3.connect(folder / f"{number}.db")) as connection:
                (calls,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
            assert calls == found.people
    finally:
        enough.set()
        writer.join()
    assert found.people > 0
    # By the 19th byte of the file, which says that no log belongs beside it.
    assert {file.read_bytes()[18] for file in folder.iterdir()} == {1}
    assert modes_in(folder) == {f"{number}.db": "0o600" for number in range(8)}


def _row(person: Person) -> dict[str, object]:
    needed = {"version": 1, "paused": False, "reminders_made": 0, "walks_begun": 0, "run_days": 0, "days_total": 0}
    return {"id": person.id, "created_at": NOW, "first_name": person.account.first_name, **needed}


def _call(person_id: int) -> dict[str, object]:
    state = {"state": "pending", "live": False, "attempts": 0, "uncertain": 0}
    return {"chat_id": person_id, "lane": 0, "verb": "send", "event": "x", "created_at": NOW, **state}


def test_what_a_killed_program_left_in_the_log_is_in_the_backup(store: Store, database: Path, tmp_path: Path) -> None:
    """The log is not yet written back, and nobody runs who would."""
    put_person(store, ANA)
    killed = tmp_path / "killed"
    killed.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(database.with_name(database.name + suffix), killed)
    assert (killed / "limber.db-wal").stat().st_size > 0
    back_up(killed / "limber.db", tmp_path / "copy.db")
    assert names_in(tmp_path / "copy.db") == ["Ana"]


def test_a_backup_has_no_gaps_in_which_anything_might_stand(store: Store, database: Path, tmp_path: Path) -> None:
    """It is written anew, out of what is on record alone."""
    store.take_in([InboxItem(number, ANA.id, "x" * 2000) for number in range(200)], NOW)
    with writing(store.engine) as connection:
        connection.execute(sa.delete(tables.inbox))
    back_up(database, tmp_path / "copy.db")
    with closing(sqlite3.connect(database)) as record, closing(sqlite3.connect(tmp_path / "copy.db")) as copied:
        (before,), (after,) = (one.execute("PRAGMA freelist_count").fetchone() for one in (record, copied))
    assert before > 50
    assert after == 0


def test_a_backup_tells_what_is_in_it(store: Store, database: Path, tmp_path: Path) -> None:
    """People, size, and the newest moment at which anything was written, be it a message that was sent."""
    file = tmp_path / "copy.db"
    assert back_up(database, file).newest is None
    put_person(store, ANA)
    store.enqueue([words("Good morning")], NOW)
    send_all(store, NOW + HOUR)
    found = back_up(database, file, force=True)
    assert (found.people, found.newest, found.size) == (1, NOW + HOUR, file.stat().st_size)
    assert found.revision == tables.HEAD_REVISION


def test_every_moment_of_the_record_is_known_as_written_or_as_planned() -> None:
    """A new column has to say which it is, or a newer record would pass for an old one."""
    moments = {
        f"{table.name}.{column.name}"
        for table in tables.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, UtcDateTime)
    }
    written = {f"{name}.{column}" for name, columns in WRITTEN_AT.items() for column in columns}
    assert moments == written | PLANNED
    assert not written & PLANNED


REFUSED = [
    ("copy.db", "copy.db is there already; take another name, or --force"),
    ("limber.db", "is the record itself; name another file"),
    ("limber.db-wal", "is the record itself; name another file"),
    ("nowhere/copy.db", "nowhere; make it first: mkdir -m 700 "),
]


@pytest.mark.parametrize(("name", "said"), REFUSED)
def test_a_backup_never_takes_the_place_of_another_file(copy: Path, database: Path, name: str, said: str) -> None:
    """Nothing is left behind, and what was there is as it was; the record not even by force."""
    before = copy.read_bytes()
    with pytest.raises(BackupRefused, match=said):
        back_up(database, copy.parent / name, force="record" in said)
    assert copy.read_bytes() == before
    assert not list(database.parent.glob(".*"))


def test_there_is_nothing_to_copy(tmp_path: Path) -> None:
    """And no empty record is made of that."""
    with pytest.raises(BackupRefused, match=r"there is no record at .*limber\.db; run this in the bot's folder"):
        back_up(tmp_path / "limber.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


# Files that are no backup


def truncated(file: Path) -> None:
    """Half of it."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scratched(file: Path) -> None:
    """A page in the middle is overwritten."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(content)


def orphaned(file: Path) -> None:
    """A walk whose person is gone."""
    write_to(
        file,
        "INSERT INTO mark (person_id, kind, on_date) VALUES (404, 'added', '2026-11-22')",
    )


def newer(file: Path) -> None:
    """Written by a program that is not there yet."""
    write_to(file, "UPDATE alembic_version SET version_num = '9999'")


def of_another(file: Path) -> None:
    """Another program's database."""
    file.unlink()
    write_to(file, "CREATE TABLE song (name)")


BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (lambda file: file.write_text("Dear diary, " * 400), "cannot be read: file is not a database"),
    (lambda file: file.write_bytes(b""), "is no record of Limber"),
    (truncated, "malformed|is broken"),
    (scratched, "malformed|is broken"),
    (orphaned, "is broken: 1 rows are without their owner"),
    (newer, "was written by a newer Limber .its schema is 9999, this program knows"),
    (of_another, "is no record of Limber"),
    (lambda file: file.unlink(), "there is no file"),
]


@pytest.mark.parametrize(("spoil", "said"), BROKEN)
def test_what_is_no_sound_backup_replaces_nothing(
    store: Store, copy: Path, database: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """Not even by force: the record is as it was, and nothing is left beside it. Nor is such a record copied."""
    put_person(store, BEN)
    spoil(copy)
    with pytest.raises(BackupRefused, match=said):
        restore(database, copy, NOW, force=True)
    assert names_in(database) == ["Ana", "Ben"]
    if copy.exists():
        with pytest.raises(BackupRefused, match=said):
            back_up(copy, copy.with_name("second.db"))
    assert not copy.with_name("second.db").exists()
    assert not [path for path in database.parent.iterdir() if "before-restore" in path.name or ".new" in path.name]


# Bringing one back


@pytest.mark.usefixtures("mask")
def test_a_backup_makes_a_record_where_there_is_none(copy: Path, tmp_path: Path) -> None:
    """In a new folder, both for their owner alone; nothing is said to be kept."""
    record = tmp_path / "deep" / "data" / "limber.db"
    done = restore(record, copy, NOW)
    assert (done.holding.people, done.kept) == (1, None)
    assert modes_in(record.parent) == {"limber.db": "0o600", "limber.db.running": "0o600"}
    assert modes_in(tmp_path)["deep"] == modes_in(tmp_path / "deep")["data"] == "0o700"
    assert not is_held(record)


def test_a_newer_record_is_replaced_by_force_alone_and_kept(store: Store, copy: Path, database: Path) -> None:
    """Both moments are told. What stands only in the log of the record is kept, and does not get into the new one."""
    put_person(store, replace(BEN, created_at=NOW + DAY))
    assert database.with_name("limber.db-wal").stat().st_size > 0
    with pytest.raises(BackupRefused) as refused:
        restore(database, copy, NOW)
    assert str(refused.value) == (
        "the record is newer: it was written last at 2026-11-23 14:35:00 UTC, the backup at 2026-11-22 14:35:00 UTC; "
        "with --force it is replaced, and kept beside"
    )
    assert names_in(database) == ["Ana", "Ben"]
    done = restore(database, copy, NOW, force=True)
    assert done.kept == database.with_name("limber.db.before-restore-20261122T143500Z")
    assert done.kept.stat().st_mode & 0o777 == 0o600
    assert (names_in(database), names_in(done.kept)) == (["Ana"], ["Ana", "Ben"])
    assert not list(database.parent.glob(".*"))


def test_a_record_as_old_as_the_backup_is_replaced_without_force(copy: Path, database: Path) -> None:
    """Nothing is lost by that."""
    assert restore(database, copy, NOW).kept is not None


@pytest.mark.parametrize("spoil", [truncated, scratched])
def test_a_broken_record_is_replaced_without_force(copy: Path, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """That is what backups are for; what is left of it is kept, with its log."""
    record = tmp_path / "data" / "limber.db"
    restore(record, copy, NOW)
    spoil(record)
    record.with_name("limber.db-wal").write_bytes(b"log")
    kept = restore(record, copy, NOW).kept
    assert kept is not None
    assert kept.stat().st_size > 0
    assert names_in(record) == ["Ana"]
    assert look(record).people == 1


def test_another_programs_database_is_replaced_by_force_alone(copy: Path, tmp_path: Path) -> None:
    """A DATABASE_URL may be wrong by a word."""
    songs = tmp_path / "songs.db"
    write_to(songs, "CREATE TABLE song (name)")
    with pytest.raises(BackupRefused, match="is no record of Limber; with --force it is replaced, and kept beside"):
        restore(songs, copy, NOW)
    assert restore(songs, copy, NOW, force=True).kept is not None


def test_nothing_is_restored_while_a_bot_runs(store: Store, copy: Path, database: Path) -> None:
    """Not even by force. A backup is taken all the same."""
    assert not is_held(database)
    store.hold_alone()
    assert is_held(database)
    with pytest.raises(DatabaseUnusable, match="another Limber runs on this database"):
        restore(database, copy, NOW, force=True)
    assert not list(database.parent.glob("*before-restore*"))
    assert back_up(database, copy, force=True).people == 1
    store.close()
    assert restore(database, copy, NOW).holding.people == 1


def test_a_backup_of_an_older_program_is_brought_up_to_date(store: Store, copy: Path, database: Path) -> None:
    """The backup itself stays as it is."""
    put_person(store, BEN)
    go_down(store, "0004")
    store.close()
    back_up(database, copy, force=True)
    restore(database, copy, NOW, force=True)
    assert look(copy).revision == "0004"
    assert look(database).revision == tables.HEAD_REVISION
    assert names_in(database) == ["Ana", "Ben"]


def test_a_broadcast_of_a_backup_does_not_go_out_again(store: Store, copy: Path, database: Path) -> None:
    """Its messages may have been sent since; what else waited, waits."""
    counts = {"people": 2, "queued": 1, "sent": 0, "failed": 0, "version": 3}
    broadcast = {"admin_id": 1, "text": "Dear all", "audience": "all", "state": "sending", "created_at": NOW, **counts}
    store.enqueue([words("step 1"), OutgoingCall(BEN.id, Verb.SEND, {"text": "Dear all"}, lane=Lane.PROMPT)], NOW)
    store.write(
        lambda connection: (
            connection.execute(sa.insert(tables.broadcast), broadcast),
            connection.execute(sa.update(tables.outbox).where(tables.outbox.c.id == 2).values(broadcast_id=1)),
        )
    )
    back_up(database, copy, force=True)
    store.close()
    assert restore(database, copy, NOW).cancelled == 1
    back = Store(f"sqlite:///{database}")
    calls = [(row["state"], row["error"], row["payload"]) for row in table(back, "outbox")]
    assert calls == [("pending", None, {"text": "step 1"}), ("dead", "cancelled", None)]
    assert [(row["state"], row["text"]) for row in table(back, "broadcast")] == [("cancelled", None)]
    back.close()


@pytest.mark.parametrize("is_backup", [True, False])
def test_a_copy_of_a_running_bot_has_not_crashed(store: Store, database: Path, tmp_path: Path, is_backup: bool) -> None:
    """What the bot had claimed goes on, and its first start counts no unclean end; so from another program's copy."""
    put_person(store, ANA)
    store.join(NOW)
    store.enqueue([words("step 1")], NOW)
    assert len(store.claim(5)) == 1
    copy, restored = tmp_path / "copy.db", tmp_path / "restored" / "limber.db"
    if is_backup:
        back_up(database, copy)
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM replica").fetchone() == (0,)
    else:
        with closing(sqlite3.connect(database)) as running, closing(sqlite3.connect(copy)) as target:
            running.backup(target)
    restore(restored, copy, NOW)
    back = Store(f"sqlite:///{restored}")
    assert back.join(NOW).unclean_ends == 0
    assert len(back.claim(5)) == 1
    back.close()


def test_which_file_an_address_names() -> None:
    """None for a server; what is no address says so."""
    assert sqlite_file("sqlite:///data/limber.db") == Path("data/limber.db")
    assert sqlite_file("postgresql+psycopg://a:b@c/d") is None
    for wrong in ("limber.db", "sqlite://"):
        with pytest.raises(DatabaseUnusable):
            sqlite_file(wrong)
