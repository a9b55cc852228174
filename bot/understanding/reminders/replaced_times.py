"""Times of day that a sentence names beside those at which reminders come: "from 6:45 to 12:30", "9 is too early,
better 10". Of two times the one that a reminder has is the old one, in every language and order. Pure."""

from __future__ import annotations

from datetime import time

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.reminders.moves import Move
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.weekdays import GROUPS, parse_weekdays, short_names
from bot.understanding.wishes.sentence import Sentence, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import MOST_TIMES, Known, has_days, has_time, run_of

# The most words of an answer that names days.
LONGEST_DAYS = 9


def new_time(text: str, words: Words, known: Known) -> time | None:
    """The time that is not yet a reminder's, in plain form, where a sentence names two and the other one is; else
    None."""
    pair = _pair(text, words, known)
    return None if pair is None else pair[1]


def move(text: str, words: Words, known: Known) -> str:
    """The detail of the move from the reminder that a sentence names by its time to the other time that it names; empty
    where it names no such two."""
    pair = _pair(text, words, known)
    if pair is None:
        return ""
    old, new = pair
    days = known.reminded[old]
    is_only = len(known.reminded) == 1 or days == ALL_DAYS
    return f"{new:%H:%M}" if is_only else Move(short_names(days), new, 0).detail


def days_and_old(text: str, words: Words, known: Known) -> tuple[str, time | None]:
    """The days that a text names, and the time of a reminder that it names beside them; no days where it names another
    time, or says more: "only Monday to Friday, instead of 6:45"."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(with_plain_times(text, words), lexicon)
    days, _ = run_of(sentence, lexicon.days, has_days)
    found, named = parse_weekdays(days) if days else None, _times(sentence)
    is_short = len(text.split()) <= LONGEST_DAYS
    if not found or not is_short or len(named) > 1 or any(at not in known.reminded for at in named):
        return "", None
    told = plain(days).split()
    group = next((word for word in told if word in GROUPS), None)
    return group or short_names(found), named[0] if named else None


def _pair(text: str, words: Words, known: Known) -> tuple[time, time] | None:
    """The old and the new time."""
    named = _times(sentence_of(text, lexicon_of(words.catalogue)))
    old = [at for at in named if at in known.reminded]
    new = [at for at in named if at not in known.reminded]
    return (old[0], new[0]) if len(old) == len(new) == 1 else None


def _times(sentence: Sentence) -> tuple[time, ...]:
    """The times of day of a sentence, each once; none where one of them has days of its own."""
    lexicon, taken, found = sentence.lexicon, set[int](), dict[time, None]()
    for _ in range(MOST_TIMES):
        said, places = run_of(sentence, lexicon.times, lambda one: has_time(one, lexicon.clock), without=taken)
        if not said:
            break
        taken |= places
        wishes = parse_reminders(said)
        if not isinstance(wishes, tuple) or any(one.weekdays is not None or one.once for one in wishes):
            return ()
        found |= dict.fromkeys(one.time for one in wishes)
    return tuple(found)
