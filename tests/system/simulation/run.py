"""Run a persona's year from the first day to the end, on a loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.i18n.po_files import FALLBACK
from tests.harness.virtual_loop import VirtualLoop
from tests.system.simulation.personas import BEGINS, Persona
from tests.system.simulation.simulated_year import SimulatedYear, SimulationStage
from tests.system.simulation.speaking import CODES, speaker_of

DAYS = 365


@contextmanager
def simulated(persona: Persona, folder: Path, *, days: int = DAYS, language: str = FALLBACK) -> Iterator[SimulatedYear]:
    """A persona's year after so many days, in a language (the name of its folder); its stage is still open."""
    start = BEGINS
    with asyncio.Runner(loop_factory=partial(VirtualLoop, sockets=False)) as runner:
        stage = SimulationStage(folder, start)
        runner.run(stage.open())
        try:
            phone = stage.telegram.person(persona.name, CODES.get(language, persona.language))
            year = SimulatedYear(stage, phone, start + timedelta(days=days), speaker_of(language))
            runner.run(_run(persona, year))
            yield year
        finally:
            runner.run(stage.close())


async def _run(persona: Persona, year: SimulatedYear) -> None:
    await persona.lives(year)
