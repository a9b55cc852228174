"""Is what a sentence tells people to say understood in their own language as the English phrase is?

The phrases in quotation marks of each English sentence stand in the same order in that of the other language.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.i18n.po_files import FALLBACK, english_files, messages_of, offered, po_files, read_file
from tests.harness.chat import Chat
from tests.harness.shortened import shortened
from tests.harness.typed import chat_in, in_english, kept, leads_to, seen

LANGUAGES = [language for language in offered() if language != FALLBACK]
IN_ENGLISH = re.compile('"([^"<>]+)"')
# In German, Spanish, Portuguese, Russian and Arabic.
IN_OTHERS = re.compile('[“„«»”"]([^“”„«»"]+)[“”»«"]')
# Sentences in which other words stand in quotation marks, too, in some language.
OTHERS_QUOTED = frozenset({"ask.buttons", "wording.first_next", "remind.ask_time", "talk.language"})
# Where the sentences of a room are read, by the beginning of their keys; the others anywhere, and in a session.
STATES = {
    "zone.": ("zone",),
    "faq.pause_end": ("out",),
    "usual_length.": ("out",),
    "fallback.or_cancel": ("zone",),
    "setup.": ("time",),
    "time.": ("time",),
    "prompt.which_time": ("time",),
    "remind.": ("time", "out"),
    "pause.": ("out",),
    "help.": ("out",),
    "report.": ("report",),
    "messages.": ("quiet",),
    "alarm.": ("alarm",),
    "status.": ("walk",),
    "ask.": ("walk",),
    "walk.": ("walk",),
    "word.": ("walk",),
    "fallback.walk": ("walk",),
    "talk.step": ("walk",),
}
ANYWHERE = ("walk", "out")
# What cannot be compared: labels of Telegram itself; those that are read where their buttons are; what stands behind
# another sentence; a habit, which is anything; and what brings a file, which no chat here has.
OF_TELEGRAM = {"Appearance", "Chat Settings", "Notifications", "Privacy and Security", "Save"}
OF_BUTTONS = {"Rather not say", "Only tired", "weak", "Way", "Wording", "Steps by themselves", "Undo"}
OF_BUTTONS |= {"More of this", "Less of this"}
NOT_COMPARED = OF_TELEGRAM | OF_BUTTONS | {"from now on", "/cue coffee", "Send me my data", "/record export"}
# Two words of it are German ones, too.
NOT_COMPARED |= {"in an hour"}
# A page that is read from the database; an offset, which is another in Brazil; and which step is meant by its number,
# which rules of English tell alone.
NOT_COMPARED |= {"What you store", "UTC+2", "What is step four?"}


@cache
def phrases_of(language: str) -> tuple[tuple[str, str, str], ...]:
    """(Key, English phrase, the same in the language) of what sentences tell people to say; each once in a room."""
    english, own = messages_of(english_files()[0]), messages_of(read_file(po_files(language)[0]))
    found: dict[tuple[tuple[str, ...], str, str], str] = {}
    for key, message in english.items():
        said = IN_ENGLISH.findall(_last(message))
        if key in OTHERS_QUOTED or not said:
            continue
        pairs = zip(said, IN_OTHERS.findall(_last(own[key])), strict=True)
        for phrase, other in pairs:
            if "{" not in phrase and phrase not in NOT_COMPARED:
                found.setdefault((states_of(key), phrase, other), key)
    return tuple((key, phrase, other) for (_, phrase, other), key in found.items())


def _last(message: object) -> str:
    text = getattr(message, "string", "")
    return str(text[-1] if isinstance(text, list | tuple) else text)


def states_of(key: str) -> tuple[str, ...]:
    """The states in which a sentence is read."""
    if key.endswith(".walk"):
        return ("walk",)
    return next((states for beginning, states in STATES.items() if key.startswith(beginning)), ANYWHERE)


def told(chat: Chat) -> tuple[object, ...]:
    """What is said and asked, without what was typed."""
    walk, asking, stopped_at, text, _ = seen(chat)
    asked = (asking or "").split(":")[:2]
    return walk, [] if asked[0] in ("", "lost") else asked, stopped_at, text


def is_understood(chat: Chat) -> bool:
    """Whether what was said last was understood."""
    return all(call.event != "fallback" for call in chat.result.calls)


def is_same(language: str, state: str, phrase: str, other: str) -> bool | None:
    """Whether both are understood alike, or what the English phrase does is one of the answers offered. None where the
    English phrase is not understood there."""
    wanted, before = in_english(language, state, phrase), chat_in(language, state)
    if not is_understood(wanted):
        return None
    chat = before.fork()
    chat.says(other)
    if told(chat) == told(wanted) and kept(chat) == kept(wanted):
        return True
    had = {data for message in before.messages.values() for _, data in message.buttons}
    news = [data for message in chat.live for _, data in message.buttons if data not in had]

    def is_there(one: Chat) -> bool:
        return kept(one) == kept(wanted) and (kept(wanted) != kept(before) or told(one) == told(wanted))

    return kept(chat) == kept(before) and any(leads_to(chat, data, is_there) for data in news)


@pytest.mark.parametrize("every", shortened([10, 1], 2))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_tell_people_to_say_is_understood_as_in_english(language: str, every: int) -> None:
    """In each state in which the English phrase is understood."""
    wrong = []
    for key, phrase, other in phrases_of(language)[::every]:
        found = [(state, is_same(language, state, phrase, other)) for state in states_of(key)]
        wrong += [(key, state, phrase, other) for state, same in found if same is False]
    assert wrong == []
