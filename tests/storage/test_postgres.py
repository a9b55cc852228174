"""What only PostgreSQL can show: the record behind PgBouncer; and that the server for these tests can be trusted."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Lane, Sent
from storage.records.person import with_fields
from storage.records.replica import Heartbeat
from storage.records.turn import TurnResult
from storage.schema import tables as models
from storage.statements.people import RecordChanged
from storage.statements.replicas import Fenced
from storage.store import Store
from tests.harness import postgres as servers
from tests.harness.postgres import Postgres
from tests.storage.sample_people import ANA, DAILY, NOW, update, words
from tests.storage.store_actions import (
    change_person,
    decision,
    expire_lease,
    load_person,
    put_person,
    reading,
    table,
    tables,
)

ROOT = Path(__file__).parents[2]

# Behind PgBouncer


@pytest.fixture
def bounced(postgres: Postgres, bouncer: Postgres) -> Iterator[Store]:
    """A record behind PgBouncer, which gives a connection to the server for one transaction at a time."""
    with postgres.database("bounced"):
        store = Store(bouncer.url("bounced"))
        store.migrate()
        yield store
        store.close()


def test_a_record_can_be_migrated_behind_a_bouncer(bounced: Store) -> None:
    """The lock under which that is done is let go with its transaction."""
    assert not bounced.migrate()
    with reading(bounced) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) == 0


def test_many_threads_share_few_connections_behind_a_bouncer(bounced: Store, bouncer: Postgres) -> None:
    """Twice as many threads as connections, two replicas, and every statement often enough for a driver to prepare it:
    an update comes in, its turn takes effect, its reply is sent, and prompts go out beside."""
    second = Store(bouncer.url("bounced"))
    replicas = (bounced, second)
    for replica in replicas:
        replica.join(NOW)
    for number in range(1, 97):
        put_person(bounced, replace(ANA, id=number, reminders=(DAILY,)))
    ana = put_person(bounced, ANA)
    together = threading.Barrier(8)

    def turns(worker: int) -> None:
        store = replicas[worker % 2]
        together.wait()
        for turn in range(12):
            number = worker * 12 + turn
            assert store.take_in([update(number)], NOW)
            while True:
                before = load_person(store, ANA)
                after = with_fields(before, streak=replace(before.streak, total_days=before.streak.total_days + 1))
                try:
                    assert store.commit_turn(TurnResult(number, before, after, (words(str(number)),)), NOW) is not None
                    break
                except RecordChanged:
                    continue
            assert store.beat(NOW, wants_to_poll=True).alive == 2
            _, calls = store.settle_due(NOW, 3, decision, claims=True)
            rows = store.claim(3) + calls
            begun = store.settle(begin=[row.id for row in rows])
            store.settle(sent=[Sent(row.id, NOW, row.id, row.lane is Lane.PROMPT) for row in rows if row.id in begun])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turns, range(8)))
    second.close()
    assert load_person(bounced, ANA).streak.total_days == ana.streak.total_days + 96
    assert {row["state"] for row in table(bounced, "inbox")} == {"done"}
    assert len(table(bounced, "outbox")) == 2 * 96
    assert len(table(bounced, "prompt")) == 96


def test_a_dead_replica_is_found_behind_a_bouncer(bounced: Store, bouncer: Postgres) -> None:
    """Its time runs out by the database's clock; what it had in hand goes to the next one."""
    bounced.join(NOW)
    bounced.take_in([update(1)], NOW)
    bounced.enqueue([words("hello")], NOW)
    (row,) = bounced.claim(1)
    bounced.settle(begin=[row.id])
    expire_lease(bounced)
    second = Store(bouncer.url("bounced"))
    assert second.join(NOW) == Heartbeat(1, [update(1)], calls_again=1, calls_given_up=0, polls=False, unclean_ends=1)
    with pytest.raises(Fenced):
        bounced.beat(NOW, wants_to_poll=False)
    second.close()


# What an error says


@pytest.mark.only("postgresql")
def test_an_error_does_not_quote_the_row_that_is_in_the_way(store: Store) -> None:
    """PostgreSQL would, on a line of its own: the key of a unique index, or the whole row that failed."""
    put_person(store, with_fields(ANA, first_name="Zoe the Great"))
    same = sa.insert(models.person).from_select([column.name for column in models.person.c], sa.select(models.person))
    wrong = [
        same,
        sa.update(models.person).values(version=sa.null()),
        sa.update(models.person).values(setup="x" * 33),
        sa.insert(models.reminder).values(person_id=ANA.id, number=1, at=DAILY.at, weekdays=0),
        sa.insert(models.reminder).values(person_id=987_654_321, number=1, at=DAILY.at, weekdays=1),
    ]
    for statement in wrong:
        with pytest.raises(sa.exc.DBAPIError) as caught, writing(store.engine) as connection:
            connection.execute(statement)
        said = f"{caught.value} {caught.value.orig} {caught.value.orig!r} {caught.value.__cause__!r}"
        assert "[SQL: " in said
        for secret in ("Zoe", str(ANA.id), "987654321", "xxx", "07:30"):
            assert secret not in said


# How the record is read


@pytest.mark.only("postgresql")
def test_the_order_of_what_is_due_comes_from_the_index(store: Store) -> None:
    """Nothing is sorted, ties included, also while rows that others have locked are passed over."""
    due = "SELECT * FROM reminder WHERE next_due <= now() ORDER BY next_due, id LIMIT 500 FOR UPDATE SKIP LOCKED"
    with writing(store.engine) as connection:
        # For an empty table it would not take the trouble.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {due}").scalars())
    assert "Index Scan using ix_reminder_next_due_id" in plan
    assert "Sort" not in plan


@pytest.mark.only("postgresql")
def test_a_server_that_closed_every_connection_is_asked_again(store: Store, postgres: Postgres) -> None:
    """It was restarted, or something between cut off what was silent: the next turn just takes effect."""
    ana = put_person(store, ANA)
    with postgres.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shared'")
    assert change_person(store, ana, with_fields(ana, position="lying")).settings.position == "lying"


# The server for these tests


def test_every_test_finds_nobody_on_record(postgres: Postgres) -> None:
    """Not even what a test left locked, and ids begin at 1 again."""
    store = Store(postgres.empty_record())
    left = store.engine.connect()
    left.execute(sa.insert(models.fact).values(name="left", value="open"))
    store.enqueue([words("hello")], NOW)
    again = Store(postgres.empty_record())
    assert list(tables(again)) == []
    again.enqueue([words("hello")], NOW)
    assert [row["id"] for row in table(again, "outbox")] == [1]
    with pytest.raises(sa.exc.OperationalError):
        left.execute(sa.text("SELECT 1"))
    left.close()
    store.close()
    again.close()


def test_the_server_ends_with_the_one_who_started_it() -> None:
    """Also when that is killed: neither process nor folder stays."""
    code = (
        "import os; from tests.harness.postgres import open_postgres; server = open_postgres(); "
        "print(server.__enter__().folder, flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    assert killed.returncode == -9
    deadline = time.monotonic() + 20
    while Path(killed.stdout.strip()).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(killed.stdout.strip()).exists()


def test_a_server_is_looked_for_where_one_is_told_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And nowhere else then."""
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert servers.find_server() is None
    (tmp_path / "initdb").touch()
    assert servers.find_server() == tmp_path


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [("", pytest.skip.Exception), ("true", pytest.fail.Exception)],
    ids=["on somebody's machine", "under CI"],
)
def test_without_a_server_the_way_to_one_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, outcome: type[BaseException]
) -> None:
    """Skipped where somebody works, failed where everything was to be tested."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(outcome, match="apt install postgresql"), servers.open_postgres():
        pass
    monkeypatch.setattr(servers, "find_bouncer", lambda: None)
    with pytest.raises(outcome, match="apt install pgbouncer"), servers.open_bouncer(Postgres(tmp_path)):
        pass
