"""Lengths of films: the form in which a session comes as a film or a sound, which says every line and so takes longer
than the same steps. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from content.movement import Library
from content.timeline import timeline_of
from content.walk import CACHED, CUTS, FORMS, Course


@lru_cache(maxsize=CACHED)
def minutes_of_film(course: Course, library: Library) -> int:
    """Whole minutes of a course as a film, at least 1, by the pieces of the library."""
    return timeline_of(course, library, library.pieces).minutes


def aimed_minutes(course: Course) -> int | None:
    """Minutes that the form of a course is meant to take; None for the full form, which takes what it takes."""
    cut = CUTS.get(course.form)
    return None if cut is None else cut.aim_seconds // 60


def as_film(course: Course, library: Library) -> Course:
    """The course in the form of its film: the longest form up to its own whose film takes no longer than is meant,
    else the shortest. A course in the form of its film stays as it is."""
    most = aimed_minutes(course)
    if most is None:
        return course
    forms = FORMS[: FORMS.index(course.form) + 1]
    fitting = (replace(course, form=form) for form in reversed(forms))
    return next((one for one in fitting if minutes_of_film(one, library) <= most), replace(course, form=FORMS[0]))
