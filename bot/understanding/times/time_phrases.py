"""Phrases of time in a person's language, put into the words that the readers of times know.

The readers of times, weekdays, spans and dates know figures and a list of English words: their plain form. The
catalogue of another language says what its phrases are in that form: "halb {hour} = half to {hour}". So one reader
decides what a time is, in every language alike. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.spelling import SHORTEST_CORRECTED, slips_of
from bot.understanding.times.time_vocabulary import (
    FRACTIONS,
    MONTHS,
    NOTHING,
    Vocabulary,
    in_names,
    tokens_of,
    vocabulary_of,
)

# In front of a word that the language does not know: no reader takes it for one of its own.
UNKNOWN = "\ua78f"
# The longest text that is read: longer ones are no times.
LONGEST = 200

# The shortest word that something is written together with.
_SHORTEST_PREFIXED = 2
# A key that a language has whose wishes are its own.
_WISHES = "hear.wish.filler"
_SPACED = re.compile(r"\S+")
_LEADS = ("at", "on")
_DAYS = {*WEEKDAYS, *(f"{day}s" for day in WEEKDAYS), *MONTHS}
_DAYS |= {"weekend", "weekends", "weekdays", "every", "daily"}
_ENDS = (".", "!", "?", ";", "(", ")")

_ENGLISH_NUMBERS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen"}
    | {"twenty", "thirty", "forty", "fifty"}
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text: its plain form, and the tokens that it stands for. `tells`: it speaks of time by itself;
    `is_number`: it is a number in words."""

    plain: str
    first: int
    last: int  # the token after it
    is_known: bool = True
    tells: bool = False
    is_number: bool = False


def readings(text: str, words: Words | None) -> tuple[str, ...]:
    """The ways in which a text about time can be read: by the person's own language, in plain form; then, where it has
    words that this language does not know, as it stands."""
    vocabulary = _vocabulary(words)
    if vocabulary is None or len(text) > LONGEST:
        return (text,)
    pieces = _pieces(tokens_of(text), vocabulary)
    plain = " ".join(piece.plain for piece in pieces if piece.plain)
    unknown = [piece.plain.removeprefix(UNKNOWN) for piece in pieces if not piece.is_known]
    if unknown and all(word in _ENGLISH_NUMBERS for word in unknown):
        # "Two weeks" in German is neither one week nor several.
        return (text, plain)
    return (plain, text) if unknown else (plain,)


def first_read(text: str, words: Words | None, read: Callable[[str], _T], is_read: Callable[[_T], bool]) -> _T:
    """What the first of the readings that can be read says; where none can, what the first one says."""
    found = [read(said) for said in readings(text, words)]
    return next(filter(is_read, found), found[0])


def is_about_time(text: str, words: Words | None) -> bool:
    """Whether a text is about time in the person's own language, and about nothing else; never in English."""
    vocabulary = _vocabulary(words)
    if vocabulary is None or len(text) > LONGEST:
        return False
    pieces = _pieces(tokens_of(text), vocabulary)
    return all(piece.is_known for piece in pieces) and any(piece.tells for piece in pieces)


def with_plain_times(text: str, words: Words) -> str:
    """A sentence with what it says of time in plain form, and all else as typed: "schieb es auf 8 evening".

    One that is about time alone is in plain form as a whole where wishes are heard in English: "remind me at 8".
    """
    vocabulary = _vocabulary(words)
    if vocabulary is None or len(text) > LONGEST:
        return text
    if is_about_time(text, words) and words.catalogue.gettext(_WISHES) == words.english.catalogue.gettext(_WISHES):
        pieces = _pieces(tokens_of(text), vocabulary)
        return " ".join(piece.plain for piece in pieces if piece.plain) if _is_of_time(pieces) else text
    typed = _SPACED.findall(text)
    tokens = [(token, place) for place, word in enumerate(typed) for token in tokens_of(word)]
    said, end = list[str](), 0
    for run in _runs(_pieces([token for token, _ in tokens], vocabulary, corrects=False)):
        first, last = tokens[run[0].first][1], tokens[run[-1].last - 1][1] + 1
        said += [*typed[end:first], *(piece.plain for piece in run if piece.plain)]
        end = last
    return " ".join((*said, *typed[end:]))


def _vocabulary(words: Words | None) -> Vocabulary | None:
    return None if words is None else vocabulary_of(words.catalogue, words.own_locale)


def _runs(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that belong together, from the first to the last that speaks of time by itself; not those that are a word
    of other things, too: a number alone, or "today"."""
    run: list[_Piece] = []
    for piece in (*pieces, _Piece("", 0, 0, is_known=False)):
        if piece.is_known and piece.plain not in _ENDS:
            run.append(piece)
            continue
        telling = [place for place, each in enumerate(run) if each.tells]
        if telling:
            first, last = telling[0], telling[-1] + 1
            is_led = first > 0 and (run[first - 1].is_number or run[first - 1].plain in _LEADS)
            whole = run[first - is_led : last]
            if _is_of_time(whole):
                yield whole
        run = []


def _is_of_time(run: Sequence[_Piece]) -> bool:
    """Whether pieces are a time of day, a length, a date or days, and not single words that sentences are full of."""
    if all(piece.is_number for piece in run if piece.tells):
        return any(piece.plain in _LEADS for piece in run)
    words = {word for piece in run for word in piece.plain.split()}
    is_part_of_hour = "hour" in words and not words.isdisjoint(FRACTIONS)
    return is_part_of_hour or not words.isdisjoint(_DAYS) or any(any(map(str.isdecimal, word)) for word in words)


def _pieces(tokens: Sequence[str], vocabulary: Vocabulary, *, corrects: bool = True) -> list[_Piece]:
    """The tokens in plain form: names first, then the longest phrases, from left to right."""
    parts, owners = list[str](), list[int]()
    for place, token in enumerate(tokens):
        for part in _split(token, vocabulary, corrects=corrects):
            parts.append(part)
            owners.append(place)
    named, place = list[_Piece](), 0
    for plain, width, is_name in in_names(parts, vocabulary.names):
        tells = is_name and plain not in ("0", "1")
        first, last = owners[place], owners[place + width - 1] + 1
        is_number = is_name and plain.isdecimal()
        named.append(_Piece(plain, first, last, is_known=is_name, tells=tells, is_number=is_number))
        place += width
    found, place = list[_Piece](), 0
    while place < len(named):
        phrase = vocabulary.phrases.longest([piece.plain for piece in named], place)
        if phrase is None:
            found.append(_alone(named[place], vocabulary))
            place += 1
            continue
        is_known = phrase[1] != NOTHING
        covered = named[place : place + len(phrase[0].tokens)]
        tells = phrase[0].tells or any(piece.tells and not piece.is_number for piece in covered)
        plain = phrase[1] if is_known else UNKNOWN
        found.append(_Piece(plain, covered[0].first, covered[-1].last, is_known=is_known, tells=tells))
        place += len(covered)
    return found


def _alone(piece: _Piece, vocabulary: Vocabulary) -> _Piece:
    """A piece that belongs to no phrase: a name, a figure, a sign, a word of the plain form, or an unknown word."""
    plain = piece.plain
    is_figure = plain[0].isdecimal()
    is_known = piece.is_known or is_figure or not plain[0].isalpha() or plain in vocabulary.plain or plain in FRACTIONS
    tells = piece.tells or (is_figure and not piece.is_known) or (is_known and plain in FRACTIONS)
    said = plain if is_known else UNKNOWN + plain
    return _Piece(said, piece.first, piece.last, is_known=is_known, tells=tells, is_number=piece.is_number)


def _split(token: str, vocabulary: Vocabulary, *, corrects: bool) -> tuple[str, ...]:
    """The words of a token: itself, or with its prefixes apart; with `corrects`, the word that it is a slip of."""
    if not token.isalpha() or token in vocabulary.known or token in vocabulary.plain:
        return (token,)
    return _without_prefixes(token, vocabulary) or (_corrected(token, vocabulary) if corrects else token,)


def _corrected(token: str, vocabulary: Vocabulary) -> str:
    """The word with one letter less, or more, or two changed round. Another letter makes another word too often:
    "cuanto" is no "cuarto"."""
    if len(token) < SHORTEST_CORRECTED:
        return token
    near = [word for word in slips_of(token, vocabulary.known) if len(word) >= SHORTEST_CORRECTED]
    return min((word for word in near if len(word) != len(token) or sorted(word) == sorted(token)), default=token)


def _without_prefixes(token: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    for prefix in vocabulary.prefixes:
        rest = token.removeprefix(prefix)
        if rest == token or not rest:
            continue
        if rest in vocabulary.telling and len(rest) >= _SHORTEST_PREFIXED:
            return (prefix, rest)
        if further := _without_prefixes(rest, vocabulary):
            return (prefix, *further)
    return ()
