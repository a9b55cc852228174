"""Ideas in a sentence: the things and doings that it speaks of, in any order, and the wish that they mean together.

This is the net behind the phrases of wishes: what it reads is never sure. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.ideas.idea_rules import DAYS, IDEA_RULES, MINUTES, PARTS_OF_TIME, PLACE, SPAN, TIME, IdeaRule
from bot.understanding.ideas.near_ideas import NEAR
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import SHORTEST_CORRECTED
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes.sentence import Lexicon, Sentence, is_lent_by_english, lexicon_of
from bot.understanding.wishes.wish_details import ONE, ONLY, Known, has_days, has_span, run_of, times_in
from bot.understanding.wishes.wish_rules import Where, Wish

# The most words of a phrase, and the shortest stem that is written with `*`.
LONGEST_PHRASE, SHORTEST_STEM = 6, 3
# "And?" and "next one?" ask for nothing but to go on.
LONGEST_NUDGE = 2
# An idea of sentences that speak of something else.
ASIDE = "aside"
# An idea of what is wanted for every session.
LASTING = "lasting"
# An idea of who comes for the first time.
SET_UP = "set_up"
# Ideas of answers while setting up.
NO_PREFERENCE, WHY_ASK, FINE = "no_pref", "why_ask", "fine_feel"
# Ideas that tell that something was good.
PRAISE = frozenset({"praise", "easy", "love", "good"})
# Ideas of who asks what was set, who was got wrong, and whom the texts are too long for.
ASKS_SET, MISHEARD, WORDY = "asks_set", "misheard", "wordy"
# An idea of who would come another time.
COME_BACK = "come_back"
# The most words of a sentence that is only a nod.
LONGEST_NOD = 6
# Longer texts speak of nothing that could be told apart.
LONGEST = 240
__all__ = ["PARTS_OF_TIME", "Guess", "Spoken", "guess", "named", "near", "prepare", "spoken"]
_NUMBERS = (SPAN, TIME, DAYS, MINUTES, PLACE)
# "We" is Wednesday only in a list.
SHORTEST_DAY = 3
# The most words of a place, and the fewest letters.
LONGEST_PLACE, SHORTEST_PLACE = 3, 4
# So many days are those that are wanted.
MANY_DAYS = 3
# Beside these, an hour in words alone is a time: "wake me seven".
_OF_A_CLOCK = frozenset({"remind", "wake"})
# Sentences that may be about somebody or something else.
_OF_OTHERS = (Wish.SHARE, Wish.ELSEWHERE, Wish.GLAD, Wish.PAUSE_SESSION, Wish.STOP_SESSION, Wish.DEVICE)


@dataclass(frozen=True, slots=True)
class Guess:
    """A wish that a sentence may mean, and the part of the text that it is about."""

    wish: Wish
    detail: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Ideas:
    """The phrases of all ideas: by their words, and by the beginnings of words."""

    phrases: Mapping[tuple[str, ...], frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    known: frozenset[str]
    correctable: tuple[str, ...]
    told_endings: tuple[str, ...]  # of words that tell what was


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a sentence speaks of: its ideas, their details, and the words that belong to none."""

    ideas: frozenset[str]
    details: Mapping[str, str]
    left: int
    speaks_of_others: bool
    asks: bool
    is_denied: bool


def guess(text: str, words: Words, where: Where, known: Known) -> Guess | None:
    """The wish that the ideas of a text mean together; None where they mean none, or speak of somebody else."""
    if len(text) > LONGEST:
        return None
    read = _read(text, lexicon_of(words.catalogue), _ideas_of(words.catalogue), known.is_place)
    fitting = [rule for rule in IDEA_RULES if _fits(rule, read, where)]
    if not fitting:
        return None
    # Of two with as many ideas, the first of the table.
    best = max(fitting, key=lambda rule: len(rule.ideas))
    if best.wish is Wish.GLAD and read.asks:
        # "Which one is best for me" praises nothing.
        return None
    return Guess(best.wish, _detail(best, read), best.is_sure)


def guesses(text: str, words: Words, where: Where, known: Known) -> Wish | None:
    """The wish alone."""
    found = guess(text, words, where, known)
    return None if found is None else found.wish


def named(text: str, words: Words) -> frozenset[str]:
    """The ideas of a text."""
    return _without_places(text[:LONGEST], words.catalogue).ideas


def spoken(text: str, words: Words, is_place: Callable[[str], bool]) -> Spoken:
    """What a text speaks of, places among it."""
    return _read(text[:LONGEST], lexicon_of(words.catalogue), _ideas_of(words.catalogue), is_place)


def is_short(text: str) -> bool:
    """Whether a text is no longer than a nod, such as "okay, what's next"."""
    return len(text.split()) <= LONGEST_NOD


def is_of_another_day(text: str, words: Words) -> bool:
    """Whether a text speaks of yesterday, or of a day by its name."""
    return not named(text, words).isdisjoint({DAYS, "yesterday"})


def near(text: str, words: Words) -> tuple[Guess, ...]:
    """Wishes that a single idea of a text may mean, those that more of its ideas lead to first."""
    read = _without_places(text[:LONGEST], words.catalogue)
    counted: dict[Wish, int] = {}
    for idea, wishes in NEAR.items():
        if idea in read.ideas:
            for place, wish in enumerate(wishes):
                counted[wish] = counted.get(wish, 0) + len(wishes) - place + (2 if len(wishes) == 1 else 0)
    ranked = sorted(counted, key=lambda wish: -counted[wish])
    return tuple(Guess(wish, read.details[DAYS] if wish is Wish.DAYS_OFF else "") for wish in ranked)


@remembered
def _without_places(text: str, catalogue: NullTranslations) -> Spoken:
    """What a text speaks of, places apart: it is asked for several times while one text is read."""
    return _read(text, lexicon_of(catalogue), _ideas_of(catalogue))


def _fits(rule: IdeaRule, read: Spoken, where: Where) -> bool:
    if (
        where not in rule.where
        or ASIDE in read.ideas
        or not read.ideas.issuperset(rule.ideas)
        or not read.ideas.isdisjoint(rule.without)
    ):
        return False
    if rule.is_sure and read.asks:
        return False
    return read.left <= min(rule.most_left, 2 * len(rule.ideas)) and (
        not read.speaks_of_others or rule.wish in _OF_OTHERS
    )


def _detail(rule: IdeaRule, read: Spoken) -> str:
    details = [read.details[number] for number in _NUMBERS if number in rule.ideas]
    if rule.wish is Wish.DAYS_OFF and rule.ideas == (DAYS,) and _are_many(details[0]):
        # "A Monday to Friday thing" is what is to stay.
        return f"{ONLY} {details[0]}"
    if rule.value == ONLY:
        return f"{ONLY} {details[0]}"
    return rule.value or (details[0] if details else "")


class _Either(Collection[str]):
    """Two sets of words as one, without a copy of them."""

    def __init__(self, first: frozenset[str], second: set[str]) -> None:
        self._first, self._second = first, second

    def __contains__(self, word: object) -> bool:
        return word in self._first or word in self._second

    def __iter__(self) -> Iterator[str]:
        return iter(self._first | self._second)

    def __len__(self) -> int:
        return len(self._first | self._second)


@lru_cache(maxsize=8)
def _known_of(lexicon: Lexicon, ideas: _Ideas) -> frozenset[str]:
    return lexicon.known | ideas.known


def _read(text: str, lexicon: Lexicon, ideas: _Ideas, is_place: Callable[[str], bool] | None = None) -> Spoken:
    spoken = text.split()
    # "Paused" tells, and is no slip of "pause".
    told = {token for word in spoken for token in plain(word).split() if token.endswith(ideas.told_endings)}
    sentence = Sentence(spoken, lexicon, _Either(_known_of(lexicon, ideas), told), ideas.correctable)
    tokens = [token for token in sentence.tokens if token != STOP]
    found: set[str] = set()
    covered: set[str] = set()
    told_phrases: list[tuple[str, ...]] = []
    for phrase, named in _phrases(tokens, ideas):
        found |= named
        covered.update(phrase)
        told_phrases.append(phrase)
    details: dict[str, str] = {}
    at, taken = times_in(sentence)
    if not at and not found.isdisjoint(_OF_A_CLOCK):
        at, taken = run_of(sentence, lexicon.times, _is_bare_hour, most_trimmed=1)
    if at:
        details[TIME] = at
    span, _ = run_of(sentence, lexicon.times, has_span)
    if span:
        details[SPAN] = span
    on, taken_days = run_of(sentence, lexicon.days, has_days)
    if len(on) >= SHORTEST_DAY and 0 < len(parse_weekdays(on) or ()) < len(ALL_DAYS):
        details[DAYS] = on
    place = _place(sentence, is_place) if is_place is not None and not details else ""
    if place:
        details[PLACE] = place
        covered.update(plain(place).split())
    minutes = sentence.spans(lexicon.minutes)
    if minutes and not at:
        details[MINUTES] = sentence.words_of(*minutes[0])
    places = taken | taken_days | {place for first, last in minutes for place in range(first, last)}
    covered.update(sentence.tokens[place] for place in places)
    left = sum(1 for token in tokens if token not in covered and token not in lexicon.fillers and token[0].isalnum())
    is_said_of = any(len(phrase) > 1 and list(phrase) == tokens[: len(phrase)] for phrase in told_phrases)
    begins_as_question = bool(tokens) and tokens[0] in lexicon.asks and not is_said_of
    asks = len(tokens) > LONGEST_NUDGE and (begins_as_question or is_question(text))
    return Spoken(
        frozenset(found | set(details)),
        details,
        left,
        bool(sentence.spans(lexicon.others)),
        asks,
        bool(sentence.spans(lexicon.denied)),
    )


def _place(sentence: Sentence, is_place: Callable[[str], bool]) -> str:
    """The name of a place behind "in"; empty without any."""
    for first, token in enumerate(sentence.tokens[:-1]):
        if token not in sentence.lexicon.leading_in:
            continue
        for last in range(min(len(sentence.tokens), first + 1 + LONGEST_PLACE), first + 1, -1):
            name = sentence.words_of(first + 1, last)
            if len(name) >= SHORTEST_PLACE and is_place(name):
                return name
    return ""


def _are_many(days: str) -> bool:
    found = parse_weekdays(days)
    return found is not None and len(found) >= MANY_DAYS


def _is_bare_hour(text: str) -> bool:
    return isinstance(parse_reminders(text), tuple) and plain(text) != ONE


def _phrases(tokens: list[str], ideas: _Ideas) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Each phrase that names ideas, with them. A word of a longer phrase still counts for itself."""
    for first in range(len(tokens)):
        for size in range(1, LONGEST_PHRASE + 1):
            phrase = tuple(tokens[first : first + size])
            if len(phrase) == size and (named := ideas.phrases.get(phrase)) is not None:
                yield phrase, named
        word = tokens[first]
        for length in range(SHORTEST_STEM, len(word) + 1):
            if (named := ideas.stems.get(word[:length])) is not None:
                yield (word,), named


@lru_cache(maxsize=32)
def _ideas_of(catalogue: NullTranslations) -> _Ideas:
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = dict.fromkeys(idea for rule in IDEA_RULES for idea in (*rule.ideas, *rule.without))
    names |= dict.fromkeys((ASIDE, LASTING, SET_UP, NO_PREFERENCE, WHY_ASK, FINE))
    phrases: dict[tuple[str, ...], set[str]] = {}
    stems: dict[str, set[str]] = {}
    for name in (*names, *(idea for idea in NEAR if idea not in names)):
        if name in _NUMBERS:
            continue
        for phrase in words.options(f"hear.idea.{name}"):
            if phrase.endswith("*"):
                stems.setdefault(plain(phrase[:-1]), set()).add(name)
            else:
                phrases.setdefault(tuple(plain(phrase).split()), set()).add(name)
    told = {word for phrase in phrases for word in phrase} | set(stems)
    is_lent = is_lent_by_english(words, "hear.idea.stop")
    return _Ideas(
        {phrase: frozenset(named) for phrase, named in phrases.items()},
        {stem: frozenset(named) for stem, named in stems.items()},
        frozenset(told),
        tuple(sorted(word for word in told if len(word) > SHORTEST_CORRECTED and not is_lent)),
        tuple(words.options("hear.idea.told_endings")),
    )


def known_words(words: Words) -> frozenset[str]:
    """The plain words that wishes and ideas are told by in a language, and those that say nothing beside them."""
    return _known_of(lexicon_of(words.catalogue), _ideas_of(words.catalogue))


def prepare(words: Words) -> None:
    """Read the phrases of a language before the first person needs them."""
    _ideas_of(words.catalogue)
