"""Gazetteer: cities, regions, states and countries, and their names.

Cities from 15,000 people and regions, with names in many scripts. They lie folded, sorted and packed in a file of 8 MB
(packed_file has its form, gazetteer_source makes it), which is mapped: only the pages that are read take
memory. `places` decides what a person means by a name. All functions may be called from any thread.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError

from bot.timing.zones import canonical
from bot.understanding.places.place_names import AREA_NAMES, RIVER_WORDS, STATES
from bot.understanding.text.folding import fold, fold_all
from bot.understanding.text.packed_file import Packed, opened

FILE = Path(__file__).with_name("gazetteer.bin")
CONTENT = "gazetteer"

_KM_PER_DEGREE = 111.2


class Area(NamedTuple):
    """A country (ISO 3166, two letters), or a state of it (its GeoNames admin1 code)."""

    country_code: str
    state: str = ""


class Region(NamedTuple):
    """A part of a country that people name, and how many of them live by which zone, the most populous first.

    Nobody is counted where none of its towns is known: then the zones are those of its country.
    """

    name: str
    country_code: str
    people_of_zone: tuple[tuple[str, int], ...]


class Gazetteer:
    """Cities, regions and their names, as they are packed; a city is a number, its place in the source.

    `area_names` has countries and states by folded name, `area_codes` by code, which counts after a city only, and
    `state_names` the names of the states that people say along with a city.
    """

    def __init__(self, content: Packed) -> None:
        facts, parts = content
        self._populations: memoryview[int] = parts["populations"]
        self._latitudes: memoryview[float] = parts["latitudes"]
        self._longitudes: memoryview[float] = parts["longitudes"]
        self._zones: memoryview[int] = parts["zones"]
        self._areas: memoryview[int] = parts["areas"]
        self._zone_names = tuple(map(canonical, facts["zones"]))
        self._city_areas = tuple(Area(*area) for area in facts["areas"])
        self._names, self._name_ends = parts["names"], parts["name_ends"]
        self._city_keys = _Names(parts["keys"], parts["key_ends"], parts["cities"], parts["city_ends"])
        self._region_keys = _Names(
            parts["region_keys"], parts["region_key_ends"], parts["regions"], parts["region_ends"]
        )
        self._region_parts = {name: part for name, part in parts.items() if name.startswith("region_")}
        self._region_countries: list[str] = facts["countries_of_regions"]
        ends = parts["country_ends"]
        self._by_country = {
            code: parts["in_country"][ends[number] : ends[number + 1]]
            for number, code in enumerate(facts["countries_of_cities"])
        }
        self._capitals = frozenset(parts["capitals"])
        self.area_names, self.area_codes, self.state_names = _areas(facts["countries"], facts["us_states"])

    def _by_population(self, cities: Iterable[int]) -> list[int]:
        """The most populous first."""
        return sorted(cities, key=self._populations.__getitem__, reverse=True)

    def name(self, city: int) -> str:
        return _cut(self._names, self._name_ends, city)

    def zone(self, city: int) -> str:
        return self._zone_names[self._zones[city]]

    def population(self, city: int) -> int:
        return self._populations[city]

    def is_capital(self, city: int) -> bool:
        return city in self._capitals

    def area(self, city: int) -> Area:
        """The state it lies in, or what GeoNames has for one; `state_names` tells which are said along."""
        return self._city_areas[self._areas[city]]

    def within(self, city: int, area: Area) -> bool:
        """True when the city lies in the country or state."""
        own = self.area(city)
        return own.country_code == area.country_code and area.state in ("", own.state)

    def cities_of(self, area: Area) -> list[int]:
        """The cities of a country or state, the most populous first."""
        cities = self._by_country.get(area.country_code, ())
        return [city for city in cities if not area.state or self.within(city, area)]

    def is_own_name(self, city: int, key: str) -> bool:
        """True when the folded name is the city's main one, New York for New York City too."""
        return fold(self.name(city)) in (key, f"{key} city")

    def is_short_name(self, city: int, key: str) -> bool:
        """True when the folded name is the city's main one without its river: Newcastle for Newcastle upon Tyne."""
        return fold(self.name(city)).startswith(tuple(f"{key} {word} " for word in RIVER_WORDS))

    def named(self, key: str) -> Sequence[int]:
        """The cities of a folded name, the most populous first."""
        cities = self._city_keys.numbers(key)
        return self._by_population(cities) if cities else ()

    def regions_named(self, key: str) -> list[Region]:
        """The regions of a folded name."""
        return [self._region(number) for number in self._region_keys.numbers(key)]

    def _region(self, number: int) -> Region:
        parts = self._region_parts
        zones = range(parts["region_zone_ends"][number], parts["region_zone_ends"][number + 1])
        return Region(
            _cut(parts["region_names"], parts["region_name_ends"], number),
            self._region_countries[parts["region_countries"][number]],
            tuple((self._zone_names[parts["region_zones"][at]], parts["region_people"][at]) for at in zones),
        )

    def keys_beginning(self, letter: str) -> list[str]:
        """All folded names of cities and regions that begin with a letter."""
        return self._city_keys.beginning(letter) + self._region_keys.beginning(letter)

    def own_keys(self, from_population: int) -> set[str]:
        """The folded main names of the cities from that many people on."""
        cities = (city for city, population in enumerate(self._populations) if population >= from_population)
        return set(fold_all([self.name(city) for city in cities]))

    def distances(self, latitude: float, longitude: float, zone: str) -> Iterator[tuple[float, int]]:
        """The distance in km from a point (degrees) to each city of the zone, exact enough to find the nearest."""
        shrink = math.cos(math.radians(latitude))
        meant = {number for number, name in enumerate(self._zone_names) if name == zone}
        for city in (city for city, own in enumerate(self._zones) if own in meant):
            east = (self._longitudes[city] - longitude + 180) % 360 - 180
            yield math.hypot(self._latitudes[city] - latitude, east * shrink) * _KM_PER_DEGREE, city


class _Names:
    """Folded names, sorted, in one byte string, and the numbers that each stands for; the ends cut both."""

    def __init__(
        self,
        keys: memoryview[int],
        key_ends: memoryview[Any],
        numbers: memoryview[Any],
        number_ends: memoryview[Any],
    ) -> None:
        self._keys, self._key_ends = keys, key_ends
        self._numbers, self._number_ends = numbers, number_ends

    def numbers(self, key: str) -> Sequence[int]:
        """What a name stands for; empty for what is no name."""
        place = bisect_left(_Cuts(self._keys, self._key_ends), key.encode())
        if place == len(self._key_ends) - 1 or _cut(self._keys, self._key_ends, place) != key:
            return ()
        return self._numbers[self._number_ends[place] : self._number_ends[place + 1]]

    def beginning(self, letter: str) -> list[str]:
        cuts = _Cuts(self._keys, self._key_ends)
        first = bisect_left(cuts, letter.encode())
        last = bisect_left(cuts, letter.encode() + b"\xff")
        return str(self._keys[self._key_ends[first] : self._key_ends[last]], "utf-8").split("\n")[:-1]


class _Cuts(Sequence[bytes]):
    """The pieces of a packed byte string as a sequence, for bisect."""

    def __init__(self, packed: memoryview[int], ends: memoryview[Any]) -> None:
        self._packed, self._ends = packed, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: Any) -> Any:
        return bytes(self._packed[self._ends[index] : self._ends[index + 1] - 1])


def _cut(packed: memoryview[int], ends: memoryview[Any], index: int) -> str:
    return str(packed[ends[index] : ends[index + 1] - 1], "utf-8")


_loading = threading.Lock()
_loaded: list[Gazetteer] = []


def loaded_gazetteer() -> Gazetteer:
    """The one gazetteer. The first call loads it while others wait. Raises PackedFileUnusable."""
    with _loading:
        if not _loaded:
            _loaded.append(Gazetteer(opened(FILE, CONTENT)))
        return _loaded[0]


def _areas(
    countries: Sequence[tuple[str, str, str]], us_states: Sequence[tuple[str, str]]
) -> tuple[dict[str, list[Area]], dict[str, list[Area]], dict[Area, str]]:
    """Countries and states by folded name, the same by code (codes count only after a city), and the states' names."""
    names: dict[str, list[Area]] = defaultdict(list)
    codes: dict[str, list[Area]] = defaultdict(list)
    state_names: dict[Area, str] = {}
    for code, called, iso3 in countries:
        area = Area(code)
        for name in dict.fromkeys((fold(called), fold(country_name(code, "en")))):
            names[name].append(area)
        for short in (code, iso3):
            codes[short.casefold()].append(area)
    for code, called in us_states:
        state_names[Area("US", code)] = called
        codes[code.casefold()].append(Area("US", code))
    for country_code, lines in STATES.items():
        for line in lines.split("|"):
            number, short, name = line.strip().split(" ", 2)
            state_names[Area(country_code, number)] = name
            codes[short.casefold()].append(Area(country_code, number))
    for area, name in state_names.items():
        names[fold(name)].append(area)
    for name, area_code in AREA_NAMES.items():
        names[name] = [Area(*area_code.split())]
    return dict(names), dict(codes), state_names


@lru_cache(maxsize=1024)
def country_name(code: str, locale: str) -> str:
    """A country's name in the language of `locale`; in English, or else its code, when babel lacks it."""
    return str(locale_of(locale).territories.get(code) or locale_of("en").territories.get(code, code))


@lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """The locale of a name ("pt-br"), English where babel knows none."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
