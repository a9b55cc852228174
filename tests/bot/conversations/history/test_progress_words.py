"""How are three months told: as a picture, in the words under it, and in words alone?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.history import progress_picture, progress_words, report_words
from bot.conversations.history.summary import Recap
from bot.drawing.sheet import DrawnMark, Felt, Figure, ProgressSheet, ReportSheet
from bot.i18n.catalogue import Words
from bot.markup import plain
from bot.replies import MAX_CAPTION, MAX_TEXT
from bot.understanding.answers.periods import Period
from storage.records.diary import CheckIn, MarkKind
from storage.records.diary import Mark as Note
from storage.records.person import Feel, WalkState
from tests.harness.remembered import ANA, CAME, DAY, LIBRARY, LYING, TODAY, WORDS, Part, on, recap, walk
from tests.harness.tabled import tabled


def in_locale(name: str) -> Words:
    """English sentences, with dates and numbers of another language."""
    return replace(WORDS, locale=Locale.parse(name))


def sheet(found: Recap, words: Words = WORDS) -> ProgressSheet:
    """The picture, by way of JSON, as it goes through the outbox."""
    return ProgressSheet.from_data(
        json.loads(json.dumps(progress_picture.picture(found, "Ana", LIBRARY, words).to_data()))
    )


# The picture


def test_the_picture_shows_this_month_in_the_order_of_the_persons_week() -> None:
    """Monday first in England, Sunday first in Brazil; names as the language writes them."""
    found = recap(walk(on("11-02"), Feel.GOOD))
    english, brazilian = sheet(found), sheet(found, in_locale("pt_BR"))
    assert [month.name for month in english.months] == ["November 2026"]
    assert (english.weekdays[0], english.weekdays[-1]) == ("Mon", "Sun")
    assert (brazilian.months[-1].name, brazilian.weekdays[0]) == ("novembro de 2026", "dom.")
    first, second = english.months[-1].weeks[:2]
    assert [cell and cell.day for cell in first] == [None] * 6 + [1]
    assert [cell and cell.day for cell in brazilian.months[-1].weeks[0]] == [1, 2, 3, 4, 5, 6, 7]
    assert second[0] is not None
    assert (second[0].day, second[0].mark, second[0].felt) == (2, DrawnMark.FULL, Felt.GOOD)
    today = [cell for month in english.months for week in month.weeks for cell in week if cell and cell.today]
    assert [cell.day for cell in today] == [22]


# The day on which they came, today, and the first and last day in each month of the picture.
PICTURED = [
    ("09-09", "2026-11-22", [(1, 22)]),
    ("09-09", "2026-11-30", [(1, 30)]),
    ("09-09", "2026-11-01", [(12, 31), (1, 1)]),
    ("09-09", "2026-11-07", [(12, 31), (1, 8)]),
    ("09-09", "2026-11-08", [(1, 8)]),
    ("10-30", "2026-11-03", [(26, 31), (1, 8)]),
    ("11-02", "2026-11-03", [(2, 8)]),
    ("11-22", "2026-11-22", [(16, 22)]),
    ("11-18", "2026-11-25", [(16, 29)]),
    ("09-09", "2027-01-02", [(14, 31), (1, 3)]),
]


@tabled(("came", "today", "spans"), PICTURED)
def test_neither_weeks_before_they_came_nor_weeks_ahead_are_shown(
    came: str, today: str, spans: list[tuple[int, int]]
) -> None:
    """In a month's first week the end of the last one stands above it; the first day is one row."""
    person = replace(ANA, created_at=datetime.combine(on(came), datetime.min.time(), UTC))
    found = sheet(recap(walk(on(came)), person=person, today=date.fromisoformat(today)))
    shown = [[cell.day for week in month.weeks for cell in week if cell] for month in found.months]
    assert [(days[0], days[-1]) for days in shown] == spans


FIGURES = [
    ("one day", ["11-21"], [("1", "day in all"), ("2", "minutes")]),
    ("the longest run", ["11-20", "11-21"], [("2", "days in a row"), ("4", "minutes")]),
    (
        "a run that was longer once",
        ["10-01", "10-02", "10-03", "11-20", "11-21"],
        [("2", "days in a row"), ("5", "days in all"), ("10", "minutes")],
    ),
    ("no run now", ["10-01", "10-02"], [("2", "days in all"), ("4", "minutes")]),
]


@pytest.mark.parametrize(("about", "days", "figures"), FIGURES, ids=[row[0] for row in FIGURES])
def test_a_run_leads_while_there_is_one_and_days_in_all_lead_else(
    about: str, days: list[str], figures: list[tuple[str, str]]
) -> None:
    """Nothing is told twice: not the days in all that are one run, and nothing of a run that ended."""
    assert sheet(recap(*(walk(on(day)) for day in days))).figures == tuple(Figure(*one) for one in figures)


MONDAY, SATURDAY = date(2026, 11, 16), date(2026, 11, 21)
WEEKS = [
    ("nothing yet, at its beginning", [], MONDAY, "Still to come this week: 6 days"),
    ("nothing yet, at its end", [], SATURDAY, "Still to come this week: 1 day"),
    ("some", ["11-16", "11-17"], TODAY, "2 of 6 this week"),
    ("more than planned", ["11-16", "11-17", "11-18", "11-19", "11-20", "11-21", "11-22"], TODAY,
     "7 this week, of 6 planned"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "days", "today", "line"), WEEKS, ids=[row[0] for row in WEEKS])
def test_this_week_is_said_without_reproach(about: str, days: list[str], today: date, line: str) -> None:
    """With nothing done, what is still to come."""
    found = recap(walk(CAME), *(walk(on(day)) for day in days), today=today)
    assert line in map(plain, progress_words.lead(found, LIBRARY, WORDS))


def test_a_week_with_nothing_done_and_nothing_to_come_is_no_line() -> None:
    """No "7 days planned this week" on a Sunday evening."""
    lines = list(map(plain, progress_words.lead(recap(walk(CAME)), LIBRARY, WORDS)))
    assert lines == ["In total: 1 day, 1 session and 2 minutes"]
    unplanned = recap(walk(on("11-21")), person=replace(ANA, reminders=()))
    assert "1 day this week" in map(plain, progress_words.lead(unplanned, LIBRARY, WORDS))


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


def test_stiffness_is_a_line_of_weekly_medians() -> None:
    """Weeks end today; a week without a word is a gap, and a single week is no line."""
    found = recap(
        walk(CAME), CheckIn(on("10-27"), 7, 5), CheckIn(on("10-28"), 9, 6), CheckIn(on("10-29"), 7),
        CheckIn(on("11-16"), 5, 4), CheckIn(on("11-22"), None, 3),
    )  # fmt: skip
    chart = sheet(found).stiffness
    assert chart is not None
    assert (chart.title, chart.axis) == ("Stiffness by week", ("29 Oct", "5 Nov", "12 Nov", "19 Nov"))
    assert [(point.before, point.after) for point in chart.points] == [(7, 5.5), (None, None), (None, None), (5, 3.5)]
    assert [point.at for point in chart.points] == [0.125, 0.375, 0.625, 0.875]
    assert sheet(recap(walk(CAME), CheckIn(on("11-20"), 7), CheckIn(on("11-21"), 6))).stiffness is None
    assert sheet(recap(walk(CAME), CheckIn(on("08-01"), 7), CheckIn(on("08-11"), 7))).stiffness is None


# What is stored, and the sentences above the picture.
SENTENCES: list[tuple[str, list[Part], tuple[str, ...]]] = [
    ("days alone", [walk(on("11-21"))], ("You moved on 1 of the last 7 days.",)),
    ("days, before and after", [walk(on("11-21")), CheckIn(on("11-21"), 8, 5)],
     ("You moved on 1 of the last 7 days.", "Before a session your back is 8 of 10, after it 5.")),
    ("before alone", [walk(on("11-21")), CheckIn(on("11-21"), 8)],
     ("You moved on 1 of the last 7 days.", "Before a session your back is 8 of 10.")),
    ("no day, and a check-in too long ago", [walk(on("10-21")), CheckIn(on("10-21"), 8, 5)], ()),
]  # fmt: skip


@pytest.mark.parametrize(("about", "parts", "sentences"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_a_sentence_on_top_says_what_it_comes_to(about: str, parts: list[Part], sentences: tuple[str, ...]) -> None:
    """In the picture, and first in the words under it."""
    found = recap(*parts)
    assert sheet(found).sentences == sentences
    for words in (progress_words.caption, progress_words.in_full):
        assert (plain(words(found, LIBRARY, WORDS)).splitlines()[0] == " ".join(sentences)) is bool(sentences)


def test_the_same_record_on_the_same_day_gives_the_same_picture() -> None:
    """So that Telegram's copy of it is used again; on another day today is another."""
    parts = (walk(on("11-02"), Feel.GOOD), CheckIn(on("11-02"), 6, 4))
    one, again = (progress_picture.picture(recap(*parts), "Ana", LIBRARY, WORDS).to_data() for _ in range(2))
    assert one == again
    assert progress_picture.picture(recap(*parts, today=TODAY + DAY), "Ana", LIBRARY, WORDS).to_data() != one


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
        "In the last week you moved on 4 of 6 days. On 1 more you were unwell, away or paused.",
        "5 days in a row, your most so far",
        "In total: 5 days, 4 sessions and 8 minutes",
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
        "In total: 5 days, 5 sessions and 10 minutes",
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
        "In total: 4 days, 4 sessions and 8 minutes",
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
    shown = [day for day in found.done if date(2026, 11, 1) <= day <= date(2026, 11, 29)]
    done = sum(cell.mark in (DrawnMark.FULL, DrawnMark.SHORT) for cell in cells)
    assert sum(day <= TODAY for day in shown) <= done <= len(shown)
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
    assert lines[0] == "You moved on 2 of the last 7 days. Before a session your back is 5 of 10."
    assert "a-form-that-is-gone-119" in lines[2]
    assert 10 < len(lines) < 40
    assert len("\n".join(lines)) <= MAX_CAPTION
