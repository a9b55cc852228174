"""A tap that is served again is answered again: a kill may have cut its answer, and its button would go on spinning."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.calls import Call
from bot.emulator.chats import Query
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from storage.records.turn import TurnResult
from tests.bot.conftest import Plan
from tests.bot.receiving.conftest import ANA, Street, said
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.stage import Player, Stage


def tapped(number: int, query_id: object = "q7") -> dict[str, Any]:
    """An update: somebody pressed a button."""
    person = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    return {"update_id": number, "callback_query": {"id": query_id, "from": person, "data": "x"}}


@pytest.fixture
def answered(street: Street) -> list[str]:
    """The taps that are answered because they came again."""
    found: list[str] = []
    street.inbox._answer_again = found.append
    return found


async def test_a_tap_that_took_effect_is_answered_when_it_comes_again(street: Street, answered: list[str]) -> None:
    """It is not served again; new ones and texts are answered as ever."""
    await street.take(tapped(1), said(2))
    assert answered == []
    await street.take(said(2), tapped(1), tapped(3, "q9"))
    assert (answered, street.done) == (["q7"], [1, 2, 3])


async def test_a_tap_that_was_set_aside_is_answered_too(street: Street, answered: list[str]) -> None:
    """The person has their sentence; the button may stop spinning."""
    street.failures[1] = [ValueError()] * 3
    await street.take(tapped(1))
    await street.take(tapped(1))
    assert (answered, street.states()) == (["q7"], ["aside"])


async def test_a_tap_that_is_being_served_gets_its_own_answer(street: Street, answered: list[str]) -> None:
    """With its words: the one without would come first, and hide them."""
    street.hold(1)
    await street.inbox.take([tapped(1), tapped(1)])
    await street.inbox.take([tapped(1)])
    assert answered == []
    street.let_go(1)
    await street.inbox.settle()
    await street.inbox.take([tapped(1)])
    assert answered == ["q7"]


@pytest.mark.parametrize("query_id", [None, 7, ["q7"], {}])
async def test_a_tap_without_an_id_has_no_answer(street: Street, answered: list[str], query_id: object) -> None:
    """Nothing can be said to it."""
    await street.take(tapped(1, query_id))
    await street.take(tapped(1, query_id))
    assert answered == []


# On the whole stage


@pytest.fixture
async def stage(tmp_path: Path, plan: Plan) -> AsyncIterator[Stage]:
    """The bot, with a Telegram where things go wrong as planned."""
    opened = Stage(tmp_path)
    opened.telegram = LocalTelegram(token=opened.telegram.token, clock=opened.clock, faults=plan, tells_time=False)
    await opened.begin_with_ana()
    await opened.open()
    yield opened
    await opened.close()


def answers(stage: Stage, query: Query) -> list[Call]:
    """The calls that answered a tap, refused ones as well."""
    state = stage.telegram.state
    made = [call for call in (*state.ledger, *state.refusals) if call.method == "answerCallbackQuery"]
    return [call for call in made if call.params["callback_query_id"] == query.id]


async def cut(stage: Stage, ana: Player, plan: Plan) -> tuple[Query, dict[str, Any]]:
    """A tap that took effect, and whose answer never came: what a kill between the two leaves."""
    await ana.says("/settings")
    plan.before("answerCallbackQuery", Fault(drop=True))
    query = ana.person.touch("Turn dots off")
    update = stage.telegram.state.updates[-1]
    await stage.settle()
    assert query.answer is None
    return query, update


async def test_a_tap_that_comes_again_after_a_restart_is_answered_once(stage: Stage, plan: Plan) -> None:
    """However often it comes; and it takes effect once."""
    ana = stage.player()
    query, update = await cut(stage, ana, plan)
    await stage.restart()
    texts = len(ana.texts)
    for _ in range(3):
        await stage.bot.inbox.take([update])
        await stage.settle()
    assert query.answer is not None
    assert (len(answers(stage, query)), len(ana.texts)) == (1, texts)
    assert stage.wrongs() == []


async def test_a_tap_that_is_too_old_is_a_line_and_no_more(
    stage: Stage, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram refuses the answer; nothing is tried again, and the next tap is served."""
    ana = stage.player()
    query, update = await cut(stage, ana, plan)
    await stage.restart()
    caplog.set_level(logging.INFO)
    del stage.telegram.state.queries[query.id]
    await stage.bot.inbox.take([update])
    await stage.settle()
    assert query.answer is None
    assert len(answers(stage, query)) == 1
    [line] = [one for one in caplog.records if "too old" in one.getMessage()]
    assert line.getMessage().startswith("tap_answer_failed")
    assert line.exc_info is None
    again = ana.person.touch("Turn dots on")
    await stage.settle()
    assert again.answer is not None


@pytest.mark.parametrize("is_first", [True, False])
async def test_a_tap_that_is_decided_again_is_answered_without_words(tmp_path: Path, is_first: bool) -> None:
    """It had taken effect, so it was decided on a record that has it: its words would be those for a second tap."""
    stage = InMemoryStage(tmp_path)
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    await ana.says("/settings")

    async def commit(result: TurnResult, now: datetime) -> bool:
        return is_first

    stage.handlers.turns._commit = commit
    await ana.taps("Turn dots off")
    assert bool(ana.toast) is is_first
    await stage.close()
