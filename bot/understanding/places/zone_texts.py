"""Zones that are called by name, abbreviation or offset: "Europe/Lisbon", "CET", "Eastern Standard Time", "UTC 2".

Long names are those of CLDR, as babel has them. Pure; `now` is in UTC.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from babel import Locale
from babel.core import get_global

from bot.i18n.catalogue import Words
from bot.timing.recurrence import offset_from_clock
from bot.timing.zones import ABBREVIATIONS, canonical, clock_of, known_zones, offset_of, zone_named
from bot.understanding.places.gazetteer import loaded_gazetteer
from bot.understanding.places.place import Found, Place, label, offset_place, one_or_ambiguous, zone_place
from bot.understanding.text.folding import fold
from bot.understanding.times.times import parse_clock, parse_offset

_ABBREVIATION = 5  # letters; longer ones are words ("eastern"), and may be regions
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_SIGN_WORDS = (re.compile(r"\bplus\b\s*"), "+"), (re.compile(r"\bminus\b\s*"), "-")
_HOURS = re.compile(r"(?<=\d)\s*(?:h|hrs?|hours?|std)$")
_ZERO = frozenset({"utc", "gmt", "z"})
_FIGURE = re.compile(r"\d")
_FIGURES = r"\d{1,2}(?::?[0-5]\d|\.(?:5|25|75))?"
_UNSIGNED = re.compile(rf"(?:utc|gmt)\s*({_FIGURES})")
_NAMED_OFFSET = rf"\(?(?P<offset>(?:utc|gmt)\s*[+-]\s*{_FIGURES})\)?"
_WITH_A_PLACE = (
    re.compile(rf"{_NAMED_OFFSET}[\s,:/-]+(?P<place>\D+)"),
    re.compile(rf"(?P<place>\D+?)[\s,:/-]+{_NAMED_OFFSET}"),
)
_FROM_A_ZONE = re.compile(r"([a-z]{3,4})\s*([+-])\s*(\d{1,2})")
_SEASON = re.compile(r" (?:standard|summer|winter|daylight)$")
_POSIX_NAME = re.compile(r"[a-z]{3}\d[a-z]{3}")


def as_typed_plainly(text: str) -> str:
    """In lower case, with one kind of dash and signs for "plus" and "minus"."""
    plain = text.strip().casefold()
    if not plain.isascii():
        plain = plain.translate(_DASHES)
    if not _FIGURE.search(plain):
        return plain
    for words, sign in _SIGN_WORDS:
        plain = words.sub(sign, plain)
    return _HOURS.sub("", plain)


def find_by_offset(plain: str, now: datetime) -> Found:
    """The place of an offset ("utc+2"), or a question where it has no sign ("utc 2") or begins at a zone ("cet+1")."""
    if plain not in _ZERO and not _FIGURE.search(plain):
        return None
    offset = parse_offset(plain)
    if offset is not None:
        return offset_place(offset, now)
    unsigned = _UNSIGNED.fullmatch(plain)
    if unsigned:
        either = [parse_offset(f"utc{sign}{unsigned[1]}") for sign in "+-"]
        places = [offset_place(offset, now) for offset in dict.fromkeys(either) if offset is not None]
        return one_or_ambiguous([_asked(place) for place in places if place is not None])
    counted = _FROM_A_ZONE.fullmatch(plain)
    if counted and counted[1] in ABBREVIATIONS:
        further = timedelta(hours=int(counted[2] + counted[3]))
        return one_or_ambiguous(list(_places_counted_from(ABBREVIATIONS[counted[1]][0], further, now)))
    return None


def _asked(place: Place) -> Place:
    return place if place.zone == "UTC" else replace(place, near=True)


def _places_counted_from(zone: str, further: timedelta, now: datetime) -> Iterator[Place]:
    """The zones whose clock is ahead of a zone's all year; then the bare offset of today, without summer time."""
    wanted = tuple(offset + further for offset in clock_of(zone, now) if offset is not None)
    for known in _familiar_zones():
        if clock_of(known, now) == wanted:
            yield zone_place(known)
            break
    bare = offset_place((offset_of(zone, now) or timedelta(0)) + further, now)
    if bare is not None:
        yield bare


def offset_with_place(plain: str) -> tuple[timedelta, str] | None:
    """The offset and the name in "GMT+3 Istanbul" or "Istanbul (UTC+3)"; None for other texts."""
    if "utc" not in plain and "gmt" not in plain:
        return None
    for pattern in _WITH_A_PLACE:
        match = pattern.fullmatch(plain)
        offset = parse_offset(match["offset"]) if match else None
        if match and offset is not None:
            return offset, match["place"]
    return None


def find_by_zone_name(plain: str) -> Found:
    """The zone of an IANA name, an abbreviation or a long name; a question for IST and similar ones."""
    if "/" in plain or _POSIX_NAME.fullmatch(plain):
        known = zone_named(plain)
        return zone_place(known.key) if known else _pair(plain)
    words = fold(plain)
    name = words.removeprefix("us ").removesuffix(" time")
    zones = ABBREVIATIONS.get(name)
    if zones is None and name != words:
        long_name = f"{name} time"
        called_so = _zones_by_long_name().get(long_name) or ABBREVIATIONS.get(_SEASON.sub("", name), [])
        return one_or_ambiguous([zone_place(zone) for zone in called_so])
    if zones is None:
        return None
    namesakes = _regions_called(name) if len(name) > 3 and name == words else []
    if len(zones) == 1 and not namesakes:
        return Place(name.upper() if len(name) < _ABBREVIATION else name.title(), zones[0])
    return one_or_ambiguous([*map(zone_place, zones), *namesakes])


def _pair(plain: str) -> Found:
    """Winter and summer of one zone: "EST/EDT", "CET/CEST"."""
    parts = [ABBREVIATIONS.get(part.strip(), []) for part in plain.split("/")]
    common = [zone for zone in parts[0] if all(zone in zones for zones in parts)]
    every = dict.fromkeys(zone for zones in parts for zone in zones)
    return one_or_ambiguous([zone_place(zone) for zone in common or every]) if all(parts) else None


def _regions_called(name: str) -> list[Place]:
    """Regions that have the name of a zone, such as Central and Eastern, the most populous first."""
    regions = loaded_gazetteer().regions_named(name)
    found = []
    for region in sorted(regions, key=lambda region: -sum(people for _, people in region.people_of_zone)):
        bare = Place("", region.people_of_zone[0][0], "", region.name, region.country_code)
        found.append(replace(bare, label=label(bare)))
    return found


def find_by_clock(text: str, now: datetime, likely: str | None, words: Words | None = None) -> Found:
    """The places where it can be the time that a person reads off a clock; only the likely zone when it fits."""
    offsets = [offset for shown in parse_clock(text, words) if (offset := offset_from_clock(shown, now)) is not None]
    if likely is not None and offset_of(likely, now) in offsets:
        return zone_place(likely)
    found = (offset_place(offset, now) for offset in offsets)
    return one_or_ambiguous([place for place in found if place is not None])


@cache
def _familiar_zones() -> tuple[str, ...]:
    """Zones that stand for others of their clock: those of the abbreviations, then one of each kind by CLDR."""
    of_abbreviations = [zone for zones in ABBREVIATIONS.values() for zone in zones if "/" in zone]
    of_kinds = [canonical(zone) for zone in get_global("windows_zone_mapping").values() if "/" in zone]
    return tuple(dict.fromkeys(of_abbreviations + [zone for zone in of_kinds if zone in known_zones().values()]))


@cache
def _zones_by_long_name() -> dict[str, tuple[str, ...]]:
    """CLDR's English names of zones, folded, each with its familiar zones; of one clock by name the first."""
    english = Locale("en")
    members: dict[str, list[str]] = defaultdict(list)
    for zone, kind in get_global("meta_zones").items():
        members[kind].append(canonical(zone))
    names: dict[str, tuple[str, ...]] = {}
    for kind, forms in english.meta_zones.items():
        familiar = [zone for zone in _familiar_zones() if zone in members[kind]] or members[kind]
        for form, name in dict(forms.get("long", {})).items():
            short = str(dict(forms.get("short", {})).get(form, "")).casefold()
            of_short = [zone for zone in ABBREVIATIONS.get(short, ()) if zone in members[kind]]
            if familiar:
                names[fold(str(name))] = tuple(of_short or familiar[:1])
    return names
