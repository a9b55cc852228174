"""Making of a film from the pieces of a library, as planned when it was said that it comes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.sending.films import Unmakeable
from content.follow_along import Recipe, make, recipe_of
from content.library import Library
from content.pieces import Pieces
from content.recorded import in_recorded_voice, join_recorded_session, recorded_piece, voiced
from content.streams import BadPiece
from content.timeline import timeline_of
from content.translations import library_in
from content.walk import Course
from storage.recordings import Recordings


class FilmMaker:
    """Joins films of a library from the pieces in its folder, and sounds from a teacher's recordings."""

    def __init__(self, library: Library, folder: Path, recordings: Recordings | None = None) -> None:
        self._library, self._folder, self._recordings = library, folder, recordings

    def __call__(self, film: Mapping[str, Any]) -> bytes:
        """The file, from what a call is told of the film. To be called in a thread. Raises Unmakeable: a piece is bad,
        or the library or a recording is another one than that by which the film was planned, so its words would not
        fit."""
        language = film.get("language")
        library = self._library if language is None else library_in(self._library, language)
        variation = library.variation(film["variation"])
        if variation is None:
            raise Unmakeable(f"{film['variation']} has changed since it was planned")
        course = Course(variation, frozenset(film["avoid"]), film["form"], film["usual"])
        try:
            if film.get("recorded_by") is not None:
                return self._of_recordings(film, course, library, film["recorded_by"])
            recipe = _recipe(film, course, library, voiced(course, library, library.pieces))
            return make(recipe, self._folder)
        except BadPiece as problem:
            raise Unmakeable(str(problem)) from None

    def _of_recordings(self, film: Mapping[str, Any], course: Course, library: Library, teacher: int) -> bytes:
        every = () if self._recordings is None else self._recordings.lines()
        own = {one.line: one for one in every if one.is_kept and one.person_id == teacher}
        lines = {key: recorded_piece(one.digest, one.samples) for key, one in own.items()}
        recipe = _recipe(film, course, library, in_recorded_voice(course, library, library.pieces, lines))
        files = {each.file for each in recipe.heard}
        needed = [key for key, piece in lines.items() if piece.file in files]
        sounds = [] if self._recordings is None else self._recordings.sounds(teacher, needed)
        return join_recorded_session(recipe, (one.sound for one in sounds))


def _recipe(film: Mapping[str, Any], course: Course, library: Library, pieces: Pieces | None) -> Recipe:
    recipe = None
    if pieces is not None:
        timeline = timeline_of(course, library, pieces)
        recipe = recipe_of(timeline, pieces, film["kind"], title=film["title"])
    if recipe is None or recipe.key != film["recipe_key"]:
        raise Unmakeable(f"{film['variation']} has changed since it was planned")
    return recipe
