"""The record moves from SQLite to PostgreSQL and back: all of it, or nothing, and never under a bot that runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import copying, moving
from storage.copying import TABLES, last_given_out
from storage.database import writing
from storage.health import is_first
from storage.moving import AddressUnusable, Moved, MoveRefused, move
from storage.schema import tables as models
from storage.store import Store
from tests.harness.postgres import Postgres
from tests.storage.sample_people import ANA, BEN, NOW, words
from tests.storage.statements.test_people import with_a_past
from tests.storage.store_actions import put_person, send_all, table, tables

# JSON that a program of today would write in another way.
AS_WRITTEN = '{"b":1.50, "a":"\\u00e9","b":2}'
PERSON = {
    **{"version": 1, "paused": False, "reminders_made": 0, "walks_begun": 0, "run_days": 0, "days_total": 0},
    "created_at": NOW,
}


@pytest.fixture
def other(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the other kind, without tables."""
    if kind == "postgresql":
        yield f"sqlite:///{tmp_path}/moved/limber.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("moved") as url:
        yield url


@pytest.fixture
def third(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """One more of the first kind."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/third.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("third") as url:
        yield url


def moved(source: str, target: str) -> Moved:
    """Move, whatever the progress."""
    return move(source, target, NOW, lambda rows, total: None)


def fill(store: Store) -> None:
    """Rows in every table, with what the two databases write in different ways."""
    with_a_past(store, ANA)
    with_a_past(store, BEN)
    put_person(store, replace(ANA, id=7, account=replace(ANA.account, first_name="Zoë 🦩 日本 \u202e'\"\\%s :x")))
    store.note_fact("b", "1")
    store.note_fact("Ä", "2")
    store.note_fact("a", "3")
    now = {"created_at": NOW, "version": 1, "audience": "all", "text": "Dear all", "state": "draft"}
    counts = {"people": 1, "queued": 0, "sent": 0, "failed": 0}
    store.write(lambda connection: connection.execute(sa.insert(models.broadcast).values(admin_id=1, **now, **counts)))
    # JSON's null and SQL's are two things; numbers and letters stay as they are written.
    assert is_first(store, "polling")
    store.enqueue([words("ü \u2028 \ud83e\udda9"), words("last")], NOW)
    send_all(store)
    with writing(store.engine) as connection:
        null = "UPDATE outbox SET payload = 'null' WHERE id = (SELECT min(id) FROM outbox)"
        connection.exec_driver_sql(null)
        kept = f"UPDATE outbox SET payload = '{AS_WRITTEN}' WHERE id = (SELECT min(id) + 1 FROM outbox)"  # noqa: S608
        connection.exec_driver_sql(kept)
        # The newest row is gone; its id is never given out again.
        connection.exec_driver_sql("DELETE FROM outbox WHERE id = (SELECT max(id) FROM outbox)")


def contents(store: Store) -> list[tuple[str, dict[str, object]]]:
    """All rows, whatever the order in which a database sorts its keys."""
    return sorted(tables(store), key=repr)


def counts_of(store: Store) -> dict[str, int]:
    """The ids that were given out last, of the tables whose ids are never given out again."""
    with store.engine.connect() as connection:
        return {one.name: last_given_out(connection, one) for one in (models.outbox, models.replica)}


def test_everything_goes_there_and_back(
    store: Store, address: str, other: str, third: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, ids that are given out next, and what the audit counts; in batches, each told of."""
    monkeypatch.setattr(copying, "BATCH", 2)
    fill(store)
    store.leave()
    expected, counts = contents(store), counts_of(store)
    assert {name for name, _ in expected} == {one.name for one in TABLES} - {"replica"}
    told: list[tuple[int, int]] = []
    done = move(address, other, NOW, lambda rows, total: told.append((rows, total)))
    assert sum(done.rows.values()) == len(expected)
    assert {total for _, total in told} == {2 * len(expected)}
    assert sum(rows for rows, _ in told) == 2 * len(expected)
    assert max(rows for rows, _ in told) == 2
    moved(other, third)
    for url in (other, third):
        there = Store(url)
        try:
            assert contents(there) == expected
            assert counts_of(there) == counts
            assert [row["id"] for row in table(there, "outbox")] == [row["id"] for row in table(store, "outbox")]
            # A bot goes on there: with the next ids, and in nobody's way.
            assert there.join(NOW).alive == 1
            (row,) = there.enqueue([words("Hello")], NOW)
            assert row.id == counts["outbox"] + 1
            put_person(there, replace(BEN, id=99))
        finally:
            there.close()
    assert contents(store) == expected


def test_json_null_and_no_value_stay_apart(store: Store, address: str, other: str) -> None:
    """And the text of JSON is the one that was stored."""
    fill(store)
    store.leave()
    moved(address, other)
    there = Store(other)
    question = "SELECT CAST(payload AS TEXT) FROM outbox ORDER BY id"
    with store.engine.connect() as one, there.engine.connect() as two:
        payloads = [[row[0] for row in each.exec_driver_sql(question)] for each in (one, two)]
    there.close()
    assert payloads[0] == payloads[1]
    assert payloads[0][0] == "null"
    assert payloads[0][1] == AS_WRITTEN


# What is refused


def be_of(store: Store, revision: str) -> None:
    """Let the database say that its schema is another one."""
    version = sa.table("alembic_version", sa.column("version_num"))
    store.write(lambda connection: connection.execute(sa.update(version).values(version_num=revision)))


def a_row(url: str) -> None:
    """Somebody is there already."""
    opened = Store(url)
    opened.migrate()
    put_person(opened, BEN)
    opened.close()


def a_fact(url: str) -> None:
    """A bot was there once."""
    opened = Store(url)
    opened.migrate()
    opened.note_fact("tidied_at", "long ago")
    opened.close()


def songs(url: str) -> None:
    """Another program's."""
    opened = Store(url)
    opened.write(lambda connection: connection.exec_driver_sql("CREATE TABLE song (name VARCHAR)"))
    opened.close()


def newer(url: str) -> None:
    """Of a program that is not there yet."""
    opened = Store(url)
    opened.migrate()
    be_of(opened, "9999")
    opened.close()


REFUSED = [
    (a_row, "TO: it is not empty, the table `person` has rows; take an empty database"),
    (a_fact, "TO: it is not empty, the table `fact` has rows; take an empty database"),
    (songs, "TO: it holds another program's tables; take an empty database"),
    (newer, r"TO: its schema is a newer one \(9999\); take an empty database"),
]


@pytest.mark.parametrize(("spoil", "said"), REFUSED)
def test_a_target_that_is_not_empty_is_left_alone(
    store: Store, address: str, other: str, spoil: Callable[[str], None], said: str
) -> None:
    """In one line; a migrated one without a row is empty."""
    put_person(store, ANA)
    store.leave()
    spoil(other)
    with pytest.raises(MoveRefused, match=f"^{said}$"):
        moved(address, other)
    assert [row["first_name"] for row in table(store, "person")] == ["Ana"]


def test_a_target_of_this_schema_without_a_row_is_empty(store: Store, address: str, other: str) -> None:
    """As `migrate` leaves it."""
    put_person(store, ANA)
    store.leave()
    there = Store(other)
    there.migrate()
    assert moved(address, other).rows["person"] == 1
    assert [row["first_name"] for row in table(there, "person")] == ["Ana"]
    there.close()


def test_nothing_moves_while_a_bot_runs(store: Store, address: str, other: str) -> None:
    """On either of the two. Nothing is left in the target."""
    put_person(store, ANA)
    store.hold_alone()
    with pytest.raises(MoveRefused, match=r"^FROM: a bot runs on it; stop"):
        moved(address, other)
    store.leave()
    store.close()
    there = Store(other)
    there.migrate()
    there.hold_alone()
    there.join(NOW)
    with pytest.raises(
        MoveRefused, match=r"^TO: (a bot runs on it; stop|it is not empty, the table `replica` has rows)"
    ):
        moved(address, other)
    there.leave()
    there.close()
    moved(address, other)


@pytest.mark.only("postgresql")
def test_no_bot_begins_on_either_while_it_is_moved(store: Store, address: str, other: str) -> None:
    """It would have to join, and waits."""
    store.leave()
    with (
        moving._transaction("FROM", store.engine, f"LOCK TABLE {models.replica.name} IN SHARE MODE"),
        store.engine.connect() as second,
        pytest.raises(sa.exc.OperationalError, match="lock timeout"),
    ):
        second.exec_driver_sql("SET lock_timeout = '20ms'")
        second.execute(sa.insert(models.replica).values(alive_until=NOW))


def test_a_source_of_another_schema_is_to_be_migrated_first(store: Store, address: str, other: str) -> None:
    """The line names the command."""
    be_of(store, "0001")
    try:
        with pytest.raises(MoveRefused, match=r"^FROM: the schema .* is 0001, .*; run: python -m bot migrate$"):
            moved(address, other)
    finally:
        be_of(store, models.HEAD_REVISION)


@pytest.mark.only("sqlite")
def test_a_damaged_source_is_not_moved_in_half(store: Store, database: Path, address: str, other: str) -> None:
    """Nor one whose rows are without their owner."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO mark (person_id, kind, on_date) VALUES (404, 'added', '2026-11-22')")
        connection.commit()
    with pytest.raises(MoveRefused, match=r"^FROM: .*limber.db is broken: 1 rows are without their owner$"):
        moved(address, other)


UNKNOWN = [
    ("mongodb://db.example/x", "this asks for a driver that is not installed"),
    ("hello", "this is no database address"),
    ("sqlite://", "this names no file"),
    ("postgresql+psycopg://limber:canary@127.0.0.1:1/limber", "connection"),
    ("postgresql+psycopg://limber:x@h:canary/limber", "this is no database address"),
]


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(("url", "said"), [*UNKNOWN, ("sqlite:///nowhere/limber.db", "there is no database at")])
def test_an_unknown_address_is_one_line_without_its_password(store: Store, address: str, url: str, said: str) -> None:
    """Whichever of the two it is."""
    store.leave()
    for name, given in (("FROM", (url, address)), ("TO", (address, url))):
        if name == "TO" and "nowhere" in url:
            continue
        with pytest.raises(AddressUnusable) as refused:
            moved(*given)
        text = str(refused.value)
        assert text.startswith(f"{name}: ")
        assert said in text
        assert "\n" not in text
        assert "canary" not in text


def test_a_database_is_not_moved_onto_itself(store: Store, address: str) -> None:
    """By two names of one place neither."""
    store.leave()
    again = address.replace("///", "///./") if "sqlite:////" not in address else address.replace("////", "////tmp/..//")
    for target in (address, again):
        with pytest.raises(MoveRefused, match=r"^FROM and TO are the same database$"):
            moved(address, target)


def one_row_less(connection: sa.Connection, found: sa.Table, rows: list[copying.Row]) -> None:
    """Loses a row on the way."""
    copying.write(connection, found, rows[: -1 if found.name == "reminder" else None])


def another_name(connection: sa.Connection, found: sa.Table, rows: list[copying.Row]) -> None:
    """Changes a value on the way."""
    changed = [("anA" if value == "Ana" else value for value in row) for row in rows]
    copying.write(connection, found, [tuple(row) for row in changed])


def no_sequence(connection: sa.Connection, found: sa.Table, last: int) -> None:
    """Forgets which id comes next."""


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("write", one_row_less, "the rows of reminder differ"),
        ("write", another_name, "the rows of person differ"),
        ("give_out_after", no_sequence, "the next id of "),
    ],
)
def test_what_differs_in_the_end_was_never_moved(
    store: Store, address: str, other: str, monkeypatch: pytest.MonkeyPatch, name: str, fault: object, said: str
) -> None:
    """The target is empty then, and may be used again."""
    fill(store)
    store.leave()
    with monkeypatch.context() as patched:
        patched.setattr(moving, name, fault)
        with pytest.raises(MoveRefused, match=f"^the comparison: {said}"):
            moved(address, other)
    assert moved(address, other).rows["person"] == 3


def test_a_move_that_is_broken_off_leaves_nothing(store: Store, address: str, other: str) -> None:
    """Ctrl-C at the last batch that is compared; the target may be used again."""
    fill(store)
    store.leave()
    seen = 0

    def progress(rows: int, total: int) -> None:
        nonlocal seen
        seen += rows
        if seen == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(address, other, NOW, progress)
    there = Store(other)
    assert list(tables(there)) == []
    there.close()
    assert moved(address, other).rows["person"] == 3


@pytest.mark.only("sqlite")
def test_what_the_other_database_does_not_take_is_one_line_and_names_the_table(
    store: Store, address: str, other: str
) -> None:
    """PostgreSQL stores no zero byte; nobody's name is in the line."""
    put_person(store, ANA)
    with writing(store.engine) as connection:
        connection.execute(sa.update(models.person).values(first_name="A\x00na"))
    store.leave()
    with pytest.raises(MoveRefused, match=r"^person: .*NUL") as refused:
        moved(address, other)
    assert "na" not in str(refused.value).replace("cannot contain", "")


MANY = 100_000


@pytest.mark.system
def test_a_hundred_thousand_people_are_moved_and_compared(store: Store, address: str, other: str) -> None:
    """With reminders, sessions and prompts of theirs."""
    store.leave()
    crowd(store, MANY)
    done = moved(address, other)
    assert done.rows["person"] == MANY
    assert done.rows["prompt"] == 3 * MANY


def crowd(store: Store, people: int) -> None:
    """So many people, each with a reminder, two sessions, three prompts, and a message of each."""
    moment = {"started_at": NOW, "moved_at": NOW, "ended_at": NOW, "ended_on": NOW.date()}
    course = {"movement": "hip-flow", "variation": "seated", "gentle": False, "side": "left", "sides_done": "left"}
    at = {"level": 0, "step": 1, "reached": 1, "moves": 9, "seconds": 200, "state": "done"}
    call = {"lane": 1, "verb": "send", "event": "prompt", "live": False, "state": "sent", "attempts": 1, "uncertain": 0}
    due = {"reminder_number": 1, "due_at": NOW, "state": "sent", "sent_at": NOW, "created_at": NOW}
    for begin in range(1, people + 1, 5000):
        ids = range(begin, min(begin + 5000, people + 1))
        rows = {
            models.person: [{"id": one, "first_name": f"P{one}", **PERSON} for one in ids],
            models.reminder: [
                {"person_id": one, "number": 1, "at": NOW.time(), "weekdays": 127, "next_due": NOW} for one in ids
            ],
            models.walk: [
                {"person_id": one, "number": number, **course, **at, **moment} for one in ids for number in (1, 2)
            ],
            models.prompt: [
                {"person_id": one, "local_date": NOW.date().replace(day=day), **due} for one in ids for day in (1, 2, 3)
            ],
            models.outbox: [
                {"chat_id": one, "created_at": NOW, "sent_at": NOW, "payload": {"keys": [["Start", day]]}, **call}
                for one in ids
                for day in (1, 2, 3)
            ],
        }
        with writing(store.engine) as connection:
            for found, given in rows.items():
                connection.execute(sa.insert(found), given)


def test_a_small_crowd_is_moved_and_compared(store: Store, address: str, other: str) -> None:
    """Several batches of each table."""
    store.leave()
    crowd(store, 1500)
    assert moved(address, other).rows == {
        **dict.fromkeys((one.name for one in TABLES), 0),
        **{"person": 1500, "reminder": 1500, "walk": 3000, "prompt": 4500, "outbox": 4500},
    }
