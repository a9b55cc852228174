"""What people write who want to be reminded: several times, days, once, lengths, and what is not on offer."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timing.recurrence import ALL_DAYS, WEEKEND, WORKDAYS
from bot.understanding.times.reminder_wishes import LengthOfTime, ReminderWish, parse_reminders
from bot.understanding.times.times import TimeProblem
from bot.understanding.times.weekdays import parse_days_off

FRIDAY_AND_SATURDAY = frozenset({4, 5})
# Days in short: None where the text names none.
ALL, WORK, FREE = "0123456", "01234", "56"


def wish(at: str, days: str | None = None, *, once: bool = False, ahead: int | None = None) -> ReminderWish:
    """A wish in short."""
    weekdays = None if days is None else frozenset(map(int, days))
    return ReminderWish(time.fromisoformat(at), weekdays, once=once or ahead is not None, days_ahead=ahead)


ONE = [
    ("18:00 mon,wed,fri", "18:00", "024"),
    ("7.30pm", "19:30", None),
    ("half past seven on weekdays", "07:30", WORK),
    ("weekdays 18:00", "18:00", WORK),
    ("every day at 8", "08:00", ALL),
    ("quarter to eight mon to fri", "07:45", WORK),
    ("tuesdays and thursdays at 7 in the evening", "19:00", "13"),
    ("quater past sevn on wekends", "07:15", FREE),
    # Every part of the day
    ("every morning at 7", "07:00", ALL),
    ("7:30 every morning", "07:30", ALL),
    ("every night at 9", "21:00", ALL),
    ("each evening at half past 8", "20:30", ALL),
    ("mornings at 7", "07:00", ALL),
    ("nightly at 10", "22:00", ALL),
    ("every monday morning at 7", "07:00", "0"),
    ("friday evenings at 8", "20:00", "4"),
    ("every morning except sunday at 7", "07:00", "012345"),
    ("weekday mornings 6:45", "06:45", WORK),
    ("every weekday evening at 6", "18:00", WORK),
    # Ranges and short forms of days
    ("from Monday to Friday at 7", "07:00", WORK),
    ("7 from Monday to Friday", "07:00", WORK),
    ("between monday and friday at 7", "07:00", WORK),
    ("monday till thursday 7", "07:00", "0123"),
    ("M-F 7:00", "07:00", WORK),
    ("7 m-f", "07:00", WORK),
    ("M - Th 7am", "07:00", "0123"),
    ("MWF 18:00", "18:00", "024"),
    ("m/w/f 18:00", "18:00", "024"),
    ("TTh 6p", "18:00", "13"),
    ("18:00 t/th", "18:00", "13"),
    ("Mon\u2011Fri 7:00", "07:00", WORK),
    ("Mon\u2010Fri 7:00", "07:00", WORK),
    ("Mon–Fri 7:00", "07:00", WORK),
    ("Mon—Fri 7:00", "07:00", WORK),
    ("Mon\u2212Fri 7:00", "07:00", WORK),
    # Weeks
    ("weekly on monday at 9", "09:00", "0"),
    ("monday 9:00 weekly", "09:00", "0"),
    ("every week on friday at 9pm", "21:00", "4"),
    ("once a week on monday at 8", "08:00", "0"),
    ("at weekends at 9", "09:00", FREE),
    ("at the weekend 9:00", "09:00", FREE),
    ("during the week at 7", "07:00", WORK),
    ("business days at 7", "07:00", WORK),
    ("7 days a week at 8", "08:00", ALL),
    ("seven days a week 8am", "08:00", ALL),
    ("once a day at 8", "08:00", ALL),
    ("on Friday at 9", "09:00", "4"),
    # Days off
    ("8:00 not on sundays", "08:00", "012345"),
    ("every day at 8 except sat and sun", "08:00", WORK),
    ("daily 8 but not on mondays", "08:00", "123456"),
    ("8 except weekends", "08:00", WORK),
    ("every day but sunday at 8", "08:00", "012345"),
    # Figures
    ("6p", "18:00", None),
    ("6:15a", "06:15", None),
    ("7ish", "07:00", None),
    ("around 7-ish", "07:00", None),
    ("19.30h", "19:30", None),
    ("19:30h", "19:30", None),
    ("19h30", "19:30", None),
    ("7;30", "07:30", None),
    ("7'30", "07:30", None),
    ("7,30", "07:30", None),
    ("18,45 weekdays", "18:45", WORK),
    ("8 hours", "08:00", None),
    ("20:00 Uhr", "20:00", None),
    ("20:00 h", "20:00", None),
    ("remind me at 8pm", "20:00", None),
    ("remind me on weekdays at 8", "08:00", WORK),
    ("please remind me every day at 8", "08:00", ALL),
    ("10 to 6", "05:50", None),
    ("7 minutes to 8", "07:53", None),
    # A beginning is no day
    ("every day at 8 starting tomorrow", "08:00", ALL),
    ("from tomorrow 8:00 every day", "08:00", ALL),
    ("at 8 for 15 minutes", "08:00", None),
]

ONCE = [
    ("8 tomorrow", wish("08:00", ahead=1)),
    ("tomorrow at 8", wish("08:00", ahead=1)),
    ("tomorow at 8", wish("08:00", ahead=1)),
    ("tmrw 8am", wish("08:00", ahead=1)),
    ("tomorrow morning at 7", wish("07:00", ahead=1)),
    ("the day after tomorrow at 9", wish("09:00", ahead=2)),
    ("today at 14:55", wish("14:55", ahead=0)),
    ("14:55 today only", wish("14:55", ahead=0)),
    ("tonight at 9", wish("21:00", ahead=0)),
    ("tonight at 9 only", wish("21:00", ahead=0)),
    ("only tonight at 9", wish("21:00", ahead=0)),
    ("tonight at 1", wish("01:00", ahead=1)),
    ("this evening at 8", wish("20:00", ahead=0)),
    ("8 this evening", wish("20:00", ahead=0)),
    ("at 8 just once", wish("08:00", once=True)),
    ("once at 8", wish("08:00", once=True)),
    ("8:00 one time only", wish("08:00", once=True)),
    ("friday at 9 just once", wish("09:00", "4", once=True)),
    ("this friday at 9", wish("09:00", "4", once=True)),
    ("next monday 7:30", wish("07:30", "0", once=True)),
    ("in 3 days at 8", wish("08:00", ahead=3)),
    ("this weekend at 9", wish("09:00", FREE, once=True)),
    ("in a week at 8", wish("08:00", ahead=7)),
]

SEVERAL = [
    ("8, 18", [wish("08:00"), wish("18:00")]),
    ("7, 19", [wish("07:00"), wish("19:00")]),
    ("8 & 18", [wish("08:00"), wish("18:00")]),
    ("8 and 18", [wish("08:00"), wish("18:00")]),
    ("8:00, 18:00", [wish("08:00"), wish("18:00")]),
    ("8:00 and 18:00", [wish("08:00"), wish("18:00")]),
    ("8:00 18:00", [wish("08:00"), wish("18:00")]),
    ("8am and 8pm", [wish("08:00"), wish("20:00")]),
    ("8am, 8pm", [wish("08:00"), wish("20:00")]),
    ("8am 1pm 8pm", [wish("08:00"), wish("13:00"), wish("20:00")]),
    ("7, 13 and 19", [wish("07:00"), wish("13:00"), wish("19:00")]),
    ("noon and half past seven", [wish("12:00"), wish("07:30")]),
    ("weekdays 7, weekends 9", [wish("07:00", WORK), wish("09:00", FREE)]),
    ("7 on weekdays and 9 at weekends", [wish("07:00", WORK), wish("09:00", FREE)]),
    ("mon,wed 7:00 and tue,thu 18:00", [wish("07:00", "02"), wish("18:00", "13")]),
    ("weekdays at 8 and 18", [wish("08:00", WORK), wish("18:00", WORK)]),
    ("8 and 18 on weekdays", [wish("08:00", WORK), wish("18:00", WORK)]),
    ("twice a day at 8 and 18", [wish("08:00", ALL), wish("18:00", ALL)]),
    ("every day at 8 and 18 except sunday", [wish("08:00", "012345"), wish("18:00", "012345")]),
    ("every morning at 7 and every evening at 9", [wish("07:00", ALL), wish("21:00", ALL)]),
    ("7 every morning and 9 every evening", [wish("07:00", ALL), wish("21:00", ALL)]),
    ("tomorrow at 8 and 18", [wish("08:00", ahead=1), wish("18:00", ahead=1)]),
    ("8:00, 8:00", [wish("08:00")]),
]

LENGTHS = [
    ("in 20 minutes", 20, True),
    ("in 2 hours", 120, True),
    ("in 5 minutes", 5, True),
    ("in one hour", 60, True),
    ("in an hour", 60, True),
    ("in half an hour", 30, True),
    ("in an hour and a half", 90, True),
    ("in 1h30min", 90, True),
    ("in 1h30", 90, True),
    ("in 1h", 60, True),
    ("in 1.5 hours", 90, True),
    ("in 1,5 h", 90, True),
    ("in 2 hours and 15 minutes", 135, True),
    ("in a quarter of an hour", 15, True),
    ("in twenty minutes", 20, True),
    ("in forty five minutes", 45, True),
    ("in about 20 min", 20, True),
    ("remind me in 20 minutes", 20, True),
    ("20 minutes from now", 20, True),
    ("10 minutes later", 10, True),
    ("after 20 minutes", 20, True),
    ("within an hour", 60, True),
    ("in 20 minutes please", 20, True),
    ("10 min", 10, True),
    ("2 hours", 120, True),
    ("1h", 60, True),
    ("1h30m", 90, True),
    ("in 3 days", 3 * 24 * 60, True),
    ("15 minutes daily", 15, False),
    ("3 minutes every day", 3, False),
    ("15 minutes a day", 15, False),
    ("for 10 minutes", 10, False),
    ("for half an hour on weekdays", 30, False),
    ("every day 5 min", 5, False),
]

PROBLEMS = {
    "NO_SUCH_TIME": ["8:75 mon", "mon 25:00", "8:75", "8, 25", "8 and 31", "7, 30", "weekdays 7:99"],
    "TIME_MISSING": [
        "weekdays",
        "tomorrow",
        "mon, wed",
        "every morning",
        "at weekends",
        "not on sundays",
        "just once",
        "8 twice a day",
    ],
    "NOT_A_TIME": [
        "",
        "off",
        "mon blue",
        "halb 8",
        "halb acht",
        "um halb acht",
        "halv 8",
        "onze",
        "a las once",
        "kl 8 halv",
        "fire",
        "room 7",
        "7 apples",
        "no",
        "🙂",
        "in 20",
        "12345",
        "x" * 90,
    ],
    "NOT_EACH_WEEK": [
        "every other day at 18:00",
        "18:00 every other day",
        "every 2 days at 7",
        "every second day 7:00",
        "every 3rd day at 8",
        "alternate days at 8",
        "once a week at 9",
        "once a week",
        "weekly at 9",
        "every week at 9pm",
        "3 times a week at 8",
        "twice a week",
        "5 days a week at 8",
        "every two weeks on monday at 9",
        "fortnightly on monday 9:00",
        "every hour",
        "hourly",
        "every 20 minutes",
        "every 2 hours",
        "monthly at 8",
        "once a month",
        "every other monday at 9",
        "every 1st monday at 9",
    ],
    "A_DATE": [
        "on 5 December at 8",
        "5 dec 8:00",
        "December 5th at 8",
        "2026-12-05 8:00",
        "05/12/2026 8:00",
        "5.12.2026 8:00",
        "the 5th at 8",
        "8:00 on the 1st of march",
        "next week at 8",
        "next month at 8",
        "in 3 weeks at 8",
        "9 on 5/12",
    ],
    "A_RANGE": ["7 to 8", "7-8", "from 7 to 8", "between 7 and 8", "7:30-8:00", "mon-fri 7-8", "7 or 8", "9 to 5"],
    "DAYS_NOT_READ": [
        "18:00 lunes,miércoles",
        "7pm mo mi fr",
        "18:00 montags",
        "lunes, viernes 18:00",
        "mon, mercredi 18:00",
        "7:30 todos los dias",
    ],
    "REST_NOT_READ": ["remove 07:30", "no 7:30", "um 19:30 halb", "wake 7:30", "tomorrow and friday at 8"],
}


@pytest.mark.parametrize(("text", "at", "days"), ONE)
def test_one_reminder_as_people_write_it(text: str, at: str, days: str | None) -> None:
    """A time and days in either order; without a word about days there are none to overwrite."""
    assert parse_reminders(text) == (wish(at, days),)


@pytest.mark.parametrize(("text", "expected"), ONCE)
def test_a_wish_for_once_stays_for_once(text: str, expected: ReminderWish) -> None:
    """A named day, or a word for it, is no alarm for every day; after midnight, tonight is tomorrow's date."""
    assert parse_reminders(text) == (expected,)


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_two_times_are_two_reminders(text: str, expected: list[ReminderWish]) -> None:
    """Never one time made of both; each with its own days."""
    assert parse_reminders(text) == tuple(expected)


@pytest.mark.parametrize(("text", "minutes", "is_wait"), LENGTHS)
def test_a_length_is_no_time_of_day(text: str, minutes: int, is_wait: bool) -> None:
    """It says how long to wait, or how long something takes."""
    assert parse_reminders(text) == LengthOfTime(timedelta(minutes=minutes), is_wait=is_wait)


@pytest.mark.parametrize(
    ("text", "problem"), [(text, problem) for problem, texts in PROBLEMS.items() for text in texts]
)
def test_what_is_not_read_says_why(text: str, problem: str) -> None:
    """The problem names what was not read, or what is not on offer."""
    assert parse_reminders(text) is TimeProblem[problem]


@pytest.mark.parametrize("text", ["every morning at 7", "6p", "7ish", "19.30h", "7;30"])
def test_capitals_and_signs_change_nothing(text: str) -> None:
    """As phones write it: with a capital, a stop at the end, and wide blanks."""
    plain = parse_reminders(text)
    assert isinstance(plain, tuple)
    assert parse_reminders(text.capitalize()) == parse_reminders(f"  {text}! ") == parse_reminders(f"{text} .") == plain


def test_the_working_week_is_that_of_the_country() -> None:
    """Sunday to Thursday where Friday and Saturday are free."""
    weekend = FRIDAY_AND_SATURDAY
    assert parse_reminders("weekdays 7, weekends 9", weekend=weekend) == (wish("07:00", "01236"), wish("09:00", "45"))
    assert parse_reminders("every working day at 8", weekend=weekend) == (wish("08:00", "01236"),)
    assert parse_reminders("mon-fri 8", weekend=weekend) == (wish("08:00", WORK),)


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("not on sundays", {6}),
        ("not on Sundays please", {6}),
        ("no sundays", {6}),
        ("never on saturday or sunday", WEEKEND),
        ("except weekends", WEEKEND),
        ("not mon, wed", {0, 2}),
        ("without fridays", {4}),
        ("skip sundays", {6}),
        ("sundays off", {6}),
        ("weekends off", WEEKEND),
        ("not every day", None),
        ("sundays", None),
        ("not on sundays at 8", None),
        ("not", None),
        ("", None),
        ("off", None),
    ],
)
def test_days_that_are_taken_off(text: str, off: set[int] | None) -> None:
    """Days alone that are not wanted; None for anything else, and where no day would be left."""
    assert parse_days_off(text) == off


@given(st.text(max_size=100))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    """Whatever arrives is a wish, a length or a problem."""
    for read in (parse_reminders, parse_days_off):
        read(text)


PIECES = st.sampled_from(
    [
        *("8", "18", "7:30", "am", "pm", "and", ",", "-", "to", "mon", "fri", "weekdays", "every", "day", "not"),
        *("tomorrow", "once", "in", "minutes", "half", "past", "evening", "at"),
    ]
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_no_order_of_known_words_makes_the_reading_fail(text: str) -> None:
    """Nor makes a wish without a day."""
    found = parse_reminders(text)
    if isinstance(found, tuple):
        assert found
        assert all(one.weekdays is None or (one.weekdays and one.weekdays <= ALL_DAYS) for one in found)
        assert all(one.once or one.days_ahead is None for one in found)


@given(st.times())
def test_every_minute_is_read_back_with_days(moment: time) -> None:
    """On both clocks, before and behind the days."""
    at = moment.replace(second=0, microsecond=0, fold=0)
    for pattern in ("%H:%M", "%H.%M", "%I:%M %p", "%I.%M%p"):
        written = at.strftime(pattern)
        assert parse_reminders(f"{written} mon-fri") == parse_reminders(f"weekdays {written}")
        assert parse_reminders(f"weekdays {written}") == (ReminderWish(at, WORKDAYS),)
