"""Two at the same thing: each takes effect once, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.postgres import Postgres
from tests.harness.shortened import shortened
from tests.system.crash.races import WRITERS, Way, double_taps, many_claims, many_writers

# `python -m tests.system.crash` has more of each.
# Pairs come fifty at a time, one of each walker.
PAIRS, WRITES = 50, 15


@pytest.fixture(params=shortened(["sqlite", "postgresql"], 2))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'limber.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("races") as address:
        yield address


@pytest.mark.parametrize("way", shortened(Way, len(Way)))
async def test_a_button_tapped_twice_at_once_leads_one_step_on(url: str, way: Way) -> None:
    """Whether the inbox puts the two in order, both are decided at the same time, or each by another replica."""
    if way is Way.REPLICAS and url.startswith("sqlite"):
        return  # one replica is all that it serves
    report = await double_taps(url, PAIRS, way)
    assert report.wrong == []
    assert report.pairs == PAIRS
    # The first step of each, then one for each pair.
    assert report.steps_shown == 50 + PAIRS


@pytest.mark.parametrize("processes", shortened([False, True], 2), ids=["threads", "processes"])
def test_eight_writers_of_one_record_lose_nothing(url: str, processes: bool) -> None:
    """Each write is on record, with its reply, and none fails because the file was locked."""
    writes = many_writers(url, WRITES, processes=processes)
    assert writes.made == WRITERS * WRITES
    assert (writes.number, writes.version, writes.replies) == (writes.made, writes.made, writes.made)


@pytest.mark.parametrize("calls", shortened([500, 5_000], 2))
def test_eight_replicas_claim_each_call_once(postgres: Postgres, calls: int) -> None:
    """Among four times as many that are settled: none twice, none left."""
    with postgres.database("claims") as address:
        claims = many_claims(address, calls=calls, dead=4 * calls)
    assert len(claims.claimed) == len(set(claims.claimed)) == claims.calls
