"""Sentences: a text in words, each with its plain tokens, and the phrases of wishes in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words, words_of
from bot.i18n.po_files import FALLBACK
from bot.understanding.text.phrase_patterns import FURTHEST_DENIAL, STOP, PhraseGroup, literal, patterns, plain
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import SHORTEST_CORRECTED, corrected
from bot.understanding.times.time_vocabulary import PHRASES as TIME_PHRASES
from bot.understanding.wishes.wish_rules import LAST_TOPICS, RULES, TOPICS

# Groups of phrases that are parts of others, or stand for themselves.
PARTS = (
    *(
        "part.message",
        "part.write",
        "part.dont",
        "part.all",
        "part.of_all",
        "part.the_session",
        "part.done_with",
        "part.picture",
        "part.mine",
        "part.day",
        "part.denied",
        "part.others",
    ),
    *(
        "part.cue_of",
        "part.after",
        "part.period",
        "part.once",
        "part.one_day",
        "part.none_apply",
        "part.cannot_see",
        "part.to_read",
    ),
    *("part.polite_ask", "part.asks_how_long"),
    *(
        "absence.off",
        "absence.away",
        "absence.asked",
        "absence.keep",
        "absence.never",
        "absence.journey",
        *("absence.back", "absence.open", "keep_it", "so"),
    ),
    *("absence.kept", "absence.busy", "part.just_this", "part.occasion", "put_off.shift", "put_off.while"),
    *("reminder_move", "reminder_move.later", "reminder_move.earlier", "reminder_move.so", "reminder_move.not"),
    *("reminder_move.stay", "reminder_move.change", "reminder_move.instead_of"),
    *("once_instead", "once_instead.not", "only_these", "no_more_until", "return_on", "own_hours", "part.one_week"),
    *("named.first", "named.second", "named.last", "named.morning", "named.noon", "named.evening"),
    *("named.the", "named.thing", "named.remove", "named.none", "named.off", "named.also", "named.keep"),
    *("put_off", "put_off.give", "put_off.evening", "put_off.not", "put_off.own", "put_off.part"),
    *(
        "setup.means",
        "setup.wait",
        "setup.better",
        "setup.morning",
        "setup.noon",
        "setup.evening",
        "setup.of_these",
        "setup.apart",
    ),
    *("lasting", "lasting.when", "lasting.not", "lasting.denied", "lasting.too_much", "lasting.short", "lasting.full"),
    *(
        "part.days_of",
        "part.always",
        "part.this_once",
        "part.voice",
        "part.film",
        "part.carer",
        "part.everybody",
        "part.session_way",
        "part.unit",
    ),
    *(
        "part.is_there",
        "part.no",
        "part.own_weeks",
        "part.helps",
        "part.to_come",
        "part.send_me",
        "part.send_not",
        "part.send_wait",
        "part.send_whom",
        "part.send_now",
    ),
)
OF_TOPICS = (
    *(
        "topic.period_opens",
        "topic.a_way",
        "topic.why_times",
        "topic.body",
        "topic.side",
        "topic.goes_first",
        "topic.describes_one",
    ),
    *("topic.word_does", "topic.word_done", "topic.word_if", "topic.word_is", "topic.word_for"),
    *(name for topic in (*TOPICS, *LAST_TOPICS) for name in topic.all_of + topic.none_of),
)
_SPACED = re.compile(r"\S+")
# Marks at the ends of what is cut out of a text.
EDGES = " .,;:!?\"'()…"


@dataclass(frozen=True, slots=True)
class _Opening:
    """The first words of a group's phrases, and beginnings of first words: a sentence without any has no phrase of
    it."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def meets(self, sentence: Sentence) -> bool:
        """Whether a sentence has one of them."""
        return not self.words.isdisjoint(sentence.tokens) or any(
            token.startswith(self.stems) for token in sentence.tokens if self.stems
        )


def _opening(name: str, written: Mapping[str, Sequence[str]]) -> _Opening:
    words: set[str] = set()
    stems: set[str] = set()
    for phrase in written[name]:
        first = phrase.split()[0]
        if first.startswith("["):
            inner = _opening(first.strip("[]"), written)
            words |= inner.words
            stems |= set(inner.stems)
        elif "*" in first:
            stems.add(plain(first.partition("*")[0]))
        else:
            words.add(plain(first))
    return _Opening(frozenset(words), tuple(sorted(stems)))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that is listened for in one language: phrases of wishes, words beside them, words that say nothing."""

    phrases: Mapping[str, PhraseGroup]
    openings: Mapping[str, _Opening]
    beside: Mapping[str, frozenset[str]]
    fillers: frozenset[str]
    denied: PhraseGroup
    others: PhraseGroup
    known: frozenset[str]
    correctable: tuple[str, ...]
    joiners: frozenset[str]
    after: PhraseGroup
    period: PhraseGroup
    leading_to: frozenset[str]  # before a new time
    leading_in: frozenset[str]  # before a length of time until something
    days: frozenset[str]
    times: frozenset[str]
    asks: frozenset[str]  # first words of a question
    questions: frozenset[str]  # the same, with "how" and "what"
    of_old: frozenset[str]  # before a time that is to be no more
    once: frozenset[str]
    clock: frozenset[str]  # words that make a number a time of day
    lengths: frozenset[str]
    spans: frozenset[str]  # words that make days a pause
    this_day: frozenset[str]  # words of the day that it is
    counted: frozenset[str]  # behind a number that counts them: minutes, boxes
    spent: frozenset[str]  # behind hours that were spent so: "on my feet"
    rated: frozenset[str]  # before a number that rates something: "a 6"
    minutes: re.Pattern[str]
    numbers: Mapping[str, int]
    written_out: Mapping[str, str]  # contractions that without their apostrophe are other words


class Sentence:
    """A text in words, each with its plain tokens."""

    def __init__(
        self, words: Sequence[str], lexicon: Lexicon, known: Collection[str], correctable: Sequence[str]
    ) -> None:
        self.words = tuple(words)
        self.lexicon = lexicon
        tokens: list[str] = []
        owners: list[int] = []
        for number, word in enumerate(self.words):
            # "I'll" is no "ill".
            spoken = lexicon.written_out.get(word.casefold().replace("\u2019", "'").strip(EDGES), word)
            for token in plain(spoken).split():
                if token == STOP:
                    if tokens and not any(mark.isdigit() for mark in word):
                        tokens.append(STOP)
                        owners.append(number)
                    continue
                tokens.append(corrected(token, known, correctable))
                owners.append(number)
        self.tokens, self.owners = tokens, owners
        self.text = " ".join(tokens)
        starts, place = {}, 0
        for number, token in enumerate(tokens):
            starts[place] = number
            place += len(token) + 1
        self._starts = starts

    def spans(self, expression: PhraseGroup | re.Pattern[str]) -> list[tuple[int, int]]:
        """(first token, token after the last) of each match."""
        found = []
        for match in expression.finditer(self.text):
            first = self._starts.get(match.start())
            if first is not None and match[0]:
                found.append((first, first + len(match[0].split())))
        return found

    def words_of(self, first: int, last: int) -> str:
        """The words as typed, from one token to another."""
        owners = self.owners[first:last]
        return " ".join(self.words[owners[0] : owners[-1] + 1]).strip(EDGES) if owners else ""

    def runs(self, listed: frozenset[str]) -> list[tuple[int, int]]:
        """(first word, word after the last) of each longest run of figures and listed words."""
        belongs = [any(mark.isdigit() for mark in word) for word in self.words]
        for number, _ in enumerate(self.words):
            own = [token for token, owner in zip(self.tokens, self.owners, strict=True) if owner == number]
            belongs[number] |= all(token in listed or token == STOP for token in own)
        found: list[tuple[int, int]] = []
        begin: int | None = None
        for number, belonging in enumerate((*belongs, False)):
            if belonging:
                begin = number if begin is None else begin
            elif begin is not None:
                found.append((begin, number))
                begin = None
        return found


@remembered
def sentence_of(text: str, lexicon: Lexicon) -> Sentence:
    """A text as a sentence, its slips corrected to words of the lexicon: one text is read by many rules."""
    return Sentence(_SPACED.findall(text), lexicon, lexicon.known, lexicon.correctable)


def is_denied(sentence: Sentence, span: tuple[int, int], denied: PhraseGroup | None = None) -> bool:
    """Whether a denial stands shortly before, in the same clause. `denied`: other words for it."""
    for first, last in sentence.spans(denied or sentence.lexicon.denied):
        # A denial may be the beginning of what it denies: "no need to stop".
        if first < span[0] <= last + FURTHEST_DENIAL and STOP not in sentence.tokens[last : span[0]]:
            return True
    return False


def left_over(sentence: Sentence, covered: Collection[int], beside: frozenset[str]) -> int:
    """How many words are neither part of the wish nor without a meaning of their own."""
    owners = {sentence.owners[place] for place in covered}
    return sum(
        1
        for place, token in enumerate(sentence.tokens)
        if token != STOP
        and place not in covered
        and sentence.owners[place] not in owners
        and token not in beside
        and token not in sentence.lexicon.fillers
        and any(mark.isalnum() for mark in token)
    )


def _minutes(words: Words) -> tuple[str, ...]:
    lists = (words, words_of(FALLBACK)) if words.has(TIME_PHRASES) else (words,)
    return tuple(word for each in lists for word in each.options("hear.wish.minutes"))


def _listed(words: Words, name: str) -> frozenset[str]:
    """A list of words; of words of time those of English, too, in which the times of a sentence are put."""
    lists = (words, words_of(FALLBACK)) if words.has(TIME_PHRASES) and name in _OF_TIME else (words,)
    return frozenset(word for each in lists for word in plain(each.label(f"hear.wish.words.{name}")).split()) | _SIGNS


def _around_counts(words: Words, name: str) -> frozenset[str]:
    """Words around a number that counts something; of what is counted, in English, too."""
    lists = (words, words_of(FALLBACK)) if name == "counted" else (words,)
    return frozenset(word for each in lists for word in plain(each.label(f"hear.counts.{name}")).split())


# Signs that stand beside words of time.
_SIGNS = frozenset({"-", "&", "+", "/"})
_OF_TIME = frozenset({"days", "times", "once", "clock", "lengths", "spans", "this_day"})


def is_lent_by_english(words: Words, key: str) -> bool:
    """Whether another language has no words of its own for a key. What looks like a slip of those that English lends is
    a word of that language."""
    return words.has(TIME_PHRASES) and words.options(key) == words_of(FALLBACK).own_options(key)


@lru_cache(maxsize=32)
def lexicon_of(catalogue: NullTranslations) -> Lexicon:
    """The lexicon of a catalogue, compiled once."""
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = [*dict.fromkeys((*(rule.phrases for rule in RULES), *PARTS, *OF_TOPICS))]
    written = {name: words.options(f"hear.wish.{name}") for name in names}
    beside = {
        rule.phrases: frozenset(plain(words.label(f"hear.wish.{rule.beside}.with")).split()) for rule in RULES
    } | {"movement": frozenset(plain(words.label("hear.wish.movement.with")).split())}
    real = {word for phrase in words.options("hear.real") for word in plain(phrase).split()}
    told = literal(names, written)
    is_lent = is_lent_by_english(words, "hear.wish.stop")
    said = frozenset().union(*beside.values())
    fillers = frozenset(word for phrase in words.options("hear.wish.filler") for word in plain(phrase).split())
    numbers = {plain(word): number for number, word in enumerate(words.options("hear.numbers"))}
    numbers |= {str(number): number for number in range(1, 61)}
    minutes = "|".join(re.escape(plain(word)) for word in _minutes(words)) or "(?!)"
    amounts = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    days = _listed(words, "days")
    times = _listed(words, "times") | days
    phrases = patterns(written, written)
    return Lexicon(
        phrases=phrases,
        openings={name: _opening(name, written) for name in written},
        beside=beside
        | {
            "length": beside["length_short"],
            "lasting": frozenset(plain(words.label("hear.wish.lasting.with")).split()),
            "word_means": frozenset(plain(words.label("hear.wish.word_means.with")).split()),
            "reminder_move": frozenset(plain(words.label("hear.wish.reminder_move.with")).split()),
        },
        fillers=fillers,
        denied=phrases["part.denied"],
        others=phrases["part.others"],
        # "Seven" is no slip of "seen".
        known=frozenset(real | told | said | fillers | times | days | numbers.keys()),
        correctable=tuple(sorted(word for word in told | said if len(word) >= SHORTEST_CORRECTED and not is_lent)),
        joiners=frozenset(plain(word) for word in words.options("hear.wish.joiners")),
        after=phrases["part.after"],
        period=phrases["part.period"],
        leading_to=frozenset(plain(word) for word in words.options("hear.wish.to")),
        leading_in=frozenset(plain(word) for word in words.options("hear.wish.in")),
        days=days,
        times=times,
        asks=frozenset(plain(word) for word in words.options("hear.asks")),
        questions=_listed(words, "questions"),
        of_old=_listed(words, "of_old"),
        once=_listed(words, "once"),
        clock=_listed(words, "clock"),
        lengths=_listed(words, "lengths"),
        spans=_listed(words, "spans"),
        this_day=_listed(words, "this_day"),
        counted=_around_counts(words, "counted"),
        spent=_around_counts(words, "spent"),
        rated=_around_counts(words, "rated"),
        minutes=re.compile(rf"(?<!\S)(?:{amounts}) (?:{minutes})(?!\S)"),
        numbers=numbers,
        written_out=dict(each.split(" = ") for each in words.options("hear.written_out")),
    )


def says(text: str, words: Words, group: str) -> bool:
    """Whether a phrase of a group stands anywhere in a text."""
    return lexicon_of(words.catalogue).phrases[group].search(plain(text)) is not None


def says_nothing(word: str, words: Words) -> bool:
    """Whether a plain word has no meaning of its own."""
    return word in lexicon_of(words.catalogue).fillers


def clauses_behind(text: str, words: Words, group: str) -> str:
    """What stands behind the last phrase of a group, as typed; empty without one."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    spans = sentence.spans(lexicon.phrases[group])
    return sentence.words_of(spans[-1][1], len(sentence.tokens)) if spans else ""


def is_denied_before(text: str, word: str, words: Words) -> bool:
    """Whether a plain word of a text stands shortly behind a denial, in its clause."""
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(text.split(), lexicon, lexicon.known, ())
    places = [place for place, token in enumerate(sentence.tokens) if token == word]
    return any(is_denied(sentence, (place, place + 1)) for place in places)


def says_only(text: str, words: Words, group: str, most: int = 0) -> bool:
    """Whether a text is a phrase of a group and nothing else that means something, but for `most` words."""
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(text.split(), lexicon, lexicon.known, ())
    covered = {place for first, last in sentence.spans(lexicon.phrases[group]) for place in range(first, last)}
    return bool(covered) and left_over(sentence, covered, frozenset()) <= most
