"""Phrases of places in a person's language: what leads to a name and follows it, and how a name is bent in a sentence.

Keys of `hearing.po`, lists with bars: `hear.place.before` and `hear.place.into` ("ich", "wohne"; "in", "aus"),
`hear.place.behind` ("jetzt"), `hear.place.prefixes` (what is written together with a name, as the Arabic "in" is),
`hear.place.endings` ("е = а": what stands for an ending of a name), `hear.place.names` ("sp = são paulo"),
`hear.place.none` (words that are no places). Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.folding import fold

_INTO = "hear.place.into"
_SIGNS = re.compile(r"[?!.:;()\"]+(?= |$)|\s+")
# "Perth, the Scottish one".
_OF_COUNTRY = re.compile(r"(?P<name>.+?)[,;.( -]+(?:i mean )?the (?P<called>\w+) (?:one|part of .*)\W*", re.IGNORECASE)
# The shortest name that is looked for with another ending.
_SHORTEST_BENT = 4
# The most words of a name in a sentence, and its fewest letters.
_MOST_WORDS, _SHORTEST = 3, 3
_EDGES = " .,;:!?\"'()\u00ab\u00bb"
# Words that stand between others.
_FILLERS = ("hear.fillers", "hear.label_fillers", "hear.place.before")


@dataclass(frozen=True, slots=True, eq=False)
class _Phrases:
    opening: re.Pattern[str]
    into: re.Pattern[str]
    closing: re.Pattern[str]
    prefixes: tuple[str, ...]
    endings: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    called: Mapping[str, str]
    countries: Mapping[str, str]
    none: frozenset[str]
    fillers: frozenset[str]


def opened(text: str, words: Words | None) -> str | None:
    """What of a text is the name of a place, without the words around it; None where none lead to it."""
    phrases = _phrases_of(words)
    if phrases is None:
        return None
    plain = f"{bare(_SIGNS.sub(' ', text.casefold())).strip(' ,')} "
    match = phrases.opening.match(plain)
    rest = phrases.closing.sub("", plain[match.end() if match else 0 :].strip()).strip(" ,")
    return rest if rest and rest != plain.strip() else None


def with_country(text: str, words: Words | None) -> str:
    """A text with the country that it calls a place by behind it: "Perth, the Scottish one". Any other as it is."""
    match = _OF_COUNTRY.fullmatch(text)
    called = {} if words is None else dict(each.split(" = ") for each in words.options("hear.country_names"))
    country = called.get(fold(match["called"])) if match else None
    return text if country is None or match is None else f"{match['name']}, {country}"


def named_in(text: str, words: Words | None, is_place: Callable[[str], bool]) -> str:
    """The name of a place in a sentence, as typed, behind a word that leads to one; empty for none. Single words of a
    language that are no places are none, and neither is what only stands between others."""
    phrases = _phrases_of(words)
    if phrases is None:
        return ""
    typed = [word.strip(_EDGES) for word in text.split()]
    plain = [bare(word.casefold()) for word in typed]
    for first in range(len(plain)):
        led = phrases.into.match(" ".join(plain[first:]) + " ")
        begin = first + len(led[0].split()) if led else first
        if led is None and not any(plain[first].startswith(prefix) for prefix in phrases.prefixes):
            continue
        for last in range(min(len(plain), begin + _MOST_WORDS), begin, -1):
            said = typed[begin:last]
            name = " ".join(said).casefold()
            if len(name) < _SHORTEST or all(word in phrases.fillers for word in plain[begin:last]):
                continue
            known_so = country_called(name, words) or byname(name, words)
            is_known = led is not None and (is_place(name) or known_so is not None)
            if not is_none(name, words) and (is_known or any(unbent(name, words, is_place))):
                return " ".join(said)
    return ""


def is_none(text: str, words: Words | None) -> bool:
    """Whether a text is, with or without what leads to it, a word of this language that is no place."""
    phrases = _phrases_of(words)
    return phrases is not None and not phrases.none.isdisjoint({fold(text), fold(opened(text, words) or text)})


def country_called(name: str, words: Words | None) -> str | None:
    """The code (ISO 3166) of the country that this language calls so; None for none."""
    phrases = _phrases_of(words)
    return None if phrases is None else phrases.countries.get(fold(name))


def byname(name: str, words: Words | None) -> str | None:
    """The place that a byname of this language is short for: "sp" is São Paulo; None for none."""
    phrases = _phrases_of(words)
    return None if phrases is None else phrases.names.get(fold(name))


def called(name: str, words: Words | None) -> str | None:
    """What a place that is typed so is called in sentences; None for the name as it is typed."""
    phrases = _phrases_of(words)
    return None if phrases is None else phrases.called.get(fold(name))


def unbent(name: str, words: Words | None, is_place: Callable[[str], bool]) -> Iterator[str]:
    """The names of places that a name may be with other endings, or without what is written together with it: "москве"
    is "москва". Each word has its own ending; none for a name that is one as it stands."""
    phrases = _phrases_of(words)
    if phrases is None or is_place(name):
        return
    found = [name.removeprefix(prefix) for prefix in phrases.prefixes if name.startswith(prefix)]
    ways = [[word, *_other_endings(word, phrases)] for word in name.split()]
    if len(ways) == 1:
        found += ways[0][1:]
    elif len(ways) == 2:
        found += [f"{first} {last}" for first in ways[0] for last in ways[1]][1:]
    yield from (each for each in dict.fromkeys(found) if each and is_place(each))


def _other_endings(word: str, phrases: _Phrases) -> Iterator[str]:
    if len(word) >= _SHORTEST_BENT:
        for ending, other in phrases.endings:
            if word.endswith(ending):
                yield word.removesuffix(ending) + other


def _phrases_of(words: Words | None) -> _Phrases | None:
    return None if words is None else _compiled(words.catalogue, words.own_locale)


@lru_cache(maxsize=32)
def _compiled(catalogue: NullTranslations, locale: Locale) -> _Phrases | None:
    words = Words(locale, catalogue, locale)
    if not words.has(_INTO):
        return None
    before, into, behind = (_any_of(words, f"hear.place.{name}") for name in ("before", "into", "behind"))
    endings = (each.partition("=")[::2] for each in _told(words, "hear.place.endings"))
    names = (each.partition("=")[::2] for each in _told(words, "hear.place.names"))
    called_so = (each.partition("=")[::2] for each in _told(words, "hear.place.called"))
    return _Phrases(
        opening=re.compile(rf"(?:(?:{before}) )*(?:{into}) |(?:(?:{before}) )+"),
        into=re.compile(rf"(?:{into}) "),
        closing=re.compile(rf"(?: (?:{behind}))+$"),
        prefixes=_told(words, "hear.place.prefixes"),
        endings=tuple(
            (bare(ending.strip()), other.strip()) for ending, others in endings for other in others.split(",")
        ),
        names={fold(name): place.strip() for name, place in names},
        called={fold(name): place.strip() for name, place in called_so},
        none=frozenset(map(fold, _told(words, "hear.place.none"))),
        fillers=frozenset(bare(word.casefold()) for key in _FILLERS for word in _told(words, key)),
        countries={fold(str(name)): code for code, name in locale.territories.items() if code.isalpha()},
    )


def _told(words: Words, key: str) -> tuple[str, ...]:
    return words.options(key) if words.has(key) else ()


def _any_of(words: Words, key: str) -> str:
    """The words of a list as one expression, the longest first; one that never fits for none."""
    said = sorted({bare(word.casefold()) for word in _told(words, key)}, key=len, reverse=True)
    return "|".join(map(re.escape, said)) or "(?!)"


def bare(text: str) -> str:
    """A text without accents, letter by letter."""
    spread = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(mark for mark in spread if not unicodedata.combining(mark)))
