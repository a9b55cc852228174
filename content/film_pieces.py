"""Film pieces: the loops, captions and cards that a library needs, and which are missing or stale. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.media.film import FILM, INDEX, Caption, Card, Loop, Wanted, film_problems
from content.movement import Library, Picture
from content.pieces import FPS, card_key, loop_key
from content.timeline import captions_of, cards_of

# Faults that are named one by one.
SHOWN = 10
MAKE = "python -m content.figures --film"


def wanted_pieces(library: Library) -> Wanted:
    """All pieces that a library needs. Loops are made from drawn clips."""
    loops = {
        picture.file: Loop(picture.file, picture.digest, round(picture.seconds * FPS))
        for picture in _clips(library)
        if picture.seconds is not None
    }
    needed = Wanted({}, {}, {card_key(text): Card(text) for text in cards_of(library)})
    for file, text in captions_of(library):
        needed.loops[loop_key(file)] = loops[file]
        needed.captions[loop_key(file, text)] = Caption(text, loops[file].frames)
    return needed


def film_faults(library: Library, folder: Path) -> tuple[int, list[str]]:
    """(Number of pieces that a library's film needs, a line for each that is missing, broken or stale).

    Without a film nothing is missing: sessions come as sound alone, or step by step.
    """
    needed = wanted_pieces(library)
    return needed.total, film_problems(folder, needed)


def told(library: Library, folder: Path) -> list[str]:
    """What an author should know of the film: the first few faults and what to do; empty when all is well."""
    needed, wrong = film_faults(library, folder)
    if needed and not has_film(folder):
        return [f"film: there is none, so sessions come as sound or step by step; make it: {MAKE} {folder}"]
    more = [f"{len(wrong) - SHOWN} more pieces of the film are missing or stale"] if len(wrong) > SHOWN else []
    fix = [f"make them: {MAKE} {folder}"] if wrong else []
    return [*wrong[:SHOWN], *more, *fix]


def has_film(folder: Path) -> bool:
    """Whether a library has a film, be it up to date or not."""
    return (folder / FILM / INDEX).is_file()


def _clips(library: Library) -> Iterator[Picture]:
    for variation in library.variations:
        for step in (*variation.setup, *(step for level in variation.levels for step in level.steps)):
            yield from (*step.clips.values(), *step.second_clips.values())
            for each in step.without:
                yield from each.clips.values()
