"""Hours of somebody's own day that are no reminder's: when work begins, a shift ends, a meeting is. Pure.

"Change it please, I start work at 8, so 6:45" has one time for a reminder. What leads to such hours is in the
catalogue; around it stand times in the plain form of `time_phrases`, and pronouns of English, which need not be there.
"""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.wishes.sentence import lexicon_of
from bot.understanding.wishes.wishes import time_in

CLOCK = (
    r"(?:half (?:past )?|quarter (?:past|to) )?"
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: half)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)"
    r"(?: ?[ap]m| o'?clock)?(?: (?:in the )?(?:morning|afternoon|evening|night))?\b"
)
_BETWEEN = r"(?:[^\W\d_]+'?[^\W\d_]* ){0,3}?"
_LEAD = r"(?:\b(?:i|we|he|she|my|our|his|her|because|as|since|and|but)\b [^,.;!?\d]{0,30}?)?"


def without(text: str, words: Words) -> str:
    """A text without such hours, where another time is left; else the text as it is."""
    told = lexicon_of(words.catalogue).phrases["own_hours"].pattern
    hours = re.compile(rf"{_LEAD}(?:{told})\s+{_BETWEEN}{CLOCK}(?:\s*(?:-|to|till|until)\s*{CLOCK})?", re.IGNORECASE)
    rest = " ".join(hours.sub(" ", text).split())
    return rest if rest != " ".join(text.split()) and time_in(rest, words) else text


def tells_only(text: str, words: Words) -> str | None:
    """What is left of a text whose only times are such hours; None where there are none, or others."""
    told = lexicon_of(words.catalogue).phrases["own_hours"].pattern
    hours = re.compile(rf"{_LEAD}(?:{told})\s+{_BETWEEN}{CLOCK}", re.IGNORECASE)
    rest = " ".join(hours.sub(" ", text).split())
    is_less = rest != " ".join(text.split())
    rest = re.sub(r"[ ,.;]+(?:though|however)?[ ,.;]*$", "", rest)
    return rest if is_less and not time_in(rest, words) else None


def kept(text: str, words: Words) -> str:
    """What a text says beside such hours; the text as it is where that is nothing."""
    rest = tells_only(text, words) or ""
    return rest if len(rest.split()) > 1 else without(text, words)
