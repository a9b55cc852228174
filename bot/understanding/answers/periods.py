"""Periods of two dates, as people write them in their language: "1 Oct to 15 Nov", "2026-10-01 2026-11-15".

Dates without a year lie in the past; the person's own today is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize
from bot.understanding.times.dates import (
    DAY_THEN_MONTH,
    ISO,
    MONTH_THEN_DAY,
    NUMBER,
    Order,
    iso,
    of_figures,
    order_in,
    order_of,
    parsed,
    shows,
)

# A longer text is no two dates.
LONGEST = 80
# Shorter words are no dates by themselves: "a" is not August.
SHORTEST_WORD = 3
# Months and weeks that can be asked for by name.
MONTHS, WEEKS = 3, 4
DAYS_OF_WEEK = 7

_ONE_DAY = timedelta(days=1)
_DAY_ALONE = re.compile(NUMBER, re.IGNORECASE)
_DAY_AND_YEAR = re.compile(rf"{NUMBER}(?:,?\s+(\d{{4}}))?", re.IGNORECASE)


class Trouble(StrEnum):
    """Why two dates are no period: AHEAD, one is still to come; BACKWARDS, in reverse; LONG, over a year apart."""

    AHEAD = "ahead"
    BACKWARDS = "backwards"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Period:
    """Two dates as they were said; `trouble` is None when they are a period up to today, both included."""

    first: date
    last: date
    trouble: Trouble | None = None


def last_weeks(today: date, weeks: int = WEEKS) -> Period:
    """The last weeks, today's included."""
    return Period(today - timedelta(weeks=weeks) + _ONE_DAY, today)


def last_months(today: date, months: int = MONTHS) -> Period:
    """So many months, up to today."""
    return Period(months_before(today, months) + _ONE_DAY, today)


def months_before(day: date, months: int) -> date:
    """The same day some months before; the last of its month when that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * _ONE_DAY, following - _ONE_DAY)


def read(text: str, today: date, words: Words) -> Period | None:
    """The period that a text means, or two dates with their trouble; None when it cannot be read.

    One date alone begins a period that ends today; a month alone is that month.
    """
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        return None
    found = (
        _two_iso_dates(said)
        or _of_one_month(said, today, words)
        or _both(_at_borders(said, words), today, words)
        or _last_days(said, today, words)
        or _one(said, today, words)
        or _both(_at_blanks(said), today, words)
    )
    return None if found is None else Period(*found, _trouble(*found, today))


def in_sentence(text: str, today: date, words: Words, first_weekday: int) -> Period | None:
    """The period that the end of a sentence means: "in the last two weeks", "this week". A week begins on
    `first_weekday` (Monday 0), and "last week" is the one before. None when it cannot be read."""
    said = _without_lead(text, words, "hear.within")
    began = today - (today.weekday() - first_weekday) % DAYS_OF_WEEK * _ONE_DAY
    if normalize(said) in map(normalize, words.options("hear.this_week")):
        return Period(began, today)
    if normalize(said) in map(normalize, words.options("hear.last_week")):
        return Period(began - timedelta(weeks=1), began - _ONE_DAY)
    for number in range(len(said.split()), 0, -1):
        # "In November altogether".
        shorter = " ".join(said.split()[:number])
        if (
            found := read(shorter, today, words) or (read(text, today, words) if shorter == said else None)
        ) is not None:
            return found
    return None


def looks_like_dates(text: str, words: Words) -> bool:
    """Whether a text means to name dates, readable or not: it has a number, or a word between two parts."""
    return any(character.isdigit() for character in text) or any(_at_borders(text, words))


def _trouble(first: date, last: date, today: date) -> Trouble | None:
    if max(first, last) > today:
        return Trouble.AHEAD
    if first > last:
        return Trouble.BACKWARDS
    return Trouble.LONG if last.year > 1 and months_before(last, 12) > first else None


def _two_iso_dates(said: str) -> tuple[date, date] | None:
    try:
        first, last = (iso(found) for found in ISO.findall(said))
    except ValueError:
        return None
    return first, last


def _of_one_month(said: str, today: date, words: Words) -> tuple[date, date] | None:
    """Two days of one month: "1-15 November", "Nov 1 to 15". The month is that of the first."""
    for first, last in _at_borders(_without_lead(said, words), words):
        if (day := _DAY_ALONE.fullmatch(first.strip())) and (whole := DAY_THEN_MONTH.fullmatch(last.strip())):
            begin, number = f"{day[1]} {whole[2]}", whole[1]
        elif (whole := MONTH_THEN_DAY.fullmatch(first.strip())) and (day := _DAY_AND_YEAR.fullmatch(last.strip())):
            begin, number = f"{whole[2]} {whole[1]} {day[2] or ''}", day[1]
        else:
            continue
        since = _date(begin, today, words)
        if since is not None and (until := _on_day(since, int(number))) is not None:
            return since, until
    return None


def _on_day(day: date, number: int) -> date | None:
    """Another day of the same month; None where the month has none of that number."""
    try:
        return day.replace(day=number)
    except ValueError:
        return None


def _last_days(said: str, today: date, words: Words) -> tuple[date, date] | None:
    """A length of time up to today, after a word such as "last"."""
    length = _without_lead(said, words, "hear.last")
    if length == said or not re.search(r"\d|\s", length):
        return None
    before = parsed(length, "current", today, words, order_of(words))
    return None if before is None or before >= today else (before + _ONE_DAY, today)


def _both(halves: Iterator[tuple[str, str]], today: date, words: Words) -> tuple[date, date] | None:
    """Both dates of the first split whose halves each name one. What one of them shows of the order of day and month
    holds for both."""
    for first, last in halves:
        order = order_in(first) or order_in(last)
        begin = _date(first, today, words, order=order)
        end = None if begin is None else _date(last, today, words, is_end=True, order=order)
        if begin is not None and end is not None:
            return begin, end
    return None


def _one(said: str, today: date, words: Words) -> tuple[date, date] | None:
    said = _without_end(said, words)
    begin, end = _date(said, today, words), _date(said, today, words, is_end=True)
    if begin is None or end is None:
        return None
    if _without_lead(said, words) != said:
        return begin, max(begin, today)
    # Whether it is taken as a beginning or as an end makes a difference only to a month or a year.
    return (begin, max(begin, today)) if begin == end else (begin, max(begin, min(end, today)))


def _at_borders(said: str, words: Words) -> Iterator[tuple[str, str]]:
    """The halves on either side of a word such as "to", or of a dash."""
    for border in words.options("hear.until"):
        yield from _split_at(rf"\s{re.escape(border)}\s", said)
    yield from _split_at(r"\s*[–—]\s*|\s-\s|\s*\.\.+\s*", said)
    if said.count("-") == 1:
        yield from _split_at("-", said)


def _at_blanks(said: str) -> Iterator[tuple[str, str]]:
    """The halves on either side of each blank, the middle one first."""
    tokens = said.split()
    for place in sorted(range(1, len(tokens)), key=lambda place: abs(2 * place - len(tokens))):
        yield " ".join(tokens[:place]), " ".join(tokens[place:])


def _split_at(pattern: str, said: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(pattern, said, re.IGNORECASE):
        if said[: match.start()].strip() and said[match.end() :].strip():
            yield said[: match.start()], said[match.end() :]


def _date(text: str, today: date, words: Words, *, is_end: bool = False, order: Order | None = None) -> date | None:
    """The date that a text names, None for none. A month alone is its first day, or as an end its last. `order` is that
    of day and month, None for the usual one."""
    said = _without_lead(text.strip(" ,;:.\"'“”"), words)
    if len(said) < SHORTEST_WORD:
        return None

    def read(text: str, order: Order) -> date | None:
        begin = parsed(text, "first", today, words, order)
        end = parsed(text, "last", today, words, order) if is_end else begin
        if begin is None or end is None or not shows(text, begin):
            return None
        # A month that is not over yet ends today: its last day would be looked for in another year.
        return end if end >= begin else max(begin, today)

    return of_figures(said, order or order_of(words), read)


def _without_lead(text: str, words: Words, key: str = "hear.since") -> str:
    """The text without a word such as "from" before it, or another of the catalogue's."""
    for lead in sorted(words.options(key), key=len, reverse=True):
        if normalize(text).startswith(f"{normalize(lead)} "):
            return text.split(maxsplit=len(lead.split()))[-1]
    return text


def _without_end(text: str, words: Words) -> str:
    """The text without a word such as "onwards" behind it."""
    rest, _, last = text.rpartition(" ")
    return rest if rest and normalize(last) in map(normalize, words.options("hear.onwards")) else text
