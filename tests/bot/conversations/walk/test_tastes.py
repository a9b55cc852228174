"""More of this, less of this: is a movement brought more or less often, and does its page say which?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.harness.stage import Player, Stage

LIBRARY = shipped_library()
FIRST, INNER = "hip-flexion-extension", "inner-thigh-stretch"
NAMES = {movement.id: movement.name for movement in LIBRARY.movements}
OFF = ("More of this", "Less of this", "As often as the others")


async def opens(player: Player, movement: str = INNER) -> None:
    """A movement's page."""
    await player.says("/movements")
    await player.taps(NAMES[movement])


async def walks(player: Player) -> str:
    """Today's walk, ended early on both sides; which movement it was."""
    await player.says("/today")
    await player.says("next")
    movement = player.record.walk
    await player.says("enough")
    await player.says("enough")
    await player.says("good")
    assert movement is not None
    return movement.movement


@pytest.mark.parametrize(("label", "taste"), [("More of this", "more"), ("Less of this", "less")])
async def test_a_taste_is_put_on_record_and_taken_back(stage: Stage, ana: Player, label: str, taste: str) -> None:
    """The page changes in place, under its picture, and says which is on."""
    await opens(ana)
    page = ana.person.last
    words = page["caption"]
    assert [button.removeprefix("✓ ") for button in ana.buttons[-4:-1]] == list(OFF)
    assert ana.buttons[-2] == "✓ As often as the others"
    assert await ana.taps(label) == []
    line = said(f"taste.{taste}", movement=NAMES[INNER])
    assert ana.toast == line
    assert ana.person.last["message_id"] == page["message_id"]
    assert ana.last == f"{words}\n{line}"
    assert f"✓ {label}" in ana.buttons
    assert "As often as the others" in ana.buttons
    assert ana.record.settings.tastes == {INNER: taste}
    await stage.restart()
    await ana.taps("As often as the others")
    assert ana.last == words
    assert ana.toast == said("taste.usual", movement=NAMES[INNER])
    assert ana.record.settings.tastes == {}
    assert ana.buttons[-2] == "✓ As often as the others"


async def test_the_page_changes_in_place_without_pictures_too(eva: Player) -> None:
    """It is a text then."""
    await eva.forges("set:pictures:off")
    await opens(eva)
    seen = len(eva.texts)
    await eva.taps("More of this")
    assert len(eva.texts) == seen
    assert eva.last.endswith(said("taste.more", movement=NAMES[INNER]))
    await eva.taps("Less of this")
    assert eva.record.settings.tastes == {INNER: "less"}
    await eva.taps("◀ Back")
    assert eva.last.startswith(said("movements.list"))


async def test_a_second_tap_on_the_same_taste_changes_nothing(eva: Player) -> None:
    """It says so again."""
    await opens(eva)
    page = eva.person.last
    for _ in range(2):
        await eva.forges(f"taste:{INNER}:more", page)
        assert eva.toast == said("taste.more", movement=NAMES[INNER])
    assert eva.record.settings.tastes == {INNER: "more"}


async def test_tastes_of_several_movements_stand_side_by_side(eva: Player) -> None:
    """Each has its own."""
    await eva.forges(f"taste:{INNER}:more")
    await eva.forges(f"taste:{FIRST}:less")
    assert eva.record.settings.tastes == {INNER: "more", FIRST: "less"}


async def test_what_is_to_come_more_often_does(eva: Player) -> None:
    """Every second time, with the two others in between."""
    await eva.forges(f"taste:{INNER}:more")
    seen = []
    for _ in range(8):
        seen.append(await walks(eva))
        eva.stage.pass_time(days=1)
    assert seen.count(INNER) == 4
    assert len(set(seen)) == 3


@pytest.mark.parametrize(
    "data",
    ["taste", "taste:", f"taste:{INNER}", f"taste:{INNER}:much", "taste:nothing:more", f"taste:{INNER}:more:more"],
)
async def test_forged_tastes_show_the_movements(eva: Player, data: str) -> None:
    """And change nothing."""
    assert (await eva.forges(data))[0].startswith(said("movements.list"))
    assert eva.record.settings.tastes == {}


async def test_where_there_is_no_choice_no_taste_is_asked_for(in_memory: InMemoryStage) -> None:
    """A library of one movement."""
    in_memory.library = replace(LIBRARY, movements=LIBRARY.movements[:1])
    await in_memory.restart()
    player = in_memory.player()
    await player.sets_up()
    await opens(player, FIRST)
    assert player.buttons[-1] == "◀ Back"
    assert not any(label in OFF for label in player.buttons)


# Typed once a walk is over


@pytest.mark.parametrize(
    ("text", "taste"),
    [
        ("more of this", "more"),
        ("More of this, please!", "more"),
        ("less of this", "less"),
        ("Less of that", "less"),
        ("more fo this", "more"),
    ],
)
async def test_a_taste_may_be_typed_when_the_walk_is_closed(eva: Player, text: str, taste: str) -> None:
    """It is about the movement just finished, not about the one that is offered next, which "next" still starts."""
    assert await walks(eva) == FIRST
    assert await eva.says(text) == [said(f"taste.{taste}", movement=NAMES[FIRST])]
    assert eva.record.settings.tastes == {FIRST: taste}
    assert f"\n{NAMES[INNER]}, right leg, step 1 of" in (await eva.says("next"))[0]


async def test_a_taste_typed_may_be_taken_back_in_words(eva: Player) -> None:
    """As often as the others."""
    await walks(eva)
    await eva.says("less of this")
    assert await eva.says("as often as the others") == [said("taste.usual", movement=NAMES[FIRST])]
    assert eva.record.settings.tastes == {}


@pytest.mark.parametrize("text", ["more of this", "less of this", "more", "less"])
async def test_in_a_walk_such_words_are_about_the_walk(eva: Player, text: str) -> None:
    """Nor on another day, nor before anything was done."""
    await eva.says("/today")
    await eva.says(text)
    await eva.forges("go:seated-inner-thigh")
    await eva.says(text)
    assert eva.record.settings.tastes == {}
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("good")
    eva.stage.pass_time(days=1)
    await eva.says(text)
    assert eva.record.settings.tastes == {}


@pytest.mark.parametrize("text", ["more", "less", "this", "more movement"])
async def test_words_that_mean_something_else_are_no_taste(eva: Player, text: str) -> None:
    """Right after a walk, too."""
    await walks(eva)
    await eva.says(text)
    assert eva.record.settings.tastes == {}
