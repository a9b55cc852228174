"""This month as a picture: which days it shows, its sentences, figures and chart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.conversations.history import progress_words, trend_words
from bot.conversations.history.summary import ONE_DAY, Recap, days_between
from bot.conversations.history.trend import Reading, newest, trend_of, weekly
from bot.drawing import sheet as drawn
from bot.drawing.sheet import DrawnMark, Felt, ProgressSheet
from bot.i18n.catalogue import Words
from bot.markup import plain
from content.library import Library

# The fewest weeks with a check-in that make a line, and the most labels that fit under it.
FEWEST_POINTS = 2
MOST_LABELS = 4
# The full weeks of the last month that a month's first week shows.
WEEKS_BEFORE = 2

_WEEK = 7


def picture(recap: Recap, name: str, library: Library, words: Words) -> ProgressSheet:
    """The picture of this month. The same record on the same day gives the same sheet."""
    months = _pictured(recap, words)
    cells = {day: recap.mark(day) for first, last in months for day in days_between(first, last)}
    weeks = weekly(recap)
    return ProgressSheet(
        title=name,
        subtitle=words.label("picture.subtitle", day=progress_words.full_date(recap.today, words)),
        months=tuple(_month(recap, first, last, cells, words) for first, last in months),
        weekdays=tuple(map(words.weekday_short, words.week)),
        sentences=tuple(map(plain, trend_words.picture_lines(trend_of(recap), newest(weeks), words))),
        figures=_figures(recap, library, words),
        stiffness=_chart(weeks, words),
        right_to_left=words.is_right_to_left,
        digits=words.digits,
        legend=(
            *(
                drawn.Legend(mark, words.label(f"sign.{mark.value}"))
                for mark in progress_words.EXPLAINED
                if mark in cells.values()
            ),
            *(
                drawn.Legend(felt, words.label(f"sign.{felt.value}"))
                for felt in Felt
                if any(Felt(recap.felt[day].value) is felt for day in cells if day in recap.felt)
            ),
        ),
    )


def _pictured(recap: Recap, words: Words) -> tuple[tuple[date, date], ...]:
    """The first and the last day of each month in the picture: this one, in its first week also the end of the last.

    A month begins with the day on which the person came, and ends with today: neither the days before nor those ahead
    tell anything.
    """
    began, this = min((recap.began, *recap.done)), recap.today.replace(day=1)
    found = [(max(began, this), recap.today)]
    if recap.today.day <= _WEEK and began < this:
        weeks_before = _week_of(this, words) - WEEKS_BEFORE * _WEEK * ONE_DAY
        found.insert(0, (max(began, weeks_before), this - ONE_DAY))
    return tuple(found)


def _week_of(day: date, words: Words) -> date:
    """The first day of a day's week, as the person has them."""
    return day - (day.weekday() - words.locale.first_week_day) % _WEEK * ONE_DAY


def _month(recap: Recap, first: date, last: date, cells: dict[date, DrawnMark], words: Words) -> drawn.Month:
    """The weeks of a month that hold these days; other days of it are left blank or shown as ahead."""
    begin, weeks = _week_of(first, words), []
    while begin <= last:
        week = days_between(begin, begin + (_WEEK - 1) * ONE_DAY)
        weeks.append(tuple(_cell(recap, day, cells) if day.month == first.month else None for day in week))
        begin += _WEEK * ONE_DAY
    return drawn.Month(progress_words.month_name(first, words), tuple(weeks))


def _cell(recap: Recap, day: date, cells: dict[date, DrawnMark]) -> drawn.Cell:
    felt = Felt(recap.felt[day].value) if day in recap.felt else None
    return drawn.Cell(day.day, cells.get(day) or recap.mark(day), felt, today=day == recap.today)


def _figures(recap: Recap, library: Library, words: Words) -> tuple[drawn.Figure, ...]:
    """The figures that stand out: the run while there is one, and the days in all where they are more than that."""
    counted, sums = recap.runs, recap.sums(date.min, date.max, library)
    figures = []
    if counted.current >= progress_words.RUN_FROM:
        figures.append(("run", counted.current))
    if counted.days_total != counted.current or not figures:
        figures.append(("days", counted.days_total))
    if sums.walks:
        figures.append(("minutes", sums.minutes))
    return tuple(
        drawn.Figure(progress_words.decimal(number, words), plain(words.count(f"figure.{what}", number)))
        for what, number in figures
    )


def _chart(weeks: Sequence[Reading], words: Words) -> drawn.DrawnStiffness | None:
    """The weeks as a line; None for one that would be a single point."""
    if sum(week.before is not None for week in weeks) < FEWEST_POINTS:
        return None
    days, labels = len(weeks) * _WEEK, min(MOST_LABELS, len(weeks))
    return drawn.DrawnStiffness(
        title=words.label("picture.stiffness"),
        points=tuple(
            drawn.Point(round((place + 0.5) / len(weeks), 4), week.before, week.after)
            for place, week in enumerate(weeks)
        ),
        label_before=words.label("sign.before"),
        label_after=words.label("sign.after"),
        # Each stretch is named by the day in its middle, where its label stands.
        axis=tuple(
            progress_words.short_date(weeks[0].first + int((place + 0.5) * days / labels) * ONE_DAY, words)
            for place in range(labels)
        ),
    )
