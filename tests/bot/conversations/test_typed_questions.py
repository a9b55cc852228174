"""A question that waits for a typed text keeps nobody in, and no message has two buttons of one name."""

from __future__ import annotations

import pytest

from bot.conversations.dispatch import text
from tests.harness.chat import Chat, set_up

# How each question is come to, and what its answer is.
QUESTIONS = {
    "remind": ("/remind", "* Add a reminder"),
    "zone": ("/timezone",),
    "cue": ("/cue",),
    "report": ("/report",),
    "quiet": ("/settings", "* Messages", "* Quiet hours"),
}


def asked(kind: str) -> Chat:
    """A chat in which the question is open."""
    chat = set_up()
    for step in QUESTIONS[kind]:
        chat.taps(step[2:]) if step.startswith("* ") else chat.says(step)
    assert (chat.person.account.asking or "").startswith(kind)
    return chat


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_lapses_after_an_hour(kind: str) -> None:
    """What is said then is heard as if nothing had been asked."""
    chat = asked(kind)
    chat.pass_time(minutes=62)
    assert "this week" in chat.says("how many days did I do this week")[-1] or chat.buttons
    assert not (chat.person.account.asking or "").startswith(kind)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_waits_for_less_than_an_hour(kind: str) -> None:
    """A text that is no answer gets the question again, with the way out."""
    chat = asked(kind)
    chat.pass_time(minutes=50)
    if kind == "cue":
        assert "Your cue: a walk with Bello" in chat.says("after a walk with Bello")[-1]
        return
    way_out = 'or "none"' if kind == "quiet" else 'Or say "cancel" to leave it.'
    assert way_out in chat.says("xyzzy plugh")[-1]
    assert (chat.person.account.asking or "").startswith(kind)
    chat.says("cancel")
    assert chat.person.account.asking is None


def test_it_ends_at_midnight() -> None:
    """A time that was asked for at five to twelve is no answer to anything on the next day."""
    chat = set_up()
    chat.pass_time(hours=9, minutes=20)
    assert (chat.now.hour, chat.now.minute) == (23, 55)
    chat.says("/remind")
    chat.taps("Add a reminder")
    chat.pass_time(minutes=10)
    chat.says("thank you very much")
    assert chat.person.account.asking is None


def test_it_is_asked_again_once_below_something_else() -> None:
    """Then it is dropped."""
    chat = asked("remind")
    assert any("At what time?" in told for told in chat.says("how long does a session take"))
    assert not any("At what time?" in told for told in chat.says("how many sessions have I done so far"))
    assert chat.person.account.asking is None


def test_a_time_is_taken_after_something_else_was_asked() -> None:
    """The question asked again is answered like the first time."""
    chat = asked("remind")
    chat.says("how long does a session take")
    chat.says("seven in the evening")
    assert [f"{one.at:%H:%M}" for one in chat.person.reminders] == ["07:30", "19:00"]


def test_a_pause_that_is_offered_can_be_made_shorter() -> None:
    """Its buttons stand under it, in the place of those that offered it."""
    chat = set_up()
    chat.says("xyzzy plugh frotz")
    offered = chat.last
    chat.forges("meant:pause", offered)
    assert "Or for a while:" in chat.texts[-1]
    assert chat.buttons == ["3 days", "7 days", "14 days", "Resume"]


@pytest.mark.parametrize(
    "said",
    [
        "My wife came across the word mountain in the standing version",
        "is there another way to lie or stand or sit for this",
        "what positions are there and can I change the position",
        "the films and the pictures and the sound are too much",
    ],
)
def test_no_message_has_two_buttons_of_one_name(said: str) -> None:
    """They could not be told apart."""
    chat = set_up()
    chat.does(lambda turn: text(turn, said))
    assert len(set(chat.buttons)) == len(chat.buttons)
