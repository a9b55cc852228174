"""Are the tables of what people type in a session and around it well formed? Today is Monday 2026-11-30 in them.

what    a word of a walk, or time HH:MM, days (in the order of the week), span (days or minutes), date (ISO), zone
        (IANA), position, wish with its detail, or where it is typed (walk, out) and what says the same in English
text    what is typed; where the half of the day is not said, the morning is meant
note    what it says, in English
"""

from __future__ import annotations

import re
import zoneinfo
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
TABLES = sorted(path.stem for path in FOLDER.glob("typed_*.tsv"))
IN_A_WALK = {"next", "back", "repeat", "more", "easier", "enough", "other_side", "pause", "stop"}
IN_A_WALK |= {"hurts", "help", "yes", "no", "done", "skip"}
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
WEEK = r"(?!$)(mon,?)?(tue,?)?(wed,?)?(thu,?)?(fri,?)?(sat,?)?(sun)?(?<!,)"
DETAILS = {
    "time": CLOCK,
    "days": WEEK,
    "span": r"[1-9]\d* (days|minutes)",
    "date": r"202[67]-\d\d-\d\d",
    "zone": r"\S+",
    "position": r"seated|lying|standing",
    "wish": rf"remind {CLOCK}( {WEEK})?|days_off {WEEK}|pause [1-9]\d* days|travel \S+"
    "|stop|delete|how_long|pictures_off|when_next",
    "walk": r"[A-Za-z ]+",
    "out": r"[A-Za-z ]+",
}
LEAST = {"walk": 40, "time": 25, "days": 10, "span or date": 10, "zone": 10, "position": 10, "wish": 15}


def rows(name: str) -> list[list[str]]:
    """The cells of a table, its header first."""
    return [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def group(what: str) -> str:
    """The kind of text that a reading belongs to."""
    word = what.split(" ")[0]
    if word in IN_A_WALK:
        return "walk"
    return "span or date" if word in {"span", "date"} else word


def test_there_is_a_table_for_each_language_that_is_spoken() -> None:
    """Those with all their sentences, beside English."""
    assert TABLES == ["typed_ar", "typed_de", "typed_es", "typed_pt_BR", "typed_ru"]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_reading_a_text_and_an_english_gloss(name: str) -> None:
    """No cell is empty, and every reading has the shape of its kind."""
    header, *body = rows(name)
    assert header == ["what", "text", "note"]
    assert [row for row in body if len(row) != 3 or any(cell != cell.strip() or not cell for cell in row)] == []
    assert [row for row in body if not row[2].isascii()] == []
    wrong = []
    for what, _, _ in body:
        word, _, detail = what.partition(" ")
        if not (what in IN_A_WALK or (word in DETAILS and re.fullmatch(DETAILS[word], detail))):
            wrong.append(what)
    assert wrong == []


@pytest.mark.parametrize("name", TABLES)
def test_every_zone_is_one_of_the_time_zones(name: str) -> None:
    """Places lived in, and those of a journey."""
    zones = [what.split(" ")[-1] for what, _, _ in rows(name)[1:] if what.startswith(("zone ", "wish travel "))]
    assert [zone for zone in zones if zone not in zoneinfo.available_timezones()] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_text_stands_twice_and_there_are_enough_of_each_kind(name: str) -> None:
    """120 rows and more, as many of each kind as people type of it."""
    body = rows(name)[1:]
    texts = Counter(row[1].casefold().strip(".!? ") for row in body)
    assert [text for text, times in texts.items() if times > 1] == []
    counted = Counter(group(row[0]) for row in body)
    assert {kind: counted[kind] for kind, least in LEAST.items() if counted[kind] < least} == {}
    assert {row[0] for row in body} >= IN_A_WALK
