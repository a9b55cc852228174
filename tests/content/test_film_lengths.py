"""Lengths of films: which form a length comes in as a film, and that none is said to be shorter than it is."""

from __future__ import annotations

import pytest

from content.film_lengths import aimed_minutes, as_film, minutes_of_film
from content.walk import FORMS, Course, Form
from tests.harness.libraries import shipped_library

LIBRARY = shipped_library()
COURSES = [Course(variation, frozenset(), form) for variation in LIBRARY.variations for form in FORMS]


@pytest.mark.parametrize("course", COURSES, ids=lambda course: f"{course.variation.id}-{course.form}")
def test_a_film_keeps_its_length_where_any_form_of_the_movement_does(course: Course) -> None:
    """It takes no longer than is meant, or no other form up to its own takes less; and it stays what it is."""
    film, most = as_film(course, LIBRARY), aimed_minutes(course)
    shortest = min(
        minutes_of_film(Course(course.variation, frozenset(), form), LIBRARY)
        for form in FORMS[: FORMS.index(course.form) + 1]
    )
    took = minutes_of_film(film, LIBRARY)
    if most is None:
        assert film == course
    else:
        assert took <= most or took == shortest
    assert as_film(film, LIBRARY) == film


@pytest.mark.parametrize(
    ("variation", "form", "comes", "minutes"),
    [
        ("side-lying-hip-flexion", "medium", "short", 3),
        ("seated-hip-flexion", "medium", "short", 3),
        ("seated-inner-thigh", "medium", "short", 2),
        ("lying-dynamic-hip-gentle", "medium", "short", 4),
        ("side-lying-hip-flexion", "short", "short", 3),
        ("side-lying-hip-flexion", "full", "full", 7),
    ],
)
def test_three_minutes_are_a_film_of_three_minutes(variation: str, form: Form, comes: Form, minutes: int) -> None:
    """The forms and minutes of shipped movements."""
    found = LIBRARY.variation(variation)
    assert found is not None
    film = as_film(Course(found, frozenset(), form), LIBRARY)
    assert (film.form, minutes_of_film(film, LIBRARY)) == (comes, minutes)
