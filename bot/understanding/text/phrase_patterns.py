"""Phrase patterns: groups of phrases from a catalogue, as expressions over plain text.

In a phrase `*` stands for any ending of a word, `..` for up to four words, `[name]` for any phrase of another group,
`^` for the beginning of a clause, and `!one,two` at its end for none of these words coming next. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.remembered import remembered
from bot.understanding.text.written_forms import folded

# A full stop stands where a clause may end.
STOP = "."
# The most words between a denial and what it denies: "not really that well", "nobody drives me to the clinic".
FURTHEST_DENIAL = 3
# The longest text that is kept for the next time: a word or two, and nothing that somebody wrote.
LONGEST_KEPT = 16

_TOKEN = re.compile(r"\w+|[.,;:!?\n()]+|[^\w\s]")
_APOSTROPHES = re.compile("['’ʼ`´]")
_WORD = re.compile(r"\S+")
_WILD = re.compile(r"\[\w+\]|\S*\*\S*|\.\.|!\S+|\^")
_JOINERS = re.compile("[\ufe0e\ufe0f\u200d]")


class PhraseGroup:
    """A group's phrases, looked for in plain texts as one expression of them all would, the longest phrase first.

    Such expressions are long: to compile them all takes seconds. Where a word stands, only the phrases matter that
    begin with it; these are compiled together, once they are needed. The methods are those of `re.Pattern`.
    """

    def __init__(self, name: str, made: _Groups) -> None:
        """Sort the phrases of a group by what they begin with."""
        self._name, self._made = name, made
        self._phrases = made.sorted(name)
        self._by_word, self._by_stem = dict[str, list[int]](), dict[str, list[int]]()
        for number, phrase in enumerate(self._phrases):
            words, stems = made.beginnings_of(phrase)
            for word in words:
                self._by_word.setdefault(word, []).append(number)
            for begun in stems:
                self._by_stem.setdefault(begun, []).append(number)
        self._lengths = tuple({len(begun) for begun in self._by_stem})
        self._beginnings = frozenset(self._by_word).union(f"{begun}*" for begun in self._by_stem)
        self._expressions: dict[tuple[int, ...], re.Pattern[str]] = {}

    @property
    def pattern(self) -> str:
        """The expression of all phrases."""
        return _whole(self._made.expression(self._name))

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in a text."""
        words, beginnings = _words_in(text)
        return None if self._beginnings.isdisjoint(beginnings) else next(self._matches(text, words), None)

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase at the beginning of a text."""
        expression = self._at_start(text)
        return None if expression is None else expression.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The phrase that is the whole text."""
        expression = self._at_start(text)
        return None if expression is None else expression.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The phrases in a text; no two overlap."""
        words, beginnings = _words_in(text)
        return iter(()) if self._beginnings.isdisjoint(beginnings) else self._matches(text, words)

    def _matches(self, text: str, words: Sequence[tuple[int, str]]) -> Iterator[re.Match[str]]:
        place = 0
        for start, word in words:
            expression = self._beginning(word) if start >= place else None
            if expression is not None and (found := expression.match(text, start)) is not None:
                yield found
                place = found.end()

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else instead of each phrase."""
        return self.subn(instead, text)[0]

    def subn(self, instead: str | Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
        """The same, and how many phrases there were."""
        pieces, place, number = list[str](), 0, 0
        for found in self.finditer(text):
            number += 1
            pieces += [text[place : found.start()], instead if isinstance(instead, str) else instead(found)]
            place = found.end()
        return ("".join([*pieces, text[place:]]), number) if number else (text, 0)

    def _at_start(self, text: str) -> re.Pattern[str] | None:
        words, beginnings = _words_in(text)
        if self._beginnings.isdisjoint(beginnings) or words[0][0] > 0:
            return None
        return self._beginning(words[0][1])

    def _beginning(self, word: str) -> re.Pattern[str] | None:
        """The expression of those phrases that may begin with a word; None without any."""
        numbers = self._by_word.get(word, ())
        for length in self._lengths:
            if more := self._by_stem.get(word[:length]):
                numbers = [*numbers, *more]
        if not numbers:
            return None
        those = tuple(sorted(set(numbers))) if self._lengths else tuple(numbers)
        if those not in self._expressions:
            self._expressions[those] = _compiled(_whole(self._made.any_of(self._phrases[each] for each in those)))
        return self._expressions[those]


class _Groups:
    """The groups of phrases of one family: what each comes to as an expression, and what it begins with."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = phrases
        self._expressions: dict[str, str] = {}
        self._beginnings: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def sorted(self, name: str) -> list[str]:
        """The phrases of a group, the longest first."""
        return sorted(dict.fromkeys(self._phrases[name]), key=len, reverse=True)

    def expression(self, name: str) -> str:
        """A group as an expression."""
        if name not in self._expressions:
            # A group without phrases is never said.
            self._expressions[name] = self.any_of(self.sorted(name)) or "(?!)"
        return self._expressions[name]

    def any_of(self, phrases: Iterable[str]) -> str:
        """Phrases as one expression."""
        return _any_of(tuple(self._parts(phrase)) for phrase in phrases)

    def beginnings_of(self, phrase: str) -> tuple[Collection[str], Collection[str]]:
        """The words that a phrase may begin with, and the beginnings of such; of a phrase that may begin with any word
        an empty one. Raises KeyError for a part that is no group."""
        parts = [part for part in phrase.split() if part != "^" and not part.startswith("!")]
        if unknown := {part.strip("[]") for part in parts if part.startswith("[")} - self._phrases.keys():
            raise KeyError(*unknown)
        first = parts[0] if parts else ".."
        if first.startswith("["):
            return self._beginnings_of_group(first.strip("[]"))
        begun, star, _ = first.partition("*")
        said = plain(begun).split()
        if first == ".." or not said:
            return (), ("",)
        return ((), (said[0],)) if star and len(said) == 1 else ((said[0],), ())

    def _beginnings_of_group(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        if name not in self._beginnings:
            found = [self.beginnings_of(phrase) for phrase in dict.fromkeys(self._phrases[name])]
            words, stems = ({one for each in found for one in each[kind]} for kind in (0, 1))
            self._beginnings[name] = frozenset(words), frozenset(stems)
        return self._beginnings[name]

    def _parts(self, phrase: str) -> Iterator[str]:
        """The expressions of a phrase, each with the blank before it."""
        blank = clause = unless = ""
        for part in phrase.split():
            if part.startswith("!"):
                unless = rf"(?! (?:{'|'.join(map(re.escape, part[1:].split(',')))})(?!\S))"
            elif part == "^":
                clause = r"(?<![^.] )"
            elif part == "..":
                # At the beginning there is no blank yet, and each word brings the one behind it.
                yield rf"(?:{blank}[^\s.]+){{0,4}}" if blank else r"(?:[^\s.]+ ){0,4}"
            else:
                if part.startswith("["):
                    word = f"(?:{self.expression(part.strip('[]'))})"
                else:
                    word = stem(part) if "*" in part else _escaped(part)
                yield f"{blank}{clause}{word}"
                blank, clause = " ", ""
        if unless:
            yield unless


def literal(names: Iterable[str], phrases: Mapping[str, Sequence[str]], shortest: int = 1) -> set[str]:
    """The words of these groups that are written without wildcards."""
    parts = {part for name in names for phrase in phrases[name] for part in phrase.split()}
    bare = (part if part.isalnum() else _WILD.sub(" ", part) for part in parts)
    return {word for part in bare for word in plain(part).split() if len(word) >= shortest}


def patterns(names: Iterable[str], phrases: Mapping[str, Sequence[str]]) -> dict[str, PhraseGroup]:
    """Groups of phrases by their names, to be looked for in plain texts."""
    made = _Groups(phrases)
    return {name: PhraseGroup(name, made) for name in names}


def pattern(name: str, phrases: Mapping[str, Sequence[str]]) -> PhraseGroup:
    """One group of phrases, to be looked for in plain texts."""
    return PhraseGroup(name, _Groups(phrases))


def _whole(expression: str) -> str:
    return rf"(?<!\S)(?:{expression})(?!\S)"


@remembered
def _words_in(text: str) -> tuple[Sequence[tuple[int, str]], frozenset[str]]:
    """The words of a text, each with its place; and these with all their beginnings ("k*", "kn*"). One text is looked
    through for many groups."""
    words = [(found.start(), found[0]) for found in _WORD.finditer(text)]
    begun = (f"{word[:length]}*" for _, word in words for length in range(len(word) + 1))
    return words, frozenset(word for _, word in words).union(begun)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """What languages share is compiled once; Python itself keeps fewer expressions than there are."""
    return re.compile(expression)


def is_denied(said: str, start: int, denied: PhraseGroup, *, also_in: str = "") -> bool:
    """Whether a denial stands in a plain text shortly before a place, in the same clause, or in the phrase there."""
    clause = said[:start].rpartition(f"{STOP} ")[2].split()
    return denied.search(" ".join([*clause[-FURTHEST_DENIAL:], also_in])) is not None


def matches_any(text: str, words: Words, key: str) -> bool:
    """Whether a phrase of a key of the catalogue stands anywhere in a text."""
    return _of_key(words.catalogue, key).search(plain(text)) is not None


def start_of(text: str, words: Words, key: str) -> int | None:
    """Where the first phrase of a key of the catalogue begins in the plain text; None without one."""
    found = _of_key(words.catalogue, key).search(plain(text))
    return None if found is None else found.start()


def without(text: str, words: Words, key: str) -> str:
    """The plain text without the phrases of a key of the catalogue."""
    return " ".join(_of_key(words.catalogue, key).sub(" ", plain(text)).split())


@lru_cache(maxsize=256)
def _of_key(catalogue: NullTranslations, key: str) -> PhraseGroup:
    words = Words(Locale("en"), catalogue, Locale("en"))
    return pattern(key, {key: words.options(key)})


def _any_of(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of parts as one expression. What begins alike is written once: to compile that takes half the time."""
    behind: dict[str, list[tuple[str, ...]]] = {}
    for row in dict.fromkeys(rows):
        behind.setdefault(row[0] if row else "", []).append(row[1:])
    return "|".join(
        first + ("".join(rests[0]) if len(rests) == 1 else f"(?:{_any_of(rests)})") for first, rests in behind.items()
    )


def stem(part: str) -> str:
    """A word with any ending, or any beginning, for scripts that leave no blanks."""
    return r"\w*".join(_escaped(piece) if piece else "" for piece in part.split("*"))


@lru_cache(maxsize=4096)
def _escaped(word: str) -> str:
    return re.escape(plain(word))


def plain(text: str) -> str:
    """The text normalized for comparison: lower case, no accents, apostrophes or marks; a full stop where a clause may
    end."""
    return _plain_word(text) if len(text) <= LONGEST_KEPT else _plain(text)


@lru_cache(maxsize=8192)
def _plain_word(word: str) -> str:
    return _plain(word)


@remembered
def _plain(text: str) -> str:
    bare = _JOINERS.sub("", folded(_APOSTROPHES.sub("", text)))
    tokens = (STOP if not token[0].isalnum() and token[0] in ".,;:!?\n()" else token for token in _TOKEN.findall(bare))
    return " ".join(tokens)
