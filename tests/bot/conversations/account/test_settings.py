"""Can everything that was chosen be seen and changed: /settings, /position, /timezone, gentle?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import TWISTS, said, when
from tests.harness.stage import Player, Stage

SEVEN_IN_BERLIN = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def settings(
    position: str = "seated",
    *,
    length: str = "full",
    way: str = "steps",
    gentle: bool = False,
    what: str = TWISTS,
    pictures: bool = True,
    dots: bool = True,
    checkin: bool = False,
    times: str = "every day at 07:30",
    zone: str = "Lisbon",
    time: str,
) -> str:
    """What /settings says."""
    return "\n".join(
        [
            said("settings.title"),
            said("settings.position", position=position),
            said("settings.length", length=said(f"length.{length}")),
            said(f"settings.way_{way}"),
            said("settings.gentle_on", what=what) if gentle else said("settings.gentle_off"),
            said("settings.pictures_on" if pictures else "settings.pictures_off"),
            said(f"settings.dots_{('on' if pictures else 'resting') if dots else 'off'}"),
            said("settings.checkin_on.365" if checkin else "settings.checkin_off"),
            said("settings.reminders", times=times) if times else said("remind.none"),
            said("settings.zone", zone=zone, time=time),
            said("settings.language", language="English"),
        ]
    )


async def test_settings_show_everything_with_a_button_for_each(stage: Stage, ana: Player) -> None:
    """In one message; a newer one takes its buttons over."""
    assert await ana.says("/settings") == [settings(time="14:35")]
    assert ana.buttons == [
        *("Position", "Length", "Way", "Reminders", "Messages", "Time zone"),
        *("Turn gentle on", "Turn pictures off", "Turn dots off", "Turn check-in on"),
        "Language",
    ]
    first = ana.person.last
    await ana.says("/settings")
    assert ana.live[-1] == ana.person.last
    assert first["message_id"] not in [message["message_id"] for message in ana.live]


async def test_gentle_is_turned_on_and_off_in_place(eva: Player) -> None:
    """The same message, which asks what else to leave out, with a line over the chat; the next walk is by it."""
    await eva.says("/settings")
    assert await eva.taps("Turn gentle on") == []
    assert eva.toast == said("toast.gentle_on", what=TWISTS)
    assert eva.last == f"{said('care.gentle_on', what=TWISTS)}\n{said('left_out.ask')}"
    assert await eva.taps("Done") == []
    assert eva.last == f"{said('left_out.done', what=TWISTS)}\n{said('left_out.change')}"
    assert await eva.says("/settings") == [settings(gentle=True, time="14:35")]
    assert "Turn gentle off" in eva.buttons
    assert "Turn gentle on" not in eva.buttons
    await eva.says("next")
    walk = eva.record.walk
    assert walk is not None
    assert walk.gentle
    message = next(m for m in eva.person.inbox if "Gentle: on" in m["text"])
    await eva.taps("Turn gentle off", message)
    assert eva.toast == said("toast.gentle_off")
    assert eva.record.settings.gentle is False


async def test_without_dots_a_step_says_its_place_in_words(eva: Player) -> None:
    """A screen reader would say each of them. They come back as they went, and the walk stays where it is."""
    await eva.says("next")
    await eva.says("/settings")
    await eva.taps("Turn dots off")
    assert (eva.toast, eva.record.settings.dots) == (said("toast.dots_off"), False)
    assert eva.last == settings(dots=False, time="14:35")
    [step] = await eva.says("next")
    at = said("walk.place", movement="Hip flexion and extension", side="right leg", step=2, of=6)
    assert step.endswith(f"\n{at}")
    assert not {"●", "○"} & set(step)
    await eva.says("/settings")
    await eva.taps("Turn dots on")
    assert "●" in (await eva.says("next"))[0]


async def test_pictures_are_turned_off_and_on_in_place(daily: PromptedStage, ida: Player) -> None:
    """Without them steps, prompts and movements come as text alone."""
    await ida.says("/settings")
    await ida.taps("Turn pictures off")
    assert ida.toast == said("toast.pictures_off")
    assert ida.last == settings(pictures=False, time="14:35")
    await ida.says("next")
    assert not {"animation", "photo"} & set(ida.person.last)
    await ida.says("/movements")
    await ida.taps(daily.library.movements[0].name)
    assert not {"animation", "photo"} & set(ida.person.last)
    await ida.says("/settings")
    await ida.taps("Turn pictures on")
    assert ida.last == settings(time="14:35")
    await ida.says("repeat")
    assert "animation" in ida.person.last


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("/position seated", "seated"),
        ("/position chair", "seated"),
        ("/position on the floor", "lying"),
        ("/position FLOOR", "lying"),
        ("/position standin", "standing"),
    ],
)
async def test_a_position_may_be_given_with_the_command(eva: Player, text: str, position: str) -> None:
    """In the contract's words and in everyday ones, with a slip."""
    words = said(f"position.name.{position}")
    assert await eva.says(text) == [said("position.set", position=words)]
    assert eva.buttons == ["Start today's", *(["Just once"] if position != "seated" else [])]
    assert eva.record.settings.position == position


async def test_a_position_is_asked_for_and_may_be_tapped_or_typed(eva: Player) -> None:
    """The buttons go when one was pressed; an unknown one is asked again."""
    assert await eva.says("/position") == [said("position.ask")]
    assert eva.buttons == ["On the floor", "On a chair", "Standing"]
    await eva.taps("Standing")
    assert eva.record.settings.position == "standing"
    assert [text for text in eva.live_texts if said("position.ask") in text] == []
    await eva.says("/position sofa")
    assert eva.last == f"{said('position.unknown')}\n{said('position.ask')}"
    assert (await eva.says("floor"))[0].startswith(said("position.set", position="lying down"))


async def test_a_new_position_leaves_the_open_walk_as_it_is_and_offers_to_change_it(eva: Player) -> None:
    """Next goes on in the chair; Other position changes the walk too."""
    await eva.says("next")
    await eva.says("next")
    [text] = await eva.says("/position standing")
    assert text == f"{said('position.set', position='standing')} {said('position.walk_goes_on', position='seated')}"
    assert eva.buttons == ["Next ▶", "Other position", "Just once"]
    await eva.taps("Other position")
    await eva.taps("Standing")
    assert eva.last.endswith("\nHip flexion and extension, right leg, step 1 of 6  ●○○○○○")
    await eva.says("/position lying")
    await eva.taps("Next")
    walk = eva.record.walk
    assert walk is not None
    assert walk.variation == "standing-hip-flexion"


async def test_the_next_walk_is_in_the_new_position(eva: Player) -> None:
    """From the setting's own message."""
    await eva.says("/position lying")
    [text] = await eva.taps("Start today's")
    assert said("walk.takes", position="Lying on your side", minutes="5 minutes") in text.splitlines()


# The zone


async def test_a_new_zone_moves_the_next_prompt(daily: PromptedStage, ida: Player) -> None:
    """07:30 is 07:30 wherever they are; said with the new clock, and so it comes."""
    [text] = await ida.says("/timezone Berlin")
    place = said("zone.set", place="Berlin, Germany", time="15:35")
    assert text == f"{place} {said('setup.coming', when=when('tomorrow', '07:30'), span='15 h 55 min')}"
    assert ida.record.settings.zone == "Europe/Berlin"
    assert ida.record.reminders[0].next_due == SEVEN_IN_BERLIN
    seen = len(ida.texts)
    await daily.tick_at(SEVEN_IN_BERLIN)
    assert len(ida.texts) == seen + 1
    await daily.tick(hours=1)
    assert len(ida.texts) == seen + 1


async def test_the_zone_is_asked_for_with_the_clock_that_is_known(eva: Player) -> None:
    """Typed, by a key, or left as it is with Skip; the keyboard goes."""
    asked = f"{said('zone.now', zone='Lisbon', time='14:35')}\n{said('zone.ask_again')}"
    assert await eva.says("/timezone") == [asked]
    assert eva.person.keyboard == ["📍 Share location once", "It's 14:35 for me", "Skip"]
    summary = "Seated, every day at 07:30, Lisbon time."
    coming = said("setup.coming", when=when("tomorrow", "07:30"), span="16 h 55 min")
    assert await eva.presses("Skip") == [f"{summary} {coming}"]
    assert eva.person.keyboard == []
    assert eva.record.settings.zone == "Europe/Lisbon"
    await eva.says("/timezone")
    await eva.presses("Share location once")
    assert eva.last.startswith(said("zone.set", place="Lisbon, Portugal", time="14:35"))
    await eva.says("/timezone")
    assert (await eva.says("Tokyo"))[0].startswith(said("zone.set", place="Tokyo, Japan", time="23:35"))
    assert eva.record.account.asking is None


async def test_the_key_that_tells_the_clock_counts_for_the_moment_it_was_shown(eva: Player) -> None:
    """Pressed an hour later it is still the zone that was meant."""
    await eva.says("/timezone Berlin")
    await eva.says("/timezone")
    eva.stage.pass_time(hours=1)
    await eva.presses("It's 15:35 for me")
    assert eva.record.settings.zone == "Europe/Berlin"


async def test_the_zone_button_of_the_settings_asks(eva: Player) -> None:
    """And an ambiguous answer is asked back."""
    await eva.says("/settings")
    assert (await eva.taps("Time zone"))[0] == said("zone.ask_again")
    assert await eva.says("Springfield") == [said("zone.which")]
    first = eva.buttons[0]
    [text] = await eva.taps(first)
    assert text.startswith("Springfield")
    assert eva.record.settings.zone != "Europe/Lisbon"


@pytest.mark.parametrize("argument", ["Atlantis-on-Sea", "8:75", "x" * 500, "💥"])
async def test_an_unknown_zone_changes_nothing(eva: Player, argument: str) -> None:
    """What is not known is said so."""
    assert await eva.says(f"/timezone {argument}") == [said("zone.unknown", text=argument[:40])]
    assert eva.record.settings.zone == "Europe/Lisbon"


async def test_settings_before_anything_was_chosen_show_the_defaults(in_memory: InMemoryStage) -> None:
    """Nobody is told off for not being set up."""
    player = in_memory.player()
    assert await player.says("/settings") == [settings(gentle=True, times="", zone="UTC", time="14:35")]
    assert player.buttons == [
        *("Position", "Length", "Way", "Reminders", "Messages", "Time zone"),
        *("Turn gentle off", "What is left out", "Turn pictures off", "Turn dots off", "Turn check-in on"),
        "Language",
    ]


async def test_the_reminders_button_of_the_settings_opens_the_list_in_place(eva: Player) -> None:
    """One message for all of it."""
    await eva.says("/settings")
    assert await eva.taps("Reminders") == []
    assert eva.last.startswith(said("remind.list"))
    assert eva.buttons == ["every day at 07:30 ✎", "Add a reminder"]
