"""Does a broadcast reach everybody it is for, once, whatever ends the program; and does it end when it is told to?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.broadcasts import BATCH, DRAFT_KEPT, SHOWN_EVERY, Broadcasts
from storage.records.broadcasts import (
    CANCELLED_ERROR,
    EVERYBODY,
    Audience,
    Broadcast,
    BroadcastState,
    BroadcastStep,
    Progress,
    Recipient,
    read_audience,
)
from storage.records.calls import Dead, DeadReason, Lane, OutgoingCall, Retry, Verb
from storage.records.person import Person, with_fields
from storage.store import Store
from tests.storage.races import stopped
from tests.storage.sample_people import ANA, DAY, MINUTE, NOW, WALK, having
from tests.storage.store_actions import change_person, put_person, send, table

BOSS = replace(with_fields(ANA, first_name="Boss", language="pt"), id=5_000_000_000)
SHOWN = 77


class Sending:
    """A broadcast that goes on as the bot goes on with it; `told` is what was said of it."""

    def __init__(self, store: Store) -> None:
        self.store, self.broadcasts = store, Broadcasts(store)
        self.told: list[Progress] = []
        self.asked: list[Recipient] = []
        self.fails_at: int | None = None

    def begin(self, text: str = "Dear all", audience: Audience = EVERYBODY) -> Broadcast:
        """Draft and start."""
        found = self.broadcasts.draft(BOSS.id, text, NOW)
        if audience != EVERYBODY:
            chosen = self.broadcasts.choose(found, audience, NOW)
            assert chosen is not None
            found = chosen
        begun = self.broadcasts.start(found, SHOWN, NOW)
        assert begun is not None
        return begun

    def go_on(self, found: Broadcast, now: datetime = NOW, ahead: int = 2) -> BroadcastStep:
        """One look."""
        return self.broadcasts.go_on(found.id, now, ahead, self._write, self._tell)

    def _write(self, found: Broadcast, to: Recipient) -> OutgoingCall:
        self.asked.append(to)
        if to.id == self.fails_at:
            raise ConnectionError
        return OutgoingCall(to.id, Verb.SEND, {"text": found.text}, lane=Lane.BROADCAST, event="broadcast")

    def _tell(self, came: Progress) -> OutgoingCall:
        self.told.append(came)
        return OutgoingCall(BOSS.id, Verb.EDIT, {"text": "progress"}, target=came.broadcast.shown_message)

    def now_at(self, found: Broadcast) -> Broadcast:
        """The broadcast as it stands."""
        seen = self.broadcasts.find(found.id, NOW)
        assert seen is not None
        return seen

    def calls(self) -> list[tuple[object, object]]:
        """Who has a call, and what became of it."""
        rows = table(self.store, "outbox")
        return [(row["chat_id"], row["state"]) for row in rows if row["broadcast_id"] is not None]

    def send_all(self) -> list[int]:
        """Send what waits; to whom."""
        sent = []
        while rows := self.store.claim(1):
            send(self.store, rows[0])
            sent += [rows[0].chat_id] if rows[0].lane is Lane.BROADCAST else []
        return sent


@pytest.fixture
def sending(store: Store) -> Sending:
    """Nothing is going on yet."""
    return Sending(store)


def people(store: Store, *numbers: int, **fields: object) -> list[Person]:
    """People with these ids."""
    return [put_person(store, having(ANA, id=number, **fields)) for number in numbers]


def test_who_is_in_which_audience(store: Store, sending: Sending) -> None:
    """Never those who stopped, blocked the bot or want no news; a language is the part before the hyphen."""
    people(store, 1, position="seated", language="pt-br", walk=replace(WALK, moved_at=NOW - 6 * DAY))
    people(store, 2, position="seated", language="pt", walk=replace(WALK, moved_at=NOW - 29 * DAY))
    people(store, 3, position="lying", language="PT-PT", walk=replace(WALK, moved_at=NOW - 89 * DAY))
    people(store, 4, language="en-gb", walk=replace(WALK, moved_at=NOW - 91 * DAY))
    people(store, 5, language=None)
    people(store, 9, language="ptx")
    for number, field in ((6, "stopped_at"), (7, "blocked_at")):
        people(store, number, position="seated", language="pt", walk=WALK, **{field: NOW})
    people(store, 8, position="standing", language="de", walk=WALK, wants_news=False)
    members = {
        "all": [1, 2, 3, 4, 5, 9],
        "position:lying": [3],
        "position:seated": [1, 2],
        "language:pt": [1, 2, 3],
        "language:en": [4],
        "language:ptx": [9],
        "active:7": [1],
        "active:30": [1, 2],
        "active:90": [1, 2, 3],
    }
    sizes = sending.broadcasts.sizes(NOW)
    assert list(sizes.items()) == [(read_audience(code), len(ids)) for code, ids in members.items()]
    for code, ids in members.items():
        audience = read_audience(code)
        assert audience is not None
        begun = sending.begin(audience=audience)
        assert begun.people == len(ids)
        sending.go_on(begun, ahead=20)
        assert sending.send_all() == ids


@pytest.mark.parametrize(
    "code", ["", "everybody", "all:1", "position", "position:Seated", "language:%", "active:0", "x:y"]
)
def test_what_is_no_audience_is_none(code: str) -> None:
    """Whatever a button says."""
    assert read_audience(code) is None


def test_everybody_gets_it_once_whatever_ends_the_program(store: Store, sending: Sending) -> None:
    """Some at a time; a crash in the middle of a batch leaves nothing of it, and the next look takes it up."""
    people(store, 1, 2, 3, 4, 5)
    begun = sending.begin()
    assert sending.broadcasts.to_go_on_with(NOW) == [begun.id]
    sending.go_on(begun)
    assert sending.calls() == [(1, "pending"), (2, "pending")]
    # As many as are to wait do; what is sent makes room.
    sending.go_on(begun)
    assert len(sending.calls()) == 2
    assert sending.send_all() == [1, 2]
    sending.fails_at = 4
    with pytest.raises(ConnectionError):
        sending.go_on(begun)
    assert len(sending.calls()) == 2
    again = Sending(store)
    again.go_on(begun)
    assert again.send_all() == [3, 4]
    again.go_on(begun)
    assert again.send_all() == [5]
    step = again.go_on(begun)
    assert again.calls() == [(number, "sent") for number in (1, 2, 3, 4, 5)]
    assert step.ended is not None
    done = again.now_at(begun)
    assert (done.state, done.text, done.people, done.queued, done.sent, done.failed, done.ended_at) == (
        *(BroadcastState.DONE, None, 5, 5, 5, 0, NOW),
    )
    assert again.broadcasts.to_go_on_with(NOW) == []
    assert again.go_on(begun) == BroadcastStep()


def test_who_says_no_meanwhile_or_comes_later_gets_nothing(store: Store, sending: Sending) -> None:
    """They are looked at when it is their turn; what waits for somebody who is erased goes with them."""
    _, two, three, *_ = people(store, 1, 2, 3, 4)
    begun = sending.begin()
    sending.go_on(begun, ahead=1)
    change_person(store, two, with_fields(two, wants_news=False))
    change_person(store, three, with_fields(three, stopped_at=NOW))
    put_person(store, replace(ANA, id=9, created_at=NOW + MINUTE))
    sending.go_on(begun, ahead=20)
    assert sending.send_all() == [1, 4]


def test_what_a_message_depends_on_is_handed_on(store: Store, sending: Sending) -> None:
    """Language, sound and quiet hours of each."""
    (ben,) = people(store, 2, language="pt-br", silent=True)
    sending.go_on(sending.begin())
    assert sending.asked == [Recipient(2, "pt-br", ben.settings.zone, True, None, None)]


def test_how_far_it_is_is_told_when_it_changed_and_not_too_often(store: Store, sending: Sending) -> None:
    """At once in the beginning and in the end, by changing one message, in the admin's language; with what failed."""
    put_person(store, BOSS)
    people(store, 1, 2, 3)
    begun = sending.begin(audience=Audience("language", "en"))
    sending.go_on(begun)
    assert [(one.broadcast.sent, one.over, one.language) for one in sending.told] == [(0, False, "pt")]
    store.mark_blocked(1, NOW, "Forbidden: bot was blocked by the user")
    sending.send_all()
    soon = NOW + SHOWN_EVERY - timedelta(seconds=1)
    sending.go_on(begun, soon, ahead=0)
    assert len(sending.told) == 1
    sending.go_on(begun, NOW + SHOWN_EVERY, ahead=0)
    sending.go_on(begun, NOW + 3 * SHOWN_EVERY, ahead=0)
    assert [(one.broadcast.sent, one.broadcast.failed) for one in sending.told] == [(0, 0), (1, 1)]
    sending.go_on(begun, NOW + 3 * SHOWN_EVERY)
    (row,) = [row for row in store.claim(9) if row.lane is Lane.BROADCAST]
    store.settle(dead=[Dead(row.id, "message is too heavy", DeadReason.REFUSED)])
    step = sending.go_on(begun, NOW + 3 * SHOWN_EVERY)
    last = sending.told[-1]
    assert (last.over, last.broadcast.sent, last.broadcast.failed, last.broadcast) == (True, 1, 2, step.ended)
    assert last.why == {"Forbidden: bot was blocked by the user": 1, "message is too heavy": 1}
    edits = [(row["chat_id"], row["target"]) for row in table(store, "outbox") if row["verb"] == "edit"]
    assert edits == [(BOSS.id, SHOWN)] * len(sending.told)


def test_what_waits_when_it_is_cancelled_is_never_sent(store: Store, sending: Sending) -> None:
    """What was sent stays; what Telegram puts off meanwhile is given up too; then it is over, and its text gone."""
    people(store, 1, 2, 3, 4)
    begun = sending.begin()
    sending.go_on(begun, ahead=3)
    first, under_way, waiting = (row for row in store.claim(9) if row.lane is Lane.BROADCAST)
    send(store, first)
    assert store.settle(begin=[under_way.id]) == {under_way.id}
    assert sending.broadcasts.cancel(sending.now_at(begun), NOW) is not None
    # In hand, but not begun: it may not be any more.
    assert store.settle(begin=[waiting.id]) == set()
    sending.go_on(begun)
    assert sending.calls() == [(1, "sent"), (2, "sending"), (3, "dead")]
    store.settle(again=[Retry(under_way.id, NOW, "Too Many Requests", 1, 0)])
    step = sending.go_on(begun)
    assert sending.calls() == [(1, "sent"), (2, "dead"), (3, "dead")]
    assert step.ended is not None
    assert (step.ended.state, step.ended.sent, step.ended.failed) == (BroadcastState.CANCELLED, 1, 0)
    assert sending.now_at(begun).text is None
    dead = [row for row in table(store, "outbox") if row["state"] == "dead"]
    assert {(row["payload"], row["error"], row["holder"]) for row in dead} == {(None, CANCELLED_ERROR, None)}
    assert sending.broadcasts.to_go_on_with(NOW) == []


def test_only_what_was_seen_can_be_changed(store: Store, sending: Sending) -> None:
    """A second tap, and one on an older state, do nothing; what is being sent gets no other audience."""
    people(store, 1)
    broadcasts = sending.broadcasts
    seen = broadcasts.draft(BOSS.id, "Dear all", NOW)
    assert (seen.people, seen.audience, seen.state) == (1, EVERYBODY, BroadcastState.DRAFT)
    aimed = broadcasts.choose(seen, Audience("active", "7"), NOW)
    assert aimed is not None
    assert (aimed.people, aimed.audience.code) == (0, "active:7")
    assert broadcasts.choose(seen, EVERYBODY, NOW) is None
    assert broadcasts.start(seen, SHOWN, NOW) is None
    begun = broadcasts.start(aimed, SHOWN, NOW)
    assert begun is not None
    assert broadcasts.start(aimed, SHOWN, NOW) is None
    assert broadcasts.choose(begun, EVERYBODY, NOW) is None
    assert [one.id for one in broadcasts.going_on_of(BOSS.id, NOW)] == [begun.id]
    assert broadcasts.going_on_of(1, NOW) == []
    ended = broadcasts.cancel(begun, NOW)
    assert ended is not None
    assert broadcasts.cancel(begun, NOW) is None
    assert broadcasts.cancel(ended, NOW) is None
    assert broadcasts.find(404, NOW) is None


def test_a_draft_is_not_kept_for_long(store: Store, sending: Sending) -> None:
    """The next one of the same admin takes its place; after a day its text is erased. Nobody else's is touched."""
    broadcasts = sending.broadcasts
    first, other = broadcasts.draft(BOSS.id, "First", NOW), broadcasts.draft(2, "Other", NOW)
    second = broadcasts.draft(BOSS.id, "Second", NOW)
    assert [row["text"] for row in table(store, "broadcast")] == [None, "Other", "Second"]
    assert broadcasts.start(first, SHOWN, NOW) is None
    assert broadcasts.to_go_on_with(NOW + DRAFT_KEPT) == []
    late = NOW + DRAFT_KEPT + MINUTE
    assert broadcasts.to_go_on_with(late) == [other.id, second.id]
    for one in (other, second):
        assert sending.go_on(one, late) == BroadcastStep()
    assert {(row["text"], row["state"]) for row in table(store, "broadcast")} == {(None, "cancelled")}
    assert broadcasts.to_go_on_with(late) == []


def test_the_message_with_the_progress_keeps_its_button(store: Store, sending: Sending) -> None:
    """Other buttons that come into its place do not strip it any more."""
    put_person(store, BOSS)
    control = OutgoingCall(BOSS.id, Verb.SEND, {"text": "Send?"}, slot="broadcast")
    store.enqueue([control], NOW)
    shown = send(store, store.claim(1)[0])
    draft = sending.broadcasts.draft(BOSS.id, "Dear all", NOW)
    assert sending.broadcasts.start(draft, shown, NOW) is not None
    assert [row.verb for row in store.enqueue([control], NOW)] == [Verb.SEND]


@pytest.mark.only("sqlite")
def test_nobody_waits_long_for_a_broadcast(store: Store, sending: Sending) -> None:
    """However many are to wait, one transaction puts no more than a batch on record, and says that there is more."""
    people(store, *range(1, BATCH + 6))
    begun = sending.begin()
    looks = [sending.go_on(begun, ahead=1000) for _ in range(3)]
    mass = [sum(row.lane is Lane.BROADCAST for row in step.calls) for step in looks]
    assert (mass, [step.more for step in looks]) == ([BATCH, 5, 0], [True, False, False])


@pytest.mark.only("postgresql")
def test_replicas_that_go_on_at_once_repeat_nobody(store: Store, second: Store) -> None:
    """While one is at it, the other leaves it alone, and then goes on behind it."""
    people(store, 1, 2, 3, 4)
    one, other = Sending(store), Sending(second)
    begun = one.begin()
    with stopped(store, "INSERT INTO outbox") as stop, ThreadPoolExecutor(1) as threads:
        first = threads.submit(one.go_on, begun)
        stop.wait_for()
        assert other.go_on(begun, ahead=20) == BroadcastStep()
        stop.go_on()
        first.result()
    other.go_on(begun, ahead=20)
    assert [chat for chat, _ in one.calls()] == [1, 2, 3, 4]
