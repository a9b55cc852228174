"""A short attack: what `make attack` does at length."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.harness.postgres import Postgres
from tests.harness.report import Report
from tests.harness.shortened import shortened
from tests.system.security.attacks import ATTACKS, attack
from tests.system.security.fuzzed_bot import BUSY_HOLD
from tests.system.security.ways import Way

# The same in every CI run; elsewhere always another one. What fails is met again by its number.
SEED = 1 if os.environ.get("CI") else random.randrange(10**6)


@pytest.mark.parametrize(("updates", "people"), shortened([(150, 12), (800, 50)], 2))
def test_hostile_updates_leave_no_trace(tmp_path: Path, updates: int, people: int) -> None:
    """No crash, nothing lost or held up, no forgery believed, nobody's words anywhere."""
    holds(attack(tmp_path, updates, SEED, people, BUSY_HOLD), updates)


@pytest.mark.parametrize(("updates", "people"), shortened([(150, 12), (800, 50)], 2))
def test_they_leave_none_through_the_webhook(tmp_path: Path, updates: int, people: int) -> None:
    """Each update is a request of its own, confirmed by its answer."""
    holds(attack(tmp_path, updates, SEED, people, BUSY_HOLD, Way(webhook=True)), updates)


@pytest.mark.parametrize(("updates", "people"), shortened([(150, 12), (800, 50)], 2))
def test_they_leave_none_on_postgresql(tmp_path: Path, postgres: Postgres, updates: int, people: int) -> None:
    """It takes fewer values than SQLite does: a null byte, half an emoji and a large number are errors there."""
    way = Way(database_url=postgres.empty_record())
    holds(attack(tmp_path, updates, SEED, people, BUSY_HOLD, way), updates)


def holds(report: Report, updates: int) -> None:
    """Nothing was wrong, and all kinds of attacks were among what was sent."""
    assert report.wrongs == [], f"seed {SEED}"
    assert report.counts["updates"] >= updates
    assert report.counts["records held against forgeries"] > updates // 50
    assert len(report.counts) > len(ATTACKS)


@pytest.mark.system
def test_the_same_seed_brings_the_same_attack(tmp_path: Path) -> None:
    """Message for message; another number another one."""
    found = []
    for number, seed in enumerate((5, 5, 6)):
        folder = tmp_path / str(number)
        folder.mkdir()
        report = attack(folder, 120, seed, 15, BUSY_HOLD)
        found.append((report.fingerprint, report.counts))
    assert found[0] == found[1] != found[2]
