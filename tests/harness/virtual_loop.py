"""An event loop on which waiting takes no time, and on which the same always happens in the same order.

When nothing is left to do but to wait for a timer, the loop's clock jumps to it. What would run on a thread of its own
runs in the loop instead, one thing a round: so a number of rounds is a moment in a life that can be found again.
"""

from __future__ import annotations

import asyncio
import contextvars
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from types import SimpleNamespace
from typing import Any

import pytest

from bot import app
from bot.emulator import server
from bot.sending.outbox import Outbox

# Seconds in which something that is already on its way over the loopback would have arrived.
ON_THE_WAY = 0.0005
# Virtual seconds until something is thought to hang.
PATIENCE = 3600.0


class _Selector(selectors.DefaultSelector):
    """Waits for nothing but input and output. `jumped`: seconds that would have been waited for timers."""

    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; the wait for a timer is jumped over."""
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready and timeout > 0:
            ready = super().select(ON_THE_WAY)
            if not ready:
                self.jumped += timeout
        return ready


class _NoInput(_Selector):
    """Has no input and output either, and so makes no system call."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Nothing is ready; the wait for a timer is jumped over."""
        assert timeout is not None, "something waits for what never comes"
        self.jumped += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop. `time` goes on only by what was waited for. Without `sockets` nothing may come from outside."""

    def __init__(self, *, sockets: bool = True) -> None:
        self._virtual = _Selector() if sockets else _NoInput()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Seconds waited since the beginning."""
        return self._virtual.jumped

    def run_in_executor(  # type: ignore[override]  # how it is declared cannot be written down here
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do it in the next round of the loop, unless whoever wants it is gone by then."""
        return in_next_round(self, executor, func, *args)


def tell_time(patch: pytest.MonkeyPatch, loop: asyncio.AbstractEventLoop) -> None:
    """Let the bot, its outbox and the stand-in for Telegram wait by the time of a loop."""
    clock = SimpleNamespace(monotonic=loop.time)
    patch.setattr(server, "time", clock)
    patch.setattr(app, "time", clock)
    defaults: Any = Outbox.__init__.__kwdefaults__
    patch.setitem(defaults, "monotonic", loop.time)


async def until_at_rest(is_at_rest: Callable[[], bool], still: Callable[[], object]) -> None:
    """Wait on a virtual loop, at most an hour of its time. Raises AssertionError with what is `still` there."""
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + PATIENCE, 0.001
    while not is_at_rest():
        assert loop.time() < end, f"it hangs: {still()}"
        await asyncio.sleep(pause)
        pause = min(1.0, pause * 2)


def in_next_round(
    loop: asyncio.AbstractEventLoop, _executor: Executor | None, func: Callable[..., Any], *args: Any
) -> asyncio.Future[Any]:
    """What a loop's `run_in_executor` does when there are to be no threads."""
    done: asyncio.Future[Any] = loop.create_future()

    def work() -> None:
        if done.cancelled():
            return
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)

    loop.call_soon(work, context=contextvars.copy_context())
    return done
