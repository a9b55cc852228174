"""Complaints: what a complaint is about beside its urgency: something of another day, or a joint that is a little sore.

Only plain pain is weighed; what is urgent stays as it is. Where anything speaks for more, it is a complaint like any
other. Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.phrase_patterns import pattern, plain


class Weight(StrEnum):
    """What a complaint is about."""

    NOW = "now"
    PAST = "past"  # another day: to be asked about
    MILD = "mild"  # a joint that is a little sore


# Groups of phrases, under `hear.complaint.<name>`.
_GROUPS = ("another_day", "was", "now", "joint", "mild", "more")


def weigh(text: str, words: Words) -> Weight:
    """What a text that tells of pain is about."""
    said, signs = plain(text), _signs(words.catalogue)
    met = {name for name in _GROUPS if signs[name].search(said)}
    if signs["now"].search(signs["over"].sub(" ", said)) is None:
        # "Now good" is no pain of now.
        met.discard("now")
    if {"another_day", "was"} <= met and "now" not in met:
        return Weight.PAST
    if {"joint", "mild"} <= met and not met & {"more", "another_day"}:
        return Weight.MILD
    return Weight.NOW


def says_over(text: str, words: Words) -> bool:
    """Whether a text says that what hurt is over, or was on another day; asked whether it hurts now."""
    signs = _signs(words.catalogue)
    rest, found = signs["over"].subn(" ", plain(text))
    return found > 0 and signs["now"].search(rest) is None


def is_between(text: str, words: Words) -> bool:
    """Whether a text says how it felt, though neither good nor hard."""
    return _signs(words.catalogue)["between"].search(plain(text)) is not None


def is_fine(text: str, words: Words) -> bool:
    """Whether a text says that it was good, in words that are none of that: "not bad"."""
    return _signs(words.catalogue)["fine"].search(plain(text)) is not None


def says_go_on(text: str, words: Words) -> bool:
    """Whether a text wants to go on after a complaint."""
    signs = _signs(words.catalogue)
    return signs["go_on"].search(plain(text)) is not None and signs["not_on"].search(plain(text)) is None


@lru_cache(maxsize=8)
def _signs(catalogue: NullTranslations) -> dict[str, re.Pattern[str]]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = (*_GROUPS, "over", "go_on", "not_on", "between", "fine")
    phrases = {name: words.options(f"hear.complaint.{name}") for name in names}
    return {name: pattern(name, phrases) for name in names}
