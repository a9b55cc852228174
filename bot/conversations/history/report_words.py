"""Report for those who treat the person: all that was done, felt and left out between two dates.

Pure: a page for printing, and the same in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.conversations import movement_phrases
from bot.conversations.history import progress_words
from bot.conversations.history.dose import NOTHING, dose_lines, dose_table, doses_of, stills
from bot.conversations.history.summary import ONE_DAY, Recap, days_between
from bot.drawing import sheet as drawn
from bot.drawing.sheet import (
    MOST_LINES,
    MOST_PAINS,
    MOST_ROWS,
    Block,
    ReportSheet,
    Table,
)
from bot.habits.streaks import excused
from bot.i18n.catalogue import Words
from bot.markup import Html, escape, plain
from bot.replies import MAX_TEXT
from bot.understanding.answers.periods import Period
from content.library import Library
from content.movement import SIDES, Flag
from content.sides import Sided
from content.walk import words_for
from storage.records.diary import MarkKind
from storage.records.person import Feel, WalkState

# The most labels that fit under the chart.
MOST_LABELS = 6
_WEEK = timedelta(weeks=1)
_FEELS = (Feel.GOOD, Feel.HARD, Feel.HURT)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out between two dates.

    Counts of days: `asked` had a prompt and were done or not excused; `answered` of them were done, `missed` were not;
    `unwell`, `declined` with "not today" and not done after all, `paused`. `steps` were skipped: (movement, variation,
    step) by id, with how often.
    """

    asked: int
    answered: int
    missed: int
    unwell: int
    declined: int
    paused: int
    steps: tuple[tuple[tuple[str, str, str], int], ...]


def is_empty(recap: Recap, period: Period) -> bool:
    """Whether nothing is stored between two dates."""
    left_out = left_out_of(recap, period)
    begun = any(period.first <= day <= period.last for day in (*recap.done, *recap.begun))
    return not (begun or recap.checkins(period.first, period.last) or left_out.asked or left_out.unwell)


def left_out_of(recap: Recap, period: Period) -> LeftOut:
    """What was left out between two dates. Today never counts as missed: it is not over."""
    days = [day for day in days_between(period.first, period.last) if recap.began <= day <= recap.today]
    asked = [
        day
        for day in days
        if day in recap.diary.asked and (day in recap.done or (day < recap.today and not excused(recap.diary, day)))
    ]
    steps = Counter(
        (walk.movement, walk.variation, step)
        for walk in recap.walks(period.first, period.last)
        for step in walk.skipped
    )
    return LeftOut(
        asked=len(asked),
        answered=sum(day in recap.done for day in asked),
        missed=sum(day not in recap.done for day in asked),
        unwell=sum(recap.is_noted(MarkKind.UNWELL, day) for day in days),
        declined=sum(day in recap.diary.declined and day not in recap.done for day in days),
        paused=sum(recap.is_paused(day) and day not in recap.done for day in days),
        steps=tuple(steps.most_common()),
    )


# The page


def sheet(
    recap: Recap, period: Period, name: str, library: Library, words: Words, *, avoids: frozenset[Flag] = frozenset()
) -> ReportSheet:
    """The page about the days between two dates. `avoids`: what the person's settings leave out of every session."""
    skipped = _left_out_lines(recap, period, library, words, avoids)
    doses = doses_of(recap, period, library)
    return ReportSheet(
        title=words.label("report.title"),
        period=span(period, words),
        name=name,
        lang=str(words.locale).replace("_", "-"),
        made_on=recap.today.isoformat(),
        facts=facts(recap, period, library, words),
        stills=stills(doses, library, avoids, words),
        dose=dose_table(doses, library, words) if doses else None,
        table=_table(recap, period, library, words),
        pain=_pain_table(recap, period, library, words),
        skipped=Block(words.label("report.left_out"), _cut(skipped, words)) if skipped else None,
        stiffness=_chart(recap, period, words),
        footer=words.label("report.footer", day=progress_words.full_date(recap.today, words)),
        file_name=f"limber-{period.first.isoformat()}-{period.last.isoformat()}.pdf",
        right_to_left=words.is_right_to_left,
        digits=words.digits,
    )


def span(period: Period, words: Words) -> str:
    """Two dates in words: 1 October 2026 to 15 November 2026."""
    first, last = (progress_words.full_date(day, words) for day in (period.first, period.last))
    return words.label("report.span", first=first, last=last)


def facts(recap: Recap, period: Period, library: Library, words: Words) -> tuple[tuple[str, str], ...]:
    """The sums as pairs of a label and a short value; those without a value are left out."""
    sums = recap.sums(period.first, period.last, library)
    stiff = recap.stiffness(period.first, period.last)
    left_out = left_out_of(recap, period)
    found: dict[str, str | int | float | None] = {
        "days": sums.days,
        "answered": words.label("report.of", done=left_out.answered, of=left_out.asked) if left_out.asked else None,
        "walks": sums.walks or None,
        "minutes": sums.minutes or None,
        "before": stiff.before,
        "after": stiff.after,
        "trend": None if stiff.early is None else _arrow(stiff.early, stiff.late, words),
    }
    return tuple(
        (words.label(f"fact.{name}"), value if isinstance(value, str) else progress_words.decimal(value, words))
        for name, value in found.items()
        if value is not None
    )


def _table(recap: Recap, period: Period, library: Library, words: Words) -> Table:
    """A row a week, or a month when the weeks are too many. Stiffness has a column only when there are values."""
    parts, by_month = _parts(recap, period, words)
    is_stiff = bool(recap.checkins(period.first, period.last))
    head = ["month" if by_month else "week", "days", "minutes", *(feel.value for feel in _FEELS)]
    rows = []
    for part in parts:
        sums = recap.sums(part.first, part.last, library)
        feels = dict(sums.feels)
        counts = [sums.days, sums.minutes, *(feels.get(feel, 0) for feel in _FEELS)]
        cells = [
            _part_name(part, words, by_month=by_month),
            *(progress_words.decimal(count, words) for count in counts),
        ]
        if is_stiff:
            stiff = recap.stiffness(part.first, part.last)
            cells.append(_arrow(stiff.before, stiff.after, words))
        rows.append(tuple(cells))
    columns = (*head, "stiffness") if is_stiff else tuple(head)
    title = words.label("report.months" if by_month else "report.weeks")
    return Table(title, tuple(words.label(f"column.{column}") for column in columns), tuple(rows))


def _arrow(first: float | None, then: float | None, words: Words) -> str:
    """Two numbers in sequence: 6.2 → 4."""
    if first is None and then is None:
        return NOTHING
    before, after = (NOTHING if one is None else progress_words.decimal(one, words) for one in (first, then))
    return words.label("report.cell", before=before, after=after)


def _parts(recap: Recap, period: Period, words: Words) -> tuple[list[Period], bool]:
    """The weeks of a period, or its months when the weeks are too many, and whether it is months. Those before anything
    was stored are left out."""
    weeks = _weeks(period, words)
    by_month = len(weeks) > MOST_ROWS
    begin = min((recap.began, *recap.done))
    return [part for part in (_months(period) if by_month else weeks) if part.last >= begin], by_month


def _weeks(period: Period, words: Words) -> list[Period]:
    """The weeks of a period, starting on this language's first weekday; the first and the last may be shortened."""
    begin = period.first - (period.first.weekday() - words.locale.first_week_day) % 7 * ONE_DAY
    weeks = []
    while begin <= period.last:
        weeks.append(Period(max(begin, period.first), min(begin + _WEEK - ONE_DAY, period.last)))
        begin += _WEEK
    return weeks


def _months(period: Period) -> list[Period]:
    """The months of a period; the first and the last may be shortened."""
    months, begin = [], period.first
    while begin <= period.last:
        following = (begin.replace(day=1) + timedelta(days=31)).replace(day=1)
        months.append(Period(begin, min(following - ONE_DAY, period.last)))
        begin = following
    return months


def _part_name(part: Period, words: Words, *, by_month: bool) -> str:
    return progress_words.month_name(part.first, words) if by_month else progress_words.short_date(part.first, words)


def _pain_table(recap: Recap, period: Period, library: Library, words: Words) -> Table | None:
    """The sessions that hurt, the newest first. No more is known than that it hurt, and whether they were finished."""
    hurts = recap.hurts(period.first, period.last)[::-1]
    if not hurts:
        return None
    rows = []
    for day, walk in hurts:
        movement, position = progress_words.names_of(walk, library)
        finished = walk.state is WalkState.DONE
        rows.append(
            (
                progress_words.short_date(day, words),
                words.label("report.form", movement=movement, position=position),
                words.label("report.hurt_finished" if finished else "report.hurt_stopped"),
            )
        )
    if len(rows) > MOST_PAINS:
        more = plain(words.count("report.more", len(rows) - MOST_PAINS + 1))
        rows[MOST_PAINS - 1 :] = [(more, NOTHING, NOTHING)]
    labels = tuple(words.label(f"report.column.{column}") for column in ("day", "movement", "session"))
    return Table(words.label("report.pain"), labels, tuple(rows), words.label("report.pain_note"), len(labels))


def _chart(recap: Recap, period: Period, words: Words) -> drawn.DrawnStiffness | None:
    said = recap.checkins(period.first, period.last)
    if not said:
        return None
    days = (period.last - period.first).days + 1
    labels = min(MOST_LABELS, days)
    return drawn.DrawnStiffness(
        title=words.label("progress.stiff_title"),
        points=tuple(
            drawn.Point(round(((one.on_date - period.first).days + 0.5) / days, 4), one.before, one.after)
            for one in said
        ),
        label_before=words.label("sign.before"),
        label_after=words.label("sign.after"),
        alt=plain(
            words.count(
                "report.chart_alt",
                len(said),
                averages=progress_words.averages_in_words(said, words),
                first=progress_words.full_date(said[0].on_date, words),
                last=progress_words.full_date(said[-1].on_date, words),
            )
        ),
        # Each stretch is named by the day in its middle, where its label stands.
        axis=tuple(
            progress_words.short_date(period.first + int((place + 0.5) * days / labels) * ONE_DAY, words)
            for place in range(labels)
        ),
    )


def _left_out_lines(recap: Recap, period: Period, library: Library, words: Words, avoids: frozenset[Flag]) -> list[str]:
    """What was left out, a line each; steps last, those skipped most often first."""
    left_out = left_out_of(recap, period)
    counts = {name: getattr(left_out, name) for name in ("missed", "unwell", "declined", "paused")}
    lines = [plain(words.count(f"left_out.{name}", count)) for name, count in counts.items() if count]
    if avoids:
        lines.insert(0, words.label("report.avoids", what=movement_phrases.in_words(avoids, words)))
    for (movement, variation_id, step), count in left_out.steps:
        values = {
            "movement": progress_words.movement_name(movement, library),
            "step": _step_text(variation_id, step, library),
        }
        once = count == 1
        lines.append(
            plain(words.say("left_out.step_once", **values) if once else words.count("left_out.step", count, **values))
        )
    return lines


def _step_text(variation_id: str, step_id: str, library: Library) -> str:
    """The beginning of a step's text, for either side; its id when the library no longer has it."""
    variation = library.variation(variation_id)
    step = None if variation is None else variation.step(step_id)
    if step is None or variation is None:
        return step_id
    first, second = (variation.first_side, *(side for side in SIDES if side != variation.first_side))
    if isinstance(step.text, Sided):
        # Written out for each side, in a language that inflects it.
        texts = (words_for(step, side, library.sides).splitlines()[0] for side in (first, second))
        return " / ".join(dict.fromkeys(texts))
    one, other = library.sides[first], library.sides[second]
    return words_for(step, first, {first: f"{one}/{other}", second: f"{other}/{one}"}).splitlines()[0]


def _done_lines(recap: Recap, period: Period, library: Library, words: Words) -> list[str]:
    """How it felt, then the walks that hurt, the newest first, a line each."""
    sums, lines = recap.sums(period.first, period.last, library), []
    if sums.feels:
        lines.append(words.label("progress.feels", counts=progress_words.feels_in_words(sums, words)))
    for day, walk in reversed(recap.hurts(period.first, period.last)):
        movement, position = progress_words.names_of(walk, library)
        values = {"day": progress_words.full_date(day, words), "movement": movement, "position": position}
        lines.append(words.label("report.hurt_on", **values))
    return lines


def _cut(lines: Sequence[str], words: Words) -> tuple[str, ...]:
    """As many lines as fit on the page; the last says how many more there are."""
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    shown = MOST_LINES - 1
    return (*lines[:shown], plain(words.count("report.more", len(lines) - shown)))


# The same in words


def in_words(
    recap: Recap, period: Period, library: Library, words: Words, *, avoids: frozenset[Flag] = frozenset()
) -> Html:
    """All that is on the page, in words; weeks, what was left out and what hurt are folded."""
    head = [words.say("bold", text=span(period, words))]
    head += [
        words.say("report.fact", label=label, value=value) for label, value in facts(recap, period, library, words)
    ]
    parts = [_table_in_words(recap, period, library, words)]
    for key, lines in (
        ("report.left_out", _left_out_lines(recap, period, library, words, avoids)),
        ("report.done", [*dose_lines(recap, period, library, words), *_done_lines(recap, period, library, words)]),
    ):
        if lines:
            parts.append([words.say("bold", text=words.label(key)), *(words.say("item", text=line) for line in lines)])
    return progress_words.fitted(head, parts, MAX_TEXT)


def _table_in_words(recap: Recap, period: Period, library: Library, words: Words) -> list[Html]:
    parts, by_month = _parts(recap, period, words)
    lines = []
    for part in parts:
        sums = recap.sums(part.first, part.last, library)
        cells = [words.count("days", sums.days)] + ([words.count("minutes", sums.minutes)] if sums.walks else [])
        if sums.feels:
            cells.append(escape(progress_words.feels_in_words(sums, words)))
        if averages := progress_words.averages_in_words(recap.checkins(part.first, part.last), words):
            cells.append(words.say("report.stiffness", averages=averages))
        said = Html(words.row(cells, key="row.semicolon"))
        lines.append(words.say("report.part", part=_part_name(part, words, by_month=by_month), said=said))
    title = words.label("column.month" if by_month else "column.week")
    return [words.say("bold", text=title), *lines]
