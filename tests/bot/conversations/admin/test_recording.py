"""How does a teacher speak the lines of a variation, and what becomes of each?"""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from bot.conversations.admin.recording import MOST_SECONDS
from bot.emulator.chats import FIRST_PERSON_ID
from bot.emulator.people import PIXEL
from content.pieces import line_key
from content.recorded import digest, lines_of_variation
from content.recording_archive import MOST_BYTES
from storage.recordings import Recordings
from tests.bot.conversations.conftest import complaints
from tests.harness.libraries import shipped_library
from tests.harness.recorded import short_message, voice_message
from tests.harness.said import counted, said
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage, opened

LIBRARY = shipped_library()
VARIATION = min(LIBRARY.variations, key=lambda each: len(lines_of_variation(LIBRARY, each)))
NAMED = {"movement": LIBRARY.movement_of(VARIATION).name, "position": VARIATION.name}
LINES = lines_of_variation(LIBRARY, VARIATION)
KEYS = [line_key(text) for text in LINES]
CHOICES = f"record:of:{line_key(VARIATION.id)[:8]}"
SOUND = short_message()


class School(Stage):
    """Tea runs the bot, and teaches."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, admin_ids=frozenset({FIRST_PERSON_ID}))
        self.tea = self.player("Tea")


@pytest.fixture
async def stage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[School]:
    """The whole bot. Nothing goes wrong unseen."""
    async with opened(School(tmp_path)) as whole:
        yield whole
        assert whole.wrongs() == []
        assert complaints(caplog) == []


@pytest.fixture
async def tea(stage: School) -> Player:
    """Tea, who has chosen a variation."""
    player = stage.tea
    await player.says("/start")
    await player.says("/record")
    await player.forges(CHOICES)
    return player


async def speaks(who: Player, sound: bytes = SOUND, seconds: int = 1) -> list[str]:
    """Send a voice message."""
    return await who.does(lambda: who.person.send_voice(seconds, content=sound))


def kept(stage: Stage, who: Player) -> dict[str, bytes]:
    """The sounds of a teacher's kept lines."""
    return {one.line: one.sound for one in Recordings(stage.store).sounds(who.id)}


def number_of(text: str) -> int:
    """Which line a text is about."""
    return int(text.split(" of ")[0].rpartition(" ")[2])


async def test_the_variations_are_offered_with_how_many_of_their_lines_are_there(stage: Stage, tea: Player) -> None:
    """One button each."""
    await speaks(tea)
    await tea.taps("Keep")
    await tea.says("/record")
    assert tea.last == said("record.choose")
    assert len(tea.buttons) == len(LIBRARY.variations) + 1
    assert said("record.variation", **NAMED, done=1, total=len(LINES)) in tea.buttons
    assert tea.buttons[-1] == "Send me my lines"


async def test_a_line_is_asked_for_spoken_played_and_kept(stage: Stage, tea: Player) -> None:
    """It is stored as it was sent, with its text, when it was kept; the next line follows."""
    assert number_of(tea.last) == 1
    assert " ".join(LINES[0].split()) in " ".join(tea.last.split())
    assert tea.buttons == ["Skip", "Stop"]
    [text] = await speaks(tea)
    assert "Play your message above" in text
    assert tea.buttons == ["Keep", "Again", "Skip", "Stop"]
    assert kept(stage, tea) == {}
    [text] = await tea.taps("Keep")
    assert number_of(text) == 2
    (one,) = Recordings(stage.store).sounds(tea.id)
    assert (one.line, one.text, one.sound, one.digest) == (KEYS[0], LINES[0], SOUND, digest(SOUND))
    assert one.recorded_at == stage.now
    assert 48_000 <= one.samples <= 48_000 * 1.1


async def test_again_asks_for_the_same_line_and_keeps_nothing(stage: Stage, tea: Player) -> None:
    """Another voice message without Again takes the place of the first as well."""
    await speaks(tea, short_message(1))
    [text] = await tea.taps("Again")
    assert number_of(text) == 1
    await speaks(tea, short_message(2))
    await speaks(tea, short_message(3))
    await tea.taps("Keep")
    assert kept(stage, tea) == {KEYS[0]: short_message(3)}


async def test_skip_goes_to_the_next_line_and_leaves_this_one(stage: Stage, tea: Player) -> None:
    """Before and after it was spoken."""
    [text] = await tea.taps("Skip")
    assert number_of(text) == 2
    await speaks(tea)
    [text] = await tea.taps("Skip")
    assert number_of(text) == 3
    assert Recordings(stage.store).lines() == []


async def test_stop_says_how_far_it_came_and_goes_on_there(stage: Stage, tea: Player) -> None:
    """After a restart, too, and by the command as by the button."""
    await tea.taps("Skip")
    await speaks(tea)
    await tea.taps("Keep")
    await speaks(tea)
    [text] = await tea.taps("Stop")
    assert text == said("record.stopped", done=1, total=len(LINES))
    assert tea.record.account.asking is None
    assert list(kept(stage, tea)) == [KEYS[1]]
    await stage.restart()
    [text] = await tea.taps("Go on")
    assert number_of(text) == 3
    await tea.says("/record")
    [text] = await tea.forges(CHOICES)
    assert number_of(text) == 3


async def test_a_restart_between_voice_and_keep_loses_nothing(stage: Stage, tea: Player) -> None:
    """What was sent waits in the record."""
    await speaks(tea)
    await stage.restart()
    await tea.taps("Keep")
    assert kept(stage, tea) == {KEYS[0]: SOUND}


async def test_two_taps_on_keep_keep_one_line(stage: Stage, tea: Player) -> None:
    """The second shows the line that is asked for now."""
    await speaks(tea)
    under = tea.person.last
    await tea.taps("Keep", under)
    [text] = await tea.forges(f"record:keep:{KEYS[0]}", under)
    assert number_of(text.removeprefix(said("old_button"))) == 2
    assert list(kept(stage, tea)) == [KEYS[0]]


WORDS = [("keep", 2, True), ("ok", 2, True), ("again", 1, False), ("skip", 2, False), ("next", 2, True)]


@pytest.mark.parametrize(("word", "then", "is_kept"), shortened(WORDS, 3))
async def test_the_answers_can_be_typed(stage: Stage, tea: Player, word: str, then: int, is_kept: bool) -> None:
    """As everywhere."""
    await speaks(tea)
    await tea.says(word)
    assert number_of(tea.last) == then
    assert bool(kept(stage, tea)) is is_kept


async def test_anything_but_a_voice_message_gets_one_line_and_the_question_stays(stage: Stage, tea: Player) -> None:
    """A text, a photo with and without words, a video, a track, a file, a sticker, a forward."""
    person = tea.person
    asked = tea.record.account.asking
    for action in (
        lambda: person.say("Turn your head to the left"),
        lambda: person.send_photo(PIXEL),
        lambda: person.send_photo(PIXEL, "like this"),
        person.send_video,
        person.send_audio,
        person.send_document,
        person.send_sticker,
        lambda: person.forward("A text"),
    ):
        assert await tea.does(action) == [said("record.no_voice")]
        assert tea.record.account.asking == asked
    await speaks(tea)
    await tea.taps("Keep")
    assert list(kept(stage, tea)) == [KEYS[0]]


async def test_what_is_too_long_or_too_big_gets_one_line_and_the_question_stays(stage: Stage, tea: Player) -> None:
    """By what Telegram says of it, without fetching it, and by what is in it."""
    refused = [said("record.too_long", seconds=15, size=1)]
    assert await speaks(tea, seconds=MOST_SECONDS + 1) == refused
    assert await speaks(tea, bytes(MOST_BYTES + 1)) == refused
    assert [call for call in stage.telegram.state.ledger if call.method == "getFile"] == []
    assert await speaks(tea, voice_message(15.1, bits=6000), seconds=15) == refused
    assert len(await speaks(tea, voice_message(14.5, bits=6000), seconds=15)) == 1
    await tea.taps("Keep")
    assert list(kept(stage, tea)) == [KEYS[0]]


async def test_a_voice_message_that_is_no_sound_gets_one_line(
    stage: Stage, tea: Player, caplog: pytest.LogCaptureFixture
) -> None:
    """And a line of the log for the operator, without what was in it."""
    assert await speaks(tea, b"OggS and then nothing") == [said("record.unreadable")]
    assert [said_of for said_of in complaints(caplog) if "recording_refused" in said_of] == complaints(caplog)
    caplog.clear()
    await speaks(tea)
    await tea.taps("Keep")
    assert list(kept(stage, tea)) == [KEYS[0]]


async def test_an_emergency_comes_first(stage: Stage, tea: Player) -> None:
    """Also in the middle of a line."""
    await tea.says("I can't feel my legs")
    assert "112" in tea.last


async def test_nobody_else_can_speak_lines(stage: Stage, tea: Player) -> None:
    """The command is none, its buttons lead nowhere, and a voice message is what it ever was."""
    ana = stage.player("Ana")
    await ana.sets_up()
    assert await ana.says("/record") == await ana.says("/nonsense")
    await ana.forges(CHOICES)
    assert (ana.record.account.asking or "").startswith("record") is False
    assert await speaks(ana) == [said("else.voice")]
    await ana.forges("record:export")
    assert Recordings(stage.store).lines() == []
    assert "document" not in ana.person.last


async def test_after_the_last_line_the_skipped_ones_are_told_and_asked_again(stage: Stage, tea: Player) -> None:
    """Then all are there, and can be gone through again without losing any."""
    await tea.taps("Skip")
    for number in range(2, len(LINES) + 1):
        assert number_of(tea.last) == number
        await speaks(tea, short_message(number))
        await tea.taps("Keep")
    assert tea.last == counted("record.left", 1)
    await tea.taps("Go on")
    assert number_of(tea.last) == 1
    await speaks(tea)
    await tea.taps("Keep")
    assert tea.last == said("record.whole", total=len(LINES), **NAMED)
    before = kept(stage, tea)
    assert list(before) == sorted(KEYS)
    await tea.taps("Go through all again")
    assert number_of(tea.last) == 1
    assert "Skip leaves it as it is" in tea.last
    await speaks(tea, short_message(99))
    await tea.taps("Skip")
    assert number_of(tea.last) == 2
    await speaks(tea, short_message(98))
    await tea.taps("Keep")
    assert kept(stage, tea) == before | {KEYS[1]: short_message(98)}


async def test_the_lines_of_a_teacher_come_as_a_zip(stage: Stage, tea: Player) -> None:
    """Named by key, with an index; by command and by button. Without any, a line says so."""
    assert await tea.says("/record export") == [said("record.nothing")]
    await tea.forges(CHOICES)
    await speaks(tea)
    await tea.taps("Keep")
    assert await tea.says("/record export") == [counted("record.export", 1)]
    message = tea.person.last
    assert message["document"]["file_name"] == "voice.zip"
    stored = stage.telegram.state.files[message["document"]["file_id"]]
    with zipfile.ZipFile(BytesIO(stage.telegram.state.blobs[stored.unique_id])) as archive:
        assert archive.read(f"{KEYS[0]}.ogg") == SOUND
        index = json.loads(archive.read("index.json"))["lines"]
    assert index[KEYS[0]]["who"] == "Tea"
    assert str(tea.id) not in json.dumps(index)
    assert (index[KEYS[0]]["text"], index[KEYS[0]]["sha256"]) == (LINES[0], digest(SOUND))


async def test_a_teachers_lines_are_part_of_their_export_and_go_with_their_record(stage: Stage, tea: Player) -> None:
    """The sounds as a file of their own."""
    await speaks(tea)
    await tea.taps("Keep")
    texts = await tea.says("/export")
    assert texts == [said("export.text"), said("export.json"), said("export.voice")]
    await tea.says("/delete")
    await tea.taps("Yes, erase it")
    assert Recordings(stage.store).lines() == []


async def test_the_menu_and_the_help_of_admins_name_it(stage: Stage, tea: Player) -> None:
    """And nobody else's."""
    texts = await tea.says("/help")
    assert "/record" in texts[0]
    ana = stage.player("Ana")
    assert "/record" not in (await ana.says("/help"))[0]
