"""The days of a rest that stand in a sentence among other words: "it is only this week, from Thursday until Saturday",
"no reminder next Monday to Friday". Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import WEEKDAYS

# The most words of the days.
LONGEST_RUN = 8
_SENTENCE_ENDS = re.compile(r"[.!?;:]+\s*|,\s*(?:and|but)\s+|,\s+")
# What the days begin with; a day's name alone may be one of each week.
_BEGINS = frozenset({"until", "till", "til", "from", "for", "between", "back"})
_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_ONE_RUN = re.compile(
    rf"\b(?P<lead>next|this|coming|from)(?: (?P<week>week)(?: from)?)?(?: on)? (?P<first>{_DAY})"
    rf" (?P<joint>until|through|till|to|-|and) (?P<last>{_DAY})\b"
)
_STRETCH = re.compile(r"\b(?:next|this) (?:week|month)\b")


def days_of_one_week(text: str, today: date, words: Words) -> str:
    """The days of one week that a text names, as `parse_pause` reads them: "next Monday to Friday", "this week
    Wednesday and Thursday"; empty for none. Days without such a word may be those of each week."""
    found = _ONE_RUN.search(readings(text.casefold(), words)[0])
    if found is None or (found["joint"] == "and" and found["week"] is None):
        return ""
    begin, length = WEEKDAYS[found["first"]], (WEEKDAYS[found["last"]] - WEEKDAYS[found["first"]]) % 7
    if not length or (found["joint"] == "and" and length > 1):
        return ""
    if found["week"] is not None:
        monday = today - timedelta(days=today.weekday())
        first = monday + timedelta(days=begin + (7 if found["lead"] == "next" else 0))
    else:
        ahead = (begin - today.weekday()) % 7
        first = today + timedelta(days=ahead or (7 if found["lead"] == "next" else 0))
    last = first + timedelta(days=length)
    return "" if last < today else f"{max(first, today)} to {last}"


def stretch_in(text: str, today: date, words: Words) -> str:
    """The week or month that a text names: "next week"; empty for none."""
    found = _STRETCH.search(readings(text.casefold(), words)[0])
    return found[0] if found is not None and isinstance(parse_pause(found[0], today, words), PauseWish) else ""


# A length that stands alone; "in two days" and "every two days" are none, nor is one that is over.
_LENGTH = re.compile(
    r"(?<!\bin )(?<!\bevery )(?<!\bafter )\b\d{1,2} (?:days?|weeks?|months?)\b(?! ago)"
    r"|(?<!\bthis )(?<!\bnext )(?<!\blast )(?<!\bevery )(?<!\bin )(?<!\bafter )\b(?:week|month)(?=(?: 1)?[ .!]*$)"
)


def days_in(text: str, today: date, words: Words) -> str:
    """The longest run of words that names the days of a rest, or its end; empty for none."""
    best = ""
    for clause in _SENTENCE_ENDS.split(text):
        said = clause.split()
        for first, word in enumerate(said):
            if plain(word) not in _BEGINS and readings(plain(word), words)[0] not in _BEGINS:
                continue
            runs = [" ".join(said[first : first + size]) for size in range(2, LONGEST_RUN + 1)]
            read = [parse_pause(run, today, words) for run in runs]
            told = [wish for wish in read if isinstance(wish, PauseWish)]
            # What is read past the days says no more: "for two weeks as we travel".
            run = runs[read.index(told[-1])] if told else ""
            best = max(best, run, key=len)
    return best


def span_in(text: str, today: date, words: Words) -> str:
    """The days of a rest as `days_in` reads them, in plain form. Of two the last one counts, too: "from thursday to
    saturday"."""
    days = readings(days_in(text, today, words), words)[0]
    return days.replace(" until ", " to ") if days.startswith("from ") else days


def length_in(text: str, today: date, words: Words) -> str:
    """The only length in days, weeks or months of a sentence, as "for 2 days"; empty for none and for several."""
    found = _LENGTH.findall(readings(text, words)[0])
    told = f"for {found[0]}" if len(found) == 1 else ""
    return told if isinstance(parse_pause(told, today, words), PauseWish) else ""
