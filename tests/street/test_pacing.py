"""How fast may be sent: buckets of tokens, in virtual time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pacing
from bot.pacing import Bucket, Pace

ANA, BEN, GROUP = 41, 42, -41
BURST = int(pacing.CHAT_BURST)


class Time:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """The second it is."""
        return self.at


def send(pace: Pace, time: Time, chats: list[int]) -> list[float]:
    """The seconds at which calls to these chats are made, one after another, each as early as it may."""
    start, made = time.at, []
    for chat in chats:
        time.at += pace.reserve(chat)
        made.append(round(time.at - start, 3))
    return made


# A bucket


def test_a_full_bucket_gives_its_tokens_at_once_and_then_drop_by_drop() -> None:
    """Three at once, then two a second."""
    bucket = Bucket(rate=2.0, size=3.0)
    waits = []
    for _ in range(5):
        waits.append(bucket.wait(10.0))
        bucket.take(10.0)
    assert waits == [0.0, 0.0, 0.0, 0.5, 1.0]


def test_a_bucket_fills_again_but_never_over_its_rim() -> None:
    """Rest does not save up more than its size."""
    bucket = Bucket(rate=2.0, size=3.0)
    bucket.take(10.0)
    assert bucket.level(10.25) == 2.5
    assert bucket.level(10_000.0) == 3.0


def test_a_clock_that_goes_back_gives_no_tokens() -> None:
    """And takes none."""
    bucket = Bucket(rate=2.0, size=3.0)
    bucket.take(10.0)
    assert bucket.level(5.0) == 2.0


# Over all


def test_the_flow_over_all_is_even() -> None:
    """A tenth of a second's worth at once, then one after another."""
    time = Time()
    pace = Pace(20, time, chat_limits=False)
    assert send(pace, time, [ANA] * 6) == [0.0, 0.0, 0.05, 0.1, 0.15, 0.2]


def test_a_slow_allowance_still_sends() -> None:
    """One a second means one at once, too."""
    time = Time()
    assert send(Pace(1, time), time, [ANA, BEN, ANA]) == [0.0, 1.0, 2.0]


def test_places_in_the_line_are_kept_before_anybody_has_waited() -> None:
    """Calls that are under way together each wait for their own token."""
    pace = Pace(10, Time(), chat_limits=False)
    assert [round(pace.reserve(chat), 3) for chat in range(1, 5)] == [0.0, 0.1, 0.2, 0.3]


@given(
    st.integers(1, 1000),
    st.lists(st.tuples(st.integers(-3, 9), st.floats(0, 2, allow_nan=False)), min_size=1, max_size=150),
)
def test_no_second_ever_sees_more_than_the_allowance(per_second: int, calls: list[tuple[int, float]]) -> None:
    """Whatever comes whenever: in any second the allowance and its small burst, and to each chat its own."""
    time = Time()
    pace = Pace(per_second, time)
    made: list[tuple[float, int]] = []
    for chat, pause in calls:
        time.at += pause
        time.at += pace.reserve(chat)
        made.append((time.at, chat))
    for start, _ in made:
        second = [chat for at, chat in made if start <= at < start + 0.999]
        assert len(second) <= per_second + max(1.0, per_second / 10)
        for chat in set(second):
            rate, burst = (
                (pacing.GROUP_PER_SECOND, pacing.GROUP_BURST)
                if chat < 0
                else (pacing.CHAT_PER_SECOND, pacing.CHAT_BURST)
            )
            assert second.count(chat) <= rate + burst


# A chat


def test_somebody_who_taps_fast_is_answered_fast_for_a_while() -> None:
    """A burst, then one a second; nobody else waits for it."""
    time = Time()
    pace = Pace(1000, time)
    assert send(pace, time, [ANA] * (BURST + 3)) == [0.0] * BURST + [1.0, 2.0, 3.0]
    assert pace.reserve(BEN) == 0.0


def test_a_group_gets_less() -> None:
    """A burst of three, then eighteen a minute."""
    time = Time()
    assert send(Pace(1000, time), time, [GROUP] * 5) == [0.0, 0.0, 0.0, 3.333, 6.667]


def test_a_group_never_gets_more_than_twenty_a_minute() -> None:
    """Telegram's limit, counted over any sixty seconds."""
    time = Time()
    made = send(Pace(1000, time), time, [GROUP] * 60)
    assert max(sum(start <= at < start + 59.99 for at in made) for start in made) <= 20


def test_full_buckets_are_forgotten_once_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand people leave no hundred thousand buckets; one that is not full again stays."""
    monkeypatch.setattr(pacing, "MOST_CHATS", 3)
    time = Time()
    pace = Pace(1000, time)
    send(pace, time, [1, 2, 3])
    time.at += 60
    send(pace, time, [ANA] * BURST)
    assert pace.reserve(BEN) == pytest.approx(0.0, abs=0.01)
    assert pace.reserve(ANA) == pytest.approx(1.0, abs=0.01)
    assert len(pace._chats) == 2


# Told to wait


def test_told_to_wait_nothing_goes_out() -> None:
    """To nobody, for that long; then at once."""
    time = Time()
    pace = Pace(1000, time)
    assert pace.halted() == 0.0
    pace.halt(7)
    assert (pace.halted(), pace.reserve(ANA), pace.reserve(BEN)) == (7.0, 7.0, 7.0)
    time.at += 5
    assert pace.halted() == 2.0
    time.at += 2
    assert (pace.halted(), pace.reserve(ANA)) == (0.0, 0.0)


def test_the_longer_of_two_waits_counts() -> None:
    """A short one does not end a long one."""
    pace = Pace(1000, Time())
    pace.halt(30)
    pace.halt(1)
    assert pace.halted() == 30.0
