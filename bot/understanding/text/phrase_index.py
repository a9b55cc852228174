"""Phrase index: phrases of many languages, found in a text in one pass. Pure.

In a phrase `a/b` stands for one of several words, `*` for any ending or beginning of a word, `word?` for a word that
may be missing, `..` for up to three words (six characters where a script leaves no blanks), `[name]` for any phrase of
another group, and `!one/two` at its end for none of these words coming next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from bot.understanding.text.letters import BARE, STOP, all_listed, is_unspaced, listed

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


# The words of a phrase, None among them being a gap; and what must not come next.
_Unfolded = tuple[tuple[_Word | None, ...], _Word | None]


class _Phrase:
    """A phrase of a group in a language, which is unfolded once a text has a word that it begins with."""

    __slots__ = ("_groups", "_has_tones", "_unfolded", "group", "language", "written")

    def __init__(
        self, language: str, group: str, written: str, groups: Mapping[str, Sequence[str]], has_tones: bool
    ) -> None:
        self.language, self.group, self.written = language, group, written
        self._groups, self._has_tones = groups, has_tones
        self._unfolded: list[_Unfolded] | None = None

    def unfolded(self) -> list[_Unfolded]:
        """All that it stands for."""
        if self._unfolded is None:
            self._unfolded = list(_read(self.written, self._groups, has_tones=self._has_tones))
        return self._unfolded


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
        self._exact = defaultdict[str, list[_Phrase]](list)
        self._stems = defaultdict[str, list[_Phrase]](list)
        self._inner: list[tuple[str, _Phrase]] = []
        self._longest_stem = 0

    def add(self, language: str, groups: Mapping[str, Sequence[str]], *, has_tones: bool = False) -> None:
        """Take in the phrases of a language, by group. Raises ValueError where a phrase cannot be read."""
        begun = [
            (_Phrase(language, group, written, groups, has_tones), dict.fromkeys(_firsts(written, groups)))
            for group, phrases in groups.items()
            for written in phrases
        ]
        tokens = all_listed({word.replace("*", "") for _, firsts in begun for word in firsts}, has_tones=has_tones)
        for phrase, firsts in begun:
            for word in firsts:
                if word == ".." or not tokens[word.replace("*", "")]:
                    raise ValueError(f"{language}: a phrase begins with a word, not so {phrase.written!r}")
                self._place(phrase, word, tokens[word.replace("*", "")])

    def _place(self, phrase: _Phrase, word: str, tokens: Sequence[frozenset[str]]) -> None:
        if "*" not in word:
            for form in tokens[0]:
                self._exact[form].append(phrase)
            return
        for form in frozenset().union(*tokens):
            if word.startswith("*"):
                self._inner.append((form.removeprefix(BARE), phrase))
            elif word.endswith("*"):
                self._stems[form].append(phrase)
                self._longest_stem = max(self._longest_stem, len(form))
            else:
                self._exact[form].append(phrase)

    def knows(self, forms: Sequence[str]) -> bool:
        """Whether a phrase begins with this word."""
        return any(True for _ in self._beginning(forms))

    def find(self, said: Sequence[Sequence[str]]) -> Iterator[Found]:
        """Each phrase in a text."""
        for place, forms in enumerate(said):
            for phrase in dict.fromkeys(self._beginning(forms)):
                for words, unless in phrase.unfolded():
                    if words[0] is None or not words[0].fits(forms):
                        continue
                    for end, skipped in _ends(words, 1, said, place + 1):
                        if unless is None or end >= len(said) or not unless.fits(said[end]):
                            yield Found(phrase.language, phrase.group, place, end, skipped)

    def _beginning(self, forms: Sequence[str]) -> Iterator[_Phrase]:
        """The phrases that may begin with this word; the same may come twice."""
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


def _firsts(phrase: str, groups: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The words that a phrase may begin with, as they are written, ".." for a gap; see `_read`."""
    for part in phrase.split():
        if part.startswith("!"):
            continue
        if part.startswith("["):
            for one in groups[part.strip("[]?")]:
                yield from _firsts(one, groups)
        elif part == "..":
            yield part
            return
        else:
            yield from part.removesuffix("?").split("/")
        if not part.endswith("?"):
            return


def _read(phrase: str, groups: Mapping[str, Sequence[str]], *, has_tones: bool) -> Iterator[_Unfolded]:
    """All that a phrase stands for: (its words, what must not come next)."""
    parts: list[Sequence[tuple[_Word | None, ...]]] = []
    unless: _Word | None = None
    for part in phrase.split():
        if part.startswith("!"):
            unless = _single(_tokens_of(part[1:], has_tones=has_tones))
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
    written = _tokens_of(part.removesuffix("?"), has_tones=has_tones)
    singles = {word: tokens for word, tokens in written.items() if "*" in word or len(tokens) == 1}
    several = (tuple(_Word(forms) for forms in tokens) for word, tokens in written.items() if word not in singles)
    return (*([(_single(singles),)] if singles else ()), *several, *([()] if is_optional else ()))


def _tokens_of(part: str, *, has_tones: bool) -> dict[str, list[frozenset[str]]]:
    """What each of the words between strokes is compared by."""
    return {word: listed(word.replace("*", ""), has_tones=has_tones) for word in part.split("/")}


def _single(written: Mapping[str, Sequence[frozenset[str]]]) -> _Word:
    exact, stems, inner = set[str](), set[str](), set[str]()
    for word, tokens in written.items():
        if word.startswith("*"):
            inner.update(form.removeprefix(BARE) for forms in tokens for form in forms)
        else:
            (stems if word.endswith("*") else exact).update(*tokens)
    return _Word(frozenset(exact), tuple(sorted(stems)), tuple(sorted(inner)))
