"""/progress: a picture and the same in words; days that are added by hand, taken back, and put back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.i18n.catalogue import pseudo_words
from storage.records.diary import Mark, MarkKind
from storage.schema import tables
from tests.bot.conversations.test_pseudo_locale import everything_read, marked_library, unmarked
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import counted, said
from tests.harness.stage import Player, Stage, opened

SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)


async def walks(player: Player, feel: str = "good", *, text: str = "next") -> None:
    """A whole walk, both sides ended early, of four minutes."""
    await player.says(text)
    if text != "next":
        await player.says("next")
    for _ in range(2):
        player.stage.pass_time(minutes=2)
        await player.says("enough")
    await player.says(feel)


def counts(player: Player) -> tuple[int, date | None, int, int]:
    """What is on record: the run, the newest day, days in all, the longest run."""
    record = player.record
    return record.streak.days, record.streak.until, record.streak.total_days, record.streak.best


def marks(player: Player) -> list[tuple[MarkKind, date]]:
    """The notes on days."""
    stage = player.stage
    assert isinstance(stage, InMemoryStage)
    return [(mark.kind, mark.on_date) for mark in stage.memory.marks.get(player.id, ())]


def in_all(days: int, walked: int, minutes: int) -> str:
    """The line that adds all up."""
    sums = [counted("days", days), counted("sessions", walked), counted("minutes", minutes)]
    return f"In total: {sums[0]}, {sums[1]} and {sums[2]}" if walked else f"In total: {sums[0]}"


# What is shown


async def test_progress_of_nobody_is_an_invitation(in_memory: InMemoryStage) -> None:
    """Nothing is there yet, and there is nothing to press."""
    player = in_memory.player()
    assert await player.says("/progress") == [said("progress.none")]
    assert player.buttons == []


async def test_progress_is_one_picture_with_the_essentials_under_it(stage: Stage, ana: Player) -> None:
    """Sunday, with which a week begins in Portugal, Monday and Wednesday: the run forgives the day between."""
    await walks(ana)
    stage.pass_time(days=1)
    await walks(ana, "hard")
    stage.pass_time(days=2)
    await walks(ana, "It hurt", text="/today inner thigh")
    [text] = await ana.says("/progress")
    assert "photo" in ana.person.last
    assert text.splitlines() == [
        "You moved on 3 of the last 4 days.",
        counted("progress.run_longest", 3),
        in_all(3, 3, 12),
        counted("progress.forgives", 2),
        said("progress.walk_hurt", day="Today", movement="Inner thigh stretch", position="seated"),
        said("progress.walk_hard", day="Monday", movement="Inner thigh stretch", position="seated"),
        said("progress.walk_good", day="Sunday", movement="Hip flexion and extension", position="seated"),
    ]
    assert [entity["type"] for entity in ana.person.last["caption_entities"]].count("expandable_blockquote") == 1
    assert ana.buttons == ["Add yesterday", "Undo today", "For my physio"]


async def test_the_same_record_is_drawn_and_sent_up_once(stage: Stage, ana: Player) -> None:
    """Asked for again, Telegram's own copy is shown; the buttons of the first are gone."""
    await walks(ana)
    await ana.says("/progress")
    stage.pass_time(hours=1)
    await ana.says("/progress")
    calls = [call for call in stage.telegram.state.ledger if call.method == "sendPhoto"][-2:]
    pictures = [message["photo"][-1] for message in ana.person.inbox if "photo" in message][-2:]
    assert [call.params.get("photo") for call in calls] == [None, pictures[0]["file_id"]]
    assert pictures[0]["file_unique_id"] == pictures[1]["file_unique_id"]
    assert ana.buttons == ["Undo today", "For my physio"]
    assert len([message for message in ana.live if "photo" in message]) == 1


async def test_without_pictures_the_words_say_it_all(eva: Player) -> None:
    """Text alone, and complete: the days of the month, positions, feel."""
    await walks(eva)
    await eva.says("/settings")
    await eva.taps("Turn pictures off")
    [text] = await eva.says("/progress")
    assert "photo" not in eva.person.last
    lines = text.splitlines()
    assert lines[:2] == ["You moved on your first day.", in_all(1, 1, 4)]
    for line in ("Positions: seated 1", "How it felt: good 1", "November 2026", "Sun 22: full, good"):
        assert line in lines


async def test_progress_names_what_the_library_has_no_longer_by_its_id(daily: PromptedStage, ida: Player) -> None:
    """An old walk does not break the page."""
    await walks(ida)
    with daily.store.engine.begin() as connection:
        connection.execute(sa.update(tables.walk).values(movement="gone-movement", variation="gone-form"))
    [text] = await ida.says("/progress")
    assert text.endswith(said("progress.walk_good", day="Today", movement="gone-movement", position="gone-form"))


async def test_after_a_long_time_nothing_is_said_of_a_run(eva: Player) -> None:
    """Days in all lead."""
    await walks(eva)
    eva.stage.pass_time(days=1)
    await walks(eva)
    eva.stage.pass_time(days=40)
    [text] = await eva.says("/progress")
    assert text.splitlines() == [
        in_all(2, 2, 8),
        counted("progress.week_ahead", 1),
        counted("progress.longest", 2),
    ]
    assert eva.buttons == ["Add yesterday", "For my physio"]


# Days added, taken back, put back


async def test_yesterday_is_added_and_the_run_counted_again(eva: Player) -> None:
    """A day between two is closed; taken back again, all is as it was."""
    await walks(eva)
    eva.stage.pass_time(days=2)
    await walks(eva)
    before = (2, SUNDAY + 2 * DAY, 2, 2)
    assert counts(eva) == before
    await eva.says("/progress")
    [text] = await eva.taps("Add yesterday")
    assert text.splitlines() == [
        said("day.added", day="yesterday"),
        counted("progress.run_longest", 3),
        said("progress.week", done=3, of=7),
        in_all(3, 2, 8),
    ]
    assert counts(eva) == (3, SUNDAY + 2 * DAY, 3, 3)
    assert marks(eva) == [(MarkKind.ADDED, SUNDAY + DAY)]
    assert eva.buttons == ["Undo yesterday", "See my progress"]
    [text] = await eva.taps("Undo yesterday")
    assert text.startswith(said("day.undone", day="yesterday"))
    assert (counts(eva), marks(eva)) == (before, [])
    [text] = await eva.taps("Put it back")
    assert text.startswith(said("day.restored", day="yesterday"))
    assert counts(eva) == (3, SUNDAY + 2 * DAY, 3, 3)
    assert marks(eva) == [(MarkKind.ADDED, SUNDAY + DAY)]
    [text] = await eva.taps("See my progress")
    assert said("progress.added", day="Yesterday") in text
    assert eva.buttons == ["Undo today", "For my physio"]


async def test_a_walk_of_today_is_taken_back_and_put_back(eva: Player) -> None:
    """The walk stays on record; today is open again, and then done as it was."""
    await walks(eva)
    await eva.says("/progress")
    [text] = await eva.taps("Undo today")
    assert text.splitlines()[:2] == [said("day.undone", day="today"), "In total: 0 days"]
    assert counts(eva) == (0, None, 0, 0)
    assert marks(eva) == [(MarkKind.UNDONE, SUNDAY)]
    assert "already" not in (await eva.says("/today"))[0]
    await eva.says("/progress")
    assert eva.buttons == []
    await eva.forges("day:redo:20261122")
    assert (counts(eva), marks(eva)) == ((1, SUNDAY, 1, 1), [])
    assert (await eva.says("/today"))[0].startswith(said("today.done_already"))


async def test_the_newest_day_of_the_last_seven_can_be_taken_back(eva: Player) -> None:
    """On the seventh day it still can, on the eighth no more."""
    await walks(eva)
    eva.stage.pass_time(days=6)
    await eva.says("/progress")
    assert eva.buttons == ["Add yesterday", "Undo Sunday", "For my physio"]
    eva.stage.pass_time(days=1)
    [shown] = await eva.says("/progress")
    assert eva.buttons == ["Add yesterday", "For my physio"]
    for data in ("day:undo:20261122", "day:redo:20261122"):
        assert await eva.forges(data) == [shown]


async def test_a_day_before_they_came_cannot_be_added(eva: Player) -> None:
    """On the first day there is no yesterday; on the second there is."""
    await walks(eva)
    await eva.says("/progress")
    assert eva.buttons == ["Undo today", "For my physio"]
    assert in_all(1, 1, 4) in (await eva.forges("day:add:20261121"))[0]
    assert marks(eva) == []
    eva.stage.pass_time(days=1)
    await eva.says("/progress")
    assert eva.buttons == ["Undo yesterday", "For my physio"]


@pytest.mark.parametrize(
    "data",
    [
        "day:add:20261122", "day:add:20261124", "day:add:20261125", "day:add:20261123:1", "day:add:", "day:add",
        "day:undo:20261123", "day:undo:20261115", "day:undo:20261225", "day:undo:9", "day:undo:２０２６１１２４",
        "day:redo:20261124", "day:redo:20261125", "day:redo:20261117", "day:redo:20261121", "day:redo:20269999",
        "day:steal:20261123", "day:show", "day:", "day", "day::::", "day:add:2026 1 1",
    ],
)  # fmt: skip
async def test_what_no_button_offers_any_more_changes_nothing(data: str, eva: Player) -> None:
    """It shows everything as it is. Done are Sunday and Tuesday, which is today."""
    await walks(eva)
    eva.stage.pass_time(days=2)
    await walks(eva)
    [shown] = await eva.says("/progress")
    before = counts(eva)
    assert await eva.forges(data) == [shown]
    assert (counts(eva), marks(eva)) == (before, [])


async def test_only_a_day_of_the_last_seven_can_be_put_back(eva: Player) -> None:
    """The eighth is shown as it is."""
    eva.stage.pass_time(days=10)
    await walks(eva)
    [shown] = await eva.says("/progress")
    assert await eva.forges("day:redo:20261125") == [shown]
    assert (await eva.forges("day:redo:20261126"))[0].startswith(said("day.restored", day="Thursday"))


async def test_a_second_tap_on_the_same_button_does_not_count_twice(eva: Player) -> None:
    """However old the message is that it stands under."""
    await walks(eva)
    eva.stage.pass_time(days=2)
    await eva.says("/progress")
    old = eva.person.last
    await eva.taps("Add yesterday")
    assert counts(eva)[2] == 2
    await eva.forges("day:add:20261123", old)
    assert (counts(eva)[2], marks(eva)) == (2, [(MarkKind.ADDED, SUNDAY + DAY)])
    await eva.forges("day:undo:20261123", old)
    await eva.forges("day:undo:20261123", old)
    assert (counts(eva)[2], marks(eva)) == (1, [])


# What is typed


async def test_right_after_progress_its_buttons_may_be_typed(eva: Player) -> None:
    """Add, undo, put back, one after the other."""
    await walks(eva)
    eva.stage.pass_time(days=2)
    await eva.says("/progress")
    for text, key, total in (
        ("add yesterday", "day.added", 2),
        ("Undo", "day.undone", 1),
        ("put it back", "day.restored", 2),
        ("undo yesterday", "day.undone", 1),
        ("yesterday too", "day.added", 2),
    ):
        [answer] = await eva.says(text)
        assert answer.startswith(said(key, day="yesterday")), text
        assert counts(eva)[2] == total
    for text in ("undo 19 November", "undo friday", "I was ill yesterday"):
        await eva.says("/progress")
        await eva.says(text)
        assert counts(eva)[2] == 2
    assert marks(eva) == [(MarkKind.ADDED, SUNDAY + DAY)]


@pytest.mark.parametrize("text", ["undo", "put it back", "add yesterday"])
async def test_what_cannot_be_done_shows_everything_as_it_is(text: str, eva: Player) -> None:
    """Nothing is done of the last days, nothing was taken back, yesterday is there already."""
    await walks(eva)
    eva.stage.pass_time(days=10)
    if text == "add yesterday":
        await walks(eva)
        eva.stage.pass_time(days=1)
    [shown] = await eva.says("/progress")
    assert await eva.says(text) == [shown]


async def test_anything_else_is_answered_as_ever_and_ends_the_listening(eva: Player) -> None:
    """ "undo" means a day only right after /progress."""
    await walks(eva)
    await eva.says("/progress")
    assert (await eva.says("thanks")) == [said("talk.thanks")]
    assert await eva.says("undo") == [said("talk.misheard")]
    assert counts(eva)[2] == 1
    await eva.says("/progress")
    assert (await eva.says("next"))[0].startswith(said("today.done_already"))


async def test_in_a_walk_progress_leaves_the_walk_where_it_is(eva: Player) -> None:
    """ "next" goes on, after a picture as after an undo; and so does a walk that is held up."""
    await walks(eva)
    await eva.says("/today inner thigh")
    await eva.says("next")
    for text in ("/progress", "undo"):
        await eva.says(text)
    assert "step 2" in (await eva.says("next"))[0]
    await eva.says("pause")
    held = eva.record.account.asking
    await eva.says("/progress")
    assert eva.record.account.asking == held
    assert "step 2" in (await eva.says("next"))[0]


async def test_for_my_physio_leads_to_the_report(eva: Player) -> None:
    """Tapped or typed; the buttons under the picture stay of use."""
    await walks(eva)
    await eva.says("/progress")
    assert await eva.taps("For my physio") == [said("report.ask")]
    assert eva.buttons == ["Last 4 weeks", "Last 3 months"]
    assert (await eva.taps("Undo today"))[0].startswith(said("day.undone", day="today"))
    await eva.says("/progress")
    assert await eva.says("for my physio") == [said("report.ask")]


SAID = (
    "/progress", "add yesterday", "undo", "put it back", "/report", "5 May 2031", "31 to 5", "blah to 3", "1 jan 2020",
    "2026-11-01 2026-11-25", "/report", "no", "/report 2020-01-01 2020-02-01",
)  # fmt: skip


async def test_every_word_of_it_comes_from_the_catalogue(tmp_path: Path) -> None:
    """And every button: in a language that marks them nothing else is to be seen."""
    content = marked_library(tmp_path)
    async with opened(InMemoryStage(tmp_path, words_for=lambda _: pseudo_words(), content_dir=content)) as stage:
        ana = stage.player()
        await ana.says("/today")
        await walks(ana)
        stage.memory.marks[ana.id] = [Mark(MarkKind.UNWELL, SUNDAY + DAY)]
        stage.pass_time(days=3)
        for text in SAID:
            assert await ana.says(text), text
        await ana.says("/settings")
        await ana.forges("set:pictures:off")
        await ana.says("/progress")
        for text in everything_read(ana):
            assert unmarked(text) == "", text
