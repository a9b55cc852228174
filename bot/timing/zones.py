"""Time zones by name, abbreviation, offset or language: whatever can be said without knowing any city.

Zones are IANA names that zone_named opens. All is answered from tzdata and from babel's CLDR tables; `now` is in UTC.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

# Zones off the whole hour, for those who give their offset or their clock; of two alike the more populous first.
_PART_HOUR_ZONES = """
    Asia/Kolkata Asia/Tehran Asia/Kabul Asia/Yangon Asia/Kathmandu Australia/Adelaide Australia/Darwin
    America/St_Johns Australia/Lord_Howe Pacific/Chatham Pacific/Marquesas Australia/Eucla
""".split()  # noqa: SIM905
# The zone of a country's most populous city, where CLDR gives the country several zones or none.
_MAIN_ZONES = dict(
    entry.split("=")
    for entry in """
    AR=America/Argentina/Buenos_Aires AU=Australia/Sydney BR=America/Sao_Paulo CA=America/Toronto CD=Africa/Kinshasa
    CL=America/Santiago CN=Asia/Shanghai CY=Asia/Nicosia DE=Europe/Berlin EC=America/Guayaquil ES=Europe/Madrid
    FM=Pacific/Pohnpei GL=America/Nuuk ID=Asia/Jakarta KI=Pacific/Tarawa KZ=Asia/Almaty MH=Pacific/Majuro
    MN=Asia/Ulaanbaatar MX=America/Mexico_City MY=Asia/Kuala_Lumpur NZ=Pacific/Auckland PF=Pacific/Tahiti
    PG=Pacific/Port_Moresby PS=Asia/Hebron PT=Europe/Lisbon RU=Europe/Moscow UA=Europe/Kyiv US=America/New_York
    UZ=Asia/Tashkent XK=Europe/Belgrade
    """.split()  # noqa: SIM905
)
# Where CLDR's territory would mislead: tzdata has the north of Vietnam in Bangkok's zone, so that it tells neither
# country; and Coyhaique is younger than CLDR's table.
_TERRITORIES: dict[str, str | None] = {"Asia/Bangkok": None, "America/Coyhaique": "CL"}
# Zones by abbreviation, in lower case; of several the likeliest first.
ABBREVIATIONS = {
    word.strip(): zones.split()
    for word, zones in (
        entry.split(" = ")
        for entry in """
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
        | aedt = Australia/Sydney | nzst = Pacific/Auckland | nzdt = Pacific/Auckland | nzt = Pacific/Auckland |
        aet = Australia/Sydney Australia/Brisbane | awt = Australia/Perth | pht = Asia/Manila | ict = Asia/Bangkok |
        gst = Asia/Dubai | nst = America/St_Johns Asia/Kathmandu | npt = Asia/Kathmandu | ndt = America/St_Johns |
        pt = America/Los_Angeles Europe/Lisbon | ct = America/Chicago America/New_York | mt = America/Denver |
        art = America/Argentina/Buenos_Aires | cat = Africa/Maputo | uzt = Asia/Tashkent | trt = Europe/Istanbul |
        greenwich mean = UTC | coordinated universal = UTC | british summer = Europe/London | british = Europe/London |
        irish = Europe/Dublin | indian = Asia/Kolkata
        """.replace("\n", " ").split(" | ")
    )
}


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
    zones = get_global("territory_zones").get(territory, ())
    return _MAIN_ZONES.get(territory) or (zones[0] if len(zones) == 1 else "UTC")


def zone_with_offset(offset: timedelta, now: datetime, likely: str | None = None) -> str | None:
    """An IANA name that has the offset at `now` (UTC); None when no clock on Earth shows it.

    `likely` if it has; else an Etc/GMT name for whole hours, without summer time; else the most populous real zone.
    """
    if likely is not None and offset_of(likely, now) == offset:
        return likely
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest:
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"  # in these names the sign is the other way round
    return next((name for name in _PART_HOUR_ZONES if offset_of(name, now) == offset), None)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name or an unambiguous abbreviation, in any case: "europe/lisbon", "US/Eastern", "CET".

    None for what tzdata does not know. Retired names give the zone that replaced them.
    """
    known = known_zones().get(name.strip().replace(" ", "_").casefold())
    return None if known is None else ZoneInfo(known)


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of a stored name; UTC for None and for a name that the zone data no longer knows."""
    found = zone_named(name) if name else None
    return found or ZoneInfo("UTC")


def canonical(zone: str) -> str:
    """The name in use for a retired one: "US/Eastern" is America/New_York. Itself when tzdata lacks the newer one."""
    alias = str(get_global("zone_aliases").get(zone, zone))
    return alias if alias in _tzdata_names() else zone


def territory_of(zone: str | None) -> str | None:
    """The country or territory (ISO 3166-1 alpha-2) in which a zone lies, for names in use and retired ones.

    "Asia/Calcutta" is "IN". None for clocks without a place (UTC, Etc/GMT+3), for Asia/Bangkok, which two countries
    share, and for unknown names. Source: CLDR.
    """
    if zone is None:
        return None
    name = get_global("zone_aliases").get(zone, zone)
    territory = _TERRITORIES.get(name, get_global("zone_territories").get(name))
    return territory if territory not in ("001", "ZZ") else None


def offset_of(zone: str, now: datetime) -> timedelta | None:
    """How far the zone's clock is ahead of UTC at `now`."""
    return now.astimezone(ZoneInfo(zone)).utcoffset()


Clock = tuple[timedelta | None, ...]


def clock_of(zone: str, now: datetime) -> Clock:
    """The offsets of a zone through the coming year; zones that agree in them are one clock to a person."""
    return _clock_from(zone, now.replace(hour=0, minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _clock_from(zone: str, day: datetime) -> Clock:
    return tuple(offset_of(zone, day + timedelta(days=15 * step)) for step in range(25))


@cache
def known_zones() -> dict[str, str]:
    """All names of zones, folded, and the unambiguous abbreviations, with the names in use for them."""
    names = {name.casefold(): canonical(name) for name in _tzdata_names()}
    return names | {word.replace(" ", "_"): zones[0] for word, zones in ABBREVIATIONS.items() if len(zones) == 1}


@cache
def _tzdata_names() -> frozenset[str]:
    return frozenset(available_timezones())
