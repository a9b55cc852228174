"""Days remarked: weekdays that a text names without setting anything: "not only Friday" says no to these alone, and "I
have only Friday off work" tells of a job. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.weekdays import ONE_OR_GROUP, parse_weekdays

_ON = r"(?:(?:on|for|the|every|each|at) )*"
_DAYS = rf"{_ON}(?:{ONE_OR_GROUP})(?: (?:(?:and|or|to) )?{_ON}(?:{ONE_OR_GROUP}))*"
_BEFORE = r"(?:no|nope|nah|i mean|i meant|i said|sorry|please|but|then|ok|okay|so|and|well)"
_REMIND = r"(?:(?:please )?(?:remind me|write to me|write me|write|message me|send them|send it|reminders|them) )?"
_WANT = r"i (?:dont|do not) (?:want|need)(?: (?:reminders|a reminder|them|it|messages|to be reminded|you))*"
_TOO = rf"(?:every ?day|all days|(?:the )?other days|{_DAYS})(?: (?:too|also|as well))?"
_NOT_ONLY = re.compile(
    rf"(?:{_BEFORE} )*(?:{_REMIND}not|{_WANT}) (?:only|just) (?P<days>{_DAYS})"
    rf"(?: (?:but )?(?:also )?{_TOO})?(?: please| thanks)*"
)
_WORK = r"(?:(?:from|at) )?(?:my )?(?:work|school|job|uni|university|college|shift|shifts|the office|office)"
_OFF_WORK = re.compile(
    rf"(?:{_BEFORE} )*(?:ive|weve|(?:i|we) (?:(?:only|just) )?(?:have|get))(?: got)? (?:(?:only|just) )?"
    rf"(?P<days>{_DAYS}) (?:off|free) {_WORK}(?: (?:now|these days|at the moment|this year))?"
)


class Remarked(NamedTuple):
    """The days, as typed; and whether they are told as days off work."""

    days: str
    off_work: bool


def read(text: str, words: Words | None) -> Remarked | None:
    """The days of such a text; None for any other."""
    return first_read(text, words, _read, lambda found: found is not None)


def _read(text: str) -> Remarked | None:
    said = " ".join(plain(text.replace(",", " ")).split())
    for pattern in (_NOT_ONLY, _OFF_WORK):
        found = pattern.fullmatch(said)
        if found is not None and parse_weekdays(found["days"]) is not None:
            return Remarked(found["days"], pattern is _OFF_WORK)
    return None
