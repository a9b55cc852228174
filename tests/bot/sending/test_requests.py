"""How a row of the outbox becomes a call: its exact parameters, as Telegram saw them; and clips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.sending.media import MediaCache
from bot.sending.requests import Calls
from storage.records.calls import OutgoingCall, Verb
from storage.store import Store
from tests.bot.conftest import Clock, Plan
from tests.harness.outbox_harness import SIGNER, Gate, another, buttons, error, text

# One white pixel.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f002a9fffd9"
)
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01"
GIF += b"\x00\x01\x00\x00\x02\x02D\x01\x00;"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[Gate]:
    """An outbox that runs; its clips lie in a folder of the test."""
    opened = await Gate(telegram, store, clock, clips=tmp_path).open()
    yield opened
    await opened.close()


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., OutgoingCall]:
    """Makes a message with a clip, as it lies in the folder now."""

    def made(person: LocalPerson, name: str = "breathe.gif", words: str = "Breathe", /, **more: Any) -> OutgoingCall:
        path = tmp_path / name
        content = path.read_bytes() if path.is_file() else b""
        picture = {"file": name, "digest": hashlib.sha256(content).hexdigest()} | more
        return OutgoingCall(person.id, Verb.SEND, {"text": words, "picture": picture})

    return made


# Exactly these parameters


def calls(gate: Gate) -> list[tuple[str, dict[str, Any]]]:
    """Method and parameters of every call that Telegram took, without what the bot says of itself at the start."""
    return [(call.method, call.params) for call in gate.telegram.state.ledger if call.method != "getMe"]


async def test_a_message_in_full(gate: Gate, ana: LocalPerson) -> None:
    """HTML, and the buttons as an object."""
    markup = buttons("Next")
    shown = SIGNER.on_markup(ana.id, markup)
    await gate.send(text(ana, "<b>Hi</b>"), OutgoingCall(ana.id, Verb.SEND, {"text": "Two", "markup": markup}))
    assert calls(gate) == [
        ("sendMessage", {"chat_id": ana.id, "text": "<b>Hi</b>", "parse_mode": "HTML"}),
        (
            "sendMessage",
            {"chat_id": ana.id, "text": "Two", "parse_mode": "HTML", "reply_markup": shown},
        ),
    ]


async def test_a_bare_message_in_full(gate: Gate, ana: LocalPerson) -> None:
    """No parse mode: what looks like HTML is text."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "1 < 2", "plain": True}))
    assert calls(gate) == [("sendMessage", {"chat_id": ana.id, "text": "1 < 2"})]


async def test_edits_in_full(gate: Gate, ana: LocalPerson) -> None:
    """Text and buttons, text alone, buttons alone, and a strip, which says nothing of buttons."""
    first, markup = OutgoingCall(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next")}), buttons("Back")
    await gate.send(first)
    target = ana.last["message_id"]
    await gate.send(
        OutgoingCall(ana.id, Verb.EDIT, {"text": "Two", "markup": markup}, target=target),
        OutgoingCall(ana.id, Verb.EDIT, {"text": "<i>3</i>"}, target=target),
        OutgoingCall(ana.id, Verb.EDIT, {"markup": markup}, target=target),
        OutgoingCall(ana.id, Verb.STRIP, target=target),
    )
    where, shown = {"chat_id": ana.id, "message_id": target}, SIGNER.on_markup(ana.id, markup)
    assert calls(gate)[1:] == [
        (
            "editMessageText",
            {**where, "text": "Two", "parse_mode": "HTML", "reply_markup": SIGNER.on_markup(ana.id, markup)},
        ),
        ("editMessageText", {**where, "text": "<i>3</i>", "parse_mode": "HTML"}),
        ("editMessageReplyMarkup", {**where, "reply_markup": shown}),
        ("editMessageReplyMarkup", where),
    ]


async def test_a_document_in_full(gate: Gate, ana: LocalPerson) -> None:
    """In a form, so every field is text; the caption is HTML."""
    payload = {"text": "<b>Here</b>", "document": ["limber.json", '{"ö": 1}']}
    await gate.send(OutgoingCall(ana.id, Verb.SEND, payload))
    assert calls(gate) == [("sendDocument", {"chat_id": str(ana.id), "caption": "<b>Here</b>", "parse_mode": "HTML"})]
    (upload,) = gate.telegram.state.ledger[-1].files.values()
    assert (upload.name, upload.mime, upload.content) == ("limber.json", "application/json", '{"ö": 1}'.encode())


async def test_a_clip_in_full(gate: Gate, ana: LocalPerson, tmp_path: Path) -> None:
    """The first time as a file with its buttons, then by its id."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    picture = {"file": "breathe.gif", "digest": "a", "width": 640, "height": 480, "seconds": 3.9}
    step = OutgoingCall(ana.id, Verb.SEND, {"text": "<i>In</i>", "picture": picture, "markup": buttons("Next")})
    await gate.send(step)
    await gate.send(step)
    (first, sent), (second, again) = calls(gate)
    assert (first, second) == ("sendAnimation", "sendAnimation")
    assert {name: sent[name] for name in ("chat_id", "caption", "parse_mode")} == {
        "chat_id": str(ana.id),
        "caption": "<i>In</i>",
        "parse_mode": "HTML",
    }
    assert json.loads(sent["reply_markup"]) == SIGNER.on_markup(ana.id, buttons("Next"))
    (upload,) = gate.telegram.state.ledger[-2].files.values()
    assert (upload.name, upload.mime, upload.content) == ("breathe.gif", "image/gif", GIF)
    assert again == {
        "chat_id": ana.id,
        "caption": "<i>In</i>",
        "parse_mode": "HTML",
        "reply_markup": SIGNER.on_markup(ana.id, buttons("Next")),
        "animation": ana.last["animation"]["file_id"],
        "width": 640,
        "height": 480,
        "duration": 4,
    }
    moving = ana.inbox[0]["animation"]
    assert (moving["width"], moving["height"], moving["duration"]) == (640, 480, 4)
    assert ana.buttons == ["Next"]


async def test_a_clip_is_called_as_its_message_calls_it_also_when_it_is_sent_by_its_id(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """What moves, for those who do not see it; a message from before there were names has the file's own."""
    for name, content in (("open.right.mp4", MP4), ("old.mp4", MP4 + b" ")):
        (tmp_path / name).write_bytes(content)
    named = clip(ana, "open.right.mp4", name="figure-right-leg.mp4")
    await gate.send(named, named, clip(ana, "old.mp4"))
    names = [message["animation"]["file_name"] for message in ana.inbox]
    assert names == ["figure-right-leg.mp4", "figure-right-leg.mp4", "old.mp4"]


@pytest.mark.parametrize(("words", "said"), [(None, {}), ("", {}), ("Not now", {"text": "Not now"})])
async def test_the_answer_to_a_tap_in_full(
    gate: Gate, ana: LocalPerson, words: str | None, said: dict[str, str]
) -> None:
    """With a line over the chat, or without."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next")}))
    ana.touch("Next")
    (query,) = gate.telegram.state.queries.values()
    calls_of_it = Calls(gate.bot, gate.request, MediaCache(gate.executor, gate.clock.now, None), SIGNER)
    await calls_of_it.answer_tap(query.id, words)
    assert calls(gate)[-1] == ("answerCallbackQuery", {"callback_query_id": query.id, **said})


# Clips


@pytest.mark.parametrize(("name", "content"), [("breathe.gif", GIF), ("breathe.mp4", MP4)], ids=["gif", "mp4"])
async def test_a_clip_is_uploaded_once_and_then_known_by_its_id(
    gate: Gate,
    ana: LocalPerson,
    ben: LocalPerson,
    tmp_path: Path,
    name: str,
    content: bytes,
    clip: Callable[..., OutgoingCall],
) -> None:
    """For everybody, and also after a restart."""
    (tmp_path / name).write_bytes(content)
    await gate.send(clip(ana, name))
    await gate.send(clip(ben, name, "Again"))
    sent = [call for call in gate.telegram.state.ledger if call.method == "sendAnimation"]
    assert [list(call.files.values()) != [] for call in sent] == [True, False]
    file_id = sent[1].params["animation"]
    assert (ana.last["animation"]["file_id"], ana.texts, ben.texts) == (file_id, ["Breathe"], ["Again"])
    assert gate.telegram.state.blobs[ana.last["animation"]["file_unique_id"]] == content
    await gate.close()
    async with another(gate) as after:
        await after.send(clip(ana, name, "And again"))
        assert gate.telegram.state.ledger[-1].params["animation"] == file_id


async def test_a_clip_that_was_changed_is_uploaded_again(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """It is known by what is in it, not by its name."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana))
    (tmp_path / "breathe.gif").write_bytes(GIF + b" ")
    await gate.send(clip(ana))
    first, second = (message["animation"]["file_unique_id"] for message in ana.inbox)
    assert gate.telegram.state.blobs[first] + b" " == gate.telegram.state.blobs[second]


async def test_a_clip_whose_id_died_is_uploaded_again(
    gate: Gate, ana: LocalPerson, tmp_path: Path, plan: Plan, clip: Callable[..., OutgoingCall]
) -> None:
    """At once, and known by its new id from then on."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana))
    dead = ana.last["animation"]["file_id"]
    del gate.telegram.state.files[dead]
    await gate.send(clip(ana, "breathe.gif", "Again"))
    assert ana.texts == ["Breathe", "Again"]
    assert ana.last["animation"]["file_id"] != dead
    await gate.send(clip(ana, "breathe.gif", "And again"))
    assert ana.last["animation"]["file_id"] == ana.inbox[1]["animation"]["file_id"]
    assert plan.count("sendAnimation") == 4


async def test_a_clip_that_telegram_keeps_refusing_goes_without(
    gate: Gate,
    ana: LocalPerson,
    plan: Plan,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    clip: Callable[..., OutgoingCall],
) -> None:
    """Better a step without its picture than no step; the log says so."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    plan.always("sendAnimation", error(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    await gate.send(clip(ana))
    assert (ana.texts, gate.states()) == (["Breathe"], ["sent"])
    assert "attachment_refused row=1 kind=reply attachment=picture what=breathe.gif" in caplog.text


async def test_an_empty_clip_goes_without(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """Telegram takes no empty file."""
    (tmp_path / "breathe.gif").write_bytes(b"")
    await gate.send(clip(ana))
    assert (ana.texts, gate.states()) == (["Breathe"], ["sent"])


async def test_a_clip_that_is_missing_goes_without(
    gate: Gate, ana: LocalPerson, plan: Plan, clip: Callable[..., OutgoingCall]
) -> None:
    """Deleted after the library was checked: the text is sent."""
    await gate.send(clip(ana, "gone.gif"))
    assert (ana.texts, plan.count("sendAnimation")) == (["Breathe"], 0)


async def test_a_text_too_long_for_a_caption_goes_without_its_clip(
    gate: Gate, ana: LocalPerson, tmp_path: Path, plan: Plan, clip: Callable[..., OutgoingCall]
) -> None:
    """What is read counts, not its tags: 1,024 characters stand under a clip, 1,025 do not."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    longest = f"<b>{'x' * 1022}</b>&amp;y"
    await gate.send(clip(ana, "breathe.gif", longest), clip(ana, "breathe.gif", longest + "z"))
    assert ["animation" in message for message in ana.inbox] == [True, False]
    assert [len(words) for words in ana.texts] == [1024, 1025]
    assert plan.count("sendAnimation") == 1


async def test_a_clip_with_html_that_cannot_be_read_keeps_its_picture(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """Only the markup goes."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana, "breathe.gif", "<b>never closed"))
    assert (ana.texts, "animation" in ana.last) == (["never closed"], True)


async def test_many_who_are_shown_a_new_clip_at_once_upload_it_once(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """The others wait for its id."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana), clip(ben))
    sent = [call for call in gate.telegram.state.ledger if call.method == "sendAnimation"]
    assert sorted(bool(call.files) for call in sent) == [False, True]
    assert (ana.texts, ben.texts) == (["Breathe"], ["Breathe"])


async def test_a_clip_has_its_poster(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """A small picture that is seen until the clip is there."""
    (tmp_path / "breathe.mp4").write_bytes(MP4)
    (tmp_path / "breathe.jpg").write_bytes(JPEG)
    await gate.send(clip(ana, "breathe.mp4", poster="breathe.jpg"))
    small = ana.last["animation"]["thumbnail"]
    assert gate.telegram.state.blobs[small["file_unique_id"]] == JPEG
    assert (small["width"], small["height"]) == (1, 1)


async def test_a_still_is_a_photo_and_its_text_can_be_changed(
    gate: Gate, ana: LocalPerson, tmp_path: Path, clip: Callable[..., OutgoingCall]
) -> None:
    """Uploaded once, too; an edit changes what stands under it."""
    (tmp_path / "look.jpg").write_bytes(JPEG)
    await gate.send(clip(ana, "look.jpg", "Look"))
    await gate.send(clip(ana, "look.jpg", "Look again"))
    sent = [call for call in gate.telegram.state.ledger if call.method == "sendPhoto"]
    assert [bool(call.files) for call in sent] == [True, False]
    edit = OutgoingCall(ana.id, Verb.EDIT, {"text": "Seen", "under_picture": True}, target=ana.last["message_id"])
    await gate.send(edit)
    assert (ana.last["caption"], "photo" in ana.last) == ("Seen", True)
