"""Films and tracks: what a message says of one, what stands over it, and the parts of a file that a player asks for."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.emulator.calls import Json
from bot.emulator.mp4 import tracks_of
from bot.emulator.people import PIXEL, LocalPerson
from tests.bot.emulator.conftest import Client
from tests.harness.short_film import short_film
from tests.harness.tabled import tabled

FILM, SILENT, SOUND = short_film(2), short_film(2, sound=False), short_film(2, pictures=False)


class Sender:
    """Uploads files as a bot does."""

    def __init__(self, api: Client, person: LocalPerson, session: ClientSession) -> None:
        self.api, self.person, self.session = api, person, session

    async def __call__(self, method: str, files: dict[str, tuple[str, bytes]], **fields: Any) -> Json:
        form = FormData({"chat_id": str(self.person.id), **fields})
        for field, (name, content) in files.items():
            form.add_field(field, content, filename=name, content_type="application/octet-stream")
        url = f"{self.api.telegram.url}/bot{self.api.telegram.token}/{method}"
        async with self.session.post(url, data=form) as response:
            sent: Json = (await response.json())["result"]
            return sent


@pytest.fixture
def upload(api: Client, ana: LocalPerson, session: ClientSession) -> Sender:
    """To Ana."""
    return Sender(api, ana, session)


@tabled(
    ("content", "tracks"),
    [
        (FILM, {"vide", "soun"}),
        (SILENT, {"vide"}),
        (SOUND, {"soun"}),
        (FILM[:40], set()),
        (b"bytes", set()),
        (b"", set()),
        (b"\x00\x00\x00\x00moov", set()),
        (b"\x00\x00\x00\x04moovhdlr", set()),
        (b"\x00\x00\x00\x01moov\x00\x00\x00\x00\x00\x00\x00\x10", set()),
        (b"\x00\x00\x00\x01moov", set()),
        (b"\xff\xff\xff\xffmoov" * 9, set()),
    ],
)
def test_the_tracks_of_a_file_are_read_from_its_boxes(content: bytes, tracks: set[str]) -> None:
    """Whatever is no film, or only the beginning of one, has none."""
    assert tracks_of(content) == tracks


async def test_a_film_has_its_measures_its_cover_and_the_second_at_which_it_begins(
    api: Client, ana: LocalPerson, upload: Sender
) -> None:
    """By its id too: there each message has its own beginning, and a cover only if it names one."""
    shape = {"width": "640", "height": "720", "duration": "241"}
    files = {"video": ("hip.mp4", FILM), "over": ("a.png", PIXEL)}
    sent = await upload("sendVideo", files, **shape, cover="attach://over", start_timestamp="103")
    film, cover = sent["video"], sent["video"]["cover"][-1]
    assert {name: film[name] for name in (*shape, "start_timestamp")} == {
        **{name: int(value) for name, value in shape.items()},
        "start_timestamp": 103,
    }
    assert (cover["width"], cover["height"]) == (1, 1)
    again = await api.ok("sendVideo", chat_id=ana.id, video=film["file_id"], cover=cover["file_id"])
    assert again["video"]["cover"] == film["cover"]
    assert "start_timestamp" not in again["video"]
    assert "cover" not in (await api.ok("sendVideo", chat_id=ana.id, video=film["file_id"]))["video"]
    wrong = await api.refusal("sendVideo", chat_id=ana.id, video=film["file_id"], cover="gone")
    assert wrong == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_film_without_a_sound_track_is_a_gif(api: Client, ana: LocalPerson, upload: Sender) -> None:
    """However often it is sent as a video; one with sound never is."""
    sent = await upload("sendVideo", {"video": ("a.mp4", SILENT)})
    assert ("video" in sent, sent["animation"]["file_name"]) == (False, "a.mp4")
    again = await api.ok("sendVideo", chat_id=ana.id, video=sent["animation"]["file_id"])
    assert ("video" in again, "animation" in again) == (False, True)
    assert "video" in await upload("sendVideo", {"video": ("a.mp4", FILM)})


async def test_a_track_has_its_title_its_performer_and_its_length(
    api: Client, ana: LocalPerson, upload: Sender
) -> None:
    """A sound that is no .mp3 and no .m4a is a file."""
    told = {"title": "Hip flow", "performer": "Limber", "duration": "241"}
    sent = await upload("sendAudio", {"audio": ("hip.m4a", SOUND)}, **told, caption="0:05 Lie down")
    assert {name: sent["audio"][name] for name in told} == {**told, "duration": 241}
    assert (sent["audio"]["file_name"], sent["caption"]) == ("hip.m4a", "0:05 Lie down")
    again = await api.ok("sendAudio", chat_id=ana.id, audio=sent["audio"]["file_id"], title="Other")
    assert again["audio"]["title"] == "Other"
    where = {"chat_id": ana.id, "message_id": again["message_id"]}
    assert (await api.ok("editMessageCaption", **where, caption="Done"))["caption"] == "Done"
    wrong = await api.refusal("sendVideo", chat_id=ana.id, video=sent["audio"]["file_id"])
    assert wrong == "Bad Request: can't use file of type Audio as Video"
    assert "document" in await upload("sendAudio", {"audio": ("hip.ogg", b"OggS")})


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", slice(0, None)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10-19", slice(10, 20)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=10-99999999", slice(10, None)),
    ],
)
async def test_a_player_may_ask_for_a_part_of_a_file(
    upload: Sender, session: ClientSession, asked: str, part: slice
) -> None:
    """So it can begin at any moment of a film without the rest."""
    film = (await upload("sendVideo", {"video": ("a.mp4", FILM)}))["video"]
    url = f"{upload.api.telegram.url}/local/media/{film['file_id']}"
    start, stop, _ = part.indices(len(FILM))
    async with session.get(url, headers={"Range": asked}) as response:
        assert (response.status, response.content_type) == (206, "video/mp4")
        assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(FILM)}"
        assert await response.read() == FILM[part]


@pytest.mark.parametrize(
    ("asked", "status"),
    [(None, 200), ("bytes=5-3", 200), ("lines=1-2", 200), ("bytes=-", 200), ("bytes=99999999-", 416)],
)
async def test_a_part_that_cannot_be_is_the_whole_or_refused(
    upload: Sender, session: ClientSession, asked: str | None, status: int
) -> None:
    """As RFC 9110 has it: one that cannot be read counts as none, one past the end has an answer of its own."""
    sound = (await upload("sendAudio", {"audio": ("a.m4a", SOUND)}))["audio"]
    url = f"{upload.api.telegram.url}/local/media/{sound['file_id']}"
    async with session.get(url, headers={} if asked is None else {"Range": asked}) as response:
        assert (response.status, response.headers["Accept-Ranges"]) == (status, "bytes")
        assert response.content_type == ("audio/mp4" if status == 200 else "application/octet-stream")
        assert await response.read() == (SOUND if status == 200 else b"")
