"""By ear: the word that somebody means who spells it as it sounds: "klicks", "hospittle", "finishd", "abit". Pure, once
the words of a language are loaded.

A word that a language knows stays as it is. Another one is read as the one known word that sounds like it; where two
may be meant, it stays. Ordinary misspellings are told one by one (`hear.by_ear` in hearing.po, "dun = done"). A text
that is mostly of unknown words is of another language, and stays whole.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

from bot.i18n.catalogue import CATALOGUES, Words, words_of
from bot.i18n.po_files import english_sentences, offered, po_files
from bot.understanding.text.common_words import CommonWords, file_of
from bot.understanding.text.sounds import consonants, key_of, other_vowels, sound

# What ordinary misspellings stand for, in hearing.po.
LISTED = "hear.by_ear"
# How the words of a language sound; one that is not here is read as it is written. Its folder has the common words.
SOUNDS: Mapping[str, Callable[[str], str]] = {"en": sound}
# The shortest word that is read by its sound, and by its consonants alone.
SHORTEST, SHORTEST_BY_CONSONANTS = 4, 7
# The slips that a word may have that sounds right, by its length, and one whose consonants alone sound right.
SLIPS = {4: 1, 5: 2, 6: 2}
MOST_SLIPS, SLIPS_OF_VOWELS = 3, 2
# The length of a word that is heard, and may be meant however seldom it is said.
LONG = 5
# How often a word is there that may be meant, one of every day, and one that may be run together with another.
OFTEN, ORDINARY, OFTEN_JOINED = 2, 3, 25
# The least share of own words in a text of a language; a text of few words may have misspelt ones alone.
MOSTLY, FEW = 0.5, 3

_WORD = re.compile(r"[\w'’]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(rf"\b[a-z]{{{SHORTEST - 1},}}\b")
_APOSTROPHES = re.compile("['’]")


class Stays(Protocol):
    """Whether a word stays as it is typed, such as the name of a place: asked of the word, where it begins, and what it
    would be read as, for an ordinary misspelling (`is_listed`) or by its sound."""

    def __call__(self, word: str, start: int, meant: str, *, is_listed: bool) -> bool: ...


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language. `common`: all that are common in it; `own`: those that it listens for, or that are said
    in its examples; `elsewhere`: those that others listen for; `listed`: what ordinary misspellings stand for, of one
    word or two; `by_sound`, `by_consonants`: the words that may be meant; `joined`: those that are run together with
    others; `ordinary`: those that people say every day."""

    common: CommonWords
    own: frozenset[str]
    elsewhere: frozenset[str]
    listed: Mapping[str, str]
    by_sound: Mapping[str, tuple[str, ...]]
    by_consonants: Mapping[str, tuple[str, ...]]
    joined: frozenset[str]
    ordinary: frozenset[str]
    sound: Callable[[str], str]

    def knows(self, word: str) -> bool:
        """Whether a word is one of the language, and no ordinary misspelling."""
        return word in self.own or (word in self.common and word not in self.listed)


def prepare(words: Words) -> None:
    """Load the words of a language before the first person needs them: 0.2 s for English, nothing for others."""
    vocabulary_of(words)


def vocabulary_of(words: Words) -> Vocabulary | None:
    """The words of the language that what is typed is read as; None for one that is not read by ear."""
    return _loaded(words.hears) if words.hears in SOUNDS else None


def by_ear(text: str, words: Words, stays: Stays, *, without: Collection[str] = ()) -> str:
    """A text with the words that are meant by those spelt by ear, and all else as typed. Words of `without` are never
    meant."""
    vocabulary = vocabulary_of(words)
    if vocabulary is None or text.startswith("/"):
        return text
    typed = list(_WORD.finditer(text))
    forms = [_APOSTROPHES.sub("", match[0]).casefold() for match in typed]
    read, place = list[tuple[int, int, str]](), 0
    while place < len(typed):
        first, form, number = typed[place], forms[place], 1
        if (pair := " ".join(forms[place : place + 2])) in vocabulary.listed:
            form, number = pair, 1 + (pair != form)
        is_listed = form in vocabulary.listed and first[0].isalnum()
        meant = vocabulary.listed[form] if is_listed else _meant(form, vocabulary, without)
        if (
            meant is not None
            and meant not in without
            and not stays(first[0], first.start(), meant, is_listed=is_listed)
        ):
            read.append((first.start(), typed[place + number - 1].end(), meant))
        place += number
    if not read or not _is_of(vocabulary, forms, len(read)):
        return text
    for start, end, meant in reversed(read):
        text = text[:start] + meant + text[end:]
    return text


def _is_of(vocabulary: Vocabulary, forms: Sequence[str], read: int) -> bool:
    """Whether the words of a text are mostly of this language, those that are read as others apart."""
    said = [form for form in forms if form.isalpha()]
    own = sum(_is_own(form, vocabulary) for form in said)
    foreign = sum(not _is_own(form, vocabulary) for form in said) - read
    return own >= MOSTLY * len(said) or (len(said) <= FEW and foreign <= 0)


def _is_own(form: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.knows(form) or (form in vocabulary.listed and form not in vocabulary.elsewhere)


def _meant(word: str, vocabulary: Vocabulary, without: Collection[str]) -> str | None:
    """The word that an unknown one is meant to be; None where it may be several, or none."""
    is_known = vocabulary.knows(word) or word in vocabulary.elsewhere
    if is_known or len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    heard = vocabulary.sound(word)
    key = key_of(heard)
    same = [other for other in vocabulary.by_sound.get(key, ()) if other not in without]
    costs = {other: OSA.distance(word, other) + other_vowels(heard, vocabulary.sound(other)) for other in same}
    found = _nearest({other: cost for other, cost in costs.items() if cost <= _most(word, other)}, MOST_SLIPS)
    if found is None:
        found = _parted(word, vocabulary.joined)
    if found is None and len(word) >= SHORTEST_BY_CONSONANTS:
        alike = [other for other in vocabulary.by_consonants.get(consonants(key), ()) if other not in without]
        found = _nearest({other: OSA.distance(word, other) for other in alike}, SLIPS_OF_VOWELS)
    return found


def _most(word: str, other: str) -> int:
    return SLIPS.get(max(len(word), len(other)), MOST_SLIPS)


def _nearest(costs: Mapping[str, int], most: int) -> str | None:
    """The one that costs least, and so much at most; None where two cost the same."""
    near = sorted((cost, other) for other, cost in costs.items() if cost <= most)
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else None


def _parted(word: str, joined: Collection[str]) -> str | None:
    """Two words that were run together; None for a word that is none such, or may be parted in several ways."""
    parts = [
        f"{word[:end]} {word[end:]}" for end in range(1, len(word) - 1) if word[:end] in joined and word[end:] in joined
    ]
    return parts[0] if len(parts) == 1 else None


@lru_cache(maxsize=8)
def _loaded(language: str) -> Vocabulary:
    words, sound_of = CommonWords(file_of(language)), SOUNDS[language]
    examples, heard = Counter(_said_in_examples(language)), Counter(_heard(language))
    said = examples.keys() | heard.keys()
    elsewhere = {word for each in offered() if each != language for word in _heard_elsewhere(each)} - said
    common = words.among(said | elsewhere)
    listed = dict(option.split(" = ", 1) for option in words_of(language).own_options(LISTED))
    by_sound, by_consonants = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for word in sorted(said - listed.keys()):
        is_said = examples[word] + heard[word] >= OFTEN or (word in heard and len(word) >= LONG)
        if is_said and word in common:
            key = key_of(sound_of(word))
            by_sound[key].append(word)
            by_consonants[consonants(key)].append(word)
    often = {word for word in examples if examples[word] >= OFTEN_JOINED}
    return Vocabulary(
        common=words,
        own=frozenset(said - listed.keys()),
        elsewhere=frozenset(elsewhere - common),
        listed=listed,
        by_sound={key: tuple(same) for key, same in by_sound.items()},
        by_consonants={key: tuple(same) for key, same in by_consonants.items()},
        joined=frozenset(word for word in often if word in common or len(word) < SHORTEST - 1),
        ordinary=frozenset(word for word in examples if examples[word] >= ORDINARY),
        sound=sound_of,
    )


def _said_in_examples(language: str) -> list[str]:
    """The words of a language's examples, each as often as it is said."""
    files = sorted((CATALOGUES / language / "examples").glob("*.tsv"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return _words_in("\n".join(line.partition("\t")[2] for line in lines if not line.startswith("#")))


def _words_in(text: str) -> list[str]:
    return _LETTERS.findall(_APOSTROPHES.sub("", text).casefold())


def _heard(language: str) -> list[str]:
    """The words that a language listens for, without those of English that are lent to it."""
    own, keys = words_of(language), english_sentences()[1].texts.keys() - {LISTED}
    return _words_in("\n".join(option for key in keys for option in own.own_options(key)))


def _heard_elsewhere(language: str) -> list[str]:
    """The words of a language that may look like misspelt ones, read from its file as it stands: nobody may speak it
    here, and what it listens for takes long to unfold."""
    lines = po_files(language)[1].read_text(encoding="utf-8").splitlines()
    return _LATIN.findall("\n".join(line for line in lines if not line.startswith(("#", "msgid"))).casefold())
