"""Pauses as people ask for them: "until monday", "3d", "back on the 5th", "for the weekend".

A text is cut into pieces: days (D), lengths (L), stretches such as next week (P), and the words that join them (until,
for, back). What else is said is passed over, unless it is about time, too: so "until 5 or 6" is none. The row of pieces
says what is meant; a row that is not known is asked about. The words are those of the plain form, in which
`time_phrases` puts other languages. Pure: today comes in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import partial
from itertools import pairwise

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import corrected
from bot.understanding.times.calendar_days import month_start, next_of_number, next_weekday, stretches
from bot.understanding.times.dates import Order, date_ahead, order_in, order_of
from bot.understanding.times.spans import LENGTHS_IN_DAYS, parse_days
from bot.understanding.times.spoken_dates import MONTHS, in_figures, to_its_end, weeks_ahead, without_may
from bot.understanding.times.time_phrases import first_read

LONGEST_TEXT = 160  # characters
LONGEST_PAUSE = timedelta(days=366)  # a year, also a leap year
# A day without a year that would lie further ahead was meant to be a few weeks ago.
FURTHEST_AHEAD = timedelta(days=300)

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class PauseProblem(Enum):
    """Why a text gives no pause."""

    UNCLEAR = "unclear"
    PAST = "past"  # that day is over
    LONG = "long"  # it is over a year


@dataclass(frozen=True, slots=True)
class PauseWish:
    """A pause: `back` is the first local date on which prompts come again, `starts` its first day where that is later
    than today. `other` is `back` by another reading, None where there is one alone."""

    back: date
    starts: date | None = None
    other: date | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text, by its letter. Of a stretch `day` is its first day and `end` the first one after it; of a day
    `end` is what it is by another reading, and `following` the next such day from a date on: the next Friday, the next
    5th."""

    letter: str
    day: date = date.min
    end: date | None = None
    length: int = 0
    following: Callable[[date], date | None] | None = None

    def behind(self, first: date) -> date:
        """The day, or the next such one where it lies before a date."""
        later = self.following(first) if self.following is not None and self.day < first else None
        return later or self.day


_WEEKDAYS = {
    **{name: day for day, name in enumerate(WEEKDAYS)},
    **{name[:3]: day for day, name in enumerate(WEEKDAYS)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
# Words that are names of months and more besides.
_ALSO_OTHER_WORDS = frozenset({"may", "march", "mar", "sun", "sat"})
# U until, H through, B back, A after, I in, F from, O on or for, T to. Each counts before a day, a length or a stretch.
_JOINTS = {
    **dict.fromkeys(("until", "till", "til", "untill", "before", "by"), "U"),
    **dict.fromkeys(("back", "return", "returning", "again", "see"), "B"),
    **{"through": "H", "thru": "H", "after": "A", "in": "I", "within": "I"},
    **dict.fromkeys(("from", "starting", "since", "between"), "F"),
    **dict.fromkeys(("on", "for", "over", "during"), "O"),
    **dict.fromkeys(("to", "-"), "T"),
}
_BETWEEN_JOINTS = frozenset({"the", "about", "including", "inclusive", "and", "a", "only", "just"})
_WEEKS_AHEAD = {"this week": 0, "of this week": 0, "next week": 1, "of next week": 1, "the next week": 1}
_FEASTS = {
    **dict.fromkeys(("christmas", "christmas day", "xmas"), (12, 25)),
    **dict.fromkeys(("new year", "new years", "new year's", "new years day", "new year's day"), (1, 1)),
    **{"christmas eve": (12, 24), "boxing day": (12, 26), "new years eve": (12, 31), "new year's eve": (12, 31)},
}
_HOURS = "hour hours hr hrs minute minutes min mins tonight evening morning afternoon night noon midnight"
_OTHER_TIMES = frozenset(
    f"{_HOURS} few several half quarter mid middle early late beginning every each weekdays weekends daily".split()
)
_UNITS = frozenset({*LENGTHS_IN_DAYS, *(unit + "s" for unit in LENGTHS_IN_DAYS)})
_STRETCHES = frozenset({"week", "month", "year", "weekend"})
_KNOWN = frozenset(
    {*_WEEKDAYS, *MONTHS, *_JOINTS, *_OTHER_TIMES, *_UNITS, *_STRETCHES, "today", "tomorrow", "christmas"}
)
_CORRECTED = sorted(word for word in _KNOWN - _OTHER_TIMES if len(word) > 3)
_ABOUT_TIME = frozenset({*_WEEKDAYS, *MONTHS, *_OTHER_TIMES, *_UNITS}) - _ALSO_OTHER_WORDS

# Words that name days; and those that may stand around them.
NAMES_OF_DAYS = frozenset({*_WEEKDAYS, *MONTHS, *_UNITS, *_STRETCHES, "today", "tomorrow", "christmas"})
DAY_WORDS = frozenset({*_KNOWN, *_BETWEEN_JOINTS, "this", "next", "coming", "of", "day", "whole", "following"})

_DASHES = {ord(dash): "-" for dash in "−–—‐‑‒"}
_RANGE = r"(?:-|to|till?|until)"
_TWO_OF_A_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s*{_RANGE}\s*(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of )?({'|'.join(MONTHS)})\b"
)
_MONTH_AND_TWO = re.compile(
    rf"\b({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*{_RANGE}\s*(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:.])"
)
_TOKEN = re.compile(r"\d+(?:[./-]\d+)+\.?|\d+(?:st|nd|rd|th)\b|\d+|[^\W\d_]+(?:'[^\W\d_]+)?|-")
_FIGURES = re.compile(r"\d+[./]\d+(?:[./]\d+)?\.?|\d+-\d+-\d+")
_ORDINAL = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)|the (\d{1,2})")
_MOST_TOKENS = 6


@remembered
def parse_pause(text: str, today: date, words: Words) -> PauseWish | PauseProblem:
    """The pause that a text asks for, or why there is none. `today` is the person's own date; figures such as 5/1 are
    read in the order of `words`, and the text in their language first. "Until" a day, and a day alone, mean that
    prompts come again on it."""

    def read(said: str) -> PauseWish | PauseProblem:
        tokens = _tokens_of(said, today)
        pieces = _pieces_of(tokens, today, words)
        return _checked(None if pieces is None else _meant(pieces, today), tokens, today, pieces)

    return first_read(text, words, read, _is_read)


def beginning_alone(text: str, today: date, words: Words) -> date | None:
    """The day after today on which a pause is to begin, where a text names no end: "from Thursday"; None for
    anything else."""

    def read(said: str) -> date | None:
        pieces = _pieces_of(_tokens_of(said, today), today, words) or []
        is_alone = "".join(piece.letter for piece in pieces) == "FD" and pieces[1].day > today
        return pieces[1].day if is_alone else None

    return first_read(text, words, read, lambda found: found is not None)


def _is_read(found: PauseWish | PauseProblem) -> bool:
    return found is not PauseProblem.UNCLEAR


def parse_absence(text: str, today: date, words: Words, *, alone: bool) -> PauseWish | PauseProblem:
    """The days that a sentence leaves out, or why there are none. `alone`: a day that stands alone is that one day, and
    no end of a pause."""
    return first_read(text, words, lambda said: _absence(said, today, words, alone=alone), _is_read)


def _absence(text: str, today: date, words: Words, *, alone: bool) -> PauseWish | PauseProblem:
    tokens = _tokens_of(text, today)
    pieces = _pieces_of(tokens, today, words)
    wish = None if pieces is None else (_days_alone(pieces) if alone else None) or _meant(pieces, today)
    if wish is not None and not alone and re.fullmatch("[OT]?D", "".join(piece.letter for piece in pieces or ())):
        wish = None
    return _checked(wish, tokens, today, pieces)


def _days_alone(pieces: Sequence[_Piece]) -> PauseWish | None:
    """One day, or days that follow each other: "this Wednesday", "on Saturday and Sunday"."""
    days = [piece.day for piece in pieces if piece.letter == "D"]
    follow = all(_DAY * 0 <= later - earlier <= _DAY for earlier, later in pairwise(days))
    is_days = re.fullmatch(r"(?:[OI]?D)+", "".join(piece.letter for piece in pieces)) is not None
    return PauseWish(days[-1] + _DAY, days[0]) if is_days and follow else None


def _tokens_of(text: str, today: date) -> list[str]:
    """The tokens of a text, slips corrected; none of one that is too long."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_DASHES).replace("’", "'").split())
    if len(plain) > LONGEST_TEXT:
        return []
    plain = weeks_ahead(to_its_end(in_figures(without_may(plain))), today)
    plain = _MONTH_AND_TWO.sub(r"\1 \2 to \1 \3", _TWO_OF_A_MONTH.sub(r"\1 \3 to \2 \3", plain))
    return [corrected(token, _KNOWN, _CORRECTED) for token in _TOKEN.findall(plain)]


def _pieces_of(tokens: Sequence[str], today: date, words: Words) -> list[_Piece] | None:
    shown = {order for token in tokens if (order := order_in(token)) is not None}
    return _pieces(tokens, today, words, shown.pop() if len(shown) == 1 else None)


def _checked(
    wish: PauseWish | None, tokens: Sequence[str], today: date, pieces: Sequence[_Piece] | None
) -> PauseWish | PauseProblem:
    if wish is None:
        return PauseProblem.UNCLEAR
    # "From Saturday to Wednesday" has its last day already.
    has_last_day = re.fullmatch("[FO]?D[TH]D", "".join(piece.letter for piece in pieces or ())) is not None
    if not has_last_day and not {"including", "inclusive"}.isdisjoint(tokens):
        wish = PauseWish(wish.back + _DAY, wish.starts)
    starts = wish.starts if wish.starts is not None and wish.starts > today else None
    if wish.back <= (starts or today):
        return PauseProblem.PAST
    if wish.back - today > LONGEST_PAUSE:
        return PauseProblem.LONG
    other = wish.other if wish.other is not None and _DAY <= wish.other - today <= LONGEST_PAUSE else None
    return PauseWish(wish.back, starts, other if other != wish.back else None)


def _meant(pieces: Sequence[_Piece], today: date) -> PauseWish | None:
    """What a row of pieces means, by its letters; None for a row that is not known."""
    row = "".join(piece.letter for piece in pieces)
    days = [piece for piece in pieces if piece.letter == "D"]
    length = sum(piece.length for piece in pieces) * _DAY
    if re.fullmatch(r"B?O?L+|BI?L+|N|ON|L+F?D", row) and (not days or days[0].day == today):
        return PauseWish(today + length)
    if re.fullmatch(r"[FO]?DO?L|O?L[FO]D", row):
        return PauseWish(days[0].day + length, days[0].day)
    if re.fullmatch(r"[FO]?DTD|[FO]?DHD", row):
        first, last = days[0].day, days[1].day
        is_named_today = days[0].following is not None and days[0].following(today) == today
        if last < first == today + _WEEK and is_named_today:
            # "Friday to Sunday" said on a Friday.
            return PauseWish(last + _DAY, today)
        return PauseWish(days[1].behind(first) + _DAY, first)
    if re.fullmatch(r"[FO]?DUD", row):
        # "From Thursday until Sunday", said on a Friday; "from Saturday until the 2nd".
        first, back = days[0].day, days[1].behind(days[0].day)
        return PauseWish(back, first, back + _DAY if first > today else None)
    if re.fullmatch(r"F?DB[UO]?D", row):
        return PauseWish(days[1].day, days[0].day)
    if re.fullmatch(r"B?U?AD|B?HD", row):
        return PauseWish(days[0].day + _DAY)
    if re.fullmatch(r"O?D", row) and days[0].day == today:
        return PauseWish(today + _DAY)
    if row == "OD":
        return PauseWish(days[0].day + _DAY, days[0].day)
    if re.fullmatch(r"B?[UT]?D|B[OI]D", row):
        return PauseWish(
            days[0].day, other=days[0].end if row != "D" or days[0].day != today + _DAY else today + 2 * _DAY
        )
    return _stretch_meant(row, next((piece for piece in pieces if piece.letter == "P"), None), today)


def _stretch_meant(row: str, stretch: _Piece | None, today: date) -> PauseWish | None:
    """The same for a row with one stretch."""
    if stretch is None or stretch.end is None:
        return None
    if re.fullmatch(r"B?U?AP|B?HP", row) or (re.fullmatch(r"B?U?[OI]?P", row) and stretch.day <= today):
        return PauseWish(stretch.end)
    if re.fullmatch(r"B?UP|B[OI]?P", row):
        return PauseWish(stretch.day)
    return PauseWish(stretch.end, stretch.day) if re.fullmatch(r"[OI]?P", row) else None


# Pieces


def _pieces(tokens: Sequence[str], today: date, words: Words, order: Order | None) -> list[_Piece] | None:
    """The pieces of a text, without what joins nothing; None where something else in it is about time."""
    found: list[_Piece] = []
    others = 0
    place, last_joint = 0, -2
    while place < len(tokens):
        piece, width = _longest(tokens, place, today, words, order, is_joined=last_joint == place - 1)
        token = tokens[place]
        if piece is not None:
            found.append(piece)
            place += width
            continue
        if token in _JOINTS and tokens[place - 1 : place] != ["my"]:
            found.append(_Piece(_JOINTS[token]))
            last_joint = place
        elif token not in _BETWEEN_JOINTS:
            if token in _ABOUT_TIME or any(mark.isdigit() for mark in token):
                return None
            others += token not in {"please", "pls", "days"}
            # What was to be joined is not: "on holiday until", "to make".
            while found and found[-1].letter in "UHAIFOT":
                found.pop()
        place += 1
    while found and found[-1].letter not in "DLPN":
        found.pop()
    bare = any(piece.letter == "N" for piece in found)
    return None if not found or (bare and others) else found


def _longest(
    tokens: Sequence[str], place: int, today: date, words: Words, order: Order | None, *, is_joined: bool
) -> tuple[_Piece | None, int]:
    """The piece that begins at a place and takes the most words, and how many; None for none."""
    for width in range(min(_MOST_TOKENS, len(tokens) - place), 0, -1):
        chunk = tokens[place : place + width]
        if width == 1 and chunk[0] in _ALSO_OTHER_WORDS and not (is_joined or len(tokens) == 1):
            continue
        for piece in _readings(chunk, today, words, order):
            return piece, width
    return None, 0


def _readings(chunk: Sequence[str], today: date, words: Words, order: Order | None) -> Iterator[_Piece]:
    """The piece that these words are, as a whole."""
    said = " ".join(chunk)
    yield from _named_day(chunk, said, today)
    yield from _stretch(said, today)
    yield from _written_date(chunk, said, today, words, order)
    if chunk[-1] in _UNITS and chunk[0] not in _JOINTS and (days := parse_days(said, most=10_000)) is not None:
        yield _Piece("L", length=days)
    elif len(chunk) == 1 and (days := parse_days(said, most=100_000)) is not None:
        yield _Piece("N", length=days)


def _named_day(chunk: Sequence[str], said: str, today: date) -> Iterator[_Piece]:
    """Today, Monday, next Friday, the 5th, Christmas."""
    beside = {"yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2}
    if said in beside:
        yield _Piece("D", today + beside[said] * _DAY)
    if chunk[-1] in _WEEKDAYS and tuple(chunk[:-1]) in {(), ("next",), ("this",), ("coming",), ("this", "coming")}:
        weekday = _WEEKDAYS[chunk[-1]]
        coming = today + ((weekday - today.weekday() - 1) % 7 + 1) * _DAY
        # Within this week, "next" may skip one.
        in_this_week = coming.isocalendar()[:2] == today.isocalendar()[:2]
        yield _Piece(
            "D",
            coming,
            coming + _WEEK if chunk[0] == "next" and in_this_week else None,
            following=partial(next_weekday, weekday),
        )
    if chunk[0] in _WEEKDAYS and (ahead := _WEEKS_AHEAD.get(" ".join(chunk[1:]))) is not None:
        # "Wednesday next week"
        yield _Piece("D", today + (_WEEKDAYS[chunk[0]] - today.weekday()) * _DAY + ahead * _WEEK)
    number = int(match[1] or match[2]) if (match := _ORDINAL.fullmatch(said)) else 0
    if (day := next_of_number(number, today)) is not None:
        yield _Piece("D", day, following=partial(next_of_number, number))
    if said.removeprefix("the ") in _FEASTS:
        month, number = _FEASTS[said.removeprefix("the ")]
        this_year = date(today.year, month, number)
        yield _Piece("D", this_year if this_year > today else date(today.year + 1, month, number))


def _stretch(said: str, today: date) -> Iterator[_Piece]:
    """This week, next month, the weekend, December; or the end of one, which is a day."""
    is_end = False
    for lead in ("the end of ", "end of "):
        if said.startswith(lead):
            said, is_end = said.removeprefix(lead), True
    for tail in (" is over", " ends", " end"):
        if said.endswith(tail):
            said, is_end = said.removesuffix(tail), True
    rest = said.removeprefix("the ").removeprefix("rest of ")
    for lead in ("this ", "the "):
        rest = rest.removeprefix(lead)
    is_week_or_month_alone = rest in {"week", "month", "year"} and rest == said
    if is_week_or_month_alone:
        return
    monday = today - today.weekday() * _DAY
    if rest in MONTHS:
        first = month_start(today, (MONTHS[rest] - today.month) % 12)
        span = first, month_start(first, 1)
    elif rest in stretches(today, monday):
        span = stretches(today, monday)[rest]
    else:
        return
    yield _Piece("D", span[1]) if is_end else _Piece("P", *span)


def _written_date(chunk: Sequence[str], said: str, today: date, words: Words, shown: Order | None) -> Iterator[_Piece]:
    """A day with its month, in words or in figures; `shown` is the order that other figures can only have."""
    is_figures = len(chunk) == 1 and _FIGURES.fullmatch(said) is not None
    has_month = any(word in MONTHS for word in chunk)
    is_worded = has_month and any(word[0].isdigit() for word in chunk)
    if not (is_figures or is_worded) or any(word in _JOINTS for word in chunk):
        return
    plain = " ".join(word for word in chunk if word not in {"the", "of"})
    order = shown or order_of(words)
    day = date_ahead(plain, today, words, order)
    if day is None:
        return
    if day - today > FURTHEST_AHEAD and str(day.year) not in said:
        day = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
    swapped = None
    if is_figures and "/" in said and shown is None:
        swapped = date_ahead(plain, today, words, "MDY" if order == "DMY" else "DMY")
    yield _Piece("D", day, swapped)
