"""Summary off: whether a text wants no weekly summary: "don't send that week thing on Sundays", "no summary please", or
finds it on a day that has no reminder: "you wrote me Sunday, I said no Sundays". Pure."""

from __future__ import annotations

from collections.abc import Collection

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes.wishes import time_in

# The most words of a text that wants none, and of one that finds it on such a day.
_LONGEST, _LONGEST_TOLD = 16, 24
_ASKING = ("?", "\u061f")


def is_meant(text: str, words: Words, reminded: Collection[int]) -> bool:
    """Whether the summary is not wanted. `reminded`: the weekdays (Monday 0) on which a reminder comes each week."""
    said = text.strip()
    if said.endswith(_ASKING) or is_said(said, words, "hear.summary_off.not") or time_in(said, words):
        return False
    denies = [one for one in clauses_of(said, words) if is_said(one, words, "hear.summary_off")]
    if any(is_said(one, words, "hear.summary") for one in denies):
        return len(said.split()) <= _LONGEST
    came = [one for one in clauses_of(said, words) if is_said(one, words, "hear.you_wrote")]
    days = frozenset[int]().union(*(_days(one, words) for one in came))
    return bool(days) and days.isdisjoint(reminded) and len(said.split()) <= _LONGEST_TOLD


def _days(clause: str, words: Words) -> frozenset[int]:
    spoken = plain(readings(clause, words)[0].replace(UNKNOWN, "")).split()
    found = [parse_weekdays(one) for one in spoken if len(one) > 2]
    return frozenset[int]().union(*(one for one in found if one is not None and len(one) == 1))
