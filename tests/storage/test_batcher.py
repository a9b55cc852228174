"""Questions to the store that come while it is busy go together; each gets the answer that it would have got alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from storage.batcher import MOST_TOGETHER, Batcher


class ByHand(Executor):
    """Threads that do nothing until they are told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.ended = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take work on."""
        if self.ended:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    async def work(self, place: int = 0) -> None:
        """Do one thing that waits, and let its askers hear of it."""
        future, work = self.waiting.pop(place)
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)
        await rest()

    async def work_all(self) -> None:
        """Do everything, also what comes of it."""
        while self.waiting:
            await self.work()


async def rest() -> None:
    """Let the loop come to rest."""
    for _ in range(10):
        await asyncio.sleep(0)


class Asked:
    """A store that counts: what it is asked, and how. Words in `lost` are left out of groups, and `bad` ones fail."""

    def __init__(self, lanes: int = 1) -> None:
        self.threads = ByHand()
        self.seen: list[str | list[str]] = []
        self.lost: set[str] = set()
        self.bad: set[str] = set()
        self.ask = Batcher(self.threads, self.one, self.many, lanes=lanes, key=lambda word: word[0])

    def one(self, word: str) -> str:
        """A question alone."""
        self.seen.append(word)
        if word in self.bad:
            raise ValueError(word)
        return word.upper()

    def many(self, words: Sequence[str]) -> Mapping[int, str]:
        """Several."""
        self.seen.append(list(words))
        if self.bad.intersection(words):
            raise ValueError("one of them")
        return {place: word.upper() for place, word in enumerate(words) if word not in self.lost}

    def asks(self, *words: str) -> list[asyncio.Task[str]]:
        """Ask all of this at the same moment."""
        return [asyncio.create_task(self.answer(word)) for word in words]

    async def answer(self, word: str) -> str:
        """Ask one of them; what is raised counts as an answer."""
        try:
            return await self.ask(word)
        except (ValueError, RuntimeError) as error:
            return type(error).__name__


@pytest.fixture
async def store() -> AsyncIterator[Asked]:
    """A store that answers when it is told to."""
    asked = Asked()
    yield asked
    await asked.threads.work_all()


async def test_one_alone_goes_at_once_and_alone(store: Asked) -> None:
    """Nobody waits for others who might come."""
    [only] = store.asks("ana")
    await rest()
    assert len(store.threads.waiting) == 1
    await store.threads.work()
    assert (await only, store.seen) == ("ANA", ["ana"])


async def test_what_comes_while_the_store_is_busy_goes_together(store: Asked) -> None:
    """And what comes meanwhile, together after that."""
    first = store.asks("ana")
    await rest()
    second = store.asks("ben", "cleo", "dora")
    await rest()
    await store.threads.work()
    third = store.asks("eve", "finn")
    await rest()
    await store.threads.work_all()
    assert store.seen == ["ana", ["ben", "cleo", "dora"], ["eve", "finn"]]
    assert [await one for one in (*first, *second, *third)] == ["ANA", "BEN", "CLEO", "DORA", "EVE", "FINN"]


async def test_what_comes_at_the_same_moment_goes_together(store: Asked) -> None:
    """Although nothing was under way."""
    both = store.asks("ana", "ben")
    await rest()
    await store.threads.work_all()
    assert ([await one for one in both], store.seen) == (["ANA", "BEN"], [["ana", "ben"]])


async def test_when_a_group_fails_each_is_asked_alone(store: Asked, caplog: pytest.LogCaptureFixture) -> None:
    """So that one that cannot be answered harms nobody else; the log tells of it."""
    store.bad = {"ben"}
    three = store.asks("ana", "ben", "cleo")
    await rest()
    await store.threads.work_all()
    assert [await one for one in three] == ["ANA", "ValueError", "CLEO"]
    assert store.seen == [["ana", "ben", "cleo"], "ana", "ben", "cleo"]
    [record] = caplog.records
    assert (record.getMessage(), vars(record)["questions"], vars(record)["error"]) == ("batch_failed", 3, "ValueError")


async def test_what_a_group_leaves_out_is_asked_alone_and_holds_nobody_up(store: Asked) -> None:
    """While it waits for its own answer, the next ones go on."""
    store.lost = {"ben"}
    three = store.asks("ana", "ben", "cleo")
    await rest()
    await store.threads.work()
    later = store.asks("dora")
    await rest()
    assert [one.done() for one in three] == [True, False, True]
    await store.threads.work(place=1)
    assert [one.done() for one in (*three, *later)] == [True, False, True, True]
    await store.threads.work()
    assert (await three[1], store.seen) == ("BEN", [["ana", "ben", "cleo"], "dora", "ben"])


async def test_questions_with_one_key_are_answered_one_after_another(store: Asked) -> None:
    """In their order, each in a group or alone, and the second not before the first is back."""
    all_of_them = store.asks("a1", "a2", "b1", "a3", "b2")
    await rest()
    await store.threads.work_all()
    assert store.seen == [["a1", "b1"], ["a2", "b2"], "a3"]
    assert [await one for one in all_of_them] == ["A1", "A2", "B1", "A3", "B2"]


async def test_a_key_waits_for_one_that_was_left_out(store: Asked) -> None:
    """Else the second would overtake it."""
    store.lost = {"a1"}
    three = store.asks("a1", "b1", "a2")
    await rest()
    await store.threads.work()
    assert len(store.threads.waiting) == 1
    await store.threads.work_all()
    assert store.seen == [["a1", "b1"], "a1", "a2"]
    assert [await one for one in three] == ["A1", "B1", "A2"]


async def test_several_lanes_go_side_by_side() -> None:
    """Each begins alone; what comes while all are busy goes together in the first that is free."""
    store = Asked(lanes=2)
    for word in ("ana", "ben", "cleo", "dora"):
        store.asks(word)
        await rest()
    assert len(store.threads.waiting) == 2
    await store.threads.work(place=1)
    assert store.seen == ["ben"]
    await store.threads.work_all()
    assert store.seen == ["ben", "ana", ["cleo", "dora"]]


async def test_one_key_waits_for_another_lane() -> None:
    """The lane that has nothing else to do ends, and there is one again when the key is free."""
    store = Asked(lanes=2)
    first, second = store.asks("a1")[0], store.asks("a2")[0]
    await rest()
    assert len(store.threads.waiting) == 1
    await store.threads.work_all()
    assert (await first, await second, store.seen) == ("A1", "A2", ["a1", "a2"])


async def test_who_asked_and_is_gone_is_not_asked_for(store: Asked) -> None:
    """What was cancelled before it began does not take effect."""
    first = store.asks("ana")
    await rest()
    second = store.asks("ben", "cleo")
    await rest()
    second[0].cancel()
    await rest()
    await store.threads.work_all()
    assert (store.seen, await first[0], await second[1]) == (["ana", "cleo"], "ANA", "CLEO")


async def test_no_more_go_together_than_may(store: Asked) -> None:
    """The rest goes next."""
    store.ask = Batcher(store.threads, store.one, store.many)
    tasks = store.asks(*(f"p{number}" for number in range(MOST_TOGETHER + 3)))
    await rest()
    await store.threads.work_all()
    assert [len(group) for group in store.seen] == [MOST_TOGETHER, 3]
    assert await tasks[-1] == f"P{MOST_TOGETHER + 2}"


async def test_when_the_threads_have_ended_everybody_hears_of_it(store: Asked) -> None:
    """Nobody waits for ever."""
    store.threads.ended = True
    three = store.asks("ana", "ben", "cleo")
    assert [await one for one in three] == ["RuntimeError"] * 3
    assert await store.asks("dora")[0] == "RuntimeError"


async def test_what_the_threads_drop_at_their_end_is_cancelled(store: Asked) -> None:
    """What was under way and what waits for it."""
    tasks = store.asks("ana", "ben")
    await rest()
    tasks += store.asks("cleo")
    await rest()
    store.threads.waiting.pop()[0].cancel()
    await rest()
    assert [one.cancelled() for one in tasks] == [True, True, True]
