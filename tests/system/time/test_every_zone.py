"""Every zone there is, on every day when its clock changes, at every time of day: recurrence against a wall clock.

The zones are those of the tzdata package; names that stand for one and the same file (Europe/Oslo is Europe/Berlin)
are looked at once. The clock is that of tests.system.time.wall_clock.
"""

from __future__ import annotations

import multiprocessing
import zoneinfo
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, time, timedelta
from itertools import repeat
from typing import NamedTuple

import pytest

from bot.timing.recurrence import ALL_DAYS, Due, next_due_after
from tests.system.time.wall_clock import Jump, hang_up, jumps, occurrences, shown, zone_files

FIRST_YEAR, LAST_YEAR = 2024, 2033
TIMES = [time(minute // 60, minute % 60) for minute in range(0, 1440, 5)]
FIVE_MINUTES, MINUTE, HALF_MINUTE = 300, 60, 30  # seconds
# The computer's own zone while recurrence is asked: whatever leaned on it would be nine and a half hours out.
ELSEWHERE = "Pacific/Marquesas"
MOST_TOLD = 3


class Verdict(NamedTuple):
    """What was looked at in one zone, and where the two disagree."""

    jumps: tuple[Jump, ...]
    dues: int
    wrong: tuple[str, ...]


def judged(zone: str, first_year: int, last_year: int, step: int = FIVE_MINUTES) -> Verdict:
    """Hold recurrence against the wall clock around all changes of some years; around a leap day if there are none.

    The clock is read every `step` seconds. All of its changes have to fall on one of these moments.
    """
    hang_up(zone)
    found = tuple(jumps(_new_year(first_year), _new_year(last_year + 1)))
    chains = [chain for jump in found or (_leap_day(),) for chain in _on_the_clock(jump, step)]
    hang_up(ELSEWHERE)
    known = zoneinfo.ZoneInfo(zone)
    wrong = [f"{zone} {at}: {line}" for at, chain in chains for line in _disagreement(chain, at, known)]
    return Verdict(found, sum(len(chain) for _, chain in chains), tuple(wrong[:MOST_TOLD]))


def _new_year(year: int) -> int:
    """The moment a year begins in Greenwich, in seconds since 1970."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _leap_day() -> Jump:
    """For a clock that never changes: a date like any other, and no jump."""
    noon = int(datetime(2024, 2, 29, 12, tzinfo=UTC).timestamp())
    return Jump(noon, shown(noon), shown(noon))


def _on_the_clock(jump: Jump, step: int) -> Iterator[tuple[time, list[Due]]]:
    """Each time of day with its occurrences on the days of a jump, and on the one after them, by the wall clock."""
    assert jump.moment % step == 0, f"{jump} would be missed in steps of {step} s"
    days = [*jump.dates(), jump.dates()[-1] + timedelta(days=1)]
    due = occurrences(*jump.span(days[0], days[-1]), step)
    for at in TIMES:
        moments = [(day, due.get(datetime.combine(day, at))) for day in days]
        yield at, [Due(datetime.fromtimestamp(moment, UTC), day) for day, moment in moments if moment is not None]


def _disagreement(chain: Sequence[Due], at: time, zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    """Where a daily reminder, asked for from one occurrence to the next, leaves those of the wall clock."""
    just_before = [due.moment - datetime.resolution for due in chain]
    asked = [just_before[0], *(due.moment for due in chain[:-1])]
    questions = list(zip(asked, chain, strict=True))
    if len(chain) > 2:
        # Around midnight a moment can lie on the date after its own: then it is not to be missed from there either.
        questions += zip(just_before, chain, strict=True)
    for after, expected in questions:
        due = next_due_after(after, at, ALL_DAYS, zone)
        if due != expected:
            yield f"after {after} {due.moment} for {due.local_date}, not {expected.moment} for {expected.local_date}"


# Zone, years, how closely the clock is read, and what it did: when in Greenwich, what would have been shown, what was.
HISTORY = [
    ("Pacific/Apia", 2011, 2011, FIVE_MINUTES, "04-02 14:00 02 04:00>02 03:00 | 09-24 14:00 24 03:00>24 04:00 | "
    "12-30 10:00 30 00:00>31 00:00"),
    ("Pacific/Kwajalein", 1993, 1993, FIVE_MINUTES, "08-21 12:00 21 00:00>22 00:00"),
    ("Pacific/Kwajalein", 1969, 1969, FIVE_MINUTES, "09-30 13:00 01 00:00>30 01:00"),
    ("Pacific/Kiritimati", 1994, 1995, FIVE_MINUTES, "12-31 10:00 31 00:00>01 00:00"),
    ("Australia/Lord_Howe", 2019, 2019, FIVE_MINUTES, "04-06 15:00 07 02:00>07 01:30 | 10-05 15:30 06 02:00>06 02:30"),
    ("Antarctica/Troll", 2018, 2018, FIVE_MINUTES, "03-25 01:00 25 01:00>25 03:00 | 10-28 01:00 28 03:00>28 01:00"),
    ("Antarctica/Casey", 2016, 2016, FIVE_MINUTES, "10-21 16:00 22 00:00>22 03:00"),
    ("Antarctica/Casey", 2020, 2021, MINUTE, "03-07 16:00 08 03:00>08 00:00 | 10-03 16:01 04 00:01>04 03:01 | "
    "03-13 13:00 14 00:00>13 21:00 | 10-02 16:01 03 00:01>03 03:01"),
    ("Antarctica/Casey", 2023, 2023, FIVE_MINUTES, "03-08 16:00 09 03:00>09 00:00"),
    ("America/Scoresbysund", 2024, 2024, FIVE_MINUTES, "10-27 01:00 27 00:00>26 23:00"),
    ("Asia/Almaty", 2024, 2024, FIVE_MINUTES, "02-29 18:00 01 00:00>29 23:00"),
    ("Asia/Qostanay", 2024, 2024, FIVE_MINUTES, "02-29 18:00 01 00:00>29 23:00"),
    ("Asia/Pyongyang", 2015, 2018, FIVE_MINUTES, "08-14 15:00 15 00:00>14 23:30 | 05-04 15:00 04 23:30>05 00:00"),
    ("America/St_Johns", 2010, 2010, MINUTE, "03-14 03:31 14 00:01>14 01:01 | 11-07 02:31 07 00:01>06 23:01"),
    ("America/Caracas", 2007, 2016, FIVE_MINUTES, "12-09 07:00 09 03:00>09 02:30 | 05-01 07:00 01 02:30>01 03:00"),
    ("Africa/Monrovia", 1972, 1972, HALF_MINUTE, "01-07 00:44 07 00:00>07 00:44"),
]  # fmt: skip


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    """Processes of their own, in which a clock can be hung up. They start afresh, so nothing there is measured."""
    afresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=afresh, initializer=zoneinfo.reset_tzpath, initargs=((),)) as pool:
        yield pool


def different_zones() -> list[str]:
    """One name for each zone file that differs from all others."""
    first_name: dict[bytes, str] = {}
    for name in sorted(zoneinfo.available_timezones()):
        first_name.setdefault((zone_files() / name).read_bytes(), name)
    return list(first_name.values())


@pytest.mark.system
def test_every_zone_on_every_day_its_clock_changes(apart: ProcessPoolExecutor) -> None:
    """2024 to 2033, every five minutes of the day: each local date once, at the moment that the wall clock says."""
    zones = different_zones()
    verdicts = list(apart.map(judged, zones, repeat(FIRST_YEAR), repeat(LAST_YEAR), chunksize=8))
    assert [line for verdict in verdicts for line in verdict.wrong] == []
    # Nothing was passed over: that much there is, whatever governments do.
    assert len(zones) > 300
    assert sum(len(verdict.jumps) for verdict in verdicts) > 2000
    assert all(verdict.dues >= 2 * len(TIMES) * max(1, len(verdict.jumps)) for verdict in verdicts)


@pytest.mark.parametrize(("zone", "first_year", "last_year", "step", "changes"), HISTORY)
def test_the_oddest_days_of_the_past(
    apart: ProcessPoolExecutor, zone: str, first_year: int, last_year: int, step: int, changes: str
) -> None:
    """The wall clock knows what happened then, and the moments are those it tells."""
    verdict = apart.submit(judged, zone, first_year, last_year, step).result()
    seen = [
        f"{datetime.fromtimestamp(jump.moment, UTC):%m-%d %H:%M} {jump.without:%d %H:%M}>{jump.shown:%d %H:%M}"
        for jump in verdict.jumps
    ]
    assert (" | ".join(seen), verdict.wrong) == (changes, ())


def test_a_clock_of_a_zone_that_is_not_there_is_not_hung_up() -> None:
    """The C library would take it for Greenwich, and every comparison would be with that."""
    with pytest.raises(FileNotFoundError):
        hang_up("Europe/Atlantis")
