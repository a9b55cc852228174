"""Are people understood who had never seen the bot, in their own words? One table for each kind of what they say.

A row names a state, what is said in it (`>` between two messages, `* label` is a tap), what the last answer has to
contain (`|` between two that are right, `!` before what may not stand in it, `-` for nothing of the kind), and, if that
counts, the reminders and the days without any that are stored then.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.conversations import phrases
from bot.conversations.requests import requests
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.person import FILM
from tests.harness.chat import Chat, asked_who_takes_care, begun, set_up
from tests.harness.lives import assert_right, do, is_right, last_told, reminders_told, rows_of
from tests.harness.shortened import shortened

FILES = sorted(Path(__file__).parent.glob("lives_*.tsv"))
# How each state is come to.
STATES: dict[str, tuple[str, ...]] = {
    "out": (),
    "nine": ("/remind off", "/remind 9:00"),
    "ten_weekdays": ("/remind off", "/remind 10:00 mon-fri"),
    "tue_to_fri": ("/remind off", "/remind 9:45 tue-fri"),
    "tuesdays": ("/remind off", "/remind 9:45 tue"),
    "two_times": ("/remind off", "/remind 10:00 mon,wed,fri", "/remind 8:30 tue,thu", "* As well"),
    "morning_evening": ("/remind off", "/remind 7:30", "/remind 19:00", "* As well"),
    "two_of_monday": ("/remind off", "/remind 8:10 mon,wed,fri,sun", "/remind 10:30 mon", "* As well"),
    "evening_and_tomorrow": ("/remind off", "/remind 21:00", "/remind tomorrow 22:00"),
    "prompt": (),
    "walk": ("/today", "* Start"),
    "itself": ("steps by themselves please", "/today", "* Start"),
    "after_session": ("/today", "* Start", "I did the whole session", "* Yes"),
    "felt_and_prompt": ("/today", "* Start", "I did the whole session", "* Yes", "+ 1 days"),
    "film": ("/today", "* Start", "follow along"),
    "sound": ("play the inner thigh one as sound",),
    "city": ("/timezone",),
    "paused": ("/pause",),
    "alarm": ("I can't feel my legs",),
    "follow": ("follow along from now on",),
    "short": ("just one minute today",),
    "gentle": ("gentle on", "none of these"),
    "thigh": (),
    "floor_thigh": ("/position floor",),
    "second": ("/today", "* Start"),
    "side_lying": ("/position floor", "/today", "* Start"),
    "floor_hip": ("/position floor", "gentle on", "none of these"),
    "asks_film": ("/today", "* Start"),
}
# Movements that are today's, and which session it is, where a state names them.
UNFINISHED = {
    "thigh": "inner-thigh-stretch",
    "floor_thigh": "inner-thigh-stretch",
    "floor_hip": "dynamic-hip-stretch",
}
# The same in another language, `de|walk`: taps are named by their data.
ABROAD: dict[str, tuple[str, ...]] = {
    "out": (),
    "walk": ("/today", "* go:seated-hip-flexion"),
    "side_lying": ("/position", "* set:position:lying", "/today", "* go:side-lying-hip-flexion"),
    "film": ("/today", "* go:seated-hip-flexion", "follow along"),
    "sound": ("play the inner thigh one as sound",),
}


def _comes(chat: Chat) -> None:
    """A reminder of today comes, as the clock sends it, and is not answered."""
    person = chat.person
    came = [replace(one, last_date=chat.now.date(), last_due=chat.now) for one in person.reminders]
    chat.memory.people[chat.id] = replace(person, reminders=tuple(came))
    chat.does(lambda turn: turn.say(phrases.greeting(turn)))


def _not_set_up(language: str, kind: str) -> Chat:
    """Somebody who writes for the first time, who said /start, or who was shown a session and told how it felt."""
    chat = Chat("Ana", language=language)
    for step in () if kind == "new" else ("/start",):
        chat.says(step)
    if kind == "shown":
        chat.taps("setup:show")
        while chat.walk.ended_at is None:
            chat.says("next")
        chat.says("good")
    return chat


def _begun_before(chat: Chat, kind: str) -> None:
    """What was broken off before is today's movement; a second session offers the ways in which sessions come."""
    progression = replace(
        chat.person.progression, unfinished_movement=UNFINISHED.get(kind), walks_begun=int(kind == "second")
    )
    chat.memory.people[chat.id] = replace(chat.person, progression=progression)


@cache
def _reached(state: str) -> Chat:
    language, _, kind = state.rpartition("|")
    if state == "setup":
        return begun("chair", "Lisbon")
    if state == "setup_city":
        return begun("chair")
    if kind == "care":
        return asked_who_takes_care(language or "en")
    if kind in ("new", "hello", "shown"):
        return _not_set_up(language or "en", kind)
    chat = set_up(language=language or "en")
    if kind == "second":
        _begun_before(chat, kind)
    for step in ABROAD.get(kind, STATES[kind]) if language else STATES[kind]:
        do(chat, step)
    if kind == "asks_film":
        film = Wished(Wish.USUAL_WAY, FILM, sure=False)
        chat.does(lambda turn: requests.ask(turn, film))
    if kind in UNFINISHED:
        _begun_before(chat, kind)
    if kind in ("prompt", "felt_and_prompt"):
        _comes(chat)
    return chat


def _wrong(state: str, said: str, right: str, stored: str) -> str | None:
    """What is wrong with a row; None where nothing is."""
    chat = _reached(state).fork()
    told = last_told(chat, said)
    if not is_right(told, right):
        return f"{state}: {said!r}: {told[:300]!r} is not {right!r}"
    kept = "; ".join(reminders_told(chat))
    return f"{state}: {said!r}: stored is {kept!r}, not {stored!r}" if stored and kept != stored else None


@pytest.mark.parametrize("every", shortened([20, 1], 2))
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_people_are_understood_in_their_own_words(file: Path, every: int) -> None:
    """Each row of a table, or some of them."""
    assert_right(rows_of(file)[::every], _wrong)


@pytest.mark.parametrize("every", shortened([7, 1], 2))
def test_what_is_told_in_a_step_is_understood_where_the_steps_come_by_themselves(every: int) -> None:
    """Each row of a step, or each seventh one; but what is said of that way itself."""
    rows = [row for file in FILES if file.stem != "lives_by_themselves" for row in rows_of(file) if row[0] == "walk"]
    assert_right([("itself", *row[1:]) for row in rows][::every], _wrong)
