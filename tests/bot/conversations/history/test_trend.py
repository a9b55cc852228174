"""Is "am I improving?" answered by what is stored, and by nothing more?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conversations.history import progress, trend_words
from bot.conversations.history.trend import WEEKS, trend_of, weekly
from bot.conversations.turn import Turn
from bot.markup import plain
from storage.records.diary import CheckIn, Mark, MarkKind
from storage.records.person import Person, with_fields
from tests.harness.remembered import ANA, CAME, DAY, LIBRARY, TODAY, WORDS, Part, diary, on, recap, walk
from tests.harness.tabled import tabled

ON = with_fields(ANA, wants_checkin=True)
NEW = replace(ON, created_at=datetime(2026, 11, 19, 9, tzinfo=UTC))


def week(first: date, befores: list[int], afters: list[int] | None = None) -> list[Part]:
    """A day each: a walk and a check-in."""
    said: list[Part] = []
    for number, before in enumerate(befores):
        day = first + number * DAY
        said += [walk(day), CheckIn(day, before, afters[number] if afters else None)]
    return said


def opened(*parts: Part, person: Person = ON, now: date = TODAY) -> Turn:
    """A turn on a record."""
    return Turn(
        person,
        now=datetime.combine(now, datetime.min.time(), UTC) + timedelta(hours=12),
        library=LIBRARY,
        words=WORDS,
        diary=diary(*parts),
    )


FIRST, LAST = CAME, TODAY - 6 * DAY
THEN = week(FIRST, [6, 6, 7])
NOW = week(LAST, [4, 4, 3, 5, 4])

# What is stored, who asks, what is said.
ANSWERS: list[tuple[str, list[Part], Person, str]] = [
    ("two weeks", [*THEN, *NOW], ON,
     "Before a session your back was 6 of 10 in the first week and 4 in the last 7 days. "
     "You moved on 5 of the last 7 days, and on 3 of 7 in your first week."),
    ("it got worse, and that is said as plainly", [*week(FIRST, [2, 2]), *week(LAST, [7, 8])], ON,
     "Before a session your back was 2 of 10 in the first week and 7.5 in the last 7 days. "
     "You moved on 2 of the last 7 days, and on 2 of 7 in your first week."),
    ("one bad day moves nothing", [*week(FIRST, [6, 6, 6]), *week(LAST, [4, 10, 4])], ON,
     "Before a session your back was 6 of 10 in the first week and 4 in the last 7 days. "
     "You moved on 3 of the last 7 days, and on 3 of 7 in your first week."),
    ("check-ins came later than they did", [walk(CAME), *week(on("10-05"), [6, 6]), *NOW], ON,
     "Before a session your back was 6 of 10 in the week from 5 October and 4 in the last 7 days. "
     "You moved on 5 of the last 7 days, and on 1 of 7 in your first week."),
    ("a week of illness is no week of days not done",
     [walk(CAME), Mark(MarkKind.PAUSED, on("11-16"), on("11-20")), Mark(MarkKind.UNWELL, on("11-20")),
      walk(on("11-21")), walk(TODAY)], ANA,
     "In the last week you moved on 2 of 2 days. On 5 more you were unwell, away or paused. "
     "In your first week it was 1 of 7. "
     "I can't tell how stiff your back is: the check-in is off. "
     "Turn it on, and I'll ask before and after a session."),
    ("no check-in lately", [*THEN, *week(on("10-20"), [5, 5]), walk(TODAY)], ON,
     "Before a session your back was 6 of 10 in the first week and 5 in the 7 days up to 21 October. "
     "You moved on 1 of the last 7 days, and on 3 of 7 in your first week."),
    ("one check-in in each week is too little", [*week(FIRST, [9]), *week(LAST, [1])], ON,
     "Before a session your back was 1 of 10 in the last 7 days, from 1 check-in. "
     "To compare, I need two weeks of them. "
     "You moved on 1 of the last 7 days, and on 1 of 7 in your first week."),
    ("four days in", week(on("11-19"), [7, 6, 7]), NEW,
     "Before a session your back was 7 of 10 in the last 7 days, from 3 check-ins. "
     "To compare, I need two weeks of them. You moved on 3 of the last 4 days."),
    ("the first day", [walk(TODAY)], replace(NEW, created_at=datetime(2026, 11, 22, 9, tzinfo=UTC)),
     "You moved on your first day. I have no check-in yet. "
     "I'll ask how stiff your back is before your next session."),
    ("only after a session", [walk(TODAY), CheckIn(TODAY, None, 3)], ON,
     "You moved on 1 of the last 7 days. I have no check-in yet. "
     "I'll ask how stiff your back is before your next session."),
    ("the check-in is off", [walk(TODAY)], ANA,
     "You moved on 1 of the last 7 days. I can't tell how stiff your back is: "
     "the check-in is off. Turn it on, and I'll ask before and after a session."),
    ("it is off by now", [*THEN, *week(on("10-20"), [5, 5])], ANA,
     "Before a session your back was 6 of 10 in the first week and 5 in the 7 days up to 21 October. "
     "I have no session from the last 7 days. The check-in is off now."),
    ("days by hand count, days taken back do not",
     [Mark(MarkKind.ADDED, on("11-21")), walk(TODAY), Mark(MarkKind.UNDONE, TODAY)], ANA,
     "You moved on 1 of the last 7 days. I can't tell how stiff your back is: "
     "the check-in is off. Turn it on, and I'll ask before and after a session."),
    ("a walk that was only begun on the first day",
     [CheckIn(TODAY, 5)], replace(NEW, created_at=datetime(2026, 11, 22, 9, tzinfo=UTC)),
     "Before a session your back was 5 of 10 in the last 7 days, from 1 check-in. To compare, I need two weeks of "
     "them. Nothing is finished yet today."),
]  # fmt: skip


@tabled(("about", "parts", "person", "text"), ANSWERS)
def test_the_answer_says_what_is_stored(about: str, parts: list[Part], person: Person, text: str) -> None:
    """Two weeks side by side where there are two, else what there is, and how to have more."""
    turn = opened(*parts, person=person)
    progress.answer_improving(turn)
    [reply] = turn.replies
    assert reply.text is not None
    assert plain(reply.text) == text
    labels = [button.label for row in reply.buttons for button in row]
    assert labels == (["Picture"] if person.settings.wants_checkin else ["Picture", "Turn check-in on"])


@pytest.mark.parametrize("ask", [progress.answer_improving, progress.answer_days])
def test_with_nothing_stored_there_is_an_invitation(ask: object) -> None:
    """And nothing to press."""
    turn = opened()
    assert callable(ask)
    ask(turn)
    [reply] = turn.replies
    assert (reply.text, tuple(reply.buttons)) == (WORDS.say("progress.none"), ())


def test_how_many_days_are_told_from_what_is_stored() -> None:
    """The run, the week, and all of them; where pictures are off, nothing promises one."""
    turn = opened(walk(on("11-20")), walk(on("11-21")), person=with_fields(ANA, pictures=False))
    progress.answer_days(turn)
    [reply] = turn.replies
    assert reply.text is not None
    assert plain(reply.text).splitlines()[0] == "2 days in a row, your most so far"
    assert "In total: 2 days, 2 sessions and 4 minutes" in plain(reply.text)
    assert [button.label for row in reply.buttons for button in row] == ["See my progress"]


@tabled(("about", "parts", "person", "text"), ANSWERS)
def test_nothing_is_said_of_a_cause(about: str, parts: list[Part], person: Person, text: str) -> None:
    """No "because", no "thanks to", no better or worse."""
    said = plain(trend_words.answer(trend_of(recap(*parts, person=person)), WORDS, wants_checkin=True)).lower()
    assert not [word for word in ("because", "thanks", "due to", "helped", "better", "worse", "improv") if word in said]


def test_weeks_are_medians_and_begin_with_the_first_that_has_one() -> None:
    """Twelve at most; a week without a value in between stays, and the last one ends today."""
    found = weekly(recap(*week(on("11-02"), [8, 2, 7], [5, 5, 4]), *NOW))
    assert [(one.before, one.after) for one in found] == [(7, 5), (None, None), (4, None)]
    assert found[-1].last == TODAY
    assert weekly(recap(walk(TODAY))) == ()
    long_ago = week(date(2026, 3, 1), [9, 9])
    many: list[Part] = [CheckIn(TODAY - number * DAY, 5) for number in range(100)]
    assert len(weekly(recap(*long_ago, *many))) == WEEKS
