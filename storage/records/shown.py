"""Shown buttons: what is kept of a message's buttons, for a day, so that their words can be typed instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from storage.records.calls import Verb


@dataclass(frozen=True, slots=True)
class ShownButtons:
    """Buttons that a message had from a moment (UTC) on: label and data of each.

    `message_id` is None while Telegram has not told it. `is_live`: nothing took their place since.
    """

    message_id: int | None
    buttons: Sequence[tuple[str, str]]
    since: datetime
    is_live: bool = True


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
    """What a sent call keeps of its payload; None where it had no buttons that are answered, or private ones alone."""
    if "markup" not in payload:
        return None
    private = payload.get("private", ())
    buttons = [
        [one["text"], one["callback_data"]]
        for line in payload["markup"].get("inline_keyboard", ())
        for one in line
        if "callback_data" in one and one["callback_data"] not in private
    ]
    return {"buttons": buttons} if buttons else None


def buttons_in(payload: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """Label and data of the buttons in a payload: one that is kept, or one that is being sent."""
    if payload is not None and "buttons" not in payload:
        payload = kept_of(payload)
    return tuple((label, data) for label, data in (payload or {}).get("buttons", ()))


def shown_by(calls: Iterable[ShownCall]) -> list[ShownButtons]:
    """The buttons that a chat's calls put there, in the order of the calls, which is the newest first."""
    found: list[ShownButtons] = []
    changed: set[tuple[str, int | None]] = set()
    for call in calls:
        names = {("row", call.target_row or call.id), ("message", _message(call))} - {("message", None)}
        buttons = buttons_in(call.payload)
        came = call.state in ("sent", "sending") or (call.verb == Verb.EDIT and call.state == "pending")
        if buttons and came:
            found.append(ShownButtons(_message(call), buttons, call.created_at, is_live=not names & changed))
        if call.verb != Verb.SEND:
            changed |= names
    return found


def _message(call: ShownCall) -> int | None:
    return call.message_id if call.verb == Verb.SEND else call.target
