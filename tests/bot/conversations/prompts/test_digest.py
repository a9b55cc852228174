"""What is said on Sunday: one fact of the week and one suggestion, in turn, and nothing after a week without a day?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.conversations.prompts import digest
from bot.markup import plain
from bot.replies import Reply
from storage.records.diary import CheckIn, Mark, MarkKind, WalkSummary
from storage.records.person import Feel, Person, WalkState, with_fields
from tests.harness.remembered import ANA, LIBRARY, LYING, TODAY, WORDS, Part, diary, on, walk
from tests.harness.stage import Player, Stage

SEATED, STANDING = "seated-inner-thigh", "standing-hip-flexion"
# Seated, with a cue, and here for months: there is nothing to suggest but movements.
CONTENT = with_fields(
    ANA,
    position="seated",
    gentle=False,
    reminders=(replace(ANA.reminders[0], cue="coffee"),),
    recent=("dynamic-hip-stretch",),
)
# The same, and new enough for hints.
NEW = replace(CONTENT, created_at=datetime(2026, 10, 12, 9, tzinfo=UTC))
# In the third week, with no position of choice.
THIRD_SUNDAY = with_fields(replace(CONTENT, created_at=datetime(2026, 11, 5, 9, tzinfo=UTC)), position=None)
EVERY: list[Part] = [
    walk(on("11-11"), variation="seated-hip-flexion"),
    walk(on("11-12"), variation="seated-dynamic-hip"),
    walk(on("11-13")),
]


def said(*parts: Part, person: Person = CONTENT, sunday: date = TODAY, asked: str = "") -> Reply | None:
    """The digest of a week."""
    return digest.digest_of(person, diary(*parts, asked=asked), sunday, LIBRARY, WORDS)


def lines_of(reply: Reply | None) -> list[str]:
    """What it says."""
    assert reply is not None
    assert reply.text is not None
    return plain(reply.text).splitlines()


def in_turn(which: int, **options: Any) -> set[str]:
    """A line of the digest as it is in each of sixty weeks with the same record, moved along."""
    return {lines_of(moved(weeks, **options))[which] for weeks in range(60)}


def moved(weeks: int, parts: list[Part], person: Person = CONTENT) -> Reply | None:
    """The digest as it would be had all of it been so many weeks later."""
    later = timedelta(weeks=weeks)
    shifted: list[Part] = []
    for part in parts:
        if isinstance(part, Mark):
            shifted.append(replace(part, on_date=part.on_date + later))
        elif isinstance(part, WalkSummary):
            ended = part.ended_on + later if part.ended_on else None
            shifted.append(replace(part, ended_on=ended, moved_at=part.moved_at and part.moved_at + later))
    came = replace(person, created_at=person.created_at + later)
    return digest.digest_of(came, diary(*shifted), TODAY + later, LIBRARY, WORDS)


def test_the_first_day_has_no_week_behind_it() -> None:
    """Who began on this Sunday hears of a week on the next one."""
    began = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    assert said(walk(TODAY), person=replace(CONTENT, created_at=began)) is None
    assert said(walk(TODAY), person=replace(CONTENT, created_at=began - timedelta(days=1))) is not None


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [walk(on("11-15"))],
        [walk(on("11-18"), state=WalkState.LEFT)],
        [walk(on("11-18")), Mark(MarkKind.UNDONE, on("11-18"))],
        [walk(on("11-23"))],
    ],
    ids=["nothing", "the week before", "only begun", "taken back", "the week after"],
)
def test_a_week_without_a_day_is_passed_over_in_silence(parts: list[Part]) -> None:
    """There is nothing to be said, and nothing to be reproached."""
    assert said(*parts) is None


FACTS = [
    ("the longest run", [walk(on(f"11-{day}")) for day in (17, 18, 19)], "3 days in a row, your most so far."),
    ("all planned days", [walk(on(f"11-{day}")) for day in range(16, 22)], "Every planned day is done."),
    ("more than before", [walk(on(f"11-{day}")) for day in (11, 16, 18)], "2 days, 1 more than the week before."),
    ("half of the planned days", [walk(on(f"11-{day}")) for day in (16, 18, 20)], "3 of 6 planned days."),
    ("days and minutes", [walk(on(f"11-{day}"), seconds=180) for day in (16, 18)], "2 days, 6 minutes."),
    ("days by hand", [Mark(MarkKind.ADDED, on("11-18"))], "1 day."),
    ("how it felt", [Mark(MarkKind.ADDED, on("11-17")), walk(on("11-18"), Feel.GOOD)], "It felt good."),
]


@pytest.mark.parametrize(("about", "parts", "fact"), FACTS, ids=[row[0] for row in FACTS])
def test_a_fact_of_the_week_has_its_turn(about: str, parts: list[Part], fact: str) -> None:
    """In some week of the year, with the same record."""
    assert fact in in_turn(1, parts=parts)


def test_without_a_plan_the_position_is_a_fact() -> None:
    """When most walks were in it, and not all: that is no news."""
    person = replace(CONTENT, reminders=())
    parts: list[Part] = [walk(on(f"11-{day}"), variation=LYING if day == 16 else SEATED) for day in (16, 18, 20)]
    assert "2 of 3 sessions were seated." in in_turn(1, parts=parts, person=person)
    mixed: list[Part] = [
        walk(on("11-16")), walk(on("11-18"), variation=LYING), walk(on("11-20"), variation=STANDING),
    ]  # fmt: skip
    alike: list[Part] = [walk(on(f"11-{day}")) for day in (16, 18, 20)]
    for others in (mixed, alike):
        assert not [line for line in in_turn(1, parts=others, person=person) if "sessions were" in line]


def test_what_is_not_true_is_no_fact() -> None:
    """A run that was longer once is no new longest one, nor is one as long as another; fewer days are not compared."""
    parts: list[Part] = [walk(on("11-05")), *(walk(on(f"11-{day:02}")) for day in (9, 10, 11, 12, 19, 20, 21))]
    facts = in_turn(1, parts=parts)
    assert facts == {"3 of 6 planned days.", "3 days, 6 minutes."}
    as_long: list[Part] = [walk(on(f"11-{day:02}")) for day in (2, 3, 4, 19, 20, 21)]
    assert in_turn(1, parts=as_long) == facts
    mixed: list[Part] = [walk(on("11-19"), Feel.GOOD), walk(on("11-20"), Feel.HARD)]
    assert in_turn(1, parts=mixed) == {"2 days, 4 minutes."}
    every: list[Part] = [walk(on(f"11-{day}")) for day in (16, 17, 18, 19, 20, 21)]
    assert in_turn(1, parts=every) == {
        "6 days in a row, your most so far.", "Every planned day is done.", "6 days, 12 minutes."
    }  # fmt: skip


def test_the_rarest_facts_come_and_take_turns() -> None:
    """Three at most: the others would be small beside them."""
    parts: list[Part] = [walk(on(f"11-{day}"), Feel.GOOD) for day in range(15, 22)]
    assert in_turn(1, parts=parts) == {
        "7 days in a row, your most so far.",
        "Every planned day is done.",
        "6 days, 5 more than the week before.",
    }
    two = [lines_of(moved(weeks, parts))[1] for weeks in range(40)]
    assert not [week for week in range(39) if two[week] == two[week + 1] and week % 52 != 5]


THRICE: list[WalkSummary] = [walk(on(f"11-{day}")) for day in (16, 17, 18)]
SHORT: list[Part] = [walk(on(f"11-{day}"), form="short") for day in (16, 17, 18)]
SUGGESTIONS = [
    ("all short", SHORT, NEW,
     "On a day with a little more time, do one full session."),
    ("no cue", [walk(on("11-18"))], replace(NEW, reminders=ANA.reminders),
     "A reminder works well with something you do each day: /cue coffee"),
    ("lying down alone", [replace(each, variation=LYING) for each in THRICE], THIRD_SUNDAY,
     "You did all your sessions lying down. How about one on a chair? /position"),
    ("standing alone", [replace(each, variation=STANDING) for each in THRICE], THIRD_SUNDAY,
     "You did all your sessions standing. How about one on a chair? /position"),
    ("a movement that rests", THRICE, CONTENT,
     "You haven't done this one for two weeks: Dynamic hip stretch. You'll find it in /movements."),
    ("the next one", [walk(on("11-18"))], CONTENT, "Up next: Hip flexion and extension."),
]  # fmt: skip


@pytest.mark.parametrize(("about", "parts", "person", "line"), SUGGESTIONS, ids=[row[0] for row in SUGGESTIONS])
def test_a_suggestion_has_its_turn(about: str, parts: list[Part], person: Person, line: str) -> None:
    """In some week of the year, with the same record."""
    assert line in in_turn(2, parts=parts, person=person)


def test_who_is_content_hears_what_comes_next() -> None:
    """And nothing that does not hold."""
    parts: list[Part] = [*EVERY, walk(on("11-18")), walk(on("11-19"), variation=LYING), walk(on("11-20"))]
    assert in_turn(2, parts=parts) == {"Up next: Hip flexion and extension."}


def test_somebody_new_or_just_back_has_let_nothing_rest() -> None:
    """And a movement that is to come less often may rest."""
    new = replace(CONTENT, created_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    less = with_fields(CONTENT, tastes={"dynamic-hip-stretch": "less", "hip-flexion-extension": "less"})
    for person, parts in ((new, THRICE), (less, THRICE), (CONTENT, THRICE[:2])):
        assert not [line for line in in_turn(2, parts=parts, person=person) if "has rested" in line]


@pytest.mark.parametrize(
    ("hint", "parts", "person"),
    [
        ("in full", SHORT, CONTENT),
        ("in full", SHORT, with_fields(NEW, length="short")),
        ("/cue", THRICE, replace(CONTENT, reminders=ANA.reminders)),
    ],
    ids=["here for long: full", "short by choice", "here for long: cue"],
)
def test_hints_are_for_whom_they_are_new_to(hint: str, parts: list[Part], person: Person) -> None:
    """Not for who chose otherwise, or has been here for two months."""
    assert not [line for line in in_turn(2, parts=parts, person=person) if hint in line]


FORMS = {position: [replace(each, variation=name) for each in THRICE]
         for position, name in (("lying", LYING), ("seated", SEATED), ("standing", STANDING))}  # fmt: skip
HOW_OFTEN = [
    ("a chair by choice, all seated", "seated", with_fields(THIRD_SUNDAY, position="seated"), 0),
    ("a chair by choice, standing this week", "standing", with_fields(THIRD_SUNDAY, position="seated"), 0),
    ("no choice, all seated", "seated", THIRD_SUNDAY, 0),
    ("gentle, lying", "lying", with_fields(THIRD_SUNDAY, gentle=True), 0),
    ("gentle, standing", "standing", with_fields(THIRD_SUNDAY, gentle=True), 0),
    ("cautions not answered yet", "standing", with_fields(THIRD_SUNDAY, gentle=None), 0),
    ("lying", "lying", THIRD_SUNDAY, 1),
    ("standing", "standing", THIRD_SUNDAY, 1),
]


@pytest.mark.parametrize(("about", "position", "person", "most"), HOW_OFTEN, ids=[row[0] for row in HOW_OFTEN])
def test_another_position_is_suggested_once_at_most_and_never_one_that_is_harder_to_get_to(
    about: str, position: str, person: Person, most: int
) -> None:
    """The floor is never named, a chair on one Sunday at most: ten weeks that are all alike, for six who came apart."""
    heard = []
    for came in (timedelta(weeks=weeks) for weeks in range(6)):
        who = replace(person, created_at=person.created_at + came)
        lines = []
        for sundays in range(10):
            later = came + timedelta(weeks=sundays)
            parts = [replace(each, ended_on=each.ended_on and each.ended_on + later) for each in FORMS[position]]
            lines += lines_of(said(*parts, person=who, sunday=TODAY + later))
        assert not [line for line in lines if "lying down?" in line or "one standing" in line]
        heard.append(len([line for line in lines if "/position" in line]))
    assert max(heard) == most


STIFF: list[Part] = [CheckIn(on("11-17"), 4), CheckIn(on("11-19"), 5), CheckIn(on("11-20"), 4)]
LONG_AGO: list[Part] = [CheckIn(on("10-13"), 6), CheckIn(on("10-14"), 7), CheckIn(on("10-15"), 6)]
STIFFNESS = [
    ("this week and the first", [*LONG_AGO, *STIFF], True,
     ["Before a session your back was 6 of 10 in the first week and 4 in the last 7 days."]),
    ("this week alone", STIFF, True, ["Before a session your back was 4 of 10 this week."]),
    ("check-in off", [*LONG_AGO, *STIFF], False, []),
    ("none this week", LONG_AGO, True, []),
    ("only after a session", [CheckIn(on("11-17"), None, 4)], True, []),
]  # fmt: skip


@pytest.mark.parametrize(("about", "parts", "is_on", "lines"), STIFFNESS, ids=[row[0] for row in STIFFNESS])
def test_with_the_check_in_on_the_week_says_how_stiff_it_was(
    about: str, parts: list[Part], is_on: bool, lines: list[str]
) -> None:
    """In one sentence, between the fact and the suggestion."""
    said_now = lines_of(said(*parts, walk(on("11-18")), person=with_fields(NEW, wants_checkin=is_on)))
    assert said_now[2:-1] == lines


@pytest.mark.parametrize(
    ("feels", "is_hard"),
    [
        ([Feel.HURT, Feel.GOOD, Feel.GOOD], True),
        ([Feel.HARD, Feel.HARD, Feel.GOOD], True),
        ([Feel.HARD, Feel.HARD, Feel.GOOD, Feel.GOOD, Feel.GOOD], False),
        ([Feel.HARD, None], False),
    ],
)
def test_after_a_hard_week_only_less_is_suggested(feels: list[Feel | None], is_hard: bool) -> None:
    """Smaller or slower, in turn."""
    parts: list[Part] = [walk(on(f"11-{16 + number}"), feel) for number, feel in enumerate(feels)]
    heard = in_turn(2, parts=parts)
    assert (heard == {plain(WORDS.say("digest.smaller")), plain(WORDS.say("digest.slower"))}) is is_hard
    assert any("hard or hurt" in line for line in heard) is is_hard


def test_start_is_offered_unless_the_day_is_done() -> None:
    """And the whole record is one tap away."""
    open_day, done_day = said(walk(on("11-18"))), said(walk(TODAY))
    assert open_day is not None
    assert done_day is not None
    assert [[button.data for button in row] for row in open_day.buttons] == [["todays", "day:show"]]
    assert [[button.data for button in row] for row in done_day.buttons] == [["day:show"]]
    assert (open_day.slot, open_day.event, open_day.silent) == ("menu", "digest", False)
    quiet = said(walk(on("11-18")), person=with_fields(CONTENT, silent=True))
    assert quiet is not None
    assert quiet.silent


def test_the_words_are_few_and_never_loud() -> None:
    """A title, a fact, a suggestion."""
    for weeks in range(60):
        lines = lines_of(moved(weeks, [walk(on("11-18"), Feel.GOOD)]))
        assert len(lines) == 3
        assert "!" not in "".join(lines)
        assert max(map(len, lines)) < 100


async def test_on_sunday_evening_the_digest_comes_and_its_buttons_work(stage: Stage, ana: Player) -> None:
    """Once, at 18:00 of her own clock, after a week with a day."""
    stage.pass_time(days=1)
    await ana.says("next")
    await ana.says("enough")
    await ana.says("enough")
    await ana.says("good")
    seen = len(ana.texts)
    await stage.tick_at(datetime(2026, 11, 29, 17, 59, tzinfo=UTC))
    assert not [text for text in ana.texts[seen:] if "Your week" in text]
    await stage.tick_at(datetime(2026, 11, 29, 18, 0, tzinfo=UTC))
    assert ana.last.startswith("Your week\n")
    assert ana.buttons == ["Start today's", "See my progress"]
    [shown] = await ana.taps("See my progress")
    assert shown.splitlines()[1].startswith("In total: 1 day")
    assert "photo" in ana.person.last
    await stage.tick(days=7)
    assert "Your week" not in ana.last
