"""Making of a film from the pieces of a library, as planned when it was said that it comes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.sending.films import Unmakeable
from content.follow_along import Recipe, make, recipe_of
from content.library import Library
from content.streams import BadPiece
from content.timeline import timeline_of
from content.walk import Course


class FilmMaker:
    """Joins films of a library from its pieces, which lie in its folder."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder

    def __call__(self, film: Mapping[str, Any]) -> bytes:
        """The file, from what a call is told of the film. To be called in a thread. Raises Unmakeable: a piece is bad,
        or the library is another one than that by which the film was planned, so its words would not fit."""
        recipe = self._recipe(film)
        if recipe is None or recipe.key != film["recipe_key"]:
            raise Unmakeable(f"{film['variation']} has changed since it was planned")
        try:
            return make(recipe, self._folder)
        except BadPiece as problem:
            raise Unmakeable(str(problem)) from None

    def _recipe(self, film: Mapping[str, Any]) -> Recipe | None:
        variation = self._library.variation(film["variation"])
        if variation is None:
            return None
        course = Course(variation, frozenset(film["avoid"]), film["form"], film["usual"])
        pieces = self._library.pieces
        timeline = timeline_of(course, self._library, pieces)
        return recipe_of(timeline, pieces, film["kind"], title=film["title"])
