"""Dose: how much of each movement was done between two dates, as rows, in lines and with pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations.history import progress_words
from bot.conversations.history.summary import Recap, minutes_of
from bot.drawing.sheet import MOST_DOSES, MOST_STILLS, Still, Table
from bot.i18n.catalogue import Words
from bot.markup import plain
from bot.understanding.answers.periods import Period
from content.library import Library
from content.movement import Flag
from storage.records.diary import WalkSummary

# A table's cell without a value.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of a variation was done: finished sessions, their seconds together, and the highest level reached."""

    walk: WalkSummary
    sessions: int
    seconds: int
    reached: int


def doses_of(recap: Recap, period: Period, library: Library) -> tuple[Dose, ...]:
    """The doses of all variations that were done between two dates, the most frequent first."""
    found: dict[str, Dose] = {}
    for walk in recap.walks(period.first, period.last):
        had = found.get(walk.variation, Dose(walk, 0, 0, 0))
        sums = (had.sessions + 1, had.seconds + walk.seconds, max(had.reached, walk.reached))
        found[walk.variation] = Dose(walk, *sums)
    return tuple(sorted(found.values(), key=lambda dose: -dose.sessions))


def _rounds(dose: Dose, library: Library, words: Words) -> str:
    """The rounds a side that a full session suggests, up to the highest level reached: 6–10 + 3–5."""
    variation = library.variation(dose.walk.variation)
    levels = () if variation is None else variation.levels[: dose.reached + 1]
    rounds = [step.rounds for level in levels for step in level.steps if step.rounds is not None]
    spans = [words.label("report.rounds", fewest=fewest, most=most) for fewest, most in rounds]
    return " + ".join(spans) if spans else NOTHING


def dose_table(doses: Sequence[Dose], library: Library, words: Words) -> Table:
    """A row for each variation. The last rows are one when they are too many."""
    rows = [_dose_row(dose, library, words) for dose in doses[:MOST_DOSES]]
    if len(doses) > MOST_DOSES:
        rest = doses[MOST_DOSES - 1 :]
        more = plain(words.count("report.more", len(rest)))
        sessions, minutes = sum(dose.sessions for dose in rest), sum(_minutes(dose) for dose in rest)
        counts = (progress_words.decimal(number, words) for number in (sessions, minutes))
        rows[MOST_DOSES - 1 :] = [(more, next(counts), NOTHING, NOTHING, next(counts))]
    head = ("movement", "sessions", "rounds", "each", "minutes")
    labels = tuple(words.label(f"report.column.{column}") for column in head)
    return Table(words.label("report.done"), labels, tuple(rows), words.label("report.dose_note"))


def _dose_row(dose: Dose, library: Library, words: Words) -> tuple[str, ...]:
    movement, position = progress_words.names_of(dose.walk, library)
    return (
        words.label("report.form", movement=movement, position=position),
        progress_words.decimal(dose.sessions, words),
        _rounds(dose, library, words),
        progress_words.decimal(round(dose.seconds / 60 / dose.sessions, 1), words),
        progress_words.decimal(_minutes(dose), words),
    )


def _minutes(dose: Dose) -> int:
    return minutes_of(dose.seconds)


def stills(doses: Sequence[Dose], library: Library, avoids: frozenset[Flag], words: Words) -> tuple[Still, ...]:
    """Pictures of the variations that were done most, the ones that show what the person leaves out excepted."""
    found = []
    for dose in doses:
        movement, variation = library.movement(dose.walk.movement), library.variation(dose.walk.variation)
        if movement is None or variation is None or variation.still is None or not variation.suits(avoids):
            continue
        movement_name, position = progress_words.names_of(dose.walk, library)
        name = words.label("report.form", movement=movement_name, position=position)
        found.append(Still(variation.still.file, name, movement.summary, f"{name}: {movement.summary}"))
    return tuple(found[:MOST_STILLS])


def dose_lines(recap: Recap, period: Period, library: Library, words: Words) -> list[str]:
    """The doses, a line each."""
    lines = []
    for dose in doses_of(recap, period, library):
        form, _, rounds, each, _ = _dose_row(dose, library, words)
        sessions = words.count("sessions", dose.sessions)
        lines.append(words.label("report.dose", form=form, sessions=sessions, rounds=rounds, each=each))
    return lines
