"""Who is found by an id or a name, on both databases alike."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from storage.records.person import Account, Person, Walk
from storage.statements.search import PersonFound, find_people
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, HOUR, MINUTE, NOW, having, update
from tests.storage.store_actions import change_person, put_person

NAMES = {1: "ÉLODIE", 2: "Élise", 3: "Ben", 44: "Straße 4", 5: "%"}


@pytest.fixture
def people(store: Store) -> dict[int, Person]:
    """Five people with names of different scripts and signs."""
    return {
        number: put_person(store, replace(ANA, id=number, account=Account(first_name=name, heard_at=NOW)))
        for number, name in NAMES.items()
    }


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("él", [1, 2]),
        ("ELISE", []),
        ("strasse", [44]),
        ("%", [5]),
        ("3", [3]),
        (" 3 ", [3]),
        # Nobody has this id, and somebody this name.
        ("4", [44]),
        ("44", [44]),
        ("9", []),
        ("", []),
        ("-3", []),
    ],
)
def test_who_is_found(store: Store, wanted: str, found: list[int]) -> None:
    """An id first; letters of a name in any case, and no sign of them means anything to the database."""
    people, count = store.look(lambda connection: find_people(connection, wanted, 10))
    assert ([one.id for one in people], count) == (found, len(found))


def test_what_is_told_has_nothing_of_health_in_it(store: Store, people: dict[int, Person]) -> None:
    """These fields and no other; of many only so many, with the number of all."""
    store.mark_blocked(2, NOW + timedelta(hours=1), "blocked")
    (found,), count = store.look(lambda connection: find_people(connection, "éli", 1))
    assert count == 1
    assert found == PersonFound(2, "Élise", people[2].created_at, NOW, False, None, None, NOW + timedelta(hours=1))
    assert {field.name for field in fields(found)} == {
        *("id", "name", "since", "last_seen", "is_paused", "paused_until", "stopped_at", "blocked_at")
    }
    some, count = store.look(lambda connection: find_people(connection, "e", 2))
    assert ([one.id for one in some], count) == ([1, 2], 4)


def test_the_last_sign_of_somebody_is_the_newest_trace_of_them(store: Store) -> None:
    """Their row, an answer after prompts without one, a step of a session, a message: each later than the one before.
    What others wrote does not count."""
    store.join(NOW)

    def last_seen() -> datetime:
        (found,), _ = store.look(lambda connection: find_people(connection, str(ANA.id), 1))
        return found.last_seen

    ana = put_person(store, ANA)
    store.take_in([update(1, BEN)], NOW + DAY)
    assert last_seen() == ana.created_at
    ana = change_person(store, ana, having(ana, heard_at=NOW + MINUTE))
    assert last_seen() == NOW + MINUTE
    walk = Walk(
        number=1,
        movement="inner-thigh-stretch",
        variation="seated-inner-thigh",
        side="left",
        started_at=NOW,
        moved_at=NOW + 2 * MINUTE,
    )
    change_person(store, ana, having(ana, walk=walk, walks_begun=1))
    assert last_seen() == NOW + 2 * MINUTE
    store.take_in([update(2, ANA)], NOW + HOUR)
    assert last_seen() == NOW + HOUR
