"""A whole chat in a language from right to left: rows as Telegram gets them, and what is typed of them."""

from __future__ import annotations

from pathlib import Path

from bot.emulator.calls import Json
from bot.i18n.catalogue import pseudo_words
from tests.harness.stage import Stage, opened


def rows_of(message: Json) -> list[list[str]]:
    """The labels under a message, without the marks of the mirrored catalogue."""
    lines = message["reply_markup"]["inline_keyboard"]
    return [[button["text"].strip("\u200f").strip("⟦⟧") for button in line] for line in lines]


SET_UP = ("/start", "set me up", "no", "lying on my side", "lisbon", "07:30")


async def test_rows_of_a_step_and_of_a_prompt_begin_at_the_right(tmp_path: Path) -> None:
    """Back is at the right with its arrow to the right; Next has its row, with its arrow to the left."""
    async with opened(Stage(tmp_path, words_for=lambda _: pseudo_words(right_to_left=True))) as stage:
        ana = stage.player()
        for said in SET_UP:
            await ana.says(said)
        await stage.tick(hours=17)
        assert rows_of(ana.person.last)[0] == ["Just 1 minute", "Start"]
        await ana.says("next")
        assert rows_of(ana.person.last) == [["Next ◀"], ["More…", "It hurts", "▶ Back"]]
        await ana.says("▶ back")
        assert rows_of(ana.person.last) == [["Next ◀"], ["More…", "It hurts", "▶ Back"]]
