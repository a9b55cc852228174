"""What people say of where they are: zones' names, offsets, postcodes, flags, regions and sentences, by a table."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.timing.zones import clock_of
from bot.understanding.places.places import Ambiguous, Place, Sureness, find_zone, place_in

HERE = Path(__file__).parent
WINTER = datetime(2026, 11, 22, 12, 35, tzinfo=UTC)


def rows(file: str) -> list[list[str]]:
    """The lines of a table, cut at its tabs."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def reading(text: str) -> tuple[str, set[object]]:
    """What is done with a text, and the clocks that it sets or offers."""
    found = find_zone(text, now=WINTER)
    if found is None:
        return "none", set()
    if isinstance(found, Ambiguous):
        return "asked", {clock_of(place.zone, WINTER) for place in found.places}
    return "corrected" if found.near else "set", {clock_of(found.zone, WINTER)}


@pytest.mark.parametrize("row", rows("place_texts.tsv"), ids=lambda row: row[1])
def test_what_people_say_of_where_they_are(row: list[str]) -> None:
    """Set where it is sure, asked where two clocks are possible or a slip was corrected; nothing in other texts."""
    expected, text, *zones = row
    wanted = {clock_of(zone, WINTER) for zone in " ".join(zones).split()}
    did, clocks = reading(text)
    assert did == expected, find_zone(text, now=WINTER)
    assert wanted <= clocks


def test_no_region_of_the_world_sets_a_wrong_clock_unasked() -> None:
    """300 drawn by chance from CLDR's list: most are known, the others are asked or not found, and none is wrong."""
    counts: Counter[str] = Counter()
    wrong = []
    drawn = rows("regions.tsv")
    for name, _, zones in drawn:
        did, clocks = reading(name)
        counts[did] += 1
        if did == "set" and not clocks <= {clock_of(zone, WINTER) for zone in zones.split()}:
            wrong.append((name, find_zone(name, now=WINTER)))
    assert (len(drawn), wrong) == (300, [])
    assert counts["set"] >= 270, counts


@pytest.mark.parametrize(
    ("text", "place", "sureness", "is_told"),
    [
        ("I'm travelling to Tokyo tomorrow", "Tokyo, Japan", Sureness.EXACT, True),
        ("Lisbon", "Lisbon, Portugal", Sureness.EXACT, False),
        ("I live in Tuscany", "Tuscany, Italy", Sureness.REGION, True),
        ("I moved to Portugal", "Portugal", Sureness.REGION, True),
        ("I'm in Lisbno", "Lisbon, Portugal", Sureness.CORRECTED, True),
        ("my timezone is CET", "CET", Sureness.EXACT, True),
        ("Your clock is wrong, I am in Chicago", "Chicago, Illinois, United States", Sureness.EXACT, True),
        ("from tomorrow i am in Mumbai for work", "Mumbai, India", Sureness.EXACT, True),
        ("I live in Vienna and want the reminder at 18:30", "Vienna, Austria", Sureness.EXACT, True),
        ("I moved to Dublin, and please write me at 9 from now on", "Dublin, Ireland", Sureness.EXACT, True),
        ("i go to Japan for work next week, Osaka", "Japan", Sureness.REGION, True),
        ("I'm in pain", "", Sureness.NONE, True),
        ("I am home again from holidays, you can write me again", "", Sureness.NONE, True),
        ("how long until my back gets better", "", Sureness.NONE, False),
        ("pause for ten days, I'm in the mountains", "", Sureness.NONE, True),
        ("I'm in my second week", "", Sureness.NONE, True),
        ("hlep", "", Sureness.NONE, False),
        ("remind me at 8", "", Sureness.NONE, False),
        ("it is 14:35 here", "", Sureness.NONE, False),
        ("x" * 200, "", Sureness.NONE, False),
    ],
)
def test_a_sentence_says_how_sure_its_place_is(text: str, place: str, sureness: Sureness, is_told: bool) -> None:
    """As it stands, a region, corrected or none; and whether words lead to it."""
    heard = place_in(text, now=WINTER)
    label = heard.found.label if isinstance(heard.found, Place) else ""
    assert (label, heard.sureness, heard.is_told) == (place, sureness, is_told)


def test_a_question_about_a_place_is_as_sure_as_its_first_choice() -> None:
    """Two cities of a name are exact, a country with several clocks offers its cities."""
    assert place_in("I'm in Portland", now=WINTER).sureness is Sureness.EXACT
    assert isinstance(place_in("I'm in Portland", now=WINTER).found, Ambiguous)


def test_no_sentence_about_something_else_is_told_as_a_place() -> None:
    """Of the sentences that people send about all else: at most a correction, which is asked, and never a place."""
    others = [
        row[1] for row in rows("../wishes/sentences.tsv")[1:] if not {"zone", "travel"}.intersection(row[2].split())
    ]
    heard = [(text, place_in(text, now=WINTER)) for text in others]
    assert len(others) > 200
    assert [
        text for text, place in heard if place.is_told and place.sureness in (Sureness.EXACT, Sureness.REGION)
    ] == []
