"""The database goes away under running copies: cut connections, lost answers, silence. They go on by themselves."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.harness.libraries import shipped_library
from tests.harness.postgres import Postgres
from tests.system.crash.people import Tally, Walker, enter, walk_of_today
from tests.system.replicas import launcher
from tests.system.replicas.copies import SHORT, Fleet, eventually, fleet_at

pytestmark = pytest.mark.system

PEOPLE = 150
# Seconds for which the database is silent: longer than a copy with a short patience is thought alive.
SILENCE = 4.0


async def test_connections_that_are_cut_and_an_answer_that_is_lost_cost_nothing(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """Again and again, while prompts go out and people walk: all arrives, and people read of no error."""
    async with fleet_at(tmp_path, addresses) as fleet:
        walkers, ids = people_of(fleet)
        (copy,) = await fleet.start(1, (*SHORT, launcher.LOST), MESSAGES_PER_SECOND="50")
        fleet.make_due(ids, [datetime.now(UTC)] * PEOPLE)
        await eventually(lambda: copy.sent(5), what="its first prompts")
        copy.send_signal(signal.SIGUSR1)
        for walker in walkers:
            for _ in range(4):
                word, _ = walker.go_on()
                walker.person.say(word)
                await asyncio.to_thread(cut_all, fleet)
                await fleet.telegram.change(0.2)
        await fleet.at_rest(20)
        compare(fleet, walkers, ids)


async def test_without_the_database_nothing_is_sent_and_with_it_all_goes_on(
    addresses: tuple[str, str], bouncer: Postgres, tmp_path: Path
) -> None:
    """Silent for longer than a copy counts as alive: from then on it sends nothing, for others may."""
    async with fleet_at(tmp_path, addresses) as fleet:
        walkers, ids = people_of(fleet)
        copies = await fleet.start_at_once(2, SHORT, MESSAGES_PER_SECOND="50")
        fleet.make_due(ids, [datetime.now(UTC)] * PEOPLE)
        await eventually(lambda: copies[0].sent(5), what="its first prompts")
        process = process_behind(bouncer)
        os.kill(process, signal.SIGSTOP)
        try:
            began = datetime.now(UTC)
            for walker in walkers:
                walker.person.say(walker.go_on()[0])
            await asyncio.sleep(SILENCE)
        finally:
            os.kill(process, signal.SIGCONT)
        ended = datetime.now(UTC)
        await fleet.at_rest(20)
        await eventually(lambda: fleet.all_know_of(2), what="both to know of both")
        late = timedelta(seconds=float(SHORT[0]))
        calls = [call for call in fleet.telegram.state.ledger if began + late < call.at < ended]
        assert [call.method for call in calls if call.method != "getUpdates"] == []
        compare(fleet, walkers, ids)


def people_of(fleet: Fleet) -> tuple[list[Walker], list[int]]:
    """Some who walk, and many who only get their prompt, on record."""
    course = walk_of_today(shipped_library())
    walkers = [Walker(person, course, taps=False) for person in enter(fleet.telegram, 3, "W")]
    ids = [person.id for person in enter(fleet.telegram, PEOPLE)]
    later = datetime.now(UTC) + timedelta(days=1)
    fleet.populate([*(walker.person.id for walker in walkers), *ids], [None] * len(walkers) + [later] * PEOPLE)
    return walkers, ids


def compare(fleet: Fleet, walkers: list[Walker], ids: list[int]) -> None:
    """Everything came, nothing oftener than it was uncertain, and nobody read anything else."""
    tally = Tally()
    tally.take(fleet.telegram)
    for walker in walkers:
        assert fleet.stands(walker)
        assert set(tally.steps[walker.person.id]) == set(range(walker.moves + 1))
    assert set(tally.prompts) == set(ids)
    twice = sum(tally.twice(chat) for chat in (*ids, *(walker.person.id for walker in walkers)))
    assert twice <= fleet.uncertain()
    assert (tally.out_of_order, tally.others, tally.refused) == ([], [], Counter())
    assert fleet.unaccounted() == {}


def cut_all(fleet: Fleet) -> None:
    """End every connection to the database but the test's own, wherever it is in its work."""
    fleet.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def process_behind(server: Postgres) -> int:
    """The id of the process that listens there."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(f"{server.folder}/.s.PGSQL.{server.port}")
        credentials = asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process, _, _ = struct.unpack("3i", credentials)
    return int(process)
