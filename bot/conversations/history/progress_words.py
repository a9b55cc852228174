"""Progress in words: under the picture, and in full for a person without pictures.

Pure. Nothing is said of a run that ended, and missed days have no name: a run is forgiving, and so are the words.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from babel import dates

from bot.conversations.history import trend_words
from bot.conversations.history.summary import ONE_DAY, Recap, Sums, days_between, mean
from bot.conversations.history.trend import newest, trend_of, weekly
from bot.drawing.sheet import DrawnMark
from bot.habits.streaks import FREE_MISSES
from bot.i18n.catalogue import Words
from bot.markup import Html, fold, plain
from bot.replies import MAX_CAPTION, MAX_TEXT
from content.library import Library
from storage.records.diary import CheckIn, WalkSummary
from storage.records.person import Feel

MONTHS = 3
# The most days that are told one by one.
LAST_DAYS = 7
# The shortest run of days that is named.
RUN_FROM = 2
# Signs that are told in words; days with any other are not mentioned.
TOLD = (DrawnMark.FULL, DrawnMark.SHORT, DrawnMark.PART, DrawnMark.UNWELL, DrawnMark.PAUSE)
# Signs that the picture explains, in this order.
EXPLAINED = (*TOLD, DrawnMark.REST)

_WEEK = 7
_DAY_KEYS = {Feel.GOOD: "progress.walk_good", Feel.HARD: "progress.walk_hard", Feel.HURT: "progress.walk_hurt"}


def months_of(recap: Recap) -> tuple[date, ...]:
    """The first days of the told months, the oldest first: three, or this one alone for a person who came in it."""
    found = [recap.today.replace(day=1)]
    if min((recap.began, *recap.done)) < found[0]:
        while len(found) < MONTHS:
            found.insert(0, (found[0] - ONE_DAY).replace(day=1))
    return tuple(found)


def caption(recap: Recap, library: Library, words: Words) -> Html:
    """The essentials, and the last seven days behind a fold: short enough for a caption."""
    head = [*_top(recap, words), *_counts_in_words(recap, library, words), *_compared(recap, words)]
    return fitted(head, [last_days(recap, library, words)], MAX_CAPTION)


def in_full(recap: Recap, library: Library, words: Words) -> Html:
    """All that the picture shows, in words: counts, the last seven days, then the months, the newest first."""
    months = months_of(recap)
    sums = _all_sums(recap, library)
    head = [*_top(recap, words), *_counts_in_words(recap, library, words)]
    if sums.positions:
        head.append(words.say("progress.positions", counts=positions_in_words(sums, words)))
    if sums.feels:
        head.append(words.say("progress.feels", counts=feels_in_words(sums, words)))
    if recap.planned and len(recap.planned) < _WEEK:
        head.append(words.say("progress.rest_days", days=words.and_list(map(words.weekday, _resting(recap, words)))))
    head += _compared(recap, words)
    folds = [last_days(recap, library, words)]
    folds += [_month_in_words(recap, first, words) for first in reversed(months)]
    folds.append(_stiffness_in_words(recap, months, words))
    return fitted(head, folds, MAX_TEXT)


def _top(recap: Recap, words: Words) -> list[Html]:
    """The sentences on top: the last days, and how stiff the back is."""
    lines = trend_words.picture_lines(trend_of(recap), newest(weekly(recap)), words)
    return [Html(" ".join(lines))] if lines else []


def _compared(recap: Recap, words: Words) -> list[Html]:
    """The first week with check-ins beside the newest; empty while they are too few."""
    trend = trend_of(recap)
    return trend_words.stiffness(trend, words) if trend.is_compared else []


def _counts_in_words(recap: Recap, library: Library, words: Words) -> list[Html]:
    """The counts without this week's days, which stand on top once there are any."""
    week = _week_lines(recap, words) if trend_of(recap).done else []
    return [line for line in lead(recap, library, words) if line not in week]


def lead(recap: Recap, library: Library, words: Words) -> list[Html]:
    """The run, or days in all without one; this week; the longest run."""
    counted = recap.runs
    sums = words.and_list(sums_in_words(_all_sums(recap, library), words))
    if counted.current >= RUN_FROM:
        record = counted.current == counted.best
        key = "progress.run_longest" if record else "progress.run"
        lines = [
            words.count(key, counted.current),
            *_week_lines(recap, words),
            words.say("progress.total", sums=sums),
        ]
    else:
        lines = [words.say("progress.total_first", sums=sums), *_week_lines(recap, words)]
    if counted.best >= RUN_FROM and counted.best > counted.current:
        lines.append(words.count("progress.longest", counted.best))
    if counted.current >= RUN_FROM and counted.free_left < FREE_MISSES:
        lines.append(words.count("progress.forgives", FREE_MISSES))
    return lines


def _week_lines(recap: Recap, words: Words) -> list[Html]:
    """This week in one line; with nothing done it says what is to come, and nothing when that is nothing."""
    goal = recap.goal(words.locale.first_week_day)
    if not goal.done:
        ahead = recap.days_ahead(words.locale.first_week_day)
        return [words.count("progress.week_ahead", ahead)] if ahead else []
    if not goal.of:
        return [words.count("progress.week_days", goal.done)]
    key = "progress.week_more" if goal.done > goal.of else "progress.week"
    return [words.say(key, done=goal.done, of=goal.of)]


def sums_in_words(sums: Sums, words: Words) -> list[Html]:
    """Days, and with sessions their number and minutes."""
    parts = [words.count("days", sums.days)]
    if sums.walks:
        parts += [words.count("sessions", sums.walks), words.count("minutes", sums.minutes)]
    return parts


def last_days(recap: Recap, library: Library, words: Words) -> list[Html]:
    """The last seven days, the newest first, a line for each walk; days with nothing to tell are left out."""
    days = (recap.today - back * ONE_DAY for back in range(LAST_DAYS))
    return [line for day in days for line in day_lines(recap, day, library, words)]


def day_lines(recap: Recap, day: date, library: Library, words: Words) -> list[Html]:
    """A line for each walk of a day of the last seven; empty where there is nothing to tell."""
    named = words.opening(recent_day(day, recap.today, words))
    walks = recap.walks(day, day)
    lines = [_walk_line(walk, named, library, words) for walk in reversed(walks)]
    mark = recap.mark(day)
    if mark in (DrawnMark.FULL, DrawnMark.SHORT) and not walks:
        lines.append(words.say("progress.added", day=named))
    elif mark in (DrawnMark.PART, DrawnMark.UNWELL):
        lines.append(words.say("progress.day", day=named, signs=words.label(f"sign.{mark.value}")))
    return lines


def _walk_line(walk: WalkSummary, named: str, library: Library, words: Words) -> Html:
    movement, position = names_of(walk, library)
    key = "progress.walk" if walk.feel is None else _DAY_KEYS.get(walk.feel, "progress.walk")
    return words.say(key, day=named, movement=movement, position=position)


def _month_in_words(recap: Recap, first: date, words: Words) -> list[Html]:
    """The days of a month with their signs, the newest first; equal days in a row share one line."""
    told: list[tuple[date, date, tuple[str, ...]]] = []
    for day in _days_of(first):
        signs = _signs(recap, day)
        if signs and told and told[-1][1] == day - ONE_DAY and told[-1][2] == signs:
            told[-1] = (told[-1][0], day, signs)
        elif signs:
            told.append((day, day, signs))
    if not told:
        return []
    lines = [words.say("bold", text=month_name(first, words))]
    for since, until, signs in reversed(told):
        values = {"signs": words.row(words.label(f"sign.{sign}") for sign in signs)}
        if since == until:
            lines.append(words.say("progress.day", day=_weekday_date(since, words), **values))
        else:
            ends = {"first": _weekday_date(since, words), "last": _weekday_date(until, words)}
            lines.append(words.say("progress.days", **ends, **values))
    return lines


def _signs(recap: Recap, day: date) -> tuple[str, ...]:
    mark = recap.mark(day)
    felt = recap.felt.get(day)
    return (*([mark.value] if mark in TOLD else []), *([felt.value] if felt is not None else []))


def _stiffness_in_words(recap: Recap, months: Iterable[date], words: Words) -> list[Html]:
    """The averages of each month, the oldest first; empty without any."""
    lines = []
    for first in months:
        said = recap.checkins(first, _days_of(first)[-1])
        if averages := averages_in_words(said, words):
            month = str(dates.get_month_names("wide", "stand-alone", words.locale)[first.month])
            lines.append(words.say("progress.stiff_month", month=month, averages=averages))
    return [words.say("bold", text=words.label("progress.stiff_title")), *lines] if lines else []


# Words shared with the report and the digest


def fitted(head: Sequence[Html], folds: Iterable[Sequence[Html]], most: int) -> Html:
    """Lines, and more lines behind folds. The longest fold is shortened until all has at most `most` characters."""
    kept = [list(lines) for lines in folds]
    while True:
        text = Html("\n".join((*head, *(fold(lines) for lines in kept if lines))))
        longest = max(kept, key=len)
        if len(plain(text)) <= most or not longest:
            return text
        longest.pop()


def averages_in_words(said: Sequence[CheckIn], words: Words) -> str:
    """Averages of check-ins: 6.2 before, 4 after; empty without any."""
    before = mean([one.before for one in said if one.before is not None])
    after = mean([one.after for one in said if one.after is not None])
    parts = (("before", before), ("after", after))
    return words.row(
        words.label(f"average.{when}", number=decimal(number, words)) for when, number in parts if number is not None
    )


def positions_in_words(sums: Sums, words: Words) -> str:
    """How often each position was taken: seated 20, lying down 8."""
    return _counts(sums.positions, lambda position: words.label(f"position.name.{position}"), words)


def feels_in_words(sums: Sums, words: Words) -> str:
    """How often it felt how: good 20, hard 3."""
    return _counts(sums.feels, lambda feel: words.label(f"sign.{feel}"), words)


def movements_in_words(sums: Sums, library: Library, words: Words) -> str:
    """How often each movement was finished."""
    return _counts(sums.movements, lambda movement: movement_name(movement, library), words)


def _counts(counts: Iterable[tuple[str, int]], named: Callable[[str], str], words: Words) -> str:
    return words.row(words.label("counted", what=named(what), count=decimal(count, words)) for what, count in counts)


def names_of(walk: WalkSummary, library: Library) -> tuple[str, str]:
    """The names of a walk's movement and variation; their ids when the library no longer has them."""
    variation = library.variation(walk.variation)
    return movement_name(walk.movement, library), walk.variation if variation is None else variation.name


def movement_name(movement_id: str, library: Library) -> str:
    """A movement's name; its id when the library no longer has it."""
    movement = library.movement(movement_id)
    return movement_id if movement is None else movement.name


def decimal(number: float, words: Words) -> str:
    """A number with at most one decimal, as this language writes it."""
    return words.decimal(number)


def full_date(day: date, words: Words) -> str:
    """A date with its year: 22 November 2026."""
    return words.whole_date(day)


def month_name(day: date, words: Words) -> str:
    """A month with its year: November 2026."""
    return words.dated("yMMMM", day)


def _weekday_date(day: date, words: Words) -> str:
    """A day within a named month: Sun 22."""
    return words.dated("Ed", day)


def short_date(day: date, words: Words) -> str:
    """A date without its year: 26 Oct."""
    return words.dated("MMMd", day)


def recent_day(day: date, today: date, words: Words) -> str:
    """The name of a day of the last seven: today, yesterday, Friday."""
    if today - day > ONE_DAY:
        return words.weekday(day.weekday())
    return words.label("day.name.today" if day == today else "day.name.yesterday")


def _resting(recap: Recap, words: Words) -> list[int]:
    return [day for day in words.week if day not in recap.planned]


def _all_sums(recap: Recap, library: Library) -> Sums:
    return recap.sums(date.min, date.max, library)


def _days_of(first: date) -> tuple[date, ...]:
    """The days of a month, given its first."""
    return tuple(days_between(first, first.replace(day=monthrange(first.year, first.month)[1])))
