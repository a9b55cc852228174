"""Putting off: when a prompt that just came is to come again, as people say it: "in an hour", "after my tea". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP
from bot.understanding.times.lengths_of_time import find_length
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.times import halves_of_day
from bot.understanding.wishes import wanted_now
from bot.understanding.wishes.sentence import Sentence, left_over, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import has_time, run_of
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# What is not told has to be asked for; the part of the day that has a time of its own.
WHEN, EVENING = "when", "evening"
# Behind two times, where either may be meant: it is asked which one.
BOTH = "both"
# The same for a short one: where the evening has begun, it is wanted now.
SHORT_EVENING = "evening short"
# The longest time that a prompt is put off by.
LONGEST = timedelta(hours=12)
# The most words of a text that is a wait and no more.
LONGEST_BARE = 7

# What stands beside a time, and no time or date itself; a day of the month.
PART_OF_DAY = re.compile(r"\b(?:early|late|in the|in|morning|afternoon|evening|night|around|about|at|noon)\b")
ORDINAL = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b|\bthe \d")
# Behind a bare "in" a number counts minutes.
_BARE_WAIT = re.compile(r"in (\d{1,2})")
_CLAUSES = re.compile(r"[,;!?]+\s*|\.(?!\d)\s*")
_SPACED = re.compile(r"\S+")


def read(text: str, words: Words) -> str | None:
    """When a prompt is to come again: minutes, `evening`, a time of today (two, with a space between them, where it may
    be in the morning or in the evening, with `both` behind them after a shift), or `when` where that is not told. None
    for a text that puts nothing off."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    if not sentence.tokens or sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.phrases["put_off.not"]):
        return None
    if wanted_now.denies_later(text, words) or wanted_now.refuses(text, words):
        return None
    cues = sentence.spans(lexicon.phrases["put_off"])
    minutes = _minutes(sentence)
    if minutes is not None and (cues or _is_bare(sentence) or is_wait(text, words)):
        return str(minutes)
    is_evening = bool(sentence.spans(lexicon.phrases["put_off.evening"]))
    if not cues and not is_evening:
        return None
    # "At 8 tonight" is no evening without a time.
    clock = _clock(sentence, lambda one: has_time(one, lexicon.clock))[0]
    if " " in clock and sentence.spans(lexicon.phrases["put_off.shift"]):
        # A shift may end in the morning, too.
        return f"{clock} {BOTH}"
    return clock or (EVENING if is_evening else WHEN)


def is_wait(text: str, words: Words) -> bool:
    """Whether somebody asks for some minutes to get ready: "give us five minutes, just getting my mat"."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    given = {last for _, last in sentence.spans(lexicon.phrases["put_off.give"])}
    whiles = {first for first, _ in sentence.spans(lexicon.phrases["put_off.while"])}
    behind = (
        last + (sentence.tokens[last : last + 1] == [STOP])
        for first, last in sentence.spans(lexicon.minutes)
        if first in given
    )
    return any(place in whiles for place in behind)


def answer(text: str, words: Words) -> str | None:
    """The same for the answer to the question when it is to come again: a wait or a time may stand alone, with words
    that say nothing: "30 min", "at 6 then please"."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(with_plain_times(text, words), lexicon)
    if not sentence.tokens or sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.phrases["put_off.not"]):
        return None
    tokens = [token for token in sentence.tokens if token != STOP]
    if (bare := _BARE_WAIT.fullmatch(" ".join(tokens))) is not None:
        return bare[1]
    if sentence.spans(lexicon.phrases["put_off.own"]):
        return read(text, words)
    minutes = _minutes(sentence)
    if minutes is not None and _says_no_more(sentence, tokens):
        return str(minutes)
    if clock := _today_at(sentence.text):
        return clock
    clock, taken = _clock(sentence, lambda one: isinstance(parse_reminders(one), tuple))
    if clock and left_over(sentence, taken, frozenset()) == 0:
        return clock
    told = read(text, words)
    return WHEN if told is None and sentence.spans(lexicon.phrases["put_off.part"]) else told


def names_day_alone(text: str, words: Words) -> bool:
    """Whether a text is a day, with a time or a part of it, and nothing more: "Thursday morning please"."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(with_plain_times(text, words), lexicon)
    of_time = lexicon.times | lexicon.days | lexicon.lengths
    return len(sentence.tokens) <= LONGEST_BARE and all(
        token in of_time or token in lexicon.fillers or token == STOP or token[0].isdigit() for token in sentence.tokens
    )


def _clock(sentence: Sentence, reads: Callable[[str], bool]) -> tuple[str, set[int]]:
    """The time of today that a sentence names, as `read` gives it, and its tokens; empty for none."""
    at, taken = run_of(sentence, sentence.lexicon.times, reads)
    return _today_at(at), taken


def _today_at(text: str) -> str:
    found = parse_reminders(text) if text else None
    if not isinstance(found, tuple) or len(found) != 1 or found[0].weekdays is not None or found[0].days_ahead:
        return ""
    halves = halves_of_day(text)
    return " ".join(f"{one:%H:%M}" for one in (halves if found[0].time in halves else (found[0].time,)))


def among_wishes(text: str, words: Words, wished: tuple[Wished, ...]) -> tuple[Wished, ...]:
    """Several wishes, one to put the prompt off, with the time that is told of it in a clause of its own: "still
    in bed. in half an hour". The same time is no reminder then."""
    if not any(one.wish is Wish.LATER and not one.detail for one in wished):
        return wished
    told = (answer(clause, words) for clause in _CLAUSES.split(text) if clause.strip())
    when = next((each for each in told if each not in (None, WHEN)), None)
    if when is None:
        return wished
    kept = (one for one in wished if one.sure and one.wish is not Wish.REMIND)
    return tuple(replace(one, detail=when) if one.wish is Wish.LATER else one for one in kept)


def _says_no_more(sentence: Sentence, tokens: list[str]) -> bool:
    """Whether there is nothing but a length and words that say nothing."""
    found = find_length(" ".join(tokens))
    rest = tokens if found is None else found.rest.split()
    return all(one in sentence.lexicon.fillers or one in sentence.lexicon.times for one in rest)


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
