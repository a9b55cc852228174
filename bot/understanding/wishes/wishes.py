"""Wishes: what a sentence asks for, such as another time for the reminder, a pause or the progress.

Every word of a sentence that is neither part of a wish nor may stand beside it is left over. A wish with nothing left
over is sure, one with a word or two is asked about, and with more the sentence speaks of something else: "my train
leaves at 8" sets no reminder. What a wish is about, its detail, stays text: the dialogue reads it.

Pure: no clock, no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.wishes.sentence import EDGES, Lexicon, Sentence, is_denied, left_over, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import ONE, ONLY, WAIT, Known, detail_of, times_in, without_days
from bot.understanding.wishes.wish_rules import RULES, Rule, Where, Wish

# Longer texts ask for nothing that could be told apart.
LONGEST = 240
# The most minutes of each form of a walk.
FORMS_BY_MINUTES = ((2, "short"), (4, "medium"), (60, "full"))
# The most words of a place that stands alone, and the fewest letters: "to" is Togo, too.
LONGEST_BARE_PLACE, SHORTEST_BARE_PLACE = 3, 4
# The most letters of the short form of a state or a country: "Portland, ME".
LONGEST_STATE = 3

# From so many words on, each word of a phrase allows one more beside it.
SHORTEST_TELLING = 2
# The labels of the ways in which a session comes.
_WAYS = {Wish.FOLLOW_ALONG: "button.way_film", Wish.LISTEN: "button.way_sound", Wish.BY_STEPS: "button.way_steps"}
# Who wants to be asked again means today.
TODAY = "today"

_SPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish. `detail` is the part of the text that it is about; `sure`: nothing of the sentence is left over. `plain`:
    it is said in so many words, and what else they may mean is no reason to doubt it."""

    wish: Wish
    detail: str = ""
    sure: bool = True
    plain: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reading of a sentence and the number of words left over."""

    wished: Wished
    left: int
    rank: int
    matched: int
    is_detailed: bool = False


def read(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...]:
    """The wishes of a sentence in their order; empty when it asks for nothing that is known."""
    if len(text) > LONGEST:
        return ()
    if (way := way_by_label(text, words)) is not None:
        return (Wished(way),)
    lexicon = lexicon_of(words.catalogue)
    spoken = _SPACED.findall(text)
    heard = _read_part(spoken, lexicon, where, known)
    whole = _best(heard)
    if whole is not None and whole.left == 0:
        return tuple(_for_today(one, text, lexicon) for one in _together(heard, whole))
    parts = _parts(spoken, lexicon)
    if len(parts) > 1:
        told = [best for part in parts if (best := _best(_read_part(part, lexicon, where, known))) is not None]
        if len(told) == len(parts) and len({one.wished.wish for one in told}) > 1:
            kept = _with_days_off([one for one in told if one.wished.wish not in _POLITE] or told)
            if kept[0].wished.wish is Wish.PAUSE_SESSION and len(kept) > 1:
                # "Hang on, skip this one" is one wish.
                kept = kept[1:]
            # "Two minutes, please begin" is one session.
            begun = [one for one in kept if one.wished.wish is not Wish.START]
            if any(one.wished.wish is Wish.RESUME for one in begun):
                # "I'm back, you can start again": the reminders.
                kept = begun
            wished = begun if any(one.wished.wish in _OF_A_WALK for one in begun) else kept
            return tuple(_for_today(one.wished, text, lexicon) for one in wished)
    return (_for_today(whole.wished, text, lexicon),) if whole is not None else ()


def _with_days_off(told: Sequence[_Heard]) -> list[_Heard]:
    """The readings of parts, a new time and the days that are taken away as one: "remind me at 6:45 before work, not at
    weekends" says nothing of the reminders that there are."""
    timed = [one for one in told if one.wished.wish in (Wish.REMIND, Wish.MOVE) and one.wished.detail]
    off = [one for one in told if one.wished.wish is Wish.DAYS_OFF and one.wished.detail]
    if len(timed) != 1 or len(off) != 1 or ONLY in off[0].wished.detail:
        return list(told)
    detail = without_days(timed[0].wished.detail, off[0].wished.detail)
    if not isinstance(parse_reminders(detail), tuple):
        return list(told)
    both = replace(timed[0], wished=replace(timed[0].wished, detail=detail))
    return [both if one is timed[0] else one for one in told if one is not off[0]]


def way_by_label(text: str, words: Words) -> Wish | None:
    """The way of sessions whose label a text is, whole: sentences tell people to type it."""
    said = plain(text)
    return next((wish for wish, label in _WAYS.items() if said == plain(words.label(label))), None)


def _for_today(wished: Wished, text: str, lexicon: Lexicon) -> Wished:
    """A position that is meant for today alone; which one may still have to be asked."""
    if wished.wish is Wish.POSITION and not lexicon.once.isdisjoint(plain(text).split()):
        return replace(wished, wish=Wish.POSITION_TODAY)
    return wished


def _parts(spoken: Sequence[str], lexicon: Lexicon) -> list[list[str]]:
    """The words between commas, full stops and "and"."""
    parts: list[list[str]] = [[]]
    for word in spoken:
        if plain(word) in lexicon.joiners:
            parts.append([])
            continue
        parts[-1].append(word)
        if word[-1] in ",.;!?":
            parts.append([])
    return [part for part in parts if part]


def _best(heard: Sequence[_Heard]) -> _Heard | None:
    """The reading with the fewest words left over; more than politeness before a thank you, one with a detail before
    one without, a longer before a shorter."""

    def order(one: _Heard) -> tuple[object, ...]:
        return (one.left, one.wished.wish in _POLITE, not one.is_detailed, -one.matched, one.rank)

    return min(heard, key=order, default=None)


def _together(heard: Sequence[_Heard], best: _Heard) -> tuple[Wished, ...]:
    """The best reading, and what is said along with it of the walk to come: "3 minutes seated"."""
    if not best.wished.sure:
        return (best.wished,)
    others = (one.wished for one in heard if one.left == 0 and one.wished.sure)
    kept = [one for one in others if one.wish in _OF_A_WALK] if best.wished.wish in _OF_A_WALK else [best.wished]
    first = {one.wish: one for one in reversed(kept)}
    return tuple(first[wish] for wish in _OF_A_WALK if wish in first) or (best.wished,)


# "Is it ok if I lie down" asks for nothing yet.
_NOT_BY_QUESTION = (Wish.POSITION, Wish.ZONE, Wish.LENGTH, Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.BY_STEPS)
# Wishes for the walk to come that go together, in the order in which they are done.
_OF_A_WALK = (Wish.POSITION, Wish.MOVEMENT, Wish.LENGTH)
# What is said beside a wish.
_POLITE = (Wish.HELLO, Wish.THANKS)


def is_sure_of(wish: Wish, text: str, words: Words, where: Where, known: Known) -> bool:
    """Whether a sentence asks for this alone."""
    return read(text, words, where, known) == (Wished(wish),)


def time_in(text: str, words: Words) -> str:
    """The time of day of a sentence that answers a question for one, with its days; empty without any."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(with_plain_times(text[:LONGEST], words), lexicon)
    return times_in(sentence)[0]


def is_hypothetical(text: str, words: Words) -> bool:
    """Whether a text asks what would be: "if I stop now, can I come back?"."""
    said = f"{plain(text)} "
    return is_question(text) and said.startswith(tuple(f"{one} " for one in words.options("hear.if")))


def asks_what(text: str, words: Words) -> bool:
    """Whether a text begins as a question: "what did you write me yesterday", "did I do it yesterday?"."""
    lexicon = lexicon_of(words.catalogue)
    spoken = text.split(maxsplit=1)[:1]
    # "We're" is no "were".
    first = plain(lexicon.written_out.get(spoken[0].casefold().replace("\u2019", "'"), text) if spoken else "").split(
        " "
    )[0]
    return first in lexicon.asks or first in words.options("hear.question_words")


def may_ask(text: str, words: Words) -> bool:
    """Whether a text has the mark of a question, or begins as one; so may each of a language that lends its words."""
    first = plain(text).split(" ", 1)[0]
    asks = words.own_options("hear.asks_for")
    return not asks or is_question(text) or asks_what(text, words) or first in map(plain, asks)


def says_which_week(text: str, words: Words) -> bool:
    """Whether a text speaks of a day of one week alone: "this Wednesday"."""
    return lexicon_of(words.catalogue).phrases["part.one_day"].search(plain(text)) is not None


def is_for_once(text: str, words: Words) -> bool:
    """Whether a text says that something is meant once: "just this Thursday", "only this week"."""
    return (
        says_which_week(text, words) or lexicon_of(words.catalogue).phrases["part.once"].search(plain(text)) is not None
    )


def minutes_in(text: str, words: Words) -> str | None:
    """The form of a session that lasts as long as a text says anywhere; None where it names no minutes."""
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(_SPACED.findall(text[:LONGEST]), lexicon, lexicon.known, lexicon.correctable)
    spans = sentence.spans(lexicon.minutes)
    return form_of(sentence.words_of(*spans[-1]), words) if spans else None


def form_of(minutes: str, words: Words) -> str | None:
    """The form of a session that lasts as long as a text says; None where it says no number."""
    numbers = lexicon_of(words.catalogue).numbers
    said = next((numbers[token] for token in plain(minutes).split() if token in numbers), None)
    return None if said is None else next((form for most, form in FORMS_BY_MINUTES if said <= most), None)


def nearest(text: str, words: Words, where: Where) -> tuple[Wish, ...]:
    """Wishes that share words with a text that asks for nothing known, the nearest first."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text[:LONGEST], lexicon)
    found: dict[Wish, int] = {}
    for rule in RULES:
        if where in rule.where and not rule.for_admins and lexicon.openings[rule.phrases].meets(sentence):
            spans = sentence.spans(lexicon.phrases[rule.phrases])
            matched = sum(last - first for first, last in spans)
            if matched:
                found[rule.wish] = max(matched, found.get(rule.wish, 0))
    return tuple(sorted(found, key=lambda wish: -found[wish]))


def _read_part(spoken: Sequence[str], lexicon: Lexicon, where: Where, known: Known) -> list[_Heard]:
    sentence = Sentence(spoken, lexicon, *_with_names(tuple(known.movements), lexicon))
    heard = [one for number, rule in enumerate(RULES) if (one := _hear(sentence, rule, number, where, known))]
    return heard + _movements(sentence, where, known) + _lengths(sentence) + _bare(sentence, where, known)


@lru_cache(maxsize=8)
def _with_names(names: tuple[str, ...], lexicon: Lexicon) -> tuple[frozenset[str], tuple[str, ...]]:
    """The known words and those that slips are corrected to, with the words of these names."""
    words = frozenset(word for name in names for word in plain(name).split() if len(word) >= 4)
    return lexicon.known | words, (*lexicon.correctable, *sorted(words))


def _hear(sentence: Sentence, rule: Rule, rank: int, where: Where, known: Known) -> _Heard | None:
    """The reading of a sentence by one rule."""
    lexicon = sentence.lexicon
    if where not in rule.where or (rule.for_admins and not known.is_admin):
        return None
    if not lexicon.openings[rule.phrases].meets(sentence):
        return None
    spans = sentence.spans(lexicon.phrases[rule.phrases])
    if not rule.may_be_denied:
        spans = [span for span in spans if not is_denied(sentence, span)]
    # "Did it" is told, "did we do the other side" is asked.
    is_asking = len(sentence.words) > 2 and sentence.tokens[0] in lexicon.asks and all(first for first, _ in spans)
    is_polite = is_asking and any(first == 0 for first, _ in sentence.spans(lexicon.phrases["part.polite_ask"]))
    if not spans or (rule.moves and is_asking and not is_polite):
        return None
    covered = {place for first, last in spans for place in range(first, last)}
    instead, taken = _position_instead(sentence, rule)
    covered |= taken
    if rule.wish in _OF_A_WALK:
        covered |= {place for first, last in sentence.spans(lexicon.minutes) for place in range(first, last)}
    detail, taken = detail_of(sentence, rule, covered, known)
    if rule.needs_detail and not detail:
        return None
    is_wait = plain(detail).split()[:1] == [WAIT]
    if rule.key == "remind_again" and not is_wait and lexicon.once.isdisjoint(plain(detail).split()):
        detail = f"{detail} {TODAY}"
    covered |= taken
    left = left_over(sentence, covered, lexicon.beside[rule.phrases])
    # Of what only shows something, a longer phrase is enough for more words around it.
    longest = max(last - first for first, last in spans)
    slack = rule.slack + (max(0, longest - SHORTEST_TELLING) if rule.slack else 0)
    if left > slack + rule.doubt and not rule.anywhere:
        return None
    if sentence.spans(lexicon.others) and left and not rule.anywhere:
        return None
    is_asked = rule.wish in _NOT_BY_QUESTION and bool(sentence.tokens) and sentence.tokens[0] in lexicon.asks
    # "Could we change legs" is asked for, "is there another leg" is a question.
    is_asked |= rule.moves and is_polite
    sure = (left <= slack or rule.anywhere) and not rule.asks and not is_asked
    # Of what is meant anywhere, more is said elsewhere in the sentence.
    left = 1 if rule.anywhere else max(0, left - rule.slack)
    return _Heard(Wished(rule.wish, instead or rule.value or detail, sure), left, rank, len(covered), rule.needs_detail)


# The positions that are ruled out by what somebody cannot do.
_RULED_OUT = {"cannot_lie": "lying", "cannot_sit": "seated", "cannot_stand": "standing"}


def _position_instead(sentence: Sentence, rule: Rule) -> tuple[str, set[int]]:
    """The one position that is named beside another that is ruled out, and its tokens: "a standing one, no floor space
    here". Empty where none is, or several are."""
    if rule.key not in _RULED_OUT:
        return "", set()
    found: dict[str, set[int]] = {}
    for position in sorted({"lying", "seated", "standing"} - {_RULED_OUT[rule.key]}):
        spans = sentence.spans(sentence.lexicon.phrases[f"part.{position}"])
        if told := [span for span in spans if not is_denied(sentence, span)]:
            found[position] = {place for first, last in told for place in range(first, last)}
    return found.popitem() if len(found) == 1 else ("", set())


def _movements(sentence: Sentence, where: Where, known: Known) -> list[_Heard]:
    """The readings as the name of a movement: all words of the name, one after the other."""
    lexicon = sentence.lexicon
    found = []
    for name, movement in known.movements.items():
        tokens = plain(name).split()
        for first in range(len(sentence.tokens) - len(tokens) + 1):
            said = sentence.tokens[first : first + len(tokens)]
            if all(one.rstrip("s") == other.rstrip("s") for one, other in zip(said, tokens, strict=True)):
                covered = set(range(first, first + len(tokens)))
                left = left_over(sentence, covered, lexicon.beside["movement"])
                if left <= 2 and not (left and sentence.spans(lexicon.others)):
                    found.append(_Heard(Wished(Wish.MOVEMENT, movement, left == 0), left, 25, len(covered)))
    return found or (_by_a_word(sentence, known) if where is Where.WALK else [])


def _by_a_word(sentence: Sentence, known: Known) -> list[_Heard]:
    """The reading as "the dynamic one": a word that only one movement has in its names."""
    if ONE not in sentence.tokens:
        return []
    having: dict[str, set[str]] = {}
    for name, movement in known.movements.items():
        for word in plain(name).split():
            having.setdefault(word, set()).add(movement)
    meant = [(place, having[word]) for place, word in enumerate(sentence.tokens) if len(having.get(word, ())) == 1]
    movements = set().union(*(named for _, named in meant))
    left = left_over(sentence, {place for place, _ in meant}, sentence.lexicon.beside["movement"])
    if len(movements) != 1 or left:
        return []
    return [_Heard(Wished(Wish.MOVEMENT, movements.pop()), 0, 25, len(meant))]


def _lengths(sentence: Sentence) -> list[_Heard]:
    """The reading as a length in minutes."""
    lexicon = sentence.lexicon
    if sentence.spans(lexicon.phrases["length_less"]) or sentence.spans(lexicon.phrases["length_more"]):
        return []
    for first, last in sentence.spans(lexicon.minutes):
        if first and sentence.tokens[first - 1] in lexicon.leading_in:
            continue
        number = next((lexicon.numbers.get(token, 0) for token in sentence.tokens[first:last]), 0)
        left = left_over(sentence, set(range(first, last)), lexicon.beside["length"])
        if number and left <= 1:
            form = next(form for most, form in FORMS_BY_MINUTES if number <= most)
            return [_Heard(Wished(Wish.LENGTH, form, left == 0), left, 24, last - first)]
    return []


def _bare(sentence: Sentence, where: Where, known: Known) -> list[_Heard]:
    """The readings of a text that is only a time, or only a place: never sure."""
    if where is Where.WALK:
        return []
    found = []
    detail, taken = times_in(sentence, together=True)
    if detail and left_over(sentence, taken, frozenset()) == 0:
        found.append(_Heard(Wished(Wish.REMIND, detail, sure=False), 0, len(RULES), len(taken)))
    text = " ".join(sentence.words).strip(EDGES)
    if (
        not found
        and len(text) >= SHORTEST_BARE_PLACE
        and len(sentence.words) <= LONGEST_BARE_PLACE
        and _is_place_with_country(text, known)
    ):
        found.append(_Heard(Wished(Wish.ZONE, text, sure=False), 1, len(RULES), len(sentence.tokens)))
    return found


def _is_place_with_country(text: str, known: Known) -> bool:
    """Whether a text is a place, and what stands behind a comma is one, too, or its short form: "blz, obrigada" is
    none."""
    behind = text.partition(",")[2].strip()
    return known.is_place(text) and (len(behind) <= LONGEST_STATE or known.is_place(behind))
