"""Files that are sent, sent again, described and fetched."""

import asyncio
import gc
import struct
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.emulator.media import picture_size
from bot.emulator.people import PIXEL, LocalPerson
from tests.bot.emulator.conftest import Client


async def test_files_are_uploaded_once_and_sent_again_by_id(
    api: Client, ana: LocalPerson, session: ClientSession
) -> None:
    """The bytes come back from getFile; a photo of no known format and an empty file are refused."""
    url = f"{api.telegram.url}/bot{api.telegram.token}"

    async def upload(method: str, field: str, content: bytes, **more: str) -> Any:
        form = FormData({"chat_id": str(ana.id), **more})
        form.add_field(field, BytesIO(content), filename="a", content_type="application/octet-stream")
        async with session.post(f"{url}/{method}", data=form) as response:
            return await response.json()

    sent = (await upload("sendPhoto", "photo", PIXEL))["result"]["photo"][-1]
    assert (sent["width"], sent["height"], sent["file_size"]) == (1, 1, len(PIXEL))
    attached = await upload("sendPhoto", "here", PIXEL, photo="attach://here")
    assert attached["result"]["photo"][-1]["file_unique_id"] == sent["file_unique_id"]
    again = await api.ok("sendPhoto", chat_id=ana.id, photo=sent["file_id"])
    assert again["photo"][-1]["file_id"] == sent["file_id"]
    path = (await api.ok("getFile", file_id=sent["file_id"]))["file_path"]
    async with session.get(f"{api.telegram.url}/file/bot{api.telegram.token}/{path}") as response:
        assert await response.read() == PIXEL
    assert (await upload("sendPhoto", "photo", b"no picture"))["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert (await upload("sendPhoto", "photo", b""))["description"] == "Bad Request: file must be non-empty"
    big = await upload("sendPhoto", "photo", PIXEL + bytes(10 * 1024 * 1024))
    assert big["description"] == "Bad Request: too big file for a photo"
    whole = await upload("sendDocument", "document", bytes(21 * 1024 * 1024))
    too_big = await api.refusal("getFile", file_id=whole["result"]["document"]["file_id"])
    assert too_big == "Bad Request: file is too big"
    assert (await upload("sendDocument", "document", bytes(52 * 1024 * 1024)))["error_code"] == 413
    assert await api.refusal("getFile", file_id="x") == "Bad Request: invalid file_id"
    assert await api.refusal("getFile") == "Bad Request: file_id not specified"
    wrong = await api.refusal("sendAnimation", chat_id=ana.id, animation=sent["file_id"])
    assert wrong == "Bad Request: can't use file of type Photo as Animation"


async def test_each_kind_of_file_is_described_as_telegram_does(
    api: Client, ana: LocalPerson, session: ClientSession
) -> None:
    """Width, height and duration as they were given; an animation is a document too."""
    shape = {"width": "640", "height": "480", "duration": "3"}
    shapes = {}
    for kind in ("animation", "video", "voice", "sticker", "document"):
        form = FormData({"chat_id": str(ana.id), **shape})
        form.add_field(kind, b"bytes", filename="clip.mp4", content_type="video/mp4")
        url = f"{api.telegram.url}/bot{api.telegram.token}/send{kind}"
        async with session.post(url, data=form) as response:
            shapes[kind] = (await response.json())["result"]
    assert {k: shapes["animation"]["animation"][k] for k in shape} == {"width": 640, "height": 480, "duration": 3}
    assert shapes["animation"]["document"]["file_name"] == "clip.mp4"
    assert shapes["video"]["video"]["mime_type"] == "video/mp4"
    assert shapes["voice"]["voice"]["duration"] == 3
    assert shapes["sticker"]["sticker"]["emoji"] == "🙂"
    assert shapes["document"]["document"]["file_size"] == 5


async def test_albums_copies_and_forwards_arrive(api: Client, ana: LocalPerson) -> None:
    """An album shares a group id, a copy has no author, a forward has."""
    photo = ana.send_photo()["photo"][0]["file_id"]
    items = [{"type": "photo", "media": photo, "caption": str(n)} for n in range(2)]
    album = await api.ok("sendMediaGroup", chat_id=ana.id, media=items)
    assert [m["caption"] for m in album] == ["0", "1"]
    assert album[0]["media_group_id"] == album[1]["media_group_id"]
    source = {"chat_id": ana.id, "from_chat_id": ana.id}
    copied = await api.ok("copyMessage", **source, message_id=album[0]["message_id"], caption="c")
    assert (ana.last["message_id"], ana.last["caption"]) == (copied["message_id"], "c")
    forwarded = await api.ok("forwardMessage", **source, message_id=1)
    assert (forwarded["text"], forwarded["forward_origin"]["sender_user"]["id"]) == ("/start", ana.id)
    assert await api.refusal("forwardMessage", **source, message_id=99) == "Bad Request: message to forward not found"
    edit = {"chat_id": ana.id, "message_id": forwarded["message_id"], "text": "b"}
    assert await api.refusal("editMessageText", **edit) == "Bad Request: message can't be edited"


PICTURES = [
    (PIXEL, (1, 1)),
    (b"GIF89a" + struct.pack("<HH", 640, 480), (640, 480)),
    (b"RIFF....WEBPVP8X" + bytes(8) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"), (640, 480)),
    (b"RIFF....WEBPVP8L" + bytes(5) + (639 | 479 << 14).to_bytes(4, "little") + bytes(5), (640, 480)),
    (b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 640, 480), (640, 480)),
    (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + bytes(9), (640, 480)),
    (b"\xff\xd8\xff\xe0\x00\x04ab", None),
    (b"plain words", None),
]


@pytest.mark.parametrize(("content", "size"), PICTURES)
def test_the_size_of_a_picture_is_read_from_its_header(content: bytes, size: tuple[int, int] | None) -> None:
    """PNG, GIF, the three kinds of WebP, JPEG."""
    assert picture_size(content) == size


async def test_an_upload_that_is_cut_off_leaves_no_file_open(
    api: Client, ana: LocalPerson, session: ClientSession
) -> None:
    """Neither does one that arrives: a file that is left open warns when it is collected, and a warning is an error."""
    url = f"/bot{api.telegram.token}/sendPhoto"
    host, port = api.telegram.url.removeprefix("http://").split(":")
    head = (
        f"POST {url} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        f'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n{"x" * 5_000}'
    )
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode())
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()
    form = FormData({"chat_id": str(ana.id)})
    form.add_field("photo", BytesIO(PIXEL), filename="a.png")
    async with session.post(api.telegram.url + url, data=form) as response:
        assert (await response.json())["ok"]
    await asyncio.sleep(0.1)
    gc.collect()
    assert [found for found in gc.get_objects() if type(found).__name__ == "SpooledTemporaryFile"] == []
