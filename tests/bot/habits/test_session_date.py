"""Which date a session counts for, and which one "not today" is about, when midnight lies in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.habits.session_date import answered_date, date_of_session
from storage.records.diary import Diary, Mark, MarkKind
from storage.records.person import DIGEST, Reminder, Walk
from tests.harness.tabled import tabled

LISBON, AUCKLAND = ZoneInfo("Europe/Lisbon"), ZoneInfo("Pacific/Auckland")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAYS = {"Fri": date(2026, 11, 20), "Sat": date(2026, 11, 21), "Sun": date(2026, 11, 22), "Mon": MONDAY, "Tue": TUESDAY}


def at(text: str, zone: ZoneInfo = LISBON) -> datetime:
    """A moment in UTC: "Mon 23:45" on the clock of a zone."""
    day, clock = text.split()
    return datetime.combine(DAYS[day], time.fromisoformat(clock), zone).astimezone(UTC)


def came(text: str, zone: ZoneInfo = LISBON, number: int = 1) -> Reminder:
    """A reminder whose newest prompt was due then."""
    moment = at(text, zone)
    local = moment.astimezone(zone)
    return Reminder(number, local.time(), 127, last_due=moment, last_date=local.date())


def session(begun: str, zone: ZoneInfo = LISBON) -> Walk:
    """A walk that was begun then."""
    return Walk(1, "inner-thigh", "seated-inner-thigh", "right", at(begun, zone), at(begun, zone))


@tabled(
    ("prompt", "begun", "ended", "counts"),
    [
        # Over midnight.
        ("Mon 23:45", "Mon 23:55", "Tue 00:05", MONDAY),
        (None, "Mon 23:55", "Tue 00:05", MONDAY),
        (None, "Mon 23:55", "Tue 03:59", MONDAY),
        (None, "Mon 23:55", "Tue 04:00", TUESDAY),
        # Begun after midnight, by the prompt of the day before.
        ("Mon 23:45", "Tue 00:04", "Tue 00:10", MONDAY),
        ("Mon 23:30", "Tue 00:31", "Tue 00:36", MONDAY),
        ("Mon 07:00", "Tue 00:31", "Tue 00:36", MONDAY),
        ("Mon 23:45", "Tue 03:50", "Tue 04:05", TUESDAY),
        ("Mon 22:00", "Tue 07:00", "Tue 07:10", TUESDAY),
        # The newest prompt is that of the new day, or one of long ago.
        ("Tue 00:15", "Tue 00:20", "Tue 00:30", TUESDAY),
        ("Tue 00:15", "Mon 23:55", "Tue 00:20", MONDAY),
        ("Sun 23:45", "Tue 00:04", "Tue 00:10", TUESDAY),
        (None, "Tue 00:04", "Tue 00:10", TUESDAY),
        # On one day, and days later.
        ("Tue 07:00", "Tue 07:05", "Tue 07:15", TUESDAY),
        (None, "Tue 12:00", "Tue 23:59", TUESDAY),
        ("Fri 20:00", "Fri 20:05", "Tue 19:00", TUESDAY),
        (None, "Fri 20:05", "Tue 00:30", TUESDAY),
        ("Mon 23:45", "Fri 20:05", "Tue 00:05", MONDAY),
    ],
)
def test_the_date_of_a_session(prompt: str | None, begun: str, ended: str, counts: date) -> None:
    """It is that of its end; until four in the night the day before, if it was begun or asked for then."""
    reminders = () if prompt is None else (came(prompt),)
    assert date_of_session(session(begun), at(ended), LISBON, reminders, Diary()) == counts


@pytest.mark.parametrize(
    ("prompt", "ended", "counts"),
    [
        ("Mon 22:00", "Tue 07:10", MONDAY),
        ("Mon 22:00", "Tue 09:59", MONDAY),
        ("Mon 22:00", "Tue 10:00", TUESDAY),
        ("Mon 07:00", "Tue 06:50", TUESDAY),
        ("Mon 07:00", "Tue 00:10", MONDAY),
        ("Sun 23:00", "Tue 07:10", TUESDAY),
    ],
)
def test_a_session_from_the_button_of_a_prompt_counts_for_its_date(prompt: str, ended: str, counts: date) -> None:
    """For half a day after the prompt: later than that, the next one is nearer."""
    diary = Diary(started=frozenset({at(prompt).astimezone(LISBON).date()}))
    assert date_of_session(session("Tue 00:05"), at(ended), LISBON, (came(prompt),), diary) == counts


def test_a_day_that_is_done_takes_no_second_session() -> None:
    """The session at night begins the new day; unless the day was taken back."""
    added = Mark(MarkKind.ADDED, MONDAY)
    ways = {(): MONDAY, (added,): TUESDAY, (added, Mark(MarkKind.UNDONE, MONDAY)): MONDAY}
    for marks, counts in ways.items():
        diary = Diary(marks=marks)
        assert date_of_session(session("Mon 23:55"), at("Tue 00:05"), LISBON, (came("Mon 23:45"),), diary) == counts


def test_the_date_is_that_of_the_persons_own_clock() -> None:
    """Midnight in Auckland is noon in UTC."""
    begun, ended = session("Mon 23:55", AUCKLAND), at("Tue 00:05", AUCKLAND)
    assert date_of_session(begun, ended, AUCKLAND, (), Diary()) == MONDAY


def test_the_newest_of_several_prompts_counts_and_never_the_digest() -> None:
    """A morning and an evening prompt; the digest asks for no session."""
    two = (came("Mon 07:00"), came("Tue 00:15", number=2))
    assert date_of_session(session("Tue 00:20"), at("Tue 00:30"), LISBON, two, Diary()) == TUESDAY
    digest = (came("Mon 23:00", number=DIGEST),)
    assert date_of_session(session("Tue 00:20"), at("Tue 00:30"), LISBON, digest, Diary()) == TUESDAY


@pytest.mark.parametrize(
    ("prompt", "said", "meant"),
    [
        ("Mon 23:45", "Mon 23:50", MONDAY),
        ("Mon 23:45", "Tue 00:05", MONDAY),
        ("Mon 23:45", "Tue 03:44", MONDAY),
        ("Mon 23:45", "Tue 04:00", TUESDAY),
        ("Mon 07:00", "Tue 00:30", TUESDAY),
        ("Tue 00:15", "Tue 00:30", TUESDAY),
        ("Mon 22:00", "Tue 07:00", TUESDAY),
        (None, "Tue 00:05", TUESDAY),
    ],
)
def test_what_is_typed_soon_after_a_prompt_is_about_its_date(prompt: str | None, said: str, meant: date) -> None:
    """At night within a few hours of the prompt; else it is about today."""
    reminders = () if prompt is None else (came(prompt),)
    assert answered_date(at(said), LISBON, reminders, done_until=None) == meant


def test_what_is_typed_after_the_day_was_done_is_about_today() -> None:
    """Its prompt is answered."""
    moment = at("Mon 23:45") + timedelta(minutes=20)
    assert answered_date(moment, LISBON, (came("Mon 23:45"),), done_until=MONDAY) == TUESDAY
