"""All clear: what somebody says of themselves after an alarm, when they may have been misheard.

Only a plain "I'm fine" is one. With doubt beside it ("I think I'm fine"), or where only a mistake is told ("I meant the
writing"), it has to be asked. Pure: no clock, no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import matches
from bot.understanding.text.phrase_patterns import PhraseGroup, is_denied, matches_any, patterns, plain
from bot.understanding.text.written_forms import is_question

_OF_THE_BLIND = (
    *("all_clear.misheard", "all_clear.not_new", "all_clear.always_blind", "all_clear.pictures"),
    "slight.blind",
)


class AllClear(StrEnum):
    """What a text says of the person."""

    WELL = "well"
    UNSURE = "unsure"  # to be asked about
    UNWELL = "unwell"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    well: PhraseGroup
    misheard: PhraseGroup
    hedge: PhraseGroup
    denied: PhraseGroup


def read(text: str, words: Words) -> AllClear | None:
    """What a text says of the person; None when it says nothing of it."""
    if matches(text, words, "hear.alarm_over"):
        return AllClear.WELL
    lexicon = _lexicon_of(words.catalogue)
    said = plain(text)
    found = list(lexicon.well.finditer(said))
    if any(is_denied(said, match.start(), lexicon.denied, also_in=match[0]) for match in found):
        return AllClear.UNWELL
    if found:
        is_hedged = lexicon.hedge.search(said) is not None or is_question(text)
        return AllClear.UNSURE if is_hedged else AllClear.WELL
    return AllClear.UNSURE if lexicon.misheard.search(said) else None


def means_the_pictures(text: str, words: Words) -> bool:
    """Whether somebody who is blind, and not of late, says that the pictures were meant, or that it is nothing new: "no
    no, I was born blind, I meant the picture"."""
    if is_question(text) or matches_any(text, words, "hear.all_clear.blind_not"):
        return False
    is_said = {name: matches_any(text, words, f"hear.{name}") for name in _OF_THE_BLIND}
    is_meant = is_said["all_clear.misheard"] or is_said["all_clear.not_new"]
    is_of_pictures = is_said["slight.blind"] and is_said["all_clear.pictures"]
    return is_meant and (is_said["all_clear.always_blind"] or is_of_pictures)


@lru_cache(maxsize=32)
def _lexicon_of(catalogue: NullTranslations) -> _Lexicon:
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = ("well", "misheard", "hedge", "denied")
    phrases = {name: words.options(f"hear.all_clear.{name}") for name in names}
    return _Lexicon(**patterns(names, phrases))
