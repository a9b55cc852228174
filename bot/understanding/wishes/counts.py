"""Counts: numbers that count or rate something, and are no time of day: "6 minutes is too long", "400 boxes", "like a
6". Pure.

What is counted is in the catalogue; around it stand words of the plain form of `time_phrases`.
"""

from __future__ import annotations

from bot.understanding.text.phrase_patterns import STOP
from bot.understanding.wishes.sentence import Sentence

# "In 20 minutes" is a moment, "10 minutes to six" and "8 hours 30 minutes" are times.
_WAITS = frozenset({"in", "within", "after"})
_OF_AN_HOUR = frozenset({"to", "past", "after", "before", "of", "till", "til"})
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "oclock", "uhr"})
_FURTHEST_WAIT = 2
# No hour, and no hour with its minutes behind it, has a larger number.
_LAST_HOUR = 24


def places(sentence: Sentence) -> set[int]:
    """The places of the tokens of such numbers."""
    return {
        place for place, _ in enumerate(sentence.tokens) if _is_number(sentence, place) and _counts(sentence, place)
    }


def _is_number(sentence: Sentence, place: int) -> bool:
    """Whether a token is a number that stands alone: the 6 of "6:45" is none."""
    token, owner = sentence.tokens[place], sentence.owners[place]
    around = [other for other in (place - 1, place + 1) if 0 <= other < len(sentence.tokens)]
    is_part = any(sentence.owners[one] == owner and sentence.tokens[one].isdecimal() for one in around)
    return not is_part and (token.isdecimal() or token in sentence.lexicon.numbers)


def _counts(sentence: Sentence, place: int) -> bool:
    lexicon, token = sentence.lexicon, sentence.tokens[place]
    before = [sentence.tokens[one] if one >= 0 else STOP for one in range(place - _FURTHEST_WAIT, place)]
    behind, then = [*sentence.tokens[place + 1 : place + 3], STOP, STOP][:2]
    if behind in lexicon.counted:
        is_time = not _WAITS.isdisjoint(before) or then in _OF_AN_HOUR or before[-1] in _HOURS
        return not is_time
    if behind in _HOURS:
        # "11 hours on my feet".
        return then in lexicon.spent
    if before[-1] in lexicon.rated and token.isdecimal():
        # "A 6" is no time, "a 6 am reminder" and "a 7 o'clock one" have one.
        return behind not in lexicon.times and lexicon.phrases["named.thing"].fullmatch(behind) is None
    # "400 boxes": of the things that there are in the world few are listed.
    is_unknown = behind.isalpha() and behind not in lexicon.known | lexicon.times | lexicon.fillers
    return token.isdecimal() and int(token) > _LAST_HOUR and is_unknown
