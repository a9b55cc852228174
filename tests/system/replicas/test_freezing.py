"""One copy stands still for longer than it is thought alive, then goes on: what is sent, and who notices."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.system.crash.people import Tally, enter
from tests.system.replicas import launcher
from tests.system.replicas.copies import Copy, eventually, fleet_at

pytestmark = pytest.mark.system

PEOPLE = 240
# Longer than any stall of a busy machine, so that nobody but the frozen one counts as dead; and longer than PostgreSQL
# takes to end the transaction of one that stands still.
PATIENCE = ("8", "1")


@pytest.mark.parametrize("trouble", [launcher.AFTER, launcher.BEFORE])
async def test_what_a_frozen_copy_had_claimed_is_sent_by_the_others_and_not_again_by_it(
    trouble: str, addresses: tuple[str, str], tmp_path: Path
) -> None:
    """In the middle of prompts, with calls marked as being sent; with its transaction open, or just after it."""
    async with fleet_at(tmp_path, addresses) as fleet:
        ids = [person.id for person in enter(fleet.telegram, PEOPLE)]
        now = datetime.now(UTC)
        fleet.populate(ids, [now + timedelta(days=1)] * PEOPLE)
        copies = await fleet.start_at_once(3, (*PATIENCE, trouble), MESSAGES_PER_SECOND="60")
        fleet.make_due(ids, [datetime.now(UTC)] * PEOPLE)
        frozen = await one_that_sends(copies)
        frozen.send_signal(signal.SIGUSR1)
        await eventually(frozen.is_frozen, what="its standing still")
        tally = Tally()
        await fleet.at_rest()
        doubts = fleet.uncertain()
        frozen.send_signal(signal.SIGCONT)
        await eventually(lambda: fleet.all_know_of(3), what="all three to be there again")
        await fleet.at_rest()
        tally.take(fleet.telegram)
        assert frozen.lines("replica_fenced")
        # Where the machine is busy a copy may come late, and another one polls: it is told as a conflict, and is none.
        told = [line for copy in copies if copy is not frozen for line in copy.lines("ERROR", "Error:")]
        assert not [line for line in told if "polling_conflict" not in line]
        await eventually(frozen.is_well, what="its good health")
        assert set(tally.prompts) == set(ids)
        assert tally.prompts.total() - len(tally.prompts) <= doubts == fleet.uncertain()
        assert fleet.unaccounted() == {}


async def one_that_sends(copies: Sequence[Copy]) -> Copy:
    """The first copy that is in the middle of it."""
    found: list[Copy] = []

    async def look() -> bool:
        found.extend([copy for copy in copies if await copy.sent(5)])
        return bool(found)

    await eventually(look, what="the first prompts")
    return found[0]
