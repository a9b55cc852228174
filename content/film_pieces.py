"""Film pieces: the loops, captions and cards that a library needs, and which are missing or stale. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from content.media.film import FILM, INDEX, Caption, Card, Loop, Wanted, film_problems
from content.movement import Library, Picture
from content.pieces import FPS, card_key, loop_key, read_pieces
from content.timeline import captions_of, cards_of
from content.translations import languages_of, library_in

# Faults that are named one by one.
SHOWN = 10
MAKE = "python -m content.figures --film"


def wanted_pieces(library: Library, languages: Iterable[str] = ()) -> Wanted:
    """All pieces that a library needs, in its own words and in these languages. Loops are made from drawn clips."""
    loops = {
        picture.file: Loop(picture.file, picture.digest, round(picture.seconds * FPS))
        for picture in _clips(library)
        if picture.seconds is not None
    }
    needed = Wanted({}, {}, {})
    spoken = {language: library_in(library, language) for language in languages}
    for language, said in ({"en": library} | spoken).items():
        needed.cards.update({card_key(text): Card(text) for text in cards_of(said)})
        for file, text in captions_of(said):
            needed.loops[loop_key(file)] = loops[file]
            needed.captions[loop_key(file, text)] = Caption(text, loops[file].frames, language)
    return needed


def filmed_languages(library: Library, folder: Path) -> tuple[str, ...]:
    """The languages, apart from that of its files, in which a library has a film: at least one card of it."""
    library = replace(library, home=str(folder))
    made = read_pieces(folder).cards.keys()
    own = {card_key(text) for text in cards_of(library)}
    found = []
    for language in languages_of(folder):
        cards = {card_key(text) for text in cards_of(library_in(library, language))} - own
        if not made.isdisjoint(cards):
            found.append(language)
    return tuple(found)


def film_faults(library: Library, folder: Path) -> tuple[int, list[str]]:
    """(Number of pieces that a library's films need, a line for each that is missing, broken or stale).

    Without a film nothing is missing: sessions come as sound alone, or step by step.
    """
    library = replace(library, home=str(folder))
    needed = wanted_pieces(library, filmed_languages(library, folder) if has_film(folder) else ())
    return needed.total, film_problems(folder, needed)


def told(library: Library, folder: Path) -> list[str]:
    """What an author should know of the film: the first few faults and what to do; empty when all is well."""
    needed, wrong = film_faults(library, folder)
    if needed and not has_film(folder):
        return [f"film: there is none, so sessions come as sound or step by step; make it: {MAKE} {folder}"]
    lines = wrong[:SHOWN]
    if len(wrong) > SHOWN:
        lines.append(f"{len(wrong) - SHOWN} more pieces of the film are missing or stale")
    if wrong:
        lines.append(f"make them: {MAKE} {folder}")
    filmed = filmed_languages(library, folder)
    without = " ".join(language for language in languages_of(folder) if language not in filmed)
    if needed and without:
        lines.append(f"film: none in {without}; make it: {MAKE} {folder} --languages {without}")
    return lines


def has_film(folder: Path) -> bool:
    """Whether a library has a film, be it up to date or not."""
    return (folder / FILM / INDEX).is_file()


def _clips(library: Library) -> Iterator[Picture]:
    for variation in library.variations:
        for step in (*variation.setup, *(step for level in variation.levels for step in level.steps)):
            yield from (*step.clips.values(), *step.second_clips.values())
            for each in step.without:
                yield from each.clips.values()
