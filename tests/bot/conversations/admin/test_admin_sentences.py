"""An admin in ordinary sentences: what the commands do, with the same guards, and nothing is sent by words alone."""

from __future__ import annotations

import pytest

from bot import VERSION
from bot.conversations.admin import stats
from bot.conversations.turn import Turn
from bot.markup import plain
from storage.statistics import Statistics
from tests.bot.conversations.admin.test_broadcast import Club, club
from tests.bot.conversations.admin.test_stats import BOSS, BUSY, NOW
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, counted, said
from tests.harness.shortened import shortened

__all__ = ["club"]
TEXT = "Dear all, the class is at ten"


def first_line(texts: list[str]) -> str:
    """The first line of the last answer."""
    return texts[-1].splitlines()[0]


async def test_sentences_do_what_the_commands_do(club: Club) -> None:
    """For an admin in their private chat; nobody else learns anything."""
    boss, ana = club.boss, club.ana
    answers = {
        "how many people use this?": said("stats.title"),
        "who stopped using it?": said("stats.title"),
        "what version is this": said("version", version=VERSION),
        "is everything all right with the bot?": plain(said("health.well")),
        "send a message to everyone": said("broadcast.how"),
        "did it reach everybody?": said("broadcast.none_yet"),
    }
    for sentence, answer in answers.items():
        assert first_line(await boss.says(sentence)) == answer, sentence
        assert answer not in "\n".join(await ana.says(sentence)), sentence


async def test_a_broadcast_is_led_by_words_until_it_is_sent(club: Club) -> None:
    """Tried on oneself, asked about; what sends it is a tap, and it is told afterwards how far it came."""
    boss = club.boss
    await boss.says(f"/broadcast {TEXT}")
    control = boss.person.last
    sentence = "wait, is it only for people on weekdays? no, send it to me first"
    assert await boss.says(sentence) == [TEXT]
    assert await boss.says("who gets it?") == [said("broadcast.choose")]
    assert await boss.says("Back") != []
    assert club.shows(control)[1] == []
    assert await boss.says("ok send it") == [counted("broadcast.ask", 5)]
    for word in ("yes", "Yes, send", "send it"):
        assert await boss.says(word) == [said("broadcast.tap_yes")], word
        assert boss.buttons == ["Yes, send", "No"]
    await club.goes_on()
    assert club.counts(TEXT) == [2, 0, 0, 0, 0]
    assert (await boss.says("no"))[-1].startswith("This is how it arrives")
    await boss.says("send it")
    await boss.taps("Yes, send")
    await club.goes_on()
    assert club.counts(TEXT) == [3, 1, 1, 1, 1]
    [answer] = await boss.says("did it reach everybody?")
    assert "5 of 5 got it" in answer
    assert "5 of 5 got it" in (await boss.says("/broadcast"))[0]


@pytest.mark.parametrize("sentence", ["cancel", "Don't send it", "never mind"])
async def test_a_draft_is_dropped_in_words(club: Club, sentence: str) -> None:
    """And nothing is sent."""
    boss = club.boss
    await boss.says(f"/broadcast {TEXT}")
    assert await boss.says(sentence) == [said("broadcast.cancelled")]
    await club.goes_on()
    assert club.counts(TEXT) == [1, 0, 0, 0, 0]


async def test_a_draft_waits_below_what_is_not_understood(club: Club) -> None:
    """Its buttons stay the newest; words that look at it, or put it off, do that alone."""
    boss = club.boss
    await boss.sets_up()
    await boss.says(f"/broadcast {TEXT}")
    for sentence in ("wibble wobble", "no wait", "hang on"):
        assert await boss.says(sentence) == [said("broadcast.waits")], sentence
    assert await boss.says("I'd like to see what it looks like first") == [TEXT]
    assert await boss.says("not to everybody, only english") == [said("broadcast.choose")]
    await boss.says("Back")
    assert await boss.says("looks good, send it to all of them") == [counted("broadcast.ask", 5)]
    assert (await boss.says("not yet"))[-1].startswith("This is how it arrives")
    await club.goes_on()
    assert club.counts(TEXT) == [2, 0, 0, 0, 0]


async def test_anybody_gets_a_link_for_others(club: Club) -> None:
    """A teacher for students, and a student for a friend."""
    asked = ((club.boss, "how do I tell my students about this bot?"), (club.ana, "my sister wants to join, how?"))
    for somebody, sentence in asked:
        await somebody.sets_up()
        [answer] = await somebody.says(sentence)
        assert "https://t.me/limber_bot" in answer


async def test_other_sentences_beside_a_draft_mean_what_they_say(club: Club) -> None:
    """A draft above takes no sentence that is about something else, and no "yes" to a newer question."""
    boss = club.boss
    await boss.sets_up()
    await boss.says(f"/broadcast {TEXT}")
    for sentence in ("cancel my reminder at 7:30", "send me my data", "what is today?"):
        assert said("broadcast.cancelled") not in await boss.says(sentence)
    await boss.says("/broadcast Second")
    await boss.says("send it")
    await boss.says("/delete")
    assert said("broadcast.tap_yes") not in await boss.says("yes")
    await club.goes_on()
    assert club.counts("Second") == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("found", "unaccounted", "first"),
    [
        (Statistics(), {}, "health.well"),
        (Statistics(), {"updates_stuck": 0}, "health.well"),
        (BUSY, {}, "health.stuck"),
        (Statistics(), {"updates_stuck": 2}, "health.stuck"),
        (Statistics(), {"reminders_overdue": 1, "prompts_without_message": 1}, "health.stuck"),
    ],
)
def test_health_says_first_whether_anything_is_stuck(
    found: Statistics, unaccounted: dict[str, int], first: str
) -> None:
    """Then what, and how much waits."""
    turn = Turn(BOSS, NOW, WORDS, shipped_library(), is_admin=True)
    stats.show_health(turn, found, unaccounted)
    [reply] = turn.replies
    lines = plain(reply.text or "").splitlines()
    assert lines[0] == plain(said(first))
    assert len([name for name, count in unaccounted.items() if count]) <= len(lines) - 3


@pytest.mark.parametrize(
    "lead",
    shortened(
        [
            "send this to everyone:",
            "Please send this to all my students:",
            "tell everybody this:",
            "message to everyone:",
            "write to the whole class:",
        ],
        3,
    ),
)
async def test_a_text_behind_a_colon_is_taken_as_a_draft(lead: str, club: Club) -> None:
    """However long it is; it is shown to its admin alone, and nothing is sent by it."""
    boss, ana = club.boss, club.ana
    text = f"{TEXT}, no class this Thursday, I'm at a workshop. " + "Keep your hips moving with Limber. " * 9
    assert (await boss.says(f"{lead} {text}"))[0] == text.strip()
    assert boss.buttons != []
    await club.goes_on()
    assert club.counts(text.strip()) == [1, 0, 0, 0, 0]
    assert text.strip() not in await ana.says(f"{lead} {text}")


async def test_without_a_text_how_to_write_one_is_told(club: Club) -> None:
    """A time of day is no text."""
    for sentence in ("send this to everyone:", "send a message to everyone at 8:30", "tell everyone: hello"):
        assert first_line(await club.boss.says(sentence)) == said("broadcast.how"), sentence
