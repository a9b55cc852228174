"""Half a year of six people, beside that of the other six: what each of them was promised holds from first to last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.simulation.people import ONE_HALF, Persona
from tests.system.simulation.promises import holds


@pytest.mark.parametrize("persona", ONE_HALF, ids=[persona.title for persona in ONE_HALF])
def test_nothing_that_was_promised_is_broken(persona: Persona, tmp_path: Path) -> None:
    """No prompt on a day off, at rest, in quiet hours or after the day's walk; no wording twice within five; each
    digest once; no unkind word; nothing lost."""
    holds(persona, tmp_path)
