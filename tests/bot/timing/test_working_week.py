"""Which days are the weekend where somebody lives?"""

from __future__ import annotations

from bot.timing.recurrence import WEEKEND
from bot.timing.working_week import weekend_of, working_days
from tests.harness.tabled import tabled


@tabled(
    ("zone", "weekend"),
    [
        ("Asia/Jerusalem", {4, 5}),
        ("Africa/Cairo", {4, 5}),
        ("Asia/Riyadh", {4, 5}),
        ("Asia/Tehran", {4}),
        ("Asia/Kabul", {3, 4}),
        ("Asia/Dubai", WEEKEND),
        ("Asia/Kolkata", WEEKEND),
        ("Europe/Lisbon", WEEKEND),
        ("America/New_York", WEEKEND),
        ("Etc/GMT-2", WEEKEND),
        ("UTC", WEEKEND),
        ("No/Such", WEEKEND),
        (None, WEEKEND),
    ],
)
def test_the_weekend_by_the_country_of_a_zone(zone: str | None, weekend: set[int]) -> None:
    """Friday and Saturday in Israel and most Arab countries, one day in Iran; the usual one where nothing is known."""
    assert weekend_of(zone) == weekend
    assert working_days(weekend_of(zone)) == set(range(7)) - weekend
