"""Place names that the packages' data lacks, with the codes that the gazetteer has for them; and what English calls
otherwise, from its catalogue: it is heard beside every language. Names are folded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.i18n.catalogue import words_of
from bot.i18n.po_files import FALLBACK


@cache
def no_places() -> frozenset[str]:
    """English words that people say instead of a place."""
    return frozenset(words_of(FALLBACK).options("hear.place.none"))


@cache
def nicknames() -> Mapping[str, str]:
    """English bynames of cities, and regions that stand for their city, with the name that the gazetteer has."""
    pairs = (entry.partition(" = ") for entry in words_of(FALLBACK).options("hear.place.names"))
    return {byname: name for byname, _, name in pairs}


def _table(text: str) -> dict[str, str]:
    """A table written as "key = value | key = value"."""
    pairs = (entry.split(" = ") for entry in " ".join(text.split()).split(" | "))
    return {key.strip(): value.strip() for key, value in pairs}


# Between a town's name and the river that tells it from others: Newcastle upon Tyne is Newcastle to its people.
RIVER_WORDS = ("upon", "on", "am", "an der", "sur", "aan")
# Countries, and with a second code their parts as GeoNames has them.
AREA_NAMES = _table(
    """
    america = US | britain = GB | burma = MM | czech republic = CZ | deutschland = DE | espana = ES |
    england = GB ENG | great britain = GB | holland = NL | ivory coast = CI | northern ireland = GB NIR |
    scotland = GB SCT | the netherlands = NL | turkey = TR | uae = AE | uk = GB | us = US | u s = US | u s a = US |
    usa = US | wales = GB WLS | brasil = BR | italia = IT | polska = PL | osterreich = AT | schweiz = CH |
    suisse = CH | sverige = SE | norge = NO | danmark = DK | suomi = FI | turkiye = TR | россия = RU | украина = UA
    | україна = UA | беларусь = BY | казахстан = KZ | ελλαδα = GR | 日本 = JP | 中国 = CN | 한국 = KR
    """
)
# GeoNames numbers the provinces of Canada and the states of Australia: its number, the code people use, the name.
STATES = {
    "CA": """01 AB Alberta|02 BC British Columbia|03 MB Manitoba|04 NB New Brunswick|05 NL Newfoundland and Labrador|
    07 NS Nova Scotia|08 ON Ontario|09 PE Prince Edward Island|10 QC Quebec|11 SK Saskatchewan|12 YT Yukon|
    13 NT Northwest Territories|14 NU Nunavut""",
    "AU": """01 ACT Australian Capital Territory|02 NSW New South Wales|03 NT Northern Territory|04 QLD Queensland|
    05 SA South Australia|06 TAS Tasmania|07 VIC Victoria|08 WA Western Australia""",
}
