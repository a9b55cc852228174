"""Statistics in words and as a picture, for those who run the bot: counts alone.

Pure. The caption under the picture is short; without a picture, the days are told in words as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.conversations.history.progress_words import decimal, fitted, full_date
from bot.drawing.sheet import Figure
from bot.drawing.stats_sheet import MOST_BARS, Bar, Bars, DayBar, StatsSheet
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import MAX_CAPTION, MAX_TEXT
from content.library import Library, Step
from content.movement import SIDES, avoided
from content.walk import FORMS, Course, WalkPlace, clamp, offer_at, step_at, steps_at
from storage.statistics import Counts, LeftAt, PromptDay, Statistics

# The most reasons and places that are told one by one.
TOLD = 8
WEEK = 7
# Parts of Telegram's descriptions that differ by call: numbers and quoted texts.
_DIGITS = re.compile(r"\d+")
_QUOTED = re.compile(r"[\"“«`].*")
_PREFIX = re.compile(r"^(Forbidden|Bad\sRequest): ")
MOST_LETTERS = 60


def caption(found: Statistics, library: Library, words: Words) -> Html:
    """The text under the picture."""
    return fitted(_lead(found, words), _folds(found, library, words), MAX_CAPTION)


def in_full(found: Statistics, library: Library, words: Words) -> Html:
    """The statistics in words, with all that the picture shows."""
    folds = [*_folds(found, library, words), _days(found, words)]
    return fitted(_lead(found, words), folds, MAX_TEXT)


def health(found: Statistics, unaccounted: Mapping[str, int], words: Words) -> Html:
    """Whether anything is stuck or set aside, what waits, and what failed lately."""
    failed = sum(count for _, count in found.calls_failed)
    stuck = {name: count for name, count in unaccounted.items() if count}
    lines = [words.say("health.stuck" if stuck or found.updates_aside else "health.well")]
    lines += [words.say(f"health.{name}", **_told(words, count=count)) for name, count in stuck.items()]
    if found.updates_aside:
        lines.append(words.say("stats.aside", **_told(words, count=found.updates_aside)))
    # The question itself waits for its answer.
    if sum(found.waiting.values()) > 1:
        lines.append(words.say("stats.waiting", **_told(words, **found.waiting)))
    lines.append(words.say("health.sends", **_told(words, sent=found.calls_sent, failed=failed)))
    lines.append(words.say("health.more"))
    return Html("\n".join(lines))


def picture(found: Statistics, library: Library, words: Words) -> StatsSheet:
    """The statistics as a picture: the same counts give the same sheet."""
    people = found.people
    sent, started, finished = _sums(found.days)
    weeks = [found.days[start] for start in range(0, len(found.days), WEEK)]
    shares = [None, *(_share(count, sent, words) if sent else None for count in (started, finished))]
    funnel = zip(("sent", "started", "finished"), (sent, started, finished), shares, strict=True)
    failed = _reasons(_plainly(found.calls_failed), words, MOST_BARS)
    return StatsSheet(
        title=words.label("stats.picture_title"),
        subtitle=words.label("stats.picture_days", day=full_date(found.days[-1].on, words)) if found.days else "",
        figures=tuple(
            Figure(decimal(getattr(people, name), words), words.label(f"stats.figure_{name}"))
            for name in ("known", "awake", "walked_lately", "new")
        ),
        chart_title=words.label("stats.chart_title"),
        days=tuple(DayBar(day.sent, day.started, day.finished) for day in found.days),
        axis=tuple(words.dated("MMMd", day.on) for day in weeks),
        key=tuple(words.label(f"stats.key_{name}") for name in ("sent", "started", "finished")),
        funnel=Bars(
            words.label("stats.funnel_title"),
            tuple(
                Bar(
                    words.label(f"stats.key_{name}"),
                    count,
                    decimal(count, words) if share is None else f"{decimal(count, words)} · {share}",
                )
                for name, count, share in funnel
            ),
        ),
        failed=_bars("stats.failed_title", failed, words),
        left=_bars("stats.left_title", _places(found.left, library, words)[:MOST_BARS], words),
        right_to_left=words.is_right_to_left,
        digits=words.digits,
    )


def _bars(title: str, counts: Sequence[tuple[str, int]], words: Words) -> Bars:
    return Bars(words.label(title), tuple(Bar(what, count, decimal(count, words)) for what, count in counts))


# The words


def _lead(found: Statistics, words: Words) -> list[Html]:
    people = {name: decimal(getattr(found.people, name), words) for name in found.people.__dataclass_fields__}
    sent, started, finished = _sums(found.days)
    left = sum(place.count for place in found.left)
    failed = sum(count for _, count in found.calls_failed)
    lines = [words.say("stats.title"), words.say("stats.people", **people), words.say("stats.walking", **people)]
    if sent:
        counts = _told(words, sent=sent, started=started, finished=finished)
        shares = {"started_share": _share(started, sent, words), "finished_share": _share(finished, sent, words)}
        lines.append(words.say("stats.prompts", **counts, **shares))
    else:
        lines.append(words.say("stats.no_prompts"))
    walks = _told(words, begun=found.walks_begun, finished=found.walks_finished, left=left)
    sends = _told(words, sent=found.calls_sent, failed=failed, retried=found.calls_retried)
    lines += [words.say("stats.walks", **walks), words.say("stats.sends", **sends)]
    if found.calls_uncertain:
        lines.append(words.say("stats.uncertain", **_told(words, count=found.calls_uncertain)))
    lines.append(words.say("stats.waiting", **_told(words, **found.waiting)))
    if found.updates_aside:
        lines.append(words.say("stats.aside", **_told(words, count=found.updates_aside)))
    return lines


def _told(words: Words, **counts: int) -> dict[str, str]:
    """Numbers as this language writes them."""
    return {name: decimal(count, words) for name, count in counts.items()}


def _folds(found: Statistics, library: Library, words: Words) -> list[list[Html]]:
    """Where walks are left, why sends failed, and why prompts were skipped or lost; the most frequent first."""
    return [
        _list("stats.left_title", _places(found.left, library, words)[:TOLD], words),
        _list("stats.failed_title", _reasons(_plainly(found.calls_failed), words, TOLD), words),
        _list("stats.skipped_title", _named(found.skipped, lambda reason: f"stats.skipped_{reason}", words), words),
        _list("stats.lost_title", _named(found.lost, lambda reason: f"stats.lost_{reason}", words), words),
    ]


def _list(title: str, counts: Sequence[tuple[str, int]], words: Words) -> list[Html]:
    lines = [words.say("stats.counted", what=what, count=decimal(count, words)) for what, count in counts]
    return [words.say("bold", text=words.label(title)), *lines] if lines else []


def _days(found: Statistics, words: Words) -> list[Html]:
    """The days on which a prompt was sent, the newest first."""
    lines = [
        words.say(
            "stats.day",
            day=words.dated("MMMEd", day.on),
            **_told(words, sent=day.sent, started=day.started, finished=day.finished),
        )
        for day in reversed(found.days)
        if day.sent
    ]
    return [words.say("bold", text=words.label("stats.days_title")), *lines] if lines else []


def _sums(days: Iterable[PromptDay]) -> tuple[int, int, int]:
    """How many prompts were sent, started and finished in all."""
    told = tuple(days)
    return sum(day.sent for day in told), sum(day.started for day in told), sum(day.finished for day in told)


def _share(part: int, whole: int, words: Words) -> str:
    return words.percent(part / whole)


# Reasons


def _named(counts: Counts, key: Callable[[str], str], words: Words) -> list[tuple[str, int]]:
    """The bot's own reasons in words; one without a sentence stands as it is stored."""
    return [(words.label(key(reason)) if words.has(key(reason)) else reason, count) for reason, count in counts]


def _plainly(counts: Counts) -> list[tuple[str, int]]:
    """Telegram's reasons without numbers and quoted texts, so that equal ones are counted together and nobody is
    named."""
    found: Counter[str] = Counter()
    for error, count in counts:
        bare = _DIGITS.sub("…", _QUOTED.sub("", _PREFIX.sub("", error))).strip(" :.,")[:MOST_LETTERS]
        found[bare[:1].upper() + bare[1:]] += count
    return found.most_common()


def _reasons(counts: Sequence[tuple[str, int]], words: Words, most: int) -> list[tuple[str, int]]:
    """At most `most` reasons; the last one stands for all others."""
    if len(counts) <= most:
        return list(counts)
    return [*counts[: most - 1], (words.label("stats.others"), sum(count for _, count in counts[most - 1 :]))]


# Places


def _places(left: Iterable[LeftAt], library: Library, words: Words) -> list[tuple[str, int]]:
    """Where walks were left, the most frequent first. Both sides and all forms of a step count as one."""
    found: Counter[str] = Counter()
    for place in left:
        found[_place(place, library, words)] += place.count
    return found.most_common()


def _place(left: LeftAt, library: Library, words: Words) -> str:
    """A step by its number in the whole level; the nearest that there is when the content has changed since."""
    variation = library.variation(left.variation)
    avoid = avoided(gentle=left.gentle, wishes=left.avoids)
    if variation is None or not variation.suits(avoid):
        return words.label("stats.gone")
    course = Course(variation, avoid, next((form for form in FORMS if form == left.form), FORMS[-1]))
    done = tuple(side for side in SIDES if side in left.sides_done)
    side = next((side for side in SIDES if side not in done), SIDES[0]) if done else variation.first_side
    place = clamp(course, WalkPlace(side, done, left.level, left.step, left.level))
    level = offer_at(course, place) or variation.levels[place.level]
    named = {"movement": library.movement_of(variation).name, "variation": variation.name, "level": level.name}
    step = step_at(course, place)
    if step is None:
        return words.label("stats.at_offer", **named)
    return words.label("stats.at_level" if place.level else "stats.at_step", **named, step=_number(place, step, course))


def _number(place: WalkPlace, step: Step, course: Course) -> int:
    """The number of a step among all of its level, counting what a shorter or gentler form leaves out."""
    whole = steps_at(Course(course.variation), WalkPlace(course.variation.first_side, level=place.level))
    return next((number for number, each in enumerate(whole, 1) if each.id == step.id), place.step + 1)
