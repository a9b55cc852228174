"""What the tests of several copies share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.postgres import Postgres
from tests.system.replicas.copies import own_database


@pytest.fixture
def addresses(postgres: Postgres, bouncer: Postgres) -> Iterator[tuple[str, str]]:
    """A database of the test's own: its address through PgBouncer, and the one past it."""
    with own_database(postgres, bouncer) as both:
        yield both
