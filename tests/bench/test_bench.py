"""The server and the arithmetic that the benchmark stands on: figures are worth what these are worth."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import sqlalchemy as sa

from storage.records.person import DIGEST
from storage.schema import tables
from tests.bench.environment import locked, megabytes_of
from tests.bench.measure import Bench, Call, Record, Row, largest_gap, per_second, percentile, table
from tests.bench.people import make_due, populate
from tests.bench.programs import TOKEN, Telegram, until

LATENCY = 0.05


@pytest.fixture(scope="module")
def server() -> Iterator[Telegram]:
    """A stub server, shared: each test begins a new record."""
    with Telegram() as telegram:
        yield telegram


def ask(telegram: Telegram, method: str, **fields: object) -> tuple[int, Any]:
    """A call as a bot makes it: status and answer."""
    connection = http.client.HTTPConnection(urlsplit(telegram.url).netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/bot{TOKEN}/{method}", urlencode(fields), headers)
    response = connection.getresponse()
    status, answer = response.status, json.loads(response.read())
    connection.close()
    return status, answer


def test_a_message_comes_back_after_the_latency_and_is_on_record(server: Telegram) -> None:
    """With its text and its buttons, as Telegram gives them back."""
    server.begin(latency=LATENCY)
    buttons = {"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]}
    began = time.monotonic()
    status, answer = ask(server, "sendMessage", chat_id=41, text="Breathe.", reply_markup=json.dumps(buttons))
    assert time.monotonic() - began >= LATENCY
    assert (status, answer["result"]["text"], answer["result"]["chat"]["id"]) == (200, "Breathe.", 41)
    assert answer["result"]["reply_markup"] == buttons
    [call] = Record(server.record()).calls
    assert (call.method, call.chat, call.status, call.answered) == ("sendMessage", 41, 200, True)
    assert began < call.at < time.monotonic()


def test_one_call_is_told_to_wait(server: Telegram) -> None:
    """The one with the number that was asked for; nothing of it reaches the chat."""
    server.begin(latency=0, flood_at=2, flood_seconds=3)
    answers = [ask(server, "sendMessage", chat_id=chat, text="x") for chat in (1, 2, 3)]
    assert [status for status, _ in answers] == [200, 429, 200]
    assert answers[1][1]["parameters"] == {"retry_after": 3}
    assert [call.chat for call in Record(server.record()).messages()] == [1, 3]
    assert server.count()["reached"] == 2


def test_what_is_beyond_the_allowance_is_refused(server: Telegram) -> None:
    """A second's worth may come at once; what concerns no chat is not counted."""
    server.begin(latency=0, allowance=2)
    assert [ask(server, "sendMessage", chat_id=1, text="x")[0] for _ in range(3)] == [200, 200, 429]
    assert ask(server, "getMe")[0] == 200


def test_updates_come_again_until_they_are_confirmed(server: Telegram) -> None:
    """Telegram does that, and a bot that is killed counts on it."""
    server.begin(latency=0)
    server.feed("/today", first=7, people=2, count=3)
    first = ask(server, "getUpdates", timeout=5, offset=0)[1]["result"]
    assert [update["message"]["from"]["id"] for update in first] == [7, 8, 7]
    assert first[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    again = ask(server, "getUpdates", timeout=5, offset=first[1]["update_id"])[1]["result"]
    assert again == first[1:]
    assert ask(server, "getUpdates", timeout=0, offset=first[2]["update_id"] + 1)[1]["result"] == []


def test_updates_at_a_rate_are_made_evenly(server: Telegram) -> None:
    """By the moments that are on record, which is what waits are counted from."""
    server.begin(latency=0)
    server.feed("next", first=1, people=5, count=5, rate=100)
    until(lambda: server.count()["made"] == 5, 5, "all updates")
    made = [update.made for update in Record(server.record()).updates]
    assert [round(after - before, 6) for before, after in pairwise(made)] == [0.01] * 4


def record(calls: list[tuple[float, int]], updates: list[tuple[int, float]]) -> Record:
    """A record of messages (moment, chat) and of updates (chat, moment)."""
    return Record(
        {
            "calls": {
                "at": [at for at, _ in calls],
                "method": ["sendMessage"] * len(calls),
                "chat": [chat for _, chat in calls],
                "status": [200] * len(calls),
                "answered": [1] * len(calls),
            },
            "updates": {
                "chat": [chat for chat, _ in updates],
                "made": [made for _, made in updates],
                "handed": [made for _, made in updates],
            },
        }
    )


def test_each_update_waits_for_its_own_answer() -> None:
    """The second of a chat for the chat's second message; one without an answer has no wait."""
    found = record([(1.5, 41), (3.0, 42), (6.0, 41)], [(41, 1.0), (42, 2.0), (41, 2.0), (43, 2.0)])
    assert found.waits(lambda update: update.made) == [0.5, 1.0, 4.0]


def test_the_flow_of_calls_is_read_from_their_moments() -> None:
    """The rate is that between the first and the last."""
    calls = [Call(at, "sendMessage", 1, 200, True) for at in (10.0, 10.1, 10.4, 10.5)]
    assert largest_gap(calls) == pytest.approx(0.3)
    assert per_second(calls) == pytest.approx(6.0)
    assert (largest_gap([]), per_second(calls[:1])) == (0.0, 0.0)
    assert percentile(list(range(101)), 95) == 95


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (
            Row("wait", 200.0, 50.0, "≤ 60 ms", "ms", careful=100.0, load=0.254),
            ("wait", "200 ms", "100 ms", "50 ms", "4 ×", "2 ×", "≤ 60 ms", "25 %"),
        ),
        (
            Row("rate", 18.0, 540.0, "", "/s", more_is_better=True, careful=1080.0),
            ("rate", "18/s", "1,080/s", "540/s", "30 ×", "0.5 ×", "", ""),
        ),
        (Row("lost", 9876, 0, "0"), ("lost", "9,876", "-", "0", "", "", "0", "")),
        (Row("stall", None, 12.345, "", "ms", load=0.0), ("stall", "-", "-", "12.3 ms", "", "", "", "0 %")),
    ],
)
def test_a_row_says_how_many_times_better_and_what_else_ran(row: Row, cells: tuple[str, ...]) -> None:
    """Than either of the others, where there is something to compare."""
    assert row.cells() == cells
    assert len({len(line) for line in table([row]).splitlines()}) == 1


@pytest.mark.system
def test_many_people_are_on_record_at_once(tmp_path: Path) -> None:
    """Everybody with a reminder, and the digest behind it where that is in the evening; the others without."""
    populate(tmp_path / "people.db", 2000, others=10)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'people.db'}")
    with engine.connect() as connection:
        people = connection.execute(sa.select(sa.func.count(), sa.func.max(tables.person.c.id))).one()
        number, owners, moments = tables.reminder.c.number, tables.reminder.c.person_id, tables.reminder.c.next_due
        found = connection.execute(
            sa.select(number, sa.func.count(), sa.func.max(owners), sa.func.count(moments.distinct()))
            .group_by(number)
            .order_by(number)
        ).all()
    engine.dispose()
    assert tuple(people) == (2010, 2010)
    assert [tuple(row) for row in found] == [(DIGEST, 2000, 2000, 241), (1, 2000, 2000, 1440)]


def test_all_become_due_on_a_database_that_is_in_use(tmp_path: Path) -> None:
    """By their own reminder; the digest stays where it is."""
    database, now = tmp_path / "people.db", datetime.now(UTC).replace(microsecond=0)
    populate(database, 300)
    make_due(f"sqlite:///{database}", now)
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        number, due = tables.reminder.c.number, tables.reminder.c.next_due
        rows = connection.execute(sa.select(number == DIGEST, due == now, sa.func.count()).group_by(sa.text("1, 2")))
        found = {(bool(is_digest), bool(is_due)): count for is_digest, is_due, count in rows}
    engine.dispose()
    assert found[False, True] == found[True, False] == 300
    assert len(found) == 2


def test_a_quick_run_takes_a_tenth() -> None:
    """Of everything."""
    assert (Bench(Path(), quick=True).size(10_000), Bench(Path()).size(10_000)) == (1000, 10_000)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("aiohttp==3.14.5 \\", ["aiohttp"]),
        ("uvloop==0.23.0 ; sys_platform != 'nowhere' \\", ["uvloop"]),
        ("colorama==0.4.6 ; sys_platform == 'nowhere' \\", []),
        ("psycopg[binary]==3.3.9", ["psycopg"]),
        ("    --hash=sha256:00==", []),
        ("    # via limber==1", []),
    ],
)
def test_a_lock_names_what_this_system_needs(line: str, names: list[str]) -> None:
    """Its hashes and its notes name nothing."""
    assert locked([line]) == names


def test_a_package_takes_what_its_files_take() -> None:
    """One that is not installed is an error, and not nothing."""
    assert 0.1 < megabytes_of("pytest") < 20
    with pytest.raises(PackageNotFoundError):
        megabytes_of("there-is-no-such-package")
