"""The way of sessions in a person's own words: is it set, shown or asked about, and never lost in silence?"""

from __future__ import annotations

from typing import Any

import pytest

from storage.records.person import FILM, SOUND, STEPS, with_fields
from tests.harness.filmed import with_films
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.stage import Player


@pytest.fixture(autouse=True)
def _films(monkeypatch: pytest.MonkeyPatch) -> None:
    with_films(monkeypatch)


def now(eva: Player, **fields: Any) -> None:
    """Something of Eva's record is otherwise."""
    stage = eva.stage
    assert isinstance(stage, InMemoryStage)
    stage.memory.people[eva.id] = with_fields(eva.record, **fields)


@pytest.mark.parametrize("answer", ["Yes.", "From now on", "always please", "from now on please", "tap"])
@pytest.mark.parametrize(
    ("text", "way"), [("Sound only", SOUND), ("I want to listen", SOUND), ("step by step", STEPS), ("as text", STEPS)]
)
async def test_a_way_is_asked_for_now_or_from_now_on(eva: Player, text: str, way: str, answer: str) -> None:
    """And what is answered is set and said, whether tapped or typed."""
    now(eva, way=FILM)
    assert await eva.says(text) == [said(f"way.when_{way}")]
    assert eva.record.settings.way == FILM
    told = await (eva.taps("From now on") if answer == "tap" else eva.says(answer))
    assert told == [said(f"way.set_{way}")]
    assert eva.record.settings.way == way
    await eva.taps("Undo")
    assert eva.record.settings.way == FILM


@pytest.mark.parametrize("answer", ["Now", "just today", "today please"])
async def test_now_begins_a_session_in_that_way(eva: Player, answer: str) -> None:
    """And the usual way stays."""
    await eva.says("only sound")
    await eva.says(answer)
    assert (eva.walk.way, eva.record.settings.way) == (SOUND, STEPS)


@pytest.mark.parametrize(("text", "way"), [("today only text", STEPS), ("as a film today please", FILM)])
async def test_a_way_for_today_waits_until_it_is_started(eva: Player, text: str, way: str) -> None:
    """Nobody said that they begin now."""
    now(eva, way=SOUND)
    assert await eva.says(text) == [said(f"way.today_{way}")]
    assert eva.record.walk is None
    await eva.taps("Start")
    assert (eva.walk.way, eva.record.settings.way) == (way, SOUND)


@pytest.mark.parametrize("answer", ["No", "no thanks"])
async def test_no_leaves_the_way_as_it_is(eva: Player, answer: str) -> None:
    """Nothing begins, nothing is set."""
    await eva.says("only sound")
    await eva.says(answer)
    assert eva.record.settings.way == STEPS
    assert eva.record.walk is None


@pytest.mark.parametrize(
    ("text", "way"),
    [("voice only from now on", SOUND), ("always as one film", FILM), ("sessions as sound every day please", SOUND)],
)
async def test_from_now_on_is_set_at_once(eva: Player, text: str, way: str) -> None:
    """With a line that says so, and one tap to undo."""
    assert await eva.says(text) == [said(f"way.set_{way}")]
    assert eva.record.settings.way == way
    assert "Undo" in eva.buttons


async def test_from_now_on_holds_for_the_open_session_too(eva: Player) -> None:
    """It goes on in the new way."""
    await eva.says("next")
    await eva.says("from now on as sound please")
    assert (eva.walk.way, eva.record.settings.way) == (SOUND, SOUND)


@pytest.mark.parametrize(("text", "way"), [("read it to me", SOUND), ("video please", FILM), ("listen only", SOUND)])
async def test_in_a_session_the_way_changes_at_once(eva: Player, text: str, way: str) -> None:
    """For this session alone."""
    await eva.says("next")
    await eva.says(text)
    assert (eva.walk.way, eva.record.settings.way) == (way, STEPS)


async def test_what_is_so_already_is_said(eva: Player) -> None:
    """The label of the usual way asks nothing."""
    assert await eva.says("Step by step") == [said("way.already_steps")]


@pytest.mark.parametrize("text", ["Do you send sessions as sound now?", "how do my sessions come"])
async def test_how_sessions_come_is_answered(eva: Player, text: str) -> None:
    """With the other ways as buttons."""
    [answer] = await eva.says(text)
    assert answer.startswith(said("way.is_steps"))
    assert eva.buttons == ["Follow along", "Listen only"]
    await eva.taps("Listen only")
    assert eva.record.settings.way == SOUND


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("can you talk slower please", "way.no_slower"),
        ("Turn off the emojis.", "way.marks"),
        ("do I miss anything without the pictures", "way.in_words"),
        ("no sound please", "way.silent"),
    ],
)
async def test_what_cannot_be_is_said(eva: Player, text: str, line: str) -> None:
    """In one line, and nothing changes."""
    before = eva.record.settings
    assert await eva.says(text) == [said(line)]
    assert ("Listen only" in eva.buttons) == (line == "way.in_words")
    assert eva.record.settings == before


@pytest.mark.parametrize("text", ["no sound please", "I can't stand the voice", "turn the voice off"])
async def test_who_hears_sessions_gets_steps_without_sound(eva: Player, text: str) -> None:
    """Now in a session, else it is asked from when on."""
    now(eva, way=SOUND)
    assert await eva.says(text) == [said("way.when_steps")]


async def test_no_video_means_the_film_where_sessions_are_films(eva: Player) -> None:
    """It is asked from when on; pictures stay."""
    now(eva, way=FILM)
    assert await eva.says("no video") == [said("way.when_steps")]
    await eva.taps("From now on")
    assert eva.record.settings.way == STEPS
    assert eva.record.settings.pictures


async def test_today_is_named(eva: Player) -> None:
    """Outside a session with a button that starts it, in one by its step."""
    [answer] = await eva.says("What is today?")
    assert "Inner thigh" in answer or "ip" in answer
    assert "Start" in eva.buttons


async def test_a_library_without_films_says_so(eva: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is asked that cannot be had."""
    with_films(monkeypatch, "sound")
    [answer] = await eva.says("how do my sessions come")
    assert answer.startswith(said("way.is_steps"))
    assert eva.buttons == ["Listen only"]
