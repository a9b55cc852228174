"""A year of twelve people: what each of them was promised holds from the first day to the last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.year.life import Life
from tests.year.live import lived
from tests.year.people import PERSONAS, Persona
from tests.year.promises import wrong

DAY = timedelta(days=1)


@pytest.fixture(params=PERSONAS, ids=[persona.title for persona in PERSONAS], scope="module")
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Persona, Life]]:
    """Somebody, and their year."""
    persona: Persona = request.param
    folder: Path = tmp_path_factory.mktemp(persona.title)
    with lived(persona, folder) as life:
        yield persona, life


def test_nothing_that_was_promised_is_broken(year: tuple[Persona, Life]) -> None:
    """No prompt on a day off, at rest, in quiet hours or after the day's walk; no wording twice within five; each
    digest once; no unkind word; nothing lost."""
    persona, life = year
    assert wrong(life, persona) == []
    assert life.is_over
