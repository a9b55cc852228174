"""Step subjects: the parts of the body and the things that a question about a step names, and the lines of the steps
that speak of them. Pure.

`hear.step_subjects` has an entry for each: its name, a colon, the ways to ask for it, separated by commas, and behind
`=` how the steps write it where that is otherwise; behind `;` how they write what is nearest to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from typing import NamedTuple

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import PhraseGroup, pattern, plain
from bot.understanding.text.written_forms import is_question

# Things that are put at a part of the body: a line about one alone says nothing of the other.
PILLOW, BLANKET = "pillow", "blanket"
HAND = "hand"
THINGS = frozenset({PILLOW, BLANKET})
# How high a thing is: a line about it counts where it names the thing, too.
HEIGHT = "height"
# How far apart parts of the body are: a line has to say so of the one that is named.
WIDE = "wide"
# What is no part of the body.
_NO_PARTS = (*THINGS, HEIGHT, WIDE, "curve", "backrest")
# A line that names so many other parts of the body only lists them.
MOST_BESIDE = 2
# Between two sentences.
SENTENCE = re.compile(r"(?<=[.!?\u061f])\s+")
# The letters by which two words are taken for alike.
_BEGINNING = 5
# The most words of such a question.
LONGEST = 40


class Line(NamedTuple):
    """A sentence of a step or one of its hints, and the place of that step among those of its side; None for one of an
    earlier part of the session."""

    step: int | None
    text: str


@dataclass(frozen=True, slots=True)
class _Subject:
    asked: PhraseGroup
    written: tuple[PhraseGroup, ...]  # the most exact first


def named(text: str, words: Words) -> tuple[str, ...]:
    """The subjects that a text names, in its order; of ways that overlap the longest counts."""
    said = plain(text)
    spans = [
        (found.start(), -found.end(), name)
        for name, subject in _subjects_of(words.catalogue).items()
        for found in subject.asked.finditer(said)
    ]
    kept: list[str] = []
    end = -1
    for _first, last, name in sorted(spans):
        if -last > end:
            end = -last
            kept.append(name)
    return tuple(dict.fromkeys(kept))


def is_asked(text: str, words: Words) -> bool:
    """Whether a text may ask where something goes, or whether it is to be so; not whether that is well."""
    if len(text.split()) > LONGEST or is_said(text, words, "hear.subject_not"):
        return False
    begins = plain(text).split(" ", 1)[0] in map(plain, words.own_options("hear.asks_for"))
    return begins or is_question(text) or is_said(text, words, "hear.subject_asks")


def about(lines: Sequence[Line], text: str, words: Words, here: int, *, together: bool = False) -> tuple[Line, ...]:
    """The lines that a question is answered with: of the step that is on, else the nearest before it, else after it.

    A line has to name all subjects where a thing stands beside a part of the body, and `together`; else it has to name
    the first one. One that only lists parts of the body is the last to count.
    """
    names = named(text, words)
    if not names:
        return ()
    subjects = _subjects_of(words.catalogue)
    all_needed = together or (len(names) > 1 and not THINGS.isdisjoint(names) and not THINGS.issuperset(names))
    needed = (
        [*names]
        if all_needed
        else [WIDE, *(name for name in names if name != WIDE)][:2]
        if WIDE in names
        else names[:1]
    )
    sides = [_side(key, words) for key in ("left", "right")]
    asked_sides = [side for side in sides if side.search(plain(text))]
    ranked: list[tuple[tuple[int, ...], Line]] = []
    for line in lines:
        said = plain(line.text)
        tiers = [_tier(subjects[name], said) for name in needed]
        if any(tier is None for tier in tiers):
            continue
        beside = sum(_tier(one, said) == 0 for name, one in subjects.items() if name not in (*names, *_NO_PARTS))
        also = sum(_tier(subjects[name], said) is not None for name in names)
        is_other_side = len(asked_sides) == 1 and not asked_sides[0].search(said)
        rank = (
            max(tier for tier in tiers if tier is not None),
            int(beside > MOST_BESIDE),
            -also,
            -_alike(text, line.text),
            int(is_other_side),
            *_distance(line.step, here),
        )
        ranked.append((rank, line))
    best = min((rank for rank, _ in ranked), default=None)
    told = [subjects[name] for name in names]
    return tuple(Line(line.step, _from_first(line.text, told)) for rank, line in ranked if rank == best)


def _from_first(text: str, told: Sequence[_Subject]) -> str:
    """A line from the first of its sentences on that names one of these subjects."""
    sentences = SENTENCE.split(text)
    first = next(
        place for place, each in enumerate(sentences) if any(_tier(one, plain(each)) is not None for one in told)
    )
    return " ".join(sentences[first:])


def _alike(text: str, line: str) -> int:
    """How many longer words of a question begin a word of a line: "straight" in "straighten"."""
    beginnings = {word[:_BEGINNING] for word in plain(line).split()}
    return sum(len(word) > _BEGINNING and word[:_BEGINNING] in beginnings for word in set(plain(text).split()))


def _distance(step: int | None, here: int) -> tuple[int, int]:
    """How far a step is: this one, those before it, those after it, those of an earlier part."""
    if step is None:
        return 3, 0
    return (0 if step == here else 1 if step < here else 2), abs(step - here)


def _tier(subject: _Subject, said: str) -> int | None:
    return next((tier for tier, way in enumerate(subject.written) if way.search(said)), None)


def _side(key: str, words: Words) -> PhraseGroup:
    return _side_of(words.catalogue, key)


@lru_cache(maxsize=64)
def _side_of(catalogue: NullTranslations, key: str) -> PhraseGroup:
    words = Words(Locale("en"), catalogue, Locale("en"))
    return pattern(key, {key: words.options(f"hear.side.{key}")})


@lru_cache(maxsize=32)
def _subjects_of(catalogue: NullTranslations) -> dict[str, _Subject]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    asked: dict[str, list[str]] = {}
    written: dict[str, list[list[str]]] = {}
    for entry in words.options("hear.step_subjects"):
        name, _, ways = entry.partition(":")
        ask, _, writes = ways.partition("=")
        asked.setdefault(name, []).extend(_parted(ask))
        for tier, each in enumerate((writes or ask).split(";")):
            tiers = written.setdefault(name, [])
            tiers.extend([] for _ in range(tier + 1 - len(tiers)))
            tiers[tier].extend(_parted(each))
    return {
        name: _Subject(
            pattern(name, {name: asked[name]}),
            tuple(pattern(name, {name: tier}) for tier in written[name]),
        )
        for name in asked
    }


def _parted(ways: str) -> Iterable[str]:
    return [way.strip() for way in ways.split(",") if way.strip()]
