"""Requests: what ordinary sentences do, and what they only ask about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from bot.conversations import setup_stages
from bot.conversations.requests.actions import ACTIONS
from bot.timing.recurrence import weekdays_to_mask
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import WalkState
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.stage import Player, Stage

# Sentences, and what they change at once.
DONE: list[tuple[str, Callable[[Player], object], object]] = [
    ("please move my reminder to 7:15", lambda who: who.record.reminders[0].at, time(7, 15)),
    ("not on sundays", lambda who: who.record.reminders[0].weekdays, weekdays_to_mask({0, 1, 2, 3, 4, 5})),
    ("only on weekdays", lambda who: who.record.reminders[0].weekdays, weekdays_to_mask({0, 1, 2, 3, 4})),
    ("pictures off", lambda who: who.record.settings.pictures, False),
    ("no more pictures please, text is enough", lambda who: who.record.settings.pictures, False),
    ("I moved to Hamburg", lambda who: who.record.settings.zone, "Europe/Berlin"),
    ("my city is Lima", lambda who: who.record.settings.zone, "America/Lima"),
    ("standing please", lambda who: who.record.settings.position, "standing"),
    ("can we do it lying down from now on?", lambda who: who.record.settings.position, "lying"),
    ("pause for a week", lambda who: who.record.account.paused, True),
    ("no reminders for two weeks pls", lambda who: who.record.account.paused, True),
    ("I only have 2 minutes", lambda who: (who.walk.state, who.walk.form), (WalkState.OPEN, "short")),
    ("the long one please", lambda who: (who.walk.state, who.walk.form), (WalkState.OPEN, "full")),
    ("I'm ready, let's go", lambda who: who.walk.state, WalkState.OPEN),
    ("dont write me between 10 pm and 7 am", lambda who: who.record.settings.quiet_from, time(22)),
    ("remind me after coffee", lambda who: who.record.reminders[0].cue, "coffee"),
]
# Sentences that show something or ask, and what they leave as it is.
SHOWN = [
    ("leave me alone", said("stop.ask")),
    ("delete my account", said("delete.ask")),
    ("show me my alarms", said("remind.list")),
    ("I want another exercise", "Dynamic hip stretch"),
    ("is it free", said("faq.cost")),
    ("what can you do", said("help.words")),
    ("show me what i have chosen", said("settings.title")),
    ("is this safe", "Take care"),
    ("thx", said("talk.thanks")),
]


@pytest.mark.parametrize(("text", "value", "expected"), DONE, ids=[text for text, _, _ in DONE])
async def test_what_is_clear_is_done(
    eva: Player, text: str, value: Callable[[Player], object], expected: object
) -> None:
    """At once, and with a line that says so."""
    [*_, answer] = await eva.says(text)
    assert value(eva) == expected
    assert answer not in (said("fallback"), said("fallback.nearest"))


@pytest.mark.parametrize(("text", "line"), SHOWN, ids=[text for text, _ in SHOWN])
async def test_what_shows_or_asks_changes_nothing(eva: Player, text: str, line: str) -> None:
    """Though nothing of it was typed as a command."""
    before = eva.record.settings, eva.record.reminders
    answers = await eva.says(text)
    assert any(line in answer for answer in answers), answers
    assert (eva.record.settings, eva.record.reminders, eva.record.account.stopped_at) == (*before, None)


@pytest.mark.parametrize(
    ("text", "undo", "value"),
    [
        ("standing please", "Back to a chair", lambda who: who.record.settings.position),
        ("pictures off", "Turn pictures on", lambda who: who.record.settings.pictures),
        ("move it to 7:15", "Undo", lambda who: who.record.reminders[0].at),
        ("not on sundays", "Undo", lambda who: who.record.reminders[0].weekdays),
    ],
)
async def test_one_tap_takes_it_back(eva: Player, text: str, undo: str, value: Callable[[Player], object]) -> None:
    """What was before is again."""
    before = value(eva)
    await eva.says(text)
    assert value(eva) != before
    await eva.taps(undo)
    assert value(eva) == before


@pytest.mark.parametrize("answer", ["Yes", "yes", "no", "No"])
async def test_what_is_not_clear_is_asked(eva: Player, answer: str) -> None:
    """With what was understood, and both answers as buttons or words."""
    before = eva.record.reminders
    [question] = await eva.says("the vicar said not on sundays")
    assert question == said("meant.days_off", detail="on Sunday")
    assert eva.buttons == ["Yes", "No"]
    assert eva.record.reminders == before
    [told] = await (eva.taps(answer) if answer in eva.buttons else eva.says(answer))
    if answer.lower() == "yes":
        assert eva.record.reminders[0].weekdays == weekdays_to_mask({0, 1, 2, 3, 4, 5})
    else:
        assert told == said("meant.left")
        assert eva.record.reminders == before
    assert eva.record.account.asking is None


async def test_anything_else_is_read_as_ever_while_something_is_asked(eva: Player) -> None:
    """And the question is closed."""
    await eva.says("the vicar said not on sundays")
    await eva.says("next")
    assert eva.walk.state is WalkState.OPEN
    assert eva.record.reminders[0].weekdays == weekdays_to_mask(range(7))


async def test_a_clock_that_a_sentence_set_is_taken_back_by_a_tap(eva: Player) -> None:
    """To the zone before, which comes with its line."""
    await eva.says("I moved to Hamburg")
    assert eva.record.settings.zone == "Europe/Berlin"
    await eva.taps("Undo")
    assert eva.record.settings.zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    "texts",
    [
        ["I live in Fortaleza", "No no I am not in Brasil, I'm in Chesterfield, England"],
        ["Brasil", "No. Chesterfield in England please"],
        ["Brasil", "No, I live in Chesterfield, England"],
        ["I live in Fortaleza", "I'm in Chesterfield, England, not in Brazil"],
    ],
)
async def test_a_place_that_is_told_again_is_the_one_that_counts(eva: Player, texts: list[str]) -> None:
    """Also at the question for the wrong one."""
    for text in texts:
        await eva.says(text)
    assert eva.record.settings.zone == "Europe/London"


async def test_a_sentence_without_a_place_sets_no_clock(eva: Player) -> None:
    """Where a short word is the code of a town."""
    await eva.says("Can I have a little go at it now, so I know what I'm in for?")
    assert eva.record.settings.zone == "Europe/Lisbon"


async def test_a_journey_is_never_set_without_a_question(eva: Player) -> None:
    """It may begin later."""
    [question] = await eva.says("I'm travelling to Tokyo tomorrow")
    assert question == said("meant.travel", detail="Tokyo")
    assert eva.record.settings.zone == "Europe/Lisbon"
    await eva.taps("Now")
    assert eva.record.settings.zone == "Asia/Tokyo"


async def test_with_one_reminder_a_new_time_asks_instead_or_as_well(eva: Player) -> None:
    """Both readings are buttons."""
    [question] = await eva.says("remind me at 8 on weekdays")
    assert "instead, or as well?" in question
    await eva.taps("As well")
    assert [reminder.at for reminder in eva.record.reminders] == [time(7, 30), time(8)]


async def test_two_wishes_of_one_message_are_both_done(eva: Player) -> None:
    """In their order."""
    answers = await eva.says("no pictures, and move my reminder to 20:00")
    assert len(answers) == 2
    assert not eva.record.settings.pictures
    assert eva.record.reminders[0].at == time(20)


async def test_in_a_walk_wishes_leave_the_step_where_it_is(eva: Player) -> None:
    """What changes the walk itself changes it."""
    await eva.says("next")
    await eva.says("next")
    place = eva.walk.step
    await eva.says("pictures off")
    await eva.says("what time is my reminder")
    assert (eva.walk.state, eva.walk.step) == (WalkState.OPEN, place)
    await eva.says("i only have one minute")
    assert eva.walk.form == "short"


async def test_a_wish_counts_more_than_an_open_question(eva: Player) -> None:
    """A question would take it for its answer."""
    await eva.says("/timezone")
    assert await eva.says("delete my data") == [said("delete.ask")]
    await eva.says("no")
    await eva.says("/cue")
    await eva.says("delete my emails")
    assert eva.record.reminders[0].cue == "delete my emails", "a cue may be anything"


async def test_who_asks_for_all_that_is_stored_gets_it(stage: Stage, ana: Player) -> None:
    """As with /export, which first reads it from the database."""
    answers = await ana.says("can I get a copy of what you store about me")
    assert answers == await ana.says("/export")


async def test_yesterday_is_counted(in_memory: InMemoryStage) -> None:
    """Where the person was there already."""
    player = in_memory.player()
    await player.sets_up()
    in_memory.pass_time(days=1)
    await player.says("I did it without you yesterday")
    assert player.record.streak.until == date(2026, 11, 22)


async def test_a_wish_while_setting_up_does_not_lose_the_question(in_memory: InMemoryStage) -> None:
    """A time is kept for the question that asks for it, and what would take its place waits."""
    player = in_memory.player()
    await player.says("/start")
    await player.taps("Set me up")
    await player.says("move my reminder to 7:15")
    assert player.record.account.setup == setup_stages.CARE
    assert [one.at for one in player.record.reminders] == [time(7, 15)]
    await player.says("I moved to Hamburg")
    assert (player.record.account.setup, player.record.settings.zone) == (setup_stages.CARE, None)


def test_every_wish_has_an_action() -> None:
    """None is heard in vain."""
    assert set(ACTIONS) == set(Wish)


async def test_a_position_for_today_is_not_kept(eva: Player) -> None:
    """It offers today's movement in it."""
    await eva.says("I'd prefer to do it standing today")
    assert eva.record.settings.position == "seated"
    assert "standing" in eva.last
    await eva.says("next")
    assert eva.walk.variation.startswith("standing")


async def test_after_a_stop_sentences_are_no_words_of_the_walk(eva: Player) -> None:
    """Until it goes on."""
    await eva.says("next")
    await eva.says("stop")
    step = eva.walk.step
    await eva.says("yes")
    assert eva.walk.step == step
    assert (await eva.says("asdfgh"))[0] == said("fallback")
    await eva.says("next")
    assert eva.record.account.asking is None


async def test_while_an_alarm_is_open_nothing_goes_on(eva: Player) -> None:
    """Neither by a word of the walk nor by a sentence, nor behind another question."""
    await eva.says("next")
    step = eva.walk.step
    await eva.says("my legs feel weak")
    for text in ("skip", "other side", "ok", "I only have two minutes", "standing please", "/remind", "skip"):
        await eva.says(text)
        assert (eva.walk.step, eva.walk.side) == (step, "right")
        assert (eva.record.account.asking or "").startswith("alarm")
    await eva.says("I'm well again")
    assert not (eva.record.account.asking or "").startswith("alarm")
