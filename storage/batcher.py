"""Batching: questions that arrive while the store is busy share one transaction. Nothing waits for a timer."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Generic, TypeVar

log = logging.getLogger("limber.store")

# Questions in one batch at most: everybody else waits for its transaction.
MOST_TOGETHER = 100

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Questions of one kind to the store. `one` answers a question that comes alone, at once. Those that come while all
    `lanes` are busy wait for the next free lane, and `many` answers them together.

    `many` answers by place. What it leaves out is asked again by `one`; so is everything when it raises. Questions with
    the same `key` run one after another.
    """

    def __init__(
        self,
        threads: Executor,
        one: Callable[[T], R],
        many: Callable[[Sequence[T]], Mapping[int, R]],
        *,
        lanes: int = 1,
        key: Callable[[T], Hashable] | None = None,
    ) -> None:
        self._threads, self._one, self._many, self._key = threads, one, many, key
        self._free = lanes
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._keys: set[Hashable] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, question: T) -> R:
        """Ask; returns or raises what `one` would have."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        self._open_lane()
        return await answer

    def _open_lane(self) -> None:
        """Start a lane in the loop's next iteration, with all that is asked in this one."""
        if self._waiting and self._free:
            self._free -= 1
            self._start(self._run_lane(), "store-lane")

    async def _run_lane(self) -> None:
        try:
            while batch := self._next_batch():
                if len(batch) == 1:
                    await self._ask_alone(*batch[0])
                else:
                    await self._ask_together(batch)
        finally:
            self._free += 1

    def _next_batch(self) -> list[tuple[T, asyncio.Future[R]]]:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        held_up = []
        while self._waiting and len(batch) < MOST_TOGETHER:
            question, answer = self._waiting.popleft()
            if answer.done():
                continue  # who asked was cancelled
            if self._key is not None:
                if (key := self._key(question)) in self._keys:
                    held_up.append((question, answer))
                    continue
                self._keys.add(key)
            batch.append((question, answer))
        self._waiting.extendleft(reversed(held_up))
        return batch

    async def _ask_together(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        questions = [question for question, _ in batch]
        answers: Mapping[int, R] = {}
        try:
            answers = await asyncio.get_running_loop().run_in_executor(self._threads, self._many, questions)
        except asyncio.CancelledError:
            self._cancel(answer for _, answer in batch)
            raise
        except Exception as error:
            log.warning("batch_failed", extra={"questions": len(batch), "error": type(error).__name__})
        for place, (question, answer) in enumerate(batch):
            if place not in answers:
                # Not in this lane: it may have to wait for somebody, and the others need not.
                self._start(self._ask_alone(question, answer), "store-alone")
                continue
            if not answer.done():
                answer.set_result(answers[place])
            self._answered(question)

    async def _ask_alone(self, question: T, answer: asyncio.Future[R]) -> None:
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, self._one, question)
        except asyncio.CancelledError:
            self._cancel([answer])
            raise
        except Exception as error:
            if not answer.done():
                answer.set_exception(error)
        else:
            if not answer.done():
                answer.set_result(found)
        self._answered(question)

    def _answered(self, question: T) -> None:
        """The next question with the same key may begin."""
        if self._key is not None:
            self._keys.discard(self._key(question))
            self._open_lane()

    def _cancel(self, answers: Iterable[asyncio.Future[R]]) -> None:
        """The threads have ended, or the loop does: nothing is answered any more."""
        for answer in (*answers, *(answer for _, answer in self._waiting)):
            answer.cancel()
        self._waiting.clear()

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
