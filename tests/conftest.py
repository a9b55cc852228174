"""For all tests: the zone data of the lock file, as in the program itself, the same examples in every CI run, one
PostgreSQL for those that want it, and no work that is done again for each test without any need."""

from __future__ import annotations

import gc
import importlib
import os
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import settings

from tests.harness.durability import spare_the_disk
from tests.harness.postgres import Postgres, open_bouncer, open_postgres
from tests.harness.statements import share_statements

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
share_statements()
spare_the_disk()

WATCHED = pytest.StashKey[bool]()

# On a developer's machine every run looks in new places; in CI a run that fails can be repeated.
# No example has a deadline: a machine that is busy is no fault of the program.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


# Whole programs that live for long. They show what is promised; which lines they meet does not matter.
UNWATCHED = tuple(f"system/{suite}" for suite in ("crash", "replicas", "security", "simulation", "stateful", "time"))
# And what waits for long. These come first, so that in the end no processor waits for another one's.
LONG = (*UNWATCHED, "system/end_to_end")
# How many new objects there have to be before the garbage collector looks at them; then how many looks at these before
# one at older ones.
GARBAGE = (20_000, 10, 10)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tests in which lines are counted: all where that is cheap, else of one with many cases the first.

    Before Python 3.12 counting doubles the time of a test; a line that only a later case, or a case drawn by chance,
    meets counts as not met.
    """
    is_cheap = os.environ.get("COVERAGE_CORE") == "sysmon"
    seen: set[str] = set()
    for item in items:
        test = item.nodeid.partition("[")[0]
        is_drawn = item.get_closest_marker("hypothesis") is not None
        item.stash[WATCHED] = is_cheap or not (is_drawn or test in seen or _room(item.path) in UNWATCHED)
        seen.add(test)
    items.sort(key=lambda item: _room(item.path) not in LONG)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let the garbage collector look at what tests leave behind, and not at all modules and thousands of tests again
    and again: while they are collected, and with its usual thresholds, that takes a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        gc.enable()


@pytest.hookimpl(tryfirst=True, specname="pytest_collection")
def import_in_turn(session: pytest.Session) -> None:
    """Let each of several workers begin with other files, and find those compiled that another one began with: each
    file is rewritten for its assertions once, and not by all at the same time."""
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != ["tests"]:
        return
    here = Path(__file__).parent
    files = sorted(here.rglob("test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in (*files[first:], *files[:first]):
        # What is wrong with a file is told when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.relative_to(here.parent).with_suffix("").parts))


@cache
def _room(path: Path) -> str:
    """The two outermost folders of a file of tests within this one."""
    here = Path(__file__).parent
    return "/".join(path.relative_to(here).parts[:2]) if path.is_relative_to(here) else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count lines, from the first fixture to the last, or do not."""
    watching = Coverage.current()
    if watching is None or item.stash[WATCHED]:
        return (yield)
    watching.stop()
    try:
        return (yield)
    finally:
        watching.start()


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
