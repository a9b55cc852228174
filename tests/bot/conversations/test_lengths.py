"""How long is a walk: as somebody chose, one minute when they ask for it, and one minute after a gap?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from content.library import Side, Step, Variation
from content.walk import Course, Form, WalkPlace, first_place, minutes, mirrors_setup, steps_at
from storage.records.person import WalkState, with_fields
from tests.harness.expected_steps import Station, opening, shown, takes, with_first_ring
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import WORDS, counted, prompted, said
from tests.harness.stage import Player, Stage

LIBRARY = shipped_library()
AT_0730 = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
START, SHORTER = ["Start", "Just 1 minute"], ["Start"]
LATER = ["Follow along", "Later ▾", "Not today"]
# What is offered in each length, seated.
OFFERED: dict[Form, str] = {
    "short": "Hip flexion and extension, seated, 1 minute",
    "medium": "Hip flexion and extension, seated, 3 minutes",
    "full": "Hip flexion and extension, seated, 4 minutes",
}
LABELS: dict[Form, str] = {"short": "1 minute", "medium": "3 minutes", "full": "Full"}


def named(variation_id: str) -> Variation:
    """A form of the shipped library."""
    found = LIBRARY.variation(variation_id)
    assert found is not None
    return found


def both_sides(variation: Variation, form: Form) -> list[tuple[Side, list[Step]]]:
    """The steps of a shorter form on each side."""
    course = Course(variation, form=form)
    first = first_place(course)
    other: Side = "left" if first.side == "right" else "right"
    return [(place.side, list(steps_at(course, place))) for place in (first, WalkPlace(other, (first.side,)))]


def stations(variation: Variation, form: Form) -> list[Station]:
    """Every message of a shorter form: one level, no offers."""
    return with_first_ring(
        [
            Station(variation, side, variation.levels[0], step, number, len(steps))
            for side, steps in both_sides(variation, form)
            for number, step in enumerate(steps, start=1)
        ]
    )


def where(player: Player) -> tuple[str, int, int]:
    """The side on which they are, and the number of their step of how many."""
    walk = player.record.walk
    assert walk is not None
    found = re.search(r"step (\d+) of (\d+)  [●○]+$", player.last, re.MULTILINE)
    assert found is not None, player.last
    return walk.side, int(found[1]), int(found[2])


# The setting


async def test_a_length_is_chosen_in_the_settings_and_shown_there(eva: Player) -> None:
    """In one message; back leads back."""
    for form, label in LABELS.items():
        await eva.says("/settings")
        assert await eva.taps("Length") == []
        assert eva.last == said("length.ask")
        assert eva.buttons == [*LABELS.values(), "◀ Back"]
        assert await eva.taps(label) == []
        assert eva.record.settings.length == form
        assert eva.toast == said("toast.length", length=said(f"length.{form}"))
        assert said("settings.length", length=said(f"length.{form}")) in eva.last.splitlines()
    await eva.taps("Length")
    await eva.taps("Back")
    assert eva.last.startswith(said("settings.title"))
    assert eva.record.settings.length == "full"


@pytest.mark.parametrize("data", ["set:length:endless", "set:length:", "set:length:short:x", "set:length:SHORT"])
async def test_a_length_that_there_is_not_changes_nothing(eva: Player, data: str) -> None:
    """It is asked for again."""
    await eva.says("/settings")
    await eva.forges(data)
    assert eva.record.settings.length == "full"
    assert eva.last == said("length.ask")


@pytest.mark.parametrize("form", list(LABELS))
async def test_all_that_is_offered_is_of_that_length(stage: Stage, ana: Player, form: Form) -> None:
    """The prompt, /today, the list of movements, and the walk itself; only a longer one can be made shorter."""
    await ana.forges(f"set:length:{form}")
    await stage.tick_at(AT_0730)
    assert ana.last in prompted(OFFERED[form])
    assert ana.buttons == (SHORTER if form == "short" else START) + LATER
    await ana.taps("Later")
    await ana.taps("Back")
    assert ana.buttons == (SHORTER if form == "short" else START) + LATER
    assert await ana.says("/today") == [said("today.offer", what=OFFERED[form])]
    await ana.says("/movements")
    await ana.taps("Hip flexion and extension")
    for each in named("seated-hip-flexion"), named("standing-hip-flexion"):
        long = counted("minutes", minutes(Course(each, form=form)))
        assert said("movements.start", name=WORDS.opening(each.name), minutes=long) in ana.buttons
    await ana.taps(said("movements.start", name="Seated", minutes=OFFERED[form].split(", ")[-1]))
    walk = ana.record.walk
    assert walk is not None
    assert walk.form == form


# A shorter walk


@pytest.mark.parametrize("form", ["short", "medium"])
@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda each: each.id)
async def test_a_shorter_walk_leads_to_its_end(in_memory: InMemoryStage, variation: Variation, form: Form) -> None:
    """One level on each side, and no question in between."""
    player = in_memory.player()
    await player.sets_up()
    await player.forges(f"set:length:{form}")
    told = await player.forges(f"go:{variation.id}")
    route = stations(variation, form)
    for before, station in zip([None, *route], route, strict=False):
        text = shown(station, LIBRARY)
        if before is not None and before.side != station.side:
            mirrored = mirrors_setup(Course(variation, form=form))
            line = "walk.other_side_mirrored" if mirrored else "walk.other_side_now"
            text = f"{said(line, side=LIBRARY.called(station.side))}\n{text}"
        assert told == [text if before is not None else opening(text, LIBRARY, takes(variation, form=form))]
        assert station.step is not None
        in_memory.pass_time(seconds=station.step.seconds)
        told = await player.says("next")
    spent = sum(station.step.seconds for station in route if station.step)
    assert told[0].startswith(said("end.done", minutes=counted("minutes", max(1, round(spent / 60)))))
    walk = player.record.walk
    assert walk is not None
    assert (walk.form, walk.state, walk.reached) == (form, WalkState.DONE, 0)
    assert player.record.streak.days == 1


async def test_just_one_minute_of_a_prompt(daily: PromptedStage, ida: Player) -> None:
    """A button beside Start; it counts as a day like any other, and the next prompt is of the usual length."""
    await daily.tick_at(AT_0730)
    [text] = await ida.taps("Just 1 minute")
    assert takes(named("seated-hip-flexion"), form="short") in text.splitlines()
    assert where(ida) == ("right", 1, 3)
    assert ida.live == [ida.person.last]
    for _ in range(3):
        await ida.says("next")
    assert where(ida) == ("left", 1, 3)
    await ida.says("next")
    await ida.says("next")
    [end] = await ida.says("next")
    assert end.startswith(said("end.done", minutes=counted("minutes", 1)))
    assert ida.record.streak.days == 1
    await daily.tick_at(AT_0730 + DAY)
    assert "3 minutes" in ida.last
    assert ida.buttons == START + LATER


@pytest.mark.parametrize("text", ["short", "one minute", "Just 1 minute", "1 min", "one minut"])
async def test_one_minute_can_be_asked_for_in_words(eva: Player, text: str) -> None:
    """As on the button, and in other words."""
    [told] = await eva.says(text)
    assert takes(named("seated-hip-flexion"), form="short") in told.splitlines()
    assert where(eva) == ("right", 1, 3)


async def test_one_minute_of_a_walk_that_is_open_goes_on_from_its_step(eva: Player) -> None:
    """From step 4, a move, to the only step that moves in the short form; the set-up stays the set-up."""
    await eva.says("next")
    await eva.says("next")
    await eva.says("short")
    assert where(eva) == ("right", 2, 3)
    assert named("seated-hip-flexion").setup[1].text[:20] in eva.last
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.form) == (1, "short")


async def test_one_minute_on_the_prompt_of_a_walk_that_is_open(daily: PromptedStage, ida: Player) -> None:
    """It goes on, shorter."""
    for _ in range(4):
        await ida.says("next")
    await daily.tick_at(AT_0730)
    await ida.taps("Just 1 minute")
    assert where(ida) == ("right", 3, 3)
    assert ida.record.progression.walks_begun == 1


async def test_once_done_one_minute_is_only_offered(eva: Player) -> None:
    """Whoever moved today is asked whether they want more, in whatever words they ask."""
    for text in ("next", "enough", "enough", "good", "That's it"):
        await eva.says(text)
    [text] = await eva.says("one minute")
    assert text.startswith(said("today.done_already"))
    assert eva.record.progression.walks_begun == 1


async def test_a_full_walk_stays_full_when_the_setting_changes(eva: Player) -> None:
    """What is open goes on as it is; the next one is by the setting."""
    await eva.says("next")
    await eva.forges("set:length:short")
    await eva.says("repeat")
    assert where(eva) == ("right", 1, 6)
    for text in ("enough", "enough", "good", "One more now"):
        await eva.says(text)
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.form) == (2, "short")


async def test_the_walk_after_one_that_hurt_is_of_one_minute(eva: Player) -> None:
    """However long ago it was, and once only."""
    for text in ("next", "enough", "enough", "it hurt"):
        await eva.says(text)
    eva.stage.pass_time(days=2)
    [offered] = await eva.says("/today")
    assert "1 minute.\nIt is short because it hurt last time" in offered
    await eva.says("next")
    assert where(eva)[2] == 3
    for text in ("enough", "enough", "good", "One more now"):
        await eva.says(text)
    walk = eva.record.walk
    assert walk is not None
    assert walk.form == "full"


# After a gap


async def has_moved(player: Player) -> None:
    """A day that is done, with nothing left open."""
    for text in ("next", "enough", "enough", "good", "That's it"):
        await player.says(text)


@pytest.mark.parametrize(
    ("days", "offered", "buttons"),
    [
        (1, "Inner thigh stretch, seated, 3 minutes", START + LATER),
        (7, "Inner thigh stretch, seated, 3 minutes", START + LATER),
        (8, "Inner thigh stretch, seated, 1 minute", SHORTER + LATER),
        (40, "Inner thigh stretch, seated, 1 minute", SHORTER + LATER),
    ],
)
async def test_after_more_than_seven_days_a_prompt_is_of_one_minute(
    daily: PromptedStage, ida: Player, days: int, offered: str, buttons: list[str]
) -> None:
    """Whatever the setting; without a button for less."""
    await has_moved(ida)
    await ida.says("/remind off")
    daily.now = AT_0730 + (days - 1) * DAY - timedelta(hours=1)
    await ida.adds_reminder("07:30")
    await daily.tick(hours=1)
    assert ida.last in prompted(offered)
    assert ida.buttons == buttons
    [text] = await ida.taps("Start")
    assert f", {offered.split(', ')[-1]} in all." in text
    walk = ida.record.walk
    assert walk is not None
    assert walk.form == ("short" if days > 7 else "full")


@pytest.mark.parametrize("how", ["next", "/today", "go:seated-inner-thigh"])
async def test_after_a_gap_whatever_begins_is_of_one_minute(eva: Player, how: str) -> None:
    """A word, the offer, a button; once it is done, the usual length is back."""
    await has_moved(eva)
    eva.stage.pass_time(days=9)
    if how.startswith("go:"):
        await eva.forges(how)
    elif how == "/today":
        assert (await eva.says(how))[0] == said("today.offer", what="Inner thigh stretch, seated, 1 minute")
        await eva.taps("Start")
    else:
        await eva.says(how)
    assert where(eva) == ("right", 1, 3)
    for text in ("enough", "enough", "good"):
        await eva.says(text)
    await eva.says("One more now")
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.form) == (3, "full")


async def test_somebody_who_never_moved_comes_back_to_no_gap(eva: Player) -> None:
    """Weeks after setting up, the first walk is as long as they chose."""
    eva.stage.pass_time(days=30)
    await eva.says("next")
    assert where(eva) == ("right", 1, 6)


async def walks_to(player: Player, form: str, *words: str) -> None:
    """Start a form, and leave it after these words."""
    await player.forges(f"go:{form}")
    for word in words:
        await player.says(word)


# Which form was left after which words, and where it goes on in one minute: side, step, of how many.
LEFT_AT: list[tuple[str, str, tuple[str, ...], tuple[str, int, int]]] = [
    ("at the first step", "seated-hip-flexion", (), ("right", 1, 3)),
    ("at the set-up", "seated-hip-flexion", ("next",), ("right", 2, 3)),
    ("at a move that one minute leaves out", "seated-hip-flexion", ("next",) * 2, ("right", 3, 3)),
    ("at the step that repeats", "seated-hip-flexion", ("next",) * 4, ("right", 3, 3)),
    ("at the step that is left out as optional", "seated-hip-flexion", ("next",) * 5, ("right", 3, 3)),
    ("at the set-up of the other side", "seated-hip-flexion", ("enough",), ("left", 1, 3)),
    ("at a move of the other side", "seated-hip-flexion", ("enough", "next", "next"), ("left", 3, 3)),
    ("at the very last step", "seated-hip-flexion", ("enough", *("next",) * 5), ("left", 3, 3)),
    ("at an offer", "seated-inner-thigh", ("next",) * 5, ("right", 3, 3)),
    ("in a level that was taken", "seated-inner-thigh", (*("next",) * 5, "more"), ("right", 3, 3)),
    ("at the set-up of a side changed to", "seated-hip-flexion", ("next", "other side"), ("left", 2, 3)),
]


@pytest.mark.parametrize(("_where", "form", "words", "expected"), LEFT_AT, ids=[row[0] for row in LEFT_AT])
@pytest.mark.parametrize("moved_before", [False, True], ids=["nothing done yet", "days done before"])
async def test_a_walk_left_before_a_gap_goes_on_where_it_was_in_one_minute(
    eva: Player, _where: str, form: str, words: tuple[str, ...], expected: tuple[str, int, int], moved_before: bool
) -> None:
    """One line says so; what was done of it stays done, and it can be started over."""
    if moved_before:
        await has_moved(eva)
    await walks_to(eva, form, *words)
    begun = eva.record.walk
    assert begun is not None
    eva.stage.pass_time(days=8)
    [text] = await eva.says("next")
    assert text.splitlines()[-2] == said("walk.resumed_gap")
    assert where(eva) == expected
    assert "Start over" in eva.buttons
    walk = eva.record.walk
    assert walk is not None
    assert (walk.number, walk.form, walk.sides_done) == (begun.number, "short", begun.sides_done)
    for _ in range(10):
        walk = eva.record.walk
        if walk is not None and walk.state is WalkState.DONE:
            break
        await eva.says("next")
    assert eva.last.endswith(said("end.how"))
    assert eva.record.streak.days == 1


async def test_start_over_after_a_gap_is_of_one_minute_too(eva: Player) -> None:
    """From the first step of the short form."""
    await walks_to(eva, "seated-hip-flexion", "next", "next")
    eva.stage.pass_time(days=8)
    await eva.says("next")
    await eva.taps("Start over")
    assert where(eva) == ("right", 1, 3)


async def test_start_on_a_prompt_after_a_gap_goes_on_where_it_was(daily: PromptedStage, ida: Player) -> None:
    """The prompt speaks of one minute; that it was begun days ago is no news."""
    await has_moved(ida)
    await walks_to(ida, "seated-inner-thigh", "next")
    await ida.says("/remind off")
    daily.now = AT_0730 + 8 * DAY - timedelta(hours=1)
    await ida.adds_reminder("07:30")
    await daily.tick(hours=1)
    assert ida.last in prompted("Inner thigh stretch, seated, 1 minute")
    assert ida.buttons == SHORTER + LATER
    [text] = await ida.taps("Start")
    assert said("walk.resumed_gap") in text.splitlines()
    assert where(ida) == ("right", 2, 3)


async def test_who_moved_yesterday_goes_on_in_full_with_what_was_left_days_ago(
    in_memory: InMemoryStage, eva: Player
) -> None:
    """A gap is of days without moving, not of one walk that lay about."""
    await walks_to(eva, "seated-hip-flexion", "next")
    in_memory.pass_time(days=20)
    yesterday = in_memory.now.date() - DAY
    in_memory.memory.people[eva.id] = with_fields(
        eva.record, streak=replace(eva.record.streak, days=1, until=yesterday)
    )
    [text] = await eva.says("next")
    assert where(eva) == ("right", 2, 6)
    assert said("walk.resumed_gap") not in text
