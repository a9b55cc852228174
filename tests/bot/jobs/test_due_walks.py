"""What comes by the clock in open walks: once, behind every reply, and never over a word of its person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.conversations.turn import Turn
from bot.conversations.walk import by_the_clock, starting
from bot.conversations.walk.film_view import AFTERWARDS
from bot.i18n.catalogue import words_in
from bot.jobs import due_walks as module
from bot.jobs.due_walks import MOST, DueWalks
from storage.executor import StoreExecutor
from storage.records.calls import Lane, OutboxRow, Sent
from storage.records.diary import Diary
from storage.records.person import Account, Person, PersonSettings, Progression
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Clock
from tests.harness.filmed import with_films
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.storage.sample_people import having, words
from tests.storage.store_actions import table

WORDS = words_in("en")
# People on the mat at the same time: more than one tick sees to.
AT_ONCE = 60


class Seeing:
    """Open walks on a real record."""

    def __init__(self, store: Store, clock: Clock, executor: StoreExecutor) -> None:
        self.store, self.clock, self.executor = store, clock, executor
        store.join(clock.now())
        self.handed: list[OutboxRow] = []
        self.has_room = True
        self.walks = self.another()
        self.ana = Person(
            id=5_100_000_001,
            created_at=clock.now(),
            settings=PersonSettings(zone="Europe/Lisbon", position="seated", gentle=False, way="film"),
            progression=Progression(walks_begun=4),
            account=Account(first_name="Ana"),
        )

    def another(self) -> DueWalks:
        """One more process that sees to the same record."""
        return DueWalks(self.executor, shipped_library(), self.handed.extend, lambda: self.has_room, words_in)

    def begins(self, person: Person) -> Person:
        """Somebody begins a session now; their record."""
        self.store.commit_turn(TurnResult(None, person, person), self.clock.now())
        self.turn(person, starting.start_todays)
        self.is_sent()
        return self.of(person)

    def is_sent(self) -> None:
        """All that waits is sent."""
        waiting = [int(str(row["id"])) for row in table(self.store, "outbox") if row["state"] == "pending"]
        self.store.settle(begin=waiting)
        self.store.settle(sent=[Sent(row_id, self.clock.now(), row_id) for row_id in waiting])

    def turn(self, person: Person, decide: Callable[[Turn], object]) -> None:
        """A turn of somebody."""
        turn = Turn(self.of(person), self.clock.now(), WORDS, shipped_library(), diary=Diary(), recordings=())
        decide(turn)
        self.store.commit_turn(turn.result(None), self.clock.now())

    def of(self, person: Person) -> Person:
        """Their record as it stands."""
        found = self.store.load(person.id)
        assert found is not None
        return found

    def due_of(self, person: Person) -> timedelta:
        """How long it is until something is due."""
        walk = self.of(person).walk
        assert walk is not None
        assert walk.due_at is not None
        return walk.due_at - self.clock.now()

    def sent(self, event: str) -> list[dict[str, object]]:
        """Rows of the outbox of a kind."""
        return [dict(row) for row in table(self.store, "outbox") if row["event"] == event]


@pytest.fixture
def seeing(store: Store, clock: Clock, executor: StoreExecutor, monkeypatch: pytest.MonkeyPatch) -> Seeing:
    """An empty record, and films of everything."""
    with_films(monkeypatch)
    return Seeing(store, clock, executor)


async def test_the_question_after_a_film_is_asked_once_behind_every_reply(seeing: Seeing) -> None:
    """In the lane of prompts, in silence, of no use later; a second look, and another process, add nothing."""
    ana = seeing.begins(seeing.ana)
    seeing.clock.at += seeing.due_of(ana)
    for walks in (seeing.walks, seeing.walks, seeing.another()):
        await walks.see_to(seeing.clock.now())
    [asked] = seeing.sent("did_you")
    assert (asked["lane"], asked["holder"]) == (Lane.PROMPT, None)
    assert asked["not_after"] == seeing.clock.now() + module.LATEST
    payload = asked["payload"]
    assert isinstance(payload, dict)
    assert payload["silent"] is True
    assert payload["text"] == said("film.asked")
    assert [row.event for row in seeing.handed] == ["did_you"]


async def test_nothing_comes_before_its_moment(seeing: Seeing) -> None:
    """Length and two minutes."""
    ana = seeing.begins(seeing.ana)
    assert seeing.due_of(ana) > AFTERWARDS
    seeing.clock.at += seeing.due_of(ana) - timedelta(seconds=1)
    await seeing.walks.see_to(seeing.clock.now())
    assert seeing.sent("did_you") == []


async def test_a_word_that_comes_in_between_is_not_overtaken(seeing: Seeing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, then said "stop", then written: what was decided on the old record is dropped."""
    ana = seeing.begins(seeing.ana)
    seeing.clock.at += seeing.due_of(ana)
    asks = by_the_clock.come_due

    def late(turn: Turn) -> None:
        asks(turn)
        seeing.turn(ana, lambda hers: hers.change(asking="paused"))

    monkeypatch.setattr(module, "come_due", late)
    await seeing.walks.see_to(seeing.clock.now())
    assert seeing.sent("did_you") == []
    assert seeing.of(ana).account.asking == "paused"


async def test_a_walk_over_which_we_stumble_does_not_keep_the_others_waiting(
    seeing: Seeing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged once, and nothing is due in it any more."""
    ana = seeing.begins(seeing.ana)
    ben = seeing.begins(having(seeing.ana, id=seeing.ana.id + 1))
    seeing.clock.at += seeing.due_of(ben)
    asks = by_the_clock.come_due

    def stumbles(turn: Turn) -> None:
        if turn.person.id == ana.id:
            raise ValueError("a fault of ours")
        asks(turn)

    monkeypatch.setattr(module, "come_due", stumbles)
    for _ in range(2):
        await seeing.walks.see_to(seeing.clock.now())
    assert [row["chat_id"] for row in seeing.sent("did_you")] == [ben.id]
    assert [record.getMessage().split()[0] for record in caplog.records].count("due_walk_failed") == 1


async def test_steps_of_many_at_once_go_behind_replies_and_wait_for_room(seeing: Seeing) -> None:
    """What is claimed next is a reply, however many steps are due. While a person's step waits, their next one does
    too, and lasts longer: so at most one step for each is queued."""
    walker = having(seeing.ana, way="steps", goes_on=True)
    for number in range(AT_ONCE):
        seeing.begins(having(walker, id=walker.id + number))
    seeing.clock.at += seeing.due_of(walker)
    seeing.has_room = False
    await seeing.walks.see_to(seeing.clock.now())
    steps = len(seeing.sent("step"))
    assert steps == AT_ONCE
    seeing.has_room = True
    for _ in range(3):
        await seeing.walks.see_to(seeing.clock.now())
    assert len(seeing.sent("step")) == 2 * AT_ONCE > AT_ONCE + MOST
    seeing.clock.at += timedelta(minutes=3)
    await seeing.walks.see_to(seeing.clock.now())
    assert len(seeing.sent("step")) == 2 * AT_ONCE
    # What takes the buttons off the step before goes behind replies, too.
    assert {row["lane"] for row in seeing.sent("retire")} == {Lane.PROMPT}
    zoe = having(seeing.ana, id=7)
    [reply] = seeing.store.enqueue([words("Here you are", zoe)], seeing.clock.now())
    claimed = seeing.store.claim(10_000)
    lanes = [row.lane for row in claimed]
    assert lanes == sorted(lanes)
    assert lanes.count(Lane.PROMPT) > 0
    assert claimed.index(next(row for row in claimed if row.id == reply.id)) < lanes.index(Lane.PROMPT)
