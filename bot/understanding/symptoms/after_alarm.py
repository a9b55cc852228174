"""After an alarm: that somebody is being helped ("my wife drives me to the clinic"), or was seen by a doctor and may
move again, or is to rest. All are told in the words of the person's own language, or in English. Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.phrase_patterns import STOP, is_denied, pattern, plain

_GROUPS = ("helped", "seen", "fine", "not_fine", "denied", "care", "not_yet", "quiet", "rest")


class AfterAlarm(StrEnum):
    """What a text tells after an alarm."""

    HELPED = "helped"  # on the way to help, or there
    CLEARED = "cleared"  # seen by a doctor, who found nothing against moving
    ILL = "ill"  # seen by a doctor, and not well


def read(text: str, words: Words) -> AfterAlarm | None:
    """What a text tells; None when it tells neither."""
    said, groups = plain(text), _groups(words.catalogue)
    if groups["seen"].search(said) is not None:
        if groups["not_fine"].search(said) is not None:
            return AfterAlarm.ILL
        if any(not is_denied(said, found.start(), groups["denied"]) for found in groups["fine"].finditer(said)):
            return AfterAlarm.CLEARED
    is_helped = any(not is_denied(said, found.start(), groups["not_yet"]) for found in groups["helped"].finditer(said))
    return AfterAlarm.HELPED if is_helped and not text.rstrip().endswith("?") else None


def without_help(text: str, words: Words) -> str:
    """The plain text without the words that tell of help: what is left may tell of a new sign."""
    groups = _groups(words.catalogue)
    return groups["seen"].sub(STOP, groups["helped"].sub(STOP, plain(text)))


def asks_for_quiet(text: str, words: Words) -> bool:
    """Whether a text asks for no message before the person writes."""
    return _groups(words.catalogue)["quiet"].search(plain(text)) is not None


def told_to_rest(text: str, words: Words) -> str | None:
    """The part of a text that tells of a rest which was ordered: "rest 3 days". None for none."""
    rest = _groups(words.catalogue)["rest"]
    return next((part for part in clauses_of(text, words) if rest.search(plain(part)) is not None), None)


@lru_cache(maxsize=32)
def _groups(catalogue: NullTranslations) -> dict[str, re.Pattern[str]]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.after_alarm.{name}") for name in _GROUPS}
    made: dict[str, str] = {}
    return {name: pattern(name, phrases, made) for name in _GROUPS}
