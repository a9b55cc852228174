"""Which movement is it today, and how are the others found? /today, /movements, names typed, the gentle setting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from content.library import Movement
from storage.records.person import WalkState
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import TWISTS, nearest, said
from tests.harness.stage import Player, Stage

LIBRARY = shipped_library()
# What stands on every movement's page: see test_tastes.py.
TASTES = ("More of this", "Less of this", "✓ As often as the others")
PLACES = {"lying": "On the floor", "seated": "On a chair", "standing": "Standing"}


def offered(movement: str, position: str, minutes: int, key: str = "today.offer") -> str:
    """The line that offers a movement."""
    return said(key, what=f"{movement}, {position}, {minutes} minutes")


async def somebody(stage: Stage, position: str, *, gentle: bool = False) -> Player:
    """Somebody who is set up."""
    player = stage.player()
    await player.sets_up(position=PLACES[position], care="Keep it gentle" if gentle else "No, none of these")
    return player


def unfinished(player: Player) -> str | None:
    """The movement that was broken off."""
    return player.record.progression.unfinished_movement


async def walks(player: Player) -> None:
    """A short walk to its end, and the question passed over."""
    await player.says("next")
    await player.says("enough")
    await player.says("enough")
    await player.says("good")


@pytest.mark.parametrize(
    ("position", "gentle", "forms"),
    [
        ("lying", False, ["side-lying-hip-flexion", "lying-inner-thigh", "lying-dynamic-hip"]),
        ("seated", False, ["seated-hip-flexion", "seated-inner-thigh", "seated-dynamic-hip"]),
        ("standing", False, ["standing-hip-flexion", "seated-inner-thigh", "seated-dynamic-hip"]),
        ("lying", True, ["side-lying-hip-flexion", "lying-inner-thigh", "lying-dynamic-hip-gentle"]),
        ("seated", True, ["seated-hip-flexion", "seated-inner-thigh", "seated-dynamic-hip"]),
        ("standing", True, ["standing-hip-flexion", "seated-inner-thigh", "seated-dynamic-hip"]),
    ],
)
async def test_todays_movement_rotates_day_by_day(
    in_memory: InMemoryStage, position: str, gentle: bool, forms: list[str]
) -> None:
    """Through the forms for the person's position, twice round."""
    player = await somebody(in_memory, position, gentle=gentle)
    seen = []
    for _ in range(2 * len(forms)):
        await walks(player)
        walk = player.record.walk
        assert walk is not None
        seen.append(walk.variation)
        in_memory.pass_time(days=1)
    assert seen == forms * 2


async def test_one_that_was_broken_off_comes_first(eva: Player) -> None:
    """By another one that was started; then the rotation goes on after the last finished."""
    await eva.forges("go:seated-inner-thigh")
    await eva.says("next")
    await eva.forges("go:seated-dynamic-hip")
    assert unfinished(eva) == "inner-thigh-stretch"
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("good")
    eva.stage.pass_time(days=1)
    assert await eva.says("/today") == [offered("Inner thigh stretch", "seated", 3)]
    await walks(eva)
    assert unfinished(eva) is None
    eva.stage.pass_time(days=1)
    assert await eva.says("/today") == [offered("Dynamic hip stretch", "seated", 3)]


async def test_an_open_walk_is_todays(stage: Stage, ana: Player) -> None:
    """/today says that it is waiting; Start goes on where it was left."""
    await ana.says("next")
    await ana.says("next")
    stage.pass_time(days=1)
    what = "Hip flexion and extension, seated, 4 minutes"
    waits = said("today.unfinished_at", what=what, side="right leg", step=2, of=6)
    assert await ana.says("/today") == [waits]
    assert ana.buttons == ["Start", "Another movement", "Start over"]
    [text] = await ana.taps("Start")
    assert said("walk.resumed", day="yesterday") in text.splitlines()
    walk = ana.record.walk
    assert walk is not None
    assert walk.number == 1


async def test_today_after_todays_walk_says_so(eva: Player) -> None:
    """And offers the next one."""
    await walks(eva)
    assert await eva.says("/today") == [
        f"{said('today.done_already')}\n{offered('Inner thigh stretch', 'seated', 3)}",
    ]


# By name


@pytest.mark.parametrize(
    ("text", "movement"),
    [
        ("inner thigh", "Inner thigh stretch"),
        ("Inner Thigh Stretch", "Inner thigh stretch"),
        ("iner thigh", "Inner thigh stretch"),
        ("groin", "Inner thigh stretch"),
        ("adductors", "Inner thigh stretch"),
        ("dynamic", "Dynamic hip stretch"),
        ("dinamic hip stretch", "Dynamic hip stretch"),
        ("hip rotation", "Dynamic hip stretch"),
        ("hip flexion and extention", "Hip flexion and extension"),
        ("leg swings", "Hip flexion and extension"),
        ("knee-to-chest", "Hip flexion and extension"),
    ],
)
async def test_a_movement_is_found_by_its_name_with_or_without_the_command(
    eva: Player, text: str, movement: str
) -> None:
    """Small slips are fine; it is offered, not begun; "next" begins it."""
    minutes = {"Inner thigh stretch": 3, "Dynamic hip stretch": 3, "Hip flexion and extension": 4}[movement]
    for asked in (f"/today {text}", text):
        assert await eva.says(asked) == [offered(movement, "seated", minutes, "today.this")]
        assert eva.buttons == ["Start", "Another movement"]
        assert eva.live == [eva.person.last]
    assert eva.record.walk is None
    assert f"\n{movement}, " in (await eva.says("next"))[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("cartwheels", "today.unknown"),
        ("<b>&", "today.unknown"),
        ("stretch", "today.which"),
        ("hip", "today.which"),
    ],
)
async def test_a_name_that_is_none_or_several_shows_them_all(eva: Player, text: str, key: str) -> None:
    """With a button each."""
    [answer] = await eva.says(f"/today {text}")
    assert answer.startswith(f"{said(key, text=text)}\n{said('movements.list')}\n")
    assert eva.buttons == [movement.name for movement in LIBRARY.movements]


async def test_a_very_long_name_is_cut_short(eva: Player) -> None:
    """The answer repeats forty letters of it."""
    [answer] = await eva.says(f"/today {'y' * 4000}")
    assert answer.startswith(said("today.unknown", text="y" * 40))


@pytest.mark.parametrize(
    ("position", "gentle", "text", "lines"),
    [
        (
            "standing",
            False,
            "inner thigh",
            [
                offered("Inner thigh stretch", "seated", 3, "today.this"),
                nearest("not_in", "standing", "seated", movement="Inner thigh stretch"),
            ],
        ),
        (
            "lying",
            True,
            "dynamic",
            [offered("Dynamic hip stretch", "lying on your side", 3, "today.this")],
        ),
    ],
)
async def test_a_movement_without_a_form_for_the_position_offers_the_nearest_and_says_so(
    in_memory: InMemoryStage, position: str, gentle: bool, text: str, lines: list[str]
) -> None:
    """Where there is none; where the gentle setting leaves it out, its stand-in."""
    player = await somebody(in_memory, position, gentle=gentle)
    assert await player.says(f"/today {text}") == ["\n".join(lines)]


async def test_a_prompted_start_in_another_position_says_why(in_memory: InMemoryStage) -> None:
    """ "next" on a day whose movement has no form for the position."""
    player = await somebody(in_memory, "standing")
    await walks(player)
    await player.taps("That's it")
    in_memory.pass_time(days=1)
    [text] = await player.says("next")
    assert text.split("\n")[-3:] == [
        nearest("not_in", "standing", "seated", movement="Inner thigh stretch"),
        said("walk.takes", position="Seated", minutes="3 minutes"),
        "Inner thigh stretch, right leg, step 1 of 5  ●○○○○",
    ]


# /movements


async def test_movements_lists_each_with_its_summary_and_starts_any_form(daily: PromptedStage, ida: Player) -> None:
    """Three taps: the list, one of them with its picture, one of its forms; and back again to the list."""
    [listing] = await ida.says("/movements")
    for movement in LIBRARY.movements:
        assert f"· {movement.name}. {movement.summary}" in listing
    assert ida.buttons == [movement.name for movement in LIBRARY.movements]
    one = LIBRARY.movement("inner-thigh-stretch")
    assert one is not None
    assert await ida.taps("Inner thigh stretch") == [f"{one.name}\n{one.summary}"]
    assert "photo" in ida.person.last
    assert ida.live[-1] == ida.person.last
    assert ida.buttons == ["On your back · 3 minutes", "Seated · 3 minutes", *TASTES, "◀ Back"]
    assert await ida.taps("Back") == [listing]
    assert ida.live[-1] == ida.person.last
    await ida.taps("Hip flexion and extension")
    assert ida.buttons == [
        "Lying on your side · 5 minutes",
        "Seated · 4 minutes",
        "Standing · 4 minutes",
        *TASTES,
        "◀ Back",
    ]
    [text] = await ida.taps("Standing · 4 minutes")
    assert said("walk.takes", position="Standing", minutes="4 minutes") in text.splitlines()
    assert "\nHip flexion and extension, right leg, step 1 of" in text


async def looks_at(player: Player, movement: str = "Inner thigh stretch") -> None:
    """Open the list, and tap a movement there."""
    await player.says("/movements")
    await player.taps(movement)


def begun(player: Player) -> str | None:
    """The form of the walk begun last."""
    walk = player.record.walk
    return None if walk is None else walk.variation


@pytest.mark.parametrize("word", ["next", "ok", "nxet", "start", "\U0001f44d"])
async def test_next_starts_the_movement_that_is_looked_at(eva: Player, word: str) -> None:
    """In the person's own position, with or without its picture; the last one of several."""
    await looks_at(eva, "Dynamic hip stretch")
    await looks_at(eva)
    await eva.says(word)
    assert begun(eva) == "seated-inner-thigh"
    assert "step 1 of 5" in eva.last
    await eva.says("next")
    assert "step 2 of 5" in eva.last


async def test_next_starts_the_movement_that_is_looked_at_without_pictures_too(eva: Player) -> None:
    """The list becomes the card then. How often it comes may be changed first; back at the list it is today's."""
    await eva.forges("set:pictures:off")
    await looks_at(eva)
    await eva.taps("More of this")
    await eva.says("next")
    assert begun(eva) == "seated-inner-thigh"
    await looks_at(eva, "Dynamic hip stretch")
    await eva.taps("Back")
    await eva.says("next")
    assert begun(eva) == "seated-inner-thigh"
    assert "step 2 of" in eva.last


@pytest.mark.parametrize(
    ("between", "starts"),
    [
        (("/settings",), "seated-hip-flexion"),
        (("/today",), "seated-hip-flexion"),
        (("/today dynamic",), "seated-dynamic-hip"),
        (("!go:seated-dynamic-hip",), "seated-dynamic-hip"),
        (("thanks",), "seated-inner-thigh"),
        (("hm",), "seated-inner-thigh"),
    ],
)
async def test_a_card_counts_until_something_else_is_begun(eva: Player, between: tuple[str, ...], starts: str) -> None:
    """Thanks and what is not understood leave it as it is."""
    await looks_at(eva)
    for text in between:
        await (eva.forges(text[1:]) if text.startswith("!") else eva.says(text))
    await eva.says("next")
    assert begun(eva) == starts


@pytest.mark.parametrize(
    ("wait", "starts"),
    [
        (timedelta(minutes=55), "seated-inner-thigh"),
        (timedelta(minutes=62), "seated-hip-flexion"),
        (timedelta(days=1), "seated-hip-flexion"),
    ],
)
async def test_an_old_card_is_forgotten(eva: Player, wait: timedelta, starts: str) -> None:
    """Then "next" is today's."""
    await looks_at(eva)
    eva.stage.now += wait
    await eva.says("next")
    assert begun(eva) == starts


async def test_a_card_of_yesterday_is_forgotten_at_midnight(eva: Player) -> None:
    """Ten minutes later, on another day."""
    eva.stage.now = datetime(2026, 11, 22, 23, 55, tzinfo=UTC)
    await looks_at(eva)
    eva.stage.pass_time(minutes=10)
    await eva.says("next")
    assert begun(eva) == "seated-hip-flexion"


async def test_a_card_takes_no_answer_from_a_question_that_waits(eva: Player) -> None:
    """A time is awaited, and an old button shows a movement: the time still counts. After pain, what it asks does."""
    await eva.says("/remind")
    await eva.forges("remind:new")
    await eva.forges("movement:inner-thigh-stretch")
    await eva.says("21:15")
    assert len(eva.record.reminders) == 2
    await eva.says("next")
    await eva.says("ouch")
    await eva.forges("movement:inner-thigh-stretch")
    assert (await eva.says("next"))[0].startswith(said("hurt.again"))
    assert begun(eva) == "seated-hip-flexion"


async def test_a_card_looked_at_in_a_walk_is_started_and_the_walk_is_kept(eva: Player) -> None:
    """A step taken after it is a step: the card is forgotten."""
    await eva.says("next")
    step = eva.person.last
    await looks_at(eva)
    await eva.taps("Next", step)
    await eva.says("next")
    assert "step 3 of 6" in eva.last
    await looks_at(eva)
    await eva.says("next")
    assert begun(eva) == "seated-inner-thigh"
    assert eva.record.progression.unfinished_movement == "hip-flexion-extension"


async def test_another_movement_leads_from_the_offer_to_the_list(eva: Player) -> None:
    """In a message of its own."""
    await eva.says("/today")
    [listing] = await eva.taps("Another movement")
    assert listing.startswith(said("movements.list"))


async def test_starting_another_form_breaks_off_the_walk_that_was_open(eva: Player) -> None:
    """One walk is open at a time; the old one's buttons are gone, and it is kept for another day."""
    await eva.says("next")
    await eva.says("/movements")
    await eva.taps("Dynamic hip stretch")
    await eva.taps("Seated · 3 minutes")
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.movement, walk.state) == (2, "dynamic-hip-stretch", WalkState.OPEN)
    assert eva.record.progression.unfinished_movement == "hip-flexion-extension"
    assert len([text for text in eva.live_texts if "step" in text]) == 1


# The gentle setting


async def test_gentle_leaves_out_what_rolls_and_says_what(in_memory: InMemoryStage) -> None:
    """Under /movements, by name, and by a forged or old button."""
    player = await somebody(in_memory, "lying", gentle=True)
    await player.says("/movements")
    await player.taps("Dynamic hip stretch")
    assert player.last.endswith(said("movements.left_out", name="on your back", what=TWISTS))
    assert player.buttons == ["Lying on your side · 3 minutes", "Seated · 3 minutes", *TASTES, "◀ Back"]
    [text] = await player.forges("go:lying-dynamic-hip")
    assert text.startswith(said("walk.gone"))
    assert player.record.walk is None


async def test_a_movement_that_has_no_gentle_form_at_all_is_said_to_be_left_out(in_memory: InMemoryStage) -> None:
    """And today's is one of the others."""

    def only_twisting(movement: Movement) -> Movement:
        twisting = tuple(replace(form, flags=frozenset({"twist"})) for form in movement.variations)
        return replace(movement, variations=twisting) if movement.id == "inner-thigh-stretch" else movement

    in_memory.library = replace(LIBRARY, movements=tuple(only_twisting(movement) for movement in LIBRARY.movements))
    await in_memory.restart()
    player = await somebody(in_memory, "seated", gentle=True)
    assert await player.says("/today inner thigh") == [
        said("today.not_gentle", movement="Inner thigh stretch", what=said("flag.twist"))
    ]
    await player.says("/movements")
    await player.taps("Inner thigh stretch")
    assert player.buttons == ["◀ Back"]
    await walks(player)
    in_memory.pass_time(days=1)
    assert await player.says("/today") == [offered("Dynamic hip stretch", "seated", 3)]


@pytest.mark.parametrize("does", ["/today", "next", "start today's", "Try one now", "hello"])
async def test_a_library_with_nothing_for_somebody_says_so(in_memory: InMemoryStage, does: str) -> None:
    """Every movement twists, and the person wants it gentle: a way out is named, nothing fails."""
    movements = tuple(
        replace(movement, variations=tuple(replace(form, flags=frozenset({"twist"})) for form in movement.variations))
        for movement in LIBRARY.movements
    )
    in_memory.library = replace(LIBRARY, movements=movements)
    await in_memory.restart()
    player = await somebody(in_memory, "seated", gentle=True)
    texts = await (player.taps(does) if does == "Try one now" else player.says(does))
    assert texts[-1] == said("today.nothing")
    stranger = in_memory.player("Kim")
    await stranger.says("/start")
    assert await stranger.taps("Show me one first") == [said("today.nothing")]
