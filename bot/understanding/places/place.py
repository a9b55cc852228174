"""A place with a clock: what comes out when somebody says where they are, and how it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from babel.core import get_global

from bot.i18n.catalogue import words_in
from bot.timing.zones import offset_of, zone_with_offset
from bot.understanding.places.gazetteer import country_name, loaded_gazetteer, locale_of
from bot.understanding.text.folding import fold

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere with a clock. `label` is its English name, label() its name in another language.

    `zone` is an IANA name that zone_named knows. `city`, `region` (a state or province, where people say it along) and
    `country_code` (ISO 3166, two letters) are empty where they do not apply: all three for a bare offset such as UTC+2,
    whose zone then knows no summer time. `near` is True when a typo was corrected to get here: then it is asked.
    """

    label: str
    zone: str
    city: str = ""
    region: str = ""
    country_code: str = ""
    near: bool = False
    called: str = ""  # what the person called the city, where that is another of its names


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """At least two places with different clocks that could be meant, the likeliest first, at most MOST_CHOICES."""

    places: tuple[Place, ...]


Found = Place | Ambiguous | None


def label(place: Place, locale: str = "en") -> str:
    """The place's name with its country in the language of `locale` ("pt-br"), in English when babel lacks it. A city
    that a zone is called after has its name by CLDR, others what the person called them, or their name in English."""
    if not place.country_code:
        return place.label
    is_country = place.city == country_name(place.country_code, "en")  # Singapore, Luxembourg
    city = "" if is_country else place.called or city_name(place.city, place.zone, locale)
    parts = (city, place.region, country_name(place.country_code, locale))
    return words_in(locale).label("row.comma").join(part for part in parts if part)


@lru_cache(maxsize=1024)
def city_name(city: str, zone: str, locale: str) -> str:
    """A city's name in the language of `locale`, where its zone (IANA) is called after it and CLDR has one; else as it
    is."""
    called_after = zone.rpartition("/")[2].replace("_", " ")
    if not city or fold(city).removesuffix(" city") != fold(called_after).removesuffix(" city"):
        return city
    language = locale.replace("-", "_").partition("_")[0]
    own = locale_of(locale).time_zones.get(zone, {}).get("city") if language != "en" else None
    return str(own or city)


@lru_cache(maxsize=64)
def cities_called(locale: str) -> dict[str, str]:
    """The zones (IANA) of the cities that label() calls otherwise than in English, by their folded names there."""
    named = locale_of(locale).time_zones.items() if not locale.startswith("en") else ()
    return {fold(city): zone for zone, names in named if "/" in zone and (city := names.get("city"))}


def city_place(city: int) -> Place:
    """A city of the gazetteer."""
    gazetteer = loaded_gazetteer()
    area = gazetteer.area(city)
    region = gazetteer.state_names.get(area, "")
    bare = Place("", gazetteer.zone(city), gazetteer.name(city), region, area.country_code)
    return replace(bare, label=label(bare))


def offset_place(offset: timedelta, now: datetime) -> Place | None:
    """An offset from UTC that some clock shows at `now` (UTC), without summer time; None when no clock does."""
    zone = zone_with_offset(offset, now)
    return None if zone is None else Place(_offset_label(offset), zone)


def _offset_label(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return ("UTC" + f"{sign}{hours}" * bool(offset)) + f":{minutes:02}" * bool(minutes)


def zone_place(zone: str) -> Place:
    """A zone as a place: the city in its name, in the zone's most populous country."""
    if "/" not in zone or zone.startswith("Etc/"):
        return Place(_offset_label(offset_of(zone, datetime.fromtimestamp(0, UTC)) or timedelta(0)), zone)
    gazetteer = loaded_gazetteer()
    called_after = zone.rpartition("/")[2].replace("_", " ")
    named = (city for city in gazetteer.named(fold(called_after)) if gazetteer.zone(city) == zone)
    city = next(iter(named), None)
    if city is not None:
        return city_place(city)
    country = get_global("zone_territories").get(zone, "")
    bare = Place(called_after, zone, called_after, "", country if country != "001" else "")
    return replace(bare, label=label(bare))


def one_or_ambiguous(places: Sequence[Place]) -> Found:
    """The place, or a question which; None for none."""
    if len(places) > 1:
        return Ambiguous(tuple(places[:MOST_CHOICES]))
    return places[0] if places else None
