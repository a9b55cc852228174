"""Listen only in a teacher's voice, on the whole bot: all lines of a session or none, and gone with their record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest

from bot.conversations.walk import films
from bot.conversations.walk.films import plan_of
from content.library import SHIPPED, Library
from content.opus import read_recording
from content.pieces import NO_PIECES, Piece, line_key
from content.recorded import digest
from content.timeline import courses_of, lines_of, lines_said
from storage.records.person import Person
from storage.records.recordings import Kept, RecordedLine, Recording
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conversations.conftest import complaints
from tests.harness.libraries import shipped_library
from tests.harness.recorded import short_message
from tests.harness.said import said
from tests.harness.stage import START, Player, Stage, opened

LIBRARY = shipped_library()
LINES = lines_of(LIBRARY)
SOUND = short_message()
SAMPLES = read_recording(SOUND).samples


def recorded(store: Store, who: Person, texts: Collection[str], sound: bytes = SOUND) -> None:
    """A teacher speaks lines and keeps each."""
    for text in texts:
        one = Recording(line_key(text), text, digest(sound), read_recording(sound).samples, START, sound)
        store.commit_turn(TurnResult(None, who, who, recording=one), START)
        store.commit_turn(TurnResult(None, who, who, recording=Kept(one.line)), START)


@pytest.fixture
def voiceless(tmp_path: Path) -> Path:
    """The shipped library without a voice and without films."""
    folder = tmp_path / "library"
    folder.mkdir()
    for source in SHIPPED.iterdir():
        if source.name not in ("voice", "film"):
            (folder / source.name).symlink_to(source)
    return folder


@pytest.fixture
async def stage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    """The whole bot with the shipped library."""
    async with opened(Stage(tmp_path)) as whole:
        yield whole
        assert whole.wrongs() == []
        assert complaints(caplog) == []


async def listener(stage: Stage) -> Player:
    """Ana, who listens only."""
    player = stage.player("Ana")
    await player.sets_up()
    await player.forges("ways:sound")
    return player


async def teacher(stage: Stage) -> Player:
    """Tea, who is stored."""
    player = stage.player("Tea")
    await player.says("/start")
    return player


def codec(player: Player) -> str:
    """How the newest message sounds."""
    audio = player.person.last["audio"]
    assert audio["file_name"].endswith(".m4a")
    stored = player.stage.telegram.state.files[audio["file_id"]]
    with av.open(BytesIO(player.stage.telegram.state.blobs[stored.unique_id]), "r") as file:
        heard = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
        assert heard == pytest.approx(audio["duration"], abs=1.5)
        return str(file.streams.audio[0].codec_context.name)


async def test_a_session_is_heard_in_the_voice_of_somebody_who_spoke_all_of_it(stage: Stage) -> None:
    """As a track with a title, uploaded once; its times are those of the recordings."""
    ana, tea = await listener(stage), await teacher(stage)
    await ana.says("next")
    assert codec(ana) == "aac"
    shipped = ana.person.last["audio"]["duration"]
    await ana.taps("Step by step")
    recorded(stage.store, tea.record, LINES)
    await ana.says("listen only")
    assert codec(ana) == "opus"
    audio = ana.person.last["audio"]
    assert audio["title"]
    assert audio["duration"] != shipped
    first = audio["file_id"]
    await ana.taps("Step by step")
    await ana.says("listen only")
    assert ana.person.last["audio"]["file_id"] == first


async def test_one_line_spoken_again_makes_another_sound(stage: Stage) -> None:
    """And one that is gone brings the library's voice back."""
    ana, tea = await listener(stage), await teacher(stage)
    recorded(stage.store, tea.record, LINES)
    await ana.says("next")
    assert codec(ana) == "opus"
    first = ana.person.last["audio"]["file_id"]
    assert LIBRARY.follow_along is not None
    recorded(stage.store, tea.record, [LIBRARY.follow_along.end], short_message(7))
    await ana.taps("Step by step")
    await ana.says("listen only")
    assert codec(ana) == "opus"
    assert ana.person.last["audio"]["file_id"] != first
    await tea.says("/delete")
    await tea.taps("Yes, erase it")
    await ana.taps("Step by step")
    await ana.says("listen only")
    assert codec(ana) == "aac"


async def test_what_was_spoken_again_before_it_was_sent_comes_step_by_step(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The times under it would be those of another sound; the log says why."""
    ana, tea = await listener(stage), await teacher(stage)
    recorded(stage.store, tea.record, LINES)
    films_sent = stage.bot.outbox._delivery._calls._films
    make = films_sent._make

    def late(film: Mapping[str, Any]) -> bytes:
        recorded(stage.store, tea.record, LINES, short_message(7))
        return make(film)

    monkeypatch.setattr(films_sent, "_make", late)
    await ana.says("next")
    assert "audio" not in ana.person.last
    assert "step 1 of" in ana.last
    assert any("making_failed" in line for line in complaints(caplog))
    caplog.clear()


async def test_a_library_without_a_voice_is_listened_to_once_a_teacher_spoke_it(
    tmp_path: Path, voiceless: Path
) -> None:
    """Listen only is offered then, and not before."""
    async with opened(Stage(tmp_path, content_dir=voiceless)) as stage:
        ana, tea = stage.player("Ana"), await teacher(stage)
        await ana.sets_up()
        await ana.says("listen only")
        assert said("film.nowhere") in ana.texts
        await ana.says("stop")
        recorded(stage.store, tea.record, LINES)
        await ana.says("listen only")
        await ana.says("now")
        assert codec(ana) == "opus"
        assert stage.wrongs() == []


# Whose voice it is


COURSE = courses_of(LIBRARY)[0]
NEEDED = [line_key(text) for text in lines_said(COURSE, LIBRARY)]


def lines_by(who: int, at: datetime, keys: Collection[str] = NEEDED, *, is_kept: bool = True) -> list[RecordedLine]:
    """Lines that somebody spoke at a moment."""
    return [RecordedLine(who, key, is_kept, digest(SOUND), SAMPLES, at) for key in dict.fromkeys(keys)]


LATER = START + timedelta(hours=1)
# What was recorded, and by whom the session is heard.
VOICES = [
    ([], None),
    (lines_by(1, START), 1),
    (lines_by(1, START, NEEDED[1:]), None),
    (lines_by(1, START, is_kept=False), None),
    ([*lines_by(1, START), *lines_by(2, LATER)], 2),
    ([*lines_by(1, LATER), *lines_by(2, START)], 1),
    ([*lines_by(1, START), *lines_by(2, LATER, NEEDED[1:])], 1),
    ([*lines_by(1, START, NEEDED[:3]), *lines_by(2, LATER, NEEDED[3:])], None),
]


@pytest.mark.parametrize(("recordings", "who"), VOICES, ids=range(len(VOICES)))
def test_a_session_is_spoken_by_one_teacher_alone(recordings: list[RecordedLine], who: int | None) -> None:
    """By the one who spoke last of those who spoke all of it; never by two, and never by a voice and a machine."""
    plan = plan_of(COURSE, LIBRARY, "sound", "Hips", recordings)
    assert plan is not None
    assert plan.recorded_by == who
    film = plan_of(COURSE, LIBRARY, "film", "Hips", recordings)
    assert film is not None
    assert film.recorded_by is None


def test_pieces_that_an_author_made_go_before_recordings(tmp_path: Path) -> None:
    """They are levelled, and films have them as well."""
    teachers = dict.fromkeys(NEEDED, Piece("voice/own.aac", 50))
    made = replace(LIBRARY, pieces=replace(LIBRARY.pieces, teachers=teachers))
    sounds = [plan_of(COURSE, library, "sound", "Hips", lines_by(1, START)) for library in (made, LIBRARY)]
    assert [plan and plan.recorded_by for plan in sounds] == [None, 1]
    both = [plan_of(COURSE, library, "film", "Hips") for library in (made, LIBRARY)]
    assert both[0] is not None
    assert both[1] is not None
    assert both[0].key != both[1].key


@pytest.mark.parametrize(
    ("library", "kinds"),
    [
        (LIBRARY, ("film", "sound")),
        (replace(LIBRARY, pieces=NO_PIECES), ()),
        (replace(LIBRARY, pieces=replace(NO_PIECES, teachers={"a": Piece("voice/a.aac", 9)})), ("sound",)),
    ],
    ids=["shipped", "none", "teacher"],
)
def test_what_a_library_has_pieces_for(library: Library, kinds: tuple[str, ...]) -> None:
    """A teacher's voice is one."""
    assert films.kinds_of(library) == kinds
