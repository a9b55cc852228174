"""Are people understood in their own language through a whole life with the bot: set-up, sessions, pain, reminders?

A row of `lives_<language>.tsv` names a state, what is said in it (`>` between two messages, `* data` is a tap), what
the last answer has to contain, buttons among it (`|` between two that are right, `!` before what may not stand in it),
and what is stored then, if that counts: reminders, a pause, a position.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest

from bot.conversations.prompts.prompt import prompt_of
from bot.i18n.catalogue import words_in
from storage.records.person import with_fields
from tests.harness.chat import Chat, set_up
from tests.harness.lives import assert_right, do, is_right, last_told, reminders_told, rows_of
from tests.harness.shortened import shortened
from tests.harness.typed import NOW

FOLDER = Path(__file__).parents[1] / "understanding" / "languages"
LANGUAGES = sorted(file.stem.removeprefix("lives_") for file in FOLDER.glob("lives_*.tsv"))
# How each state is come to. Words of a session are typed in English, which is always heard.
_STEPS = ("/today", "* go:seated-hip-flexion", "next", "next")
STATES: dict[str, tuple[str, ...]] = {
    "care": ("/start", "* setup:begin"),
    "gentle": ("/settings", "* set:gentle:on", "* leave:none"),
    "position": ("/start", "* setup:begin", "* setup:care:no"),
    "city": ("/start", "* setup:begin", "* setup:care:no", "* setup:position:lying"),
    "time": ("/start", "* setup:begin", "* setup:care:no", "* setup:position:seated", "Lisbon"),
    "out": (),
    "evening": ("/remind off", "/remind 21:30"),
    "weekend": ("/remind off", "/remind 9:00 weekend"),
    "two_times": ("/remind off", "/remind 9:00 weekdays", "/remind 19:00 weekdays", "* remind:also:1900:31"),
    "card": ("* remind:list", "* remind:open:{last}"),
    "pausing": ("/pause",),
    "prompt": (),
    "walk": _STEPS,
    "held": (*_STEPS, "wait"),
    "pausing_held": ("/pause", *_STEPS, "wait"),
    "hurt": (*_STEPS, "it hurts"),
    "offer": ("/movements", "* movement:dynamic-hip-stretch", "* go:seated-dynamic-hip", *("next",) * 5),
    "feel": ("/today", "* go:seated-hip-flexion", "I did the whole session", "yes"),
    "alarm": ("I can't feel my legs",),
    "alarm_before": ("I can't feel my legs",),
    "left": _STEPS,
}
_BEFORE = {"card": "two_times"}
_UNSET = ("care", "position", "city", "time")
_LATER = {"alarm_before": timedelta(days=2), "left": timedelta(days=2)}


@cache
def _reached(language: str, state: str) -> Chat:
    if state in _BEFORE:
        chat = _reached(language, _BEFORE[state]).fork()
    elif state in _UNSET:
        chat = Chat("Ana", language=language)
    else:
        chat = set_up(language=language).fork()
    chat.now = NOW
    for step in STATES[state]:
        last = max((one.number for one in chat.person.reminders), default=0) if "{" in step else 0
        do(chat, step.format(last=last))
    chat.now += _LATER.get(state, timedelta())
    if state == "prompt":
        _comes(chat)
    return chat


def _comes(chat: Chat) -> None:
    """A reminder of today comes, as the clock sends it, and is not answered."""
    person = chat.person
    came = tuple(replace(one, last_date=chat.now.date(), last_due=chat.now) for one in person.reminders)
    chat.memory.people[chat.id] = with_fields(person, reminders=came)
    made = prompt_of(person, chat.now, came[0], chat.now.date(), chat.library, chat.words)
    assert made is not None
    chat.does(lambda turn: turn.say(made[0].text or words_in("en").say("fallback"), made[0].buttons, slot="prompt"))


def _stored(chat: Chat) -> list[str]:
    """What is stored, as a table has it: `07:30; 10:00 mon,wed; 16:00 2026-11-23; seated; until 2026-12-07`."""
    ends = chat.person.account.paused_until
    position = str(chat.person.settings.position)
    return [*reminders_told(chat), position] + ([f"until {ends:%Y-%m-%d}"] if ends is not None else [])


def _wrong(language: str, state: str, said: str, right: str, stored: str) -> str | None:
    """What is wrong with a row; None where nothing is."""
    chat = _reached(language, state).fork()
    told = last_told(chat, said)
    if not is_right(told, right):
        return f"{state}: {said!r}: {told[:300]!r} is not {right!r}"
    kept = _stored(chat)
    missing = [one for one in stored.split("; ") if one and one not in kept]
    return f"{state}: {said!r}: {told[:120]!r}: stored is {kept!r}, not {missing!r}" if missing else None


@pytest.mark.parametrize("every", shortened([8, 1], 2))
@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_understood_in_their_own_language(language: str, every: int) -> None:
    """Each row of a table, or each second one."""
    assert_right(rows_of(FOLDER / f"lives_{language}.tsv")[::every], partial(_wrong, language))
