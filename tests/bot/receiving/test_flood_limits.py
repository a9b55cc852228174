"""Limits: a burst and a pace for each person, one word to whoever floods, and their turn again once they pause."""

from __future__ import annotations

from collections import Counter

from bot.receiving.flood_limits import BURST, DEBT, MOST_PEOPLE, PER_SECOND, Limits, Verdict

ANA, BEN = 41, 42


class Time:
    """Seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.now


def judged(limits: Limits, count: int, person: int = ANA) -> Counter[Verdict]:
    """What becomes of so many updates at one moment."""
    return Counter(limits.judge(person) for _ in range(count))


def test_a_burst_is_taken_and_the_rest_is_answered_once() -> None:
    """However long the flood goes on; others are served beside it."""
    time = Time()
    limits = Limits(time)
    assert judged(limits, BURST) == {Verdict.TAKEN: BURST}
    assert judged(limits, 1) == {Verdict.FIRST: 1}
    for _ in range(600):
        time.now += 0.1
        assert judged(limits, 10) == {Verdict.MORE: 10}
    assert judged(limits, BURST, BEN) == {Verdict.TAKEN: BURST}


def test_the_pace_is_taken_for_ever() -> None:
    """Two a second, hour after hour."""
    time = Time()
    limits = Limits(time)
    for _ in range(7200):
        time.now += 1 / PER_SECOND
        assert limits.judge(ANA) is Verdict.TAKEN


def test_somebody_who_pauses_is_heard_again() -> None:
    """After fifteen seconds, not before; and a second flood gets its own answer."""
    time = Time()
    limits = Limits(time)
    judged(limits, BURST + 1)
    time.now += -DEBT / PER_SECOND
    assert limits.judge(ANA) is Verdict.MORE
    time.now += 1.0
    assert limits.judge(ANA) is Verdict.TAKEN
    assert judged(limits, 2) == {Verdict.FIRST: 1, Verdict.MORE: 1}


def test_only_so_many_people_are_remembered() -> None:
    """Those who wrote last; a crowd cannot fill the memory."""
    limits = Limits(Time())
    judged(limits, BURST + 1)
    for person in range(1000, 1000 + MOST_PEOPLE):
        limits.judge(person)
    assert len(limits._people) == MOST_PEOPLE
    assert not limits._flooding
    assert limits.judge(ANA) is Verdict.TAKEN
