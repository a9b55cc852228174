"""Turns of many people in one transaction: each has the effect that it would have alone, and one that cannot be written
with the others is left out, alone."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.executor import StoreExecutor
from storage.records.calls import Lane, OutboxRow, OutgoingCall, Sent, Verb
from storage.records.diary import CheckIn, Mark, MarkKind
from storage.records.person import Person, Streak, WalkState, with_fields
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements import enqueue, turns
from storage.statements.people import RecordChanged
from storage.statements.turns import Commit, can_be_grouped
from storage.store import Store
from tests.harness.counting import counted
from tests.storage.races import stopped
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, HOUR, NOW, TODAY, WALK, texts, update, words
from tests.storage.store_actions import decision, load_person, put_person, table

SLOTS = ("walk", "prompt", "setup")


def cast(store: Store, first: int, count: int) -> list[Person]:
    """So many people with a reminder, by rising id."""
    plan = replace(DAILY, next_due=NOW + DAY)
    return [
        put_person(
            store,
            replace(with_fields(ANA, first_name=f"P{number}", reminders=(plan,), reminders_made=1), id=first + number),
        )
        for number in range(count)
    ]


def moves(store: Store, person: Person, number: int | None = None, text: str = "hello") -> Commit:
    """A turn that changes a record and answers, of a stored update if that has a number."""
    if number is not None:
        store.take_in([update(number, person)], NOW)
    after = with_fields(person, position="lying" if person.settings.position != "lying" else "seated")
    return Commit(TurnResult(number, person, after, (words(text, person),)), NOW)


def alone(store: Store, commits: Sequence[Commit]) -> list[list[OutboxRow] | None]:
    """The same, one after another."""
    return [store.commit_turn(one.result, one.now, begin=one.begin) for one in commits]


@pytest.fixture
async def executor(store: Store) -> AsyncIterator[StoreExecutor]:
    """The way by which the event loop asks."""
    opened = StoreExecutor(store)
    yield opened
    await asyncio.to_thread(opened.close)


async def all_at_once(
    executor: StoreExecutor, commits: Sequence[Commit]
) -> list[list[OutboxRow] | BaseException | None]:
    """What becomes of turns that are committed at the same moment."""
    together = [executor.commit_turn(one.result, one.now, begin=one.begin) for one in commits]
    return await asyncio.gather(*together, return_exceptions=True)


# The same effect


def any_turn(before: Person, number: int, chance: random.Random) -> Commit:
    """A turn as any conversation might decide: of one seed always the same, for every person."""
    after = before
    if chance.random() < 0.8:
        after = with_fields(
            after,
            asking=chance.choice((None, "ring:1")),
            heard_at=NOW,
            streak=replace(after.streak, total_days=before.streak.total_days + 1),
        )
    if chance.random() < 0.3:
        plans = (replace(DAILY, at=time(chance.randrange(24), 5)), replace(DAILY, number=2, next_due=None))
        after = replace(after, reminders=plans[: chance.randrange(3)], digest=replace(DAILY, number=0, weekdays=64))
    if after.walk is None or chance.random() < 0.2:
        begun = before.progression.walks_begun + 1
        after = with_fields(after, walks_begun=begun, walk=replace(WALK, number=begun, skipped=("breathe",)))
    elif chance.random() < 0.7:
        state = chance.choice((WalkState.OPEN, WalkState.OPEN, WalkState.DONE))
        after = replace(after, walk=replace(after.walk, step=after.walk.step + 1, moves=7, state=state))
    said: list[OutgoingCall] = []
    for slot in chance.sample((None, *SLOTS), chance.randrange(3)):
        said.append(words(f"{slot} {chance.randrange(9)}", before, slot=slot))
    if chance.random() < 0.5:
        payload: dict[str, object] = {"text": "edited"} | ({"markup": []} if chance.random() < 0.5 else {})
        said.insert(
            chance.randrange(len(said) + 1), OutgoingCall(before.id, Verb.EDIT, payload, target=chance.randrange(3))
        )
    mark = Mark(chance.choice((MarkKind.ADDED, MarkKind.UNWELL)), TODAY - chance.randrange(3) * DAY)
    checkin = CheckIn(TODAY, chance.choice((None, 3)), chance.choice((None, 5)))
    result = TurnResult(
        number,
        before,
        after,
        tuple(said),
        prompt=PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR) if chance.random() < 0.4 else None,
        forget_again=chance.random() < 0.2,
        retire=tuple(chance.sample(SLOTS, chance.randrange(4))),
        leave_no_trace=chance.random() < 0.1,
        marks=(mark,) if chance.random() < 0.3 else (),
        unmarked=(replace(mark, on_date=TODAY - DAY),) if chance.random() < 0.2 else (),
        checkin=checkin if chance.random() < 0.3 else None,
    )
    return Commit(result, NOW + chance.randrange(5) * HOUR, begin=chance.random() < 0.5)


def seen(rows: Sequence[OutboxRow]) -> list[tuple[object, ...]]:
    """What is handed on of calls, apart from whose they are and their ids."""
    return [
        (row.verb, row.payload, row.target, row.target_row is None, row.lane, row.held, row.begun, row.attempts)
        for row in rows
    ]


OWNED_BY = {"outbox": "chat_id", "inbox": "chat_key", "person": "id"}
WHOSE = ("id", "person_id", "chat_id", "chat_key", "update_id")


def left_behind(store: Store, people: Sequence[Person]) -> list[object]:
    """All that is stored of people, apart from who they are; ids as their places among their own."""
    stored = {name: table(store, name) for name in ("outbox", "inbox", "person", "prompt", "reminder", "walk", "mark")}
    stored["checkin"] = table(store, "checkin")
    found: list[object] = []
    for person in people:
        own = {
            name: [row for row in rows if row[OWNED_BY.get(name, "person_id")] == person.id]
            for name, rows in stored.items()
        }
        place: dict[object, int] = {row["id"]: number for number, row in enumerate(own["outbox"])}
        for row in own["outbox"]:
            row["target_row"] = place.get(row["target_row"])
        for row in own["prompt"]:
            row["outbox_id"] = place.get(row["outbox_id"])
        rows = [(name, row) for name, of_table in own.items() for row in of_table]
        found.append([(name, {key: row[key] for key in row if key not in WHOSE}) for name, row in rows])
    return found


def arrive(store: Store, people: Sequence[Person], seed: str) -> None:
    """Some of what waits for these people is sent, as messages that are numbered in each chat."""
    calls = table(store, "outbox")
    sent = []
    for place, person in enumerate(people):
        chance = random.Random(f"{seed} {place}")
        own = [row for row in calls if row["chat_id"] == person.id and row["holder"] == store.me]
        sent += [Sent(int(str(row["id"])), NOW, number % 3) for number, row in enumerate(own) if chance.random() < 0.6]
    store.settle(sent=sent)


def in_the_way(store: Store, others: Callable[[], Store], people: Sequence[Person]) -> None:
    """In some chats something waits already: in this replica's hand, in nobody's, or, among several, in another's."""
    store.commit_turn(TurnResult(None, None, None, (words("waits", people[1]),)), NOW)
    store.enqueue([words("free", people[2], lane=Lane.PROMPT), words("free", people[3])], NOW)
    if not store.is_sqlite:
        other = others()
        other.join(NOW)
        other.commit_turn(TurnResult(None, None, None, (words("elsewhere", people[4]),)), NOW)


def test_a_group_leaves_what_single_turns_leave(store: Store, others: Callable[[], Store]) -> None:
    """Record, walk, diary, prompts, calls and updates of twelve people through five rounds, and what is handed on."""
    number = 0
    casts = [cast(store, first, 12) for first in (1000, 2000)]
    for people in casts:
        store.settle_due(NOW + DAY, 500, decision, claims=True)
        in_the_way(store, others, people)
    for round_ in range(5):
        handed = []
        for people, how in zip(casts, (alone, together), strict=True):
            commits = []
            for place, person in enumerate(people):
                number += 1
                store.take_in([update(number, person)], NOW)
                chance = random.Random(f"{round_} {place}")
                commits.append(any_turn(load_person(store, person), number, chance))
            handed.append([seen(rows or ()) for rows in how(store, commits)])
            arrive(store, people, str(round_))
        assert handed[0] == handed[1]
        assert left_behind(store, casts[0]) == left_behind(store, casts[1])


def together(store: Store, commits: Sequence[Commit]) -> list[list[OutboxRow] | None]:
    """All in one transaction, with nobody left out."""
    with counted(store.engine) as counts:
        calls = store.commit_turns([one for one in commits if can_be_grouped(one.result)])
    assert (counts.commits, len(calls)) == (1, len(commits))
    return [calls[place] for place in range(len(commits))]


def test_each_version_rises_by_one(store: Store) -> None:
    """Of those alone whose record is changed."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    store.commit_turns([moves(store, ana), Commit(TurnResult(None, ben, ben, (words("hi", ben),)), NOW)])
    assert (load_person(store, ANA).version, load_person(store, BEN).version) == (2, 1)


def test_the_records_of_many_are_read_as_each_alone_would_be(store: Store) -> None:
    """In three statements; who never wrote is left out."""
    people = cast(store, 1000, 4)
    walked = with_fields(people[1], walks_begun=2, walk=replace(WALK, number=1))
    store.commit_turn(TurnResult(None, people[1], walked), NOW)
    now = load_person(store, walked)
    store.commit_turn(TurnResult(None, now, replace(now, walk=replace(WALK, number=2))), NOW)
    with counted(store.engine) as counts:
        found = store.load_many([1003, 1001, 404, 1001, 1000])
    assert found == {number: store.load(number) for number in (1000, 1001, 1003)}
    assert len(counts.statements) == 3


@pytest.mark.only("sqlite")
def test_what_may_leave_no_trace_leaves_none_in_a_group(store: Store, database: Path) -> None:
    """One turn of several is about a place: what was typed is gone from the log as well."""
    commits = [moves(store, person) for person in cast(store, 1000, 3)]
    log = database.with_name(f"{database.name}-wal")
    assert log.stat().st_size > 0
    store.commit_turns([commits[0], replace(commits[1], result=replace(commits[1].result, leave_no_trace=True))])
    assert log.stat().st_size == 0
    store.commit_turns(commits[2:])
    assert log.stat().st_size > 0


# Falling out alone


async def test_one_that_lost_the_race_falls_out_alone(store: Store, executor: StoreExecutor) -> None:
    """Its update waits for the next try; the others are through."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    commits = [moves(store, ana, 1), moves(store, ben, 2)]
    store.commit_turn(TurnResult(None, ana, with_fields(ana, streak=replace(ana.streak, total_days=7))), NOW)
    lost, through = await all_at_once(executor, commits)
    assert isinstance(lost, RecordChanged)
    assert isinstance(through, list) and texts(through) == ["hello"]
    assert [row["state"] for row in table(store, "inbox")] == ["new", "done"]
    assert (load_person(store, ana).settings.position, load_person(store, ben).settings.position) == (None, "lying")


async def test_one_whose_update_was_done_already_falls_out_alone(store: Store, executor: StoreExecutor) -> None:
    """Nothing is written of it; the others are through."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    commits = [moves(store, ana, 1), moves(store, ben, 2)]
    store.commit_turn(TurnResult(1, None, None), NOW)
    done, through = await all_at_once(executor, commits)
    assert done is None
    assert isinstance(through, list) and texts(through) == ["hello"]
    assert (load_person(store, ana).version, load_person(store, ben).version) == (1, 2)
    assert len(table(store, "outbox")) == 1


async def test_one_that_cannot_be_stored_fails_alone(store: Store, executor: StoreExecutor) -> None:
    """The group is as if it had not been; then each is written for itself."""
    people = cast(store, 1000, 3)
    commits = [moves(store, person, number) for number, person in enumerate(people)]
    broken = replace(words("?", people[1]), event=None)  # type: ignore[arg-type]
    commits[1] = replace(commits[1], result=replace(commits[1].result, calls=(broken,)))
    with pytest.raises(sa.exc.IntegrityError):
        store.commit_turns(commits)
    assert table(store, "outbox") == []
    first, failed, last = await all_at_once(executor, commits)
    assert isinstance(failed, sa.exc.IntegrityError)
    assert [texts(rows) for rows in (first, last) if isinstance(rows, list)] == [["hello"], ["hello"]]
    assert [row["state"] for row in table(store, "inbox")] == ["done", "new", "done"]
    assert [load_person(store, person).version for person in people] == [2, 1, 2]


async def test_a_group_that_is_cut_off_is_as_if_it_had_not_been(
    store: Store, executor: StoreExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its last step: no update is done without its reply. Then each is written for itself."""
    commits = [moves(store, person, person.id) for person in cast(store, 1000, 3)]
    before = [table(store, name) for name in ("person", "inbox", "outbox")]

    def full(*_: object) -> None:
        raise OSError("no space left on the disk")

    with monkeypatch.context() as patch:
        patch.setattr(enqueue, "enqueue_replies", full)
        with pytest.raises(OSError, match="no space"):
            store.commit_turns(commits)
        assert [table(store, name) for name in ("person", "inbox", "outbox")] == before
        assert [texts(rows) for rows in await all_at_once(executor, commits) if isinstance(rows, list)] == [
            ["hello"]
        ] * 3
    assert [row["state"] for row in table(store, "inbox")] == ["done"] * 3


async def test_somebody_twice_at_once_takes_one_turn_after_the_other(store: Store, executor: StoreExecutor) -> None:
    """The second has a transaction of its own, and finds that the record is another by then."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    commits = [moves(store, ana, 1, "first"), moves(store, ana, 2, "second"), moves(store, ben, 3)]
    first, second, bens = await all_at_once(executor, commits)
    assert isinstance(second, RecordChanged)
    assert [texts(rows) for rows in (first, bens) if isinstance(rows, list)] == [["first"], ["hello"]]
    assert [row["state"] for row in table(store, "inbox")] == ["done", "new", "done"]


def test_a_group_takes_each_person_and_each_update_once(store: Store) -> None:
    """However it is put together, what comes twice is left out."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    once = moves(store, ana, 1)
    stolen = replace(moves(store, ben), result=replace(moves(store, ben).result, update_id=1))
    assert list(store.commit_turns([once, replace(once, result=replace(once.result, update_id=None)), stolen])) == [0]
    assert (load_person(store, ana).version, load_person(store, ben).version) == (2, 1)


async def test_somebody_who_is_gone_by_then_is_left_out(store: Store, executor: StoreExecutor) -> None:
    """Erased between reading and writing: as alone, it is a race that is lost."""
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    commits = [moves(store, ana), moves(store, ben)]
    store.commit_turn(TurnResult(None, ana, None, erase=True), NOW)
    gone, through = await all_at_once(executor, commits)
    assert isinstance(gone, RecordChanged)
    assert isinstance(through, list)


STORED = replace(ANA, version=3)
NOT_TOGETHER = {
    "nobody's record": TurnResult(1, None, None, (words("hi"),)),
    "somebody new": TurnResult(1, ANA, ANA),
    "an erasure": TurnResult(1, STORED, None, erase=True),
    "an erasure with a record": TurnResult(1, STORED, STORED, erase=True),
    "a message to somebody else": TurnResult(1, STORED, STORED, (words("hi"), words("hi", BEN))),
    "a message in another lane": TurnResult(1, STORED, STORED, (words("hi", lane=Lane.BROADCAST),)),
    "a slot taken twice": TurnResult(1, STORED, STORED, (words("hi", slot="walk"), words("ho", slot="walk"))),
    "another's record": TurnResult(1, STORED, replace(STORED, id=BEN.id)),
}


@pytest.mark.parametrize("what", NOT_TOGETHER)
def test_what_is_out_of_the_ordinary_goes_alone(what: str) -> None:
    """All else is done by one statement a kind."""
    assert not can_be_grouped(NOT_TOGETHER[what])
    assert can_be_grouped(TurnResult(1, STORED, STORED, (words("hi"), words("hi", slot="walk"))))


# How much is asked


def of_everything(store: Store, people: Sequence[Person]) -> list[Commit]:
    """Turns that together write whatever a turn can write."""
    commits = []
    for number, person in enumerate(people):
        moved = with_fields(person, position="lying", reminders=(replace(DAILY, at=time(6)), replace(DAILY, number=2)))
        if number % 2:
            moved = with_fields(moved, reminders=(), walks_begun=2, walk=replace(WALK, number=2))
        else:
            assert person.walk is not None
            moved = replace(moved, walk=replace(person.walk, step=3))
        result = TurnResult(
            number + 1,
            person,
            moved,
            (words("hello", person, slot="walk"), OutgoingCall(person.id, Verb.EDIT, {"text": "x"}, target=7)),
            prompt=PromptTouch(1, TODAY, PromptAnswer.STARTED, None),
            forget_again=True,
            retire=("prompt",),
            marks=(Mark(MarkKind.UNWELL, TODAY),),
            unmarked=(Mark(MarkKind.ADDED, TODAY),),
            checkin=CheckIn(TODAY, 3, 5),
        )
        store.take_in([update(number + 1, person)], NOW)
        commits.append(Commit(result, NOW, begin=True))
    return commits


def test_a_group_of_any_size_takes_as_many_statements(store: Store) -> None:
    """One of each kind, whether two people or thirty are served; all of them in one transaction."""
    asked = []
    for first, count in ((1000, 2), (2000, 30)):
        store.write(lambda connection: connection.exec_driver_sql("DELETE FROM inbox"))
        people = []
        for person in cast(store, first, count):
            store.commit_turn(
                TurnResult(
                    None, person, with_fields(person, walks_begun=1, walk=WALK), (words("old", person, slot="walk"),)
                ),
                NOW,
            )
            people.append(load_person(store, person))
        commits = of_everything(store, people)
        with counted(store.engine) as loading:
            assert len(store.load_many([person.id for person in people])) == count
        with counted(store.engine) as counts:
            assert len(store.commit_turns(commits)) == count
        assert (counts.commits, len(loading.statements)) == (1, 3)
        asked.append(counts.kinds)
    assert asked[0] == asked[1]
    assert asked[0].total() == (23 if store.is_sqlite else 25)


async def test_what_many_ask_for_at_once_is_one_transaction(store: Store, executor: StoreExecutor) -> None:
    """By way of the loop: reading by three statements, writing by one commit; one alone goes the short way."""
    people = cast(store, 1000, 20)
    commits = [moves(store, person) for person in people]
    with counted(store.engine) as counts:
        assert await asyncio.gather(*(executor.load(person.id) for person in people)) == people
    assert len(counts.statements) == 3
    with counted(store.engine) as counts:
        assert None not in await all_at_once(executor, commits)
    assert counts.commits == 1
    with counted(store.engine) as counts:
        await executor.commit_turn(TurnResult(None, None, None), NOW)
        assert await executor.load(404) is None
    assert counts.commits == 1


# Updates that come in


async def test_updates_by_many_web_hooks_at_once_are_stored_in_one_transaction(
    store: Store, executor: StoreExecutor
) -> None:
    """Each hears of its own; one that Telegram sends twice at once is handed on once."""
    hooks = [[update(number)] for number in (5, 3, 5, 4)]
    store.take_in([update(3)], NOW)
    with counted(store.engine) as counts:
        stored = await asyncio.gather(*(executor.take_in(items, NOW) for items in hooks))
    assert (stored, counts.commits) == ([[update(5)], [], [], [update(4)]], 1)
    assert [(row["update_id"], row["state"], row["holder"]) for row in table(store, "inbox")] == [
        (number, "new", store.me) for number in (3, 4, 5)
    ]


async def test_an_update_that_cannot_be_stored_is_refused_alone(store: Store, executor: StoreExecutor) -> None:
    """Its web hook is not confirmed; the others are."""
    hooks = [[update(1)], [replace(update(2), chat_key=None)], [update(3)]]  # type: ignore[arg-type]
    first, refused, last = await asyncio.gather(
        *(executor.take_in(items, NOW) for items in hooks), return_exceptions=True
    )
    assert (first, last) == ([update(1)], [update(3)])
    assert isinstance(refused, sa.exc.IntegrityError)
    assert [row["update_id"] for row in table(store, "inbox")] == [1, 3]


# Replicas


HELD = {
    "UPDATE inbox": lambda ana: TurnResult(ana.id, None, None),
    "UPDATE person": lambda ana: TurnResult(None, ana, with_fields(ana, streak=Streak(total_days=7))),
    "pg_advisory_xact_lock": lambda ana: TurnResult(None, None, None, (words("elsewhere", ana),)),
}


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("part", HELD)
def test_a_group_waits_for_no_other_turn(store: Store, second: Store, part: str) -> None:
    """Whom another replica serves at this moment, by update, record or chat, is left out; the rest is through."""
    people = cast(store, 1000, 4)
    commits = [moves(store, person, person.id) for person in people]
    with ThreadPoolExecutor(1) as pool, stopped(second, part, after=True) as half_way:
        holding = pool.submit(second.commit_turn, HELD[part](people[2]), NOW)
        half_way.wait_for()
        through = store.commit_turns(commits)
        half_way.go_on()
        assert holding.result() is not None
    assert list(through) == [0, 1, 3]
    assert [load_person(store, person).version for person in people] == [2, 2, 2 if part == "UPDATE person" else 1, 2]


@pytest.mark.only("postgresql")
async def test_two_replicas_with_groups_of_the_same_people_at_once(store: Store, second: Store) -> None:
    """Six rounds, each serving the same people in another order: every update takes effect once, nobody is waited for
    in a circle, and a record's version rises by as many turns as had an effect."""
    people = cast(store, 1000, 12)
    executors = [StoreExecutor(store), StoreExecutor(second)]
    broken: list[str] = []
    for one in (store, second):
        sa.event.listen(one.engine, "handle_error", lambda context: broken.append(str(context.original_exception)))
    chance = random.Random(1)
    numbers = iter(range(1, 10_000))
    taken = 0
    for _ in range(6):
        now = [load_person(store, person) for person in people]
        commits = [moves(store, person, next(numbers)) for person in now]
        shuffled = chance.sample(commits, len(commits))
        both = await asyncio.gather(all_at_once(executors[0], commits), all_at_once(executors[1], shuffled))
        outcomes = [outcome for replica in both for outcome in replica]
        assert [one for one in outcomes if not (one is None or isinstance(one, list))] == []
        taken += sum(isinstance(one, list) for one in outcomes)
    assert taken == 72
    assert {row["state"] for row in table(store, "inbox")} == {"done"}
    assert [load_person(store, person).version for person in people] == [7] * 12
    assert len(table(store, "outbox")) == 72
    assert broken == []
    for executor in executors:
        await asyncio.to_thread(executor.close)


@pytest.mark.only("postgresql")
def test_a_group_that_met_a_deadlock_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL ended it for another one's sake: all of it is written in the next attempt."""
    commits = [moves(store, person, person.id) for person in cast(store, 1000, 3)]
    original, attempts = turns.commit_many, []

    def once(connection: sa.Connection, *rest: object) -> object:
        found = original(connection, *rest)  # type: ignore[arg-type]
        attempts.append(found)
        if len(attempts) == 1:
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40P01'; END $$")
        return found

    monkeypatch.setattr(turns, "commit_many", once)
    assert len(store.commit_turns(commits)) == 3
    assert (len(attempts), len(table(store, "outbox"))) == (2, 3)


def test_groups_and_single_turns_of_the_same_people_at_once(store: Store) -> None:
    """On threads of one program: whatever has effect is counted in the version, and nothing has twice."""
    people = cast(store, 1000, 8)
    for number, person in enumerate(people):
        store.take_in([InboxItem(number, person.id, "{}")], NOW)
    grouped = [
        Commit(TurnResult(number, one, with_fields(one, streak=replace(one.streak, total_days=1))), NOW)
        for number, one in enumerate(people)
    ]
    begin = threading.Barrier(2)

    def singles() -> int:
        begin.wait()
        return sum(store.commit_turn(one.result, NOW) is not None for one in reversed(grouped))

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(singles)
        begin.wait()
        through = store.commit_turns(grouped)
        assert len(through) + other.result() == 8
    assert [load_person(store, person).version for person in people] == [2] * 8
