"""The rules of time: when a reminder is due next, on every kind of day that a clock can have."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timing import recurrence
from bot.timing.recurrence import (
    ALL_DAYS,
    LATE_LIMIT,
    SHORTEST_GAP,
    WEEKEND,
    WORKDAYS,
    Due,
    date_exists,
    day_part,
    due_before,
    evening_of,
    is_too_late,
    mask_to_weekdays,
    newest_due,
    next_due_after,
    offset_from_clock,
    wait_until,
    weekdays_to_mask,
)
from tests.harness.tabled import tabled

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY, SUNDAY = 0, 6

# Each row: zone, the day before, the time wanted, then the local moments of that day and the following ones.
TRANSITION_DAYS = [
    ("Europe/Berlin", "2026-03-28", "02:30", "28 02:30+0100 | 29 03:30+0200 | 30 02:30+0200"),
    ("Europe/Berlin", "2026-10-24", "02:30", "24 02:30+0200 | 25 02:30+0200 | 26 02:30+0100"),
    ("America/New_York", "2026-03-07", "02:00", "07 02:00-0500 | 08 03:00-0400 | 09 02:00-0400"),
    ("America/New_York", "2026-10-31", "01:15", "31 01:15-0400 | 01 01:15-0400 | 02 01:15-0500"),
    ("Australia/Lord_Howe", "2026-10-03", "02:10", "03 02:10+1030 | 04 02:40+1100 | 05 02:10+1100"),
    ("Australia/Lord_Howe", "2026-04-04", "01:45", "04 01:45+1100 | 05 01:45+1100 | 06 01:45+1030"),
    ("Australia/Sydney", "2026-10-03", "02:59", "03 02:59+1000 | 04 03:59+1100 | 05 02:59+1100"),
    ("Pacific/Apia", "2011-12-29", "08:00", "29 08:00-1000 | 31 08:00+1400 | 01 08:00+1400"),
    ("Pacific/Apia", "2011-12-29", "00:00", "29 00:00-1000 | 31 00:00+1400 | 01 00:00+1400"),
    ("Pacific/Kwajalein", "1993-08-20", "23:30", "20 23:30-1200 | 22 23:30+1200 | 23 23:30+1200"),
    ("Africa/Casablanca", "2025-02-22", "02:30", "22 02:30+0100 | 23 02:30+0100 | 24 02:30+0000"),
    ("Africa/Casablanca", "2025-04-05", "02:30", "05 02:30+0000 | 06 03:30+0100 | 07 02:30+0100"),
    ("Asia/Tehran", "2022-03-21", "00:15", "21 00:15+0330 | 22 01:15+0430 | 23 00:15+0430"),
    ("Asia/Beirut", "2022-03-26", "00:00", "26 00:00+0200 | 27 01:00+0300 | 28 00:00+0300"),
    ("America/Scoresbysund", "2025-03-28", "23:30", "28 23:30-0200 | 30 00:30-0100 | 30 23:30-0100"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at_lisbon(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LISBON).astimezone(UTC)


@tabled(("zone_name", "first_day", "at", "expected"), TRANSITION_DAYS)
def test_on_days_when_the_clock_changes(zone_name: str, first_day: str, at: str, expected: str) -> None:
    """A gap moves the moment forward, a fold counts once and first, a date that never was is left out."""
    zone = ZoneInfo(zone_name)
    start = datetime.fromisoformat(first_day).replace(tzinfo=zone).astimezone(UTC) - timedelta(seconds=1)
    moments: list[str] = []
    for _ in expected.split(" | "):
        start = next_due_after(start, time.fromisoformat(at), ALL_DAYS, zone).moment
        moments.append(f"{start.astimezone(zone):%d %H:%M%z}")
    assert " | ".join(moments) == expected


def test_a_moment_moved_past_midnight_keeps_its_intended_date() -> None:
    """The key against repeats is the date meant, here the 29th, although the clock already shows the 30th."""
    zone = ZoneInfo("America/Scoresbysund")
    due = next_due_after(utc("2025-03-29T12:00"), time(23, 30), ALL_DAYS, zone)
    assert (due.local_date, due.moment.astimezone(zone).date()) == (date(2025, 3, 29), date(2025, 3, 30))


def test_a_date_that_never_was_is_nobodys_key() -> None:
    """Samoa had no Friday 2011-12-30: a daily reminder goes on with the 31st, a Friday one with the week after."""
    zone, after = ZoneInfo("Pacific/Apia"), utc("2011-12-29T20:00")
    assert next_due_after(after, time(8), ALL_DAYS, zone) == Due(utc("2011-12-30T18:00"), date(2011, 12, 31))
    assert next_due_after(after, time(8), frozenset({4}), zone).local_date == date(2012, 1, 6)


def test_the_next_due_is_strictly_later() -> None:
    """A tick at the very moment gets tomorrow's, a microsecond earlier still today's."""
    moment = at_lisbon("2026-11-22T19:15")
    assert next_due_after(moment, time(19, 15), ALL_DAYS, LISBON).local_date == date(2026, 11, 23)
    assert next_due_after(moment - datetime.resolution, time(19, 15), ALL_DAYS, LISBON) == Due(
        moment, date(2026, 11, 22)
    )


def test_only_the_chosen_weekdays_count() -> None:
    """2026-11-22 is a Sunday: a Monday reminder waits a day, a Sunday one that is past waits a week."""
    after = at_lisbon("2026-11-22T20:00")
    assert next_due_after(after, time(19), frozenset({MONDAY}), LISBON).local_date == date(2026, 11, 23)
    assert next_due_after(after, time(19), frozenset({SUNDAY}), LISBON).local_date == date(2026, 11, 29)


def test_a_pause_holds_back_until_its_date() -> None:
    """Nothing before the date given, however far it is; the date itself counts."""
    after = at_lisbon("2026-11-22T08:00")
    due = next_due_after(after, time(19), ALL_DAYS, LISBON, not_before_date=date(2027, 3, 1))
    assert due == Due(at_lisbon("2027-03-01T19:00"), date(2027, 3, 1))
    assert next_due_after(after, time(19), ALL_DAYS, LISBON, not_before_date=date(2020, 1, 1)).local_date.day == 22


def test_a_traveller_who_meets_a_date_twice_is_not_prompted_twice() -> None:
    """From Auckland to Honolulu the 22nd begins again: the next prompt is for the 23rd."""
    last = Due(utc("2026-11-21T19:00"), date(2026, 11, 22))  # 08:00 in Auckland
    due = next_due_after(utc("2026-11-21T20:00"), time(8), ALL_DAYS, ZoneInfo("Pacific/Honolulu"), last=last)
    assert due == Due(utc("2026-11-23T18:00"), date(2026, 11, 23))


@pytest.mark.parametrize(("at", "expected"), [("08:59", date(2026, 11, 24)), ("09:00", date(2026, 11, 23))])
def test_two_prompts_are_at_least_twelve_hours_apart(at: str, expected: date) -> None:
    """Flying east shortens the night: 12 h after the last prompt is soon enough, a minute less is not."""
    last = Due(utc("2026-11-22T12:00"), date(2026, 11, 22))
    due = next_due_after(utc("2026-11-22T13:00"), time.fromisoformat(at), ALL_DAYS, ZoneInfo("Asia/Tokyo"), last=last)
    assert due.local_date == expected
    assert due.moment - last.moment >= SHORTEST_GAP


def test_a_zone_and_a_fold_of_the_time_itself_do_not_count() -> None:
    """It is the local time of the zone that is given, and the first of two where the clock goes back."""
    after, berlin = datetime(2026, 10, 24, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    plain = next_due_after(after, time(2, 30), ALL_DAYS, berlin)
    assert plain == Due(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25))
    for at in (time(2, 30, fold=1), time(2, 30, tzinfo=UTC), time(2, 30, tzinfo=LISBON, fold=1)):
        assert next_due_after(after, at, ALL_DAYS, berlin) == plain


def test_a_naive_moment_and_no_weekday_are_refused() -> None:
    """Both would be bugs of the caller: an endless search, or somebody's local time taken for UTC."""
    with pytest.raises(ValueError, match="naive"):
        next_due_after(datetime(2026, 1, 1), time(8), ALL_DAYS, LISBON)  # noqa: DTZ001
    with pytest.raises(ValueError, match="weekdays"):
        next_due_after(utc("2026-01-01"), time(8), frozenset(), LISBON)


@pytest.mark.parametrize(
    ("zone_name", "day", "existed"),
    [
        ("Pacific/Apia", date(2011, 12, 30), False),
        ("Pacific/Apia", date(2011, 12, 31), True),
        ("Pacific/Kwajalein", date(1993, 8, 21), False),
        ("Pacific/Kiritimati", date(1994, 12, 31), False),
        ("Asia/Manila", date(1844, 12, 31), False),
        ("Europe/Berlin", date(2026, 3, 29), True),
        ("Asia/Beirut", date(2022, 3, 27), True),
    ],
)
def test_dates_that_zones_jumped_over(zone_name: str, day: date, existed: bool) -> None:
    """Only where the date line was crossed is a whole date missing; an hour's gap leaves its date alone."""
    assert date_exists(day, ZoneInfo(zone_name)) is existed


ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Africa/Casablanca",
        "Asia/Tehran",
        "Australia/Sydney",
        "Asia/Kathmandu",
        "America/Scoresbysund",
        "Antarctica/Troll",
        "UTC",
        "Asia/Gaza",
    ]
).map(ZoneInfo)
RANDOM_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EVENTFUL_DAYS = ["2011-12-29", "1993-08-20", "2026-03-28", "2026-10-24", "2026-10-03", "2026-04-04", "2026-11-01"]
MOMENTS = RANDOM_MOMENTS | st.builds(
    lambda day, minutes: utc(day) + timedelta(minutes=minutes), st.sampled_from(EVENTFUL_DAYS), st.integers(0, 4320)
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)


@given(MOMENTS, TIMES, WEEKDAYS, ZONES)
def test_moments_rise_and_no_date_has_two(after: datetime, at: time, weekdays: frozenset[int], zone: ZoneInfo) -> None:
    """Whatever the zone and the day: later, a later date, a chosen weekday, at the time or after a gap."""
    before = Due(after, date.min)
    for _ in range(4):
        due = next_due_after(before.moment, at, weekdays, zone)
        assert due.moment > before.moment
        assert due.local_date > before.local_date
        assert due.local_date.weekday() in weekdays
        local = due.moment.astimezone(zone)
        late = local.replace(tzinfo=None) - datetime.combine(due.local_date, at)
        assert timedelta(0) <= late <= timedelta(hours=2)
        before = due


@given(MOMENTS, TIMES, ZONES)
def test_no_date_is_left_out_but_those_that_never_were(after: datetime, at: time, zone: ZoneInfo) -> None:
    """Two occurrences of a daily reminder are on neighbouring dates unless the one between does not exist."""
    first = next_due_after(after, at, ALL_DAYS, zone)
    second = next_due_after(first.moment, at, ALL_DAYS, zone)
    between = [first.local_date + timedelta(days=n) for n in range(1, (second.local_date - first.local_date).days)]
    assert [day for day in between if date_exists(day, zone)] == []


@given(MOMENTS, TIMES, WEEKDAYS, ZONES, ZONES)
def test_a_change_of_zone_never_repeats_a_date(
    after: datetime, at: time, weekdays: frozenset[int], old: ZoneInfo, new: ZoneInfo
) -> None:
    """With the last prompt given, the next one has a later date and keeps its distance, from any zone to any other."""
    last = next_due_after(after, at, weekdays, old)
    due = next_due_after(last.moment, at, weekdays, new, last=last)
    assert due.local_date > last.local_date
    assert due.moment >= last.moment + SHORTEST_GAP


def every_due(first: Due, now: datetime, at: time, weekdays: frozenset[int], zone: ZoneInfo) -> list[Due]:
    """All occurrences from a stored one up to a moment, one after another."""
    found, due = [], first
    while due.moment <= now:
        found.append(due)
        due = next_due_after(due.moment, at, weekdays, zone, last=due)
    return found


@given(MOMENTS, TIMES, WEEKDAYS, ZONES, ZONES, st.timedeltas(timedelta(), timedelta(days=40)))
def test_after_an_outage_the_newest_two_are_those_that_counting_finds(
    after: datetime, at: time, weekdays: frozenset[int], old: ZoneInfo, new: ZoneInfo, away: timedelta
) -> None:
    """However long it was, and though the first was planned in another zone."""
    first = next_due_after(after, at, weekdays, old)
    now = first.moment + away
    newest = newest_due(first, now, at, weekdays, new)
    before = due_before(newest, first, at, weekdays, new)
    assert ([] if before is None else [before]) + [newest] == every_due(first, now, at, weekdays, new)[-2:]


def test_a_gap_of_centuries_is_no_more_work_than_one_of_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was wrong by that much must not keep everybody waiting."""
    looked_at: list[date] = []
    moment_at = recurrence._moment_at

    def counted(day: date, at: time, zone: ZoneInfo) -> datetime:
        looked_at.append(day)
        return moment_at(day, at, zone)

    monkeypatch.setattr(recurrence, "_moment_at", counted)
    first = Due(at_lisbon("2026-11-20T19:15"), date(2026, 11, 20))
    newest = newest_due(first, at_lisbon("2426-11-22T20:00"), time(19, 15), ALL_DAYS, LISBON)
    before = due_before(newest, first, time(19, 15), ALL_DAYS, LISBON)
    assert (newest.local_date, before and before.local_date) == (date(2426, 11, 22), date(2426, 11, 21))
    assert len(looked_at) < 20


def test_what_is_due_this_very_moment_counts() -> None:
    """A moment before its second occurrence the first is the newest still."""
    first = Due(at_lisbon("2026-11-22T19:15"), date(2026, 11, 22))
    second = next_due_after(first.moment, time(19, 15), ALL_DAYS, LISBON, last=first)
    assert newest_due(first, first.moment, time(19, 15), ALL_DAYS, LISBON) == first
    assert newest_due(first, second.moment - datetime.resolution, time(19, 15), ALL_DAYS, LISBON) == first
    assert newest_due(first, second.moment, time(19, 15), ALL_DAYS, LISBON) == second
    assert due_before(first, first, time(19, 15), ALL_DAYS, LISBON) is None


@pytest.mark.parametrize(("at", "is_newest"), [(time(19, 59), False), (time(20), True), (time(20, 1), True)])
def test_the_newest_is_the_first_where_another_one_is_less_than_twelve_hours_later(at: time, is_newest: bool) -> None:
    """The first was of the day before, in a zone far behind, and came at 08:00 UTC."""
    first = Due(datetime(2026, 11, 4, 8, tzinfo=UTC), date(2026, 11, 3))
    now = datetime(2026, 11, 4, 23, tzinfo=UTC)
    second = Due(datetime.combine(date(2026, 11, 4), at, UTC), date(2026, 11, 4))
    assert newest_due(first, now, at, ALL_DAYS, ZoneInfo("UTC")) == (second if is_newest else first)


def test_three_hours_are_the_limit() -> None:
    """Just three hours late is still sent, a second more is not."""
    due = Due(utc("2026-11-22T12:00"), date(2026, 11, 22))
    assert not is_too_late(due, due.moment + LATE_LIMIT)
    assert is_too_late(due, due.moment + LATE_LIMIT + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-07-01T08:00", "2026-07-01T19:00"), ("2026-07-01T18:30", "2026-07-01T19:00"), ("2026-07-01T18:31", None)],
)
def test_this_evening_is_offered_while_it_is_ahead(now: str, expected: str | None) -> None:
    """19:00 local time, until half an hour before."""
    assert evening_of(at_lisbon(now), LISBON) == (expected and at_lisbon(expected))


def test_this_evening_is_that_of_the_date_there() -> None:
    """In Auckland it is the morning of the 2nd while it is the 1st in UTC."""
    now, expected = utc("2026-07-01T20:00"), utc("2026-07-02T07:00")
    assert evening_of(now, ZoneInfo("Pacific/Auckland")) == expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("04:59", "night"),
        ("05:00", "morning"),
        ("11:59", "morning"),
        ("12:00", "afternoon"),
        ("17:59", "afternoon"),
        ("18:00", "evening"),
        ("21:59", "evening"),
        ("22:00", "night"),
        ("00:00", "night"),
    ],
)
def test_parts_of_the_day(local: str, expected: str) -> None:
    """The borders of each greeting."""
    assert day_part(time.fromisoformat(local)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(16800, (4, 40)), (16799, (4, 40)), (60, (0, 1)), (61, (0, 2)), (0, (0, 0)), (-90, (0, 0))],
)
def test_the_wait_counts_begun_minutes(seconds: int, expected: tuple[int, int]) -> None:
    """From 14:35:01 to 19:15 people count 4 h 40 min."""
    now = utc("2026-11-22T14:35")
    assert wait_until(now, now + timedelta(seconds=seconds)) == expected


def test_weekdays_survive_storage() -> None:
    """Every set of weekdays has its own number, and comes back."""
    assert [weekdays_to_mask(days) for days in (ALL_DAYS, WORKDAYS, WEEKEND, {MONDAY})] == [127, 31, 96, 1]
    assert all(weekdays_to_mask(mask_to_weekdays(mask)) == mask for mask in range(1, 128))


@pytest.mark.parametrize("mask", [0, 128, -1])
def test_a_broken_mask_is_refused(mask: int) -> None:
    """A row that says never, or has unknown bits, is not read as something else."""
    with pytest.raises(ValueError, match="mask"):
        mask_to_weekdays(mask)


@pytest.mark.parametrize("weekdays", [set(), {7}, {-1}])
def test_odd_weekdays_are_refused(weekdays: set[int]) -> None:
    """None and an eighth day cannot be stored."""
    with pytest.raises(ValueError, match="weekdays"):
        weekdays_to_mask(weekdays)


@tabled(
    ("shown", "utc_time", "hours"),
    [
        ("14:35", "12:35", 2),
        ("14:42", "12:35", 2),
        ("14:28", "12:35", 2),
        ("00:10", "23:10", 1),
        ("23:10", "00:10", -1),
        ("18:05", "12:35", 5.5),
        ("18:20", "12:35", 5.75),
        ("09:05", "12:35", -3.5),
        ("12:33", "12:35", 0),
        ("00:35", "12:35", 12),
        ("01:35", "12:35", 13),
        ("02:35", "12:35", -10),
        ("02:20", "12:35", 13.75),
    ],
)
def test_a_clock_tells_the_offset(shown: str, utc_time: str, hours: float) -> None:
    """To a quarter hour, a few minutes of slow typing forgiven; across the date line where more people live."""
    now = utc(f"2026-11-22T{utc_time}")
    assert offset_from_clock(time.fromisoformat(shown), now) == timedelta(hours=hours)


def test_a_clock_between_two_quarters_tells_nothing() -> None:
    """Seven and a half minutes off could be either."""
    assert offset_from_clock(time(12, 7, 30), utc("2026-11-22T12:00")) is None
