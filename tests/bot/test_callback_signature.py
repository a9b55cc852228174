"""Seals: a button is believed by its person alone, with its own data, and made by nobody without the key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callback_signature import KEY_BYTES, TAG_LENGTH, UNKNOWN, CallbackSigner
from bot.replies import MAX_DATA_BYTES
from tests.harness.tabled import tabled

SIGNER, OTHER = CallbackSigner(bytes(KEY_BYTES)), CallbackSigner(b"\1" * KEY_BYTES)
ANA, BEN = 5_100_000_001, 5_100_000_002


def pressed(data: Any, *, by: Any = ANA, chat: Any = ANA) -> dict[str, Any]:
    """A press as Telegram tells of it."""
    message = {"message_id": 7, "chat": {"id": chat, "type": "private"}}
    return {"update_id": 1, "callback_query": {"id": "9", "from": {"id": by}, "message": message, "data": data}}


@given(st.text(min_size=1, max_size=14), st.integers(-(2**52), 2**52))
def test_what_was_put_on_is_taken_off(data: str, chat: int) -> None:
    """For any data and any chat; within Telegram's 64 bytes where the data are within ours."""
    signed = SIGNER.sign(chat, data)
    assert SIGNER.verify(chat, signed) == data
    assert len(signed.encode()) == len(data.encode()) + TAG_LENGTH
    assert MAX_DATA_BYTES + TAG_LENGTH == 64


@tabled(
    ("chat", "signed"),
    [
        (BEN, SIGNER.sign(ANA, "delete:yes")),
        (ANA, OTHER.sign(ANA, "delete:yes")),
        (ANA, SIGNER.sign(ANA, "delete:no")[:TAG_LENGTH] + "delete:yes"),
        (ANA, SIGNER.sign(ANA, "delete:yes") + "!"),
        (ANA, SIGNER.sign(ANA, "delete:yes")[:-1]),
        (ANA, SIGNER.sign(ANA, "delete:yes").swapcase()),
        (ANA, "delete:yes"),
        (ANA, ""),
        (ANA, "x"),
        (ANA, "\ud83d" * TAG_LENGTH + "delete:yes"),
    ],
)
def test_nothing_else_is_taken_for_ours(chat: int, signed: str) -> None:
    """Neither somebody else's button, nor another's data, nor anything that is made up."""
    assert SIGNER.verify(chat, signed) is None


def test_each_button_of_a_message_gets_its_tag() -> None:
    """Links and other keyboards stay as they are, and what was handed in does, too."""
    markup = {
        "inline_keyboard": [[{"text": "A", "callback_data": "a"}, {"text": "Page", "url": "https://example.org"}]]
    }
    keyboard = {"keyboard": [[{"text": "A"}]]}
    assert SIGNER.on_markup(ANA, markup) == {
        "inline_keyboard": [
            [{"text": "A", "callback_data": SIGNER.sign(ANA, "a")}, {"text": "Page", "url": "https://example.org"}]
        ]
    }
    assert markup["inline_keyboard"][0][0]["callback_data"] == "a"
    assert SIGNER.on_markup(ANA, keyboard) is keyboard


def test_a_press_is_read_without_its_tag() -> None:
    """All else of it as it came."""
    assert SIGNER.on_update(pressed(SIGNER.sign(ANA, "w:1:3:next"))) == pressed("w:1:3:next")


@pytest.mark.parametrize("data", [SIGNER.sign(BEN, "w:1:3:next"), "w:1:3:next", "", None, 7, ["w"]])
def test_a_press_that_is_not_ours_means_nothing(data: Any) -> None:
    """It leads to where the person is."""
    assert SIGNER.on_update(pressed(data)) == pressed(UNKNOWN)


@pytest.mark.parametrize(
    ("by", "chat"), [(BEN, ANA), (ANA, -100123), (ANA, None), (None, None), ("x", "x"), (ANA, str(ANA))]
)
def test_a_press_in_somebody_elses_chat_means_nothing(by: Any, chat: Any) -> None:
    """Not even with a tag for either of them; and the message that it claims to be under is not touched."""
    for owner in (ANA, BEN):
        seen = SIGNER.on_update(pressed(SIGNER.sign(owner, "delete:yes"), by=by, chat=chat))
        assert seen["callback_query"] == {"id": "9", "from": {"id": by}, "data": UNKNOWN}


@pytest.mark.parametrize(
    "query", [None, 7, "x", [], {}, {"from": 7}, {"from": {"id": ANA}, "message": 7}, {"message": {"chat": 3}}]
)
def test_a_press_that_is_none_does_no_harm(query: Any) -> None:
    """Whoever reads it then sets it aside."""
    seen = SIGNER.on_update({"update_id": 1, "callback_query": query})
    assert seen["update_id"] == 1
    assert not isinstance(query, dict) or seen["callback_query"]["data"] == UNKNOWN


@pytest.mark.parametrize("update", [{"update_id": 1}, {"update_id": 1, "message": {"text": "next"}}])
def test_other_updates_stay_as_they_are(update: dict[str, Any]) -> None:
    """There is nothing to take off."""
    assert SIGNER.on_update(update) is update
