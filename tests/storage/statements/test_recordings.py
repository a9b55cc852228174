"""Recorded lines: one that was just sent waits, and is kept or dropped; nobody else's is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from storage.recordings import Recordings
from storage.records.person import Person
from storage.records.recordings import Dropped, Kept, Recording, RecordingChange
from storage.records.turn import TurnResult
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, HOUR, NOW
from tests.storage.store_actions import put_person


def spoken(line: str, sound: bytes = b"OggS 1", at: datetime = NOW) -> Recording:
    """A line as it was sent."""
    return Recording(line, f"Text of {line}", f"digest of {sound.decode()}", 48_000, at, sound)


def turn(store: Store, who: Person, what: RecordingChange) -> None:
    """A turn that changes nothing else."""
    store.commit_turn(TurnResult(None, who, who, recording=what), NOW)


def kept(store: Store, who: Person) -> dict[str, bytes]:
    """The sounds of a person's kept lines."""
    return {one.line: one.sound for one in Recordings(store).sounds(who.id)}


@pytest.fixture
def ana(store: Store) -> Person:
    """Ana, who is stored."""
    return put_person(store, ANA)


def test_a_line_is_heard_by_others_only_once_it_is_kept(store: Store, ana: Person) -> None:
    """All of it comes back as it was sent."""
    turn(store, ana, spoken("a"))
    assert [(one.line, one.is_kept) for one in Recordings(store).lines()] == [("a", False)]
    assert kept(store, ana) == {}
    turn(store, ana, Kept("a"))
    assert Recordings(store).sounds(ana.id) == [spoken("a")]
    (line,) = Recordings(store).lines()
    assert (line.person_id, line.line, line.is_kept, line.digest) == (ana.id, "a", True, "digest of OggS 1")
    assert (line.samples, line.recorded_at) == (48_000, NOW)


# What comes after a kept "a", and which sounds are kept then.
AFTER_KEPT: list[tuple[list[RecordingChange], dict[str, bytes]]] = [
    ([spoken("a", b"2")], {"a": b"OggS 1"}),
    ([spoken("a", b"2"), Dropped()], {"a": b"OggS 1"}),
    ([spoken("a", b"2"), Kept("a")], {"a": b"2"}),
    ([spoken("a", b"2"), spoken("a", b"3"), Kept("a")], {"a": b"3"}),
    ([spoken("b", b"2"), Kept("a")], {"a": b"OggS 1"}),
    ([spoken("b", b"2"), Kept("b")], {"a": b"OggS 1", "b": b"2"}),
    ([spoken("b", b"2"), Dropped(), Kept("b")], {"a": b"OggS 1"}),
    ([Kept("a")], {"a": b"OggS 1"}),
]


@pytest.mark.parametrize(("changes", "then"), AFTER_KEPT)
def test_a_line_is_replaced_only_by_one_that_is_kept(
    store: Store, ana: Person, changes: list[RecordingChange], then: dict[str, bytes]
) -> None:
    """One that is dropped, or whose Keep came for another line, leaves what there was."""
    turn(store, ana, spoken("a"))
    turn(store, ana, Kept("a"))
    for change in changes:
        turn(store, ana, change)
    assert kept(store, ana) == then


def test_every_teacher_has_recordings_of_their_own(store: Store, ana: Person) -> None:
    """The same line of two is two recordings; some lines alone can be read."""
    ben = put_person(store, BEN)
    for who, sound in ((ana, b"A"), (ben, b"B")):
        for line in ("a", "b"):
            turn(store, who, spoken(line, sound, NOW + HOUR))
            turn(store, who, Kept(line))
    turn(store, ben, Dropped())
    assert kept(store, ana) == {"a": b"A", "b": b"A"}
    assert [one.sound for one in Recordings(store).sounds(ben.id, ["b", "c"])] == [b"B"]
    store.commit_turn(TurnResult(None, ana, ana, erase=True), NOW)
    assert {one.person_id for one in Recordings(store).lines()} == {ben.id}


def test_an_update_that_comes_twice_records_nothing_twice(store: Store, ana: Person) -> None:
    """It is written with the mark that the update is done, or not at all."""
    result = TurnResult(41, ana, ana, recording=spoken("a"))
    assert store.commit_turn(result, NOW) is None  # such an update is not waiting
    assert Recordings(store).lines() == []
    store.commit_turn(replace(result, update_id=None), NOW)
    assert len(Recordings(store).lines()) == 1
