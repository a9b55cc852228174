"""Vocabulary of time of a language: its phrases with their plain form, from its catalogue and from CLDR.

Keys of `hearing.po`, each a list with bars; several ways to say the same stand before "=" with commas between them:
`hear.time.numbers` ("acht = 8"), `hear.time.days` ("montags = mondays"), `hear.time.phrases` ("halb [hour] = half to
[hour]"), `hear.time.joints` ("um = at"): words that say nothing of time by themselves; `hear.time.prefixes`: words that
are written together with the next one, as the Arabic "and" is. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from typing import Literal

from babel import Locale, dates

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.written_forms import ARABIC_LETTERS, with_plain_marks

NUMBERS, DAYS, PHRASES, JOINTS, PREFIXES = (
    f"hear.time.{name}" for name in ("numbers", "days", "phrases", "joints", "prefixes")
)
# The plain form of what may be two things, and of a short name that is a common word, too: none.
NOTHING = "?"
MONTHS = tuple(str(name).casefold() for name in dates.get_month_names("wide", locale="en").values())
FRACTIONS = frozenset({"half", "quarter"})
# What CLDR calls the parts of the day; the plain form has the same names.
_DAY_PERIODS = ("morning", "afternoon", "evening", "night", "noon", "midnight", "am", "pm")

_KINDS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_WIDTHS: tuple[Literal["abbreviated", "wide"], ...] = ("abbreviated", "wide")
_FORMS = tuple((width, kind) for kind in _KINDS for width in _WIDTHS)

_FIGURES = r"\d+(?:[.:/,\-]\d+)+|\d+h(?![^\W\d_])\d*|\d+"
_TOKEN = re.compile(rf"\[[a-z]+\]|{_FIGURES}|[^\W\d_]+|\S")
_MERIDIEM = re.compile(r"(?<![^\W\d_])([ap])\s?\.?\s?m\b\.?|(?<=\d)([ap])\b")
_MINUTES_BEHIND_HOURS = re.compile(r"(?<=\dh\d\d) ?min\b")  # 20h15min
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-"}
    | dict(ARABIC_LETTERS)
)
_ORDINAL_SIGNS = str.maketrans({"ª": "°", "º": "°"})  # 3ª is no 3 a.m.
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LAST_HOUR, _LAST_MINUTE, _LAST_DAY = 24, 59, 31
_ROUND = 5  # minutes that are said behind an hour without a word for them


class SpokenNumber(str):
    """A number that was typed in words, in figures."""

    __slots__ = ()


def tokens_of(text: str) -> list[str]:
    """Figures, words and signs of a text, folded: lower case, without accents, with one kind of digit and sign."""
    plain = unicodedata.normalize("NFKC", with_plain_marks(text).translate(_ORDINAL_SIGNS)).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(
        str(unicodedata.digit(mark)) if mark.isdecimal() else mark for mark in plain if not unicodedata.combining(mark)
    )
    plain = _MINUTES_BEHIND_HOURS.sub("", plain.translate(_SIGNS))
    return _TOKEN.findall(_MERIDIEM.sub(lambda found: f" {found[1] or found[2]}m ", plain))


def _up_to(most: int) -> Callable[[str], bool]:
    return lambda token: token.isdecimal() and len(token) <= 2 and int(token) <= most


def _is_clock(token: str) -> bool:
    return re.fullmatch(r"\d{1,2}(?:[:.]\d\d|h\d*)?", token) is not None


def _are_late(token: str) -> bool:
    return _are_minutes(token) and int(token) > _LAST_HOUR


def _are_spoken(token: str) -> bool:
    return isinstance(token, SpokenNumber) and _are_round(token)


def _is_dashed(token: str) -> bool:
    return re.fullmatch(r"\d{1,2}-(?:00|2[5-9]|[3-5]\d)", token) is not None


def _are_round(token: str) -> bool:
    return _are_minutes(token) and (int(token) > _LAST_HOUR or int(token) % _ROUND == 0)


_are_minutes = _up_to(_LAST_MINUTE)
# What may stand in a slot: an hour; a time of day in figures; minutes, those that cannot be another hour, and those
# that are said as minutes, in words alone or in figures, too; a time with a dash; a half or a quarter; any number; a
# day of a month, and one that is counted ("5th"); the names of months and weekdays; a sign between two of a list.
_SLOTS: dict[str, Callable[[str], bool]] = {
    "[hour]": _up_to(_LAST_HOUR),
    "[time]": _is_clock,
    "[minute]": _are_minutes,
    "[late]": _are_late,
    "[round]": _are_round,
    "[spoken]": _are_spoken,
    "[dashed]": _is_dashed,
    "[part]": FRACTIONS.__contains__,
    "[number]": str.isdecimal,
    "[sign]": frozenset(",/&+-").__contains__,
    "[date]": _up_to(_LAST_DAY),
    "[nth]": lambda token: token.endswith("th") and _up_to(_LAST_DAY)(token.removesuffix("th")),
    "[month]": MONTHS.__contains__,
    "[weekday]": WEEKDAYS.__contains__,
}
# How it is put into the plain form.
_AS_PUT: dict[str, Callable[[str], str]] = {
    "[nth]": lambda token: token.removesuffix("th"),
    "[dashed]": lambda token: token.replace("-", ":"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase: its tokens, slots among them; its plain form; `tells`: it speaks of time by itself."""

    tokens: tuple[str, ...]
    plain: str
    tells: bool

    def filled_by(self, tokens: Sequence[str]) -> str | None:
        """The plain form for tokens that begin with this phrase; None where they do not."""
        plain = self.plain
        if len(tokens) < len(self.tokens):
            return None
        for wanted, token in zip(self.tokens, tokens, strict=False):
            if wanted not in _SLOTS:
                if wanted != token:
                    return None
            elif not _SLOTS[wanted](token):
                return None
            else:
                plain = plain.replace(wanted, _AS_PUT.get(wanted, str)(token), 1)
        return plain


class Phrases:
    """Phrases to look up, the longest first; of the same length those with the fewest slots."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        order = sorted(phrases, key=lambda one: (-len(one.tokens), sum(token in _SLOTS for token in one.tokens)))
        for phrase in order:
            first = phrase.tokens[0]
            self._by_first.setdefault("" if first in _SLOTS else first, []).append(phrase)

    def longest(self, tokens: Sequence[str], place: int) -> tuple[Phrase, str] | None:
        """The longest phrase that stands at a place, with its plain form; None for none."""
        ahead = tokens[place:]
        found = [
            (phrase, plain)
            for candidates in (self._by_first.get(ahead[0], ()), self._by_first.get("", ()))
            for phrase, plain in ((phrase, phrase.filled_by(ahead)) for phrase in candidates)
            if plain is not None
        ]
        return max(found, key=lambda one: len(one[0].tokens), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What a language says of time. `names` are numbers, weekdays and months, which the slots of `phrases` take."""

    names: Phrases
    phrases: Phrases
    prefixes: tuple[str, ...]
    known: frozenset[str]  # the words of its phrases
    telling: frozenset[str]  # those of them that speak of time by themselves
    plain: frozenset[str]  # the words of the plain form that stand in its table


@lru_cache(maxsize=32)
def vocabulary_of(catalogue: NullTranslations, locale: Locale) -> Vocabulary | None:
    """The vocabulary of a catalogue, compiled once; None for a language without one of its own."""
    words = Words(locale, catalogue, locale)
    if not words.has(PHRASES):
        return None
    told = {key: list(_told(words, key)) for key in (NUMBERS, DAYS, PHRASES, JOINTS)}
    named = _phrases([*_named_by_cldr(locale), *told[DAYS], *told[NUMBERS]], tells=True)
    names = Phrases([phrase for phrase in named if phrase.plain != NOTHING])
    rest = [*_phrases(_parts_by_cldr(locale), tells=True), *_phrases(told[PHRASES], tells=True)]
    rest += _phrases(told[JOINTS], tells=False)
    by_tokens = {phrase.tokens: phrase for phrase in (_renamed(phrase, names) for phrase in rest)}
    known = {token for phrase in (*named, *rest) for token in phrase.tokens if token not in _SLOTS}
    telling = {token for phrase in (*named, *rest) if phrase.tells for token in phrase.tokens if token not in _SLOTS}
    plain = {token for phrase in (*named, *rest) for token in tokens_of(phrase.plain) if token.isalpha()}
    return Vocabulary(
        names,
        Phrases([*by_tokens.values()]),
        prefixes=(prefixes := _folded(words, PREFIXES)),
        known=frozenset(known | {*prefixes}),
        telling=frozenset(telling),
        plain=frozenset(plain) - known,
    )


def in_names(tokens: Sequence[str], names: Phrases) -> Iterator[tuple[str, int, bool]]:
    """The tokens with names in their plain form: each with how many tokens it stands for, and whether it is a name."""
    place = 0
    while place < len(tokens):
        found = names.longest(tokens, place)
        width = len(found[0].tokens) if found else 1
        plain = found[1] if found else tokens[place]
        yield SpokenNumber(plain) if found and plain.isdecimal() else plain, width, found is not None
        place += width


def _renamed(phrase: Phrase, names: Phrases) -> Phrase:
    """The same phrase with its names in their plain form: a text is read so, too."""
    return Phrase(tuple(plain for plain, _, _ in in_names(phrase.tokens, names)), phrase.plain, phrase.tells)


def _phrases(told: Sequence[tuple[str, str]], *, tells: bool) -> list[Phrase]:
    """Phrases with their plain forms, the last one where one is told twice."""
    found: dict[tuple[str, ...], Phrase] = {}
    for said, plain in told:
        for way in dict.fromkeys((said, said.casefold().translate(_UMLAUTS))):
            tokens = tuple(tokens_of(way))
            if tokens:
                found[tokens] = Phrase(tokens, plain, tells and plain not in ("0", "1"))
    return [*found.values()]


def _told(words: Words, key: str) -> Iterator[tuple[str, str]]:
    """Each phrase behind a key with its plain form."""
    for entry in words.options(key) if words.has(key) else ():
        said, is_told, plain = entry.partition("=")
        if is_told:
            yield from ((way.strip(), plain.strip()) for way in re.split(r"[,،]", said) if way.strip())


def _folded(words: Words, key: str) -> tuple[str, ...]:
    return tuple("".join(tokens_of(word)) for word in words.options(key)) if words.has(key) else ()


def _named_by_cldr(locale: Locale) -> Iterator[tuple[str, str]]:
    """Months, then weekdays: where a short name is one of both, it is the weekday."""
    for width, kind in _FORMS:
        for number, name in dates.get_month_names(width, kind, locale).items():
            yield str(name).rstrip("."), MONTHS[number - 1]
    for width, kind in _FORMS:
        for number, name in dates.get_day_names(width, kind, locale).items():
            yield str(name).rstrip("."), WEEKDAYS[number]


def _parts_by_cldr(locale: Locale) -> list[tuple[str, str]]:
    """The parts of the day: CLDR numbers those that a language tells apart."""
    named = [each for kind in _KINDS for each in dates.get_period_names("wide", kind, locale).items()]
    return [(str(name), part) for period, name in named if (part := period.rstrip("12")) in _DAY_PERIODS]
