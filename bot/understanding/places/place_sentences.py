"""Sentences that tell of a place: what of them is the place. "I'm travelling to Tokyo tomorrow" leaves "tokyo".

The grammar of English sentences, with the prepositions of a few languages for those who chose none of them; another
language has words alone, in its catalogue (`place_phrases`). Tables and what reads them; the texts are in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.text.folding import fold

_GREETINGS = "hello|hi|hey|well|ok|so|and|but|no|yes|sorry|actually|please"
_WHO = "i|we|im|ive|ill|id|weve|well|were|am|are|have|will|be|been|its|it|is"
_WHILE = "now|just|also|currently|presently|still|back|again|home|here|recently|right|going|gonna|about|usually|mostly"
_JOURNEY = "on|a|the|my|our|holiday|holidays|vacation|trip|business|way|away|over|out|down|up"
_STAYING = (
    "live|lives|lived|living|stay|stays|staying|based|located|working|landed|arrived|settled|residing|reside|spending"
)
_MOVING = (
    "move|moved|moving|relocated|relocating|travel|traveling|travelling|traveled|travelled|fly|flying|flew|go|gone"
    "|headed|heading|driving|came|come|coming|getting"
)
_PLACE_WORD = "city|town|village|place|location|country|region|home|hometown|home town|time zone|timezone|zone|clock|tz"
_FROM_WHEN = r"(?:(?:from|as of) )?(?:today|tomorrow|now on|tonight|next \w+|(?:on )?\w+day|soon)"
_OPENING = re.compile(
    rf"(?:{_FROM_WHEN} )?"
    r"(?:"
    rf"(?:(?:{_GREETINGS}|{_WHO}|{_WHILE}|{_JOURNEY}|{_STAYING}|{_MOVING}) )*"
    rf"(?:in|at|near|from|around|to|into|em|en|à|au|aus|nach|в|во|из|vivo en|moro em|bin in|j habite à) "
    rf"|(?:(?:{_GREETINGS}) )*(?:(?:set|change|switch|update|put|make) )?(?:(?:my|the|our) )?(?:(?:current|new) )?"
    rf"(?:{_PLACE_WORD}) (?:(?:is|s|now|to|for|in|changed|at) |(?=[a-z]+/))+"
    rf"|(?:set|change|switch) (?:me|it) (?:to|for) "
    r")"
)
_KIND_OF_PLACE = re.compile(r"(?:the )?(?:city|town|province|region|state|county|island|isle|prefecture) of ")
# "On Friday" tells when, "on Sea" is a part of the name.
_DATE = (
    r"the \d|\d|today|tomorrow|next|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|holiday|business|vacation"
)
_CLOSING = re.compile(
    r"(?: (?:please|thanks|thank you|now|today|tomorrow|tonight|soon|again|for now|right now|at the moment|these days"
    r"|btw|by the way|currently|(?:next|this|last) \w+|for (?:work|business|good|holidays?|ever)"
    r"|for (?:an?|one|two|three|four|some|the|\d+)(?: few)? \w+|for \w+ (?:days|weeks|months|years)"
    rf"|(?:until|till|since) .+|(?:on|from|by) (?:{_DATE}).*"
    r"|(?:(?:city|local|standard|summer|daylight) )*time(?: ?zone)?|zone|area|region|province|prefecture|oblast"
    r"|county|district))+$"
)
_BORDER = re.compile(r"[,;!?]|\.(?=\s)|\b(?:and|but|so)\b", re.IGNORECASE)
_A_THING = re.compile(r"(?:an?|my|your|our|this|that|another|some|the|pain|so|very|too) ")
_SIGNS = re.compile(r"[?!.:;()\"]+(?= |$)|\s+")


_TO_THE_AREA = (
    "and|but|its|it|that|thats|this|is|i|mean|meant|im|am|live|which|the|one|city|town|lies|lying|located|situated"
    "|over|down|up|out|back|so|as"
)
_SIDE = (
    r"(?:(?:north|south)[ -]?)?(?:north|south|east|west|northern|southern|eastern|western|central)"
    "|part|side|coast|end|corner|middle|centre|center|heart|bit|tip|edge|state|county|province|region|republic"
)
# "Bristol. It's in the southwest of England", "Richmond, the one in Virginia", "Portland, on the coast of Maine".
_LIES_IN = re.compile(rf"(?:(?:{_TO_THE_AREA}) )*(?:in|from|on(?= the .+ of )) (?P<area>[^,;()]+)")
_GAP = re.compile(r"\s*[,;.:(\u2013\u2014]+\s*|\s+-+\s+|\s+")
_TO_THE_SIDE = re.compile(rf"(?:(?:(?:the|deep|far|very|of|in|on|{_SIDE}) )*(?:of|in) )?(?:the )?")
_SIDES = re.compile(rf"(?:(?:{_SIDE})[ -])+")
_NOT_IN = re.compile(
    r"(?:the )?(?P<name>[^,;.()]+?)[,;.( ]+(?:but )?not "
    r"(?:the )?(?:one )?(?:in )?(?:the )?(?P<area>[^,;.()]+?)(?: one)?\W*"
)
_BUT_NOT = re.compile(r"\W+(?:(?:and|but) )?not .*$")


def lies_in(text: str) -> Iterator[tuple[str, str]]:
    """The name and the area that a text says it lies in: "richmond, the one in virginia"; of an area also its bare
    name."""
    plain = _plain(text)
    for gap in _GAP.finditer(plain):
        areas = areas_in(plain[gap.end() :])
        if areas:
            yield from ((plain[: gap.start()].removeprefix("the "), area) for area in areas)
            return


def areas_in(text: str) -> list[str]:
    """The names of an area that a text says something lies in, the longest first: "it's in the south of england"."""
    match = _LIES_IN.match(_plain(text))
    if match is None:
        return []
    area = _BUT_NOT.sub("", match["area"]).strip(" .!?")
    area = _TO_THE_SIDE.sub("", area, count=1) if _TO_THE_SIDE.match(area) else area
    return list(dict.fromkeys((area, _SIDES.sub("", area, count=1))))


def not_in(text: str) -> tuple[str, str] | None:
    """The name and the area that a text says it does not lie in: "perth, not australia". None for any other text."""
    match = _NOT_IN.fullmatch(_plain(text))
    return None if match is None else (match["name"], match["area"])


def _plain(text: str) -> str:
    return text.casefold().replace("'", "").replace("\u2019", "").strip()


def opened(text: str) -> tuple[str, bool]:
    """What follows the words that lead to a place, and whether there are such words."""
    plain = _SIGNS.sub(" ", text.casefold()).replace("'", "").replace("’", "").strip()
    match = _OPENING.match(f"{plain} ")
    return (plain[match.end() :].strip(), True) if match else (text.strip(), False)


def clauses_of(text: str) -> list[str]:
    """The parts of a sentence; none when it has one: "I live in Vienna", "want the reminder at 18:30"."""
    parts = [part for part in _BORDER.split(text) if part.strip()]
    return parts if len(parts) > 1 else []


def names_in(rest: str) -> Iterator[str]:
    """The folded names that a text without its opening may mean, the longest first."""
    whole = fold(rest)
    yield whole
    bare = _CLOSING.sub("", whole) if " " in whole else whole
    bare = _KIND_OF_PLACE.sub("", bare, count=1)
    yield bare
    yield bare.removeprefix("the ")
    if not bare.isalpha():
        letters = " ".join(word for word in bare.split() if not any(map(str.isdigit, word)))
        yield letters
        # A postcode has parts without figures, too: "1011 AB Amsterdam", "D-10115 Berlin".
        if letters != bare:
            yield " ".join(word for word in letters.split() if len(word) > 2) or letters
        if bare.startswith("s "):
            yield f"sao {bare[2:]}"


def is_a_thing(name: str) -> bool:
    """True for "a hurry" and "my desk": no place that was misspelt."""
    return _A_THING.match(f"{name} ") is not None
