"""Every question there is: an old button leaves it open and asks it again, and what is typed next still counts."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from importlib import import_module

import pytest

from bot import conversations
from bot.conversations import dispatch
from bot.conversations.account import privacy
from bot.conversations.dialogue import Dialogue, Dialogues, Question
from bot.conversations.preferences import cues, notifications
from content.pieces import line_key
from storage.records.person import Feel, WalkState
from tests.bot.conversations.walk.test_follow_up import starts_far
from tests.harness.filmed import with_films
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.shortened import shortened
from tests.harness.stage import Player

# A button of a walk that nobody ever took.
OLD = "feel:99:good"
QUESTIONS = dispatch.DIALOGUES.questions


async def comes_to(stage: InMemoryStage, player: Player, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person comes to a question."""
    if prefix == "after":
        await starts_far(player)
    if prefix == "film":
        with_films(monkeypatch)
        await player.forges("ways:film")
    if prefix == "session_way":
        with_films(monkeypatch)
    if prefix == "record":
        monkeypatch.setattr(stage.handlers.turns, "_admin_ids", frozenset({player.id}))
    for step in CASES[prefix].opened_by:
        await (player.forges(step[1:]) if step.startswith("!") else player.says(step))


@dataclass(frozen=True)
class Case:
    """How a question is opened: texts, or data of buttons in front of which a "!" stands. Then a typed answer to it,
    whether that counted, and what the question says when it is asked again."""

    opened_by: tuple[str, ...]
    answer: str
    counts: Callable[[Player], bool]
    again: str


CASES = {
    "remind": Case(
        ("/remind", "!remind:new"),
        "7:45",
        lambda who: time(7, 45) in [reminder.at for reminder in who.record.reminders],
        said("remind.ask_time"),
    ),
    "cue": Case(("/cue",), "coffee", lambda who: who.record.reminders[0].cue == "coffee", "What should it follow?"),
    "quiet": Case(
        ("!messages:quiet",),
        "22:00 to 7:00",
        lambda who: who.record.settings.quiet_from == time(22),
        said("messages.ask_quiet"),
    ),
    "zone": Case(
        ("/timezone",), "Paris", lambda who: who.record.settings.zone == "Europe/Paris", said("zone.ask_again")
    ),
    "position": Case(
        ("/position",), "standing", lambda who: who.record.settings.position == "standing", said("position.ask")
    ),
    "report": Case(("/report",), "1 Oct to 15 Nov", lambda who: "1 October" in who.last, said("report.ask")),
    "delete": Case(("/delete",), "no", lambda who: who.last == said("delete.kept"), said("delete.ask")),
    "stop": Case(("stop",), "yes", lambda who: who.record.account.stopped_at is not None, said("stop.ask")),
    "progress": Case(("/progress",), "for my physio", lambda who: who.last == said("report.ask"), ""),
    "offer": Case(("/today",), "next", lambda who: who.walk.state is WalkState.OPEN, "Today"),
    "card": Case(
        ("/movements", "!movement:inner-thigh-stretch"),
        "next",
        lambda who: who.walk.movement == "inner-thigh-stretch",
        "Inner thigh stretch",
    ),
    "feel": Case(("next", "enough", "enough"), "hard", lambda who: who.walk.feel is Feel.HARD, said("end.how")),
    "stiff": Case(
        ("!set:checkin:on", "next"),
        "4",
        lambda who: [day.before for day in who.stage.store.diary(who.id).checkins] == [4],
        said("stiff.before"),
    ),
    "after": Case((), "no", lambda who: who.record.reminders[0].at == time(7, 30), "07:30"),
    "hurts": Case(("next", "ouch"), "done", lambda who: who.walk.state is WalkState.LEFT, ""),
    "film": Case(("next",), "done", lambda who: who.walk.state is WalkState.DONE, said("film.how")),
    "session_way": Case(
        ("sound only",), "from now on", lambda who: who.record.settings.way == "sound", said("way.when_sound")
    ),
    "leave": Case(("!set:gentle:on",), "hip", lambda who: bool(who.record.settings.avoids), said("left_out.ask")),
    "paused": Case(("next", "pause"), "next", lambda who: who.walk.step == 1, "step 1 of 6"),
    "meant": Case(
        ("the vicar said not on sundays",),
        "yes",
        lambda who: all(not reminder.weekdays & 64 for reminder in who.record.reminders),
        "No more reminders on Sunday?",
    ),
    "length": Case(
        ("from now on only one minute",),
        "3 minutes not 1",
        lambda who: who.record.settings.length == "medium",
        said("usual_length.short"),
    ),
    "lost": Case(("asdfgh",), "next", lambda who: who.walk.state is WalkState.OPEN, "Today"),
    "away": Case(
        ("/pause from thursday",),
        "until monday",
        lambda who: "from Thursday to 29 November" in who.last,
        said("rest.until_when", day="Thursday"),
    ),
    "put_off": Case(
        ("!prompt:1:20261122:60",),
        "no, 20:00",
        lambda who: "back at 20:00" in who.last,
        said("prompt.later", time="15:35"),
    ),
    "later": Case(
        ("!prompt:1:20261122:later",), "at 6", lambda who: "back at 18:00" in who.last, said("prompt.when_later")
    ),
    "record": Case(
        (f"!record:of:{line_key('seated-hip-flexion')[:8]}",),
        "skip",
        lambda who: "Line 2 of" in who.last,
        "Line 1 of",
    ),
    "alarm": Case(
        ("I can't feel my legs",), "I'm fine", lambda who: who.record.account.asking is None, "Are you well?"
    ),
    "slight": Case(
        ("I'd like to lie on the floor, my leg is dead",),
        "only tired",
        lambda who: who.record.account.asking is None,
        said("slight.dead_again"),
    ),
}


def test_every_question_has_its_case() -> None:
    """A new one is added here with its dialogue."""
    assert set(CASES) == set(QUESTIONS)


@pytest.mark.parametrize("prefix", CASES)
async def test_an_old_button_leaves_the_question_open(
    prefix: str, in_memory: InMemoryStage, eva: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks it again in a line, and the answer that is typed next counts."""
    case, question = CASES[prefix], QUESTIONS[prefix]
    await comes_to(in_memory, eva, prefix, monkeypatch)
    assert dispatch.DIALOGUES.question_of(eva.record.account.asking) is question
    [text] = await eva.forges(OLD)
    if prefix not in ("paused", "alarm"):
        assert text.startswith(said("old_button"))
    assert case.again in text
    if prefix not in ("paused", "lost"):
        # A walk that was paused has its step shown instead, and goes on from there; who is lost is offered today's.
        assert dispatch.DIALOGUES.question_of(eva.record.account.asking) is question
    await eva.says(case.answer)
    assert case.counts(eva)


# Live buttons, each with the question that it answers.
BUTTONS = {"set:position:standing": "position", "messages:quiet:none": "quiet", "cue:0:none": "cue", "done": "offer"}


@pytest.mark.parametrize(
    ("prefix", "button"),
    shortened(
        [
            (prefix, button)
            for prefix, question in QUESTIONS.items()
            for button, own in BUTTONS.items()
            if question.waits and prefix != own
        ],
        3,
    ),
)
async def test_a_live_button_of_another_dialogue_leaves_the_question_open(
    prefix: str, button: str, in_memory: InMemoryStage, eva: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the button says is done, and the answer that is typed next still counts."""
    case = CASES[prefix]
    await comes_to(in_memory, eva, prefix, monkeypatch)
    await eva.forges(button)
    await eva.says(case.answer)
    assert case.counts(eva)


# What is declared


def test_two_dialogues_cannot_own_the_same() -> None:
    """Neither a question nor a button nor a command: it fails where they are put together."""
    for double in (
        Dialogue(module="double", questions=cues.DIALOGUE.questions),
        Dialogue(module="double", taps=privacy.DIALOGUE.taps),
        Dialogue(module="double", commands=privacy.DIALOGUE.commands),
    ):
        with pytest.raises(ValueError, match="two dialogues own the"):
            Dialogues((cues.DIALOGUE, privacy.DIALOGUE, double))


@pytest.mark.parametrize("missing", [field.name for field in fields(Question)])
def test_a_question_says_everything_about_itself(missing: str) -> None:
    """What one forgets to say fails at once, not in a chat."""
    whole = {field.name: getattr(notifications.DIALOGUE.questions[0], field.name) for field in fields(Question)}
    assert Question(**whole) == notifications.DIALOGUE.questions[0]
    del whole[missing]
    with pytest.raises(TypeError, match=missing):
        Question(**whole)


def test_every_dialogue_stands_in_the_one_tuple() -> None:
    """A file that declares one and is forgotten there would answer nothing."""
    modules = [name for _, name, _ in pkgutil.walk_packages(conversations.__path__, "bot.conversations.")]
    declared = [found for name in modules if (found := getattr(import_module(name), "DIALOGUE", None)) is not None]
    assert {dialogue.module for dialogue in declared} == {dialogue.module for dialogue in dispatch.DIALOGUES.all}


def test_commands_that_the_handlers_run_themselves_are_the_ones_that_read_first() -> None:
    """All others run from their dialogue alone."""
    alone = [name for name, command in dispatch.DIALOGUES.commands.items() if command.run is None]
    assert alone == ["status", "privacy", "export", "stats", "broadcast"]
