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
    """What a replica hears when it says that it is alive: how many are, and what it took over from dead ones.

    `unclean_ends`: how many ends in a row came without leaving, as far as it was seen just now; 0 when none was."""

    alive: int
    updates: list[InboxItem]
    calls_again: int
    calls_given_up: int
    polls: bool
    unclean_ends: int = 0
