"""Hours at which something else begins, told in a clause of their own: "podiatrist at 9, come at 4", "my train goes at
7:12". Pure.

What begins is in the catalogue; so is what makes a clause one of a reminder: "remind me at 9 before my meeting".
"""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.own_hours import CLOCK
from bot.understanding.wishes.wishes import asks_what

_CLOCK = re.compile(rf"\b{CLOCK}", re.IGNORECASE)
_LED = re.compile(rf"\b(?:at|by|from|is|@) {CLOCK}", re.IGNORECASE)
_MARKS = re.compile(r"[,;!?\n]+|\.(?!\d)|\s-+\s")
_BEGINS, _OTHERS, _JOINTS = "hear.begins_at", "hear.not_begins_at", "hear.hour_joints"


def without(text: str, words: Words) -> str:
    """A text without the clauses of such hours, where another time is left; else the text as it is."""
    kept = _kept(text, words)
    return kept if kept is not None and _CLOCK.search(kept) else text


def is_all(text: str, words: Words) -> bool:
    """Whether such hours are the only times of a text that asks nothing."""
    if asks_what(text, words):
        return False
    kept = _kept(text, words)
    return kept is not None and _CLOCK.search(kept) is None


def beside(text: str, words: Words) -> str:
    """What a text says beside such hours; empty for nothing, and where it tells none."""
    return _kept(text, words) or ""


def _kept(text: str, words: Words) -> str | None:
    """The clauses of a text that tell no such hour; None where none does."""
    clauses = _clauses(text, words)
    kept = [clause for clause in clauses if not _is_hour(clause, words)]
    return None if len(kept) == len(clauses) else ", ".join(kept)


def _is_hour(clause: str, words: Words) -> bool:
    if not _LED.search(clause) or not is_said(clause, words, _BEGINS) or is_said(clause, words, _OTHERS):
        return False
    return not isinstance(parse_reminders(clause, words), tuple)


def _clauses(text: str, words: Words) -> list[str]:
    """The parts of a text between its marks and at its joints."""
    joints = {plain(each) for each in words.own_options(_JOINTS)}
    found: list[list[str]] = []
    for part in _MARKS.split(text):
        found.append([])
        for word in part.split():
            if plain(word) in joints:
                found.append([])
            else:
                found[-1].append(word)
    return [" ".join(part) for part in found if part]
