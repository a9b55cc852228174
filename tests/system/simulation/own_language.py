"""What is promised of another language: every sentence is in it, none in English, and no key or gap of one is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bot.i18n.po_files import HEARD, english_files, messages_of
from content.translations import entries_of
from tests.system.simulation.simulated_year import Line, SimulatedYear
from tests.system.simulation.speaking import Speaker, forms, plain, speaker_of

# A piece of a sentence with fewer words may be a name, or the same in both languages.
FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_KEY = re.compile(r"[a-z]\w*(?:\.[a-z]\w*)+")
_VALUE = re.compile(r"\{\w+\}|\n")


def foreign(year: SimulatedYear) -> Iterator[str]:
    """English sentences, keys, and sentences with a gap, that somebody was shown in another language."""
    if year.speaker.is_english:
        return
    seen: set[str] = set()
    for line in year.lines:
        for text in map(plain, _shown(line)):
            if text not in seen:
                seen.add(text)
                yield from (f"{line.local:%a %d %b}: {what} in {text!r}" for what in not_own(text, year.speaker))


def _shown(line: Line) -> Iterator[str]:
    if line.who.startswith("Limber"):
        yield line.text
        yield from line.buttons


def not_own(text: str, speaker: Speaker) -> Iterator[str]:
    """What in a text is no sentence of this language."""
    pieces = _english_pieces(speaker.language)
    words = tuple(_WORD.findall(text))
    for start in range(len(words) - FEWEST_WORDS + 1):
        for piece in pieces.get(words[start : start + FEWEST_WORDS], ()):
            if piece in text:
                yield f"English {piece!r}"
    yield from (f"the gap {gap!r}" for gap in re.findall(r"\{\w*\}?", text))
    yield from (f"the key {key!r}" for key in _KEY.findall(text) if key in messages_of(english_files()[0]))


@cache
def _english_pieces(language: str) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """What English sentences say between the values that they put in, by its first words; but what this language
    says in the same words."""
    speaker = speaker_of(language)
    english = [form for key, each in messages_of(english_files()[0]).items() for form in forms(each)]
    english += [entry.text for entry in entries_of(speaker.libraries[0])]
    own = [form for key, each in speaker.sentences.items() if not key.startswith(HEARD) for form in forms(each)]
    own += [entry.text for entry in entries_of(speaker.libraries[1])]
    same = "\n".join(map(plain, own))
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for piece in dict.fromkeys(piece.strip() for text in english for piece in _VALUE.split(plain(text))):
        words = tuple(_WORD.findall(piece))
        if len(words) >= FEWEST_WORDS and piece not in same:
            first = words[:FEWEST_WORDS]
            found[first] = (*found.get(first, ()), piece)
    return found
