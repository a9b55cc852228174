"""Does the first minute lead anybody to their first prompt, however they answer, whatever comes between?"""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.records.person import with_fields
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import TWISTS, in_words, said
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage, opened

ABOUT = shipped_library().about
PITCH = said("hello.what")
CARE = said("care.ask")
POSITION = said("setup.position")
ZONE = said("zone.ask")
TIME = said("setup.time")
LEFT_OUT = said("left_out.ask")
SEATED = said("setup.position_seated")
FINISHED = "Done. Seated, every day at 07:30, Lisbon time. Your next reminder comes tomorrow at 07:30, in 16 h 55 min."
AT_TIME = ["07:30", "12:30", "18:00", "21:00", "Other", "No reminder"]


async def test_four_questions_by_taps_and_a_city(stage: Stage) -> None:
    """The whole first minute: what is said, what can be pressed, what is kept."""
    ana = stage.player()
    [hello] = await ana.says("/start")
    assert hello == f"{said('hello.named', name='Ana')} {PITCH}"
    assert ana.buttons == ["Set me up", "Show me one first"]
    [care] = await ana.taps("Set me up")
    assert care.startswith(ABOUT.care.intro)
    for condition in ABOUT.care.conditions:
        assert condition in care.lower()
    assert care.endswith(CARE)
    assert ana.buttons == ["Keep it gentle", "No, none of these", "When to see someone"]
    assert await ana.taps("No, none of these") == [f"{said('care.gentle_off')}\n{POSITION}"]
    assert ana.buttons == ["On the floor", "On a chair", "Standing", "Skip"]
    assert await ana.taps("On a chair") == [f"{SEATED}\n{ZONE}"]
    assert ana.live == []
    assert ana.person.keyboard == ["📍 Share location once", "It's 14:35 for me", "Skip"]
    assert await ana.says("lisboa") == [said("zone.set", place="Lisbon, Portugal", time="14:35"), TIME]
    assert ana.person.keyboard == []
    assert ana.buttons == AT_TIME
    assert await ana.taps("07:30") == [FINISHED]
    assert ana.buttons == ["Try one now", "Change something", "Link it to a habit"]
    assert ana.live == [ana.person.last]
    record = ana.record
    assert (record.settings.position, record.settings.zone, record.settings.gentle, record.account.setup) == (
        "seated",
        "Europe/Lisbon",
        False,
        None,
    )
    assert [(reminder.at, reminder.weekdays) for reminder in record.reminders] == [(time(7, 30), 127)]
    [first] = await ana.taps("Try one now")
    assert "step 1 of 6" in first


async def test_everything_typed(in_memory: InMemoryStage) -> None:
    """The dialogue's first minute without a single tap."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    assert (await eva.says("set me up"))[0].endswith(CARE)
    assert (await eva.says("No."))[0].endswith(POSITION)
    assert await eva.says("chair") == [f"{SEATED}\n{ZONE}"]
    assert (await eva.says("Lisbon"))[1] == TIME
    assert await eva.says("quarter past seven in the evening") == [
        "Done. Seated, every day at 19:15, Lisbon time. Your next reminder comes today at 19:15, in 4 h 40 min."
    ]


@pytest.mark.parametrize("skip", ["skip", "next", "n", "ok"])
async def test_every_question_can_be_passed_over(in_memory: InMemoryStage, skip: str) -> None:
    """With defaults that suit anybody: gentle, seated, the clock of the language, 07:30 every day."""
    eva = in_memory.player("Eva", language_code="it")
    await eva.says("/start")
    await eva.says("next")
    assert eva.last.endswith(CARE)
    await eva.says("skip")
    await eva.says(skip)
    assert eva.last == f"{SEATED}\n{ZONE}"
    assert "It's 15:35 for me" in eva.person.keyboard
    await eva.says(skip)
    assert eva.texts[-2:] == [said("zone.set", place="Rome", time="15:35"), TIME]
    await eva.says(skip)
    assert eva.last == (
        "Done. Seated, every day at 07:30, Rome time. Your next reminder comes tomorrow at 07:30, in 15 h 55 min."
    )
    record = eva.record
    assert (record.settings.gentle, record.settings.position, record.settings.zone) == (True, "seated", "Europe/Rome")


async def test_the_position_can_be_skipped_by_its_button_and_the_city_by_its_key(in_memory: InMemoryStage) -> None:
    """Where a language tells no country, the clock is UTC for now, and says how to do better."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "no"):
        await eva.says(text)
    await eva.taps("Skip")
    assert eva.record.settings.position == "seated"
    assert await eva.presses("Skip") == [
        f"{said('zone.set', place='UTC', time='14:35')} {said('zone.fixed')}",
        TIME,
    ]


@pytest.mark.parametrize("answered", shortened(range(7), 3))
async def test_a_restart_after_any_question_loses_nothing(tmp_path: Path, answered: int) -> None:
    """The answer typed to the new process is taken up where the old one left off."""
    answers = ("/start", "set me up", "yes", "osteoporosis", "standing", "Lisbon", "18:00")
    async with opened(Stage(tmp_path)) as stage:
        ana = stage.player()
        for number, answer in enumerate(answers):
            await ana.says(answer)
            if number == answered:
                await stage.restart()
        assert ana.last == (
            "Done. Standing, every day at 18:00, Lisbon time. Your next reminder comes today at 18:00, in 3 h 25 min."
        )
        assert stage.wrongs() == []


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ((), PITCH),
        (("set me up",), CARE),
        (("set me up", "yes"), LEFT_OUT),
        (("set me up", "yes", "done"), POSITION),
        (("set me up", "yes", "done", "floor"), ZONE),
        (("set me up", "yes", "done", "floor", "Lisbon"), TIME),
    ],
)
async def test_start_in_the_middle_asks_the_open_question_again(
    in_memory: InMemoryStage, answers: tuple[str, ...], question: str
) -> None:
    """Nothing that was answered is lost or asked twice, and old buttons are gone."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    for answer in answers:
        await eva.says(answer)
    before = eva.record
    [again] = await eva.says("/start")
    assert question in again
    assert len(eva.live) <= 1
    after = eva.record
    assert (after.settings.gentle, after.settings.position, after.settings.zone, after.account.setup) == (
        before.settings.gentle,
        before.settings.position,
        before.settings.zone,
        before.account.setup,
    )


async def test_start_later_loses_nothing(eva: Player) -> None:
    """Not in a walk either: it goes on at its step."""
    await eva.says("next")
    await eva.says("next")
    before = eva.record
    assert await eva.says("/start") == [
        f"{said('start.again', name='Eva')}\n"
        "Seated, every day at 07:30, Lisbon time. Your next reminder comes tomorrow at 07:30, in 16 h 55 min."
    ]
    assert eva.buttons == ["Start today's", "Change something"]
    assert eva.record.walk == before.walk
    assert eva.record.reminders == before.reminders
    [text] = await eva.taps("Start today's")
    assert said("walk.resumed_now") in text.splitlines()
    assert "step 2 of 6" in text


@pytest.mark.parametrize(
    ("payload", "position", "button"),
    [("seated", "seated", 1), ("lying", "lying", 0), ("standing", "standing", 2), ("SEATED", "seated", 1)],
)
async def test_a_deep_link_presets_the_position(
    in_memory: InMemoryStage, payload: str, position: str, button: int
) -> None:
    """That question is not asked then."""
    eva = in_memory.player("Eva")
    await eva.does(lambda: eva.person.start(payload))
    assert eva.buttons == ["Set me up", "Show me one first"]
    assert eva.record.settings.position == position
    await eva.taps("Set me up")
    assert (await eva.taps("No, none of these"))[0].endswith(ZONE)


async def test_a_deep_link_later_changes_the_position_and_says_so(eva: Player) -> None:
    """Whoever is set up already keeps all else."""
    [text] = await eva.does(lambda: eva.person.start("lying"))
    assert text.startswith(
        f"{said('start.again', name='Eva')}\n{said('position.set', position='lying down')}\nLying down, every day"
    )
    assert eva.record.settings.position == "lying"


async def test_a_deep_link_answers_the_open_question(in_memory: InMemoryStage) -> None:
    """Pressed while the position is being asked, it goes on to the next question."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "no"):
        await eva.says(text)
    assert (await eva.does(lambda: eva.person.start("standing")))[0].endswith(ZONE)
    assert eva.record.settings.position == "standing"


@pytest.mark.parametrize("payload", ["group", "sofa", "seated_lying", "<b>", "1" * 64, "💥", "../..", "seated; drop"])
async def test_any_other_payload_is_no_payload(in_memory: InMemoryStage, payload: str) -> None:
    """Junk in a link is not remembered and not repeated."""
    eva = in_memory.player("Eva")
    [hello] = await eva.does(lambda: eva.person.start(payload))
    assert hello.startswith(f"{said('hello.named', name='Eva')} {PITCH}")
    assert eva.record.settings.position is None


# Show me one first


async def test_one_can_be_shown_first_and_setting_up_comes_after(stage: Stage) -> None:
    """The cautions in brief, a gentle walk on the chair, and "Set me up" at its end."""
    ana = stage.player()
    await ana.says("/start")
    care, step = await ana.taps("Show me one first")
    assert care.startswith(ABOUT.care.intro)
    assert care.endswith(said("care.then_gentle", what=TWISTS))
    assert step.endswith("\nHip flexion and extension, right leg, step 1 of 6  ●○○○○○")
    assert ana.live == [ana.person.last]
    for _ in range(12):
        stage.pass_time(seconds=10)
        await ana.says("next")
    assert ana.last.startswith("Both sides done")
    assert await ana.taps("Good") == ["Noted. That's day one.\nNext time: Inner thigh stretch."]
    assert ana.buttons == ["Set me up", "One more now"]
    assert (await ana.taps("Set me up"))[0].endswith(CARE)
    assert ana.record.account.setup == "care"


async def test_what_is_shown_first_is_a_gentle_walk(in_memory: InMemoryStage) -> None:
    """Nobody was asked about twists yet."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    await eva.says("show me")
    walk = eva.record.walk
    assert walk is not None
    assert walk.gentle
    assert eva.record.settings.gentle is None


async def test_set_me_up_may_be_said_in_the_middle_of_it(in_memory: InMemoryStage) -> None:
    """And the walk goes on with "next" afterwards."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    await eva.says("show me one")
    await eva.says("next")
    await eva.says("/start")
    assert (await eva.taps("Set me up"))[0].endswith(CARE)
    assert "step 3 of 6" in (await eva.says("next"))[0]
    assert (await eva.says("none of these"))[0].endswith(POSITION)
    assert (await eva.says("chair"))[0] == f"{SEATED}\n{ZONE}"
    assert "step 2 of 6" in (await eva.says("back"))[0]
    assert "step 2 of 6" in (await eva.says("other side"))[0]
    assert (await eva.says("Lisbon"))[1] == TIME
    assert await eva.says("pause") == [said("walk.paused", step=2, of=6)]
    assert (await eva.says("21:00"))[0].startswith("Done. Seated, every day at 21:00")


# Who should take care


@pytest.mark.parametrize("text", ["no", "No, none of these", "nope", "n", "none", "nothing"])
async def test_where_nothing_applies_nothing_else_is_asked(in_memory: InMemoryStage, text: str) -> None:
    """On with the position."""
    eva = await at_the_care_question(in_memory)
    assert await eva.says(text) == [f"{said('care.gentle_off')}\n{POSITION}"]
    assert (eva.record.settings.gentle, eva.record.settings.avoids) == (False, ())


@pytest.mark.parametrize("text", ["skip", "next"])
async def test_somebody_who_passes_the_caution_over_is_kept_gentle_and_not_asked_more(
    in_memory: InMemoryStage, text: str
) -> None:
    """What that leaves out is said, and what it does not protect."""
    eva = await at_the_care_question(in_memory)
    assert await eva.says(text) == [f"{said('care.gentle_on', what=TWISTS)}\n{POSITION}"]
    assert eva.record.settings.gentle is True


@pytest.mark.parametrize(
    ("text", "avoids"),
    [
        ("yes", ()),
        ("y", ()),
        ("sure", ()),
        ("keep it gentle", ()),
        ("gentle please", ()),
        ("I have some pain in the hip", ()),
        ("my back hurts", ()),
        ("I am pregnant", ("on-back", "one-leg", "wide")),
        ("sciatica", ("nerve-pull",)),
        ("osteoporosis, a bit", ("one-leg",)),
        ("I had a hip replacement", ("deep-flexion", "turning-in")),
        ("hip replacement and siatica", ("deep-flexion", "turning-in", "nerve-pull")),
    ],
)
async def test_where_something_applies_it_is_kept_gentle_and_asked_what_else_to_leave_out(
    in_memory: InMemoryStage, text: str, avoids: tuple[str, ...]
) -> None:
    """In doubt it is kept gentle; what was named is ticked already."""
    eva = await at_the_care_question(in_memory)
    [answer] = await eva.says(text)
    assert answer.endswith(f"\n{LEFT_OUT}")
    assert in_words("twist", "roll", *avoids) in answer
    assert (eva.record.settings.gentle, eva.record.settings.avoids, eva.record.account.setup) == (
        True,
        avoids,
        "left_out",
    )
    assert (await eva.taps("Done"))[0].endswith(POSITION)
    assert eva.record.settings.avoids == avoids


async def test_the_warning_signs_can_be_read_at_the_care_question_and_it_stays_open(in_memory: InMemoryStage) -> None:
    """Its buttons too."""
    eva = await at_the_care_question(in_memory)
    question = eva.person.last
    for signs in (await eva.taps("When to see someone"), await eva.says("when to see someone")):
        assert signs[0].startswith(said("safety.signs"))
    assert eva.record.account.setup == "care"
    assert (await eva.taps("No, none of these", question))[0].endswith(POSITION)


async def at_the_care_question(stage: Stage) -> Player:
    """Somebody who is asked whether they have to take care of something."""
    eva = stage.player("Eva")
    await eva.says("/start")
    await eva.says("set me up")
    return eva


async def test_only_the_choice_is_stored_and_not_the_reason(tmp_path: Path) -> None:
    """Flags in the person's row; the condition that was typed is nowhere in the database file, nor what was tapped."""
    async with opened(Stage(tmp_path)) as stage:
        ana = stage.player()
        for text in ("/start", "set me up", "I have sciatica and osteoporosis"):
            await ana.says(text)
        await ana.taps("Pregnant")
        await ana.taps("Done")
        await ana.says("chair")
        with stage.store.engine.connect() as connection:
            row = connection.execute(sa.select(tables.person)).one()
        assert (row.gentle, row.avoids) == (True, "nerve-pull on-back one-leg wide")
        for kept in files_of(stage):
            for word in (b"sciatica", b"osteoporosis", b"pregnan", b"bones"):
                assert word not in kept.lower()


@pytest.mark.parametrize("text", ["what?", "who knows", "12", "🙈"])
async def test_what_is_no_answer_is_asked_again(in_memory: InMemoryStage, text: str) -> None:
    """At each question that has a choice."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    await eva.says("set me up")
    assert await eva.says(text) == [said("care.unsure", what=TWISTS)]
    assert eva.buttons == ["Keep it gentle", "No, none of these", "When to see someone"]
    assert eva.live == [eva.person.last]
    await eva.says("no")
    assert await eva.says(text) == [f"{said('fallback.setup')}\n{POSITION}"]
    assert eva.buttons == ["On the floor", "On a chair", "Standing", "Skip"]


@pytest.mark.parametrize("word", ["back", "more", "repeat", "other side"])
async def test_a_walks_word_at_a_question_is_no_answer_to_it(in_memory: InMemoryStage, word: str) -> None:
    """The question is asked again, and what is said next is its answer."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    await eva.says("set me up")
    assert (await eva.says(word))[0].startswith(f"{said('fallback.setup')}\n{ABOUT.care.intro}")
    assert (await eva.says("none"))[0].endswith(POSITION)


async def test_a_greeting_at_a_question_is_returned_and_the_question_asked_again(in_memory: InMemoryStage) -> None:
    """Whoever says hello gets both."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "no"):
        await eva.says(text)
    assert await eva.says("hi") == [said("hello.named", name="Eva"), POSITION]


async def test_what_was_set_before_being_set_up_is_not_asked_again(in_memory: InMemoryStage) -> None:
    """A reminder, the zone and the position, each by its command."""
    eva = in_memory.player("Eva")
    for text in ("/remind 07:30", "/timezone Lisbon", "/position seated"):
        await eva.says(text)
    await eva.says("/start")
    await eva.taps("Set me up")
    [done] = await eva.says("no")
    assert done == f"{said('care.gentle_off')}\n{FINISHED}" or done == FINISHED
    assert eva.record.account.setup is None


async def test_a_question_that_this_version_does_not_ask_is_passed_over(in_memory: InMemoryStage) -> None:
    """Left on record by another version of the program."""
    eva = in_memory.player("Eva")
    await eva.sets_up()
    in_memory.memory.people[eva.id] = with_fields(eva.record, setup="shoe size")
    assert await eva.says("/start") == [FINISHED]
    assert eva.record.account.setup is None


# Where: the zone


async def at_the_zone(stage: Stage, language_code: str = "en") -> Player:
    """Somebody who is being asked for their city."""
    player = stage.player(language_code=language_code)
    for text in ("/start", "set me up", "no", "chair"):
        await player.says(text)
    return player


@pytest.mark.parametrize(
    ("text", "zone", "answer"),
    [
        ("Lisbon", "Europe/Lisbon", said("zone.set", place="Lisbon, Portugal", time="14:35")),
        ("I live in Lisbon", "Europe/Lisbon", said("zone.set", place="Lisbon, Portugal", time="14:35")),
        ("Normandy", "Europe/Paris", said("zone.set", place="Normandy, France", time="15:35")),
        (
            "new york",
            "America/New_York",
            said("zone.set", place="New York City, New York, United States", time="9:35\u00a0AM"),
        ),
        ("Mumbai", "Asia/Kolkata", said("zone.set", place="Mumbai, India", time="8:05\u00a0pm")),
        ("Portugal", "Europe/Lisbon", said("zone.set", place="Portugal", time="14:35")),
        ("Europe/Berlin", "Europe/Berlin", said("zone.set", place="Berlin, Germany", time="15:35")),
        ("europe/berlin", "Europe/Berlin", said("zone.set", place="Berlin, Germany", time="15:35")),
        (
            "UTC+2",
            "Etc/GMT-2",
            f"{said('zone.set', place='UTC+2', time='16:35')} {said('zone.fixed')}",
        ),
        ("gmt", "UTC", f"{said('zone.set', place='UTC', time='14:35')} {said('zone.fixed')}"),
    ],
)
async def test_a_place_is_understood_in_many_ways(in_memory: InMemoryStage, text: str, zone: str, answer: str) -> None:
    """City, sentence, region, country, IANA name, offset; what was understood is shown with its clock."""
    eva = await at_the_zone(in_memory)
    assert await eva.says(text) == [answer, TIME]
    assert eva.record.settings.zone == zone
    assert eva.person.keyboard == []


async def test_the_key_with_the_clock_is_written_and_understood_with_12_hours_too(in_memory: InMemoryStage) -> None:
    """The language code names a territory before any zone is known."""
    joe = await at_the_zone(in_memory, "en-us")
    assert (await joe.presses("It's 9:35\u00a0AM for me"))[0].startswith("New York")
    assert joe.record.settings.zone == "America/New_York"


async def test_the_clock_may_be_told_instead(in_memory: InMemoryStage) -> None:
    """ "It is 14:35 here", typed or by the key that shows the clock of the language."""
    eva = await at_the_zone(in_memory, "it")
    assert (await eva.presses("It's 15:35 for me"))[0].startswith("Rome")
    assert eva.record.settings.zone == "Europe/Rome"
    kim = in_memory.player("Kim")
    for text in ("/start", "set me up", "no", "chair"):
        await kim.says(text)
    assert "where it is 8:05\u00a0pm now" in (await kim.says("it is 20:05 here"))[0]
    assert kim.record.settings.zone == "Asia/Kolkata"


async def test_an_ambiguous_name_is_asked_back(in_memory: InMemoryStage) -> None:
    """Each place with its clock; the buttons go when one is pressed."""
    eva = await at_the_zone(in_memory)
    assert await eva.says("Portland") == [said("zone.which")]
    assert len(eva.buttons) >= 2
    maine = next(label for label in eva.buttons if "Maine" in label)
    assert maine.endswith("09:35")
    first, question = await eva.taps(maine)
    assert first.startswith("Portland")
    assert question == TIME
    assert eva.live == [eva.person.last]
    assert eva.record.settings.zone == "America/New_York"


OFFERED = said("zone.did_you_mean", place="Lisbon, Portugal", time="14:35")
SET = said("zone.set", place="Lisbon", time="14:35")


@pytest.mark.parametrize("answer", ["Lisbon, Portugal · 14:35", "yes"])
async def test_a_name_with_a_slip_is_asked_and_not_set(in_memory: InMemoryStage, answer: str) -> None:
    """The place that is nearest, with its clock; a tap or "yes" takes it."""
    eva = await at_the_zone(in_memory)
    before = eva.record.settings
    assert await eva.says("lisbo") == [OFFERED]
    assert eva.record.settings == before
    assert eva.buttons == ["Lisbon, Portugal · 14:35", "Another place"]
    assert await (eva.says(answer) if answer == "yes" else eva.taps(answer)) == [SET, TIME]
    assert eva.record.settings.zone == "Europe/Lisbon"


@pytest.mark.parametrize("answer", ["no", "Another place"])
async def test_a_place_that_was_not_meant_is_asked_for_again(in_memory: InMemoryStage, answer: str) -> None:
    """Nothing is set, and a later "yes" does not take it."""
    eva = await at_the_zone(in_memory)
    await eva.says("lisbo")
    said_then = await (eva.says(answer) if answer == "no" else eva.taps(answer))
    assert said_then == [said("zone.ask_again")]
    assert await eva.says("yes") == [said("zone.unknown", text="yes")]
    assert eva.record.settings.zone is None
    assert (await eva.says("Porto"))[1] == TIME


async def test_another_name_withdraws_the_place_that_was_offered(in_memory: InMemoryStage) -> None:
    """ "Yes" to a question which of several is none to the one before."""
    eva = await at_the_zone(in_memory)
    await eva.says("lisbo")
    assert await eva.says("srpingfeild") == [said("zone.which_near")]
    await eva.says("yes")
    assert eva.record.settings.zone is None


async def test_the_command_asks_about_a_slip_too_and_tells_the_next_reminder(in_memory: InMemoryStage) -> None:
    """`/timezone lisbo` changes nothing before it is confirmed."""
    eva = await at_the_zone(in_memory)
    await eva.says("Berlin")
    await eva.says("07:30")
    assert await eva.says("/timezone lisbo") == [OFFERED]
    assert eva.record.settings.zone == "Europe/Berlin"
    [line] = await eva.says("yes")
    assert line.startswith(SET)
    assert "07:30" in line
    assert eva.record.settings.zone == "Europe/Lisbon"


async def test_an_ambiguous_name_may_also_be_typed_again(in_memory: InMemoryStage) -> None:
    """The next text is another answer, and the buttons under the old one go."""
    eva = await at_the_zone(in_memory)
    await eva.says("Portland")
    assert (await eva.says("Portland, Oregon"))[1] == TIME
    assert eva.record.settings.zone == "America/Los_Angeles"
    assert eva.live == [eva.person.last]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("xyzzyplugh", "xyzzyplugh"),
        ("the moon", "the moon"),
        ("<b>&", "<b>&"),
        ("q" * 300, "q" * 40),
    ],
)
async def test_an_unknown_place_is_said_to_be_unknown(in_memory: InMemoryStage, text: str, shown: str) -> None:
    """With what would be understood; the question stays open."""
    eva = await at_the_zone(in_memory)
    assert await eva.says(text) == [said("zone.unknown", text=shown)]
    assert (await eva.says("Lisbon"))[1] == TIME


def files_of(stage: Stage) -> list[bytes]:
    """The bytes of the database: the file and its write-ahead log."""
    return [path.read_bytes() for path in sorted(stage.folder.glob("limber.db*"))]


async def test_a_shared_location_becomes_a_zone_and_is_forgotten(tmp_path: Path) -> None:
    """The pin is nowhere: not in a row, not in the file, not in its write-ahead log, not in what is sent."""
    async with opened(Stage(tmp_path)) as stage:
        ana = await at_the_zone(stage)
        latitude, longitude = 48.137154, 11.576124
        assert await ana.does(lambda: ana.person.press("Share location once", (latitude, longitude))) == [
            "Munich, Germany, where it is 15:35 now.",
            TIME,
        ]
        assert ana.record.settings.zone == "Europe/Berlin"
        assert sum(map(len, files_of(stage))) > 50_000
        for kept in files_of(stage):
            for trace in (b"48.13", b"11.57", b"latitude", b"longitude"):
                assert trace not in kept
        assert all("48.1" not in text and "11.5" not in text for text in ana.texts)


async def test_a_location_in_the_open_sea_or_nowhere_is_answered(in_memory: InMemoryStage) -> None:
    """At sea it is an offset; what is no point on Earth has no clock."""
    eva = await at_the_zone(in_memory)
    assert await eva.does(lambda: eva.person.share_location(95.0, 0.0)) == [said("zone.nowhere")]
    [line, question] = await eva.does(lambda: eva.person.share_location(0.0, -30.0))
    assert line.startswith("UTC-2, where it is 12:35 now.")
    assert question == TIME


async def test_a_second_location_asks_the_time_again_and_skips_nothing(in_memory: InMemoryStage) -> None:
    """Whoever shares twice is not set up without having been asked when."""
    eva = await at_the_zone(in_memory)
    for _ in range(2):
        assert (await eva.does(lambda: eva.person.share_location(38.7, -9.1)))[1] == TIME
    assert eva.record.account.setup == "time"


# When


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("18:00", "every day at 18:00"),
        ("7.30pm", "every day at 19:30"),
        ("half past seven", "every day at 07:30"),
        ("8", "every day at 08:00"),
        ("noon", "every day at 12:00"),
        ("quater to nine", "every day at 08:45"),
        ("18:00 mon,wed,fri", "on Monday, Wednesday and Friday at 18:00"),
        ("half past seven on weekdays", "on weekdays at 07:30"),
        ("9 at the weekend", "at weekends at 09:00"),
        ("21:30", "every day at 21:30"),
    ],
)
async def test_a_time_is_understood_in_many_ways(in_memory: InMemoryStage, text: str, times: str) -> None:
    """Digits, words, with days."""
    eva = await at_the_zone(in_memory)
    await eva.says("Lisbon")
    [done] = await eva.says(text)
    assert done.startswith(f"Done. Seated, {times}, Lisbon time. Your next reminder comes ")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("8:75", 'There is no such time. Try 8:45, 18:30 or "half past seven".'),
        ("25:00", 'There is no such time. Try 8:45, 18:30 or "half past seven".'),
        ("soon", 'I can\'t read a time in that. Try 8:45, 18:30 or "half past seven".'),
        ("7-8", "I need one time, not two. Which one? Try 7:30."),
        ("x" * 4096, 'I can\'t read a time in that. Try 8:45, 18:30 or "half past seven".'),
    ],
)
async def test_what_is_no_time_is_said_to_be_none(in_memory: InMemoryStage, text: str, answer: str) -> None:
    """And the question stays open."""
    eva = await at_the_zone(in_memory)
    await eva.says("Lisbon")
    assert await eva.says(text) == [answer]
    assert (await eva.says("8:45"))[0].startswith("Done. Seated, every day at 08:45")


async def test_other_asks_for_a_time_and_takes_what_is_typed(in_memory: InMemoryStage) -> None:
    """One more line, then it is done."""
    eva = await at_the_zone(in_memory)
    await eva.says("Lisbon")
    [text] = await eva.taps("Other")
    assert text.startswith('Type a time, such as 8:45, 18:30 or "half past seven".')
    assert (await eva.says("6:10"))[0].startswith("Done. Seated, every day at 06:10")


@pytest.mark.parametrize("text", ["no", "No reminder", "never", "no thanks"])
async def test_no_reminder_is_an_answer_too(in_memory: InMemoryStage, text: str) -> None:
    """Typed; the button is in test_taps."""
    eva = await at_the_zone(in_memory)
    await eva.says("Lisbon")
    assert await eva.says(text) == [
        "Done. Seated, and no reminder. /today is there whenever you want it. /remind sets a reminder."
    ]
    assert eva.record.reminders == ()


async def test_the_command_answers_the_open_question(in_memory: InMemoryStage) -> None:
    """/position, /timezone and /remind are answers where that is what is being asked."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "no"):
        await eva.says(text)
    assert (await eva.says("/position standing"))[0].endswith(ZONE)
    assert (await eva.says("/timezone Berlin"))[1] == TIME
    assert await eva.adds_reminder("20:00") == [
        "Done. Standing, every day at 20:00, Berlin time. Your next reminder comes today at 20:00, in 4 h 25 min."
    ]
    assert eva.record.account.setup is None


async def test_whatever_comes_first_is_answered(in_memory: InMemoryStage) -> None:
    """A newcomer who does not press START but greets, says next, or anything."""
    for name, text, answer in (
        ("Ben", "hi", f"{said('hello.named', name='Ben')} {PITCH}"),
        ("Kim", "???", said("help.words")),
        ("Lee", "what is this", f"{said('hello.named', name='Lee')} {PITCH}"),
        ("Max", "next", ABOUT.care.intro),
        ("Sue", "/today", "Today's: Hip flexion and extension"),
        ("Tom", "it hurts", f"{said('hello.named', name='Tom')}\n{said('hurt.first')}"),
        ("Zoe", "/settings", said("settings.title")),
    ):
        player = in_memory.player(name)
        texts = await player.says(text)
        assert texts[0].startswith(answer)
        assert len(texts) == 1
