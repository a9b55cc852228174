"""What is said counts for the session that is on: not for one of another day, nor against an alarm of another day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.conversations.turn import Turn
from bot.conversations.walk import finish, starting
from storage.records.person import FILM, SOUND, STEPS, Feel, WalkState
from tests.harness.chat import Chat, set_up
from tests.harness.libraries import shipped_library


def _change(**fields: Any) -> Callable[[Turn], None]:
    return lambda turn: turn.change(**fields)


def _left_yesterday(*, usual: str) -> Chat:
    """Somebody whose step by step session was left alone yesterday, and whose sessions come in another way."""
    chat = set_up().fork()
    chat.says("/today")
    chat.taps("Start")
    chat.says("next")
    chat.does(_change(way=usual))
    chat.pass_time(days=1)
    return chat


@pytest.mark.parametrize("said", ["start", "yes, I am ready", "let's go"])
@pytest.mark.parametrize("usual", [SOUND, FILM])
def test_a_start_on_another_day_is_in_the_usual_way(usual: str, said: str) -> None:
    """The session that was left goes on as film or sound."""
    chat = _left_yesterday(usual=usual)
    chat.says(said)
    assert (chat.walk.way, chat.person.account.asking) == (usual, f"film:{chat.walk.number}")
    chat.says("done")
    assert chat.walk.state is WalkState.DONE


def test_a_film_that_was_left_goes_on_step_by_step_where_that_is_usual() -> None:
    """The same the other way round."""
    chat = set_up().fork()
    chat.does(_change(way=SOUND))
    chat.says("start")
    chat.does(_change(way=STEPS))
    chat.pass_time(days=1)
    chat.says("start")
    assert chat.walk.way == STEPS


def _at_second_side(variation: str) -> Chat:
    """Somebody whose first side is done, lying, and who stopped there."""
    chat = set_up().fork()
    chat.does(lambda turn: starting.start_form(turn, variation))
    while not chat.walk.sides_done:
        chat.says("next")
    chat.says("stop")
    return chat


def _lying(movement: str) -> str:
    found = shipped_library().movement(movement)
    lying = None if found is None else found.at("lying")
    assert lying is not None
    return lying.id


@pytest.mark.parametrize("hours", [2, 24])
def test_the_second_side_begins_with_its_set_up_after_a_break(hours: int) -> None:
    """Who is on their feet does not change over from the floor."""
    chat = _at_second_side(_lying("hip-flexion-extension"))
    chat.pass_time(hours=hours)
    [shown] = chat.says("next")
    assert "Lie on your right side" in shown and "Change over" not in shown


def test_the_second_side_changes_over_where_it_goes_on_at_once() -> None:
    """They are still on the floor."""
    chat = _at_second_side(_lying("hip-flexion-extension"))
    [shown] = chat.says("next")
    assert "Lie on your right side in one long line" not in shown


def test_a_second_side_without_set_up_of_its_own_is_told_that_of_the_first() -> None:
    """To lie down on the back is done once, but not by somebody who got up since."""
    chat = _at_second_side(_lying("inner-thigh-stretch"))
    chat.pass_time(hours=3)
    assert "First get into place: Lie on your back" in chat.says("next")[0]


@pytest.mark.parametrize("said", ["done", "finished", "all done"])
def test_what_is_told_as_done_is_not_the_session_of_another_day(said: str) -> None:
    """It is asked whether today counts, and the old session does not move on."""
    chat = _left_yesterday(usual=SOUND)
    before = chat.walk
    assert chat.says(said) == [str(chat.words.say("meant.done_today"))]
    assert chat.walk == before
    chat.says("yes")
    assert chat.person.streak.total_days == 1


def test_being_done_with_it_after_a_prompt_stops_no_reminder() -> None:
    """It is asked whether today counts."""
    chat = set_up().fork()
    person = chat.person
    come = tuple(replace(one, last_date=person.created_at.date()) for one in person.reminders)
    chat.memory.people[chat.id] = replace(person, reminders=come)
    assert chat.says("I am done with it") == [str(chat.words.say("meant.done_today"))]


def test_done_on_the_same_day_is_the_next_step() -> None:
    """A word of the session that is on."""
    chat = set_up().fork()
    chat.says("/today")
    chat.taps("Start")
    chat.says("done")
    assert chat.walk.step == 1


def test_an_alarm_of_another_day_closes_no_question() -> None:
    """How it felt is kept, and a film is done with a word."""
    chat = set_up().fork()
    chat.does(_change(way=SOUND))
    chat.says("my chest hurts and I can't breathe")
    assert (chat.person.account.asking or "").startswith("alarm:")
    chat.pass_time(days=1)
    chat.says("start")
    chat.says("finished")
    chat.says("good")
    assert (chat.walk.state, chat.walk.feel) == (WalkState.DONE, Feel.GOOD)


def test_an_alarm_of_today_stays_open_whatever_is_asked_meanwhile() -> None:
    """No other question takes its place."""
    chat = set_up().fork()
    chat.says("my chest hurts and I can't breathe")
    alarm = chat.person.account.asking
    chat.says("/position")
    chat.says("when is my next reminder")
    assert chat.person.account.asking == alarm


def _asked_before() -> Chat:
    chat = set_up().fork()
    chat.does(_change(wants_checkin=True))
    chat.says("start")
    return chat


def _asked_after() -> Chat:
    chat = _asked_before()
    chat.says("3")
    chat.does(finish.finish_walk)
    return chat


@pytest.mark.parametrize("asked", [_asked_before, _asked_after])
@pytest.mark.parametrize(
    ("said", "number"),
    [
        (["2"], 2),
        (["I would say two."], 2),
        (["Only a two, I am pleased to say."], 2),
        (["I think it has come down to a one."], 1),
        (["Considerably looser, I should say one."], 1),
        (["Hardly any stiffness left, so I would give it a zero."], 0),
        (["Zero, please."], 0),
        (["About a three, as I mentioned."], 3),
        (["which leg", "how come its left first today", "pretty good", "3"], 3),
        (["pretty good", "2"], 2),
    ],
)
def test_how_stiff_it_is_is_noted_in_any_words(asked: Callable[[], Chat], said: list[str], number: int) -> None:
    """Whatever other talk stood between."""
    chat = asked()
    for each in said:
        chat.says(each)
    [noted] = chat.memory.diary(chat.id).checkins
    assert (noted.after if asked is _asked_after else noted.before) == number


@pytest.mark.parametrize("said", ["this one", "I have 3 minutes", "which of the 3 movements is it?", "one more"])
def test_a_number_that_counts_something_is_no_stiffness(said: str) -> None:
    """Nothing is noted."""
    chat = _asked_before()
    chat.says(said)
    assert all(one.before is None for one in chat.memory.diary(chat.id).checkins)


def test_a_number_hours_after_the_session_is_no_stiffness() -> None:
    """It may be a time."""
    chat = _asked_after()
    chat.says("pretty good")
    chat.pass_time(hours=2)
    chat.says("2")
    assert chat.memory.diary(chat.id).checkins[-1].after is None


def test_the_last_step_is_done_when_it_is_enough_for_today() -> None:
    """There it is no break."""
    chat = set_up().fork()
    chat.says("/today")
    chat.taps("Start")
    while "step 6 of 6" not in (chat.texts[-1]) or chat.walk.side == "right":
        chat.says("next")
    chat.says("that's it for today")
    assert chat.walk.state is WalkState.DONE
