"""Phrase index: phrases of many languages, found in a text in one pass. Pure.

In a phrase `a/b` stands for one of several words, `*` for any ending or beginning of a word, `word?` for a word that
may be missing, `..` for up to three words (six characters where a script leaves no blanks), `[name]` for any phrase of
another group, and `!one/two` at its end for none of these words coming next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from bot.understanding.text.letters import BARE, STOP, is_unspaced, listed

# The most words, and characters of a script without blanks, that `..` stands for.
GAP, GAP_UNSPACED = 3, 6
# From this length on, a word may hold another one in its middle: "Brustschmerzen".
SHORTEST_COMPOUND = 6


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a phrase: any of these, or one that begins with, ends with, or holds one of those."""

    exact: frozenset[str]
    stems: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()

    def fits(self, forms: Sequence[str]) -> bool:
        return any(
            form in self.exact
            or (self.stems and form.startswith(self.stems))
            or (self.inner and len(form) >= SHORTEST_COMPOUND and any(part in form for part in self.inner))
            for form in forms
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a group in a language. None among its words is a gap."""

    language: str
    group: str
    words: tuple[_Word | None, ...]
    unless: _Word | None


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: its first token, the token after its last, and the tokens that its gaps skip."""

    language: str
    group: str
    first: int
    last: int
    skipped: tuple[int, ...]


class PhraseIndex:
    """Phrases by the word that they begin with."""

    def __init__(self) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        self._inner: list[tuple[str, _Phrase]] = []
        self._words: dict[_Word, _Word] = {}
        self._longest_stem = 0

    def add(self, language: str, groups: Mapping[str, Sequence[str]], *, has_tones: bool = False) -> None:
        """Take in the phrases of a language, by group. Raises ValueError where a phrase cannot be read."""
        for group, phrases in groups.items():
            for phrase in phrases:
                for words, unless in _read(phrase, groups, has_tones=has_tones):
                    if not words or words[0] is None:
                        raise ValueError(f"{language}: a phrase begins with a word, not so {phrase!r}")
                    shared = tuple(word and self._words.setdefault(word, word) for word in words)
                    self._place(_Phrase(language, group, shared, unless))

    def _place(self, phrase: _Phrase) -> None:
        first = phrase.words[0]
        assert first is not None  # noqa: S101 - checked by add
        for word in first.exact:
            self._exact.setdefault(word, []).append(phrase)
        for stem in first.stems:
            self._stems.setdefault(stem, []).append(phrase)
            self._longest_stem = max(self._longest_stem, len(stem))
        self._inner += [(part, phrase) for part in first.inner]

    def knows(self, forms: Sequence[str]) -> bool:
        """Whether a phrase begins with this word."""
        return any(True for _ in self._beginning(forms))

    def find(self, said: Sequence[Sequence[str]]) -> Iterator[Found]:
        """Each phrase in a text; the same may come twice."""
        for place, forms in enumerate(said):
            for phrase in self._beginning(forms):
                for end, skipped in _ends(phrase.words, 1, said, place + 1):
                    if phrase.unless is None or end >= len(said) or not phrase.unless.fits(said[end]):
                        yield Found(phrase.language, phrase.group, place, end, skipped)

    def _beginning(self, forms: Sequence[str]) -> Iterator[_Phrase]:
        for form in forms:
            yield from self._exact.get(form, ())
            for length in range(2, min(len(form), self._longest_stem) + 1):
                yield from self._stems.get(form[:length], ())
            if len(form) >= SHORTEST_COMPOUND:
                yield from (phrase for part, phrase in self._inner if part in form)


def _ends(
    words: Sequence[_Word | None], number: int, said: Sequence[Sequence[str]], place: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The places at which a phrase may end whose word of that number would stand at a place, each with the tokens that
    its gaps skip."""
    if number == len(words):
        yield place, ()
        return
    word = words[number]
    if word is not None:
        if place < len(said) and word.fits(said[place]):
            yield from _ends(words, number + 1, said, place + 1)
        return
    gap = GAP_UNSPACED if is_unspaced(said[place - 1][0]) else GAP
    for start in range(place, min(place + gap, len(said) - 1) + 1):
        for end, skipped in _ends(words, number + 1, said, start):
            yield end, (*range(place, start), *skipped)
            return
        if said[start][0] == STOP:
            return


def _read(
    phrase: str, groups: Mapping[str, Sequence[str]], *, has_tones: bool
) -> Iterator[tuple[tuple[_Word | None, ...], _Word | None]]:
    """All that a phrase stands for: (its words, what must not come next)."""
    parts: list[Sequence[tuple[_Word | None, ...]]] = []
    unless: _Word | None = None
    for part in phrase.split():
        if part.startswith("!"):
            unless = _single(part[1:].split("/"), has_tones=has_tones)
        elif part == "..":
            parts.append([(None,)])
        elif part.startswith("["):
            inner = (_read(one, groups, has_tones=has_tones) for one in groups[part.strip("[]?")])
            parts.append([words for each in inner for words, _ in each] + ([()] if part.endswith("?") else []))
        else:
            parts.append(_alternatives(part, has_tones=has_tones))
    for chosen in product(*parts):
        words = tuple(word for piece in chosen for word in piece)
        if words:
            yield words, unless


@lru_cache(maxsize=4096)
def _alternatives(part: str, *, has_tones: bool) -> tuple[tuple[_Word | None, ...], ...]:
    """The words that one part of a phrase may be: those of one token as one, and each of several on its own."""
    is_optional = part.endswith("?")
    written = part.removesuffix("?").split("/")
    singles = [word for word in written if "*" in word or len(listed(word, has_tones=has_tones)) == 1]
    found: list[tuple[_Word | None, ...]] = [(_single(singles, has_tones=has_tones),)] if singles else []
    for word in written:
        if word not in singles:
            found.append(tuple(_Word(forms) for forms in listed(word, has_tones=has_tones)))
    return (*found, ()) if is_optional else tuple(found)


def _single(written: Sequence[str], *, has_tones: bool) -> _Word:
    exact: set[str] = set()
    stems: set[str] = set()
    inner: set[str] = set()
    for word in written:
        forms = {form for each in listed(word.replace("*", ""), has_tones=has_tones) for form in each}
        if word.startswith("*"):
            inner |= {form.removeprefix(BARE) for form in forms}
        elif word.endswith("*"):
            stems |= forms
        else:
            exact |= forms
    return _Word(frozenset(exact), tuple(sorted(stems)), tuple(sorted(inner)))
