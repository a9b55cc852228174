"""Wanted now: how a session is wanted at once, or that none is, where a denial or a part of the day looks like putting
it off: "not later, the lying one now", "on my stool then, not the floor", "not tonight". Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes import positions_told
from bot.understanding.wishes.sentence import lexicon_of, sentence_of
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# Longer texts are a story; the most words of one that names a place for it among reasons.
LONGEST, LONGEST_PLACE = 28, 14
# What begins a session, or says how it is to be.
BEGINNING = frozenset(
    {Wish.START, Wish.TODAYS, Wish.LENGTH, Wish.MOVEMENT, Wish.POSITION, Wish.POSITION_TODAY, Wish.FOLLOW_ALONG}
    | {Wish.LISTEN, Wish.BY_STEPS, Wish.OTHER_MOVEMENT}
)


def without_denied(text: str, words: Words) -> str | None:
    """What is left of a text that does not want a session later: "not come back, a short one now". None where nothing
    of that is denied."""
    said = plain(text)
    pattern = _denied(words)
    rest = " ".join(pattern.sub(" ", said).split())
    return None if pattern.search(said) is None else rest.strip(f" {STOP}")


def denies_later(text: str, words: Words) -> bool:
    """Whether a text says that a session is not to come later."""
    return _denied(words).search(plain(text)) is not None


def is_at_once(text: str, words: Words) -> bool:
    """Whether a text wants it now, in so many words."""
    return _says(text, words, "at_once")


def refuses(text: str, words: Words) -> bool:
    """Whether a text wants nothing more today: "not tonight", "too tired tonight, let's leave it"."""
    if len(text.split()) > LONGEST or is_question(text) or _says(text, words, "refusal_not"):
        return False
    return _says(text, words, "not_tonight") or (_says(text, words, "tonight") and _says(text, words, "refusal"))


def position(text: str, words: Words, where: Where) -> Wished | None:
    """The position that a text wants for a session of today, or for the open one; None for none. Where one is only
    ruled out, another is asked about."""
    asking = phrases_of(words, "hear.now.asking")
    # "I can't stand the voice" names no position.
    is_asked = (
        is_question(text)
        or _says(text, words, "idioms")
        or any(plain(one).split(" ", 1)[0] in asking for one in clauses_of(text, words))
    )
    if len(text.split()) > LONGEST or is_asked or _is_of_always(text, words):
        return None
    said = sentence_of(positions_told.without_daily(text, words), lexicon_of(words.catalogue)).text
    told = positions_told.missed(said, words, "hear.now.unwanted")
    wanted = _placed(text, words) - told.denied or (told.wanted if _says(said, words, "want") else frozenset())
    if len(wanted) == 1:
        says_today = _says(text, words, "today") or _says(text, words, "tonight")
        is_of_today = where is Where.PROMPT or says_today or positions_told.is_for_today(text, words)
        wish = Wish.POSITION_TODAY if where is not Where.WALK and is_of_today else Wish.POSITION
        return Wished(wish, next(iter(wanted)), sure=not _says(text, words, "may"), plain=True)
    is_ruled_out = where is not Where.WALK and not told.wanted and len(told.denied) == 1
    if is_ruled_out and _says(said, words, "ruled_out"):
        other = next(one for one in ("seated", "standing") if one not in told.denied)
        return Wished(Wish.POSITION_TODAY, other, sure=False, plain=True)
    return None


def _is_of_always(text: str, words: Words) -> bool:
    says_days = not PLURALS.isdisjoint(plain(text).split())
    return says_days or _says(text, words, "always")


def _placed(text: str, words: Words) -> frozenset[str]:
    """The positions that are a clause with nothing beside them that says anything: "dude on the chair, im at work"."""
    if len(text.split()) > LONGEST_PLACE:
        return frozenset()
    beside, found = phrases_of(words, "hear.now.beside"), set[str]()
    for clause in clauses_of(text, words):
        tokens = plain(clause).split()
        for one in positions_told.POSITIONS:
            here = covered(tokens, phrases_of(words, f"hear.position_{one}"))
            if here and len(here | covered(tokens, beside)) == len(tokens):
                found.add(one)
    return frozenset(found)


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.now.{group}")


@lru_cache(maxsize=8)
def _denied(words: Words) -> re.Pattern[str]:
    def one_of(key: str) -> str:
        return "|".join(sorted(map(re.escape, phrases_of(words, key)), key=len, reverse=True)) or "(?!)"

    denials, between, later = one_of("hear.now.denial"), one_of("hear.now.between"), one_of("hear.now.later")
    return re.compile(rf"(?<!\S)(?:{denials}) (?:(?:{between}) )?(?:{later})(?! than)(?!\S)")
