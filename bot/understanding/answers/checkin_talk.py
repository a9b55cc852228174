"""The check-in, the question how stiff somebody is: whether a text wants it, wants none, or tells a stiffness. Pure.

The words are in the catalogue under `hear.checkin.<name>`, in the person's language and in English;
`phrase_patterns` says how they are written.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.answers import stiffness
from bot.understanding.text.phrase_patterns import PhraseGroup, pattern, plain


class CheckinTalk(StrEnum):
    """What a sentence of the check-in wants."""

    ASK = "ask"  # to be asked from now on
    OFF = "off"  # not to be asked any more
    TELLS = "tells"  # nothing that lasts: it tells how stiff they are, or wants to


def read(text: str, words: Words) -> CheckinTalk:
    """What a sentence that is about the check-in wants: `ASK` only where it says so. "Stiffness 6 today" tells."""
    if _says(text, words, "off"):
        return CheckinTalk.OFF
    if _says(text, words, "ask"):
        return CheckinTalk.ASK
    is_of_now = stiffness.in_sentence(text, words) is not None or _says(text, words, "now")
    is_noted = not is_of_now and _says(text, words, "note")
    return CheckinTalk.ASK if is_noted else CheckinTalk.TELLS


def _says(text: str, words: Words, name: str) -> bool:
    return _pattern(words, f"hear.checkin.{name}").search(plain(text)) is not None


@lru_cache(maxsize=64)
def _pattern(words: Words, key: str) -> PhraseGroup:
    return pattern(key, {key: words.options(key)})
