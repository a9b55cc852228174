"""Sentences about the way of sessions, about days and minutes, and those of an admin: are they heard?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.hearing import hear
from bot.understanding.wishes.wish_rules import RULES, Where, Wish
from storage.records.person import FILM, SOUND, STEPS
from tests.bot.understanding.wishes.test_wishes import KNOWN

WORDS = words_in("en")
TABLE = Path(__file__).with_name("ways_and_days.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")][1:]
# The wishes of the table.
NAMED = {part.split(" ")[0] for _, _, reading in ROWS for part in reading.split(" | ")} - {"not", "nothing", "remind"}

# A way for good has two names.
ALIKE = {
    f"usual_way {way}": f"{wish} always"
    for wish, way in (("listen", SOUND), ("follow_along", FILM), ("by_steps", STEPS))
}


def heard(where: str, said: str) -> str:
    """The wish of a sentence with its detail, or "nothing"; after "ask" what is asked about first."""
    is_admin = where == "admin"
    place = Where.OUT if is_admin else Where(where)
    wishes = hear(said, WORDS, place, replace(KNOWN, is_admin=is_admin)).wishes
    reading = f"{wishes[0].wish} {wishes[0].detail}".strip() if wishes else "nothing"
    is_asked = bool(wishes) and not wishes[0].sure
    return ("ask " if is_asked else "") + ALIKE.get(reading, reading)


def is_right(got: str, reading: str) -> bool:
    """Whether what was heard is a reading of the table."""
    if reading == "not" or reading.startswith("not "):
        wrong = {reading[4:]} if reading[4:] else NAMED
        return got.partition(" ")[0] not in wrong
    return got.removeprefix("ask ") in reading.split(" | ")


@pytest.mark.parametrize("kind", ["out", "walk", "admin"])
def test_each_sentence_is_heard(kind: str) -> None:
    """In ordinary, polite, dictated and broken English."""
    wrong = [
        f"{said}: {got}"
        for where, said, reading in ROWS
        if where == kind and not is_right(got := heard(where, said), reading)
    ]
    assert wrong == []


def test_what_admins_ask_is_asked_by_nobody_else() -> None:
    """Whatever the sentence: others hear of a few that only the people behind the bot can do that."""
    of_admins = {rule.wish for rule in RULES if rule.for_admins} - {Wish.STATS, Wish.VERSION, Wish.BROADCAST}
    assert of_admins
    for where, said, _ in ROWS:
        if where == "admin":
            assert heard("out", said).partition(" ")[0] not in of_admins, said
