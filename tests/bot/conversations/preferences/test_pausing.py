"""A pause until a day: what is said back, what comes when, and what is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.records.diary import Mark, MarkKind
from tests.harness.said import said
from tests.harness.stage import Player, Stage

# The stage opens on Sunday, 22 November.
SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("wish", "day", "back"),
    [
        ("until tuesday", "on Tuesday", date(2026, 11, 24)),
        ("until 2026-12-05", "on 5 December", date(2026, 12, 5)),
        ("until 5 January", "on 5 January", date(2027, 1, 5)),
        ("back on the 5th", "on 5 December", date(2026, 12, 5)),
        ("3d", "on Wednesday", date(2026, 11, 25)),
        ("1w", "on 29 November", date(2026, 11, 29)),
        ("2 wks", "on 6 December", date(2026, 12, 6)),
        ("for the weekend", "tomorrow", date(2026, 11, 23)),
        ("tomorrow", "tomorrow", date(2026, 11, 23)),
    ],
)
async def test_a_pause_says_back_on_which_day_prompts_come_again(
    stage: Stage, ana: Player, wish: str, day: str, back: date
) -> None:
    """None comes on the day before, and one on that day."""
    assert await ana.says(f"/pause {wish}") == [said("pause.until", day=day)]
    assert stage.store.diary(ana.id).marks == (Mark(MarkKind.PAUSED, SUNDAY, back),)
    [reminder] = ana.record.reminders
    assert reminder.next_due == datetime(back.year, back.month, back.day, 7, 30, tzinfo=UTC)
    before = len(ana.person.inbox)
    await stage.tick_at(reminder.next_due - timedelta(minutes=1))
    assert len(ana.person.inbox) == before
    await stage.tick_at(reminder.next_due)
    assert len(ana.person.inbox) == before + 1


@pytest.mark.parametrize(
    ("wish", "label", "day"),
    [("tomorrow", "Pause until Tuesday", "on Tuesday"), ("until 5/1", "Pause until 1 May", "on 1 May")],
)
async def test_the_other_reading_is_a_button(eva: Player, wish: str, label: str, day: str) -> None:
    """One tap, and it is that."""
    await eva.says(f"/pause {wish}")
    assert eva.buttons[0] == label
    await eva.taps(label)
    assert eva.last == said("pause.until", day=day)


async def test_figures_are_read_as_they_are_written_where_the_person_lives(eva: Player) -> None:
    """In New York the month is first."""
    await eva.says("/timezone New York")
    assert (await eva.says("/pause until 1/5"))[0].startswith(said("pause.until", day="on January 5"))


async def test_a_pause_that_begins_later_is_kept(eva: Player) -> None:
    """Nothing is paused before its first day."""
    [answer] = await eva.says("/pause holiday next week")
    assert answer == "No reminders from Monday to 29 November. I'll be back on 30 November at 07:30."
    assert eva.buttons == ["Undo", "Reminders"]
    assert not eva.record.account.paused
    assert eva.record.account.rests == ((date(2026, 11, 23), date(2026, 11, 30)),)


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ("soon", "pause.unclear"),
        ("until tonight", "pause.unclear"),
        ("until yesterday", "pause.past"),
        ("until 2026-11-01", "pause.past"),
        ("two years", "pause.long"),
        ("400", "pause.long"),
    ],
)
async def test_a_pause_that_cannot_be_read_says_why_and_changes_nothing(eva: Player, wish: str, key: str) -> None:
    """With what would be understood."""
    assert await eva.says(f"/pause {wish}") == [said(key)]
    assert not eva.record.account.paused


@pytest.mark.parametrize("data", ["20261121", "20261122", "20280101", "2026112", "20261399", "x", "２０２６１２０５"])
async def test_a_button_with_a_date_that_is_none_pauses_nothing(eva: Player, data: str) -> None:
    """A day that is over, too far ahead, or none at all."""
    await eva.forges(f"pause:until:{data}")
    assert not eva.record.account.paused
