"""A year of twelve people on a virtual clock: what each was promised holds from the first day to the last.

In English all of them live a whole year. In each other language all live a season, and two a whole year.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.po_files import FALLBACK
from tests.system.simulation.personas import PERSONAS, Persona
from tests.system.simulation.promises import holds
from tests.system.simulation.run import DAYS
from tests.system.simulation.speaking import CODES

TWO_WEEKS, FOUR_WEEKS, SEASON = 14, 28, 120
NAMED = {persona.title: persona for persona in PERSONAS}
# Who has something to do late in the year: one is back after half of it, one is gone in March, and stops for August.
WHOLE_YEARS = ("never-answers", "goes-away")
SHORT = [("daily", FALLBACK, FOUR_WEEKS), ("daily", "de", TWO_WEEKS), ("a-minute-in-words", "ar", TWO_WEEKS)]
LONG = [
    (title, language, DAYS if language == FALLBACK or title in WHOLE_YEARS else SEASON)
    for language in (FALLBACK, *CODES)
    for title in NAMED
]
LIVES = [
    *(pytest.param(NAMED[who], lang, days, id=f"{who}-{lang}-{days}") for who, lang, days in SHORT),
    *(
        pytest.param(NAMED[who], lang, days, marks=pytest.mark.system, id=f"{who}-{lang}-{days}")
        for who, lang, days in LONG
    ),
]


@pytest.mark.parametrize(("persona", "language", "days"), LIVES)
def test_nothing_that_was_promised_is_broken(persona: Persona, language: str, days: int, tmp_path: Path) -> None:
    """No prompt on a day off, at rest, in quiet hours or after the day's walk; no wording twice within five; each
    digest once; no unkind word; nothing that was typed left not understood; every sentence in the person's language;
    nothing lost."""
    holds(persona, tmp_path, days=days, language=language)
