"""Passed on: what people ask who hand the bot on to others, such as a physio: for a link, for a code of it, to see how
the others do. Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question


class PassedOn(StrEnum):
    """What is asked."""

    CODE = "code"  # a QR code of the link
    LINK = "link"  # a link that is set up to begin in some way
    THEIRS = "theirs"  # whether somebody sees how others do
    A_WEEK = "a_week"  # on how many days a week
    RANGE = "range"  # how many degrees


# Longer texts are a story.
LONGEST = 26
# For each the groups that have to stand in a text, under `hear.passed_on.<name>`; the first that fits counts.
_RULES: tuple[tuple[PassedOn, tuple[str, ...]], ...] = (
    (PassedOn.CODE, ("code",)),
    (PassedOn.LINK, ("link",)),
    (PassedOn.THEIRS, ("see", "them", "doing")),
    (PassedOn.A_WEEK, ("a_week",)),
    (PassedOn.RANGE, ("range",)),
)


def read(text: str, words: Words) -> PassedOn | None:
    """What is asked; None for anything else."""
    if len(text.split()) > LONGEST or _says(text, words, "not"):
        return None
    first = plain(text).split(" ", 1)[0]
    is_asked = is_question(text) or _says(text, words, "asks") or first in words.own_options("hear.passed_on.begins")
    found = next((kind for kind, groups in _RULES if all(_says(text, words, group) for group in groups)), None)
    return found if is_asked else None


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.passed_on.{group}")
