"""Does the bot hold whatever people do, in any order: never stuck, never two steps for one tap, always an answer?"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.conversations.dispatch import COMMANDS
from bot.conversations.session import course_of, place_of
from bot.emulator.calls import Json
from bot.emulator.people import buttons_of
from bot.replies import MAX_DATA_BYTES, MAX_TEXT
from content.library import load_library
from content.walk import forward, transfer
from storage.records.person import Person, WalkState
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.patience import HANGS
from tests.harness.stage import Player, Stage, opened

OTHER = load_library(Path(__file__).parents[2] / "content" / "other_library")

# What people say in a walk and around it, some of it misspelt; commands with and without arguments; and junk.
IN_A_WALK = (
    *("next", "n", "ok", "done", "👍", "nxet", "back", "previous", "repeat", "again", "more", "enough", "other side"),
    *("other position", "pause", "stop", "skip", "start over", "hurts", "ouch", "help", "easier", "later", "not today"),
    *("short", "one minute", "unwell", "coffee", "cofee"),
)
ANSWERS = (
    *("yes", "no", "skip", "chair", "floor", "standing", "Lisbon", "Portland", "UTC+2", "it is 14:35 here", "18:00"),
    *("7.30pm mon,wed", "8:75", "no reminder", "set me up", "show me", "good", "hard", "it hurt", "gentler", "thanks"),
    *("hello", "inner thigh", "cancel", "wait", "menu", "resume"),
    *("hip and pregnant", "rather not say", "nothing"),
    *("after my coffee.", "22:00 to 7:00", "25 to 7", "off"),
)
ARGUMENTS = (
    "",
    " seated",
    " lying",
    " 07:30",
    " 18:00 mon,wed,fri",
    " off",
    " Lisbon",
    " 5",
    " inner thigh",
    " <b>&",
    " x",
    " coffee",
    " next",
    f" {'long ' * 80}",
)
# What can be done with a prompt, as its buttons say it; some of it only under other buttons.
WITH_A_PROMPT = (
    *("start", "short", "later", "10", "60", "evening", "back", "not_today", "unwell"),
    *("keep_on", "keep_time", "keep_pause", "keep_stop", "x"),
)
TEXTS = st.one_of(
    st.sampled_from(IN_A_WALK),
    st.sampled_from(IN_A_WALK + ANSWERS),
    st.builds(lambda name, argument: f"/{name}{argument}", st.sampled_from(COMMANDS), st.sampled_from(ARGUMENTS)),
    st.text(min_size=1, max_size=40),
)
SPANS = st.sampled_from([0.5, 2, 4, 30, 3600, 4000, 86_400, 3 * 86_400])  # seconds
# Enough for the longest walk there is, with the questions that may stand before it.
ENOUGH_NEXTS = 120


EDIT = 7  # the place of an edited message among these


def things(player: Player) -> list[Callable[[], Any]]:
    """What else can be sent."""
    person = player.person
    return [
        person.send_sticker,
        person.send_photo,
        person.send_voice,
        person.send_dice,
        lambda: person.share_location(38.7, -9.1),
        lambda: person.share_location(0.0, -140.0),
        lambda: person.forward("next"),
        lambda: person.edit(next(m["message_id"] for m in person.messages if not m["from"]["is_bot"]), "next"),
        person.block,
        person.unblock,
    ]


def station(person: Person, stage: Stage) -> tuple[Any, ...] | None:
    """Which walk it is and where it stands; None when none is open."""
    walk = person.walk
    if walk is None or walk.state is not WalkState.OPEN:
        return None
    course = course_of(walk, stage.library)
    return (walk.number, walk.variation, None if course is None else place_of(walk, course))


def may_follow(before: Person, after: Person, stage: Stage) -> bool:
    """Whether "next" may lead from one to the other: nowhere, one station on, to the end, or to a walk's first step."""
    old, new = station(before, stage), station(after, stage)
    if old is None or new == old:
        return True
    offered = (before.account.asking or "").rpartition(":")[2]
    if new is not None and after.progression.walks_begun > before.progression.walks_begun:
        # Another movement was offered or looked at in the middle of a walk, and "next" took it.
        return new[1] == offered and after.walk is not None and after.walk.moves == 0
    assert before.walk is not None
    course = course_of(before.walk, stage.library)
    if course is None:
        return True
    onward = forward(course, old[2])
    if onward is None:
        return new is None and after.walk is not None and after.walk.state is WalkState.DONE
    if after.walk is not None and after.walk.form != before.walk.form:
        # After a gap it goes on in one minute, at the step where it was or about as far on.
        shorter = course_of(after.walk, stage.library)
        assert shorter is not None
        return after.walk.form == "short" and new == (*old[:2], transfer(old[2], course, shorter))
    return new == (old[0], old[1], onward)


def walks_done(player: Player) -> int:
    """How many walks they finished."""
    return sum(walk.state is WalkState.DONE for walk in player.stage.store.diary(player.id).walks)


async def says_next_until_a_walk_is_done(player: Player) -> None:
    """From wherever they stand: "next", and nothing else, leads to the end of a walk; if not today, on another day."""
    before = walks_done(player)
    for count in range(2 * ENOUGH_NEXTS):
        player.stage.pass_time(seconds=20, days=1 if count == ENOUGH_NEXTS else 0)
        if not await player.says("next"):
            raise AssertionError("no answer to next")
        if walks_done(player) > before:
            return
    raise AssertionError(f"stuck: {player.record}\n{player.texts[-3:]}")


class Anybody(RuleBasedStateMachine):
    """Somebody who does anything at all."""

    buttons = Bundle("buttons")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()

    def does(self, action: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(action, HANGS))

    @initialize(set_up=st.booleans(), gentle=st.booleans(), other=st.booleans())
    def open(self, set_up: bool, gentle: bool, other: bool) -> None:
        library = OTHER if other else shipped_library()
        self.stage = InMemoryStage(Path(self.folder.name), library=library)
        self.does(self.stage.open())
        self.player = self.stage.player("A<na>")
        self.does(self.player.says("/start"))
        if set_up:
            self.does(self.player.sets_up(care="Keep it gentle" if gentle else "No, none of these"))
        self.moved(self.player.record)

    def moved(self, before: Person) -> None:
        """One thing that was done moved a walk by one station at most, and began one walk at most."""
        after = self.player.stage.store.load(self.player.id)
        assert after is not None
        assert after.progression.walks_begun - before.progression.walks_begun in (0, 1)
        if before.walk is not None and after.walk is not None and before.walk.number == after.walk.number:
            assert after.walk.moves - before.walk.moves in (0, 1)

    def unblocks(self) -> None:
        """Whoever taps in a chat has not blocked it; writing unblocks by itself."""
        if self.player.person.chat.bot_status == "kicked":
            self.does(self.player.does(self.player.person.unblock))

    def before(self) -> Person:
        """The record before something is done; a new one after it was erased."""
        return self.stage.store.load(self.player.id) or Person(self.player.id, self.stage.now)

    @rule(text=TEXTS)
    def says(self, text: str) -> None:
        before = self.before()
        texts = self.does(self.player.says(text))
        note(f"{text!r} -> {texts}")
        assert texts, f"silence after {text!r}"
        if self.stage.store.load(self.player.id) is not None:
            self.moved(before)

    @rule()
    def says_next(self) -> None:
        before = self.before()
        texts = self.does(self.player.says("next"))
        note(f"'next' -> {texts}")
        assert texts
        self.moved(before)
        assert may_follow(before, self.player.record, self.stage)

    @rule(target=buttons, which=st.integers(0, 10_000))
    def taps(self, which: int) -> tuple[Json, Json] | None:
        there = [(message, button) for message in self.player.live for button in buttons_of(message)]
        if not there:
            return None
        chosen = there[which % len(there)]
        self.press(*chosen)
        return chosen

    @rule(button=buttons)
    def taps_again(self, button: tuple[Json, Json] | None) -> None:
        """An old button, or the same one twice."""
        if button is not None:
            self.press(*button)

    def press(self, message: Json, button: Json) -> None:
        self.unblocks()
        before = self.before()
        data = button["callback_data"]
        texts = self.does(self.player.forges(data, message))
        note(f"[{button['text']}] {data} -> {texts}")
        assert self.player.taps_made[-1].answer is not None
        if (after := self.stage.store.load(self.player.id)) is not None:
            self.moved(before)
            if data.startswith("w:") and data.endswith(":next"):
                assert may_follow(before, after, self.stage)

    @rule(data=st.text(min_size=1, max_size=16))
    def forges(self, data: str) -> None:
        self.unblocks()
        before = self.before()
        if len(data.encode("utf-8", "ignore")) <= MAX_DATA_BYTES and data.isprintable():
            self.does(self.player.forges(data))
            self.moved(before)

    @rule(action=st.sampled_from(WITH_A_PROMPT), number=st.integers(0, 3), days_ago=st.integers(0, 2))
    def answers_a_prompt(self, action: str, number: int, days_ago: int) -> None:
        """As if one had come, of a reminder that there is or is not, today or lately."""
        self.unblocks()
        before = self.before()
        day = self.stage.now - timedelta(days=days_ago)
        texts = self.does(self.player.forges(f"prompt:{number}:{day:%Y%m%d}:{action}"))
        note(f"prompt {number} {action} -> {texts}")
        assert self.player.taps_made[-1].answer is not None
        self.moved(before)

    @rule(which=st.integers(0, 9))
    def sends_something_else(self, which: int) -> None:
        if which == EDIT:
            self.unblocks()
        action = things(self.player)[which]
        texts = self.does(self.player.does(action))
        # An edit of an old message, and what needs no answer.
        assert texts or which >= EDIT, "silence"

    @rule(which=st.integers(0, 2))
    def presses_a_key(self, which: int) -> None:
        keys = self.player.person.keyboard
        if which < len(keys):
            assert self.does(self.player.presses(keys[which]))

    @rule(seconds=SPANS)
    def waits(self, seconds: float) -> None:
        self.stage.pass_time(seconds=seconds)

    @rule()
    def sees_a_restart(self) -> None:
        self.does(self.stage.restart())

    @invariant()
    def everything_said_is_in_order(self) -> None:
        if not hasattr(self, "player"):
            return
        assert self.stage.wrongs() == []
        for message in self.player.person.inbox[-3:]:
            assert len(message.get("text", "")) <= MAX_TEXT
            for button in buttons_of(message):
                assert 1 <= len(button["callback_data"].encode()) <= MAX_DATA_BYTES

    def teardown(self) -> None:
        try:
            if hasattr(self, "player"):
                self.does(says_next_until_a_walk_is_done(self.player))
                self.does(self.stage.close())
        finally:
            self.loop.close()
            self.folder.cleanup()


@pytest.mark.parametrize("lives", [8, pytest.param(45, marks=pytest.mark.system)])
def test_anybody_may_do_anything_in_any_order(lives: int) -> None:
    """Thousands of random words, taps, commands, things, waits and restarts; then "next" leads to the end of a walk."""
    some = settings(
        max_examples=lives,
        stateful_step_count=50,
        suppress_health_check=[HealthCheck.too_slow],
        report_multiple_bugs=False,
        # Shrinking a failure takes minutes: add Phase.shrink while looking for its cause.
        phases=(Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(Anybody, settings=some)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), TEXTS),
        st.tuples(st.just("taps"), st.integers(0, 10_000)),
        st.tuples(st.just("waits"), SPANS),
        st.tuples(st.just("restarts"), st.just(0)),
    ),
    min_size=10,
    max_size=30,
)


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(ACTIONS)
async def test_the_whole_stage_holds_as_well(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, Any]]
) -> None:
    """The same over HTTP and into the database, with prompts that come in between."""
    async with opened(Stage(tmp_path_factory.mktemp("any"))) as stage:
        player = stage.player()
        await player.sets_up()
        for does, what in actions:
            there = [(message, button) for message in player.live for button in buttons_of(message)]
            if does == "says":
                assert await player.says(what)
            elif does == "taps" and there:
                message, button = there[what % len(there)]
                await player.forges(button["callback_data"], message)
            elif does == "waits":
                await stage.tick(seconds=what)
            elif does == "restarts":
                await stage.restart()
        await says_next_until_a_walk_is_done(player)
        assert stage.wrongs() == []
