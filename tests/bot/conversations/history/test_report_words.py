"""What do those who treat the person read about the days between two dates?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.conversations.history import report_words
from bot.conversations.history.summary import Recap
from bot.drawing.sheet import MOST_DOSES, MOST_PAINS, MOST_ROWS, ReportSheet, Table
from bot.i18n.catalogue import Words, words_in
from bot.markup import plain
from bot.understanding.answers.periods import Period
from content.library import SHIPPED
from content.movement import Flag
from storage.records.diary import CheckIn, Mark, MarkKind
from storage.records.person import Feel, WalkState
from tests.harness.remembered import ANA, CAME, DAY, LIBRARY, LYING, TODAY, WORDS, on, recap, walk

# Monday to Sunday, two weeks and a day before them.
FORTNIGHT = Period(on("11-08"), TODAY)

FOUND = recap(
    walk(on("11-01"), Feel.HURT),
    walk(on("11-09"), Feel.GOOD, seconds=300),
    walk(on("11-10"), Feel.HURT, seconds=240, skipped=("press",)),
    walk(on("11-11"), Feel.GOOD, variation=LYING, skipped=("press", "gone")),
    walk(on("11-16"), Feel.HURT, state=WalkState.LEFT),
    walk(on("11-19"), Feel.HARD, skipped=("press",)),
    Mark(MarkKind.UNWELL, on("11-12")),
    Mark(MarkKind.PAUSED, on("11-13"), on("11-16")),
    CheckIn(on("11-01"), 9, 9),
    CheckIn(on("11-09"), 7, 5),
    CheckIn(on("11-10"), 6),
    CheckIn(on("11-11"), 5, 4),
    CheckIn(on("11-19"), 4, 3),
    asked="11-01 11-09 11-10 11-11 11-12 11-13 11-16 11-17 11-18 11-19 11-22",
    declined="11-10 11-17",
)


def sheet(
    found: Recap = FOUND, period: Period = FORTNIGHT, avoids: frozenset[Flag] = frozenset(), words: Words = WORDS
) -> ReportSheet:
    """The page."""
    return report_words.sheet(found, period, "Ana", LIBRARY, words, avoids=avoids)


def table(found: Recap = FOUND, period: Period = FORTNIGHT) -> list[tuple[str, ...]]:
    """The table with its head."""
    made = sheet(found, period).table
    assert made is not None
    return [made.head, *made.rows]


def test_the_page_says_of_whom_and_when_it_is() -> None:
    """And the file is named by its dates."""
    made = sheet()
    assert (made.name, made.period, made.lang) == ("Ana", "8 November 2026 to 22 November 2026", "en-GB")
    assert (made.made_on, made.file_name) == ("2026-11-22", "limber-2026-11-08-2026-11-22.pdf")


def test_the_facts_add_up_what_lies_between_the_dates_and_nothing_else() -> None:
    """Averages, and how the stiffness before a walk changed."""
    assert sheet().facts == (
        ("Days", "4"),
        ("Reminded days done", "4 of 7"),
        ("Sessions", "4"),
        ("Minutes", "13"),
        ("Stiffness before, of 10", "5.5"),
        ("Stiffness after, of 10", "4"),
        ("Stiffness before, at first → lately", "6.5 → 4.5"),
    )


def test_facts_of_which_nothing_was_said_are_left_out() -> None:
    """Days are always there."""
    assert sheet(recap(Mark(MarkKind.ADDED, on("11-20")))).facts == (("Days", "1"),)


def test_the_table_goes_by_weeks_as_the_person_has_them() -> None:
    """The first is cut short; a week without anything is there all the same."""
    assert table() == [
        ("Week from", "Days", "Minutes", "Good", "Hard", "It hurt", "Stiffness"),
        ("8 Nov", "0", "0", "0", "0", "0", "–"),
        ("9 Nov", "3", "11", "2", "0", "1", "6 → 4.5"),
        ("16 Nov", "1", "2", "0", "1", "1", "4 → 3"),
    ]


def test_without_a_word_about_stiffness_it_has_no_column_and_no_chart() -> None:
    """Rather than one of dashes."""
    assert table(recap(walk(on("11-20"))))[0][-1] == "It hurt"
    assert sheet(recap(walk(on("11-20")))).stiffness is None


def test_weeks_before_they_came_are_no_rows() -> None:
    """Nobody could have done anything in them."""
    came = replace(ANA, created_at=datetime(2026, 11, 10, 9, tzinfo=UTC))
    rows = table(recap(walk(on("11-20")), person=came), Period(on("10-01"), TODAY))
    assert [row[0] for row in rows] == ["Week from", "9 Nov", "16 Nov"]


@pytest.mark.parametrize(
    ("first", "head", "rows"),
    [("08-23", "Week from", 14), ("08-17", "Week from", 14), ("08-16", "Month", 4), ("01-01", "Month", 11)],
)
def test_more_weeks_than_a_page_has_room_for_are_told_by_months(first: str, head: str, rows: int) -> None:
    """14 weeks are the most: three months."""
    early = replace(ANA, created_at=datetime(2025, 1, 1, tzinfo=UTC))
    found = table(recap(walk(on("11-20")), person=early), Period(on(first), TODAY))
    assert (found[0][0], len(found) - 1) == (head, rows)
    assert rows <= MOST_ROWS


def test_what_was_left_out_is_counted_by_kind_and_then_by_step() -> None:
    """Today may still be done; an illness and a pause excuse; a step is named by its words, for either side."""
    skipped = sheet().skipped
    assert skipped is not None
    assert skipped.title == "What was left out (the reasons are not stored)"
    assert skipped.lines == (
        "3 days with a reminder, not done",
        "1 day unwell",
        '"Not today" on 1 day',
        "3 days paused",
        "Inner thigh stretch, skipped 2 times: Press both feet down and grow tall.",
        "and 2 more",
    )


def test_a_step_is_told_in_its_own_words_for_either_side() -> None:
    """The side is not on record; a step that the library has no longer is told by its id."""
    swing = walk(on("11-20"), variation="standing-hip-flexion", skipped=("shift",))
    found = recap(swing, walk(on("11-21"), skipped=("x",)))
    skipped = sheet(found).skipped
    assert skipped is not None
    assert sorted(skipped.lines) == [
        "Hip flexion and extension, skipped once: "
        "Bring your weight onto your left/right leg. Let your right/left foot rest lightly on the floor.",
        "Inner thigh stretch, skipped once: x",
    ]


def test_what_the_settings_leave_out_is_said_and_that_no_reason_is_stored() -> None:
    """Even where nothing else was left out; with neither there is no such part."""
    kept = sheet(recap(walk(on("11-20"))), avoids=frozenset({"roll", "twist"})).skipped
    assert kept is not None
    assert kept.title == "What was left out (the reasons are not stored)"
    assert kept.lines == ("From every session, by their settings: twisting and rolling on the floor",)
    assert sheet(recap(walk(on("11-20")))).skipped is None


def rows(of: Table | None) -> list[tuple[str, ...]]:
    """A table with its head."""
    assert of is not None
    return [of.head, *of.rows]


def test_the_dose_is_told_by_movement_and_position() -> None:
    """Sessions that are finished, the rounds that they suggest, and the minutes that they took."""
    assert rows(sheet().dose) == [
        ("Movement", "Sessions", "Rounds a side", "Minutes each", "Minutes in all"),
        ("Inner thigh stretch, seated", "3", "6–10", "3.7", "11"),
        ("Inner thigh stretch, on your back", "1", "6–10", "2", "2"),
    ]
    gone = sheet(recap(walk(on("11-20"), variation="gone-form"))).dose
    assert rows(gone)[1:] == [("gone, gone-form", "1", "–", "2", "2")]
    assert sheet(recap(Mark(MarkKind.ADDED, on("11-20")))).dose is None


def test_a_level_that_was_reached_adds_its_rounds() -> None:
    """And a step of its own."""
    first = walk(on("11-20"), variation="standing-hip-flexion")
    assert rows(sheet(recap(first)).dose)[1][2] == "5–9 + 3–5"
    assert rows(sheet(recap(first, replace(first, ended_on=on("11-21"), reached=1))).dose)[1][2] == "5–9 + 3–5 + 10–15"


def test_more_movements_than_there_is_room_for_are_one_row() -> None:
    """With their sessions and minutes; in words all are there."""
    many = [
        walk(on(f"11-{day}"), variation=each.id) for day, each in zip(range(10, 18), LIBRARY.variations, strict=True)
    ]
    table = rows(sheet(recap(*many)).dose)
    assert len(table) == MOST_DOSES + 1
    assert table[-1] == ("and 3 more", "3", "–", "–", "6")
    told = plain(report_words.in_words(recap(*many), FORTNIGHT, LIBRARY, WORDS))
    assert told.count("rounds a side") == len(many)


def test_the_movements_done_most_are_shown() -> None:
    """Three at most, with what is to be seen in words; none that shows what the person leaves out."""
    shown = sheet().stills
    assert [still.name for still in shown] == ["Inner thigh stretch, seated", "Inner thigh stretch, on your back"]
    assert (
        shown[0].alt
        == f"{shown[0].name}: One knee drops out to its side and comes back again, so the inner thigh can relax."
    )
    arabic = sheet(words=words_in("ar", "Africa/Cairo")).stills
    assert "،" in arabic[0].name and "," not in arabic[0].name, "the comma of the language"
    assert all((SHIPPED / still.file).is_file() for still in shown)
    rolled = recap(walk(on("11-20"), variation="lying-dynamic-hip"))
    assert len(sheet(rolled).stills) == 1
    assert sheet(rolled, avoids=frozenset({"roll", "twist"})).stills == ()
    assert sheet(recap(walk(on("11-20"), variation="gone-form"))).stills == ()


def test_when_it_hurt_is_told_by_day_and_no_more_than_is_known() -> None:
    """Sessions that were broken off are among those; neither where nor how much."""
    assert rows(sheet().pain) == [
        ("Day", "Movement", "Session"),
        ("16 Nov", "Inner thigh stretch, seated", "broken off"),
        ("10 Nov", "Inner thigh stretch, seated", "finished"),
    ]
    pain = sheet().pain
    assert pain is not None
    assert pain.note == "Where it hurt and how much is not stored."
    assert sheet(recap(walk(on("11-20"), Feel.HARD))).pain is None


def test_more_pains_than_a_page_has_room_for_are_counted() -> None:
    """In words they are all there."""
    found = recap(*(walk(on(f"11-{day}"), Feel.HURT) for day in range(10, 20)))
    table = rows(sheet(found).pain)
    assert len(table) == MOST_PAINS + 1
    assert table[-1] == ("and 5 more", "–", "–")
    assert plain(report_words.in_words(found, FORTNIGHT, LIBRARY, WORDS)).count("It hurt on") == 10


def test_the_chart_is_told_in_words_too() -> None:
    """For a reader: how many check-ins, from when to when, and their averages."""
    chart = sheet().stiffness
    assert chart is not None
    assert chart.alt == (
        "Chart of stiffness, 0 to 10: 4 check-ins from 9 November 2026 to 19 November 2026. "
        "Averages: 5.5 before, 4 after."
    )


def test_the_chart_names_days_in_the_middle_of_equal_stretches() -> None:
    """Six at most; a point stands in the middle of its day."""
    chart = sheet().stiffness
    assert chart is not None
    assert chart.axis == ("9 Nov", "11 Nov", "14 Nov", "16 Nov", "19 Nov", "21 Nov")
    assert [point.at for point in chart.points] == pytest.approx([1.5 / 15, 2.5 / 15, 3.5 / 15, 11.5 / 15], abs=1e-4)
    one_day = sheet(recap(CheckIn(TODAY, 3)), Period(TODAY, TODAY)).stiffness
    assert one_day is not None
    assert (one_day.axis, [point.at for point in one_day.points]) == (("22 Nov",), [0.5])


def test_the_same_is_told_in_words() -> None:
    """Facts first, the rest behind folds."""
    text = report_words.in_words(FOUND, FORTNIGHT, LIBRARY, WORDS)
    assert text.count("<blockquote expandable>") == 3
    lines = plain(text).splitlines()
    assert lines[0] == "8 November 2026 to 22 November 2026"
    for label, value in sheet().facts:
        assert f"{label}: {value}" in lines
    assert lines[8:12] == [
        "Week from",
        "8 Nov: 0 days",
        "9 Nov: 3 days; 11 minutes; good 2, it hurt 1; stiffness 6 before, 4.5 after",
        "16 Nov: 1 day; 2 minutes; hard 1, it hurt 1; stiffness 4 before, 3 after",
    ]
    assert "· 1 day unwell" in lines
    assert "· It hurt on 16 November 2026: Inner thigh stretch, seated" in lines


EMPTY = [
    ("nothing", recap(), True),
    ("a walk outside", recap(walk(on("11-07"))), True),
    ("a walk", recap(walk(on("11-08"))), False),
    ("a walk begun", recap(walk(on("11-08"), state=WalkState.LEFT)), False),
    ("a day added", recap(Mark(MarkKind.ADDED, on("11-08"))), False),
    ("a day unwell", recap(Mark(MarkKind.UNWELL, on("11-08"))), False),
    ("a check-in", recap(CheckIn(on("11-08"), 3)), False),
    ("a reminder", recap(asked="11-08"), False),
    ("a reminder before they came", recap(asked="09-08"), True),
]


@pytest.mark.parametrize(("about", "found", "is_empty"), EMPTY, ids=[row[0] for row in EMPTY])
def test_there_is_no_page_of_nothing(about: str, found: Recap, is_empty: bool) -> None:
    """Whatever is on record between the dates is something."""
    period = Period(CAME - DAY, CAME) if "before" in about else FORTNIGHT
    assert report_words.is_empty(found, period) is is_empty


def test_a_year_of_everything_fits() -> None:
    """The longest period, with something on each of its days."""
    first = date(2025, 11, 22)
    days = [first + number * DAY for number in range(366)]
    early = replace(ANA, created_at=datetime(2025, 11, 1, tzinfo=UTC))
    walks = [walk(day, Feel.HURT, skipped=("press",)) for day in days]
    found = recap(*walks, *(CheckIn(day, 5, 4) for day in days), person=early)
    made = sheet(found, Period(first, TODAY))
    assert made.table is not None
    assert len(made.table.rows) == 13
    text = plain(report_words.in_words(found, Period(first, TODAY), LIBRARY, WORDS))
    assert 3500 < len(text) <= 4096
    assert "Sessions: 366" in text
