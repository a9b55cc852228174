"""Files that the bot sends: their kinds, and how a message names them."""

import mimetypes
import struct
from dataclasses import replace
from typing import Any

from bot.emulator.calls import Json, Refused, Upload, whole
from bot.emulator.chats import State, StoredFile
from bot.emulator.mp4 import has_no_sound

MAX_UPLOAD = 50 * 1024 * 1024  # bytes; core.telegram.org/bots/api#sending-files
MAX_PHOTO = 10 * 1024 * 1024
MAX_THUMBNAIL = 200 * 1024  # and pixels a side
MAX_THUMBNAIL_SIDE = 320
MAX_DOWNLOAD = 20 * 1024 * 1024
WRONG_FILE = "Bad Request: wrong file identifier/HTTP URL specified"
NAMES = {
    "animation": "animation.mp4",
    "audio": "audio.m4a",
    "photo": "photo.jpg",
    "video": "video.mp4",
    "voice": "voice.ogg",
}
# What is sent as a track of music, and its type; any other sound is a file.
TRACKS = {"mp3": "audio/mpeg", "m4a": "audio/mp4"}


def find_file(state: State, kind: str, given: Any, files: dict[str, Upload], field: str) -> StoredFile:
    """The file which a call means: an upload under its field's name, `attach://name`, or the id of one sent before."""
    if isinstance(given, str) and given.startswith("attach://"):
        field = given.removeprefix("attach://")
        if field not in files:
            raise Refused(400, f'Bad Request: there is no file "{field}" in the request')
        given = None
    if given is None or given == "":
        upload = files.get(field)
        if upload is None:
            raise Refused(400, f"Bad Request: there is no {kind} in the request")
        stored = _store(state, kind, upload)
        return _with_thumbnail(state, stored, files["thumbnail"]) if "thumbnail" in files else stored
    if not isinstance(given, str) or given not in state.files:
        if str(given).startswith(("http://", "https://")):
            raise Refused(400, "Bad Request: failed to get HTTP URL content")
        raise Refused(400, WRONG_FILE)
    known = state.files[given]
    if known.kind != kind and not (kind == "document" or _alike(kind, known.kind)):
        raise Refused(400, f"Bad Request: can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _alike(kind: str, known: str) -> bool:
    """Whether a file that was sent as one kind may be sent as another."""
    return {kind, known} <= {"animation", "document", "video"} or {kind, known} <= {"audio", "document"}


def _store(state: State, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise Refused(400, "Bad Request: file must be non-empty")
    if kind == "photo":
        if len(upload.content) > MAX_PHOTO:
            raise Refused(400, "Bad Request: too big file for a photo")
        if picture_size(upload.content) is None:
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    name = upload.name if "." in upload.name else NAMES.get(kind, "file.bin")
    if kind == "video" and has_no_sound(upload.content):
        kind = "animation"
    ending = name.rpartition(".")[2].lower()
    if kind == "audio" and ending not in TRACKS:
        kind = "document"
    mime = upload.mime
    if not mime or mime == "application/octet-stream":
        mime = TRACKS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return state.add_file(kind, Upload(name, mime, upload.content))


def _with_thumbnail(state: State, stored: StoredFile, upload: Upload) -> StoredFile:
    """The file with its thumbnail; one that Telegram would not accept is ignored."""
    size = picture_size(upload.content)
    if size is None or max(size) > MAX_THUMBNAIL_SIDE or len(upload.content) > MAX_THUMBNAIL:
        return stored
    found = replace(stored, thumbnail=_store(state, "photo", upload).id)
    state.keep_file(found)
    return found


def describe(state: State, stored: StoredFile, kind: str, params: Json) -> Json:
    """The part of a Message that names the file: `photo`, `animation` (with `document`, as Telegram does), ...

    A video without a sound track is an animation, and a sound that is no track of music a document.
    """
    if (kind, stored.kind) in (("video", "animation"), ("audio", "document")):
        kind = stored.kind
    plain = state.describe_file(stored)
    width, height = picture_size(state.blobs[stored.unique_id]) or (0, 0)
    width, height = whole(params.get("width")) or width or 320, whole(params.get("height")) or height or 320
    if stored.thumbnail in state.files:
        small = state.files[stored.thumbnail]
        sides = picture_size(state.blobs[small.unique_id]) or (0, 0)
        plain = plain | {"thumbnail": state.describe_file(small) | {"width": sides[0], "height": sides[1]}}
    named = plain | {"file_name": stored.name, "mime_type": stored.mime}
    moving = {"width": width, "height": height, "duration": whole(params.get("duration"))}
    if kind == "photo":
        return {"photo": [plain | {"width": width, "height": height}]}
    if kind == "animation":
        return {"animation": named | moving, "document": named}
    if kind == "video":
        return {"video": named | moving}
    if kind == "audio":
        told = {name: str(params[name]) for name in ("performer", "title") if params.get(name)}
        return {"audio": named | told | {"duration": moving["duration"]}}
    if kind == "voice":
        return {"voice": plain | {"mime_type": stored.mime, "duration": moving["duration"]}}
    if kind == "sticker":
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": plain | shape | {"emoji": params.get("emoji") or "🙂"}}
    return {"document": named}


def over_video(state: State, params: Json, files: dict[str, Upload]) -> Json:
    """What a video is sent with: the picture over it until it plays, and the second at which it begins."""
    start = whole(params.get("start_timestamp"))
    begins = {"start_timestamp": start} if start > 0 else {}
    if not params.get("cover"):
        return begins
    cover = find_file(state, "photo", params["cover"], files, "cover")
    return begins | {"cover": describe(state, cover, "photo", {})["photo"]}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, WebP or JPEG; None when it is none of these."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp_size(content)
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
