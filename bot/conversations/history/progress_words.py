"""Three months as a picture, as its caption, and wholly in words for a person without pictures.

Pure. Nothing is said of a run that ended, and missed days have no name: a run is forgiving, and so are the words.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from babel import dates

from bot.conversations.history.summary import ONE_DAY, Recap, Stiffness, Sums, days_between, mean
from bot.drawing import sheet as drawn
from bot.drawing.sheet import DrawnMark, Felt, ProgressSheet
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


# The picture


def picture(recap: Recap, name: str, library: Library, words: Words) -> ProgressSheet:
    """The picture of this month and the two before. The same record on the same day gives the same sheet."""
    months = months_of(recap)
    cells = {day: recap.mark(day) for first in months for day in _days_of(first)}
    return ProgressSheet(
        title=name,
        subtitle=words.label("picture.subtitle", day=full_date(recap.today, words)),
        months=tuple(_month(recap, first, cells, words) for first in months),
        weekdays=tuple(map(words.weekday_short, words.week)),
        goal=_goal(recap, words),
        figures=_figures(recap, library, words),
        positions=tuple(
            drawn.Position(words.label(f"position.title.{position}"), count)
            for position, count in _all_sums(recap, library).positions
        ),
        stiffness=_chart(recap, months, words),
        legend=(
            *(drawn.Legend(mark, words.label(f"sign.{mark.value}")) for mark in EXPLAINED if mark in cells.values()),
            *(
                drawn.Legend(felt, words.label(f"sign.{felt.value}"))
                for felt in Felt
                if any(Felt(recap.felt[day].value) is felt for day in cells if day in recap.felt)
            ),
        ),
    )


def months_of(recap: Recap) -> tuple[date, ...]:
    """The first days of the told months, the oldest first: three, or this one alone for a person who came in it."""
    found = [recap.today.replace(day=1)]
    if min((recap.began, *recap.done)) < found[0]:
        while len(found) < MONTHS:
            found.insert(0, (found[0] - ONE_DAY).replace(day=1))
    return tuple(found)


def _month(recap: Recap, first: date, cells: dict[date, DrawnMark], words: Words) -> drawn.Month:
    blank = (first.weekday() - words.locale.first_week_day) % _WEEK
    days: list[drawn.Cell | None] = [None] * blank
    for day in _days_of(first):
        felt = Felt(recap.felt[day].value) if day in recap.felt else None
        days.append(drawn.Cell(day.day, cells[day], felt, today=day == recap.today))
    days += [None] * (-len(days) % _WEEK)
    weeks = tuple(tuple(days[start : start + _WEEK]) for start in range(0, len(days), _WEEK))
    return drawn.Month(month_name(first, words), weeks)


def _goal(recap: Recap, words: Words) -> drawn.DrawnGoal | None:
    goal = recap.goal(words.locale.first_week_day)
    return drawn.DrawnGoal(goal.done, goal.of, plain(_week_line(recap, words))) if goal.of else None


def _figures(recap: Recap, library: Library, words: Words) -> tuple[drawn.Figure, ...]:
    """The figures that stand out: the run while there is one, else the days in all."""
    counted, sums = recap.runs, _all_sums(recap, library)
    figures = [("days", counted.days_total)]
    if counted.current >= RUN_FROM:
        figures.insert(0, ("run", counted.current))
    if counted.best >= RUN_FROM and counted.best > counted.current:
        figures.append(("longest", counted.best))
    if sums.walks:
        figures.append(("minutes", sums.minutes))
    return tuple(
        drawn.Figure(decimal(number, words), plain(words.count(f"figure.{what}", number))) for what, number in figures
    )


def _chart(recap: Recap, months: Sequence[date], words: Words) -> drawn.DrawnStiffness | None:
    said = recap.checkins(months[0], recap.today)
    if not said:
        return None
    return drawn.DrawnStiffness(
        title=words.label("progress.stiff_title"),
        points=tuple(drawn.Point(_place(one.on_date, months), one.before, one.after) for one in said),
        label_before=words.label("sign.before"),
        label_after=words.label("sign.after"),
        axis=tuple(str(dates.get_month_names("wide", "stand-alone", words.locale)[month.month]) for month in months),
    )


def _place(day: date, months: Sequence[date]) -> float:
    """The place of a day between the start of the first month (0) and the end of the last (1), all months equally
    wide."""
    index = months.index(day.replace(day=1))
    return round((index + (day.day - 0.5) / monthrange(day.year, day.month)[1]) / len(months), 4)


# The words


def caption(recap: Recap, library: Library, words: Words) -> Html:
    """The essentials, and the last seven days behind a fold: short enough for a caption."""
    head = [*lead(recap, library, words), *_trend(recap.stiffness(months_of(recap)[0], recap.today), words)]
    return fitted(head, [last_days(recap, library, words)], MAX_CAPTION)


def in_full(recap: Recap, library: Library, words: Words) -> Html:
    """All that the picture shows, in words: counts, the last seven days, then the months, the newest first."""
    months = months_of(recap)
    sums = _all_sums(recap, library)
    head = [*lead(recap, library, words)]
    if sums.positions:
        head.append(words.say("progress.positions", counts=positions_in_words(sums, words)))
    if sums.feels:
        head.append(words.say("progress.feels", counts=feels_in_words(sums, words)))
    if recap.planned and len(recap.planned) < _WEEK:
        head.append(words.say("progress.rest_days", days=words.and_list(map(words.weekday, _resting(recap, words)))))
    head += _trend(recap.stiffness(months[0], recap.today), words)
    folds = [last_days(recap, library, words)]
    folds += [_month_in_words(recap, first, words) for first in reversed(months)]
    folds.append(_stiffness_in_words(recap, months, words))
    return fitted(head, folds, MAX_TEXT)


def lead(recap: Recap, library: Library, words: Words) -> list[Html]:
    """The run, or days in all without one; this week; the longest run."""
    counted = recap.runs
    sums = words.and_list(_sums_in_words(_all_sums(recap, library), words))
    if counted.current >= RUN_FROM:
        record = counted.current == counted.best
        key = "progress.run_longest" if record else "progress.run"
        lines = [
            words.count(key, counted.current),
            _week_line(recap, words),
            words.say("progress.total", sums=sums),
        ]
    else:
        lines = [words.say("progress.total_first", sums=sums), _week_line(recap, words)]
    if counted.best >= RUN_FROM and counted.best > counted.current:
        lines.append(words.count("progress.longest", counted.best))
    if counted.current >= RUN_FROM and counted.free_left < FREE_MISSES:
        lines.append(words.count("progress.forgives", FREE_MISSES))
    return lines


def _week_line(recap: Recap, words: Words) -> Html:
    goal = recap.goal(words.locale.first_week_day)
    if not goal.of:
        return words.count("progress.week_days", goal.done)
    if not goal.done:
        return words.count("progress.week_ahead", goal.of)
    key = "progress.week_more" if goal.done > goal.of else "progress.week"
    return words.say(key, done=goal.done, of=goal.of)


def _sums_in_words(sums: Sums, words: Words) -> list[Html]:
    parts = [words.count("days", sums.days)]
    if sums.walks:
        parts += [words.count("sessions", sums.walks), words.count("minutes", sums.minutes)]
    return parts


def last_days(recap: Recap, library: Library, words: Words) -> list[Html]:
    """The last seven days, the newest first, a line for each walk; days with nothing to tell are left out."""
    lines = []
    for back in range(LAST_DAYS):
        day = recap.today - back * ONE_DAY
        named = words.opening(recent_day(day, recap.today, words))
        walks = recap.walks(day, day)
        lines += [_walk_line(walk, named, library, words) for walk in reversed(walks)]
        mark = recap.mark(day)
        if mark in (DrawnMark.FULL, DrawnMark.SHORT) and not walks:
            lines.append(words.say("progress.added", day=named))
        elif mark in (DrawnMark.PART, DrawnMark.UNWELL):
            lines.append(words.say("progress.day", day=named, signs=words.label(f"sign.{mark.value}")))
    return lines


def _walk_line(walk: WalkSummary, named: str, library: Library, words: Words) -> Html:
    movement, position = names_of(walk, library)
    key = _DAY_KEYS[walk.feel] if walk.feel is not None else "progress.walk"
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
            lines.append(words.say("progress.day", day=_short_date(since, words), **values))
        else:
            ends = {"first": _short_date(since, words), "last": _short_date(until, words)}
            lines.append(words.say("progress.days", **ends, **values))
    return lines


def _signs(recap: Recap, day: date) -> tuple[str, ...]:
    mark = recap.mark(day)
    felt = recap.felt.get(day)
    return (*([mark.value] if mark in TOLD else []), *([felt.value] if felt is not None else []))


def _trend(found: Stiffness, words: Words) -> list[Html]:
    if found.early is None or found.late is None:
        return []
    return [words.say("progress.stiffness", early=decimal(found.early, words), late=decimal(found.late, words))]


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
    return str(dates.format_skeleton("yMMMM", day, locale=words.locale))


def _short_date(day: date, words: Words) -> str:
    """A day within a named month: Sun 22."""
    return str(dates.format_skeleton("Ed", day, locale=words.locale))


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
