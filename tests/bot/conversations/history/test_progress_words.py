"""How are three months told: as a picture, in the words under it, and in words alone?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.history import progress_words, report_words
from bot.conversations.history.summary import Recap
from bot.drawing.sheet import DrawnGoal, DrawnMark, Felt, Figure, ProgressSheet, ReportSheet
from bot.i18n.catalogue import Words
from bot.markup import plain
from bot.replies import MAX_CAPTION, MAX_TEXT
from bot.understanding.periods import Period
from storage.records.diary import CheckIn, MarkKind
from storage.records.diary import Mark as Note
from storage.records.person import Feel, WalkState
from tests.harness.remembered import ANA, CAME, DAY, LIBRARY, LYING, TODAY, WORDS, Part, on, recap, walk


def in_locale(name: str) -> Words:
    """English sentences, with dates and numbers of another language."""
    return replace(WORDS, locale=Locale.parse(name))


def sheet(found: Recap, words: Words = WORDS) -> ProgressSheet:
    """The picture, by way of JSON, as it goes through the outbox."""
    return ProgressSheet.from_data(
        json.loads(json.dumps(progress_words.picture(found, "Ana", LIBRARY, words).to_data()))
    )


# The picture


def test_the_picture_shows_three_months_in_the_order_of_the_persons_week() -> None:
    """Monday first in England, Sunday first in Brazil; names as the language writes them."""
    found = recap(walk(on("11-02"), Feel.GOOD))
    english, brazilian = sheet(found), sheet(found, in_locale("pt_BR"))
    assert [month.name for month in english.months] == ["September 2026", "October 2026", "November 2026"]
    assert (english.weekdays[0], english.weekdays[-1]) == ("Mon", "Sun")
    assert (brazilian.months[-1].name, brazilian.weekdays[0]) == ("novembro de 2026", "dom.")
    first, second = english.months[-1].weeks[:2]
    assert [cell and cell.day for cell in first] == [None] * 6 + [1]
    assert [cell and cell.day for cell in brazilian.months[-1].weeks[0]] == [1, 2, 3, 4, 5, 6, 7]
    assert second[0] is not None
    assert (second[0].day, second[0].mark, second[0].felt) == (2, DrawnMark.FULL, Felt.GOOD)
    assert len(english.months[0].weeks[-1]) == 7
    today = [cell for month in english.months for week in month.weeks for cell in week if cell and cell.today]
    assert [cell.day for cell in today] == [22]


def test_who_came_this_month_sees_this_month_alone() -> None:
    """Months of nothing say nothing."""
    came = replace(ANA, created_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert [month.name for month in sheet(recap(walk(TODAY), person=came)).months] == ["November 2026"]
    earlier = recap(walk(on("10-31")), person=came)
    assert len(sheet(earlier).months) == 3


def test_in_january_the_months_before_are_those_of_last_year() -> None:
    """Each with its year."""
    months = sheet(recap(walk(CAME), today=date(2027, 1, 31))).months
    assert [month.name for month in months] == ["November 2026", "December 2026", "January 2027"]


FIGURES = [
    ("one day", ["11-21"], [("1", "day in all"), ("2", "minutes")]),
    ("the longest run", ["11-20", "11-21"], [("2", "days in a row"), ("2", "days in all"), ("4", "minutes")]),
    (
        "a run that was longer once",
        ["10-01", "10-02", "10-03", "11-20", "11-21"],
        [("2", "days in a row"), ("5", "days in all"), ("3", "days: most in a row"), ("10", "minutes")],
    ),
    ("no run now", ["10-01", "10-02"], [("2", "days in all"), ("2", "days: most in a row"), ("4", "minutes")]),
]


@pytest.mark.parametrize(("about", "days", "figures"), FIGURES, ids=[row[0] for row in FIGURES])
def test_a_run_leads_while_there_is_one_and_days_in_all_lead_else(
    about: str, days: list[str], figures: list[tuple[str, str]]
) -> None:
    """Of a run that ended nothing is shown but the longest."""
    assert sheet(recap(*(walk(on(day)) for day in days))).figures == tuple(Figure(*one) for one in figures)


WEEKS = [
    ("nothing yet", [], DrawnGoal(0, 6, "6 days planned this week")),
    ("some", ["11-16", "11-17"], DrawnGoal(2, 6, "2 of 6 this week")),
    ("more than planned", ["11-16", "11-17", "11-18", "11-19", "11-20", "11-21", "11-22"],
     DrawnGoal(7, 6, "7 this week, of 6 planned")),
]  # fmt: skip


@pytest.mark.parametrize(("about", "days", "goal"), WEEKS, ids=[row[0] for row in WEEKS])
def test_the_goal_of_this_week_is_said_without_reproach(about: str, days: list[str], goal: DrawnGoal) -> None:
    """Nothing done is only what is planned."""
    assert sheet(recap(walk(CAME), *(walk(on(day)) for day in days))).goal == goal


def test_without_a_plan_there_is_no_goal() -> None:
    """And the words say how many days it were."""
    found = recap(walk(on("11-21")), person=replace(ANA, reminders=()))
    assert sheet(found).goal is None
    assert "1 day this week" in progress_words.caption(found, LIBRARY, WORDS)


def test_only_signs_that_appear_are_explained() -> None:
    """In one order, marks first."""
    found = recap(
        walk(on("11-02"), Feel.HARD), walk(on("11-03"), form="short"), Note(MarkKind.UNWELL, on("11-04")),
        person=replace(ANA, reminders=()),
    )  # fmt: skip
    assert [entry.sign for entry in sheet(found).legend] == [
        DrawnMark.FULL,
        DrawnMark.SHORT,
        DrawnMark.UNWELL,
        Felt.HARD,
    ]


def test_stiffness_stands_where_its_day_lies_among_the_months() -> None:
    """Each month takes a third; without anything said there is no chart."""
    found = recap(walk(CAME), CheckIn(on("09-01"), 7), CheckIn(on("10-16"), 5, 4), CheckIn(on("11-22"), None, 3))
    chart = sheet(found).stiffness
    assert chart is not None
    assert chart.axis == ("September", "October", "November")
    assert [(point.before, point.after) for point in chart.points] == [(7, None), (5, 4), (None, 3)]
    assert [point.at for point in chart.points] == pytest.approx([0.5 / 90, 0.5, (2 + 21.5 / 30) / 3], abs=1e-4)
    assert sheet(recap(walk(CAME), CheckIn(on("08-01"), 7))).stiffness is None


def test_the_same_record_on_the_same_day_gives_the_same_picture() -> None:
    """So that Telegram's copy of it is used again; on another day today is another."""
    parts = (walk(on("11-02"), Feel.GOOD), CheckIn(on("11-02"), 6, 4))
    one, again = (progress_words.picture(recap(*parts), "Ana", LIBRARY, WORDS).to_data() for _ in range(2))
    assert one == again
    assert progress_words.picture(recap(*parts, today=TODAY + DAY), "Ana", LIBRARY, WORDS).to_data() != one


# The words


def test_the_words_under_the_picture_say_the_essentials_and_the_last_seven_days() -> None:
    """The newest first; what was not done is not named."""
    found = recap(
        walk(on("11-15"), Feel.HURT), walk(on("11-16"), Feel.HARD), walk(on("11-18"), state=WalkState.LEFT),
        Note(MarkKind.UNWELL, on("11-19")), Note(MarkKind.ADDED, on("11-20")), walk(on("11-21"), Feel.GOOD),
        walk(on("11-22"), variation="gone-form"),
        asked="11-16 11-17 11-18 11-19 11-20 11-21",
    )  # fmt: skip
    assert plain(progress_words.caption(found, LIBRARY, WORDS)).splitlines() == [
        "5 days in a row, your most so far",
        "4 of 5 this week",
        "In all: 5 days, 4 sessions and 8 minutes",
        "You can miss 2 days a month and the count goes on.",
        "Today: gone, gone-form",
        "Yesterday: Inner thigh stretch, seated – good",
        "Friday: added by hand",
        "Thursday: unwell",
        "Wednesday: started",
        "Monday: Inner thigh stretch, seated – hard",
    ]


def test_after_a_gap_the_words_speak_of_what_is_there() -> None:
    """Days in all first, and not a word about a run that ended."""
    asked = " ".join(f"11-{day}" for day in range(10, 21))
    found = recap(*(walk(on(f"10-0{day}")) for day in range(1, 6)), asked=asked)
    assert plain(progress_words.caption(found, LIBRARY, WORDS)).splitlines() == [
        "In all: 5 days, 5 sessions and 10 minutes",
        "6 days planned this week",
        "Most in a row: 5 days",
    ]


def test_the_words_alone_say_all_that_the_picture_shows() -> None:
    """Positions, feel, every day that has a sign, by month, and stiffness; days that are alike in one line."""
    found = recap(
        walk(on("10-05"), Feel.GOOD, variation=LYING), Note(MarkKind.PAUSED, on("10-06"), on("10-18")),
        walk(on("11-02"), Feel.GOOD), walk(on("11-03"), Feel.GOOD), walk(on("11-04"), Feel.HARD, form="short"),
        walk(on("11-05"), state=WalkState.LEFT), CheckIn(on("10-05"), 7, 5), CheckIn(on("11-02"), 6),
        CheckIn(on("11-03"), 5),
    )  # fmt: skip
    assert plain(progress_words.in_full(found, LIBRARY, WORDS)).splitlines() == [
        "In all: 4 days, 4 sessions and 8 minutes",
        "6 days planned this week",
        "Most in a row: 3 days",
        "Positions: seated 3, lying down 1",
        "How it felt: good 3, hard 1",
        "Days off: Sunday",
        "November 2026",
        "Thu 5: started",
        "Wed 4: short, hard",
        "Mon 2 – Tue 3: full, good",
        "October 2026",
        "Tue 6 – Sat 17: paused",
        "Mon 5: full, good",
        "Stiffness, 0 to 10",
        "October: 7 before, 5 after",
        "November: 5.5 before",
    ]


FEELS = st.sampled_from([None, *Feel])
DAYS = st.integers(-20, 80).map(lambda number: CAME + number * DAY)
VARIATIONS = st.sampled_from([variation.id for variation in LIBRARY.variations] + ["gone-form"])
PARTS = st.lists(
    st.one_of(
        st.builds(
            walk, DAYS, FEELS, form=st.sampled_from(["full", "short"]), variation=VARIATIONS,
            state=st.sampled_from(WalkState), skipped=st.sampled_from([(), ("press",), ("gone", "press")]),
        ),
        st.builds(Note, st.sampled_from(MarkKind), DAYS, st.none() | DAYS),
        st.builds(CheckIn, DAYS, st.none() | st.integers(0, 10), st.none() | st.integers(0, 10)),
    ),
    max_size=150,
)  # fmt: skip


@given(parts=PARTS, locale=st.sampled_from(["en_GB", "pt_BR", "ar", "fi"]))
def test_whatever_is_on_record_can_be_told(parts: list[Part], locale: str) -> None:
    """Within Telegram's limits, and with a sign of a walk just where a day is done."""
    words, found = in_locale(locale), recap(*parts)
    assert len(plain(progress_words.caption(found, LIBRARY, words))) <= MAX_CAPTION
    assert len(plain(progress_words.in_full(found, LIBRARY, words))) <= MAX_TEXT
    cells = [cell for month in sheet(found, words).months for week in month.weeks for cell in week if cell]
    shown = progress_words.months_of(found)[0]
    assert sum(cell.mark in (DrawnMark.FULL, DrawnMark.SHORT) for cell in cells) == sum(
        shown <= day < date(2026, 12, 1) for day in found.done
    )
    for first in (CAME - 30 * DAY, TODAY - 364 * DAY):
        period = Period(first, TODAY)
        made = report_words.sheet(found, period, "Ana", LIBRARY, words)
        assert ReportSheet.from_data(json.loads(json.dumps(made.to_data()))) == made
        assert len(plain(report_words.in_words(found, period, LIBRARY, words))) <= MAX_TEXT


def test_words_that_are_too_many_lose_days_and_never_the_essentials() -> None:
    """The oldest go first."""
    many = [walk(on("11-21"), Feel.GOOD, variation=f"a-form-that-is-gone-{number}") for number in range(120)]
    found = recap(walk(on("11-16")), *many, CheckIn(TODAY, 5))
    assert MAX_TEXT - 100 < len(plain(progress_words.in_full(found, LIBRARY, WORDS))) <= MAX_TEXT
    assert progress_words.in_full(found, LIBRARY, WORDS).endswith("November: 5 before</blockquote>")
    lines = plain(progress_words.caption(found, LIBRARY, WORDS)).splitlines()
    assert lines[1] == "2 of 6 this week"
    assert "a-form-that-is-gone-119" in lines[2]
    assert 10 < len(lines) < 40
    assert len("\n".join(lines)) <= MAX_CAPTION
