"""Is an emergency heard at any moment, and does nothing lead on from it? Is relief no complaint?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from content.emergency import emergency_number
from storage.records.person import Feel, WalkState
from tests.harness.chat import after
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.harness.stage import Player, Stage

ABOUT = shipped_library().about
CALL = said("alarm.call", number="112", country="Portugal")
TABLE = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[3] / "bot" / "understanding" / "symptoms" / "symptoms.tsv")
    .read_text("utf-8")
    .splitlines()
    if line and not line.startswith("#")
]
# What a person may be in the middle of, and how they get there once they are set up.
STATES: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "a walk": ("next", "next"),
    "a held walk": ("next", "next", "ouch"),
    "a paused walk": ("next", "pause"),
    "an offer": ("/today",),
    "a time": ("/remind", "* Add a reminder"),
    "a city": ("/timezone",),
    "a position": ("/position",),
    "a cue": ("/cue",),
    "a deletion": ("/delete",),
    "a report": ("/report",),
    "how it felt": ("next", "enough", "enough"),
}


async def into(player: Player, steps: tuple[str, ...]) -> None:
    """Says or taps (*) one after another."""
    for step in steps:
        await (player.taps(step[2:]) if step.startswith("* ") else player.says(step))


@pytest.mark.parametrize("state", STATES)
async def test_an_alarm_is_heard_in_the_middle_of_anything(in_memory: InMemoryStage, state: str) -> None:
    """One message: the number of their country, and in three lines what for; one button, with all the other signs."""
    player = in_memory.player()
    await player.sets_up()
    await into(player, STATES[state])
    walk = player.record.walk
    [text] = await player.says("my legs feel numb and weak")
    assert text == f"{CALL}\n{ABOUT.signs.alarm}"
    assert len(text.splitlines()) == 4
    assert player.buttons == ["When to see someone"]
    assert player.live == [player.person.last]
    after = player.record.walk
    assert (walk is None) == (after is None)
    if walk is not None and after is not None:
        assert (after.step, after.side, after.level, after.feel) == (walk.step, walk.side, walk.level, walk.feel)


@pytest.mark.parametrize("setup", [(), ("/start",), ("/start", "set me up"), ("/start", "set me up", "no")])
async def test_an_alarm_is_heard_before_somebody_is_set_up(in_memory: InMemoryStage, setup: tuple[str, ...]) -> None:
    """Their country is not known yet; what was asked is still to be answered afterwards."""
    player = in_memory.player()
    await into(player, setup)
    stage_of_setup = player.record.account.setup if setup else "hello"
    [text] = await player.says("chest pain")
    assert text.startswith(said("alarm.call_unknown"))
    assert player.record.account.setup == stage_of_setup


@pytest.mark.parametrize(
    "sends",
    [
        lambda person: person.send_photo(caption="I can't feel my legs"),
        lambda person: person.send_photo(caption="SOS"),
        lambda person: person.say("I can't breathe", reply_to=person.last),
        lambda person: person.say("/help I have chest pain"),
        lambda person: person.say("/today my chest hurts"),
        lambda person: person.say("/nonsense call an ambulance"),
        lambda person: person.edit(person.say("next")["message_id"], "next. no wait, chest pain"),
    ],
)
async def test_an_alarm_is_heard_wherever_it_is_written(in_memory: InMemoryStage, sends: Callable[..., object]) -> None:
    """Under a picture, in a reply, behind a command, in an edit."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    assert (await player.does(partial(sends, player.person)))[-1].startswith(CALL)


async def test_what_was_forwarded_is_nobodys_alarm(in_memory: InMemoryStage) -> None:
    """Somebody else wrote it."""
    player = in_memory.player()
    await player.sets_up()
    assert await player.does(lambda: player.person.forward("I have chest pain")) == [said("else.forward")]


async def test_after_an_alarm_nothing_goes_on_until_they_say_that_they_are_well(stage: Stage, ana: Player) -> None:
    """Not by words, not by buttons of before, not by /today, not after a restart; reminders of the day stay away."""
    await ana.says("next")
    await ana.says("next")
    step = ana.person.last
    await ana.says("I feel faint")
    first = said("alarm.check", number="112")
    assert (await ana.says("next"))[0].startswith(first)
    await stage.restart()
    assert (await ana.says("start over"))[0].startswith(first)
    assert (await ana.says("/today"))[0].startswith(first)
    assert (await ana.sends_data(next(b["callback_data"] for row in step["reply_markup"]["inline_keyboard"] for b in row
                                      if b["text"].startswith("Next")), step))[0].startswith(first)  # fmt: skip
    assert (await ana.says("the pain is gone"))[0].startswith(first)
    assert all(reminder.next_date != stage.clock().date() for reminder in ana.record.reminders)
    walk = ana.record.walk
    assert walk is not None
    assert (walk.state, walk.feel) == (WalkState.OPEN, None)
    assert await ana.taps("I'm well again") == [said("alarm.over_kept")]
    assert "step 2 of 6" in (await ana.says("next"))[0]


@pytest.mark.parametrize(
    "text", ["false alarm", "I'm fine", "it was a joke", "good lord no Im fine I just havent got my glasses on"]
)
async def test_a_false_alarm_is_taken_back_in_words(in_memory: InMemoryStage, text: str) -> None:
    """And what was planned for the day is planned again."""
    player = in_memory.player()
    await player.sets_up()
    planned = [reminder.next_due for reminder in player.record.reminders]
    await player.says("chest pain")
    assert await player.says(text) == [said("alarm.over")]
    assert [reminder.next_due for reminder in player.record.reminders] == planned
    assert player.record.account.asking is None


@pytest.mark.parametrize(
    ("texts", "answers"),
    [
        (("I only said I cant see the writing", "yes"), ("check", "over_kept")),
        (("you misunderstood me", "yes I am"), ("check", "over_kept")),
        (("carry on please", "yes go on then"), ("check", "over_kept")),
        (("carry on please", "next", "ok"), ("check", "check", "check")),
        (("I think I'm ok", "no"), ("check", "call")),
        (("I'm not fine",), ("call",)),
        (("next", "yes but I feel faint"), ("check", "call")),
        (("yes",), ("check",)),
    ],
)
async def test_what_is_said_after_an_alarm_is_answered_by_what_it_says(
    eva: Player, texts: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    """A plain word of theirs opens the way; doubt is asked about in a line; "no" is the number once more."""
    lines = {
        "first": said("alarm.first"),
        "check": said("alarm.check", number="112"),
        "over_kept": said("alarm.over_kept"),
        "call": CALL,
    }
    await into(eva, ("next", "next"))
    await eva.says("I feel faint")
    for text, answer in zip(texts, answers, strict=True):
        [told] = await eva.says(text)
        assert told.startswith(lines[answer]), (text, told)
        assert eva.buttons
    if answers[-1] == "over_kept":
        assert "step 2 of 6" in (await eva.taps("Next"))[0]


async def test_who_goes_on_with_other_messages_between_sees_the_signs_of_an_alarm_once_more(eva: Player) -> None:
    """Right below them the question alone is asked."""
    await into(eva, ("next", "next"))
    await eva.says("I feel faint")
    await eva.says("/progress")
    assert (await eva.says("next"))[0].startswith(said("alarm.first"))
    assert (await eva.says("next"))[0].startswith(said("alarm.check", number="112"))


@pytest.mark.parametrize(
    "text",
    [
        "no no, I'm fine, I just can't lift the leg",
        "it's not an emergency, I only can't raise my foot",
        "no, no ambulance, I just can't lift the leg",
        "you misunderstood me, I can't lift my leg, that is all",
        "I'm ok, I just can't move my leg that way",
    ],
)
async def test_who_denies_an_alarm_in_words_that_tell_of_one_can_tap_that_they_are_well(eva: Player, text: str) -> None:
    """The number and the signs are said once more; the button is beside them."""
    await into(eva, ("next", "next"))
    await eva.says("I feel faint")
    assert (await eva.says(text))[0].startswith(CALL)
    assert eva.buttons == ["When to see someone", "I'm well again"]
    assert await eva.taps("I'm well again") == [said("alarm.over_kept")]


async def test_an_alarm_that_nobody_denied_has_no_way_on(eva: Player) -> None:
    """Told twice, or denied before there was any."""
    for text in ("I'm fine but I have chest pain", "I'm not fine, my chest hurts", "my chest still hurts"):
        await eva.says(text)
        assert eva.buttons == ["When to see someone"]


@pytest.mark.parametrize(
    "text",
    [
        "can you say it out loud I cant see from here",
        "I cant see from here",
        "I can't see the writing without my glasses",
        "i not can see the letters, too small",
        "Sorry, I cannot see the screen from the mat.",
        "is this any use to someone who can't see?",
    ],
)
async def test_who_cannot_read_the_text_has_no_emergency(eva: Player, text: str) -> None:
    """The session stays where it is, and the sound is offered."""
    await into(eva, ("next", "next"))
    told = "\n".join(await eva.says(text))
    assert CALL not in told
    assert (eva.walk.state, eva.walk.step) == (WalkState.OPEN, 1)
    assert eva.record.account.asking != "alarm"


async def test_on_another_day_an_alarm_holds_nothing_back(in_memory: InMemoryStage) -> None:
    """ "next" is today's again."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("chest pain")
    in_memory.pass_time(days=1)
    assert "step 1 of" in (await player.says("next"))[0]


async def test_an_old_button_of_an_alarm_only_shows_where_they_are(in_memory: InMemoryStage) -> None:
    """Also a made-up one."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("chest pain")
    await player.says("next")
    in_memory.pass_time(days=1)
    [text] = await player.taps("I'm well again")
    assert "Hip flexion" in text


@pytest.mark.parametrize(
    ("city", "number", "country"), [("London", "999", "United Kingdom"), ("Chicago", "911", "United States")]
)
async def test_the_number_is_that_of_the_country(
    in_memory: InMemoryStage, city: str, number: str, country: str
) -> None:
    """In which the person's time zone lies."""
    player = in_memory.player()
    await player.sets_up(city=city)
    [text] = await player.says("call an ambulance")
    assert text.startswith(said("alarm.call", number=number, country=country))
    assert emergency_number("PT") == "112"


# Dizzy, and to be seen today


async def test_who_is_dizzy_is_told_to_sit_and_is_led_nowhere(in_memory: InMemoryStage) -> None:
    """In a walk it stops; out of one it is only said."""
    player = in_memory.player()
    await player.sets_up(position="Standing")
    lines = f"{ABOUT.hurt.dizzy}\n{ABOUT.hurt.dizzy_watch}"
    assert await player.says("I feel dizzy") == [lines]
    assert player.buttons == ["When to see someone"]
    await player.says("next")
    assert await player.says("everything is spinning") == [lines]
    assert player.buttons == ["Done for today", "When to see someone"]
    assert (await player.says("next"))[0].startswith(said("hurt.again"))


async def test_what_a_doctor_should_see_today_is_shown_open(in_memory: InMemoryStage) -> None:
    """The answer to pain, with the list of today; what ends the walk comes first."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    [text] = await player.says("my left foot is numb")
    assert text.startswith(f"{ABOUT.hurt.stop}\n")
    assert all(item in text for item in ABOUT.signs.today.items)
    assert player.buttons[0] == "Done for today"


# Doubt


async def test_doubt_asks_and_keeps_nothing(in_memory: InMemoryStage) -> None:
    """A mild pull goes on with the step, pain stops it; nothing is stored before that."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    before = player.record.walk
    assert await player.says("it feels a bit weird") == [said("hurt.doubt")]
    assert player.record.walk == before
    assert player.buttons == ["A mild pull", "It hurts", "When to see someone"]
    [text] = await player.taps("A mild pull")
    assert text.startswith(said("hurt.doubt_fine"))
    assert "step 1 of" in text
    await player.says("is it supposed to ache?")
    assert (await player.taps("It hurts"))[0].startswith(ABOUT.hurt.stop)


async def test_doubt_about_how_it_felt_leaves_the_question_open(in_memory: InMemoryStage) -> None:
    """ "Good" answers it still."""
    player = in_memory.player()
    await player.sets_up()
    await into(player, STATES["how it felt"])
    assert await player.says("hm not sure about my hip") == [said("hurt.doubt")]
    assert player.record.walk is not None
    assert player.record.walk.feel is None
    await player.says("good")
    assert player.record.walk.feel is Feel.GOOD


# Relief and talk


@pytest.mark.parametrize("text", ["pain free, great!", "the pain is gone", "nothing hurts", "less pain than yesterday"])
async def test_good_news_is_never_kept_as_pain(in_memory: InMemoryStage, text: str) -> None:
    """At the question how it felt it is good."""
    player = in_memory.player()
    await player.sets_up()
    await into(player, STATES["how it felt"])
    await player.says(text)
    assert player.record.walk is not None
    assert player.record.walk.feel is Feel.GOOD


async def test_hard_without_pain_is_hard(in_memory: InMemoryStage) -> None:
    """Not good, and not hurt."""
    player = in_memory.player()
    await player.sets_up()
    await into(player, STATES["how it felt"])
    await player.says("hard, but no pain at all")
    assert player.record.walk is not None
    assert player.record.walk.feel is Feel.HARD


async def test_relief_after_pain_is_asked_whether_to_go_on(in_memory: InMemoryStage) -> None:
    """From the step where it stopped, or done for today."""
    player = in_memory.player()
    await player.sets_up()
    for text in ("next", "next", "ouch"):
        await player.says(text)
    assert await player.says("pain is gone, great") == [said("hurt.go_on", step=2, of=6)]
    assert player.buttons == ["Go on", "Done for today"]
    assert "step 2 of 6" in (await player.taps("Go on"))[0]


# Lines of the table that ask for a pause, go on, or say good night.
HALTING = frozenset(
    {"back in a minute", "dropped my glasses,wait", "need to pee brb", "i need to pee brb", "good night"}
    | {"my toddler pooped, be right back", "i burnt the toast, give me a minute", "hang on phone is ringing"}
    | {"just popping to the loo, wait for me", "give me a sec my phone died", "can i pass on this one"}
    | {"hang on the dogs trying to sit on my legs", "hang on the dog is sitting on my foot"}
    | {"hang on, someone's at the door", "how do i pause", "ready when you are", "im done", "other leg now?"}
    | {"our dogs are barking, one moment"}
)


@pytest.mark.parametrize("every", [18, pytest.param(1, marks=pytest.mark.system)])
@pytest.mark.parametrize("kind", ["relief", "ordinary"])
def test_no_good_news_and_no_talk_stops_a_walk(kind: str, every: int) -> None:
    """The table, said in a walk: no question about the body, no stop, nothing kept; the walk stays open. What the
    rule says of every line stands in test_symptoms."""
    asked = (said("hurt.doubt"), ABOUT.hurt.stop, ABOUT.hurt.dizzy, CALL)
    catalogue = words_in("en").catalogue
    halted = tuple(catalogue.gettext(f"walk.{key}").split("{")[0] for key in ("paused", "paused_offer", "stopped"))
    stopped = []
    for text in [text for its_kind, text in TABLE if its_kind == kind and text not in HALTING][::every]:
        chat = after("next", "next")
        answers = chat.says(text)
        walk = chat.person.walk
        held = walk is None or walk.state is not WalkState.OPEN or walk.feel is Feel.HURT
        if held or any(answer.startswith((*asked, *halted)) for answer in answers):
            stopped.append((text, answers))
    assert stopped == []


@pytest.mark.parametrize("text", ["don't stop", "non-stop", "dont stop now", "what does the pause button do"])
async def test_a_brake_that_is_denied_or_asked_about_is_none(in_memory: InMemoryStage, text: str) -> None:
    """The step stays."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    before = player.record.walk
    await player.says(text)
    assert player.record.walk == before
    assert player.record.account.asking in (None, "lost:1", "lost:language")


@pytest.mark.parametrize("text", ["stop please", "oh stop", "stop, I have to go", "ok stop now", "I want to stop"])
async def test_a_brake_at_an_end_of_a_sentence_is_heard(in_memory: InMemoryStage, text: str) -> None:
    """With words of courtesy around it."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    assert (await player.says(text))[0].startswith("Stopped")


# Under a picture


@pytest.mark.parametrize(
    ("caption", "answer"),
    [("it hurts here", ABOUT.hurt.stop), ("next", "step 2 of 6"), ("stop", "Stopped"), ("/help", said("help.words"))],
)
async def test_what_is_written_under_a_picture_is_read(in_memory: InMemoryStage, caption: str, answer: str) -> None:
    """Like any other text, also a command."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    [text] = await player.does(lambda: player.person.send_photo(caption=caption))
    assert answer in text


async def test_an_alarm_in_another_language_is_answered_in_it_first(in_memory: InMemoryStage) -> None:
    """One sentence of that language with the number, above the whole answer in the person's own; the walk stops."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    [text] = await player.says("ich habe starke Schmerzen in der Brust")
    assert text.startswith(f"Ruf jetzt den Notruf an: 112.\n{CALL}\n")
    assert player.record.account.asking is not None
    assert player.record.account.asking.startswith("alarm:")


async def test_what_may_be_an_alarm_in_another_language_is_asked_about(in_memory: InMemoryStage) -> None:
    """With the number, in both languages; the session stays as it is."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    before = player.record.walk
    [text] = await player.says("hilft das gegen Brustschmerzen?")
    assert text == f"Ruf jetzt den Notruf an: 112.\n{said('alarm.maybe', number='112')}"
    assert player.record.walk == before


@pytest.mark.parametrize("text", ["me duele la rodilla", "膝盖很痛", "колено болит", "ركبتي تؤلمني", "es tut weh"])
async def test_pain_in_another_language_interrupts_a_step(in_memory: InMemoryStage, text: str) -> None:
    """As in the person's own."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    await player.says("next")
    await player.says(text)
    assert player.record.account.asking == "hurts"


async def test_good_news_in_another_language_interrupts_nothing(in_memory: InMemoryStage) -> None:
    """The step stays."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    before = player.record.walk
    await player.says("ya no me duele la rodilla")
    assert player.record.walk == before


@pytest.mark.parametrize(
    "text", ["what's next", "when is my next session", "sorry I missed today", "I never have time"]
)
def test_while_an_alarm_is_open_no_answer_offers_a_session(text: str) -> None:
    """Whatever it is about: the same question offers one otherwise."""
    chat = after("my legs feel numb and weak")
    chat.says(text)
    starts = ("todays", "prompt", "go", "w")
    offered = [
        label for message in chat.messages.values() for label, data in message.buttons if data.split(":")[0] in starts
    ]
    assert offered == []


def test_an_answer_about_what_comes_next_offers_it_otherwise() -> None:
    """Without an alarm."""
    chat = after()
    chat.says("what's next")
    assert "Start" in chat.buttons
