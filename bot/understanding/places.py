"""Time zone from what somebody types: a city, a country, an IANA name, an offset, "it is 14:35 here", or a point.

Everything is answered from data that comes with the packages: the cities of `gazetteer`, the zones of bot.timing.zones,
the zone borders of tzfpy. Nothing is looked up over the network and no text or position is kept. The cities are opened
at the first question that needs them (some 50 ms: preload() does it beforehand), the borders by tzfpy at the first
zone_at (33 MB, 0.1 s). All functions may be called from any thread.

How one answer is chosen among places of a name, in find_zone: places whose clocks agree for the coming year count as
one. The clock whose best place weighs DOMINANCE times that of every other is the answer; otherwise it is asked. A place
weighs its population; a country's capital CAPITAL_FACTOR times that; a place that has the name in another language or
as a byname OTHER_NAME_FACTOR times that, and then only if it outweighs those really called so OTHER_NAME_MARGIN times;
a state or country weighs the sum of its cities.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import tzfpy
from babel.core import get_global
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.timing.recurrence import offset_from_clock
from bot.timing.zones import (
    ABBREVIATIONS,
    Clock,
    canonical,
    clock_of,
    guess_zone,
    known_zones,
    offset_of,
    zone_named,
    zone_with_offset,
)
from bot.understanding.folding import fold
from bot.understanding.gazetteer import Area, country_name, loaded_gazetteer
from bot.understanding.place_names import NICKNAMES, NO_PLACES
from bot.understanding.times import parse_clock, parse_offset

__all__ = [
    "MOST_CHOICES",
    "Ambiguous",
    "Found",
    "Place",
    "find_zone",
    "fold",
    "guess_zone",
    "label",
    "preload",
    "zone_at",
    "zone_named",
    "zone_with_offset",
]

DOMINANCE = 15  # London, England weighs 21 times London, Ontario: not asked. Birmingham 6 times, Portland 10: asked
DOMINANCE_OF_TYPOS = 5  # a slip that could be several names: the best known is meant
CAPITAL_FACTOR = 4  # Athens is not the one in Georgia
OTHER_NAME_FACTOR = 0.5
OTHER_NAME_MARGIN = 5  # Roma is Rome, not the one in Lesotho; Porto is in Portugal, not the Chinese city so nicknamed
ONE_CLOCK_SHARE = 0.95  # of a country's or state's city people on one clock: it answers for all (Spain, but not Brazil)
MOST_CHOICES = 8
LONGEST_TEXT = 100  # characters

SHORTEST_TYPO = 4  # letters; shorter names must be right
TWO_SLIPS_FROM = 8  # letters
OTHER_FIRST_LETTER_FROM = 6  # letters; then only the main names of big cities are compared, with one slip
BIG_CITY = 100_000  # people
SMALL_TOWNS_FROM = 6  # letters; shorter names with a slip are only compared with those of big cities
KNOWN_BY_OTHER_NAME = 500_000  # weight; from here on a slip in a foreign name is understood too
NEAR_KM = 200  # a point farther from any city is named after its zone


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere with a clock. `label` is its English name, label() its name in another language.

    `zone` is an IANA name that zone_named knows. `city`, `region` (a state or province, where people say it along) and
    `country_code` (ISO 3166, two letters) are empty where they do not apply: all three for a bare offset such as UTC+2,
    whose zone then knows no summer time. `near` is True when a typo was corrected to get here.
    """

    label: str
    zone: str
    city: str = ""
    region: str = ""
    country_code: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """At least two places with different clocks that could be meant, the likeliest first, at most MOST_CHOICES."""

    places: tuple[Place, ...]


Found = Place | Ambiguous | None


class _Candidate(NamedTuple):
    weight: float
    place: Place


_LEAD_IN = re.compile(
    r"(?:(?:im|i am|i live|we are|we live|its|it is|living|based|currently) )*(?:in|at|near|from|around) "
)
_LEAD_OUT = re.compile(r" (?:please|time|city time|local time|area)$")


def find_zone(text: str, *, now: datetime, likely: str | None = None) -> Found:
    """The place, and so the zone, that a text means; Ambiguous when it has to be asked which; None when none is known.

    Read in this order: an offset ("UTC+2"), an IANA name or abbreviation ("europe/berlin", "CET"), a clock ("it is
    14:35 here"), a city or region, alone or with its country or state ("Portland, Maine", "paris texas"), the same with
    a slip. `now` (UTC) settles offsets and which clocks agree. `likely` is a zone to prefer where a clock alone cannot
    tell, say guess_zone() of the person: it knows summer time, a bare offset does not. Villages are not in the data, so
    they are None.
    """
    if len(text) > LONGEST_TEXT:
        return None
    offset = parse_offset(text)
    if offset is not None:
        return _offset_place(offset, now)
    by_name = _named_zones(text)
    if by_name:
        return _one_or_ambiguous(by_name)
    by_clock = _clock_places(text, now, likely)
    if by_clock:
        return _one_or_ambiguous(by_clock)
    return _find_by_words(text, now)


def zone_at(latitude: float, longitude: float) -> Place | None:
    """The zone at a point (degrees, north and east positive), named after the nearest big city of that zone.

    At sea it is an offset. None for what is no point on Earth. The point itself is not kept.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = canonical(tzfpy.get_tz(longitude, latitude))
    if zone.startswith("Etc/"):
        return _zone_place(zone)
    gazetteer = loaded_gazetteer()
    near = [
        (gazetteer.population(city) < BIG_CITY, km, city)
        for km, city in gazetteer.distances(latitude, longitude, zone)
        if km <= NEAR_KM
    ]
    return replace(_city_place(min(near)[2]), zone=zone) if near else _zone_place(zone)


def label(place: Place, locale: str = "en") -> str:
    """The place's name with its country in the language of `locale` ("pt-br"), in English when babel lacks it."""
    if not place.country_code:
        return place.label
    city = "" if place.city == country_name(place.country_code, "en") else place.city  # Singapore, Luxembourg
    return ", ".join(part for part in (city, place.region, country_name(place.country_code, locale)) if part)


def preload() -> None:
    """Open the cities and read the names of zones now, so that the first person does not wait. Raises
    GazetteerUnusable."""
    known_zones()
    loaded_gazetteer()


def _find_by_words(text: str, now: datetime) -> Found:
    """Cities, countries and states: exact before corrected, a whole name before a name with its region."""
    whole = fold(text)
    short = _LEAD_OUT.sub("", _LEAD_IN.sub("", whole, count=1))
    if short in NO_PLACES:
        return None
    alone: list[tuple[str, Sequence[Area]]] = [(key, ()) for key in dict.fromkeys((whole, short))]
    qualified = list(_qualified(text, short))
    for key, areas in alone + qualified:
        found = _decided(_candidates(key, areas, now), now, DOMINANCE)
        if found:
            return found
    for key, areas in [*alone[-1:], *qualified]:
        found = _decided(_mended_candidates(key, areas, now), now, DOMINANCE_OF_TYPOS)
        if found:
            return found
    return None


def _qualified(text: str, short: str) -> Iterator[tuple[str, Sequence[Area]]]:
    """Ways to read a text as a name and the areas it lies in: "Portland, Maine", "portland me", "birmingham uk"."""
    head, comma, tail = text.partition(",")
    if comma:
        named = (_areas_named(fold(part)) for part in tail.split(","))
        yield _LEAD_IN.sub("", fold(head), count=1), next((areas for areas in named if areas), ())
    words = short.split()
    for cut in range(len(words) - 1, 0, -1):
        areas = _areas_named(" ".join(words[cut:]))
        if areas:
            yield " ".join(words[:cut]), areas


def _areas_named(name: str) -> Sequence[Area]:
    """Countries and states of that name or code, or of that name with a slip."""
    gazetteer = loaded_gazetteer()
    exact = [*gazetteer.area_names.get(name, ()), *gazetteer.area_codes.get(name, ())]
    if exact or len(name) < SHORTEST_TYPO:
        return exact
    near = process.extractOne(name, list(gazetteer.area_names), scorer=OSA.distance, score_cutoff=_slips(name))
    return () if near is None else gazetteer.area_names[near[0]]


def _slips(name: str) -> int:
    return 1 if len(name) < TWO_SLIPS_FROM else 2


def _candidates(key: str, areas: Sequence[Area], now: datetime) -> list[_Candidate]:
    """All places of exactly this name, within one of the areas if any are given."""
    gazetteer = loaded_gazetteer()
    key = NICKNAMES.get(key, key)
    named_areas = [
        area
        for area in gazetteer.area_names.get(key, ())
        if not areas or (area.state and Area(area.country_code) in areas)
    ]
    of_areas = [_area_candidates(area, now) for area in named_areas]
    divided = [area for area, found in zip(named_areas, of_areas, strict=True) if len(found) > 1]
    cities = [city for city in gazetteer.named(key) if not areas or any(gazetteer.within(city, area) for area in areas)]
    own = [city for city in cities if gazetteer.is_own_name(city, key)]
    enough = OTHER_NAME_MARGIN * max((_weight(city, key) for city in own), default=0)
    candidates = [candidate for found in of_areas for candidate in found]
    for city in cities:
        # "Mexico" is the country with its four clocks, not Mexico City.
        of_area = any(gazetteer.within(city, area) for area in (divided if city in own else named_areas))
        if not of_area and (city in own or _weight(city, key) >= enough):
            candidates.append(_Candidate(_weight(city, key), _city_place(city)))
    return candidates


def _weight(city: int, key: str) -> float:
    """What a city weighs among the places of a name, by the rule in the module's docstring."""
    gazetteer = loaded_gazetteer()
    factor = CAPITAL_FACTOR if gazetteer.is_capital(city) else 1
    return gazetteer.population(city) * factor * (1 if gazetteer.is_own_name(city, key) else OTHER_NAME_FACTOR)


def _city_place(city: int) -> Place:
    gazetteer = loaded_gazetteer()
    area = gazetteer.area(city)
    region = gazetteer.state_names.get(area, "")
    bare = Place("", gazetteer.zone(city), gazetteer.name(city), region, area.country_code)
    return replace(bare, label=label(bare))


def _area_candidates(area: Area, now: datetime) -> list[_Candidate]:
    """A country or state as one place if nearly all in it live by one clock, else the largest city of each clock."""
    gazetteer = loaded_gazetteer()
    people: dict[Clock, int] = defaultdict(int)
    largest: dict[Clock, int] = {}
    for city in gazetteer.cities_of(area):
        clock = clock_of(gazetteer.zone(city), now)
        people[clock] += gazetteer.population(city)
        largest.setdefault(clock, city)
    total = sum(people.values())
    for clock, city in largest.items():
        if people[clock] >= ONE_CLOCK_SHARE * total:
            region = gazetteer.state_names.get(area, "")
            bare = Place("", gazetteer.zone(city), "", region, area.country_code)
            return [_Candidate(total, replace(bare, label=label(bare)))]
    return [_Candidate(gazetteer.population(city), _city_place(city)) for city in largest.values()]


def _mended_candidates(key: str, areas: Sequence[Area], now: datetime) -> list[_Candidate]:
    """The places with the names nearest to a misspelt one; empty when all are too far off."""
    if len(key) < SHORTEST_TYPO:
        return []
    gazetteer = loaded_gazetteer()
    names = [name for name in gazetteer.keys_beginning(key[0]) if abs(len(name) - len(key)) <= _slips(key)]
    names += [name for name in gazetteer.area_names if name[0] == key[0]]
    near = process.extract(key, names, scorer=OSA.distance, score_cutoff=_slips(key), limit=None)
    enough = 0 if len(key) >= SMALL_TOWNS_FROM else BIG_CITY
    candidates: list[_Candidate] = []
    for distance in sorted({distance for _, distance, _ in near}):
        for name in dict.fromkeys(name for name, at, _ in near if at == distance):
            candidates += [
                candidate
                for candidate in _candidates(name, areas, now)
                if candidate.weight >= (enough if fold(candidate.place.city) == name else KNOWN_BY_OTHER_NAME)
            ]
        if candidates:
            break
    if not candidates and len(key) >= OTHER_FIRST_LETTER_FROM:
        names = sorted(gazetteer.own_keys(BIG_CITY))
        near = process.extract(key, names, scorer=OSA.distance, score_cutoff=1, limit=None)
        candidates = [candidate for name, _, _ in near for candidate in _candidates(name, areas, now)]
    return [_Candidate(weight, replace(place, near=True)) for weight, place in candidates]


def _decided(candidates: Sequence[_Candidate], now: datetime, dominance: float) -> Found:
    """One place, or a question which, by the rule in the module's docstring."""
    if not candidates:
        return None
    by_weight = sorted(candidates, key=lambda candidate: -candidate.weight)
    of_clock: dict[Clock, list[_Candidate]] = {}
    for candidate in by_weight:
        of_clock.setdefault(clock_of(candidate.place.zone, now), []).append(candidate)
    best, *others = of_clock.values()
    if not others or best[0].weight >= dominance * others[0][0].weight:
        cities = [candidate for candidate in best if candidate.place.city]
        return (cities[0] if cities and cities[0].weight * DOMINANCE >= best[0].weight else best[0]).place
    one_of_each = [members[0] for members in of_clock.values()][:MOST_CHOICES]
    labels = {candidate.place.label: candidate for candidate in reversed([*one_of_each, *by_weight])}
    further = [candidate for candidate in labels.values() if candidate not in one_of_each]
    further.sort(key=lambda candidate: -candidate.weight)
    chosen = [*one_of_each, *further][:MOST_CHOICES]
    return Ambiguous(tuple(c.place for c in sorted(chosen, key=lambda candidate: -candidate.weight)))


def _one_or_ambiguous(places: Sequence[Place]) -> Found:
    return places[0] if len(places) == 1 else Ambiguous(tuple(places))


def _named_zones(text: str) -> list[Place]:
    """The zones of an IANA name or an abbreviation; several for IST and similar ones."""
    words = text.strip().casefold()
    abbreviation = words.removesuffix(" time")
    zones = ABBREVIATIONS.get(abbreviation, [])
    if len(zones) > 1:
        return [_zone_place(zone) for zone in zones]
    if zones:
        return [Place(abbreviation.upper() if len(abbreviation) < 5 else abbreviation.title(), zones[0])]
    known = zone_named(words) if "/" in words else None
    return [_zone_place(known.key)] if known else []


def _clock_places(text: str, now: datetime, likely: str | None) -> list[Place]:
    """The places where it can be the time that a person reads off a clock; only the likely zone when it fits."""
    offsets = [offset for shown in parse_clock(text) if (offset := offset_from_clock(shown, now)) is not None]
    if likely is not None and offset_of(likely, now) in offsets:
        return [_zone_place(likely)]
    found = (_offset_place(offset, now) for offset in offsets)
    return [place for place in found if place is not None]


def _offset_place(offset: timedelta, now: datetime) -> Place | None:
    zone = zone_with_offset(offset, now)
    return None if zone is None else Place(_offset_label(offset), zone)


def _offset_label(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return ("UTC" + f"{sign}{hours}" * bool(offset)) + f":{minutes:02}" * bool(minutes)


def _zone_place(zone: str) -> Place:
    """A zone as a place: the city in its name, in the zone's most populous country."""
    if "/" not in zone or zone.startswith("Etc/"):
        return Place(_offset_label(offset_of(zone, datetime.fromtimestamp(0, UTC)) or timedelta(0)), zone)
    gazetteer = loaded_gazetteer()
    called_after = zone.rpartition("/")[2].replace("_", " ")
    named = (city for city in gazetteer.named(fold(called_after)) if gazetteer.zone(city) == zone)
    city = next(iter(named), None)
    if city is not None:
        return _city_place(city)
    country = get_global("zone_territories").get(zone, "")
    bare = Place(called_after, zone, called_after, "", country if country != "001" else "")
    return replace(bare, label=label(bare))
