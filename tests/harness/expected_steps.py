"""What should a whole walk show? Told from the library's data alone, not by the code that walks through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.library import Level, Library, Side, Step, Variation
from content.movement import avoided, steps_when
from content.walk import Course, Form, minutes
from tests.harness.said import WORDS, counted, said


@dataclass(frozen=True)
class Station:
    """A message of a walk: step `number` of `of` on a side, or the offer of the next level (`step` None)."""

    variation: Variation
    side: Side
    level: Level
    step: Step | None = None
    number: int = 0
    of: int = 0
    offered: Level | None = None
    taken: bool = False  # the offer, whether it is taken
    ring: bool = False  # whether rings are seen here for the first time


def stations(variation: Variation, *, gentle: bool, taking: int) -> list[Station]:
    """All messages of a walk in which the first `taking` offers are taken, in order."""
    setup = steps_when(variation.setup, avoided(gentle=gentle)) or ()
    levels = [
        replace(level, steps=steps) for level in variation.levels if (steps := level.when(avoided(gentle=gentle)))
    ]
    other: Side = "left" if variation.first_side == "right" else "right"
    told: list[Station] = []
    for side, first in ((variation.first_side, True), (other, False)):
        for rank, level in enumerate(levels[: taking + 1]):
            prepared = setup if first else [again for step in setup if (again := step.on_second_side()) is not None]
            here = [*(prepared if rank == 0 else ()), *level.steps]
            told += [
                Station(variation, side, level, step, number, len(here)) for number, step in enumerate(here, start=1)
            ]
            if first and rank + 1 < len(levels):
                told.append(Station(variation, side, level, offered=levels[rank + 1], taken=rank < taking))
    return with_first_ring(told)


def with_first_ring(route: list[Station]) -> list[Station]:
    """The messages of a walk from its beginning, with the first at which a ring is seen marked as that."""
    for place, station in enumerate(route):
        clip = None if station.step is None else station.step.clips.get(station.side)
        if clip is not None and clip.rings:
            return [*route[:place], replace(station, ring=True), *route[place + 1 :]]
    return route


def offers(variation: Variation, *, gentle: bool) -> int:
    """How many offers a walk can have."""
    return sum(1 for level in variation.levels if level.when(avoided(gentle=gentle))) - 1


def walks(library: Library) -> Iterator[tuple[Variation, bool, int]]:
    """Every variation, gentle or not where it suits, with every number of offers taken."""
    for variation in library.variations:
        for gentle in (False, True):
            if variation.suits(avoided(gentle=gentle)):
                for taking in range(offers(variation, gentle=gentle) + 1):
                    yield variation, gentle, taking


def starting(library: Library, side: Side) -> Library:
    """The library with every variation beginning on that side."""
    movements = tuple(
        replace(movement, variations=tuple(replace(each, first_side=side) for each in movement.variations))
        for movement in library.movements
    )
    return replace(library, movements=movements)


def mirrored(text: str, side: Side, library: Library) -> str:
    """A text of the library with the words for the sides in it."""
    other: Side = "left" if side == "right" else "right"
    words = {"side": library.sides[side], "other": library.sides[other]}
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word).replace(f"{{{name.capitalize()}}}", word.capitalize())
    return text


def placed(station: Station, library: Library, *, dots: bool = True) -> str:
    """The last line of a step: where it stands."""
    named = {"movement": library.movement_of(station.variation).name, "side": library.called(station.side)}
    at = {"step": station.number, "of": station.of}
    if station.level.id == station.variation.levels[0].id:
        line = said("walk.place", **named, **at)
    else:
        line = said("walk.place_level", **named, level=station.level.name, **at)
    bar = f"{'●' * station.number}{'○' * (station.of - station.number)}"
    return said("walk.progress", place=line, bar=bar) if dots else line


def on_side(variation: Variation, side: Side, library: Library) -> str:
    """How the last line of a step of its first level begins."""
    return f"\n{library.movement_of(variation).name}, {library.called(side)}, step "


def shown(station: Station, library: Library) -> str:
    """The station's message as a person reads it, without a line that stands before it."""
    if station.offered is not None:
        return station.offered.offer or ""
    step = station.step
    assert step is not None
    lines = [said("walk.optional")] if step.optional else []
    lines.append(mirrored(step.text, station.side, library))
    lines += [said("walk.ring")] if station.ring else []
    if step.rounds:
        least, most = step.rounds
        few = counted("walk.rounds", most, least=least) if least < most else counted("walk.rounds_same", most)
        lines.append(said("walk.suggestion", rounds=few, time=about(step.seconds)))
    lines += [mirrored(note, station.side, library) for note in (*step.cues, *([step.breath] if step.breath else []))]
    ways = [mirrored(way, station.side, library) for way in step.also]
    if len(ways) == 1:
        lines.append(said("walk.also_one", text=ways[0]))
    elif ways:
        lines += [said("walk.also"), *(said("walk.also_item", text=way) for way in ways)]
    return "\n".join([*lines, placed(station, library)])


def noted(text: str, *notes: str) -> str:
    """A step's message with notes under it, before the line that says where it stands."""
    above, _, where = text.rpartition("\n")
    return "\n".join([above, *notes, where])


def takes(variation: Variation, *, gentle: bool = False, form: Form = "full") -> str:
    """The note under the first step of a walk: how it is done, and how long it takes."""
    long = counted("minutes", minutes(Course(variation, avoided(gentle=gentle), form)))
    return said("walk.takes", position=WORDS.opening(variation.name), minutes=long)


def opening(text: str, library: Library, takes: str) -> str:
    """The first message of somebody's first walk: under it stands what a stretch feels like."""
    return noted(text, library.about.normal, takes)


def about(seconds: int) -> str:
    """How long a step takes, as it is said: to ten seconds, from 55 on in minutes."""
    return counted("about.minutes", 1) if seconds >= 55 else counted("about.seconds", max(10, round(seconds / 10) * 10))
