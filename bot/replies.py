"""Replies as plain values: Reply, Button, and button data to and from at most 56 bytes.

Pure: no I/O, no clock. Texts are Telegram's HTML, made by `bot.i18n.catalogue`, which escapes whatever is put in.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from bot.callback_signature import TAG_LENGTH
from bot.markup import Html, plain
from content.movement import Flag, Picture, Side
from content.walk import Form
from storage.records.calls import Lane, OutgoingCall, Verb

# Telegram's limits: https://core.telegram.org/bots/api#inlinekeyboardbutton and #sendmessage. Of the 64 bytes of a
# button's data, `bot.callback_signature` takes eight.
MAX_DATA_BYTES = 64 - TAG_LENGTH
MAX_TEXT = 4096
MAX_CAPTION = 1024
# Where a markup has rows.
_KEYBOARDS = ("inline_keyboard", "keyboard")
# What a call to Telegram is told of a picture.
_SENT = ("file", "digest", "width", "height", "seconds", "poster")
_TOLD_OF_FILM = (
    *("recipe_key", "variation", "form", "usual", "side_first", "kind", "title", "seconds", "width", "height"),
    "start_at",
    "recorded_by",
    "language",
)


# Colours of buttons, https://core.telegram.org/bots/api#inlinekeyboardbutton; older apps show all alike.
Style = Literal["primary", "danger", "success"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `data` comes back when it is pressed; `url` opens a page instead. `style` None is the
    app's own. One that `is_private` tells what somebody may have, where they are or what they wrote: nothing of it is
    kept once its message is sent."""

    label: str
    data: str = ""
    url: str | None = None
    style: Style | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard that takes the place of the phone's own: it says its label, or shares the place."""

    label: str
    shares_location: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something that is drawn when it is sent: what kind, and the plain data of it (`bot.drawing`)."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Film:
    """A whole session as one film, or as its sound alone: what it is made of, so that it can be made when it is sent.

    `recipe_key` is the hash of what it is joined from (`content.follow_along`), `variation` an id, `avoid` are flags,
    `usual` is the index of a level. `title` is plain text. `seconds` is its length; a player begins at second
    `start_at`. `width` and `height` are pixels. `recorded_by` is the id of the teacher whose recordings it is made of.
    `language` is that of its texts; None for those of the library's files themselves.
    """

    recipe_key: str
    variation: str
    form: Form
    avoid: tuple[Flag, ...]
    usual: int
    side_first: Side
    kind: Literal["film", "sound"]
    title: str
    seconds: int
    width: int
    height: int
    cover: Picture | None = None
    start_at: int = 0
    recorded_by: int | None = None
    language: str | None = None


Rows = tuple[tuple[Button, ...], ...]

# How many letters of a label stand in a line on a phone 360 pixels wide, by the number of buttons in the row: in most
# scripts, and in one of wide letters. A row of four holds days and times.
_ROOM = {2: (14, 12), 3: (11, 8)}
_WIDE = re.compile("[\u0400-\u04ff]")
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to one person.

    `text` None with `edit` changes the buttons alone. `edit` is the id of the message to change, None sends a new
    one. `slot` names the place whose buttons this message takes over. `picture` stands over the text; an edit of a
    message that has one is `under_picture`. `without_picture` is the text when the picture cannot be sent; None: the
    same. `film` stands over the text as well; `instead` is what comes in place of this reply when the film cannot be
    made or sent. `keys` shows a keyboard; `drop_keys` takes one away. `document` is (file name, text). `drawing` is a
    picture or file of the person's own. `archive_of` sends all lines that a person recorded as one file. `silent`
    makes no sound on the phone. `effect` is Telegram's id of an animation that plays once behind the message.
    `topic` is Telegram's id of a thread in a group.
    """

    text: Html | None
    buttons: Rows = ()
    slot: str | None = None
    edit: int | None = None
    keys: tuple[tuple[Key, ...], ...] = ()
    drop_keys: bool = False
    picture: Picture | None = None
    without_picture: Html | None = None
    under_picture: bool = False
    film: Film | None = None
    instead: Reply | None = None
    document: tuple[str, str] | None = None
    drawing: Drawing | None = None
    archive_of: int | None = None
    silent: bool = False
    effect: str | None = None
    topic: int | None = None
    event: str = "reply"


def rows(*lines: Sequence[Button | None]) -> Rows:
    """Rows of buttons; a None is left out, and so is a row without any. Where a label has no room beside the others,
    each has a row of its own."""
    kept = (tuple(button for button in line if button is not None) for line in lines)
    return tuple(row for line in kept if line for row in _readable(line))


def in_rows(buttons: Iterable[Button], width: int) -> Rows:
    """Buttons side by side, `width` in a row, or each in a row of its own where a label has no room."""
    flat = tuple(buttons)
    return rows(*(flat[start : start + width] for start in range(0, len(flat), width)))


def _readable(line: tuple[Button, ...]) -> Rows:
    return (line,) if all(_has_room(button.label, len(line)) for button in line) else tuple((one,) for one in line)


def _has_room(label: str, beside: int) -> bool:
    """Whether a label stands in two lines beside others, and no word of it is broken."""
    if beside not in _ROOM:
        return True
    room = _ROOM[beside][_WIDE.search(label) is not None]
    return len(textwrap.wrap(label, room)) <= MOST_LINES and max(map(len, label.split()), default=0) <= room


def pack(*parts: object) -> str:
    """Button data: the parts with colons between. Raises ValueError past MAX_DATA_BYTES or with a colon in one
    that is not the last."""
    texts = [str(part) for part in parts]
    if any(":" in text for text in texts[:-1]):
        raise ValueError(f"a colon would be taken for a border: {texts}")
    data = ":".join(texts)
    if not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise ValueError(f"button data must have 1 to {MAX_DATA_BYTES} bytes: {data!r}")
    return data


def unpack(data: str) -> tuple[str, ...]:
    """The parts of button data. Nothing about them is checked: the dialogue checks each."""
    return tuple(data.split(":"))


def number_in(text: str, *, most: int = 2**31) -> int | None:
    """A whole number from 0 to `most` out of button data, None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= most else None


def fits_caption(text: str) -> bool:
    """Whether a text is short enough to stand under a picture; its tags do not count."""
    return len(plain(text)) <= MAX_CAPTION


def file_name(picture: Picture) -> str:
    """Under which name a picture is uploaded. Telegram has no other place for what is seen in it: a figure is called
    figure-right-leg.mp4, or figure.mp4 where nothing stands out; anything else keeps its file's name."""
    own = picture.file.rpartition("/")[2]
    if picture.moving is None:
        return own
    words = " and ".join(picture.moving).split()
    return f"{'-'.join(('figure', *words))}.{own.rpartition('.')[2]}"


@lru_cache(maxsize=256)
def _under_message(buttons: Rows) -> tuple[tuple[Mapping[str, str], ...], ...]:
    """Buttons in the form of the Bot API. Never to be changed: what has the same ones is copied from it."""
    return tuple(
        tuple(
            {"text": button.label}
            | ({"url": button.url} if button.url else {"callback_data": pack(button.data)})
            | ({"style": button.style} if button.style else {})
            for button in line
        )
        for line in buttons
    )


def markup_of(reply: Reply) -> dict[str, Any] | None:
    """The reply's buttons or keyboard in the form of the Bot API, None when it has neither."""
    if reply.buttons:
        return {"inline_keyboard": [[dict(button) for button in line] for line in _under_message(reply.buttons)]}
    if reply.keys:
        return {
            "keyboard": [
                [{"text": key.label, **({"request_location": True} if key.shares_location else {})} for key in line]
                for line in reply.keys
            ],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
    return {"remove_keyboard": True} if reply.drop_keys else None


@lru_cache(maxsize=1024)
def _to_be_sent(picture: Picture) -> Mapping[str, Any]:
    """What a call is told of a picture. Never to be changed: each call is given a copy."""
    fields = {name: getattr(picture, name) for name in _SENT}
    return {name: value for name, value in fields.items() if value is not None} | {"name": file_name(picture)}


def _film_to_be_sent(film: Film) -> dict[str, Any]:
    """What a call is told of a film: enough to make it again after a restart."""
    told = {name: getattr(film, name) for name in _TOLD_OF_FILM} | {"avoid": sorted(film.avoid)}
    cover = None if film.cover is None else dict(_to_be_sent(film.cover))
    return {name: value for name, value in (told | {"cover": cover}).items() if value is not None}


def to_call(
    reply: Reply,
    chat_id: int,
    *,
    lane: Lane = Lane.REPLY,
    not_after: datetime | None = None,
    prompt: str | None = None,
    right_to_left: bool = False,
) -> OutgoingCall:
    """The reply as a call to Telegram that can be stored; of no use after `not_after` (UTC). `prompt` names the prompt
    that it is; `right_to_left`: its language is read so."""
    payload = _payload(reply, right_to_left=right_to_left)
    if prompt is not None:
        payload["prompt"] = prompt
    verb = Verb.SEND if reply.edit is None else Verb.EDIT
    return OutgoingCall(chat_id, verb, payload, reply.slot, reply.edit, lane, reply.event, not_after)


def _payload(reply: Reply, *, right_to_left: bool) -> dict[str, Any]:
    """All that is said of a reply to Telegram. Its buttons stand in the order in which they are read."""
    payload: dict[str, Any] = {}
    if reply.text is not None:
        payload["text"] = str(reply.text)
    if (markup := markup_of(reply)) is not None:
        payload["markup"] = markup
        if right_to_left:
            payload["right_to_left"] = True
    if private := [button.data for line in reply.buttons for button in line if button.is_private]:
        payload["private"] = private
    if reply.picture is not None:
        payload["picture"] = dict(_to_be_sent(reply.picture))
        if reply.without_picture is not None:
            payload["without_picture"] = str(reply.without_picture)
    if reply.film is not None:
        payload["film"] = _film_to_be_sent(reply.film)
        if reply.instead is not None:
            payload["instead"] = _payload(reply.instead, right_to_left=right_to_left)
    if reply.under_picture:
        payload["under_picture"] = True
    if reply.document is not None:
        payload["document"] = list(reply.document)
    if reply.drawing is not None:
        payload["drawing"] = {"kind": reply.drawing.kind, "data": dict(reply.drawing.data)}
    if reply.archive_of is not None:
        payload["archive_of"] = reply.archive_of
    if reply.silent:
        payload["silent"] = True
    if reply.effect is not None:
        payload["effect"] = reply.effect
    if reply.topic is not None:
        payload["topic"] = reply.topic
    return payload


def markup_to_send(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The buttons or keyboard of a payload as Telegram is to lay them out: it sets each row from left to right, so that
    the rows of a language that is read from right to left go there turned round."""
    markup: Mapping[str, Any] = payload["markup"]
    if not payload.get("right_to_left"):
        return markup
    return {name: [line[::-1] for line in value] if name in _KEYBOARDS else value for name, value in markup.items()}


def strip_call(chat_id: int, message_id: int) -> OutgoingCall:
    """Take the buttons off a message that is known by its id."""
    return OutgoingCall(chat_id, Verb.STRIP, target=message_id, event="retire")


def without_markup(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as bare text, for when Telegram cannot read its HTML."""
    texts = {name: plain(payload[name]) for name in ("text", "without_picture") if name in payload}
    return {**payload, **texts, "plain": True}


def without_picture(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload without its picture, for when that cannot be sent; its text does not speak of it then."""
    kept = {name: value for name, value in payload.items() if name not in ("picture", "without_picture")}
    return kept | {"text": payload.get("without_picture", payload["text"])}


def without_film(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The payload that takes the place of a film which cannot be made or sent; its text and buttons when none does."""
    instead: Mapping[str, Any] | None = payload.get("instead")
    return {name: value for name, value in payload.items() if name != "film"} if instead is None else instead
