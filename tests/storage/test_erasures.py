"""The record of erasures: whom a restored copy brings back is erased again, and who came back by themselves is not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import back_up, restore
from storage.database import writing
from storage.diagnosis import look_at_erasures
from storage.erasures import Erasures, ErasuresUnusable
from storage.records.person import Person
from storage.records.retention_periods import STOPPED_KEPT
from storage.records.turn import TurnResult
from storage.retention import Retention
from storage.schema import tables
from storage.statements import erasing
from storage.store import Store
from tests.harness.counting import counted
from tests.storage.sample_people import ANA, BEN, DAY, HOUR, NOW
from tests.storage.store_actions import load_person, put_person, table

CAT = replace(ANA, id=43)


@pytest.fixture
def erasures(tmp_path: Path, store: Store) -> Erasures:
    """A record of erasures beside the store's database."""
    store.erasures = Erasures(tmp_path / "beside" / "erasures.db")
    return store.erasures


def delete(store: Store, person: Person, now: datetime = NOW) -> None:
    """What /delete does."""
    stored = load_person(store, person)
    store.commit_turn(TurnResult(None, stored, stored, erase=True), now)


def rows_of(store: Store) -> dict[str, list[dict[str, object]]]:
    """The rows that a backup of these tests brings back."""
    return {name: table(store, name) for name in ("person", "fact")}


def bring_back(store: Store, rows: dict[str, list[dict[str, object]]]) -> None:
    """Put the database into the state of a backup."""
    with writing(store.engine) as connection:
        for name, kept in rows.items():
            connection.execute(sa.delete(tables.metadata.tables[name]))
            if kept:
                connection.execute(sa.insert(tables.metadata.tables[name]), kept)


def ids(store: Store) -> set[object]:
    """Who is there."""
    return {row["id"] for row in table(store, "person")}


def by_delete(store: Store) -> None:
    """Ana asks for it."""
    delete(store, ANA)


def by_hand(store: Store) -> None:
    """Somebody who runs the bot does it for her."""
    assert store.erase(ANA.id, NOW)


def by_retention(store: Store) -> None:
    """She blocked the bot a long time ago."""
    store.mark_blocked(ANA.id, NOW - STOPPED_KEPT, "blocked")
    assert Retention(store).forget(NOW).people == 1


@pytest.mark.parametrize("way", [by_delete, by_hand, by_retention])
def test_who_was_erased_since_a_backup_is_erased_again(
    store: Store, erasures: Erasures, way: Callable[[Store], None]
) -> None:
    """However they were erased; nobody else is, and a second look finds nobody."""
    for person in (ANA, BEN):
        put_person(store, person)
    backup = rows_of(store)
    way(store)
    assert (store.erase_returned(), ids(store)) == (0, {BEN.id})
    bring_back(store, backup)
    assert ids(store) == {ANA.id, BEN.id}
    assert look_at_erasures(str(store.engine.url), erasures.file).returned == 1
    assert (store.erase_returned(), ids(store)) == (1, {BEN.id})
    assert (store.erase_returned(), ids(store)) == (0, {BEN.id})
    assert look_at_erasures(str(store.engine.url), erasures.file).returned == 0


@pytest.mark.parametrize("hours", [1, 0, -1])
def test_who_comes_back_by_themselves_stays(store: Store, erasures: Erasures, hours: int) -> None:
    """Their row is another one, whatever the clock said; the one of the backup goes."""
    put_person(store, ANA)
    backup = rows_of(store)
    delete(store, ANA, NOW + HOUR)
    again = replace(ANA, created_at=NOW + HOUR + hours * HOUR + timedelta(microseconds=1))
    put_person(store, again)
    store.note_fact(f"erasures_{erasures.name}", "0")
    assert (store.erase_returned(), ids(store)) == (0, {ANA.id})
    bring_back(store, backup)
    assert (store.erase_returned(), ids(store)) == (1, set())
    # Twice erased, twice known.
    bring_back(store, backup)
    put_person(store, CAT)
    delete(store, CAT)
    assert (store.erase_returned(), ids(store)) == (1, set())


def test_a_start_looks_at_everybody_only_after_a_restore(store: Store, erasures: Erasures) -> None:
    """The database notes how far it has followed, also when two erasures cross."""
    put_person(store, ANA)
    backup = rows_of(store)
    delete(store, ANA)
    with counted(store.engine) as counts:
        store.erase_returned()
    assert {one.kind for one in counts.statements if one.kind.startswith("SELECT")} == {"SELECT fact"}
    bring_back(store, backup)
    with counted(store.engine) as counts:
        store.erase_returned()
    assert "SELECT person" in {one.kind for one in counts.statements}
    # Noted, and its transaction failed; the next one does not say that it was followed.
    put_person(store, BEN)
    erasures.note([(BEN.id, BEN.created_at)], NOW)
    put_person(store, ANA)
    delete(store, ANA)
    assert (store.erase_returned(), ids(store)) == (1, set())


def test_an_erasure_is_noted_before_it_takes_effect(
    store: Store, erasures: Erasures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash in between erases at the next start; it never forgets."""
    put_person(store, ANA)

    def cut(*given: object) -> None:
        erasing_note(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    erasing_note = erasing.note_erased
    monkeypatch.setattr(erasing, "note_erased", cut)
    with pytest.raises(KeyboardInterrupt):
        delete(store, ANA)
    assert ids(store) == {ANA.id}
    assert (store.erase_returned(), ids(store)) == (1, set())


def test_somebody_is_erased_although_it_cannot_be_noted(
    store: Store, erasures: Erasures, caplog: pytest.LogCaptureFixture
) -> None:
    """They asked for it. The log says so."""
    put_person(store, ANA)
    erasures.file.write_text("Dear diary, " * 400)
    delete(store, ANA)
    assert ids(store) == set()
    (line,) = [record for record in caplog.records if record.getMessage() == "erasure_noting_failed"]
    assert "file is not a database" in vars(line)["error"]


def test_a_stranger_leaves_no_line(store: Store, erasures: Erasures) -> None:
    """Nothing of theirs can be in a backup."""
    store.commit_turn(TurnResult(None, ANA, ANA, erase=True), NOW)
    assert not store.erase(BEN.id, NOW)
    assert erasures.newest() == 0


def test_a_line_names_nobody_and_goes_after_its_time(tmp_path: Path) -> None:
    """It is an HMAC under a key that lies in a file of its own; both are for their owner alone."""
    record = Erasures(tmp_path / "erasures.db")
    key = (tmp_path / "erasures.key").read_text().strip()
    assert record.note([(ANA.id, NOW), (BEN.id, NOW)], NOW) == range(1, 3)
    assert record.note([(ANA.id, NOW)], NOW + DAY) == range(3, 3)
    content = record.file.read_bytes()
    assert str(ANA.id).encode() not in content
    assert bytes.fromhex(key) not in content
    assert key.encode() not in content
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    # In any zone the same moment.
    east = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert record.mark(ANA.id, east) in Erasures(record.file).marks()
    assert Erasures(tmp_path / "other.db").mark(ANA.id, NOW) not in record.marks()
    assert (record.forget_before(NOW), record.forget_before(NOW + DAY)) == (0, 2)
    assert (record.marks(), record.newest()) == (frozenset(), 2)
    assert record.note([(ANA.id, NOW)], NOW) == range(3, 4)


def lost_key(file: Path) -> None:
    """Only the record was copied from the old machine."""
    file.with_suffix(".key").unlink()


def other_key(file: Path) -> None:
    """Mixed up with another bot's."""
    file.with_suffix(".key").write_text("ab" * 32)


def no_key(file: Path) -> None:
    """Something else under its name."""
    file.with_suffix(".key").write_text("hello")


def not_a_record(file: Path) -> None:
    """Damaged."""
    file.write_text("Dear diary, " * 400)


UNUSABLE = [
    (lost_key, "erasures.key cannot be read: No such file or directory; put it back"),
    (other_key, "erasures.key is not the key of .*erasures.db; put back the one that belongs to it"),
    (no_key, "erasures.key holds no key; put it back"),
    (not_a_record, "erasures.db cannot be read and written: file is not a database"),
]


@pytest.mark.parametrize(("spoil", "said"), UNUSABLE)
def test_a_record_that_cannot_be_used_says_why(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    """A new key would know nobody again."""
    file = tmp_path / "erasures.db"
    Erasures(file).note([(ANA.id, NOW)], NOW)
    spoil(file)
    with pytest.raises(ErasuresUnusable, match=said):
        Erasures(file)


@pytest.mark.only("sqlite")
def test_a_restored_copy_never_has_anybody_in_it_who_was_erased_since(
    store: Store, database: Path, erasures: Erasures, tmp_path: Path
) -> None:
    """Not for a moment, nor in the free space of its pages; and a backup holds neither the record nor its key."""
    for person in (ANA, BEN):
        put_person(store, person)
    copies = tmp_path / "copies"
    copies.mkdir()
    back_up(database, copies / "copy.db")
    delete(store, ANA)
    assert [path.name for path in copies.iterdir()] == ["copy.db"]
    done = restore(database, copies / "copy.db", NOW, force=True, erasures=erasures)
    assert done.erased == 1
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT id FROM person").fetchall() == [(BEN.id,)]
    assert b"Ana" not in database.read_bytes()
    # Without the record they would be back.
    shutil.copy(copies / "copy.db", tmp_path / "other.db")
    assert restore(tmp_path / "new.db", tmp_path / "other.db", NOW).holding.people == 2
