"""Shown buttons: what is kept of a message's buttons, for a day, so that their words can be typed instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from storage.records.calls import Verb

# A question mark at the end of a message, before the ends of its markup.
_QUESTION = re.compile("[?\u061f](?:</[a-z]+>|\\s)*\\Z")


@dataclass(frozen=True, slots=True)
class ShownButtons:
    """Buttons that a message had from a moment (UTC) on: label and data of each.

    `message_id` is None while Telegram has not told it. `is_live`: nothing took their place since. `asks`: the words
    above them end with a question. `has_private`: so have buttons whose words are not kept.
    """

    message_id: int | None
    buttons: Sequence[tuple[str, str]]
    since: datetime
    is_live: bool = True
    asks: bool = False
    has_private: bool = False


class ShownCall(NamedTuple):
    """What tells of a stored call, in any state, which buttons it put where."""

    id: int
    verb: str
    state: str
    payload: Mapping[str, Any] | None
    target: int | None
    target_row: int | None
    message_id: int | None
    created_at: datetime


def kept_of(payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a sent call keeps of its payload: its buttons, whether its words ask, and whether there were private
    buttons. None where it had no buttons that are answered, or private ones alone."""
    if "markup" not in payload:
        return None
    private = payload.get("private", ())
    buttons = [
        [one["text"], one["callback_data"]]
        for line in payload["markup"].get("inline_keyboard", ())
        for one in line
        if "callback_data" in one and one["callback_data"] not in private
    ]
    told = {"asks": _QUESTION.search(payload.get("text", "")) is not None, "private": bool(private)}
    return {"buttons": buttons, **{name: True for name, is_so in told.items() if is_so}} if buttons else None


def buttons_in(payload: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """Label and data of the buttons in a payload: one that is kept, or one that is being sent."""
    return tuple((label, data) for label, data in _kept(payload).get("buttons", ()))


def _kept(payload: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if payload is not None and "buttons" not in payload:
        payload = kept_of(payload)
    return payload or {}


def shown_by(calls: Iterable[ShownCall]) -> list[ShownButtons]:
    """The buttons that a chat's calls put there, in the order of the calls, which is the newest first."""
    found: list[ShownButtons] = []
    changed: set[tuple[str, int | None]] = set()
    for call in calls:
        names = {("row", call.target_row or call.id), ("message", _message(call))} - {("message", None)}
        buttons = buttons_in(call.payload)
        came = call.state in ("sent", "sending") or (call.verb == Verb.EDIT and call.state == "pending")
        if buttons and came:
            asks, private = (bool(_kept(call.payload).get(name)) for name in ("asks", "private"))
            is_live = not names & changed
            found.append(ShownButtons(_message(call), buttons, call.created_at, is_live, asks, private))
        if call.verb != Verb.SEND:
            changed |= names
    return found


def _message(call: ShownCall) -> int | None:
    return call.message_id if call.verb == Verb.SEND else call.target
