"""A person's record: read whole, written as a difference, exported wholly, and erased without a rest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, time
from typing import Any

import pytest

from storage.records.calls import LAST_WORD, Dead, DeadReason, OutgoingCall, Sent, Verb
from storage.records.diary import CheckIn, Mark, MarkKind
from storage.records.files import FileOwner
from storage.records.person import DIGEST, Feel, Person, Reminder, Streak, WalkState, with_fields
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.recordings import Recording
from storage.records.turn import TurnResult
from storage.schema import tables as models
from storage.statements import people
from storage.statements.people import RecordChanged
from storage.store import Store
from tests.harness.counting import counted
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, FINISHED, HOUR, NOW, TODAY, WALK, having, update, words
from tests.storage.store_actions import change_person, load_person, put_person, reading, settle_due, table, tables

EVENING = Reminder(2, time(18, 0), 0b10101, active=False, cue="dinner", pool="brief")
AT_REST = replace(DAILY, next_due=None, next_date=None)

# Ana with every field of her record set.
WHOLE = with_fields(
    ANA,
    chosen_language="pt-BR",
    position="seated",
    gentle=True,
    avoids=("one-leg", "wide"),
    pictures=False,
    dots=False,
    setup="zone",
    asking="reminder:2",
    paused=True,
    paused_until=NOW + DAY,
    rests=((date(2026, 12, 24), date(2026, 12, 25)), (date(2026, 12, 31), date(2027, 1, 4))),
    referred_on=date(2026, 11, 21),
    stopped_at=NOW - DAY,
    blocked_at=NOW - HOUR,
    reminders_made=2,
    walks_begun=7,
    recent=("inner-thigh-stretch", "hip-flexion-extension"),
    unfinished_movement="dynamic-hip-stretch",
    whole_from=date(2026, 11, 20),
    length="short",
    silent=True,
    quiet_from=time(21, 0),
    quiet_until=time(6, 30),
    wants_checkin=True,
    wants_digest=False,
    wants_milestones=False,
    wants_time_offer=False,
    wants_news=False,
    checkin_days=90,
    way="film",
    goes_on=True,
    time_offered_on=TODAY - DAY,
    far_starts=(750, 765),
    tastes={"inner-thigh-stretch": "more"},
    levels={"seated-inner-thigh": (1, 31)},
    heard_at=NOW,
    reminders=(DAILY, EVENING),
    digest=Reminder(DIGEST, time(18, 0), 64, NOW + DAY, TODAY + DAY),
    walk=FINISHED,
    streak=Streak(days=3, until=TODAY, total_days=12, best=9, milestone=7),
)


def test_nobody_is_none(store: Store) -> None:
    """A person who never wrote has no record."""
    assert store.load(ANA.id) is None


def test_a_whole_record_comes_back_as_it_was(store: Store) -> None:
    """Every field: reminders by number, the walk with its sides, levels and feeling, moments in UTC."""
    assert put_person(store, WHOLE) == replace(WHOLE, version=1)
    groups = (WHOLE.settings, ANA.settings), (WHOLE.streak, ANA.streak), (WHOLE.progression, ANA.progression)
    same = {
        field.name
        for whole, empty in (*groups, (WHOLE.account, ANA.account))
        for field in fields(whole)
        if getattr(whole, field.name) == getattr(empty, field.name)
    }
    assert same == {"first_name", "language", "zone"}


def test_ids_beyond_32_bits_and_emoji_are_kept(store: Store) -> None:
    """Telegram's ids have up to 52 bits, and people call themselves what they like."""
    odd = replace(with_fields(ANA, first_name="🐸'; DROP TABLE person; --"), id=2**52 - 1)
    assert put_person(store, odd) == replace(odd, version=1)


# Saving is writing a difference

SAVED: list[tuple[str, Callable[[Person], Person]]] = [
    ("a field", lambda ana: with_fields(ana, position="lying")),
    ("a field to none", lambda ana: with_fields(ana, zone=None, gentle=None, paused_until=None)),
    ("a reminder more", lambda ana: replace(ana, reminders=(*ana.reminders, replace(EVENING, number=3)))),
    ("a reminder less", lambda ana: replace(ana, reminders=(EVENING,))),
    ("no reminder", lambda ana: replace(ana, reminders=())),
    ("a reminder moved", lambda ana: replace(ana, reminders=(replace(DAILY, at=time(6, 5)), EVENING))),
    (
        "a reminder at rest",
        lambda ana: replace(ana, reminders=(AT_REST, EVENING)),
    ),
    ("reminders swapped", lambda ana: replace(ana, reminders=(replace(EVENING, number=1), replace(DAILY, number=2)))),
    ("a walk moved on", lambda ana: replace(ana, walk=replace(FINISHED, step=6, moves=32))),
    ("a walk's feeling", lambda ana: replace(ana, walk=replace(FINISHED, feel=Feel.HURT))),
    ("another walk", lambda ana: with_fields(ana, walks_begun=8, walk=replace(WALK, number=8))),
    ("nothing but the version", lambda ana: with_fields(ana, first_name="Ana")),
]


@pytest.mark.parametrize(("_what", "change"), SAVED)
def test_what_was_changed_is_what_comes_back(store: Store, _what: str, change: Callable[[Person], Person]) -> None:
    """And all else is as it was; the version rises with each change that is one."""
    before = put_person(store, WHOLE)
    after = change(before)
    assert change_person(store, before, after) == replace(after, version=1 if after == before else 2)


def test_reminders_and_walk_are_written_only_when_they_differ(store: Store) -> None:
    """One statement for a changed field, with the version that it was read at."""
    before = put_person(store, WHOLE)
    with counted(store.engine) as counts:
        store.write(lambda connection: people.save(connection, before, with_fields(before, position="lying")))
    (statement,) = counts.statements
    assert statement.text.startswith("UPDATE person ")
    assert re.search(r"WHERE person\.id = \S+ AND person\.version = \S+$", statement.text)


def test_a_record_that_was_changed_meanwhile_is_not_written_over(store: Store) -> None:
    """Whoever comes second is told, and nothing of theirs is written, not even their message."""
    first = put_person(store, ANA)
    store.take_in([update(1)], NOW)
    change_person(store, first, with_fields(first, position="lying"))
    late = TurnResult(1, first, with_fields(first, position="seated", reminders=(DAILY,)), (words("Seated it is"),))
    with pytest.raises(RecordChanged):
        store.commit_turn(late, NOW)
    assert load_person(store, ANA) == replace(with_fields(first, position="lying"), version=2)
    assert table(store, "outbox") == []
    assert [row["state"] for row in table(store, "inbox")] == ["new"]


def test_two_first_turns_at_once_make_one_person(store: Store) -> None:
    """The second is told that somebody else was quicker."""
    put_person(store, ANA)
    with pytest.raises(RecordChanged):
        store.commit_turn(TurnResult(None, ANA, with_fields(ANA, position="lying")), NOW)
    assert load_person(store, ANA).settings.position is None


def test_a_turn_that_changes_nothing_leaves_the_version(store: Store) -> None:
    """So two turns that only read do not race."""
    ana = put_person(store, ANA)
    assert store.commit_turn(TurnResult(None, ana, ana, (words("Hello"),)), NOW)
    assert load_person(store, ANA).version == 1
    assert [row["event"] for row in table(store, "outbox")] == ["reply"]


def test_a_walk_left_open_is_broken_off_by_the_next(store: Store) -> None:
    """A person has one open walk; the one before says when and that it was left."""
    ana = put_person(store, with_fields(ANA, walk=WALK, walks_begun=1))
    change_person(store, ana, with_fields(ana, walk=replace(WALK, number=2, started_at=NOW + HOUR), walks_begun=2))
    old, new = table(store, "walk")
    assert (old["state"], old["ended_at"], old["ended_on"]) == ("left", NOW + HOUR, None)
    assert (new["state"], new["ended_at"]) == ("open", None)


def test_a_walk_that_ended_stays_as_it_ended(store: Store) -> None:
    """The next walk does not touch it."""
    ana = put_person(store, with_fields(ANA, walk=replace(FINISHED, number=1, state=WalkState.DONE), walks_begun=1))
    change_person(store, ana, with_fields(ana, walk=replace(WALK, number=2), walks_begun=2))
    assert [(row["state"], row["ended_at"]) for row in table(store, "walk")] == [("done", NOW), ("open", None)]


def test_several_people_are_saved_together_and_a_changed_one_is_left(store: Store) -> None:
    """For planning reminders anew: who was quicker keeps their change."""
    ana, ben = put_person(store, replace(ANA, reminders=(DAILY,))), put_person(store, BEN)
    change_person(store, ana, replace(ana, reminders=()))
    changes = [(person, with_fields(person, first_name="X", reminders=(EVENING,))) for person in (ana, ben)]
    assert store.save_all(changes) == 1
    assert (load_person(store, ANA).account.first_name, load_person(store, ANA).reminders) == ("Ana", ())
    assert (load_person(store, BEN).account.first_name, load_person(store, BEN).reminders) == ("X", (EVENING,))


# Reading many


def test_reading_many_gives_what_reading_each_gives(store: Store) -> None:
    """In three statements and by rising id, whoever is asked for, in any order, twice or not there at all."""
    put_person(store, WHOLE)
    put_person(store, with_fields(BEN, walk=WALK, walks_begun=1))
    bare = put_person(store, replace(ANA, id=3))
    ids = [BEN.id, ANA.id, 404, bare.id, ANA.id]
    with reading(store) as connection:
        many = people.load_many(connection, ids)
        assert many == {found.id: found for person_id in ids if (found := people.load(connection, person_id))}
    assert list(many) == sorted({ANA.id, BEN.id, 3})


def test_the_newest_walk_is_the_one_that_counts(store: Store) -> None:
    """Ten walks later both ways of reading still agree."""
    ana = put_person(store, ANA)
    for number in range(1, 12):
        ana = change_person(store, ana, with_fields(ana, walk=replace(WALK, number=number), walks_begun=number))
    with reading(store) as connection:
        assert people.load_many(connection, [ANA.id])[ANA.id] == load_person(store, ANA)
    assert load_person(store, ANA).walk == replace(WALK, number=11)


def test_each_language_that_somebody_is_written_to_in_is_told_once(store: Store) -> None:
    """The chosen one before that of their Telegram, and none for those who have neither."""
    assert store.languages() == []
    for number, (language, chosen) in enumerate([("de", None), ("de", None), ("en", "ru"), (None, None)]):
        put_person(store, with_fields(replace(ANA, id=number + 1), language=language, chosen_language=chosen))
    assert sorted(store.languages(), key=str) == [None, "de", "ru"]


def test_everybody_with_a_reminder_comes_in_batches_by_id(store: Store) -> None:
    """Once each, however many reminders they have; those without any do not."""
    for number in range(1, 6):
        put_person(store, replace(ANA, id=number, reminders=(DAILY, EVENING)))
    put_person(store, replace(BEN, id=9))
    put_person(store, replace(BEN, id=-7, reminders=(DAILY,)))
    batches = []
    after = -(2**62)
    while batch := [person.id for person in store.people_with_reminders(after, 2)]:
        batches.append(batch)
        after = batch[-1]
    assert batches == [[-7, 1], [2, 3], [4, 5]]
    assert store.people_with_reminders(4, 10)[0].reminders == (DAILY, EVENING)


@pytest.mark.parametrize(
    ("state", "rests"),
    [
        ({}, False),
        ({"paused": True}, True),
        ({"paused": True, "paused_until": NOW + DAY}, False),
        ({"stopped_at": NOW}, True),
        ({"blocked_at": NOW}, True),
    ],
)
def test_when_a_person_rests(state: dict[str, Any], rests: bool) -> None:
    """Until something changes, no reminder may fire; a pause with an end is none of these."""
    assert having(ANA, **state).resting is rests


# Everything about somebody


def with_a_past(store: Store, person: Person) -> Person:
    """Somebody with rows in every table that people have rows in."""
    full = put_person(store, with_fields(person, reminders=(DAILY,), walk=WALK, walks_begun=1))
    number = person.id % 100 * 10
    store.take_in([update(number, person, '{"text":"my hip hurts"}'), update(number + 1, person)], NOW)
    hello = words(f"Hello {person.account.first_name}", person, slot="ask")
    store.commit_turn(TurnResult(number + 1, full, full, (hello,)), NOW)
    settle_due(store)
    first = next(row for row in table(store, "outbox") if row["chat_id"] == person.id)
    store.settle(begin=[int(str(first["id"]))])
    store.settle(sent=[Sent(int(str(first["id"])), NOW, 77)])
    touch = PromptTouch(1, TODAY, PromptAnswer.LATER, NOW + HOUR)
    day = (Mark(MarkKind.UNWELL, TODAY),)
    store.commit_turn(
        TurnResult(None, full, full, prompt=touch, marks=day, checkin=CheckIn(TODAY, before=number % 10)), NOW
    )
    spoken = Recording("5c1e", "Lift your right knee.", "d1", 48_000, NOW, b"OggS")
    store.commit_turn(TurnResult(None, full, full, recording=spoken), NOW)
    store.remember_file(1, f"picture {person.id}", "AgAC", NOW, FileOwner(person.id))
    store.remember_file(1, f"film {person.id}", "BAAC", NOW, FileOwner(made_for=person.id))
    store.remember_file(1, f"sound {person.id}", "CQAC", NOW, FileOwner(voice_of=person.id))
    return load_person(store, person)


def test_an_erased_person_is_in_no_row_of_any_table(store: Store) -> None:
    """Found by looking for their id in every cell; the update that asked stays, empty, against redelivery."""
    ana, ben = with_a_past(store, ANA), with_a_past(store, BEN)
    others = [(name, row) for name, row in tables(store) if BEN.id in row.values()]
    store.take_in([update(99, ANA)], NOW)
    store.commit_turn(TurnResult(99, ana, ana, erase=True), NOW)
    assert [(name, row) for name, row in tables(store) if ANA.id in row.values() or "Ana" in str(row)] == []
    asked = next(row for row in table(store, "inbox") if row["update_id"] == 99)
    assert (asked["chat_key"], asked["body"], asked["state"]) == (0, None, "done")
    assert store.take_in([update(99, ANA)], NOW) == []
    assert [(name, row) for name, row in tables(store) if BEN.id in row.values()] == others
    assert load_person(store, BEN) == ben


def test_an_erased_person_still_hears_that_it_is_done(store: Store) -> None:
    """The goodbye is all that is left of them."""
    ana = with_a_past(store, ANA)
    store.commit_turn(TurnResult(None, ana, ana, (words("All gone"),), erase=True), NOW)
    assert [(name, row["payload"]) for name, row in tables(store) if ANA.id in row.values()] == [
        ("outbox", {"text": "All gone"})
    ]


@pytest.mark.parametrize("end", ["sent", "given up", "unreachable"])
def test_the_goodbye_is_forgotten_once_it_is_settled(store: Store, end: str) -> None:
    """However it ends: then nothing at all is left."""
    ana = with_a_past(store, ANA)
    goodbye = replace(words("All gone"), event=LAST_WORD)
    calls = store.commit_turn(TurnResult(None, ana, ana, (goodbye,), erase=True), NOW)
    assert calls is not None
    (row,) = calls
    store.settle(begin=[row.id])
    if end == "sent":
        store.settle(sent=[Sent(row.id, NOW, 5, is_last_word=True)])
    elif end == "given up":
        store.settle(dead=[Dead(row.id, "no", DeadReason.REFUSED, is_last_word=True)])
    else:
        store.mark_blocked(ANA.id, NOW, "bot was blocked by the user")
    assert [(name, found) for name, found in tables(store) if ANA.id in found.values()] == []


def test_an_erased_person_may_come_back_as_somebody_new(store: Store) -> None:
    """Version 1 and no past."""
    ana = with_a_past(store, ANA)
    store.commit_turn(TurnResult(None, ana, ana, erase=True), NOW)
    assert put_person(store, ANA) == replace(ANA, version=1)
    assert store.last_prompt(ANA.id) is None


def test_a_call_in_flight_at_the_erasure_is_not_taken_for_the_goodbye(store: Store) -> None:
    """Row ids are never given out twice: what happens to the old call says nothing about the new one."""
    ana = put_person(store, ANA)
    store.enqueue([words("Are you sure?")], NOW)
    (old,) = store.claim(1)
    store.settle(begin=[old.id])
    store.commit_turn(TurnResult(None, ana, ana, (words("All gone"),), erase=True), NOW)
    store.settle(sent=[Sent(old.id, NOW, 5)])
    assert [(row["state"], row["payload"]) for row in table(store, "outbox")] == [("pending", {"text": "All gone"})]


# What an export leaves out, and why: the owner is the file's; row ids are ours; texts are erased once they are handled;
# sounds come as a file of their own.
LEFT_OUT = {
    "person": set[str](),
    "reminder": {"id", "person_id"},
    "walk": {"id", "person_id"},
    "mark": {"id", "person_id"},
    "checkin": {"id", "person_id"},
    "prompt": {"person_id"},
    "inbox": {"body"},
    "outbox": {"payload"},
    "media": {"person_id", "made_for", "voice_of"},
    "recording": {"person_id", "sound"},
}
# Tables that know nobody, but for the admin who sent a broadcast: that is the operator's record of who did what.
OF_NOBODY = {"fact", "replica", "lease", "broadcast"}
SECTIONS = {
    "reminder": "reminders",
    "walk": "walks",
    "mark": "days",
    "checkin": "checkins",
    "prompt": "prompts",
    "inbox": "updates",
    "outbox": "messages",
    "media": "pictures",
    "recording": "recordings",
}


def test_an_export_has_every_column_that_belongs_to_a_person(store: Store) -> None:
    """Every table that knows people, with every column but those named above."""
    with_a_past(store, ANA)
    export = store.export(ANA.id)
    assert set(models.metadata.tables) - OF_NOBODY == set(LEFT_OUT)
    assert set(export) == {"person", *SECTIONS.values()}
    for name, left_out in LEFT_OUT.items():
        columns = {column.name for column in models.metadata.tables[name].c}
        rows = [export["person"]] if name == "person" else export[SECTIONS[name]]
        # Of what was sent the words on its buttons are told.
        told = columns - left_out | ({"buttons"} if name == "outbox" else set())
        assert [set(row) for row in rows] == [told] * len(table(store, name))


def test_an_export_is_of_one_person_and_fit_for_json(store: Store) -> None:
    """Moments are ISO 8601 in UTC, and nobody else's rows are in it."""
    with_a_past(store, ANA)
    with_a_past(store, BEN)
    export = store.export(ANA.id)
    text = json.dumps(export)
    assert "Ben" not in text
    assert str(BEN.id) not in text
    assert export["person"]["created_at"] == "2026-11-22T14:35:00+00:00"
    assert export["reminders"] == [
        {
            "number": 1,
            "at": "07:30:00",
            "weekdays": 127,
            "next_due": "2026-11-23T07:30:00+00:00",
            "next_date": "2026-11-23",
            "last_due": "2026-11-22T07:30:00+00:00",
            "last_date": "2026-11-22",
            "active": True,
            "cue": None,
            "pool": "any",
            "once_on": None,
        }
    ]
    assert [walk["movement"] for walk in export["walks"]] == [WALK.movement]
    assert [prompt["answer"] for prompt in export["prompts"]] == ["later"]


# Somebody who cannot be reached


def test_a_blocked_persons_reminders_rest_and_nothing_waits_for_them(store: Store) -> None:
    """What waits is given up with the reason, without its text; somebody else's goes on."""
    ana = with_a_past(store, ANA)
    store.enqueue([words("One"), words("Two"), words("For Ben", BEN)], NOW)
    store.mark_blocked(ANA.id, NOW, "Forbidden: bot was blocked by the user")
    now = load_person(store, ANA)
    assert (now.account.blocked_at, now.version, now.reminders) == (
        NOW,
        ana.version + 1,
        (AT_REST,),
    )
    given_up = [row for row in table(store, "outbox") if row["state"] == "dead"]
    assert {(row["chat_id"], row["payload"], row["error"]) for row in given_up} == {
        (ANA.id, None, "Forbidden: bot was blocked by the user")
    }
    assert [row["payload"] for row in table(store, "outbox") if row["state"] == "pending"] == [{"text": "For Ben"}]
    assert store.due_again(NOW + DAY, 10) == []


def test_a_turn_under_way_when_somebody_is_found_blocked_is_decided_again(store: Store) -> None:
    """The version rose, so a turn that read the record before cannot bring the reminders back by mistake."""
    ana = put_person(store, replace(ANA, reminders=(DAILY,)))
    store.mark_blocked(ANA.id, NOW, "blocked")
    with pytest.raises(RecordChanged):
        store.commit_turn(TurnResult(None, ana, with_fields(ana, position="lying")), NOW)


def test_the_first_moment_of_a_block_is_kept(store: Store) -> None:
    """Found blocked a second time: nothing new."""
    put_person(store, ANA)
    store.mark_blocked(ANA.id, NOW, "blocked")
    first = load_person(store, ANA)
    store.mark_blocked(ANA.id, NOW + DAY, "blocked")
    assert load_person(store, ANA) == first


def test_somebody_unknown_can_be_found_blocked(store: Store) -> None:
    """A call may be in flight to somebody who was just erased."""
    was = list(tables(store))
    store.mark_blocked(404, NOW, "blocked")
    assert list(tables(store)) == was


# Turns


def test_a_turn_commits_record_replies_and_done_together(store: Store) -> None:
    """One transaction: the body of the update is gone, the reply waits, the record is there."""
    store.take_in([update(1, body='{"text":"/start"}')], NOW)
    result = TurnResult(1, ANA, with_fields(ANA, position="seated"), (words("Hello"),))
    assert store.commit_turn(result, NOW)
    assert load_person(store, ANA).settings.position == "seated"
    assert [(row["state"], row["body"], row["attempts"]) for row in table(store, "inbox")] == [("done", None, 1)]
    assert [row["payload"] for row in table(store, "outbox")] == [{"text": "Hello"}]


def test_an_update_that_was_done_before_does_nothing_again(store: Store) -> None:
    """None, and neither record nor replies; a turn without replies gives an empty list."""
    store.take_in([update(1)], NOW)
    ana = put_person(store, ANA)
    assert store.commit_turn(TurnResult(1, ana, with_fields(ana, position="seated")), NOW) == []
    again = TurnResult(1, load_person(store, ANA), with_fields(ana, position="lying"), (words("Lying"),))
    assert store.commit_turn(again, NOW) is None
    assert load_person(store, ANA).settings.position == "seated"
    assert table(store, "outbox") == []


def test_a_turn_about_nobodys_record_may_still_speak(store: Store) -> None:
    """A group gets its line."""
    store.take_in([update(1)], NOW)
    line = OutgoingCall(-100, Verb.SEND, {"text": "Write to me alone"})
    assert store.commit_turn(TurnResult(1, None, None, (line,)), NOW)
    assert [row["chat_id"] for row in table(store, "outbox")] == [-100]
    assert store.load(-100) is None


def test_only_the_newest_picture_of_somebodys_record_is_remembered(store: Store) -> None:
    """And none that is drawn after they were erased."""
    put_person(store, ANA)
    store.remember_file(1, "film", "BAAC", NOW, FileOwner(made_for=ANA.id))
    store.remember_file(1, "old", "AgAC-1", NOW, FileOwner(ANA.id))
    store.remember_file(1, "new", "AgAC-2", NOW, FileOwner(ANA.id))
    store.remember_file(1, "late", "AgAC-3", NOW, FileOwner(404))
    known = [store.file_id(1, digest) for digest in ("film", "old", "new", "late")]
    assert known == ["BAAC", None, "AgAC-2", None]


@pytest.mark.parametrize("erased", [ANA, BEN])
def test_no_row_names_a_file_that_was_made_for_somebody_who_is_erased(store: Store, erased: Person) -> None:
    """A sound for Ana in Ben's voice: it goes with either. What is the library's own stays, and so do other files."""
    put_person(store, ANA)
    put_person(store, BEN)
    store.remember_file(1, "sound", "CQAC", NOW, FileOwner(made_for=ANA.id, voice_of=BEN.id))
    store.remember_file(1, "clip", "CgAC", NOW)
    for person in (ANA, BEN):
        store.remember_file(1, f"film {person.id}", "BAAC", NOW, FileOwner(made_for=person.id))
    stored = load_person(store, erased)
    store.commit_turn(TurnResult(None, stored, stored, erase=True), NOW)
    other = BEN if erased is ANA else ANA
    assert {row["clip_hash"] for row in table(store, "media")} == {"clip", f"film {other.id}"}
    # The upload of a film was under way.
    store.remember_file(1, "late", "BAAC", NOW, FileOwner(made_for=erased.id, voice_of=other.id))
    assert store.file_id(1, "late") is None
