"""How a session goes out as one film or one sound: made and uploaded once in the life of a bot, then sent by its id;
and what comes instead when it cannot be."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.chats import FIRST_PERSON_ID
from bot.emulator.faults import Fault
from bot.emulator.people import PIXEL, LocalPerson
from bot.emulator.server import LocalTelegram
from bot.markup import Html
from bot.replies import Button, Film, Reply, to_call
from bot.sending.films import MOST_AT_ONCE, Unmakeable
from content.movement import Picture
from storage.records.calls import OutgoingCall
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually, started
from tests.harness.outbox_harness import SIGNER, Gate, another, error
from tests.harness.short_film import short_film
from tests.storage.sample_people import ANA
from tests.storage.store_actions import put_person, table

FILM, SOUND = short_film(1), short_film(1, pictures=False)
COVER = Picture("still.jpg", hashlib.sha256(PIXEL).hexdigest(), 640, 480)
DONE = ((Button("Done", "did:done"),),)
STEP = Reply(Html("<b>1 of 9</b>"), ((Button("Next", "w:1:0:next"),),), event="step")


class Studio:
    """Makes films; `broken` kinds cannot be made. `made` counts those that were, `at_once` how many at one time."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.broken: set[str] = set()
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()
        self.under_way = self.at_once = 0
        self._lock = threading.Lock()

    def __call__(self, film: Mapping[str, Any]) -> bytes:
        with self._lock:
            self.under_way += 1
            self.at_once = max(self.at_once, self.under_way)
        self.begun.set()
        self.may_end.wait()
        with self._lock:
            self.under_way -= 1
            if film["kind"] in self.broken:
                raise Unmakeable("film/0a.mp4 is cut off")
            self.made.append(film["recipe_key"])
        return FILM if film["kind"] == "film" else SOUND


@pytest.fixture
def studio() -> Studio:
    """Everything can be made."""
    return Studio()


@pytest.fixture
async def gate(
    telegram: LocalTelegram, store: Store, clock: Clock, tmp_path: Path, studio: Studio
) -> AsyncIterator[Gate]:
    """An outbox that runs, with a studio, and the records of the first who write to the bot."""
    for number in range(10):
        put_person(store, replace(ANA, id=FIRST_PERSON_ID + number))
    (tmp_path / COVER.file).write_bytes(PIXEL)
    opened = await Gate(telegram, store, clock, tmp_path, make_film=studio).open()
    yield opened
    await opened.close()


def film(person: LocalPerson, key: str = "f1", *, kind: Any = "film", **fields: Any) -> OutgoingCall:
    """A session for somebody: as a film, else as sound, else step by step."""
    given: dict[str, Any] = {"cover": COVER} | fields
    told = Film(key, "seated", "medium", (), 0, "left", kind, "Hip flow, seated", 241, 640, 720, **given)
    sound = Film(f"{key}-sound", "seated", "medium", (), 0, "left", "sound", "Hip flow, seated", 241, 640, 720)
    instead = Reply(Html("Listen"), DONE, film=sound, instead=STEP) if kind == "film" else STEP
    reply = Reply(Html("<b>0:05</b> Lie down"), DONE, film=told, instead=instead, event="film")
    return to_call(reply, person.id)


def sends(gate: Gate) -> list[tuple[str, bool]]:
    """Every message that was sent: the method, and whether the film or sound came with it as a file."""
    taken = [call for call in gate.telegram.state.ledger if call.sends]
    return [(call.method, bool({"video", "audio"} & call.files.keys())) for call in taken]


async def test_a_film_in_full(gate: Gate, ana: LocalPerson, studio: Studio) -> None:
    """The first time as a file, with its cover; then by its id and its cover's, from any second on."""
    await gate.send(film(ana), film(ana, start_at=103))
    first, second = gate.telegram.state.ledger[-2:]
    assert (first.method, second.method, studio.made) == ("sendVideo", "sendVideo", ["f1"])
    assert {name: file.name for name, file in first.files.items()} == {
        "cover_file": "cover.jpg",
        "video": "hip-flow-seated.mp4",
    }
    assert (first.files["video"].mime, first.files["video"].content) == ("video/mp4", FILM)
    shown = SIGNER.on_markup(ana.id, {"inline_keyboard": [[{"text": "Done", "callback_data": "did:done"}]]})
    told = {
        "caption": "<b>0:05</b> Lie down",
        "parse_mode": "HTML",
        "width": 640,
        "height": 720,
        "duration": 241,
        "supports_streaming": True,
    }
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
    markup = {"reply_markup": json.dumps(shown)}
    assert first.params == {"chat_id": str(ana.id), **form, **markup, "cover": "attach://cover_file"}
    video = ana.inbox[0]["video"]
    assert second.params == {
        **{"chat_id": ana.id, **told, "reply_markup": shown},
        "video": video["file_id"],
        "cover": video["cover"][-1]["file_id"],
        "start_timestamp": 103,
    }
    assert second.files == {}


async def test_a_sound_in_full(gate: Gate, ana: LocalPerson) -> None:
    """A track with a title, for the player of the lock screen; it has no cover and no beginning but its own."""
    await gate.send(film(ana, kind="sound", start_at=103), film(ana, kind="sound"))
    first, second = gate.telegram.state.ledger[-2:]
    (file,) = first.files.values()
    assert (first.method, list(first.files)) == ("sendAudio", ["audio"])
    assert (file.name, file.mime, file.content) == ("hip-flow-seated.m4a", "audio/mp4", SOUND)
    told = {"title": "Hip flow, seated", "performer": "Limber", "duration": 241}
    assert {name: second.params[name] for name in told} == told
    assert second.params["audio"] == ana.inbox[0]["audio"]["file_id"]
    assert not {"cover", "start_timestamp", "width"} & (first.params.keys() | second.params.keys())


async def test_a_film_is_uploaded_once_in_the_life_of_a_bot(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, studio: Studio
) -> None:
    """For everybody, also after a restart; another session is another film."""
    await gate.send(film(ana))
    await gate.send(film(ben))
    await gate.close()
    async with another(gate) as after:
        await after.send(film(ana))
        await after.send(film(ben, "f2"))
        counts = after.media_cache
        assert (counts.shown["films"], counts.uploads["films"]) == (2, 1)
    assert sends(gate) == [("sendVideo", True), ("sendVideo", False), ("sendVideo", False), ("sendVideo", True)]
    assert studio.made == ["f1", "f2"]


async def test_an_id_says_for_whom_a_film_was_made_and_whose_voice_is_in_a_sound(
    gate: Gate, ana: LocalPerson, ben: LocalPerson
) -> None:
    """So that it goes with them; the picture over a film is the library's."""
    await gate.send(film(ana), film(ana, "s1", kind="sound", recorded_by=ben.id))
    await gate.send(film(ben))
    owners = {row["clip_hash"]: (row["made_for"], row["voice_of"]) for row in table(gate.store, "media")}
    assert owners == {"f1": (ana.id, None), "s1": (ana.id, ben.id), COVER.digest: (None, None)}


async def test_a_film_of_many_megabytes_arrives_whole(
    gate: Gate, ana: LocalPerson, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent piece by piece: written in one go it would hold up everything else."""
    whole = FILM + bytes(16 * 1024 * 1024)
    monkeypatch.setattr("tests.bot.sending.test_films.FILM", whole)
    await gate.send(film(ana))
    assert gate.telegram.state.blobs[ana.last["video"]["file_unique_id"]] == whole
    assert gate.states() == ["sent"]


async def test_two_who_want_the_same_film_at_once_upload_it_once(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, studio: Studio
) -> None:
    """The other waits for its id, and so do all that come while it is made."""
    studio.may_end.clear()
    gate.put(film(ana), film(ben), *(film(started(gate.telegram, f"P{n}")) for n in range(3)))
    await asyncio.to_thread(studio.begun.wait)
    studio.may_end.set()
    await gate.rests()
    assert sorted(sends(gate)) == [("sendVideo", False)] * 4 + [("sendVideo", True)]
    assert studio.made == ["f1"]


async def test_few_films_are_made_at_once_and_none_keeps_others_from_their_replies(
    gate: Gate, ana: LocalPerson, studio: Studio
) -> None:
    """Each takes memory; somebody who wants none of them is answered meanwhile."""
    studio.may_end.clear()
    gate.put(*(film(started(gate.telegram, f"P{n}"), f"f{n}") for n in range(5)))
    await asyncio.to_thread(studio.begun.wait)
    gate.put(to_call(Reply(Html("Hello")), ana.id))
    await ana.hears("Hello")
    studio.may_end.set()
    await gate.rests()
    assert (sorted(studio.made), studio.at_once <= MOST_AT_ONCE) == ([f"f{n}" for n in range(5)], True)


REFUSALS = [
    (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"),
    (400, "Bad Request: file is too big"),
    (413, "Request Entity Too Large"),
    (400, "Bad Request: wrong file identifier/HTTP URL specified"),
    (400, "Bad Request: VIDEO_CONTENT_TYPE_INVALID"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=[words for _, words in REFUSALS])
async def test_what_telegram_refuses_comes_in_the_next_best_way(
    gate: Gate, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture, refusal: tuple[int, str]
) -> None:
    """The film as sound, the sound step by step, each with its own buttons; the log says why."""
    plan.always("sendVideo", error(*refusal))
    await gate.send(film(ana))
    assert ("audio" in ana.last, ana.texts, ana.buttons) == (True, ["Listen"], ["Done"])
    plan.always("sendAudio", error(*refusal))
    await gate.send(film(ana))
    assert (ana.texts, ana.buttons) == (["Listen", "1 of 9"], ["Next"])
    assert gate.states() == ["sent", "sent"]
    lines = [line for line in caplog.text.splitlines() if "attachment_refused" in line]
    whats = {
        (row, what)
        for row in (1, 2)
        for what in ("film", "sound")
        if any(f"row={row} " in one and f"what={what} " in one for one in lines)
    }
    assert whats == {(1, "film"), (2, "film"), (2, "sound")}
    why = refusal[1].removeprefix("Bad Request: ").lower()
    assert all("attachment=film" in line and why in line.lower() for line in lines)


async def test_what_cannot_be_made_comes_in_the_next_best_way(
    gate: Gate, ana: LocalPerson, studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is sent of it; the log names the piece."""
    studio.broken = {"film"}
    await gate.send(film(ana))
    studio.broken = {"film", "sound"}
    await gate.send(film(ana, "f2"))
    assert sends(gate) == [("sendAudio", True), ("sendMessage", False)]
    assert (ana.texts, ana.buttons) == (["Listen", "1 of 9"], ["Next"])
    lines = [line for line in caplog.text.splitlines() if "making_failed" in line]
    assert len(lines) == 3
    assert all("film/0a.mp4 is cut off" in line for line in lines)


async def test_without_anything_better_the_words_are_sent(gate: Gate, ana: LocalPerson, studio: Studio) -> None:
    """With their buttons."""
    studio.broken = {"film"}
    bare = Film("f1", "seated", "short", (), 0, "left", "film", "Hip flow", 61, 640, 720)
    await gate.send(to_call(Reply(Html("0:05 Lie down"), DONE, film=bare), ana.id))
    assert (ana.texts, ana.buttons) == (["0:05 Lie down"], ["Done"])


async def test_a_text_too_long_for_a_caption_comes_in_the_next_best_way(gate: Gate, ana: LocalPerson) -> None:
    """Telegram would refuse it after the whole upload."""
    long = film(ana)
    await gate.send(OutgoingCall(ana.id, long.verb, {**long.payload, "text": "x" * 1025}))
    assert sends(gate) == [("sendAudio", True)]


async def test_a_film_whose_id_died_is_made_again(gate: Gate, ana: LocalPerson, studio: Studio) -> None:
    """Its cover is tried first, since that is small; the person gets one film."""
    await gate.send(film(ana))
    del gate.telegram.state.files[ana.last["video"]["file_id"]]
    await gate.send(film(ana))
    await gate.send(film(ana))
    assert (studio.made, [("video" in one) for one in ana.inbox]) == (["f1", "f1"], [True] * 3)
    assert sends(gate)[-1] == ("sendVideo", False)


async def test_a_cover_whose_id_died_is_uploaded_again_without_the_film(
    gate: Gate, ana: LocalPerson, studio: Studio
) -> None:
    """And known by its new id from then on."""
    await gate.send(film(ana))
    del gate.telegram.state.files[ana.last["video"]["cover"][-1]["file_id"]]
    await gate.send(film(ana), film(ana))
    assert studio.made == ["f1"]
    covers = [one["video"]["cover"][-1]["file_id"] for one in ana.inbox]
    assert (covers[0] != covers[1], covers[1] == covers[2]) == (True, True)


async def test_a_cover_that_telegram_refuses_is_left_away(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """The film is what matters; it is not uploaded for that as sound."""
    plan.before("sendVideo", error(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    await gate.send(film(ana))
    assert ("video" in ana.last, "cover" in ana.last["video"]) == (True, False)


async def test_a_cover_that_is_missing_is_left_away(gate: Gate, ana: LocalPerson, tmp_path: Path) -> None:
    """Deleted after the library was checked."""
    (tmp_path / COVER.file).unlink()
    await gate.send(film(ana))
    assert ("video" in ana.last, "cover" in ana.last["video"]) == (True, False)


async def test_a_failure_on_the_way_is_tried_again_as_that_of_any_message(
    gate: Gate, ana: LocalPerson, plan: Plan, studio: Studio
) -> None:
    """A server that is out of order, and one that says to wait; neither makes a sound of the film."""
    plan.before("sendVideo", error(502, "Bad Gateway"), Fault(retry_after=3))
    await gate.send(film(ana))
    await gate.later(seconds=2)
    await gate.later(seconds=5)
    assert (["video" in one for one in ana.inbox], gate.states()) == ([True], ["sent"])


async def test_a_crash_between_upload_and_noting_it_uploads_once_more(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan, studio: Studio
) -> None:
    """One duplicate, as for any message; after it the id is known."""
    plan.after("sendVideo", Fault(delay=5))
    gate.put(film(ana))
    await eventually(lambda: len(ana.inbox) == 1, "the film")
    await gate.crash()
    async with another(gate) as after:
        assert (len(ana.inbox), studio.made, gate.states()) == (2, ["f1", "f1"], ["sent"])
        await after.send(film(ben))
        assert sends(gate) == [("sendVideo", True), ("sendVideo", True), ("sendVideo", False)]


async def test_a_crash_while_a_film_is_made_sends_one(gate: Gate, ana: LocalPerson, studio: Studio) -> None:
    """Nothing had been sent."""
    studio.may_end.clear()
    gate.put(film(ana))
    await asyncio.to_thread(studio.begun.wait)
    await gate.crash()
    studio.may_end.set()
    async with another(gate):
        assert (len(ana.inbox), gate.states()) == (1, ["sent"])


async def test_memory_of_ids_and_of_who_waits_is_bounded(
    gate: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest id is forgotten in memory, and read from the record again."""
    monkeypatch.setattr("bot.sending.media.MOST_KNOWN", 3)
    cache, bot_id = gate.media_cache, gate.bot.id
    for number in range(5):
        async with cache.file_id(bot_id, f"d{number}") as known:
            assert known is None
            await cache.remember(bot_id, f"d{number}", f"id{number}")
    assert (len(cache._ids), len(cache._uploading)) == (3, 0)
    assert await cache.known(bot_id, "d0") == "id0"
    assert await cache.forget(bot_id, "d0")
    assert await cache.known(bot_id, "d0") is None
