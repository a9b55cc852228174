"""A year of twelve people on a virtual clock: what each was promised holds from the first day to the last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.simulation.personas import PERSONAS, Persona
from tests.system.simulation.promises import holds
from tests.system.simulation.run import DAYS

FOUR_WEEKS = 28
YEARS = [
    pytest.param(PERSONAS[0], FOUR_WEEKS, id=f"{PERSONAS[0].title}-four-weeks"),
    *(pytest.param(persona, DAYS, marks=pytest.mark.system, id=persona.title) for persona in PERSONAS),
]


@pytest.mark.parametrize(("persona", "days"), YEARS)
def test_nothing_that_was_promised_is_broken(persona: Persona, days: int, tmp_path: Path) -> None:
    """No prompt on a day off, at rest, in quiet hours or after the day's walk; no wording twice within five; each
    digest once; no unkind word; nothing lost."""
    holds(persona, tmp_path, days=days)
