"""Let a persona live: from the first day to the end, on a loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.harness.virtual_loop import VirtualLoop
from tests.system.simulation.personas import BEGINS, Persona
from tests.system.simulation.simulated_year import Life, Year

DAYS = 365


@contextmanager
def lived(persona: Persona, folder: Path, *, days: int = DAYS) -> Iterator[Life]:
    """A persona's life after so many days, with its stage still standing."""
    start = BEGINS
    with asyncio.Runner(loop_factory=partial(VirtualLoop, sockets=False)) as runner:
        stage = Year(folder, start)
        runner.run(stage.open())
        try:
            phone = stage.telegram.person(persona.name, persona.language)
            life = Life(stage, phone, start + timedelta(days=days), persona.language)
            runner.run(_live(persona, life))
            yield life
        finally:
            runner.run(stage.close())


async def _live(persona: Persona, life: Life) -> None:
    await persona.lives(life)
