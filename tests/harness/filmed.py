"""A library that has films: what its pieces would be joined to, without the pieces."""

from __future__ import annotations

import pytest

from bot.conversations.walk import films
from bot.conversations.walk.films import KINDS, Plan
from content.follow_along import Kind
from content.library import Library
from content.walk import Course, seconds

# Every film has a second of its course for a second, and its other side in the middle.
READY = 20


def length_of(course: Course) -> int:
    """Seconds of the film of a course."""
    return READY + seconds(course)


def with_films(monkeypatch: pytest.MonkeyPatch, *kinds: Kind) -> None:
    """From now on every library has films, or sounds alone; with nothing named, both."""
    has = kinds or KINDS

    def plan_of(course: Course, library: Library, kind: Kind, title: str, recordings: object = ()) -> Plan | None:
        if kind not in has:
            return None
        whole = length_of(course)
        other = whole // 2
        chapters = ((0, "Get ready"), (READY, "Lift your right knee"), (other, "The other side"))
        size = (640, 720) if kind == "film" else (0, 0)
        return Plan(f"{kind}-{course.variation.id}", kind, whole, chapters, other, *size)

    monkeypatch.setattr(films, "plan_of", plan_of)
    monkeypatch.setattr(films, "kinds_of", lambda library: tuple(kind for kind in KINDS if kind in has))
