"""How fast may be sent: buckets of tokens, in virtual time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import rate_limiter
from bot.sending.rate_limiter import RateLimiter
from bot.token_bucket import FOREVER, Bucket

ANA, BEN, GROUP = 41, 42, -41
BURST = int(rate_limiter.CHAT_BURST)


class Time:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """The second it is."""
        return self.at


def send(limiter: RateLimiter, time: Time, chats: list[int]) -> list[float]:
    """The seconds at which calls to these chats are made, one after another, each as early as it may."""
    start, made = time.at, []
    for chat in chats:
        make(limiter, time, chat)
        made.append(round(time.at - start, 3))
    return made


def wait(limiter: RateLimiter, chat: int = ANA, *, bulk: bool = False, under_way: int = 0) -> float:
    """The seconds until a call to a chat may be made."""
    return round(max(limiter.wait(bulk=bulk, under_way=under_way), limiter.wait_for_chat(chat)), 6)


def make(limiter: RateLimiter, time: Time, chat: int) -> None:
    """Make a call as early as it may be made."""
    time.at += max(limiter.wait(bulk=False, under_way=0), limiter.wait_for_chat(chat))
    limiter.take(chat)


def rate(limiter: RateLimiter, time: Time) -> float:
    """Calls a second, from now on, when the first burst is over."""
    send(limiter, time, [ANA] * 40)
    began = time.at
    send(limiter, time, [ANA] * 20)
    return round(20 / (time.at - began), 3)


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
    limiter = RateLimiter(20, time, chat_limits=False)
    assert send(limiter, time, [ANA] * 6) == [0.0, 0.0, 0.05, 0.1, 0.15, 0.2]


def test_a_slow_allowance_still_sends() -> None:
    """One a second means one at once, too."""
    time = Time()
    assert send(RateLimiter(1, time), time, [ANA, BEN, ANA]) == [0.0, 1.0, 2.0]


def test_calls_that_were_made_too_early_are_made_up_for() -> None:
    """Each leaves a debt for the next one to wait for."""
    limiter = RateLimiter(10, Time(), chat_limits=False)
    waits = []
    for chat in range(1, 5):
        waits.append(wait(limiter, chat))
        limiter.take(chat)
    assert waits == [0.0, 0.1, 0.2, 0.3]


@given(
    st.integers(1, 1000),
    st.lists(st.tuples(st.integers(-3, 9), st.floats(0, 2, allow_nan=False)), min_size=1, max_size=150),
)
def test_no_second_ever_sees_more_than_the_allowance(per_second: int, calls: list[tuple[int, float]]) -> None:
    """Whatever comes whenever: in any second the allowance and its small burst, and to each chat its own."""
    time = Time()
    limiter = RateLimiter(per_second, time)
    made: list[tuple[float, int]] = []
    for chat, pause in calls:
        time.at += pause
        make(limiter, time, chat)
        made.append((time.at, chat))
    for start, _ in made:
        second = [chat for at, chat in made if start <= at < start + 0.999]
        assert len(second) <= per_second + max(1.0, per_second / 10)
        for chat in set(second):
            rate, burst = (
                (rate_limiter.GROUP_PER_SECOND, rate_limiter.GROUP_BURST)
                if chat < 0
                else (rate_limiter.CHAT_PER_SECOND, rate_limiter.CHAT_BURST)
            )
            assert second.count(chat) <= rate + burst


# A chat


def test_somebody_who_taps_fast_is_answered_fast_for_a_while() -> None:
    """A burst, then one a second; nobody else waits for it."""
    time = Time()
    limiter = RateLimiter(1000, time)
    assert send(limiter, time, [ANA] * (BURST + 3)) == [0.0] * BURST + [1.0, 2.0, 3.0]
    assert wait(limiter, BEN) == 0.0


def test_a_group_gets_less() -> None:
    """A burst of three, then eighteen a minute."""
    time = Time()
    assert send(RateLimiter(1000, time), time, [GROUP] * 5) == [0.0, 0.0, 0.0, 3.333, 6.667]


def test_a_group_never_gets_more_than_twenty_a_minute() -> None:
    """Telegram's limit, counted over any sixty seconds."""
    time = Time()
    made = send(RateLimiter(1000, time), time, [GROUP] * 60)
    assert max(sum(start <= at < start + 59.99 for at in made) for start in made) <= 20


def test_full_buckets_are_forgotten_once_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand people leave no hundred thousand buckets; one that is not full again stays."""
    monkeypatch.setattr(rate_limiter, "MOST_CHATS", 3)
    time = Time()
    limiter = RateLimiter(1000, time)
    send(limiter, time, [1, 2, 3])
    time.at += 60
    send(limiter, time, [ANA] * BURST)
    assert wait(limiter, BEN) == pytest.approx(0.0, abs=0.01)
    assert wait(limiter, ANA) == pytest.approx(1.0, abs=0.01)
    assert len(limiter._chats) == 2


# Among others


def test_replicas_share_the_allowance() -> None:
    """Each sends its part; alone again, all of it."""
    time = Time()
    limiter = RateLimiter(60, time, chat_limits=False)
    assert rate(limiter, time) == 60.0
    limiter.share(3)
    assert rate(limiter, time) == 20.0
    limiter.share(1)
    assert rate(limiter, time) == 60.0


def test_a_share_is_never_nothing() -> None:
    """Nobody counted, or very many: it still sends."""
    time = Time()
    limiter = RateLimiter(1, time, chat_limits=False)
    limiter.share(0)
    assert send(limiter, time, [ANA, ANA]) == [0.0, 1.0]
    limiter.share(4)
    assert wait(limiter) == 4.0


def test_a_share_of_a_slowed_down_pace_is_a_part_of_that() -> None:
    """Both count."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    limiter.on_retry_after(GROUP - 1000, 1, bulk=True)
    limiter.on_retry_after(BEN, 1, bulk=True)
    limiter.share(2)
    time.at += 1
    assert rate(limiter, time) == 35.0


# Told to wait


def test_told_to_wait_a_chat_gets_nothing_for_that_long() -> None:
    """Others' replies go on, for often it was meant for the one chat alone."""
    time = Time()
    limiter = RateLimiter(1000, time)
    limiter.on_retry_after(ANA, 7, bulk=False)
    assert (wait(limiter, ANA), wait(limiter, BEN)) == (7.0, 0.0)
    time.at += 5
    assert (wait(limiter, ANA), wait(limiter, BEN)) == (2.0, 0.0)
    time.at += 2
    assert wait(limiter, ANA) == 0.0


def test_told_to_wait_nothing_goes_out_in_bulk() -> None:
    """Whether it was said to a reply or to a prompt."""
    for bulk in (False, True):
        time = Time()
        limiter = RateLimiter(1000, time)
        limiter.on_retry_after(ANA, 7, bulk=bulk)
        assert wait(limiter, BEN, bulk=True) == 7.0
        time.at += 7
        assert wait(limiter, BEN, bulk=True) == 0.0


def test_the_longer_of_two_waits_counts() -> None:
    """A short one does not end a long one, of a chat or of all."""
    limiter = RateLimiter(1000, Time())
    limiter.on_retry_after(ANA, 30, bulk=False)
    limiter.on_retry_after(ANA, 1, bulk=False)
    assert (wait(limiter, ANA), wait(limiter, BEN, bulk=True)) == (30.0, 30.0)


def test_the_same_chat_again_closes_nothing_more() -> None:
    """One person who taps like mad must not silence the bot."""
    limiter = RateLimiter(1000, Time())
    for _ in range(5):
        limiter.on_retry_after(ANA, 7, bulk=False)
    assert wait(limiter, BEN) == 0.0


def test_a_prompt_that_is_told_to_wait_as_well_closes_nothing_more() -> None:
    """Many were under way when the first one heard of it."""
    limiter = RateLimiter(1000, Time())
    limiter.on_retry_after(ANA, 7, bulk=True)
    limiter.on_retry_after(BEN, 7, bulk=True)
    assert (wait(limiter, 43), wait(limiter, 43, bulk=True)) == (0.0, 7.0)


def test_a_second_reply_to_somebody_else_closes_everything() -> None:
    """It was not meant for one chat alone; then one call tries before the rest."""
    time = Time()
    limiter = RateLimiter(1000, time)
    limiter.on_retry_after(ANA, 7, bulk=False)
    limiter.on_retry_after(BEN, 9, bulk=False)
    assert (wait(limiter, 43), wait(limiter, 43, bulk=True)) == (9.0, 9.0)
    time.at += 9
    assert (wait(limiter, 43), wait(limiter, 43, under_way=1)) == (0.0, FOREVER)
    limiter.on_success(bulk=False, seconds=0.05)
    assert wait(limiter, 43, under_way=1) == 0.0


def test_a_reply_long_after_the_first_flood_begins_again() -> None:
    """What was closed then is open again: this one may be meant for one chat alone, too."""
    time = Time()
    limiter = RateLimiter(1000, time)
    limiter.on_retry_after(ANA, 7, bulk=False)
    time.at += 60
    limiter.on_retry_after(BEN, 7, bulk=False)
    assert wait(limiter, 43) == 0.0


def test_a_group_that_is_told_to_wait_concerns_nobody_else() -> None:
    """Groups have a limit of their own."""
    limiter = RateLimiter(1000, Time())
    limiter.on_retry_after(GROUP, 30, bulk=False)
    limiter.on_retry_after(GROUP - 1, 30, bulk=False)
    assert (wait(limiter, GROUP), wait(limiter, ANA), wait(limiter, ANA, bulk=True)) == (30.0, 0.0, 0.0)


# One tries before the rest


def test_after_a_flood_one_call_in_bulk_tries_first() -> None:
    """Replies are not held up by it; once it got through, the rest follows."""
    time = Time()
    limiter = RateLimiter(1000, time)
    limiter.on_retry_after(ANA, 7, bulk=True)
    time.at += 7
    assert wait(limiter, BEN, bulk=True) == 0.0
    assert wait(limiter, BEN, bulk=True, under_way=1) == FOREVER
    assert wait(limiter, BEN, under_way=1) == 0.0
    limiter.on_success(bulk=False, seconds=0.05)
    assert wait(limiter, BEN, bulk=True, under_way=1) == FOREVER
    limiter.on_success(bulk=True, seconds=0.05)
    assert wait(limiter, BEN, bulk=True, under_way=1) == 0.0


def test_what_was_under_way_before_the_flood_proves_nothing() -> None:
    """It gets through while all is closed."""
    time = Time()
    limiter = RateLimiter(1000, time)
    limiter.on_retry_after(ANA, 7, bulk=True)
    time.at += 1
    limiter.on_success(bulk=True, seconds=0.05)
    assert wait(limiter, BEN, bulk=True) == 6.0
    time.at += 6
    assert wait(limiter, BEN, bulk=True, under_way=1) == FOREVER


def test_one_that_tries_and_is_told_to_wait_again_closes_again() -> None:
    """And the pace goes down once more."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    limiter.on_retry_after(ANA, 7, bulk=True)
    time.at += 7
    limiter.on_retry_after(BEN, 7, bulk=True)
    assert wait(limiter, 43, bulk=True) == 7.0
    time.at += 7
    assert rate(limiter, time) == 49.0


# Slower, and back


def test_a_flood_slows_the_pace_down_once() -> None:
    """However many calls hear of it."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    for chat in range(1, 20):
        limiter.on_retry_after(chat, 1, bulk=True)
    time.at += 1
    assert rate(limiter, time) == 70.0


def test_the_pace_recovers_while_calls_get_through() -> None:
    """Half of what it lacks in half the time; never above the whole."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    for _ in range(4):
        limiter.on_retry_after(ANA, 1, bulk=True)
        time.at += 1
    slowest = rate_limiter.SLOWER**4
    assert rate(limiter, time) == pytest.approx(100 * slowest, abs=0.2)
    began = time.at - 1
    time.at = began + rate_limiter.RECOVERY_SECONDS / 4
    limiter.on_success(bulk=True, seconds=0.05)
    assert 100 * slowest + 20 < rate(limiter, time) < 100 * slowest + 30
    time.at += 10 * rate_limiter.RECOVERY_SECONDS
    limiter.on_success(bulk=True, seconds=0.05)
    assert rate(limiter, time) == 100.0


def test_without_a_call_that_gets_through_nothing_recovers() -> None:
    """Time alone proves nothing."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    limiter.on_retry_after(ANA, 1, bulk=True)
    time.at += 3600
    assert rate(limiter, time) == 70.0


def test_the_pace_never_goes_below_a_tenth() -> None:
    """Told to wait all day long, it still tries."""
    time = Time()
    limiter = RateLimiter(100, time, chat_limits=False)
    for _ in range(50):
        limiter.on_retry_after(ANA, 1, bulk=True)
        time.at += 1
    assert rate(limiter, time) == 10.0


# Out of reach


def fails(limiter: RateLimiter, times: int) -> None:
    """So many calls do not get through."""
    for _ in range(times):
        limiter.on_failure()


def test_a_few_failures_close_nothing() -> None:
    """Seven in a row; and a success in between begins the count anew."""
    limiter = RateLimiter(1000, Time())
    for _ in range(3):
        fails(limiter, rate_limiter.FAILURES - 1)
        assert wait(limiter) == 0.0
        limiter.on_success(bulk=False, seconds=0.05)


def test_eight_failures_in_a_row_close_everything_for_growing_pauses() -> None:
    """One call tries after each; the pauses double up to a longest one."""
    time = Time()
    limiter = RateLimiter(1000, time)
    fails(limiter, rate_limiter.FAILURES)
    pauses = []
    for _ in range(8):
        pauses.append(wait(limiter))
        assert wait(limiter, BEN, bulk=True) == pauses[-1]
        time.at += pauses[-1]
        assert (wait(limiter), wait(limiter, under_way=1)) == (0.0, FOREVER)
        limiter.on_failure()
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]


def test_many_that_fail_together_count_as_one_failure_more() -> None:
    """They were under way before all was closed: the pause does not grow by each."""
    limiter = RateLimiter(1000, Time())
    fails(limiter, 100)
    assert wait(limiter) == rate_limiter.FIRST_PAUSE


def test_the_first_that_gets_through_opens_everything() -> None:
    """And the next outage begins with the first pause again."""
    time = Time()
    limiter = RateLimiter(1000, time)
    fails(limiter, rate_limiter.FAILURES)
    time.at += rate_limiter.FIRST_PAUSE
    limiter.on_failure()
    time.at += 2 * rate_limiter.FIRST_PAUSE
    limiter.on_success(bulk=True, seconds=0.05)
    assert wait(limiter, under_way=100) == 0.0
    fails(limiter, rate_limiter.FAILURES)
    assert wait(limiter) == rate_limiter.FIRST_PAUSE


@pytest.mark.parametrize(
    ("per_second", "call_seconds", "most"),
    [(25, 0.05, 16), (1000, 0.05, 70), (500, 0.1, 70), (1000, 0.5, 128), (1_000_000, 0.05, 128)],
)
def test_no_more_are_under_way_than_the_pace_needs(per_second: float, call_seconds: float, most: int) -> None:
    """What is under way at a kill may come twice; too few at once would hold the pace up."""
    limiter = RateLimiter(per_second, lambda: 0.0)
    for _ in range(200):
        limiter.on_success(bulk=True, seconds=call_seconds)
    assert limiter.most_under_way() == pytest.approx(most, abs=1)
