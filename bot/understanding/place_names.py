"""Place names that the packages' data lacks. Tables alone; names are folded."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """A table written as "key = value | key = value"."""
    pairs = (entry.split(" = ") for entry in " ".join(text.split()).split(" | "))
    return {key.strip(): value.strip() for key, value in pairs}


# Words that people say instead of a place; some are names of small towns, which must then be told otherwise.
NO_PLACES = frozenset(
    """
    a africa again always anywhere asia back bed busy bye cancel chair continue cool delete done dunno earth eight
    enough europe exit fine five floor four gentle go good great haha hard hello help here hey hi home house human
    hurts i later mars maybe me menu moon more morning move my never next nine no none nope nothing now nowhere of
    off office ok okay okey on one other ouch pain pause please quit ready remind repeat resume safety settings
    seven side sitting six skip somewhere standing start status stay stop sure ten test thank thanks the this three
    time today tomorrow two what where wherever who why work world yeah yes yo you
    for it that her him them there with by from up out any all some such as is was be so too then than when how just
    if not only like into about over under between this these those which whether because until since
    agony danger doubt hurry love mess mood peace private public secret shape shock silence theory trouble
    holiday holidays journey trip vacation way
    """.split()  # noqa: SIM905
)
# Between a town's name and the river that tells it from others: Newcastle upon Tyne is Newcastle to its people.
RIVER_WORDS = ("upon", "on", "am", "an der", "sur", "aan")
# Bynames of cities, and regions that stand for their city.
NICKNAMES = _table(
    """
    la = los angeles | ny = new york city | nyc = new york city | dc = washington dc | sf = san francisco |
    kl = kuala lumpur | hk = hong kong | cdmx = mexico city | vegas = las vegas | philly = philadelphia |
    frisco = san francisco | bali = denpasar | goa = panaji | mallorca = palma | majorca = palma |
    tenerife = santa cruz de tenerife | canary islands = las palmas de gran canaria | crete = heraklion |
    sicily = palermo | azores = ponta delgada | madeira = funchal | bavaria = munich | hokkaido = sapporo
    """
)
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
