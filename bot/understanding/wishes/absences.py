"""Absences: the days on which no reminder is wanted, as people tell of them: "no reminder this Wednesday", "I'm away
from Thursday until Sunday". Days of each week ("not on Sundays") are none.

A sentence needs words for the days, and words that say what about them: that nothing shall come, or that somebody is
away. What else is said beside them decides whether it is asked about first. Days are read in
the plain form of `time_phrases`; the other words are in the catalogue. Pure: today comes in.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.pauses import DAY_WORDS, NAMES_OF_DAYS, PauseProblem, parse_absence
from bot.understanding.times.spoken_dates import until_back, without_may
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes.sentence import Lexicon, Sentence, lexicon_of, says, sentence_of

# The most words left over, beside what is clear, with which it is done at once; and with which it is asked about.
MOST_SURE, MOST_ASKED = 2, 4

_OF_A_DATE = frozenset({"this", "next", "coming", "tomorrow", "week", "christmas", "xmas", "year", "once", "just"}) | {
    *("until", "till", "til", "from", "to", "through", "back", "for", "after"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october", "november"),
    *("december", "fifth", "twelfth", "second"),
}
TOMORROW = "tomorrow"
_TODAY = frozenset({"today", "now", "tonight", "week", "weeks"})
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)

_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_SPACED = re.compile(r"\S+")
# "The first week of December" is from the 1st to the 7th, and the last one its last seven days.
_WEEK_OF = re.compile(
    r"\b(?:(?:in|during|for|over) )?(?:the )?(first|second|third|last) week (?:of|in) "
    rf"({'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_WEEKS = {"first": "1 to 7", "second": "8 to 14", "third": "15 to 21"}
# "For two weeks in January, from the 10th to the 24th": the month counts for both days, the length says them again.
_IN_A_MONTH = re.compile(
    rf"\b(?:for (?:[\w-]+ )?(?:days?|weeks?|fortnight) )?in ({'|'.join(MONTHS)}),? (?:from|between) (?:the )?"
    r"(\d{1,2})(?:st|nd|rd|th)? (to|until|till|and) (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_OF_A_MONTH = re.compile(
    r"\b(?:from|between) (?:the )?(\d{1,2})(?:st|nd|rd|th)? (to|until|till|and) (?:the )?(\d{1,2})(?:st|nd|rd|th)? "
    rf"(?:of |in )?({'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:for )?(?:\d+|a|an|one|two|three) (?:days?|weeks?|fortnight|months?)", re.IGNORECASE)
# Says how long it lasts on a day that is named.
_ALL_DAY = re.compile(r"\b(?:all|the whole) day(?: long)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Absence:
    """The first day without reminders, and the first one with them again. `sure`: nothing else is told."""

    first: date
    back: date
    sure: bool

    @property
    def detail(self) -> str:
        """The same in figures, as `parse_pause` reads it; both days count."""
        return f"{self.first} to {self.back - timedelta(days=1)}"


def read(text: str, words: Words, today: date) -> Absence | None:
    """The absence that a text tells of; None for none, or for today alone. Of several sentences one is enough."""
    if says(text, words, "absence.kept"):
        return None
    if (found := _read(text, words, today)) is not None:
        return found
    parts = [part for part in _SENTENCES.split(text) if len(part.split()) > 1]
    told = [found for part in parts if (found := _read(part, words, today)) is not None] if len(parts) > 1 else []
    return replace(told[0], sure=False) if len(told) == 1 else None


def _read(text: str, words: Words, today: date) -> Absence | None:
    text = _WEEK_OF.sub(lambda match: _days_of_week(match, today), without_may(until_back(text)))
    text = _OF_A_MONTH.sub(r"from \1 \4 to \3 \4", _IN_A_MONTH.sub(r"from \2 \1 to \4 \1", text))
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    if not PLURALS.isdisjoint(sentence.tokens) or sentence.spans(lexicon.phrases["absence.never"]):
        return None
    off = _undenied(sentence, lexicon, "absence.off")
    away = _undenied(sentence, lexicon, "absence.away")
    busy = _undenied(sentence, lexicon, "absence.busy") if not (_is_of_today(sentence) or is_question(text)) else []
    away += busy
    if not off and not away:
        return None
    is_one_day = bool(off) or bool(busy) or not {"this", "coming"}.isdisjoint(sentence.tokens)
    days = parse_absence(_ALL_DAY.sub(" ", text), today, words, alone=is_one_day)
    is_apart = isinstance(days, PauseProblem)
    if is_apart:
        # "This Wednesday, I have an early start": the words for days that stand together.
        days = parse_absence(_days_apart(sentence), today, words, alone=is_one_day)
    says_back = bool(sentence.spans(lexicon.phrases["absence.back"]))
    is_back = isinstance(days, PauseProblem) and says_back
    if is_back:
        # "I come back on Monday": until then.
        days = parse_absence(f"until {_days_apart(sentence)}", today, words, alone=False)
    if isinstance(days, PauseProblem):
        return None
    if off and not _is_of_a_date(sentence):
        return None
    first, back = days.starts or today, days.back
    is_last_day = back == today + timedelta(days=1) and "week" in sentence.tokens
    if is_last_day:
        # "Not this week", said on a Sunday: rather the week that begins.
        first, back = back, back + timedelta(days=7)
    is_tomorrow = back == today + timedelta(days=1)
    if (is_tomorrow and not says_back) or back <= first:
        return None
    left = _left_over(sentence, lexicon, [*off, *away])
    is_of_others = bool(sentence.spans(lexicon.others)) and left > 0
    if is_of_others and not off:
        return None
    is_asked_for = bool(sentence.spans(lexicon.phrases["absence.asked"]))
    if left > MOST_ASKED and not is_asked_for:
        return None
    is_journey = bool(sentence.spans(lexicon.phrases["absence.journey"]))
    sure = left <= (MOST_SURE if is_asked_for else 1) and not (is_journey and not is_asked_for)
    sure = (
        sure
        and not (busy and not off)
        and not is_of_others
        and not is_apart
        and not is_back
        and not is_last_day
        and not is_tomorrow
    )
    return Absence(first, back, sure)


def _is_of_today(sentence: Sentence) -> bool:
    """Whether somebody has no time today, or these days: "no time now, tomorrow", "busy, tomorrow", "a busy week"."""
    return not _TODAY.isdisjoint(sentence.tokens) or (
        # "Busy, tomorrow": another day for today's.
        TOMORROW in sentence.tokens and STOP in sentence.tokens[: sentence.tokens.index(TOMORROW)]
    )


def _days_of_week(match: re.Match[str], today: date) -> str:
    """The days of a week of a month: "1 to 7 December"."""
    which, month = match[1].casefold(), match[2]
    if which in _WEEKS:
        return f"from {_WEEKS[which]} {month}"
    number = MONTHS.index(month.casefold()) + 1
    year = today.year + (number < today.month)
    last = monthrange(year, number)[1]
    return f"from {last - 6} to {last} {month}"


def _days_apart(sentence: Sentence) -> str:
    """The only run of words for days in a sentence, with how long it is from then on where that is told apart; empty
    where there are several, or none."""
    runs = [" ".join(sentence.words[first:last]) for first, last in sentence.runs(sentence.lexicon.lengths)]
    named = [run for run in runs if not NAMES_OF_DAYS.isdisjoint(plain(run).split())]
    if len(named) == 2 and _LENGTH.fullmatch(named[1].strip(" .,!")) and _LENGTH.search(named[0]) is None:
        # "On Tuesday I fly home, 8 days."
        return f"{named[0]} for {named[1]}"
    return named[0] if len(named) == 1 else ""


def _is_of_a_date(sentence: Sentence) -> bool:
    """Whether days are named as those of a date: "this Friday", "until Friday". "On Friday" may be each week's."""
    is_counted = any(mark.isdigit() for mark in sentence.text)
    return is_counted or not _OF_A_DATE.isdisjoint(sentence.tokens)


def _undenied(sentence: Sentence, lexicon: Lexicon, group: str) -> list[tuple[int, int]]:
    """Where a group is said and not denied: "don't skip tomorrow" asks for none."""
    denied = [last for _, last in sentence.spans(lexicon.phrases["absence.keep"])]
    return [span for span in sentence.spans(lexicon.phrases[group]) if span[0] not in denied]


def _left_over(sentence: Sentence, lexicon: Lexicon, cues: list[tuple[int, int]]) -> int:
    """How many words say something else, in the clauses that the cues and the days stand in."""
    beside = lexicon.beside["pause"] | DAY_WORDS
    covered = {place for first, last in cues for place in range(first, last)}
    clauses: list[tuple[bool, int]] = [(False, 0)]
    for place, token in enumerate(sentence.tokens):
        is_told, left = clauses[-1]
        if token == STOP:
            clauses.append((False, 0))
        elif place in covered or token in NAMES_OF_DAYS or token[0].isdigit():
            clauses[-1] = (True, left)
        elif token not in beside and token not in lexicon.fillers:
            clauses[-1] = (is_told, left + 1)
    return sum(left for is_told, left in clauses if is_told)
