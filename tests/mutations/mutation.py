"""A mutation: one change of the source that puts a fault into the bot, and the tests that have to fail of it."""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    """A change to one file: a text that stands there exactly once, and what replaces it."""

    file: str
    old: str
    new: str


class Mutation(NamedTuple):
    """A fault that somebody might make, its edits, and arguments for pytest that choose the tests to fail of it."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def mutation(name: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    """A mutation of one edit."""
    return Mutation(name, (Edit(file, old, new),), tests)
