"""Is the README of each language in step with the English one, and is what it says that people can say understood?"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.i18n.po_files import FALLBACK, offered
from bot.understanding.answers.intents import recognize_whole
from bot.understanding.examples import meanings
from bot.understanding.hearing import hear
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.second_look import take_up
from bot.understanding.spoken_language import listening
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where, Wish

ROOT = Path(__file__).parents[1]
ENGLISH = ROOT / "README.md"
FOLDER = ROOT / "docs" / "readme"
LANGUAGES = sorted(set(offered()) - {FALLBACK})
# What the rows of the table of sentences ask for, in their order.
WISHES = (
    *(Wish.REMIND, Wish.DAYS_OFF, Wish.WHEN_NEXT, Wish.PAUSE, Wish.TRAVEL, Wish.PICTURES_OFF, Wish.IMPROVING),
    *(Wish.STOP, Wish.DELETE),
)
# A wish without its detail is asked about on a page.
PAGES = {Wish.TRAVEL: {Wish.ZONE}}
TODAY = date(2026, 11, 30)
KNOWN = Known(movements={}, is_place=is_name_of_place, can_pause=lambda text: True, today=TODAY)
_ROW = re.compile(r"^\| (?!---)(.+?) \| .+ \|$", re.MULTILINE)


def _file(language: str) -> Path:
    return FOLDER / f"README.{language.replace('_', '-')}.md"


def _commands(text: str) -> list[str]:
    """The lines to type into a shell, without what is said about them."""
    return [line.split("  #")[0].strip() for line in text.splitlines() if line.startswith("    ")]


def _understood(said: str, language: str) -> set[Wish]:
    """What a sentence is taken for, by rules or by examples."""
    words = listening(said, words_in(language), Where.OUT, KNOWN)
    heard = {one.wish for one in hear(said, words, Where.OUT, KNOWN).wishes}
    second = take_up(meanings.read(said, words, Where.OUT, KNOWN), said, words)
    return heard or ({second.wished.wish} if second is not None else set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_readme_tells_the_same_commands(language: str) -> None:
    """Every line to type stands in the English README, and what sets up, starts and composes is told."""
    commands = _commands(_file(language).read_text(encoding="utf-8"))
    assert set(commands) <= set(_commands(ENGLISH.read_text(encoding="utf-8")))
    assert {"make setup", "make run", "docker compose up -d --build"} <= set(commands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readmes_lead_to_each_other(language: str) -> None:
    """From the English one to each, and from each to all others."""
    assert f"docs/readme/{_file(language).name}" in ENGLISH.read_text(encoding="utf-8")
    own = _file(language).read_text(encoding="utf-8")
    assert "(../../README.md)" in own
    assert all(f"({_file(other).name})" in own for other in LANGUAGES if other != language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_readme_says_that_people_can_say_is_understood(language: str) -> None:
    """Words of a session, in bold, and a sentence for each wish, in its order."""
    text = _file(language).read_text(encoding="utf-8")
    words = words_in(language)
    bold = re.findall(r"\*\*(.+?)\*\*", text.partition("\n## ")[2])
    assert len(bold) >= 10
    assert [one for one in bold if recognize_whole(one, words) is None] == []
    _, *sentences = _ROW.findall(text)
    assert len(sentences) == len(WISHES)
    read = {said: _understood(said, language) for said in sentences}
    wrong = {
        said: heard
        for (said, heard), wish in zip(read.items(), WISHES, strict=True)
        if not heard & ({wish} | PAGES.get(wish, set()))
    }
    assert wrong == {}
