"""What stands under a picture, a recording or a file is read like any other text; an album is answered once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson, captioned
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.shortened import shortened

PAID: Json = {"paid_media": {"star_count": 1, "paid_media": []}}
SIZE = {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}

# What may have words under it.
SENDS: dict[str, Callable[[LocalPerson, str], Json]] = {
    "photo": lambda person, caption: person.send_photo(caption=caption),
    "video": lambda person, caption: person.send_video(caption=caption),
    "voice": lambda person, caption: person.send_voice(caption=caption),
    "document": lambda person, caption: person.send_document(caption=caption),
    "animation": lambda person, caption: person.send_animation(caption=caption),
    "paid media": lambda person, caption: person.send(
        {"paid_media": {"star_count": 1, "paid_media": []}} | captioned(caption)
    ),
}


WORDS = ["it hurts here", "my knee hurts, see photo", "chest pain", "stop", "next", "back", "today"]
COMMANDS = ["/today", "/today@limber_bot", "/remind\n18:30"]


# Every text under every kind of message, in an order in which neighbours differ in both.
CAPTIONS = [
    (list(SENDS)[(row + shift) % len(SENDS)], words)
    for shift in range(len(SENDS))
    for row, words in enumerate(WORDS + COMMANDS)
]


@pytest.mark.parametrize(("kind", "words"), shortened(CAPTIONS, 4))
async def test_a_caption_is_read_like_a_text(in_memory: InMemoryStage, kind: str, words: str) -> None:
    """Pain, a brake, a word of the walk, a command with and without its slash: the answer is that to the text."""
    texts = []
    for name, sends in (("Ana", lambda person: person.say(words)), ("Ben", lambda person: SENDS[kind](person, words))):
        player = in_memory.player(name)
        await player.sets_up()
        await player.says("next")
        await player.says("next")
        texts.append(await player.does(lambda: sends(player.person)))  # noqa: B023
    assert texts[0] == texts[1] != []


@pytest.mark.parametrize("kind", SENDS)
async def test_a_city_may_stand_under_a_picture(in_memory: InMemoryStage, kind: str) -> None:
    """At the question for it."""
    player = in_memory.player()
    for text in ("/start", "set me up", "no", "chair"):
        await player.says(text)
    texts = await player.does(lambda: SENDS[kind](player.person, "Lisbon"))
    assert "Lisbon, Portugal" in texts[0]
    assert player.record.settings.zone == "Europe/Lisbon"


async def test_an_album_is_answered_once(in_memory: InMemoryStage) -> None:
    """Telegram sends it picture by picture; what is written under one of them is read."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")

    def album(number: str, *captions: str) -> Callable[[], object]:
        pictures = [{"photo": [SIZE], "media_group_id": number} | captioned(caption) for caption in captions]
        return lambda: [player.person.send(picture) for picture in pictures]

    assert await player.does(album("1", "", "", "")) == [said("else.photo")]
    assert await player.does(album("2", "", "")) == [said("else.photo")]
    [text] = await player.does(album("3", "next", "", ""))
    assert "step 2 of" in text
