"""Hub: the emulator's chats, and the signal that wakes everything that waits for a change."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.emulator.chats import State


class Hub:
    """The state, and the signal of its changes. People, groups, webhooks and the page know only this.

    `on_prompt_now`: what the page's "Next reminder now" does with a chat id; returns the sentence it shows.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.on_prompt_now: Callable[[int], Awaitable[str]] | None = None
        self.closing = asyncio.Event()
        self._waiting: set[asyncio.Future[None]] = set()
        state.listeners.append(self.ring)

    def ring(self) -> None:
        """Wake all that wait: something has changed, or the server stops."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def change(self, seconds: float | None = None) -> bool:
        """Wait for the next change; False when `seconds` passed without one, or at the stop."""
        if self.closing.is_set():
            return False
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True

    async def until(self, true: Callable[[], Any], seconds: float = 30.0, what: str = "it") -> Any:
        """Wait until a condition holds and give its value. Raises TimeoutError that names `what`."""
        deadline = time.monotonic() + seconds
        while not (value := true()):
            left = deadline - time.monotonic()
            if left <= 0 or not (await self.change(left) or true()):
                raise TimeoutError(f"waited {seconds} s in vain for {what}")
        return value
