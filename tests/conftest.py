"""For all tests: the zone data of the lock file, as in the program itself, the same examples in every CI run, and one
PostgreSQL for those that want it."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import Postgres, open_bouncer, open_postgres

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# On a developer's machine every run looks in new places; in CI a run that fails can be repeated.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


# Whole programs that live for long: they are there for what is promised, not for the lines that they meet, and being
# watched line by line makes them take up to twice as long.
UNWATCHED = ("attack", "crash", "machine", "replicas", "time", "year")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Do not count lines where that takes too long."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in UNWATCHED:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started when the first test asks for it."""
    with open_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def bouncer(postgres: Postgres) -> Iterator[Postgres]:
    """The same server behind PgBouncer in transaction mode."""
    with open_bouncer(postgres) as server:
        yield server
