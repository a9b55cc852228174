"""Runs: which days count, what is a miss, how far back a run reaches. A history is a line of letters, a letter a day.

    D done      s done, short     2 done twice      a added by hand     x done, then undone    U done, though unwell
    m missed    u unwell          w cut short by a journey              . no prompt, nothing done
    p paused    P paused on a day on which a prompt had come            | here a month begins

All but "p" and "." are days with a prompt. The last letter is today.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.habits.streaks import (
    FREE_MISSES,
    DayKind,
    Goal,
    Streaks,
    done_dates,
    excused,
    part_dates,
    pauses,
    runs,
    week_goal,
)
from storage.records.diary import Diary, Mark, MarkKind, WalkSummary
from storage.records.person import WalkState
from tests.harness.tabled import tabled

MONDAY = date(2026, 3, 2)
SUNDAY_FIRST, MONDAY_FIRST = 6, 0
ONE_DAY = timedelta(days=1)
DONE, MISSED = "Ds2aU", "mx"
UNWELL = MarkKind.UNWELL
MARKS = {"a": MarkKind.ADDED, "x": MarkKind.UNDONE, "u": UNWELL, "U": UNWELL, "w": MarkKind.AWAY}
FORMS = {"D": ("full",), "x": ("full",), "U": ("full",), "s": ("short",), "2": ("short", "full")}


def a_walk(on: date | None, form: str = "full", state: WalkState = WalkState.DONE) -> WalkSummary:
    return WalkSummary("hips", "hips-seated", on, 240, None, form=form, state=state)


def days_of(text: str, first: date) -> list[tuple[date, str]]:
    """The letters with their dates; the months that the text tells have to be those of the calendar."""
    days: list[tuple[date, str]] = []
    for letter in text:
        here = first + len(days) * ONE_DAY
        if letter == "|":
            assert here.day == 1, f"no month begins on {here}"
        else:
            days.append((here, letter))
    return days


def history(text: str, first: date = MONDAY, *, reminders: bool = True) -> tuple[Diary, date]:
    """The diary that a line of letters tells, and its today. Without reminders nobody was ever asked."""
    walks: list[WalkSummary] = []
    marks: list[Mark] = []
    before = ""
    days = days_of(text, first)
    for day, letter in days:
        walks += [a_walk(day, form) for form in FORMS.get(letter, ())]
        if letter in MARKS:
            marks.append(Mark(MARKS[letter], day))
        if letter in "pP" and before not in tuple("pP"):
            marks.append(Mark(MarkKind.PAUSED, day))
        if letter not in "pP" and before in tuple("pP"):
            marks.append(Mark(MarkKind.AWAKE, day))
        before = letter
    asked = frozenset(day for day, letter in days if reminders and letter not in "p.")
    return Diary(tuple(walks), tuple(marks), asked=asked), days[-1][0]


def counted(found: Streaks) -> str:
    return f"{found.current} {found.best} {found.days_total} {found.free_left}"


# Each row: what it is about, the first day, the history, and: the run, the longest, all days, free misses left.
HISTORIES = [
    ("nothing yet", "2026-03-02", ".", "0 0 0 2"),
    ("asked, and nothing yet", "2026-03-02", "mmmmm", "0 0 0 2"),
    ("the first day", "2026-03-02", "D", "1 1 1 2"),
    ("a week", "2026-03-02", "DDDDDDD", "7 7 7 2"),
    ("asked today, not done yet", "2026-03-02", "DDDm", "3 3 3 2"),
    ("a miss", "2026-03-02", "DDmD", "3 3 3 1"),
    ("two misses", "2026-03-02", "DmDmD", "3 3 3 0"),
    ("the third miss, and a day after it", "2026-03-02", "DmDmDmD", "3 3 4 0"),
    ("the third miss, and no day since", "2026-03-02", "DDmmm.", "0 2 2 2"),
    ("the third would be today", "2026-03-02", "DmDmDm", "3 3 3 0"),
    ("a fourth and a fifth cost nothing more", "2026-03-02", "DDmmmmmDD", "2 2 4 2"),
    ("a new run has misses of its own", "2026-03-02", "DDmmmDmDmD", "3 3 5 0"),
    ("and goes back with its third", "2026-03-02", "DmmmDDmDmmD", "2 3 5 0"),
    ("misses before the run", "2026-03-02", "mmDmDmD", "3 3 3 0"),
    ("an earlier run was longer", "2026-03-02", "DDDDmmmDD", "2 4 6 2"),
    ("a new month has free misses of its own", "2026-03-28", "DmmD|mmD", "3 3 3 0"),
    ("four misses over a month's end", "2026-03-28", "DDmm|mmD", "3 3 3 0"),
    ("the third miss of the second month", "2026-03-28", "DmmD|mmmD", "1 2 3 2"),
    ("what is left is left of today's month", "2026-03-29", "Dmm|D", "2 2 2 2"),
    ("a year's end", "2026-12-29", "Dmm|mmD", "2 2 2 0"),
    ("the same month of another year", "2026-03-02", "Dmm" + 29 * "D" + 333 * "." + "mD", "31 31 31 1"),
    ("short days count", "2026-03-02", "Dsms", "3 3 3 1"),
    ("unwell", "2026-03-02", "DuuuuD", "2 2 2 2"),
    ("unwell and done all the same", "2026-03-02", "DUD", "3 3 3 2"),
    ("a pause", "2026-03-02", "DppppppD", "2 2 2 2"),
    ("a pause, after the prompt of its first day", "2026-03-02", "DPPPPD", "2 2 2 2"),
    ("still in a pause", "2026-03-02", "DDPPPPP", "2 2 2 2"),
    ("misses around a pause", "2026-03-02", "DmpppmDmD", "2 2 3 1"),
    ("not asked", "2026-03-02", "D......D", "2 2 2 2"),
    ("every second day", "2026-03-02", "D.D.m.D", "3 3 3 1"),
    ("days added by hand", "2026-03-02", "DmamaD", "4 4 4 0"),
    ("a day undone is a miss", "2026-03-02", "DxD", "2 2 2 1"),
    ("today undone", "2026-03-02", "DDx", "2 2 2 2"),
    ("weekends", "2026-03-07", "DD.....DD.....Dm.....D", "6 6 6 1"),
    ("three misses of weekends", "2026-03-07", "DD.....mm.....mD", "1 2 3 2"),
    ("a leap day", "2028-02-28", "DD|D", "3 3 3 2"),
    ("a leap day missed", "2028-02-27", "Dmm|mD", "2 2 2 1"),
    ("a date that came twice", "2026-03-02", "D2D", "3 3 3 2"),
    ("a day cut short by a journey", "2026-03-02", "DwmwmwD", "2 2 2 0"),
    ("a date that never was, in Samoa", "2011-12-29", "D.D|D", "3 3 3 2"),
]


@tabled(("about", "first", "text", "expected"), HISTORIES)
def test_how_long_the_run_is(about: str, first: str, text: str, expected: str) -> None:
    """Two misses a month are free, a third costs what lies before the first, and what nobody asked for is none."""
    assert counted(runs(*history(text, date.fromisoformat(first)))) == expected


@tabled(
    ("text", "expected"),
    [
        (".", "0 0 0 2"),
        ("...D", "1 1 1 2"),
        ("D.D.D", "3 3 3 0"),
        ("D..", "1 1 1 1"),
        ("D...", "1 1 1 0"),
        ("D....", "0 1 1 2"),
        ("D...D", "1 1 2 2"),
        ("DpppppD", "2 2 2 2"),
        ("Du.D", "2 2 2 1"),
        ("Da.xD", "3 3 3 0"),
    ],
)
def test_who_is_never_asked_plans_every_day(text: str, expected: str) -> None:
    """From the first day that is done; today is no miss yet."""
    assert counted(runs(*history(text, reminders=False))) == expected


def test_one_prompt_ever_is_enough_to_be_asked() -> None:
    """From then on days without a prompt are nobody's miss."""
    assert counted(runs(*history("m" + "D......D" + "......D"))) == "3 3 3 2"


def test_a_day_that_is_done_and_not_here_yet_counts() -> None:
    """Who flew back over the date line has today's day behind them, and tomorrow's."""
    diary, last = history("DmD|D", date(2026, 3, 29))
    assert runs(diary, last - ONE_DAY) == Streaks(3, 3, 3, last, 1)
    assert runs(diary, last) == Streaks(3, 3, 3, last, 2)


def test_a_miss_is_one_only_when_its_day_is_over() -> None:
    """The same diary, a day later."""
    diary, today = history("DDm")
    assert [counted(runs(diary, today + days * ONE_DAY)) for days in (0, 1)] == ["2 2 2 2", "2 2 2 1"]


# Properties. They read the letters on their own: a run is any stretch of days of which no month has more misses.

TEXTS = st.text(alphabet="DDDs2aUmmmxuwpP.", min_size=1, max_size=75)
FIRSTS = st.dates(min_value=date(2027, 11, 1), max_value=date(2028, 3, 31))


def too_many(days: list[tuple[date, str]]) -> bool:
    return any(count > FREE_MISSES for count in Counter(f"{day:%Y-%m}" for day, is_ in days if is_ in MISSED).values())


def told_by_hand(text: str, first: date) -> tuple[int, int, int]:
    days = days_of(text, first)
    past = [*days[:-1], (days[-1][0], days[-1][1] if days[-1][1] in DONE else ".")]

    def longest_until(end: int) -> int:
        stretches = (past[start:end] for start in range(end))
        return max((sum(is_ in DONE for _, is_ in each) for each in stretches if not too_many(each)), default=0)

    ends = range(1, len(past) + 1)
    return longest_until(len(past)), max(map(longest_until, ends)), sum(is_ in DONE for _, is_ in past)


@given(TEXTS, FIRSTS)
def test_runs_are_as_long_as_by_hand(text: str, first: date) -> None:
    """Counted once day by day, and once by looking at every stretch."""
    found = runs(*history(text, first))
    assert (found.current, found.best, found.days_total) == told_by_hand(text, first)


@given(TEXTS, FIRSTS, st.booleans())
def test_the_numbers_keep_their_order(text: str, first: date, reminders: bool) -> None:
    """No run is longer than the longest, and that not longer than all days."""
    diary, today = history(text, first, reminders=reminders)
    found = runs(diary, today)
    assert 0 <= found.current <= found.best <= found.days_total
    assert 0 <= found.free_left <= FREE_MISSES
    assert (found.days_total == 0) == (found.last_done is None) == (found.best == 0)


@given(TEXTS, FIRSTS, st.data())
def test_a_day_undone_and_added_again_changes_nothing(text: str, first: date, data: st.DataObject) -> None:
    """Whether the note is taken back, or the day is added after it."""
    diary, today = history(text, first)
    done = list(done_dates(diary))
    assume(done)
    day = data.draw(st.sampled_from(done))
    undone = replace(diary, marks=(*diary.marks, Mark(MarkKind.UNDONE, day)))
    again = replace(undone, marks=(*undone.marks, Mark(MarkKind.ADDED, day)))
    assert runs(undone, today).days_total == len(done) - 1
    assert runs(again, today) == runs(diary, today)


def never_shorter(text: str, first: date, at: int, letter: str) -> None:
    before = runs(*history(text, first))
    after = runs(*history(text[:at] + letter + text[at + 1 :], first))
    assert after.current >= before.current
    assert after.best >= before.best


@given(TEXTS, FIRSTS, st.data())
def test_no_kindness_ever_shortens_a_run(text: str, first: date, data: st.DataObject) -> None:
    """A day is added, or a miss was an illness, however long ago."""
    kindnesses = [(at, "a") for at, letter in enumerate(text) if letter in "mx."]
    kindnesses += [(at, "u") for at, letter in enumerate(text) if letter == "m"]
    assume(kindnesses)
    never_shorter(text, first, *data.draw(st.sampled_from(kindnesses)))


# Days


@pytest.mark.parametrize(
    ("forms", "kind"),
    [
        ("full", DayKind.FULL),
        ("short", DayKind.SHORT),
        ("medium", DayKind.SHORT),
        ("short full", DayKind.FULL),
        ("full short", DayKind.FULL),
        ("medium short", DayKind.SHORT),
    ],
)
def test_the_best_of_a_day_tells_its_kind(forms: str, kind: DayKind) -> None:
    """In whatever order it came."""
    assert done_dates(Diary(tuple(a_walk(MONDAY, form) for form in forms.split()))) == {MONDAY: kind}


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ((), DayKind.SHORT),
        ((MarkKind.ADDED,), DayKind.FULL),
        ((MarkKind.UNDONE,), None),
        ((MarkKind.ADDED, MarkKind.UNDONE), None),
        ((MarkKind.UNDONE, MarkKind.ADDED), DayKind.FULL),
        ((MarkKind.UNWELL,), DayKind.SHORT),
    ],
)
def test_the_last_note_on_a_day_holds(kinds: tuple[MarkKind, ...], kind: DayKind | None) -> None:
    """Over what was walked on it, a short walk here."""
    diary = Diary((a_walk(MONDAY, "short"),), tuple(Mark(each, MONDAY) for each in kinds))
    assert done_dates(diary).get(MONDAY) == kind


def test_only_what_was_finished_makes_a_day_done() -> None:
    """Not what is open, nor what was left, even when it was ended on a day."""
    walks = (a_walk(MONDAY, state=WalkState.LEFT), a_walk(MONDAY, state=WalkState.OPEN), a_walk(None))
    assert done_dates(Diary(walks)) == {}


def test_days_come_in_their_order() -> None:
    """Those added by hand among the others."""
    diary, _ = history("DDaDaD")
    assert list(done_dates(diary)) == [MONDAY + days * ONE_DAY for days in range(6)]


PARTS = [
    ("2026-03-02T08:00", 1, WalkState.OPEN, "UTC", ["2026-03-02"]),
    ("2026-03-02T08:00", 1, WalkState.LEFT, "UTC", ["2026-03-02"]),
    ("2026-03-02T08:00", 9, WalkState.DONE, "UTC", []),
    ("2026-03-02T08:00", 0, WalkState.OPEN, "UTC", []),
    ("2026-03-02T23:30", 1, WalkState.LEFT, "Europe/Berlin", ["2026-03-03"]),
    ("2026-03-02T03:30", 1, WalkState.LEFT, "America/New_York", ["2026-03-01"]),
    ("2026-03-04T08:00", 1, WalkState.OPEN, "UTC", []),
]


@pytest.mark.parametrize(("moved", "moves", "state", "zone", "expected"), PARTS)
def test_days_on_which_something_was_begun(
    moved: str, moves: int, state: WalkState, zone: str, expected: list[str]
) -> None:
    """By the local date of the last move; the 4th is done by another walk."""
    walk = replace(a_walk(None, state=state), moves=moves, moved_at=datetime.fromisoformat(moved).replace(tzinfo=UTC))
    diary = Diary((walk, a_walk(date(2026, 3, 4))))
    assert part_dates(diary, ZoneInfo(zone)) == tuple(map(date.fromisoformat, expected))


def test_days_that_were_begun_come_once_and_in_order() -> None:
    """Two walks of one day, and one of the day before that was numbered later; one that never moved has no day."""
    moments = ["2026-03-03T08:00", "2026-03-03T09:00", "2026-03-02T08:00"]
    walks = [
        replace(a_walk(None, state=WalkState.LEFT), moves=2, moved_at=datetime.fromisoformat(each).replace(tzinfo=UTC))
        for each in moments
    ]
    walks.append(replace(a_walk(None, state=WalkState.LEFT), moves=2))
    assert part_dates(Diary(tuple(walks)), ZoneInfo("UTC")) == (MONDAY, MONDAY + ONE_DAY)


# Pauses, as days of March: P3 begins on the 3rd, P3-7 has the 7th as the first day after it, A5 is waking on the 5th.
PAUSES = [
    ("", ""),
    ("P3", "3-"),
    ("P3-7", "3-7"),
    ("P3 A5", "3-5"),
    ("P3-7 A5", "3-5"),
    ("P3-7 A9", "3-7"),
    ("A2 P3-7", "3-7"),
    ("P3 A3", ""),
    ("P3-3", ""),
    ("P3-7 A3", ""),
    ("P3 A5 P8", "3-5 8-"),
    ("P3 A5 P5-9", "3-5 5-9"),
    ("P3 P5-9", "3-5 5-9"),
    ("P3-20 P5-9", "3-5 5-9"),
    ("P3-5 P8-10 A9 A12", "3-5 8-9"),
]


@tabled(("marks", "expected"), PAUSES)
def test_when_pauses_begin_and_end(marks: str, expected: str) -> None:
    """On the day that was said, on waking, or with another pause; two notes of one day count in their order."""
    noted = []
    for each in marks.split():
        on, _, until = each[1:].partition("-")
        kind = MarkKind.PAUSED if each[0] == "P" else MarkKind.AWAKE
        noted.append(Mark(kind, date(2026, 3, int(on)), date(2026, 3, int(until)) if until else None))
    found = [f"{since.day}-{until.day if until else ''}" for since, until in pauses(Diary(marks=tuple(noted)))]
    assert " ".join(found) == expected


def test_which_days_are_excused() -> None:
    """Unwell, away, paused: the first day of a pause is, the day of waking is not."""
    diary, _ = history("DmuwPppDax")
    days = days_of("DmuwPppDax", MONDAY)
    assert "".join(letter for day, letter in days if excused(diary, day)) == "uwPpp"


# Weeks: history from Monday the 2nd, today, the weekday that weeks begin with, the weekdays planned, the goal.
WEEKS = [
    ("DmD", "2026-03-04", MONDAY_FIRST, "0123456", Goal(2, 7)),
    ("DmD", "2026-03-04", MONDAY_FIRST, "024", Goal(2, 3)),
    ("DmD", "2026-03-04", MONDAY_FIRST, "", Goal(2, 0)),
    (".D.D", "2026-03-05", MONDAY_FIRST, "0", Goal(2, 1)),
    ("DuuD", "2026-03-05", MONDAY_FIRST, "01234", Goal(2, 3)),
    ("DUD", "2026-03-04", MONDAY_FIRST, "01234", Goal(3, 4)),
    ("DDpp", "2026-03-05", MONDAY_FIRST, "0123456", Goal(2, 2)),
    ("PPPPPPPPP", "2026-03-10", MONDAY_FIRST, "0123456", Goal(0, 0)),
    ("DDDDDDD" + "D", "2026-03-08", MONDAY_FIRST, "0123456", Goal(7, 7)),
    ("DDDDDDD" + "D", "2026-03-09", MONDAY_FIRST, "0123456", Goal(1, 7)),
    ("DDDDDDD" + "D", "2026-03-07", SUNDAY_FIRST, "0123456", Goal(6, 7)),
    ("DDDDDDD" + "D", "2026-03-08", SUNDAY_FIRST, "56", Goal(2, 2)),
    ("DDD", "2026-03-03", MONDAY_FIRST, "0123456", Goal(3, 7)),
]


@tabled(("text", "today", "first_weekday", "planned", "expected"), WEEKS)
def test_how_far_the_week_has_come(text: str, today: str, first_weekday: int, planned: str, expected: Goal) -> None:
    """Excused days are not planned, and a day that is done counts whether or not it was."""
    diary, _ = history(text)
    found = week_goal(diary, date.fromisoformat(today), first_weekday, frozenset(map(int, planned)))
    assert found == expected
