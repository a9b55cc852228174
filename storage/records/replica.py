"""What a replica takes in: updates, and the answer to its heartbeat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InboxItem:
    """An update as Telegram sent it. `chat_key` orders: updates with one key take effect one after another."""

    update_id: int
    chat_key: int
    body: str
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The answer to a heartbeat: how many replicas are alive, and what this one took over from dead ones.

    `unclean_ends`: how many replicas in a row ended without leaving, as seen just now.
    """

    alive: int
    updates: list[InboxItem]
    calls_again: int
    calls_given_up: int
    polls: bool
    unclean_ends: int = 0
