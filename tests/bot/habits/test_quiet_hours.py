"""Quiet hours: when it is quiet, when that ends and begins, in any night. Written "22:00-07:00"; "-" alone is none."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.habits.quiet_hours import DIGEST_TIMES, digest_time, is_quiet, quiet_begins, quiet_ends
from tests.harness.tabled import tabled

BERLIN = ZoneInfo("Europe/Berlin")


def quiet(text: str) -> tuple[time | None, time | None]:
    begin, _, end = text.partition("-")
    return (time.fromisoformat(begin) if begin else None), (time.fromisoformat(end) if end else None)


@tabled(
    ("hours", "local", "expected"),
    [
        ("22:00-07:00", "21:59:59", False),
        ("22:00-07:00", "22:00", True),
        ("22:00-07:00", "00:00", True),
        ("22:00-07:00", "06:59:59", True),
        ("22:00-07:00", "07:00", False),
        ("22:00-07:00", "12:00", False),
        ("13:00-15:00", "12:59", False),
        ("13:00-15:00", "13:00", True),
        ("13:00-15:00", "14:59", True),
        ("13:00-15:00", "15:00", False),
        ("00:00-07:00", "00:00", True),
        ("22:00-00:00", "23:59", True),
        ("22:00-00:00", "00:00", False),
        ("08:00-08:00", "08:00", False),
        ("08:00-08:00", "20:00", False),
        ("-", "03:00", False),
        ("22:00-", "23:00", False),
        ("-07:00", "03:00", False),
    ],
)
def test_when_it_is_quiet(hours: str, local: str, expected: bool) -> None:
    """From the first time on, at the second no more; without both, or when they are equal, never."""
    assert is_quiet(time.fromisoformat(local), *quiet(hours)) is expected


# Each row: quiet hours, a moment on the clock of Berlin (with its offset), when quiet ends, when it begins next.
QUIET = [
    ("22:00-07:00", "2026-03-02 12:00 +0100", None, "2026-03-02 22:00 +0100"),
    ("22:00-07:00", "2026-03-02 22:00 +0100", "2026-03-03 07:00 +0100", "2026-03-03 22:00 +0100"),
    ("22:00-07:00", "2026-03-02 21:59 +0100", None, "2026-03-02 22:00 +0100"),
    ("22:00-07:00", "2026-03-03 03:00 +0100", "2026-03-03 07:00 +0100", "2026-03-03 22:00 +0100"),
    ("22:00-07:00", "2026-03-03 07:00 +0100", None, "2026-03-03 22:00 +0100"),
    ("13:00-15:00", "2026-03-02 14:00 +0100", "2026-03-02 15:00 +0100", "2026-03-03 13:00 +0100"),
    ("00:00-00:30", "2026-03-02 23:30 +0100", None, "2026-03-03 00:00 +0100"),
    ("08:00-08:00", "2026-03-02 08:00 +0100", None, None),
    ("-", "2026-03-02 08:00 +0100", None, None),
    ("22:00-", "2026-03-02 23:00 +0100", None, None),
    ("-07:00", "2026-03-02 03:00 +0100", None, None),
    # The night of the 29th of March has no 02:00 to 03:00.
    ("22:00-07:00", "2026-03-28 23:00 +0100", "2026-03-29 07:00 +0200", "2026-03-29 22:00 +0200"),
    ("22:00-02:30", "2026-03-29 01:00 +0100", "2026-03-29 03:30 +0200", "2026-03-29 22:00 +0200"),
    ("02:30-07:00", "2026-03-29 01:00 +0100", None, "2026-03-29 03:30 +0200"),
    ("02:15-02:45", "2026-03-29 01:00 +0100", None, "2026-03-30 02:15 +0200"),
    ("03:15-02:30", "2026-03-29 01:00 +0100", "2026-03-30 02:30 +0200", "2026-03-29 03:15 +0200"),
    ("02:30-02:00", "2026-03-29 01:00 +0100", "2026-03-30 02:00 +0200", "2026-03-29 03:30 +0200"),
    # That of the 25th of October has it twice.
    ("22:00-07:00", "2026-10-24 23:00 +0200", "2026-10-25 07:00 +0100", "2026-10-25 22:00 +0100"),
    ("22:00-02:30", "2026-10-25 01:00 +0200", "2026-10-25 02:30 +0200", "2026-10-25 22:00 +0100"),
    ("22:00-02:30", "2026-10-25 02:10 +0100", "2026-10-25 02:30 +0100", "2026-10-25 22:00 +0100"),
    ("02:30-07:00", "2026-10-25 02:00 +0200", None, "2026-10-25 02:30 +0200"),
    ("02:30-07:00", "2026-10-25 02:10 +0100", None, "2026-10-25 02:30 +0100"),
    ("02:30-07:00", "2026-10-25 02:45 +0100", "2026-10-25 07:00 +0100", "2026-10-26 02:30 +0100"),
]


@tabled(("hours", "local", "ends", "begins"), QUIET)
def test_when_quiet_ends_and_begins(hours: str, local: str, ends: str | None, begins: str | None) -> None:
    """On the person's own clock, in nights that are an hour shorter or longer, too."""
    moment = datetime.strptime(local, "%Y-%m-%d %H:%M %z")
    found = [quiet_ends(moment, *quiet(hours), BERLIN), quiet_begins(moment, *quiet(hours), BERLIN)]
    assert all(each is None or each.tzinfo is UTC for each in found)
    assert [each and f"{each.astimezone(BERLIN):%Y-%m-%d %H:%M %z}" for each in found] == [ends, begins]


QUARTERS = st.integers(min_value=0, max_value=95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"])
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31))  # noqa: DTZ001


@given(QUARTERS, QUARTERS, ZONES, MOMENTS)
def test_quiet_and_its_ends_agree(begin: time, end: time, zone_name: str, naive: datetime) -> None:
    """Where quiet ends it is not quiet, where it begins it is; both are ahead, and not much more than a day."""
    zone, moment = ZoneInfo(zone_name), naive.replace(tzinfo=UTC)
    ends, begins = quiet_ends(moment, begin, end, zone), quiet_begins(moment, begin, end, zone)
    assert (ends is not None) == is_quiet(moment.astimezone(zone).time(), begin, end)
    assert (begins is None) == (begin == end)
    if ends is not None:
        assert not is_quiet(ends.astimezone(zone).time(), begin, end)
        assert moment < ends < moment + timedelta(hours=50)
    if begins is not None:
        assert is_quiet(begins.astimezone(zone).time(), begin, end)
        assert moment < begins < moment + timedelta(hours=50)


@tabled(
    ("hours", "expected"),
    [
        ("-", "18:00"),
        ("22:00-07:00", "18:00"),
        ("17:00-20:00", "12:00"),
        ("18:00-18:30", "12:00"),
        ("17:00-18:00", "18:00"),
        ("12:00-20:00", "09:00"),
        ("09:00-19:00", "20:00"),
        ("08:00-21:00", "07:00"),
        ("06:00-21:00", "22:00"),
        ("06:00-05:00", "18:00"),
    ],
)
def test_the_digest_comes_when_it_is_not_quiet(hours: str, expected: str) -> None:
    """In the evening if it can; where all of its times are quiet, in the evening all the same."""
    assert digest_time(*quiet(hours)) == time.fromisoformat(expected)
    assert DIGEST_TIMES[0] == time(18)
