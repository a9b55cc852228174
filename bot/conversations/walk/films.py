"""Films of sessions: what is shown when, as one film or as its sound alone, and which of them a library can give."""

from __future__ import annotations

from dataclasses import dataclass

from content.follow_along import Kind, recipe_of
from content.library import Library
from content.pieces import FPS
from content.timeline import timeline_of
from content.walk import Course

# Without a voice there is nothing to follow with closed eyes.
BELLS = frozenset({"bell", "change", "chord"})
# The next best after a film is its sound.
KINDS: tuple[Kind, ...] = ("film", "sound")


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as a film or a sound: `key` is its recipe's, `chapters` are (second, text), `other_side_at` is the
    second at which the other side begins. `width` and `height` are pixels, 0 for a sound."""

    key: str
    kind: Kind
    seconds: int
    chapters: tuple[tuple[int, str], ...] = ()
    other_side_at: int | None = None
    width: int = 0
    height: int = 0


def kinds_of(library: Library) -> tuple[Kind, ...]:
    """What the library has pieces for, the best first."""
    has = {"film": bool(library.pieces.loops), "sound": bool(library.pieces.sounds.keys() - BELLS)}
    return tuple(kind for kind in KINDS if has[kind])


def plan_of(course: Course, library: Library, kind: Kind, title: str) -> Plan | None:
    """The plan of a course; None when pieces are missing."""
    if kind not in kinds_of(library):
        return None
    timeline = timeline_of(course, library, library.pieces)
    recipe = recipe_of(timeline, library.pieces, kind, title=title)
    if recipe is None:
        return None
    chapters = tuple((frame // FPS, text) for frame, text in timeline.chapters)
    other = None if timeline.other_side_at is None else timeline.other_side_at // FPS
    return Plan(recipe.key, kind, round(recipe.seconds), chapters, other, recipe.width, recipe.height)


def best_plan(course: Course, library: Library, wanted: str, title: str) -> Plan | None:
    """The plan in the wanted way, else in the next best one; None when only steps are left."""
    ways = KINDS[KINDS.index("film" if wanted == "film" else "sound") :]
    return next((plan for kind in ways if (plan := plan_of(course, library, kind, title)) is not None), None)
