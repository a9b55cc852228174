"""N copies behind a balancer: any of them serves any person at any step, and they share the sending allowance."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.callback_signature import TAG_LENGTH
from bot.emulator.calls import Json
from bot.emulator.people import buttons_of
from tests.harness.libraries import shipped_library
from tests.system.crash.people import Tally, Walker, enter, of_walk, walk_of_today
from tests.system.replicas.copies import SECRET, Balancer, fleet_at

pytestmark = pytest.mark.system

COPIES = 3
# Steps of half a variation: one side.
STEPS = 6
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PROMPTS, ALLOWANCE = 300, 100
# All may come in a shorter time than the allowance has it: what a bucket holds comes at once, and a busy machine holds
# the first ones up. Two copies that both took the whole allowance would need half of it.
SHORTER = 1.5


async def test_any_copy_serves_any_step(addresses: tuple[str, str], tmp_path: Path) -> None:
    """Two people walk by taps, two write "next" without waiting: each step once, in order, whoever serves it."""
    async with fleet_at(tmp_path, addresses) as fleet:
        course = walk_of_today(shipped_library())
        walkers = [Walker(one, course, taps=bool(n % 2)) for n, one in enumerate(enter(fleet.telegram, 4, "W"))]
        fleet.populate([walker.person.id for walker in walkers], [None] * len(walkers))
        balancer = Balancer(fleet.copies)
        async with balancer.listening():
            await fleet.start_behind(balancer, COPIES)
            for balancer.at_random in (False, True):
                await asyncio.gather(*(one_side(walker) for walker in walkers))
            await fleet.at_rest()
        tally = Tally()
        tally.take(fleet.telegram)
        assert set(balancer.handed) == set(range(COPIES))
        for walker in walkers:
            assert fleet.stands(walker)
            assert tally.steps[walker.person.id] == Counter(range(walker.moves + 1))
        assert (tally.out_of_order, tally.others, tally.refused) == ([], [], Counter())
        assert (fleet.unaccounted(), fleet.uncertain(), fleet.troubles()) == ({}, 0, [])


async def test_what_comes_in_at_once_takes_effect_once_and_what_is_due_at_once_is_sent_once(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """Each update posted to every copy at the same moment; then 300 prompts within one allowance, by all copies."""
    async with fleet_at(tmp_path, addresses) as fleet:
        course = walk_of_today(shipped_library())
        walkers = [Walker(person, course, taps=False) for person in enter(fleet.telegram, 10, "W")]
        ids = [person.id for person in enter(fleet.telegram, PROMPTS)]
        everybody = [walker.person.id for walker in walkers]
        fleet.populate(everybody + ids, [None] * 10 + [datetime.now(UTC) + timedelta(days=1)] * PROMPTS)
        balancer = Balancer(fleet.copies)
        async with balancer.listening():
            await fleet.start_behind(balancer, COPIES, MESSAGES_PER_SECOND=str(ALLOWANCE))
            await asyncio.gather(*(to_all_at_once(balancer, walker) for walker in walkers))
            await fleet.at_rest()
            before = len(fleet.telegram.state.ledger)
            served = [(await copy.metrics())["calls_sent_total"] for copy in fleet.copies]
            fleet.make_due(ids, [datetime.now(UTC)] * PROMPTS)
            await fleet.at_rest()
            sent = [
                (await copy.metrics())["calls_sent_total"] - had for copy, had in zip(fleet.copies, served, strict=True)
            ]
        moments = [call.at for call in fleet.telegram.state.ledger[before:] if call.sends]
        tally = Tally()
        tally.take(fleet.telegram)
        for walker in walkers:
            assert fleet.stands(walker)
            assert tally.steps[walker.person.id] == Counter(range(walker.moves + 1))
        assert tally.prompts == Counter(ids)
        assert sum(sent) == PROMPTS
        assert max(moments) - min(moments) >= timedelta(seconds=PROMPTS / ALLOWANCE / SHORTER)
        assert (tally.others, tally.refused) == ([], Counter())
        assert (fleet.unaccounted(), fleet.uncertain(), fleet.troubles()) == ({}, 0, [])


async def to_all_at_once(balancer: Balancer, walker: Walker) -> None:
    """Three steps: each update goes to all copies at the same moment, the next one as soon as it is stored."""
    state = walker.person.state
    for _ in range(3):
        word, _ = walker.go_on()
        message = state.add_message(walker.person.chat, walker.person.person.as_user(), {"text": word})
        state.next_update_id += 1
        body = json.dumps({"update_id": state.next_update_id, "message": message}).encode()
        numbers = range(len(balancer.copies))
        answers = await asyncio.gather(*(balancer.hand(number, body, {HEADER: SECRET}) for number in numbers))
        assert answers == [200] * len(numbers)


def newest(walker: Walker) -> tuple[Json, int] | None:
    """The newest message that shows a step, and the moves that its buttons know of."""
    for message in reversed(walker.person.inbox):
        for button in buttons_of(message):
            if (found := re.match(r"w:1:(\d+):", button.get("callback_data", "")[TAG_LENGTH:])) is not None:
                return message, int(found[1])
    return None


async def one_side(walker: Walker) -> None:
    """Through one side of the variation; who taps waits for each step, who writes for the last one."""
    for number in range(STEPS):
        shown = newest(walker)
        word, action = walker.go_on()
        button = of_walk(*shown, action) if walker.taps and shown is not None else None
        if shown is not None and button is not None:
            walker.person.touch_button(shown[0], button)
        else:
            walker.person.say(word)
        if walker.taps or number == STEPS - 1:
            await walker.person.until(lambda: (last := newest(walker)) and last[1] == walker.moves, 20, "the step")
