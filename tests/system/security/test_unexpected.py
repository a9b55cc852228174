"""Updates that nobody expects: every kind that Telegram knows, whole and distorted, and what people make up."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Message, Update

from bot.conversations.apology import apology
from bot.conversations.dispatch import DIALOGUES
from bot.i18n.catalogue import words_in
from tests.harness.in_memory_stage import InMemoryStage
from tests.system.security import hostile_input
from tests.system.security.distortions import (
    DISTORTIONS,
    MISSING,
    all_distortions,
    all_places,
    distorted,
    nested,
    paths,
)
from tests.system.security.fuzzed_bot import BUSY_HOLD, NAME, TYPED, FuzzedBot, marked, owner_of, run_fuzzed
from tests.system.security.update_examples import examples

USER = {"id": 1, "is_bot": False, "first_name": "Ana", "language_code": "en"}
KNOWN = examples(USER, "word")
# Distorted updates in one go, out of all that `make attack` sends.
SAMPLE = 400


def names(kind: type) -> set[str]:
    """The fields of a class of the Telegram library, as Telegram calls them."""
    return {"from" if name == "from_user" else name for name in kind.__slots__ if not name.startswith("_")}  # type: ignore[attr-defined]


def test_there_is_an_example_of_every_kind() -> None:
    """Of updates, and of what a message may hold."""
    assert names(Update) - {"update_id"} - {name for update in KNOWN.values() for name in update} == set()
    messages = [content for update in KNOWN.values() for name, content in update.items() if "message" in name]
    assert names(Message) - {name for message in messages for name in message} == set()


def test_every_example_is_well_formed() -> None:
    """So what comes of a distorted one is the distortion's doing."""
    read = {name: Update.de_json({"update_id": 7} | update) for name, update in KNOWN.items()}
    assert [name for name, update in read.items() if update.update_id != 7] == []
    assert json.loads(json.dumps(KNOWN)) == KNOWN


def test_every_place_is_distorted_in_every_way() -> None:
    """Also what lies deep in lists, and each place once."""
    places = all_places(KNOWN)
    assert len({at for _, at in places}) == len(places)
    assert {at for update in KNOWN.values() for at in paths(update)} == {at for _, at in places}
    assert len(list(all_distortions(KNOWN))) == len(places) * len(DISTORTIONS)


@pytest.mark.parametrize(
    ("at", "distortion", "comes"),
    [
        (("a", 0, "b"), None, {"a": [{"b": None}], "c": 1}),
        (("a", 0, "b"), MISSING, {"a": [{}], "c": 1}),
        (("a", 0), MISSING, {"a": [], "c": 1}),
        (("c",), nested(1), {"a": [{"b": 7}], "c": [[]]}),
    ],
)
def test_a_distortion_changes_one_place(at: tuple[str | int, ...], distortion: object, comes: dict[str, Any]) -> None:
    """And leaves the example as it was."""
    update = {"a": [{"b": 7}], "c": 1}
    assert distorted(update, at, distortion) == comes
    assert update == {"a": [{"b": 7}], "c": 1}


@pytest.mark.parametrize("number", [0, 1, 25, 26, 299, 26**4 - 1])
def test_a_marked_word_tells_whose_it_is(number: int) -> None:
    """Of each kind."""
    assert {owner_of(marked(kind, number)[3:7]) for kind in (TYPED, NAME)} == {number}


@pytest.mark.parametrize("size", [SAMPLE // 20, pytest.param(SAMPLE, marks=pytest.mark.system)])
def test_every_kind_is_served_whole_and_distorted_ones_hold_nobody_up(tmp_path: Path, size: int) -> None:
    """None that is whole is set aside; of the distorted at most themselves; and the next is served at once."""
    draw = random.Random(7)
    sample = draw.sample(list(all_distortions(KNOWN)), size)

    async def play(fuzzed: FuzzedBot) -> None:
        fuzzed.add_people(f"Ana {marked(NAME, number)}" for number in range(40))

        def updates() -> Iterator[tuple[str, dict[str, Any], bool]]:
            for name in KNOWN:
                yield name, KNOWN[name], False
            for name, at, distortion in sample:
                yield f"{name} {at} {distortion}", distorted(KNOWN[name], at, DISTORTIONS[distortion]), True

        coming = list(updates())
        while coming:
            began = fuzzed.loop.moment()
            attempts = []
            for player in fuzzed.players:
                if not coming:
                    break
                kind, update, may_be_aside = coming.pop()
                own = json.loads(json.dumps(update).replace('"id": 1,', f'"id": {player.id},'))
                attempts.append(fuzzed.sends(kind, own, may_be_aside=may_be_aside))
                attempts.append(fuzzed.does("the next", partial(player.say, "hello")))
            await fuzzed.round(attempts, began)

    report = run_fuzzed(tmp_path, 7, play, BUSY_HOLD)
    assert report.wrongs == []
    assert report.counts["  the next"] == len(KNOWN) + size
    assert any(name.startswith("set aside") for name in report.counts)


# What people make up


async def test_what_no_database_takes_is_left_out(folder: Path) -> None:
    """Null bytes and halves of emoji, in a name, a language and a cue."""
    stage = InMemoryStage(folder)
    await stage.open()
    ana = stage.player("A\ud83dn\0a", "pt\0-\udc00" + "x" * 90)
    await ana.says("hello")
    await ana.sets_up()
    await ana.says("/cue \ud83dte\0a")
    assert (ana.record.account.first_name, ana.record.settings.language) == ("Ana", "pt-" + "x" * 32)
    assert [reminder.cue for reminder in ana.record.reminders] == ["tea"]
    await stage.close()


@pytest.mark.parametrize("number", [1.5, True, "7", 2**60, -7, 0])
async def test_nothing_is_written_to_what_is_no_id(folder: Path, number: object) -> None:
    """Of a person, or of a group: such an update is set aside, and nobody is made up."""
    stage = InMemoryStage(folder)
    await stage.open()
    strange = USER | {"id": number}
    private = {"message_id": 7, "date": 0, "chat": {"id": 1, "type": "private"}, "from": strange, "text": "hello"}
    group = private | {"chat": {"id": -number if type(number) is int else number, "type": "group"}, "text": "/help"}
    group |= {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
    for message in (private, group | {"from": USER}):
        stage.telegram.state.push_raw({"message": message})
        with pytest.raises((ValueError, TypeError)):
            await stage.settle()
    assert stage.memory.people == {}
    assert apology({"callback_query": {"from": strange}}, words_in) == ()
    await stage.close()


async def test_a_press_under_a_message_out_of_reach_is_answered_again(folder: Path) -> None:
    """It cannot be edited any more, and nobody knows whether it had a picture."""
    stage = InMemoryStage(folder)
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    await ana.says("/remind")
    seen = {"chat": ana.person.chat.as_chat(), "message_id": ana.person.last["message_id"], "date": 0}
    said = await ana.sends_data(f"remind:open:{ana.record.reminders[0].number}", seen)
    assert [text.splitlines()[0] for text in said] == ["every day at 07:30"]
    said = await ana.sends_data("prompt:0:20261122:later", seen)
    assert len(said) == 1
    assert ana.buttons != []
    await ana.says("next")
    walk = ana.record.walk
    assert walk is not None
    said = await ana.sends_data(f"w:{walk.number}:{walk.moves}:more", seen)
    assert len(said) == 1
    assert stage.wrongs() == []
    await stage.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where nothing is kept."""
    return tmp_path_factory.mktemp("in_memory")


SAYING = st.tuples(st.just("say"), st.one_of(hostile_input.texts(), hostile_input.commands()))
PRESSING = st.tuples(st.just("press"), hostile_input.button_data())


@given(st.lists(st.one_of(SAYING, PRESSING), min_size=1, max_size=8), st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_said_or_pressed_is_answered(folder: Path, doings: list[tuple[str, str]], is_set_up: bool) -> None:
    """In a life of its own each time: no crash, no call that Telegram would refuse, no press without an answer."""

    async def whole() -> None:
        stage = InMemoryStage(folder)
        await stage.open()
        ana = stage.player()
        if is_set_up:
            await ana.sets_up()
        else:
            await ana.says("hello")
        for what, said in doings:
            if what == "say":
                await ana.says(said or "?")
            else:
                await ana.sends_data(said)
        assert stage.wrongs() == []
        await stage.close()

    asyncio.run(whole())


def test_every_prefix_is_forged() -> None:
    """By the attackers: so none of the conversations is left out."""
    draw = random.Random(7)
    data = [hostile_input.forged(draw).removeprefix("AAAAAAAA") for _ in range(3000)]
    assert [prefix for prefix in DIALOGUES.taps if not any(one.startswith(f"{prefix}:") for one in data)] == []
