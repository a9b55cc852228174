"""Which call is next: lanes, order, busy chats, moments; in virtual time, without a record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import queue
from bot.sending.queue import CallQueue
from bot.sending.rate_limiter import RateLimiter
from bot.token_bucket import FOREVER
from storage.records.calls import Lane, OutboxRow, Verb

ANA, BEN, CARO = 41, 42, 43
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Waiting:
    """Calls that wait, and seconds that a test lets pass."""

    def __init__(self, per_second: float = 10_000, *, chat_limits: bool = False) -> None:
        self.at = 1000.0
        self.rate_limiter = RateLimiter(per_second, lambda: self.at, chat_limits=chat_limits)
        self.careful = False
        self.queue = CallQueue(self.rate_limiter, lambda: self.careful)

    def add(self, row_id: int, chat_id: int = ANA, lane: Lane = Lane.REPLY, wait: float = 0.0) -> None:
        """A call waits, for at least so many seconds."""
        row = OutboxRow(row_id, chat_id, Verb.SEND, {"text": "x"}, None, None, lane, 0, 0, "reply", NOON)
        self.queue.add(row, self.at, self.at + wait if wait else 0.0)

    def next(self) -> list[int]:
        """The ids of the calls that may be made now."""
        return [row.id for row in self.queue.next_calls(self.at)[0]]

    def pause(self) -> float:
        """The seconds until there is more; nothing may be made now."""
        calls, pause = self.queue.next_calls(self.at)
        assert calls == []
        return round(pause, 6)

    def done(self, *chats: int) -> None:
        """Calls are no longer under way."""
        for chat_id in chats:
            self.queue.done(chat_id, self.at)

    def passes(self, seconds: float) -> None:
        """Time goes by."""
        self.at += seconds


@pytest.fixture
def calls() -> Waiting:
    """Nothing waits."""
    return Waiting()


# In which order


def test_nothing_waits(calls: Waiting) -> None:
    """No call, and no moment to wait for."""
    assert calls.queue.next_calls(calls.at) == ([], FOREVER)


def test_one_chats_calls_go_one_after_another(calls: Waiting) -> None:
    """The next once the one before is done, whatever other chats do."""
    for row_id, chat_id in ((1, ANA), (2, ANA), (3, BEN), (4, ANA)):
        calls.add(row_id, chat_id)
    assert calls.next() == [1, 3]
    calls.done(BEN)
    assert calls.next() == []
    calls.done(ANA)
    assert calls.next() == [2]
    calls.done(ANA)
    assert calls.next() == [4]


def test_calls_go_by_lane_and_then_by_number(calls: Waiting) -> None:
    """Whenever each was added."""
    calls.add(1, 1, Lane.BROADCAST)
    calls.add(2, 2, Lane.PROMPT)
    calls.add(4, 4, Lane.REPLY)
    calls.add(3, 3, Lane.REPLY)
    assert calls.next() == [3, 4, 2, 1]


def test_within_a_chat_it_is_the_same(calls: Waiting) -> None:
    """A reply goes before a prompt that waited longer."""
    calls.add(1, lane=Lane.PROMPT)
    calls.add(2, lane=Lane.BROADCAST)
    calls.add(3, lane=Lane.REPLY)
    made = []
    for _ in range(3):
        made += calls.next()
        calls.done(ANA)
    assert made == [3, 1, 2]


def test_what_is_put_back_goes_first_again(calls: Waiting) -> None:
    """It keeps its place before what came later."""
    calls.add(1)
    calls.add(2)
    assert calls.next() == [1]
    calls.add(1)
    calls.done(ANA)
    assert calls.next() == [1]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(Lane), st.sampled_from((0.0, 0.0, 0.5, 3.0))), max_size=40)
)
def test_every_call_is_given_out_once_and_never_two_of_a_chat(waiting: list[tuple[int, Lane, float]]) -> None:
    """Whatever waits for whom and how long: all get their turn, each chat's in the order of lanes and numbers."""
    calls = Waiting(per_second=20)
    for row_id, (chat_id, lane, wait) in enumerate(waiting):
        calls.add(row_id, chat_id, lane, wait)
    made: list[tuple[int, int, int]] = []
    for _ in range(1000):
        found, pause = calls.queue.next_calls(calls.at)
        chats = [row.chat_id for row in found]
        assert len(set(chats)) == len(chats)
        made += [(row.chat_id, int(row.lane), row.id) for row in found]
        calls.done(*chats)
        if not found and pause == FOREVER:
            break
        calls.passes(0.0 if found else max(pause, 1e-6))
    assert calls.queue.waiting == calls.queue.under_way == 0
    assert len(made) == len(waiting)
    for chat_id in {1, 2, 3, 4}:
        own = [order for chat, *order in made if chat == chat_id]
        assert own == sorted(own)


# Before its moment


def test_a_call_waits_for_its_moment_and_says_how_long(calls: Waiting) -> None:
    """The pause is the time until then."""
    calls.add(1, wait=7.0)
    assert calls.pause() == 7.0
    calls.passes(6.5)
    assert calls.pause() == 0.5
    calls.passes(0.5)
    assert calls.next() == [1]


def test_what_waits_for_its_moment_is_not_overtaken_in_its_chat(calls: Waiting) -> None:
    """Others' calls go."""
    calls.add(1, ANA, wait=7.0)
    calls.add(2, ANA)
    calls.add(3, BEN)
    assert calls.next() == [3]
    calls.passes(7)
    assert calls.next() == [1]


def test_a_reply_overtakes_a_prompt_that_waits_for_its_moment(calls: Waiting) -> None:
    """It is in a lane before it; the prompt still waits for its own moment."""
    calls.add(1, lane=Lane.PROMPT, wait=7.0)
    calls.add(2, lane=Lane.REPLY)
    assert calls.next() == [2]
    calls.done(ANA)
    assert calls.pause() == 7.0
    calls.passes(7)
    assert calls.next() == [1]


def test_the_soonest_moment_counts(calls: Waiting) -> None:
    """Of all that wait."""
    calls.add(1, ANA, wait=7.0)
    calls.add(2, BEN, wait=2.0)
    assert calls.pause() == 2.0


def test_the_pace_is_waited_for(calls: Waiting) -> None:
    """Over all, and of one chat."""
    slow = Waiting(per_second=10)
    slow.add(1, ANA)
    slow.add(2, BEN)
    assert slow.queue.next_calls(slow.at)[0][0].id == 1
    assert slow.pause() == 0.1
    slow.passes(0.1)
    assert slow.next() == [2]

    chats = Waiting(chat_limits=True)
    for _ in range(20):
        chats.rate_limiter.take(ANA)
    chats.add(1, ANA)
    chats.add(2, BEN)
    found, pause = chats.queue.next_calls(chats.at)
    assert ([row.id for row in found], round(pause, 6)) == ([2], 1.0)
    chats.passes(1.0)
    assert chats.next() == [1]


def test_a_reply_that_comes_while_bulk_is_closed_goes_at_once(calls: Waiting) -> None:
    """And the prompt is still there afterwards."""
    calls.rate_limiter.on_retry_after(CARO, 7, bulk=True)
    calls.add(1, ANA, Lane.PROMPT)
    assert calls.pause() == 7.0
    calls.add(2, BEN)
    assert calls.next() == [2]
    calls.done(BEN)
    calls.passes(7)
    assert calls.next() == [1]


# How many


def test_only_so_many_are_under_way(calls: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of bulk, and on top of that of replies: nobody who writes waits behind many prompts."""
    monkeypatch.setattr(queue, "MOST_UNDER_WAY", 2)
    monkeypatch.setattr(RateLimiter, "most_under_way", lambda self: 2)
    monkeypatch.setattr(queue, "MOST_REPLIES", 1)
    for row_id in (1, 2, 3):
        calls.add(row_id, row_id, Lane.PROMPT)
    assert calls.next() == [1, 2]
    calls.add(4, 4)
    calls.add(5, 5)
    assert calls.next() == [4]
    calls.done(1)
    assert calls.next() == [5]
    calls.done(4)
    assert calls.next() == [3]
    calls.add(6, 6, Lane.PROMPT)
    calls.done(5)
    assert calls.next() == []
    calls.done(2)
    assert calls.next() == [6]


def test_what_waits_and_what_is_under_way_is_counted(calls: Waiting) -> None:
    """A call is one or the other."""
    calls.add(1, ANA)
    calls.add(2, ANA)
    calls.add(3, BEN, wait=7.0)
    calls.next()
    assert (calls.queue.waiting, calls.queue.under_way) == (2, 1)
    calls.done(ANA)
    assert (calls.queue.waiting, calls.queue.under_way) == (2, 0)


# Before it is on record


def test_an_idle_chat_can_be_reserved_once(calls: Waiting) -> None:
    """What comes meanwhile waits until that one is done."""
    assert calls.queue.reserve(ANA, calls.at)
    assert not calls.queue.reserve(ANA, calls.at)
    assert calls.queue.reserve(BEN, calls.at)
    calls.add(1, ANA)
    assert calls.next() == []
    calls.done(ANA)
    assert calls.next() == [1]


def test_a_chat_for_which_something_waits_cannot_be_reserved(calls: Waiting) -> None:
    """It would be overtaken; also when that waits for its moment."""
    calls.add(1, ANA)
    calls.add(2, BEN, wait=7.0)
    assert not calls.queue.reserve(ANA, calls.at)
    assert not calls.queue.reserve(BEN, calls.at)


def test_a_reservation_keeps_to_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all, of the chat, and in number; and it uses up a token."""
    slow = Waiting(per_second=10)
    assert slow.queue.reserve(ANA, slow.at)
    assert not slow.queue.reserve(BEN, slow.at)
    slow.passes(0.1)
    assert slow.queue.reserve(BEN, slow.at)

    flooded = Waiting()
    flooded.rate_limiter.on_retry_after(ANA, 7, bulk=False)
    assert not flooded.queue.reserve(ANA, flooded.at)
    assert flooded.queue.reserve(BEN, flooded.at)

    monkeypatch.setattr(queue, "MOST_UNDER_WAY", 1)
    monkeypatch.setattr(RateLimiter, "most_under_way", lambda self: 1)
    monkeypatch.setattr(queue, "MOST_REPLIES", 0)
    full = Waiting()
    assert full.queue.reserve(ANA, full.at)
    assert not full.queue.reserve(BEN, full.at)


def test_a_reservation_that_comes_to_nothing_leaves_the_chat_free(calls: Waiting) -> None:
    """The turn was not written."""
    assert calls.queue.reserve(ANA, calls.at)
    calls.done(ANA)
    assert calls.queue.reserve(ANA, calls.at)


# Forgotten


def test_a_chat_is_dropped_with_all_that_waits_for_it(calls: Waiting) -> None:
    """What is under way stays, and others' calls too."""
    for row_id, chat_id in ((1, ANA), (2, ANA), (3, ANA), (4, BEN)):
        calls.add(row_id, chat_id)
    assert calls.next() == [1, 4]
    assert [row.id for row in calls.queue.drop(ANA)] == [2, 3]
    assert calls.queue.drop(CARO) == []
    assert (calls.queue.waiting, calls.queue.under_way) == (0, 2)
    calls.done(ANA, BEN)
    assert calls.queue.next_calls(calls.at) == ([], FOREVER)
    calls.add(5, ANA)
    assert calls.next() == [5]


def test_everything_can_be_dropped(calls: Waiting) -> None:
    """What waits for its moment as well; and what comes anew is served."""
    calls.add(1, ANA)
    calls.add(2, BEN, wait=7.0)
    calls.add(3, CARO)
    assert sorted(row.id for row in calls.queue.drop_all()) == [1, 2, 3]
    assert calls.queue.waiting == 0
    assert calls.next() == []
    calls.passes(7)
    assert calls.next() == []
    calls.add(4, BEN)
    assert calls.next() == [4]


def test_what_was_dropped_and_comes_back_waits_for_its_moment(calls: Waiting) -> None:
    """It was ready when it was dropped, and has a moment to wait for now."""
    calls.rate_limiter.on_retry_after(CARO, 1, bulk=True)
    calls.add(1, ANA, Lane.PROMPT)
    calls.queue.drop(ANA)
    calls.add(1, ANA, Lane.PROMPT, wait=7.0)
    calls.passes(2)
    assert calls.pause() == 5.0
    calls.passes(5)
    assert calls.next() == [1]


def test_a_chat_that_is_idle_is_forgotten(calls: Waiting) -> None:
    """A hundred thousand people leave nothing behind in memory."""
    for row_id in range(50):
        calls.add(row_id, row_id)
    calls.done(*calls.next())
    assert calls.queue._lines == {}
    assert calls.queue.next_calls(calls.at) == ([], FOREVER)
    assert (calls.queue._ready, calls.queue._later) == ([], [])


# With care


def test_with_care_one_call_is_under_way_in_all_chats_together(calls: Waiting) -> None:
    """Replies first; nothing is begun for a reply that is only being written."""
    calls.careful = True
    assert not calls.queue.reserve(ANA, calls.at)  # although nothing waits and nothing is under way
    for row_id, chat_id, lane in ((1, ANA, Lane.PROMPT), (2, BEN, Lane.REPLY), (3, CARO, Lane.BROADCAST)):
        calls.add(row_id, chat_id, lane)
    for row_id, chat_id in ((2, BEN), (1, ANA), (3, CARO)):
        assert calls.next() == [row_id]
        assert calls.pause() == FOREVER
        calls.done(chat_id)
    calls.careful = False
    assert calls.queue.reserve(ANA, calls.at)


def test_with_care_a_reply_passes_by_a_slow_call(calls: Waiting) -> None:
    """Nobody who just wrote waits for a call that hangs; what goes out in bulk does."""
    calls.careful = True
    calls.add(1, ANA)
    assert calls.next() == [1]
    calls.add(2, BEN)
    calls.add(3, CARO)
    calls.add(4, CARO, Lane.PROMPT)
    calls.passes(queue.SLOW / 4)
    assert calls.pause() == queue.SLOW * 3 / 4
    calls.passes(queue.SLOW * 3 / 4)
    assert calls.next() == [2]
    assert calls.pause() == FOREVER
    calls.done(BEN)
    assert calls.next() == [3]
    calls.done(CARO)
    assert calls.pause() == FOREVER
    calls.done(ANA)
    assert calls.next() == [4]
