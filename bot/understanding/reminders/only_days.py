"""Only days: the days that a sentence names as the only ones, apart from its time: "half past eight would be good, but
only from Monday to Friday". Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.weekdays import ONE_OR_GROUP, ONE_WEEKDAY, parse_weekdays

_GROUP = r"(?:school|working|work) ?days?"
_DAYS = rf"(?:{ONE_OR_GROUP}|{_GROUP})\b(?: (?:(?:,|and|to|till|til|until|through|thru|or) )*(?:{ONE_WEEKDAY})\b)*"
_ONLY = re.compile(
    rf"(?<!not )\b(?:only|just)(?: (?:on|from|for|the|every))* (?P<behind>{_DAYS})"
    rf"|(?P<before>{_DAYS})(?: please)? only\b"
)
_SCHOOL = re.compile(_GROUP)


def read(text: str, words: Words | None, weekend: frozenset[int]) -> frozenset[int] | None:
    """These days (Monday 0); None where a text names none, or two such."""
    return first_read(text, words, lambda said: _read(said, weekend), lambda found: found is not None)


def _read(text: str, weekend: frozenset[int]) -> frozenset[int] | None:
    said = " , ".join(plain(part) for part in text.split(","))
    found = [one["behind"] or one["before"] for one in _ONLY.finditer(said)]
    days = parse_weekdays(_SCHOOL.sub("weekdays", found[0]), weekend=weekend) if len(found) == 1 else None
    return days or None
