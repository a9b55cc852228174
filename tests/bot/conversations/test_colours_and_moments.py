"""What newer apps show besides: colours of buttons, and a moment that opens on the reader's own clock."""

from __future__ import annotations

import pytest

from bot.emulator.calls import Json
from bot.emulator.people import buttons_of, words_of
from tests.harness.stage import Player


def styles(player: Player) -> dict[str, str | None]:
    """Each button of the newest message that has some, with its style."""
    return {button["text"]: button.get("style") for button in buttons_of(player.live[-1])}


def moments(message: Json) -> dict[str, int]:
    """The words of each moment in a text or caption, with its seconds since 1970."""
    units = words_of(message).encode("utf-16-le")
    marked: list[Json] = message.get("entities") or message.get("caption_entities") or []
    return {
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"): one["unix_time"]
        for one in marked
        if one["type"] == "date_time"
    }


async def test_going_on_is_blue_and_pain_is_red(eva: Player) -> None:
    """Under each step, and when more buttons are shown; nothing else has a colour of its own."""
    await eva.says("next")
    for tap in (None, "Next", "More"):
        if tap is not None:
            await eva.taps(tap)
        assert {text: style for text, style in styles(eva).items() if style} == {
            "Next ▶": "primary",
            "It hurts": "danger",
        }


async def test_being_done_is_green(eva: Player) -> None:
    """After pain, where it is the good choice, and when all is said that is left out."""
    await eva.says("next")
    await eva.says("it hurts")
    assert styles(eva)["Done for today"] == "success"
    stranger = eva.stage.player("Ben")
    for text in ("/start", "set me up"):
        await stranger.says(text)
    await stranger.taps("Keep it gentle")
    assert styles(stranger)["Done"] == "success"


@pytest.mark.parametrize("asks", ["/status", "stop"])
async def test_a_moment_opens_on_the_readers_own_clock(eva: Player, asks: str) -> None:
    """The words are those of the person's own zone, whatever the phone says; the moment is the one that is planned."""
    await eva.says("next")
    await eva.says(asks)
    due = {reminder.next_due for reminder in eva.record.reminders if reminder.next_due is not None}
    told = moments(eva.person.last)
    assert told == {"tomorrow at 07:30": int(min(due).timestamp())}
