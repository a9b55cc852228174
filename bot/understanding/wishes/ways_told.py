"""Ways told: the way of sessions that a text wants beside one that it does not: "no more videos, always the steps".

Films and sound are denied, and steps wanted, in words of each language's own. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wish_details import ALWAYS, TODAY
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import FILM, SOUND, STEPS

_NAMES = {STEPS: "hear.way_told.steps", FILM: "hear.way_told.film", SOUND: "hear.way_told.sound"}
_WISHES = {STEPS: Wish.BY_STEPS, FILM: Wish.FOLLOW_ALONG, SOUND: Wish.LISTEN}
# Words by which a way is not wanted; who prefers one; what tells how something is, or is of the day alone.
_NOT, _PREFERS = "hear.way_told.not", "hear.way_told.prefers"
_IS_SO = "hear.way_told.is_so"
# Words with which a way is wanted, for a session to come; what tells how it is set; words that speak of a reminder.
_WANTS, _IS_SET, _OF_REMINDERS = "hear.way_told.wants", "hear.way_told.is_set", "hear.way_told.reminders"
_JOINTS, _ASKS = "hear.way_told.joints", "hear.way_told.asks"
_TODAY, _ALWAYS = ("hear.only_today", "hear.way_told.today"), "hear.way_always"
# The most words from a denial to the way, and of such a text.
_FURTHEST, _LONGEST = 4, 18
# The same where a part of it says how it is.
_LONGEST_WITH_FACT = 45
# The most words with which films are only denied.
_LONGEST_DENIAL = 6


def wish(text: str, words: Words, *, has_films: bool = False) -> tuple[Wish, str] | None:
    """The wish for the one way that a text wants, where it denies another or prefers this one, and its detail: from now
    on, or today's alone where it says so. Without films and sounds for good, sessions come in steps; so does a film
    (`has_films`) where films alone are denied. None for any other text."""
    if (named := _wanted_for_good(text, words)) is not None:
        return _WISHES[named], ALWAYS
    # "Can I get the recording instead of the steps?" is a wish.
    if not is_said(text, words, _ASKS) and (is_question(text) or is_said(text, words, _IS_SO)):
        return None
    if len(text.split()) > _LONGEST:
        return None
    wanted, denied = set[str](), set[str]()
    prefers = False
    for clause in clauses_of(text, words):
        prefers |= is_said(clause, words, _PREFERS)
        for way, is_denied in _named(plain(clause).split(), words):
            (denied if is_denied else wanted).add(way)
    if not wanted and STEPS not in denied and denied and is_said(text, words, _ALWAYS):
        # "Enough of the videos, for good."
        return _WISHES[STEPS], ALWAYS
    if has_films and not wanted and denied == {FILM} and len(text.split()) <= _LONGEST_DENIAL:
        # "No more videos."
        return _WISHES[STEPS], ""
    if len(wanted) != 1 or wanted & denied or not (denied or prefers):
        return None
    way = wanted.pop()
    # "From now on" has "now" in it.
    is_of_today = is_said(text, words, *_TODAY) and not is_said(text, words, _ALWAYS)
    return _WISHES[way], TODAY if is_of_today else ALWAYS


def beside_end(text: str, words: Words) -> str | None:
    """The one way that a text wants from then on which tells that a session is done: "all done, steps again tomorrow
    please"; None for none, and for several."""
    parts = [one for one in clauses_of(text, words, _JOINTS) if is_said(one, words, _WANTS, _PREFERS, _ALWAYS)]
    return _only(_ways_in([one for one in parts if not is_said(one, words, _OF_REMINDERS)], words))


def _wanted_for_good(text: str, words: Words) -> str | None:
    """The way that is wanted from now on in a text that also says how it is: "it still says film. Please send me the
    steps from now on". None for any other text."""
    parts = [one for one in clauses_of(text, words) if not is_said(one, words, _IS_SET)]
    if len(parts) == len(clauses_of(text, words)) or len(text.split()) > _LONGEST_WITH_FACT:
        return None
    if not any(is_said(one, words, _ALWAYS) for one in parts):
        return None
    return _only(_ways_in([one for one in parts if is_said(one, words, _WANTS, _PREFERS)], words))


def _ways_in(parts: Sequence[str], words: Words) -> Iterator[tuple[str, bool]]:
    return (found for one in parts for found in _named(plain(one).split(), words))


def _only(named: Iterator[tuple[str, bool]]) -> str | None:
    """The only way that is named and not denied; None for none and for several."""
    ways = {way for way, is_denied in named if not is_denied}
    return ways.pop() if len(ways) == 1 else None


def _named(tokens: Sequence[str], words: Words) -> Iterator[tuple[str, bool]]:
    """The ways that a clause names, in their order, and whether each is denied."""
    places = {place: way for way, key in _NAMES.items() for place in covered(tokens, phrases_of(words, key))}
    none = covered(tokens, phrases_of(words, _NOT)) - places.keys()
    for place, way in sorted(places.items()):
        if places.get(place - 1) == way:
            continue
        before = set[int]()
        for at in range(place - 1, max(-1, place - 1 - _FURTHEST), -1):
            if at in places:
                break
            before.add(at)
        yield way, bool(before & none)
