"""Ordinary sentences at the questions of setting up: a table, written before the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversations import setup_stages
from bot.i18n.catalogue import words_in
from storage.records.person import Person
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.shortened import shortened
from tests.harness.stage import Player

TABLE = Path(__file__).with_name("setup_sentences.tsv").read_text("utf-8")
LINES = [line for line in TABLE.splitlines() if line and not line.startswith("#")][1:]
ROWS = [(*line.split("\t"), "", "")[:5] for line in LINES]
# What is tapped or typed up to each question.
UP_TO = {
    "hello": (),
    "care": ("Set me up",),
    "left_out": ("Set me up", "Keep it gentle"),
    "position": ("Set me up", "No, none of these"),
    "zone": ("Set me up", "No, none of these", "On a chair"),
    "time": ("Set me up", "No, none of these", "On a chair", "lisbon"),
}


async def led_to(stage: InMemoryStage, question: str) -> Player:
    """Somebody at a question of setting up."""
    player = stage.player()
    await player.says("/start")
    for answer in UP_TO[question]:
        await (player.taps(answer) if answer in player.buttons else player.says(answer))
    assert player.record.account.setup == question
    return player


def kept(record: Person) -> set[str]:
    """What is kept so far that may be for another question."""
    return {f"{one.at:%H:%M}" for one in record.reminders} | {record.settings.position or ""}


@pytest.mark.parametrize(
    ("question", "text", "following", "keeps", "leads"), shortened(ROWS, 3), ids=[row[1] for row in ROWS]
)
async def test_what_is_said_answers_or_is_answered(
    in_memory: InMemoryStage, question: str, text: str, following: str, keeps: str, leads: str
) -> None:
    """And the question that is open comes again, or the next one; nothing starts over."""
    ana = await led_to(in_memory, question)
    answers = await ana.says(text)
    assert answers
    assert (ana.record.account.setup or "-") == following
    assert not keeps or keeps in kept(ana.record)
    assert "on my map" not in " ".join(answers)
    if leads:
        lead = words_in("en").label(leads, what="").strip()
        assert lead in " ".join(answers), answers


async def test_what_is_kept_is_not_asked_again(in_memory: InMemoryStage) -> None:
    """A time at the question for the city: behind the city it is done."""
    ana = await led_to(in_memory, "zone")
    [line] = await ana.says("Could you remind me at 10:30 on Monday, Wednesday and Friday, please?")
    assert line == f"On Monday, Wednesday and Friday at 10:30, noted.\n{said('zone.ask')}"
    [_, done] = await ana.says("Lisbon")
    assert done.startswith("Done. Seated, on Monday, Wednesday and Friday at 10:30, Lisbon time.")


@pytest.mark.parametrize("answer", ["United Kingdom", "The one in the UK, please.", "the english one"])
async def test_which_of_several_stays_open_while_a_time_is_said(in_memory: InMemoryStage, answer: str) -> None:
    """And the country alone tells it."""
    ana = await led_to(in_memory, "zone")
    await ana.says("I'm based in Manchester, but I travel a lot.")
    assert len(ana.buttons) > 1
    shown = ana.buttons
    [line] = await ana.says("in the morning about half past nine I suppose")
    assert line.endswith(said("zone.which"))
    assert ana.buttons == shown
    [place, _] = await ana.says(answer)
    assert place == said("zone.set", place="Manchester, United Kingdom", time="14:35")


@pytest.mark.parametrize("answer", ["yes, Izmir", "yes this is", "Izmir yes"])
async def test_yes_with_the_name_is_a_yes(in_memory: InMemoryStage, answer: str) -> None:
    """As a slip is asked about."""
    ana = await led_to(in_memory, "zone")
    await ana.says("i living Izmir, Türkiye")
    assert ana.buttons[-1] == "Another place"
    await ana.says(answer)
    assert ana.record.settings.zone == "Europe/Istanbul"


async def test_nothing_of_the_list_is_one_tap(in_memory: InMemoryStage) -> None:
    """It clears what was ticked, and whether to keep it gentle all the same is asked."""
    ana = await led_to(in_memory, "left_out")
    await ana.taps("Sciatica")
    assert ana.record.settings.avoids
    await ana.taps("None of these")
    assert (ana.record.settings.avoids, ana.record.account.setup) == ((), setup_stages.CARE)
    await ana.taps("Keep it gentle")
    assert (ana.record.settings.avoids, ana.record.settings.gentle) == ((), True)
    assert ana.record.account.setup == setup_stages.POSITION


async def test_a_place_that_is_asked_about_is_not_lost_behind_a_time(in_memory: InMemoryStage) -> None:
    """A yes with its name is enough afterwards, too."""
    ana = await led_to(in_memory, "zone")
    await ana.says("i living Izmir, Türkiye")
    await ana.says("every morning in 7 and half, but sunday not")
    await ana.says("yes, Izmir")
    assert ana.record.settings.zone == "Europe/Istanbul"
    assert ana.record.account.setup is None


async def test_who_is_blind_hears_what_helps(in_memory: InMemoryStage) -> None:
    """One tap each; the next question comes all the same."""
    ana = await led_to(in_memory, "care")
    assert (await ana.says("None of these. I am blind."))[0] == said("setup.blind")
    assert ana.record.account.setup == "position"
    await ana.taps("Turn pictures off")
    assert ana.record.settings.pictures is False
