"""Sessions that are one minute after pain or a gap are whole again when somebody asks for it, or nothing hurts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.conversations import selection
from tests.harness.chat import Chat, set_up
from tests.harness.said import said

DONE = ("/today", "* Start", "I did the whole session", "* Yes")
HURT = (*DONE, "* It hurt")


def chat_after(*steps: str, days: int = 1) -> Chat:
    """A chat some days after these steps."""
    chat = set_up()
    for step in steps:
        chat.taps(step[2:]) if step.startswith("* ") else chat.says(step)
    chat.pass_time(days=days)
    return chat


def length(chat: Chat) -> str:
    """The length of today's session."""
    return selection.form_for(chat.person, chat.now.date())


@pytest.fixture(params=[lambda: chat_after(*HURT), lambda: chat_after(*DONE, "* Good", days=9)], ids=["pain", "gap"])
def shortened(request: pytest.FixtureRequest) -> Chat:
    """Somebody whose session is one minute."""
    make: Callable[[], Chat] = request.param
    chat = make()
    assert length(chat) == selection.SHORT
    return chat


@pytest.mark.parametrize(
    "text",
    [
        "the full length please",
        "I want the whole session again",
        "from tomorrow on the normal length please",
        "can I have the long one back, please",
        "back to the usual length",
        "give me the full one",
    ],
)
def test_it_is_whole_again_on_request(shortened: Chat, text: str) -> None:
    """For today and from then on."""
    assert shortened.says(text) == [said("length.whole_again")]
    assert length(shortened) == selection.FULL
    shortened.pass_time(days=3)
    assert length(shortened) == selection.FULL


@pytest.mark.parametrize(
    "text", ["why only one minute?", "why is it so short?", "when do I get the full length again?"]
)
def test_why_it_is_short_is_said_with_a_way_out(shortened: Chat, text: str) -> None:
    """Nothing changes before the tap."""
    is_pain = shortened.walk.feel == "hurt"
    assert shortened.says(text) == [said("length.why_pain" if is_pain else "length.why_gap")]
    assert length(shortened) == selection.SHORT
    shortened.taps("The whole length")
    assert length(shortened) == selection.FULL


@pytest.mark.parametrize("text", ["it no longer hurts", "no pain any more", "nothing hurts any more"])
def test_after_pain_that_is_over_it_is_whole_again(text: str) -> None:
    """It is said outside of a session; the record of the session that hurt stays as it is."""
    chat = chat_after(*HURT)
    chat.says(text)
    assert length(chat) == selection.FULL
    assert chat.walk.feel == "hurt"


@pytest.mark.parametrize("text", ["it still hurts", "my back hurts", "not the long one", "hello"])
def test_other_words_leave_it_short(text: str) -> None:
    """Pain above all."""
    chat = chat_after(*HURT)
    chat.says(text)
    assert length(chat) == selection.SHORT


def test_new_pain_makes_it_short_again() -> None:
    """What was over before says nothing of it."""
    chat = chat_after(*HURT)
    chat.says("it no longer hurts")
    for step in HURT:
        chat.taps(step[2:]) if step.startswith("* ") else chat.says(step)
    chat.now += timedelta(days=1)
    assert length(chat) == selection.SHORT


def test_an_open_session_goes_on_in_the_whole_length(shortened: Chat) -> None:
    """Where it stands."""
    shortened.says("/today")
    shortened.taps("Start")
    assert shortened.walk.form == selection.SHORT
    shortened.says("I want the full session")
    assert shortened.walk.form == selection.FULL
