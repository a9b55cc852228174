"""Are the answers true that are read from the record, the clock and the library?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversations.faq.faq import FAQ
from bot.conversations.faq.faq_facts import FACTS, SWITCHED
from bot.conversations.ways_on import BUTTONS, MEANT
from bot.habits.cadence import ASK_AFTER, SKIP_AFTER
from bot.replies import pack
from bot.understanding.wishes.wish_rules import Wish
from storage.records.retention_periods import STOPPED_KEPT
from tests.harness.chat import Chat, set_up
from tests.harness.said import said
from tests.harness.stage import START

LONGEST_ANSWER = 350


def asked(chat: Chat, name: str) -> str:
    """The answer of an entry."""
    [answer] = chat.forges(pack(MEANT, Wish.FAQ.value, name))
    return answer


@pytest.mark.parametrize("name", sorted({*FACTS, *SWITCHED}))
def test_an_answer_is_short_and_stands_over_its_ways_on(name: str) -> None:
    """A switch of its own comes first."""
    chat = set_up()
    assert 0 < len(asked(chat, name)) <= LONGEST_ANSWER
    assert chat.buttons[int(name in SWITCHED) :] == [said(BUTTONS[wish][0]) for wish in FAQ[name]]


def test_what_is_set_changes_with_it() -> None:
    """The position, the reminders and the gentle setting, in a line."""
    chat = set_up()
    first = asked(chat, "set_now")
    assert "\n" not in first
    assert "07:30" in first
    assert first.endswith("Gentle is off.")
    chat.forges("set:gentle:on")
    chat.says("/remind off")
    chat.forges("set:position:standing")
    then = asked(chat, "set_now")
    assert "Reminders: none." in then
    assert "move: standing" in then
    assert then.endswith("Gentle is on.")


def test_what_gentle_leaves_out_depends_on_it() -> None:
    """Nothing is left out while it is off."""
    chat = set_up()
    assert "nothing is left out" in asked(chat, "gentle")
    chat.forges("set:gentle:on")
    assert asked(chat, "gentle").startswith("Gentle: on.")


def test_silent_reminders_are_a_tap_away_and_then_told() -> None:
    """The button under the answer turns the sound off."""
    chat = set_up()
    asked(chat, "silent")
    chat.taps(said("button.silent_on"))
    assert chat.person.settings.silent
    assert asked(chat, "silent") == said("faq.silent.on")
    assert chat.buttons[0] == said("button.silent_off")


def test_the_day_is_that_of_the_persons_clock() -> None:
    """The date goes on with the days."""
    chat = set_up()
    assert f"{START.day} " in asked(chat, "what_day")
    chat.pass_time(days=1)
    assert f"{(START + timedelta(days=1)).day} " in asked(chat, "what_day")


def test_numbers_of_days_are_those_that_hold() -> None:
    """Of the cadence and of what is kept."""
    chat = set_up()
    quiet = asked(chat, "quiet_after")
    assert f"After {SKIP_AFTER} days" in quiet
    assert f"some {ASK_AFTER.days} days" in quiet
    assert f"{STOPPED_KEPT.days} days" in asked(chat, "kept_how_long")


def test_who_listens_is_told_of_the_sound() -> None:
    """Who does not is told of the film."""
    chat = set_up()
    assert asked(chat, "film_controls") == said("faq.film_controls")
    chat.forges("session_way:sound:always")
    assert asked(chat, "film_controls") == said("faq.film_controls.sound")
