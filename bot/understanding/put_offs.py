"""Putting off: when a prompt that just came is to come again, as people say it: "in an hour", "after my tea". Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.i18n.catalogue import Words
from bot.understanding.lengths_of_time import find_length
from bot.understanding.phrase_patterns import STOP
from bot.understanding.reminder_wishes import parse_reminders
from bot.understanding.sentence import Sentence, lexicon_of, sentence_of
from bot.understanding.wish_details import has_time, run_of

# What is not told has to be asked for; the part of the day that has a time of its own.
WHEN, EVENING = "when", "evening"
# The longest time that a prompt is put off by.
LONGEST = timedelta(hours=12)
# The most words of a text that is a wait and no more.
LONGEST_BARE = 7

_SPACED = re.compile(r"\S+")


def read(text: str, words: Words) -> str | None:
    """When a prompt is to come again: minutes, `evening`, a time of today, or `when` where that is not told. None for a
    text that puts nothing off."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    if not sentence.tokens or sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.phrases["put_off.not"]):
        return None
    cues = sentence.spans(lexicon.phrases["put_off"])
    minutes = _minutes(sentence)
    if minutes is not None and (cues or _is_bare(sentence)):
        return str(minutes)
    if sentence.spans(lexicon.phrases["put_off.evening"]):
        return EVENING
    if not cues:
        return None
    at, _ = run_of(sentence, lexicon.times, lambda one: has_time(one, lexicon.clock))
    found = parse_reminders(at) if at else None
    if isinstance(found, tuple) and len(found) == 1 and found[0].weekdays is None:
        return f"{found[0].time:%H:%M}"
    return WHEN


def _minutes(sentence: Sentence) -> int | None:
    found = find_length(" ".join(token for token in sentence.tokens if token != STOP))
    if found is None or found.in_days or not timedelta() < found.length.length <= LONGEST:
        return None
    return round(found.length.length / timedelta(minutes=1))


def _is_bare(sentence: Sentence) -> bool:
    """Whether a text is a wait and no more: "in an hour please", "give me ten minutes"."""
    given = {last for _, last in sentence.spans(sentence.lexicon.phrases["put_off.give"])}
    if any(first in given and last == len(sentence.tokens) for first, last in sentence.spans(sentence.lexicon.minutes)):
        return True
    is_wait = not sentence.lexicon.leading_in.isdisjoint(sentence.tokens[:3])
    return is_wait and len(sentence.tokens) <= LONGEST_BARE
