"""Time zone from what somebody types: a city, a region, a zone's name, an offset, "it is 14:35 here", or a point.

Everything is answered from data that comes with the packages: the cities and regions of `gazetteer`, the zones of
bot.timing.zones, the zone borders of tzfpy. Nothing is looked up over the network and no text or position is kept. The
cities are opened at the first question that needs them (some 50 ms: preload() does it beforehand), the borders by tzfpy
at the first zone_at (33 MB, 0.1 s). All functions may be called from any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import tzfpy

from bot.i18n.catalogue import Words
from bot.timing.zones import ABBREVIATIONS, canonical, clock_of, guess_zone, known_zones, zone_named, zone_with_offset
from bot.understanding.places import place_phrases
from bot.understanding.places.gazetteer import country_name, loaded_gazetteer
from bot.understanding.places.place import (
    MOST_CHOICES,
    Ambiguous,
    Found,
    Place,
    cities_called,
    city_name,
    city_place,
    label,
    offset_place,
    one_or_ambiguous,
    zone_place,
)
from bot.understanding.places.place_search import (
    BIG_CITY,
    find_by_words,
    find_country,
    find_elsewhere,
    is_name_of_place,
)
from bot.understanding.places.place_sentences import areas_in, clauses_of, lies_in, not_in, opened
from bot.understanding.places.zone_texts import (
    as_typed_plainly,
    find_by_clock,
    find_by_offset,
    find_by_zone_name,
    offset_with_place,
)
from bot.understanding.text.folding import fold
from bot.understanding.times.time_phrases import is_about_time

__all__ = [
    "MOST_CHOICES",
    "Ambiguous",
    "Found",
    "Heard",
    "Place",
    "Sureness",
    "areas_in",
    "find_zone",
    "fold",
    "guess_zone",
    "label",
    "place_in",
    "preload",
    "zone_at",
    "zone_named",
    "zone_with_offset",
]

LONGEST_TEXT = 100  # characters
LONGEST_SENTENCE = 200
MOST_WORDS_WITH_A_SLIP = 4
NEAR_KM = 200  # a point farther from any city is named after its zone

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_OF_A_PART = re.compile("\U0001f3f4((?:[\U000e0061-\U000e007a])+)\U000e007f")
_PARTS_WITH_FLAGS = {"gbeng": "England", "gbsct": "Scotland", "gbwls": "Wales"}


class Sureness(StrEnum):
    """How sure it is that a text names a place."""

    EXACT = "exact"  # a city, a zone or an offset, as it is written
    REGION = "region"  # a region or a country, as it is written
    CORRECTED = "corrected"  # a slip was corrected: to be asked
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Heard:
    """The place in a sentence. `is_told` is True when words lead to it ("I live in", "my city is"): without them the
    text may mean something else."""

    found: Found
    sureness: Sureness
    is_told: bool


def find_zone(text: str, words: Words | None = None, *, now: datetime, likely: str | None = None) -> Found:
    """The place, and so the zone, that a text means; Ambiguous when it has to be asked which; None when none is known.

    Read in this order: an offset ("UTC+2"), a zone's name or abbreviation ("europe/berlin", "CET", "Eastern Standard
    Time"), a clock ("it is 14:35 here"), a city or region, alone or with its country or state ("Portland, Maine",
    "paris texas"), in a sentence, with a postcode or a flag, the same with a slip. A place with a slip has `near` set:
    it is to be asked, never taken. `now` (UTC) settles offsets and which clocks agree. `likely` is a zone to prefer
    where a clock alone cannot tell, say guess_zone() of the person: it knows summer time, a bare offset does not.
    Villages are not in the data, so they are None. `words`: what leads to a name is heard in their language, too; a
    name that is bent there is asked like one with a slip.
    """
    if len(text) > LONGEST_TEXT:
        return None
    text = place_phrases.with_country(text, words)
    rest, _ = opened(text)
    exact = _find_by_zone(text, rest, now) or find_by_clock(text, now, likely, words)
    if exact is None and (place_phrases.is_none(text, words) or is_about_time(text, words)):
        return None
    return exact or _find_in_language(text, words, now) or _find_by_place(rest, now)


def _find_in_language(text: str, words: Words | None, now: datetime, *, is_led: bool = False) -> Found:
    """The place that a text names in a language other than English, without a slip. `is_led`: only where words lead
    to it."""
    led = place_phrases.opened(text, words)
    name = led or text.strip(" .,!?").casefold()
    if words is None or (is_led and led is None) or place_phrases.is_none(text, words):
        return None
    meant_by_it = place_phrases.byname(name, words)
    name = meant_by_it or name
    country = place_phrases.country_called(name, words)
    found = _find_by_place(name, now, corrects=False) or (find_country(country, now) if country else None)
    found = found or _find_in_country(name, words, now)
    found = _with_own_name(found, name, words)
    if found is not None:
        return _as_called(found, _as_typed(name, text) if led or meant_by_it else text.strip(" .,!?"), words)
    for unbent in place_phrases.unbent(name, words, lambda each: _is_place(each, words)):
        country = place_phrases.country_called(unbent, words)
        meant = _find_by_place(unbent, now, corrects=False) or (find_country(country, now) if country else None)
        if meant is not None:
            return _to_be_asked(_as_called(meant, _bent_back(name, unbent, text), words))
    return None


def _with_own_name(found: Found, name: str, words: Words) -> Found:
    """What was found by a name, and the city that the language of `words` itself calls so (label()), behind it."""
    zone = cities_called(words.own_locale.language).get(fold(name))
    places = found.places if isinstance(found, Ambiguous) else (found,) if found else ()
    if zone is None or any(canonical(place.zone) == canonical(zone) for place in places):
        return found
    return one_or_ambiguous((*places[: MOST_CHOICES - 1], zone_place(canonical(zone))))


def _as_called(found: Place | Ambiguous, name: str, words: Words) -> Place | Ambiguous:
    """What was found by a name, with that name where it is one of the city's and the language has none for it. In
    English a city has its English name, unless it was written in other letters."""
    name = name.partition(",")[0].strip()
    if name.isascii() and not words.is_translated:
        return found
    own = place_phrases.called(name, words)
    shown = own or (_titled(name) if name.islower() else name)

    def called(place: Place) -> Place:
        if own is not None:
            return replace(place, called=own, region=place.region if place.city else "")
        has_accents = words.is_translated and not name.isascii() and place.city.isascii()
        is_other = bool(place.city) and (fold(name) != fold(place.city) or has_accents) and _is_named(place, name)
        is_called_so = is_other and city_name(place.city, place.zone, words.own_locale.language) == place.city
        return replace(place, called=shown) if is_called_so else place

    if isinstance(found, Ambiguous):
        return Ambiguous(tuple(map(called, found.places)))
    return called(found)


def _titled(name: str) -> str:
    """A name with capitals, short words between hyphens without: "Ростов-на-Дону"."""
    return re.sub(r"-(\w{1,3})(?=-)", lambda match: match[0].casefold(), name.title())


def _is_named(place: Place, name: str) -> bool:
    """Whether a name is one that the gazetteer has for the city, and not one of its country beside it."""
    gazetteer = loaded_gazetteer()
    named = gazetteer.named(fold(name))
    return any((gazetteer.name(city), gazetteer.zone(city)) == (place.city, place.zone) for city in named)


def _as_typed(name: str, text: str) -> str:
    """A name in lower case and without accents, as it stands in the text."""
    plain = place_phrases.bare(text.casefold())
    place = plain.find(place_phrases.bare(name))
    return text[place : place + len(name)] if place >= 0 and len(plain) == len(text) else name


def _bent_back(name: str, unbent: str, text: str) -> str:
    """A name with other endings, its letters as they stand in the text."""
    typed = _as_typed(name, text).split()
    if not len(name.split()) == len(unbent.split()) == len(typed):
        return unbent
    found = []
    for bent, other, word in zip(name.split(), unbent.split(), typed, strict=True):
        stem = next(
            (at for at, (one, two) in enumerate(zip(bent, other, strict=False)) if one != two),
            min(len(bent), len(other)),
        )
        found.append(word[:stem] + other[stem:])
    return " ".join(found)


def _find_in_country(name: str, words: Words, now: datetime) -> Found:
    """The place of a name with its country behind it, as the language calls that: "wien österreich"."""
    spoken = name.replace(",", " ").split()
    for cut in range(1, len(spoken)):
        country = place_phrases.country_called(" ".join(spoken[cut:]), words)
        if country is not None:
            return _find_by_place(f"{' '.join(spoken[:cut])}, {country_name(country, 'en')}", now, corrects=False)
    return None


def _is_place(name: str, words: Words) -> bool:
    return is_name_of_place(name) or place_phrases.country_called(name, words) is not None


def _to_be_asked(found: Place | Ambiguous) -> Found:
    if isinstance(found, Ambiguous):
        return Ambiguous(tuple(replace(place, near=True) for place in found.places))
    return replace(found, near=True)


def place_mentioned(text: str, words: Words | None = None, *, now: datetime) -> Found:
    """The place that a sentence mentions in capital letters, as an answer to a question for one: to be asked about.

    Of several names the last ones go together: "I'm from Germany, but I live in Valencia, Spain". `now` is in UTC. With
    `words` it is called as their language does, or as typed.
    """
    names = [word.strip(".,;:!?()\"'") for word in text[: 2 * LONGEST_TEXT].split()]
    capital = [name for name in names if name[:1].isupper() and is_name_of_place(name)]
    for start in range(max(0, len(capital) - 2), len(capital)):
        found = _find_by_place(name := ", ".join(capital[start:]), now)
        if found is not None:
            return found if words is None else _as_called(found, name, words)
    return None


def place_in(text: str, words: Words | None = None, *, now: datetime) -> Heard:
    """The place that a sentence tells of, as find_zone reads it, but for clocks: "at 8" is none. `now` is in UTC.

    Of several clauses the first with a place counts. A slip is corrected only where words lead to the place. `words`:
    they are heard in their language, too.
    """
    if len(text) > LONGEST_SENTENCE:
        return Heard(None, Sureness.NONE, is_told=False)
    clauses = [text, *clauses_of(text)]
    for clause in clauses if words is not None else ():
        if (found := _find_in_language(clause, words, now, is_led=True)) is not None:
            return Heard(found, _sureness(found), is_told=True)
    told = [(clause, *opened(clause)) for clause in clauses]
    for corrects in (False, True):
        for clause, rest, is_told in told:
            is_slip = is_told and len(rest.split()) <= MOST_WORDS_WITH_A_SLIP
            if is_slip if corrects else (is_told or clause is text):
                found = _find_by_zone(clause, rest, now) or _find_by_place(rest, now, corrects=corrects)
                if found:
                    found = found if words is None else _as_called(found, _as_typed(rest, clause), words)
                    return Heard(found, _sureness(found), is_told)
    return Heard(None, Sureness.NONE, any(is_told for _, _, is_told in told))


def _sureness(found: Found) -> Sureness:
    if found is None:
        return Sureness.NONE
    first = found.places[0] if isinstance(found, Ambiguous) else found
    if first.near:
        return Sureness.CORRECTED
    return Sureness.REGION if first.country_code and not first.city else Sureness.EXACT


def _find_by_zone(text: str, rest: str, now: datetime) -> Found:
    plain = as_typed_plainly(text)
    found = find_by_offset(plain, now) or find_by_zone_name(plain)
    if not found and rest != text.strip():
        without_opening = as_typed_plainly(rest)
        found = find_by_offset(without_opening, now) or find_by_zone_name(without_opening)
    both = None if found else offset_with_place(plain)
    if both is None:
        return found
    offset, name = both
    there, bare = _find_by_place(name, now), offset_place(offset, now)
    places = there.places if isinstance(there, Ambiguous) else (there,) if there else ()
    agreeing = [place for place in places if offset in clock_of(place.zone, now)]
    if agreeing:
        return agreeing[0] if len(agreeing) == 1 else Ambiguous(tuple(agreeing))
    offered = [place for place in (bare, *places) if place is not None][:MOST_CHOICES]
    return Ambiguous(tuple(offered)) if len(offered) > 1 else bare and replace(bare, near=True)


def _find_with_abbreviation(rest: str, now: datetime) -> Found:
    """A place with the abbreviation of its zone, "AEST Sydney": the place, or a question when they disagree."""
    words = fold(rest).split()
    for abbreviation, others in ((words[:1], words[1:]), (words[-1:], words[:-1])):
        zones = ABBREVIATIONS.get(abbreviation[0], []) if others else []
        there = find_by_words(" ".join(others), now, corrects=False) if zones else None
        places = there.places if isinstance(there, Ambiguous) else (there,) if there else ()
        clocks = {clock_of(zone, now) for zone in zones}
        agreeing = [place for place in places if clock_of(place.zone, now) in clocks]
        if places:
            return one_or_ambiguous(agreeing or [*places, *map(zone_place, zones)])
    return None


def _find_within(rest: str, now: datetime) -> Found:
    """A place that is named with the country or the region around it, "Freiburg in Germany", or with one where it is
    not: "Perth, not Australia"."""
    if is_name_of_place(rest.replace(",", " ")):
        return None
    for name, area in lies_in(rest):
        if is_name_of_place(name.replace(",", " ")) and is_name_of_place(area):
            found = find_by_words(f"{name}, {area}", now, corrects=False)
            if found is not None:
                return found
    apart = not_in(rest)
    return find_elsewhere(*apart, now) if apart is not None else None


def _find_by_place(rest: str, now: datetime, *, corrects: bool = True) -> Found:
    if not rest.isascii():
        flags = _FLAG.findall(rest)
        if flags and not fold(rest):
            return find_country(_country_of_flag(flags[0]), now)
        rest = _FLAG.sub(lambda flag: f", {country_name(_country_of_flag(flag[0]), 'en')}", rest)
        rest = _FLAG_OF_A_PART.sub(lambda flag: f", {_part_of_flag(flag[1])}", rest).strip(", ")
    rest = rest.replace("/", ", ")
    found = _find_within(rest, now) or find_by_words(rest, now, corrects=False) or _find_with_abbreviation(rest, now)
    return found or (find_by_words(rest, now) if corrects else None)


def _country_of_flag(flag: str) -> str:
    return "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag)


def _part_of_flag(tags: str) -> str:
    return _PARTS_WITH_FLAGS.get("".join(chr(ord(tag) - 0xE0000) for tag in tags), "")


def zone_at(latitude: float, longitude: float) -> Place | None:
    """The zone at a point (degrees, north and east positive), named after the nearest big city of that zone.

    At sea it is an offset. None for what is no point on Earth. The point itself is not kept.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = canonical(tzfpy.get_tz(longitude, latitude))
    if zone.startswith("Etc/"):
        return zone_place(zone)
    gazetteer = loaded_gazetteer()
    near = [
        (gazetteer.population(city) < BIG_CITY, km, city)
        for km, city in gazetteer.distances(latitude, longitude, zone)
        if km <= NEAR_KM
    ]
    return replace(city_place(min(near)[2]), zone=zone) if near else zone_place(zone)


def preload() -> None:
    """Open the cities and read the names of zones now, so that the first person does not wait. Raises
    PackedFileUnusable."""
    known_zones()
    loaded_gazetteer()
