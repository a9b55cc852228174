"""Phrase patterns: groups of phrases from a catalogue, as expressions over plain text.

In a phrase `*` stands for any ending of a word, `..` for up to four words, `[name]` for any phrase of another group,
`^` for the beginning of a clause, and `!one,two` at its end for none of these words coming next. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_JOINERS = re.compile("[\ufe0e\ufe0f\u200d]")


def literal(names: Iterable[str], phrases: Mapping[str, Sequence[str]], shortest: int = 1) -> set[str]:
    """The words of these groups that are written without wildcards."""
    bare = (re.sub(r"\[\w+\]|\S*\*\S*|\.\.|!\S+|\^", " ", phrase) for name in names for phrase in phrases[name])
    return {word for phrase in bare for word in plain(phrase).split() if len(word) >= shortest}


def pattern(name: str, phrases: Mapping[str, Sequence[str]], made: dict[str, str] | None = None) -> re.Pattern[str]:
    """A group's phrases as one expression over the plain text, the longest first. `made` keeps what groups within
    groups come to, for the next one of the same phrases."""
    return _compiled(rf"(?<!\S)(?:{_group(name, phrases, {} if made is None else made)})(?!\S)")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """What languages share is compiled once; Python itself keeps fewer expressions than there are."""
    return re.compile(expression)


def is_denied(said: str, start: int, denied: re.Pattern[str], *, also_in: str = "") -> bool:
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
def _of_key(catalogue: NullTranslations, key: str) -> re.Pattern[str]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    return pattern(key, {key: words.options(key)})


def _group(name: str, phrases: Mapping[str, Sequence[str]], made: dict[str, str]) -> str:
    if name not in made:
        said = sorted(dict.fromkeys(phrases[name]), key=len, reverse=True)
        # A group without phrases is never said.
        made[name] = _any_of(tuple(_parts(phrase, phrases, made)) for phrase in said) or "(?!)"
    return made[name]


def _any_of(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of parts as one expression. What begins alike is written once: to compile that takes half the time."""
    behind: dict[str, list[tuple[str, ...]]] = {}
    for row in dict.fromkeys(rows):
        behind.setdefault(row[0] if row else "", []).append(row[1:])
    return "|".join(
        first + ("".join(rests[0]) if len(rests) == 1 else f"(?:{_any_of(rests)})") for first, rests in behind.items()
    )


def _parts(phrase: str, phrases: Mapping[str, Sequence[str]], made: dict[str, str]) -> Iterator[str]:
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
                word = f"(?:{_group(part.strip('[]'), phrases, made)})"
            else:
                word = stem(part) if "*" in part else _escaped(part)
            yield f"{blank}{clause}{word}"
            blank, clause = " ", ""
    if unless:
        yield unless


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
