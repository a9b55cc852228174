"""For all tests: the zone data of the lock file, as in the program itself, the same examples in every CI run, and one
PostgreSQL for those that want it."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Postgres, open_bouncer, open_postgres

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# On a developer's machine every run looks in new places; in CI a run that fails can be repeated.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


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
