"""Others: what a text tells of somebody else: that they are ill, that patients keep a person busy, or that it was never
about the person.

Who speaks of an illness of their own beside it is read as ill. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import URGENCY, Symptom
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, matches_any, patterns, plain

# The most words of "not me", and of "I mean an elderly client of mine, not me".
LONGEST_DENIAL, LONGEST_DENIAL_NAMED = 7, 14


class Other(StrEnum):
    """What is told of somebody else."""

    ILL = "ill"  # a child, a partner, a pet
    WORK = "work"  # patients, and a day at a hospital as a place of work
    NOT_ME = "not_me"  # what was understood of the person is of somebody else


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of somebody else, and the plain text without the phrases that tell of it."""

    kind: Other
    rest: str


# What is cut out, and a number before it ("3 patients fell") or a time behind it ("at the hospital until 8").
_CUT = "\N{SECTION SIGN}"
_COUNTED = re.compile(rf"(?:\d+ )*{_CUT}(?: \d\w*| am| pm| uhr| h)*")
_GROUPS = ("ill", "work", "not_me", "own", "past", "third", "first", "reporting")
_PARTS = ("who", "illness", "patient", "ward", "whose", "person", "has")


def read(text: str, words: Words) -> Told | None:
    """What a text tells of somebody else; None for nothing of it, and where it tells of the person's own body."""
    said, groups = plain(text[: symptoms.LONGEST]), _groups(words.catalogue)
    told = symptoms.read(text, words)
    if told is not None and told.symptom is Symptom.ALARM:
        return None
    longest = LONGEST_DENIAL if groups["who"].search(said) is None else LONGEST_DENIAL_NAMED
    if groups["not_me"].search(said) is not None and len(said.split()) <= longest:
        return Told(Other.NOT_ME, groups["not_me"].sub(STOP, said)) if told is None else None
    if groups["own"].search(said) is not None or groups["past"].search(said) is not None:
        return None
    for kind in (Other.WORK, Other.ILL):
        rest, found = groups[kind.value].subn(_CUT, said)
        rest = _COUNTED.sub(STOP, rest)
        left = symptoms.read(rest, words) if found else None
        if found and (left is None or left.symptom is Symptom.RELIEF):
            return Told(kind, rest)
    return None


def is_theirs(text: str, words: Words) -> bool:
    """Whether what a text tells of the body is somebody else's: "my client is numb between her legs". In doubt it is
    the person's own: where they speak of themselves, or where as much stands before who has it."""
    whole = symptoms.read(text, words)
    if whole is None:
        return False
    groups = _groups(words.catalogue)
    said = plain(text[: symptoms.LONGEST])
    if groups["first"].search(groups["reporting"].sub(STOP, said)) is not None:
        return False
    rest, is_theirs = [], False
    for part in clauses_of(said, words):
        found = groups["third"].search(part)
        rest.append(part if found is None else part[: found.start()])
        is_theirs = is_theirs or found is not None
    told = symptoms.read(f" {STOP} ".join(rest), words)
    return is_theirs and (told is None or URGENCY[told.symptom] > URGENCY[whole.symptom])


def is_theirs_of_long_ago(text: str, words: Words) -> bool:
    """Whether what a text tells of somebody else's body was long ago, and nothing of it is of now."""
    is_past = matches_any(text, words, "hear.long_ago") and not matches_any(text, words, "hear.of_now")
    return is_past and is_theirs(text, words)


def parts_of(text: str, words: Words) -> list[tuple[str, str | None]]:
    """The parts of a text, each with the plain text before somebody else in it: of "although my mother had it", that
    is "although". None where a part names nobody else, or the person beside them."""
    groups, parts = _groups(words.catalogue), []
    for part in clauses_of(text, words, "hear.others.joint"):
        said = plain(part)
        who = groups["who"].search(said)
        parts.append((part, said[: who.start()] if who is not None and not groups["own"].search(said) else None))
    return parts


@lru_cache(maxsize=8)
def _groups(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.others.{name}") for name in (*_GROUPS, *_PARTS)}
    phrases["body"] = words.options("hear.sign.body")
    return patterns((*_GROUPS, "who"), phrases)
