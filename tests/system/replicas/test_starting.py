"""Copies that come up at the same moment. (A second one on SQLite: see tests/bot/test_main.py.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.schema import tables
from tests.harness.patience import HANGS
from tests.system.replicas.copies import fleet_at

COPIES = 2


@pytest.mark.system
async def test_copies_that_start_at_once_on_an_empty_database_make_the_schema_once(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """All come up, one polls, and somebody who writes is answered once."""
    async with fleet_at(tmp_path, addresses) as fleet:
        await fleet.start_at_once(COPIES)
        assert fleet.ask("SELECT version_num FROM alembic_version") == [(tables.HEAD_REVISION,)]
        ana = fleet.telegram.person("Ana")
        ana.start()
        await ana.hears("Hello Ana", seconds=HANGS)
        await fleet.at_rest()
        assert sum("Hello Ana" in text for text in ana.texts) == 1
        assert [call.refused for call in fleet.telegram.state.refusals] == []
        assert (fleet.unaccounted(), fleet.troubles()) == ({}, [])
