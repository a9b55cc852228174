"""A new time that is said to come as well as the reminders there are: "add 21:00, keep 7:30", "9 pm too". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import covered, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.weekdays import WEEKDAYS
from bot.understanding.wishes.sentence import lexicon_of
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import LONGEST, Wished

_PARTS = re.compile(r"[,;!?]+|\.(?!\d)|\s-\s")
_WORD = re.compile(r"\d+[:.]\d+|[\w'’]+")
_ASIDE = "hear.as_well_beside"


def read(text: str, words: Words, where: Where, known: Known) -> Wished | None:
    """The time that comes as well, with its days; None where that is not said, or more is told."""
    if not known.reminded or len(text) > LONGEST or (is_question(text) and not _is_polite(text, words)):
        return None
    added = list[str]()
    is_kept = is_added = False
    for part in _parts(text, words):
        if _keeps(part, words, known):
            is_kept = True
            continue
        rest = _without(part, phrases_of(words, "hear.as_well_told"))
        is_added |= rest != part
        is_kept |= rest != _without(rest, phrases_of(words, "hear.both_times"))
        rest = _without(_without(rest, phrases_of(words, "hear.both_times")), phrases_of(words, _ASIDE))
        if not rest:
            continue
        found = parse_reminders(" ".join(rest), words)
        if not isinstance(found, tuple) or len(found) != 1 or found[0].once:
            return None
        if found[0].time in known.reminded and found[0].weekdays is not None:
            # "The half eight one on Saturdays, too."
            return None
        if found[0].time not in known.reminded:
            # What weekends are depends on the country: the words stay.
            added.append(" ".join(rest))
    # "Too", said to a reminder that came, may be of today alone.
    is_told = is_kept or (is_added and where is Where.OUT)
    return Wished(Wish.REMIND_ALSO, added[0], plain=True) if is_told and len(added) == 1 else None


def _is_polite(text: str, words: Words) -> bool:
    return lexicon_of(words.catalogue).phrases["part.polite_ask"].match(plain(text)) is not None


def _parts(text: str, words: Words) -> list[list[str]]:
    """The words of the parts of a text, between its marks and at its joints."""
    joints = {plain(each) for each in words.own_options("hear.as_well_joints")}
    found: list[list[str]] = []
    for clause in _PARTS.split(with_plain_times(text, words)):
        part: list[str] = []
        spoken = _WORD.findall(clause.casefold().replace("’", "'"))
        for word, following in pairwise([*spoken, ""]):
            # "On Saturday and Sunday" is one part.
            if plain(word) in joints and following not in WEEKDAYS:
                found.append(part)
                part = []
            else:
                part.append(word.replace("'", ""))
        found.append(part)
    return [part for part in found if part]


def _keeps(part: Sequence[str], words: Words, known: Known) -> bool:
    """Whether a part says that a reminder stays, and no more: "leave the morning one", "7:30 stays"."""
    rest = _without(part, phrases_of(words, "hear.reminder_stays"))
    if rest == part:
        return False
    rest = _without(_without(rest, phrases_of(words, "hear.reminder_there")), phrases_of(words, _ASIDE))
    found = parse_reminders(" ".join(rest), words) if rest else ()
    return isinstance(found, tuple) and all(one.time in known.reminded and one.weekdays is None for one in found)


def _without(part: Sequence[str], phrases: tuple[str, ...]) -> list[str]:
    gone = covered([plain(word) for word in part], phrases)
    return [word for place, word in enumerate(part) if place not in gone]
