"""Chats in which people type in their own language: somebody who is set up, in a session, or at a question; and what
tells apart where such a chat is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays
from tests.harness.chat import Chat, set_up

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@cache
def chat_of(language: str) -> Chat:
    """Somebody who is set up, on a Monday morning; the only reminder comes at 11:11."""
    chat = set_up(language=language).fork()
    chat.now = NOW
    for typed in ("/remind", "* remind:open:1", "* remind:time:1", "11:11"):
        chat.taps(typed[2:]) if typed.startswith("* ") else chat.says(typed)
    [reminder] = chat.person.reminders
    assert (reminder.at, mask_to_weekdays(reminder.weekdays)) == (time(11, 11), ALL_DAYS)
    return chat


# What leads to the question for another time of the only reminder.
TIME = ("/remind", "* remind:open:{number}", "* remind:time:{number}")
# What leads to each state; a tap begins with *.
LEADING: Mapping[str, tuple[str, ...]] = {
    "out": (),
    "walk": ("/today", "* go:seated-hip-flexion", "next", "next"),
    "answer": ("/remind", "* remind:new", "half an hour"),
    "time": ("/remind", "* remind:new"),
    "days": (*TIME, "Wednesday and Sunday", *TIME),
    "span": ("/pause",),
    "zone": ("/timezone",),
    "position": ("/position",),
    "report": ("/report",),
    "quiet": ("/settings", "* messages", "* messages:quiet"),
    "alarm": ("I can't feel my legs",),
}


@cache
def chat_in(language: str, state: str) -> Chat:
    """The chat in that state; a person of another position for a table's positions is not needed: each is another."""
    chat = chat_of(language).fork()
    for leading in LEADING[state]:
        step = leading.format(number=chat.person.reminders[0].number)
        chat.taps(step[2:]) if step.startswith("* ") else chat.says(step)
    return chat


@cache
def in_english(language: str, state: str, text: str) -> Chat:
    """The chat in which that was said in English."""
    chat = chat_in(language, state).fork()
    chat.says(text)
    return chat


def seen(chat: Chat) -> tuple[Any, ...]:
    """What tells apart where a chat is: the session, the open question, the last words and their buttons."""
    person, last = chat.person, chat.last
    assert last is not None
    walk = None if person.walk is None else replace(person.walk, moves=0)
    buttons = [data.split(":")[-1] for _, data in last.buttons]
    return walk, person.account.asking, person.account.stopped_at, last.text, buttons


def kept(chat: Chat) -> tuple[Any, ...]:
    """What is kept of a person, questions apart."""
    person = chat.person
    account = replace(person.account, asking=None, heard_at=None)
    return person.settings, person.reminders, account, person.walk


def leads_to(chat: Chat, data: str, is_so: Callable[[Chat], bool], depth: int = 1) -> bool:
    """Whether a button does what is meant, or asks which of several is, `depth` times at most."""
    pressed = chat.fork()
    had = {each for message in pressed.messages.values() for _, each in message.buttons}
    pressed.taps(data)
    if depth and pressed.id in pressed.memory.people and not is_so(pressed):
        new = [each for message in pressed.live for _, each in message.buttons if each not in had]
        return any(leads_to(pressed, each, is_so, depth - 1) for each in new)
    return pressed.id in pressed.memory.people and is_so(pressed)
