"""Which city, region or country a name means, exact or with a slip.

How one answer is chosen among places of a name: places whose clocks agree for the coming year count as one. The clock
whose best place weighs DOMINANCE times that of every other is the answer; otherwise it is asked. A place weighs its
population; a country's capital CAPITAL_FACTOR times that; a place that has the name in another language or as a byname
OTHER_NAME_FACTOR times that, and then only if it outweighs those really called so OTHER_NAME_MARGIN times, or at all
where that name is a word of its own; a state, region or country weighs the sum of its cities. A place that has a
region for a namesake must outweigh it DOMINANCE_OVER_REGIONS times: few are counted in a small province, and all who
live there call it so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.timing.zones import Clock, clock_of
from bot.understanding.places.gazetteer import Area, Region, country_name, loaded_gazetteer
from bot.understanding.places.place import MOST_CHOICES, Ambiguous, Found, Place, city_place, label, zone_place
from bot.understanding.places.place_names import nicknames, no_places
from bot.understanding.places.place_sentences import is_a_thing, names_in
from bot.understanding.text.folding import fold

DOMINANCE = 15  # London, England weighs 21 times London, Ontario: not asked. Birmingham 6 times, Portland 10: asked
DOMINANCE_OVER_REGIONS = 100
PEOPLE_UNKNOWN = 20_000  # what a region weighs where none of its towns is known
DOMINANCE_OF_TYPOS = 5  # a slip that could be several names: the best known is meant
CAPITAL_FACTOR = 4  # Athens is not the one in Georgia
OTHER_NAME_FACTOR = 0.5
OTHER_NAME_MARGIN = 5  # Roma is Rome, not the one in Lesotho; Porto is in Portugal, not the Chinese city so nicknamed
ONE_CLOCK_SHARE = 0.95  # of a country's or state's city people on one clock: it answers for all (Spain, but not Brazil)

SHORTEST_TYPO = 4  # letters; shorter names must be right
TWO_SLIPS_FROM = 8  # letters
OTHER_FIRST_LETTER_FROM = 6  # letters; then only the main names of big cities are compared, with one slip
BIG_CITY = 100_000  # people
SMALL_TOWNS_FROM = 6  # letters; shorter names with a slip are only compared with those of big cities
KNOWN_BY_OTHER_NAME = 500_000  # weight; from here on a slip in a foreign name is understood too


class _Candidate(NamedTuple):
    weight: float
    place: Place
    is_region: bool = False


def find_by_words(rest: str, now: datetime, *, corrects: bool = True) -> Found:
    """Cities, countries and regions: exact before corrected, a whole name before a name with its region.

    Without `corrects` only exact ones: all the names are read for a slip, which takes 10 to 20 ms.
    """
    names = list(dict.fromkeys(names_in(rest)))
    if no_places().intersection(names):
        return None
    for key, areas in chain(((name, ()) for name in names), _qualified(rest, names)):
        found = _decided(_candidates(key, areas, now), now, DOMINANCE)
        if found:
            return found
    if not corrects or is_a_thing(names[0]):
        return None
    for key, areas in chain(((name, ()) for name in names[1:] or names), _qualified(rest, names)):
        if not is_a_thing(key):
            found = _decided(_corrected_candidates(key, areas, now), now, DOMINANCE_OF_TYPOS)
            if found:
                return found
    return None


def is_name_of_place(text: str) -> bool:
    """Whether a text is the name of a city, region or country, as it is written."""
    gazetteer = loaded_gazetteer()
    key = fold(text.partition(",")[0])
    if key in no_places() or is_a_thing(key):
        return False
    key = nicknames().get(key, key)
    return bool(gazetteer.area_names.get(key) or gazetteer.named(key) or gazetteer.regions_named(key))


def find_country(code: str, now: datetime) -> Found:
    """The country of a code (ISO 3166, two letters), or its clocks to be asked; None for an unknown code."""
    return _decided(_area_candidates(Area(code), now), now, DOMINANCE)


def find_elsewhere(name: str, area: str, now: datetime) -> Found:
    """The places of that name outside of a country or a state; None where the area is none, or there is no other."""
    areas, states = _areas_named(fold(area)), loaded_gazetteer().state_names
    within = {(each.country_code, states.get(each) if each.state else None) for each in areas}
    found = [
        each
        for each in _candidates(fold(name), (), now)
        if within.isdisjoint({(each.place.country_code, None), (each.place.country_code, each.place.region)})
    ]
    return _decided(found, now, DOMINANCE) if areas else None


def _qualified(rest: str, names: Sequence[str]) -> Iterator[tuple[str, Sequence[Area]]]:
    """Ways to read a text as a name and the areas it lies in: "Portland, Maine", "portland me", "birmingham uk"."""
    head, comma, tail = rest.partition(",")
    if comma:
        named = (_areas_named(next_name) for part in tail.split(",") for next_name in names_in(part))
        areas = next((areas for areas in named if areas), ())
        heads = dict.fromkeys(names_in(head))
        yield from ((name, areas) for name in heads if not no_places().intersection(heads))
    for name in names[1:] or names:
        words = name.split()
        for cut in range(len(words) - 1, 0, -1):
            areas = _areas_named(" ".join(words[cut:]))
            if areas:
                yield " ".join(words[:cut]), areas
    if comma and any(map(str.isdigit, head)):
        # Of an address the last part that is a place: "12 Main Street, Lisbon".
        for part in reversed(rest.split(",")):
            yield from ((name, ()) for name in names_in(part) if name not in no_places())


def _areas_named(name: str) -> Sequence[Area]:
    """Countries and states of that name or code, the countries of regions of that name; or of a name with a slip."""
    gazetteer = loaded_gazetteer()
    exact = [*gazetteer.area_names.get(name, ()), *gazetteer.area_codes.get(name, ())]
    countries = {area.country_code for area in exact}
    regions = gazetteer.regions_named(name)
    exact += [Area(region.country_code) for region in regions if region.country_code not in countries]
    if exact or len(name) < SHORTEST_TYPO:
        return exact
    near = process.extractOne(name, list(gazetteer.area_names), scorer=OSA.distance, score_cutoff=_slips(name))
    return () if near is None else gazetteer.area_names[near[0]]


def _slips(name: str) -> int:
    return 1 if len(name) < TWO_SLIPS_FROM else 2


def _candidates(key: str, areas: Sequence[Area], now: datetime) -> list[_Candidate]:
    """All places of exactly this name, within one of the areas if any are given."""
    gazetteer = loaded_gazetteer()
    key = nicknames().get(key, key)
    named_areas = [
        area
        for area in gazetteer.area_names.get(key, ())
        if not areas or (area.state and Area(area.country_code) in areas)
    ]
    of_areas = [_area_candidates(area, now) for area in named_areas]
    divided = [area for area, found in zip(named_areas, of_areas, strict=True) if len(found) > 1]
    cities = [city for city in gazetteer.named(key) if not areas or any(gazetteer.within(city, area) for area in areas)]
    own = {city for city in cities if gazetteer.is_own_name(city, key)}
    weights = {city: _weight(city, is_own=city in own) for city in cities}
    most = max((weights[city] for city in own), default=0)
    candidates = [candidate for found in of_areas for candidate in found]
    counted = {area.country_code for area in named_areas}
    of_own_cities = {gazetteer.area(city).country_code for city in own}
    for region in gazetteer.regions_named(key):
        within = not areas or any(area.country_code == region.country_code for area in areas)
        if within and region.country_code not in counted:
            found = _region_candidates(region, now)
            # Chihuahua is the city rather than the state with its three clocks.
            if len(found) == 1 or region.country_code not in of_own_cities:
                candidates += found
    for city in cities:
        # "Mexico" is the country with its four clocks, not Mexico City.
        of_area = any(gazetteer.within(city, area) for area in (divided if city in own else named_areas))
        known = city in own or weights[city] >= OTHER_NAME_MARGIN * most or gazetteer.is_short_name(city, key)
        # Kingston upon Hull is Hull to its people, and many more than those of Hull in Quebec.
        known = known or (weights[city] > most and key in fold(gazetteer.name(city)).split())
        if known and not of_area:
            candidates.append(_Candidate(weights[city], city_place(city)))
    return candidates


def _weight(city: int, *, is_own: bool) -> float:
    """What a city weighs among the places of its own or another name, by the rule in the module's docstring."""
    gazetteer = loaded_gazetteer()
    factor = CAPITAL_FACTOR if gazetteer.is_capital(city) else 1
    return gazetteer.population(city) * factor * (1 if is_own else OTHER_NAME_FACTOR)


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
    return [_Candidate(gazetteer.population(city), city_place(city)) for city in largest.values()]


def _region_candidates(region: Region, now: datetime) -> list[_Candidate]:
    """A region as one place if nearly all in it live by one clock, else a place of each clock."""
    people: dict[Clock, int] = defaultdict(int)
    zone_of: dict[Clock, str] = {}
    for zone, count in region.people_of_zone:
        clock = clock_of(zone, now)
        people[clock] += count
        zone_of.setdefault(clock, zone)
    total = sum(people.values())
    for clock, zone in zone_of.items():
        if len(zone_of) == 1 or people[clock] > ONE_CLOCK_SHARE * total:
            country = country_name(region.country_code, "en")
            name = "" if region.name == country else region.name
            bare = Place("", zone, "", name, region.country_code)
            return [_Candidate(total or PEOPLE_UNKNOWN, replace(bare, label=label(bare)), is_region=True)]
    return [
        _Candidate(people[clock] or PEOPLE_UNKNOWN, zone_place(zone), is_region=True) for clock, zone in zone_of.items()
    ]


def _corrected_candidates(key: str, areas: Sequence[Area], now: datetime) -> list[_Candidate]:
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
                if candidate.weight >= (enough if _is_called(candidate.place, name) else KNOWN_BY_OTHER_NAME)
            ]
        if candidates:
            break
    if not candidates and len(key) >= OTHER_FIRST_LETTER_FROM:
        names = sorted(gazetteer.own_keys(BIG_CITY))
        near = process.extract(key, names, scorer=OSA.distance, score_cutoff=1, limit=None)
        candidates = [candidate for name, _, _ in near for candidate in _candidates(name, areas, now)]
    return [candidate._replace(place=replace(candidate.place, near=True)) for candidate in candidates]


def _is_called(place: Place, name: str) -> bool:
    return fold(place.city or place.region) == name


def _decided(candidates: Sequence[_Candidate], now: datetime, dominance: float) -> Found:
    """One place, or a question which, by the rule in the module's docstring."""
    if not candidates:
        return None
    by_weight = sorted(candidates, key=lambda candidate: -candidate.weight)
    of_clock: dict[Clock, list[_Candidate]] = {}
    for candidate in by_weight:
        of_clock.setdefault(clock_of(candidate.place.zone, now), []).append(candidate)
    best, *others = of_clock.values()
    if all(_outweighs(best[0], members[0], dominance) for members in others):
        cities = [candidate for candidate in best if candidate.place.city]
        return (cities[0] if cities and cities[0].weight * DOMINANCE >= best[0].weight else best[0]).place
    one_of_each = [members[0] for members in of_clock.values()][:MOST_CHOICES]
    labels = {candidate.place.label: candidate for candidate in reversed([*one_of_each, *by_weight])}
    further = [candidate for candidate in labels.values() if candidate not in one_of_each]
    further.sort(key=lambda candidate: -candidate.weight)
    chosen = [*one_of_each, *further][:MOST_CHOICES]
    return Ambiguous(tuple(c.place for c in sorted(chosen, key=lambda candidate: -candidate.weight)))


def _outweighs(best: _Candidate, other: _Candidate, dominance: float) -> bool:
    needed = DOMINANCE_OVER_REGIONS if other.is_region else dominance
    return best.weight >= needed * other.weight
