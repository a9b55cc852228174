"""Buttons of the last day: what is kept of them, which of them stand in the chat still, and when they are forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import OutboxRow, OutgoingCall, Sent, Verb
from storage.records.retention_periods import BUTTONS_KEPT, OUTBOX_KEPT
from storage.records.shown import kept_of
from storage.records.turn import TurnResult
from storage.retention import Retention
from storage.schema import tables
from storage.statements import shown
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, HOUR, MINUTE, NOW, words
from tests.storage.store_actions import load_person, put_person, reading, table


def markup(*labels: str) -> dict[str, Any]:
    """Buttons with these labels, whose data is the label in small letters."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} for label in labels]]}


def with_buttons(*labels: str, slot: str | None = None) -> OutgoingCall:
    """A message to Ana with these buttons."""
    return OutgoingCall(ANA.id, Verb.SEND, {"text": "x", "markup": markup(*labels)}, slot=slot)


def edit(message_id: int, *labels: str) -> OutgoingCall:
    """An edit of a message, which leaves it these buttons."""
    payload: dict[str, Any] = {"text": "y", "markup": markup(*labels)} if labels else {"text": "y"}
    return OutgoingCall(ANA.id, Verb.EDIT, payload, target=message_id)


def sent(store: Store, *calls: OutgoingCall, at: datetime = NOW) -> list[int]:
    """Make calls as the outbox does; their rows. A message's id is its row's and a thousand."""
    made: list[int] = []
    store.enqueue(calls, at)
    while rows := store.claim(20):
        marked = [row.id for row in rows if row.verb is Verb.SEND]
        assert store.settle(begin=marked) == set(marked)
        store.settle(sent=[Sent(row.id, at, _message(row), kept=kept_of(row.payload)) for row in rows])
        made += [row.id for row in rows]
    return made


def _message(row: OutboxRow) -> int | None:
    return row.id + 1000 if row.verb is Verb.SEND else row.target


def labels(store: Store, now: datetime = NOW, *, live: bool | None = None) -> list[list[str]]:
    """The labels shown to Ana lately, message by message; with `live` only those that stand there, or only others."""
    found = [one for one in store.shown(ANA.id, now) if live is None or one.is_live is live]
    return [[label for label, _ in one.buttons] for one in found]


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        ({"text": "x"}, None),
        ({"text": "x", "markup": {"remove_keyboard": True}}, None),
        ({"text": "x", "markup": {"keyboard": [[{"text": "Skip"}]]}}, None),
        ({"markup": {"inline_keyboard": [[{"text": "Page", "url": "https://example.org"}]]}}, None),
        ({"text": "secret", "markup": markup("A", "B"), "picture": {}}, {"buttons": [["A", "a"], ["B", "b"]]}),
        ({"markup": markup("A", "B"), "private": ["a"]}, {"buttons": [["B", "b"]], "private": True}),
        ({"text": "<b>Now?</b> ", "markup": markup("A")}, {"buttons": [["A", "a"]], "asks": True}),
        ({"text": "الآن؟", "markup": markup("A")}, {"buttons": [["A", "a"]], "asks": True}),
        ({"text": "Now? Or later.", "markup": markup("A")}, {"buttons": [["A", "a"]]}),
        ({"markup": markup("A"), "private": ["a"]}, None),
    ],
)
def test_of_a_payload_the_buttons_are_kept(payload: Mapping[str, Any], kept: Mapping[str, Any] | None) -> None:
    """Label and data of those that are answered; nothing of a text but whether it asks, nor of what is private but that
    it was there."""
    assert kept_of(payload) == kept


def test_a_sent_call_keeps_its_buttons_and_no_text(store: Store) -> None:
    """And one without any keeps nothing at all: no value, not JSON's null."""
    sent(store, with_buttons("Next ▶", "It hurts"), words("hello"))
    assert [row["payload"] for row in table(store, "outbox")] == [
        {"buttons": [["Next ▶", "next ▶"], ["It hurts", "it hurts"]]},
        None,
    ]
    with reading(store) as connection:
        empty = connection.scalar(sa.text("SELECT count(*) FROM outbox WHERE payload IS NULL"))
    assert empty == 1


def test_the_newest_buttons_come_first_with_their_messages(store: Store) -> None:
    """Of this chat alone."""
    first, _, second = sent(store, with_buttons("A"), replace(with_buttons("Z"), chat_id=BEN.id), with_buttons("B"))
    found = store.shown(ANA.id, NOW)
    assert [(one.message_id, one.buttons, one.is_live) for one in found] == [
        (second + 1000, (("B", "b"),), True),
        (first + 1000, (("A", "a"),), True),
    ]


def test_buttons_are_shown_for_a_day(store: Store) -> None:
    """To the moment."""
    sent(store, with_buttons("A"))
    assert labels(store, NOW + BUTTONS_KEPT - MINUTE) == [["A"]]
    assert labels(store, NOW + BUTTONS_KEPT) == []


def test_a_message_that_is_being_sent_is_shown_and_one_that_waits_is_not(store: Store) -> None:
    """Whoever types its words has seen it, though what Telegram answered may not be stored yet."""
    store.enqueue([with_buttons("Sent"), with_buttons("Waits")], NOW)
    first, _ = store.claim(2)
    store.settle(begin=[first.id])
    (only,) = store.shown(ANA.id, NOW)
    assert (only.message_id, only.buttons) == (None, (("Sent", "sent"),))


@pytest.mark.parametrize("how", ["edited", "stripped", "slot", "slot before it was sent"])
def test_buttons_that_were_taken_away_are_known_as_such(store: Store, how: str) -> None:
    """By an edit without any, by a call that strips them, and by another message in their slot."""
    if how == "slot before it was sent":
        sent(store, with_buttons("A", slot="ask"), with_buttons("B", slot="ask"))
    else:
        (row,) = sent(store, with_buttons("A", slot="ask"))
        call = {
            "edited": edit(row + 1000),
            "stripped": OutgoingCall(ANA.id, Verb.STRIP, target=row + 1000),
            "slot": with_buttons("B", slot="ask"),
        }[how]
        sent(store, call, at=NOW + MINUTE)
    assert labels(store, live=False) == [["A"]]
    assert labels(store, live=True) == ([["B"]] if how.startswith("slot") else [])


def test_an_edit_puts_other_buttons_under_the_same_message(store: Store) -> None:
    """Those before it were shown too, and are not there any more."""
    (row,) = sent(store, with_buttons("Turn dots off"))
    sent(store, edit(row + 1000, "Turn dots on"), at=NOW + MINUTE)
    found = store.shown(ANA.id, NOW + MINUTE)
    assert {one.message_id for one in found} == {row + 1000}
    assert (labels(store, live=True), labels(store, live=False)) == ([["Turn dots on"]], [["Turn dots off"]])


def test_an_edit_that_waits_counts_as_done(store: Store) -> None:
    """Edits are not marked as being made."""
    (row,) = sent(store, with_buttons("A"))
    store.enqueue([edit(row + 1000, "B")], NOW)
    assert labels(store, live=True) == [["B"]]


# Forgetting


def forgotten(store: Store, now: datetime) -> int:
    """Of how many calls the buttons are forgotten at a moment, batch by batch."""
    retention, count = Retention(store), 0
    while any(done := retention.forget(now)):
        count += done.buttons
    return count


def kept(store: Store) -> list[str]:
    """The labels that are still in the table."""
    payloads = [row["payload"] for row in table(store, "outbox") if row["payload"] is not None]
    return [label for payload in payloads for label, _ in payload["buttons"]]  # type: ignore[index]


def test_buttons_are_forgotten_after_a_day_and_the_call_stays(store: Store) -> None:
    """To the moment; what waits to be sent keeps its payload."""
    sent(store, with_buttons("A", slot="ask"))
    sent(store, with_buttons("B"), at=NOW + HOUR)
    store.enqueue([with_buttons("Waits")], NOW)
    assert forgotten(store, NOW + BUTTONS_KEPT - MINUTE) == 0
    assert forgotten(store, NOW + BUTTONS_KEPT) == 1
    first, second, waits = table(store, "outbox")
    assert (first["payload"], first["state"], first["live"]) == (None, "sent", True)
    assert second["payload"] is not None
    assert waits["payload"] is not None
    assert forgotten(store, NOW + DAY + HOUR) == 1
    assert forgotten(store, NOW + DAY + HOUR) == 0


def test_all_of_them_are_forgotten_however_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch at a time, and also what a program that was off for days left."""
    monkeypatch.setattr("storage.retention.BATCH", 2)
    for hours in range(5):
        sent(store, with_buttons(f"A{hours}"), at=NOW + hours * HOUR)
    assert forgotten(store, NOW + 9 * DAY) == 5
    assert kept(store) == []


def test_an_outcome_that_was_written_late_is_forgotten_too(store: Store) -> None:
    """What lies before the last time is not gone through again, but for an hour."""
    sent(store, with_buttons("Early"))
    forgotten(store, NOW + DAY + 30 * MINUTE)
    with writing(store.engine) as connection:
        late = {"payload": {"buttons": [["Late", "late"]]}}
        connection.execute(sa.update(tables.outbox).values(**late))
    assert forgotten(store, NOW + DAY + 40 * MINUTE) == 1
    assert kept(store) == []


def test_a_clock_that_was_ahead_keeps_no_buttons(store: Store) -> None:
    """What it noted is not believed once the clock is right."""
    forgotten(store, NOW + 20 * DAY)
    sent(store, with_buttons("A"))
    assert forgotten(store, NOW + DAY) == 1
    assert BUTTONS_KEPT < OUTBOX_KEPT


@pytest.mark.only("sqlite")
def test_forgetting_goes_through_the_last_hours_alone(store: Store) -> None:
    """By the index of moments, from where it stopped the last time."""
    steps: list[str] = []

    def explain(
        connection: sa.Connection, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        steps.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    with writing(store.engine) as connection:
        shown.forget(connection, NOW, 10)
    with writing(store.engine) as connection:
        sa.event.listen(connection, "before_cursor_execute", explain)
        assert shown.forget(connection, NOW + HOUR, 10) == 0
        assert shown.load(connection, ANA.id, NOW) == []
    outbox = [step for step in steps if "outbox" in step]
    assert "SEARCH outbox USING INDEX ix_outbox_created_at (created_at>? AND created_at<?)" in outbox
    assert "SEARCH outbox USING INDEX ix_outbox_chat_id (chat_id=?)" in outbox
    assert [step for step in steps if step.startswith("SCAN outbox") or "TEMP B-TREE" in step] == []


# What people are told, and erase


def test_an_export_tells_the_words_on_the_buttons(store: Store) -> None:
    """And not what they carry."""
    put_person(store, ANA)
    sent(store, with_buttons("Next ▶", "It hurts"), words("hello"))
    found = store.export(ANA.id)["messages"]
    assert [row["buttons"] for row in found] == [["Next ▶", "It hurts"], None]
    assert all("payload" not in row for row in found)


def test_nothing_of_them_is_left_of_somebody_who_was_erased(store: Store) -> None:
    """With all that was sent to them."""
    ana = put_person(store, ANA)
    sent(store, with_buttons("A"))
    store.commit_turn(TurnResult(None, load_person(store, ana), ana, erase=True), NOW)
    assert labels(store) == []
    assert table(store, "outbox") == []
