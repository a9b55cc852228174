"""Times as people write them: "half past seven on weekdays", "UTC+2".

English words and figures, with small typos, become values of the standard library; `time_phrases` puts what other
languages say into them. What cannot be read becomes None or a TimeProblem, never an exception. Pure: no clock, no I/O.

The text is cut into figures and words, misspelt words are corrected from one vocabulary, filler words ("at", "please")
are dropped, and the rest has to fit a pattern to the last token. So "7-8" or "room 7" are no times, rather than wrong
ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import time, timedelta
from enum import Enum

from bot.i18n.catalogue import Words
from bot.timing.recurrence import LARGEST_OFFSET, SMALLEST_OFFSET
from bot.understanding.text.spelling import listed_word
from bot.understanding.times.time_phrases import first_read

LONGEST_TEXT = 80  # characters; a longer text is no time


class TimeProblem(Enum):
    """Why a text gives no time of day."""

    NOT_A_TIME = "not_a_time"  # nothing in it that looks like one
    NO_SUCH_TIME = "no_such_time"  # looks like one, but no clock shows it: 8:75
    # The following come from the reading of reminders alone.
    TIME_MISSING = "time_missing"  # days without a time: "weekdays", "tomorrow"
    DAYS_NOT_READ = "days_not_read"  # a time, and beside it words that seem to be days: "18:00 lunes"
    REST_NOT_READ = "rest_not_read"  # a time, and other words that change what is meant: "remove 07:30"
    NOT_EACH_WEEK = "not_each_week"  # a rhythm that is not on offer: "every other day", "once a month"
    A_DATE = "a_date"  # a day that is more than a week away: "5 December at 8"
    A_RANGE = "a_range"  # from one time to another, or one of two: "7 to 8"


_ONES = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
NUMBERS = {word: number for number, word in enumerate(f"{_ONES} {_TEENS}".split())}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NAMED_HOURS = {"noon": 12, "midday": 12, "midnight": 0}
_AFTER = frozenset({"past", "after"})
_BEFORE = frozenset({"to", "before", "of", "till", "til"})
_DAY_PARTS = {
    "am": "am",
    "pm": "pm",
    "morning": "am",
    "afternoon": "pm",
    "evening": "evening",
    "eve": "evening",
    "night": "night",
    "tonight": "night",
}
RANGE_WORDS = frozenset({"-", "to", "through", "thru", "till", "until"})

_FILLERS = "a about approximately around at by clock for from in it me oclock on please remind set sharp the this"
TIME_FILLERS = frozenset(f"{_FILLERS} h uhr hour hours hrs min mins minute minutes today tomorrow , . !".split())
_MINUTES = frozenset({"min", "mins", "minute", "minutes"})
TIME_VOCABULARY = frozenset(
    {*NUMBERS, *TENS, *_NAMED_HOURS, *_DAY_PARTS, *_AFTER, *_BEFORE, *TIME_FILLERS, "half", "quarter", "hundred"}
)

_ALIKE = str.maketrans("’‘`´−‐‑‒–—―", "''''-------")
_MERIDIEM = re.compile(r"(?<![^\W\d_])([ap])\s?\.?\s?m\b\.?|(?<=\d)([ap])\b")
_ISH = re.compile(r"(?<=\d)\s?-?\s?ish\b")
# "7 and half" is half past seven, as people say it whose language has it so.
_AND_HALF = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join([*NUMBERS][1:13])}) (?:and )?(?:a )?half\b(?! (?:past|(?:an? )?(?:hour|min|day|week)))"
)
_OCLOCK = re.compile(r"\bo\s?'?\s?clock\b")
# Two digits right behind a comma are minutes, unless more numbers follow in that way.
_FIGURES = re.compile(
    r"(?<![\d,])(\d{1,2})(?:\s?[:.h]\s?|[;'])(\d{2})(?::00)?h?(?!\d)|(?<![\d,])(\d{1,2}),([0-5]\d)h?(?![\d,])"
    r"|(\d{1,2})\s?h\b"
)
_TOKEN = re.compile(r"\d+:\d\d(?!\d)|\d+|[^\W\d_]+|\S")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d)|\.(5|25|75))?")
_DECIMAL_MINUTES = {"25": 15, "5": 30, "75": 45}
_CLOCK_WORDS = re.compile(r"\b(?:it is|it's|its|right now|now|my clock says|(?:the )?time is|here|for me)\b")
_CLOCK_FIGURES = re.compile(r"\d[:.h]\s?\d\d|\d\s?(?:am|pm)\b")


def parse_time_of_day(text: str, words: Words | None = None) -> time | TimeProblem:
    """The time of day that a text names, or why it names none.

    Figures with minutes are read as they stand on a 24-hour clock ("3:15" is at night), unless a part of the day is
    said. Hours alone and hours in words are what people most often mean who give no part of the day: 5 to 11 in the
    morning; 12 and 1 to 4 in the afternoon. "At night" means after midnight for 12 and 1 to 5. A day that is said along
    with the time ("tomorrow at 8") is ignored. `words`: the text is read in their language first.
    """
    return first_read(text, words, _time_of_day, lambda found: isinstance(found, time))


def _time_of_day(text: str) -> time | TimeProblem:
    tokens = tokens_of(text)
    return time_of(tokens) if tokens else TimeProblem.NOT_A_TIME


def parse_offset(text: str) -> timedelta | None:
    """An offset from UTC as typed: "UTC+2", "+02:00", "gmt-3", "+5:30", "utc". None: not one or out of range."""
    compact = "".join(lower_case(text).split())
    if compact in {"utc", "gmt", "z"}:
        return timedelta(0)
    match = _OFFSET.fullmatch(compact)
    if match is None:
        return None
    sign, hours, minutes, decimal = match.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes or 0) if decimal is None else _DECIMAL_MINUTES[decimal])
    offset = -size if sign == "-" else size
    return offset if SMALLEST_OFFSET <= offset <= LARGEST_OFFSET else None


def parse_clock(text: str, words: Words | None = None) -> tuple[time, ...]:
    """The time that a person says their clock shows: "it is 14:35 here", "2:35 pm". Empty: the text is no reading of a
    clock.

    Two times when the reading fits a morning and an afternoon: "it's 2:35". `words`: read in their language first.
    """
    return first_read(text, words, _clock_shown, bool)


def _clock_shown(text: str) -> tuple[time, ...]:
    plain = lower_case(text).strip(" .!?")
    if not (_CLOCK_WORDS.search(plain) or _CLOCK_FIGURES.search(_MERIDIEM.sub(r"\1m", plain))):
        return ()
    return _halves(plain, tokens_of(_CLOCK_WORDS.sub(" ", plain)))


def halves_of_day(text: str) -> tuple[time, ...]:
    """The times that a text may mean which names one in plain form: "six" is in the morning and in the evening, "18:00"
    and "six pm" are one. Empty where it names none."""
    plain = lower_case(text).strip(" .!?")
    return _halves(plain, tokens_of(plain))


def _halves(plain: str, tokens: list[str]) -> tuple[time, ...]:
    shown = time_of(tokens) if tokens else TimeProblem.NOT_A_TIME
    if not isinstance(shown, time):
        return ()
    if re.search(r"(?<![\d:.h])0\d", plain) or any(
        listed_word(token, TIME_VOCABULARY) in _DAY_PARTS for token in tokens
    ):
        return (shown,)
    both = {reading for part in ("am", "pm") if isinstance(reading := time_of([*tokens, part]), time)}
    return (shown, *(both - {shown})) if len(both) == 2 else (shown,)


def lower_case(text: str) -> str:
    """Lower case, one kind of digit, apostrophe and minus, single blanks."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate(_ALIKE)
    return " ".join(text.split())


def tokens_of(text: str) -> list[str]:
    """Figures ("7:30", "730"), words and signs, in order; empty for nothing, and for what is too long to be a time."""
    plain = lower_case(text)
    if len(plain) > LONGEST_TEXT:
        return []
    plain = _AND_HALF.sub(r"half past \1", plain)
    plain = _MERIDIEM.sub(lambda m: f" {m[1] or m[2]}m ", _OCLOCK.sub(" oclock ", _ISH.sub("", plain)))
    return _TOKEN.findall(_FIGURES.sub(_figures, plain))


def _figures(match: re.Match[str]) -> str:
    return f" {match[5]} " if match[5] else f" {match[1] or match[3]}:{match[2] or match[4]} "


def numbers_of(tokens: Sequence[str]) -> list[int] | None:
    """Numbers in figures and words ("forty", "five" is one number); None when anything else is among them."""
    numbers: list[int] = []
    tens = False
    for token in tokens:
        if token.isdecimal() and len(token) <= 4:
            numbers.append(int(token))
            tens = False
        elif token in TENS:
            numbers.append(TENS[token])
            tens = True
        elif token in NUMBERS:
            if tens and 1 <= NUMBERS[token] <= 9:
                numbers[-1] += NUMBERS[token]
            else:
                numbers.append(NUMBERS[token])
            tens = False
        else:
            return None
    return numbers


def time_of(raw_tokens: Sequence[str]) -> time | TimeProblem:
    """The pattern matching of parse_time_of_day."""
    tokens = [listed_word(token, TIME_VOCABULARY) for token in raw_tokens]
    parts = {_DAY_PARTS[token] for token in tokens if token in _DAY_PARTS}
    part = _one_part(parts)
    if _numbers_are_apart(tokens):
        return TimeProblem.NOT_A_TIME
    says_minutes = any(token in _MINUTES for token in tokens)
    tokens = [token for token in tokens if token not in _DAY_PARTS and token not in TIME_FILLERS]
    if part is None or not tokens:
        return TimeProblem.NOT_A_TIME
    relation = next((place for place, token in enumerate(tokens) if token in _AFTER | _BEFORE), None)
    if relation is None and tokens[0] == "half" and len(tokens) == 2:
        tokens, relation = ["half", "past", tokens[1]], 1
    if not relation:
        return _plain_time(tokens, part)
    minutes = _part_of_hour(tokens[:relation])
    hour = _hour_of(tokens[relation + 1 :])
    if minutes is None or hour is None:
        return TimeProblem.NOT_A_TIME
    if tokens[relation] in _BEFORE and minutes % 5 and not says_minutes:
        return TimeProblem.NOT_A_TIME  # "7 to 8" is from seven to eight
    if not 0 <= hour <= 24 or not 0 < minutes < 60:
        return TimeProblem.NO_SUCH_TIME
    named = tokens[-1] in _NAMED_HOURS
    read = hour if named else _hour_in_day(hour, part, spoken=True)
    if read is None:
        return TimeProblem.NO_SUCH_TIME
    minute_of_day = read * 60 + (minutes if tokens[relation] in _AFTER else -minutes)
    return time(minute_of_day // 60 % 24, minute_of_day % 60)


def _numbers_are_apart(tokens: Sequence[str]) -> bool:
    """Whether something that says nothing stands between two numbers: "7, 30" or "12 at 8" are two, no hour and
    minute."""
    last = None
    for place, token in enumerate(tokens):
        if token in NUMBERS or token in TENS or token[0].isdecimal():
            if last is not None and place > last + 1:
                return True
            last = place
        elif token not in _DAY_PARTS and token not in TIME_FILLERS:
            last = None
    return False


def _one_part(parts: set[str]) -> str | None:
    """The part of the day that was said, "" for none; None when two contradict each other ("7 am in the evening")."""
    if len(parts) <= 1:
        return next(iter(parts), "")
    return "pm" if parts in ({"pm", "evening"}, {"pm", "night"}) else "am" if parts == {"am", "night"} else None


def _part_of_hour(tokens: Sequence[str]) -> int | None:
    """Minutes before or after an hour: "half", "quarter", a number."""
    if list(tokens) in (["half"], ["quarter"]):
        return 30 if tokens[0] == "half" else 15
    numbers = numbers_of(tokens)
    return numbers[0] if numbers is not None and len(numbers) == 1 else None


def _hour_of(tokens: Sequence[str]) -> int | None:
    if len(tokens) == 1 and tokens[0] in _NAMED_HOURS:
        return _NAMED_HOURS[tokens[0]]
    numbers = numbers_of(tokens)
    return numbers[0] if numbers is not None and len(numbers) == 1 else None


def _plain_time(tokens: Sequence[str], part: str) -> time | TimeProblem:
    """A time said straight: noon, 7:30, 730, seven thirty, seven."""
    if tokens[-1] in _NAMED_HOURS:
        if list(tokens[:-1]) not in ([], ["12"], ["twelve"], ["12:00"]):
            return TimeProblem.NOT_A_TIME
        return time(_NAMED_HOURS[tokens[-1]])
    if len(tokens) == 1 and len(tokens[0]) > 1 and ":" in tokens[0]:
        hour, minute = (int(figure) for figure in tokens[0].split(":"))
        return _checked(hour, minute, part, spoken=False)
    tokens = [token for token in tokens if token not in {"oh", "o", "hundred"}]
    numbers = numbers_of(tokens)
    if not numbers or len(numbers) > 2:
        return TimeProblem.NOT_A_TIME
    if len(numbers) == 2:
        return _checked(numbers[0], numbers[1], part, spoken=not tokens[0].startswith("0"))
    if len(tokens[0]) >= 3 and tokens[0].isdecimal():
        return _checked(numbers[0] // 100, numbers[0] % 100, part, spoken=False)
    return _checked(numbers[0], 0, part, spoken=not tokens[0].startswith("0"))


def _checked(hour: int, minute: int, part: str, *, spoken: bool) -> time | TimeProblem:
    if minute > 59 or hour > 24 or (hour == 24 and minute > 0):
        return TimeProblem.NO_SUCH_TIME
    read = _hour_in_day(hour, part, spoken=spoken)
    return TimeProblem.NO_SUCH_TIME if read is None else time(read % 24, minute)


def _hour_in_day(hour: int, part: str, *, spoken: bool) -> int | None:
    """The hour of the day by the rules in parse_time_of_day; None when hour and part contradict each other."""
    if not part:
        return hour + 12 if spoken and 1 <= hour <= 4 else hour
    if part == "am":
        return hour % 12 if hour <= 12 else None
    if hour > 12:
        return hour
    if hour == 0:
        return 0 if part == "night" else None
    if part == "night" and (hour == 12 or hour <= 5):
        return hour % 12
    if part == "evening" and hour == 12:
        return 0
    return hour % 12 + 12
