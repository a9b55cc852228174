"""People as prompts know them: a dozen columns of most, all of the others, and the same prompt either way."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import datetime, time
from typing import Any

import pytest

from bot.habits.cadence import ignored_days
from bot.habits.prompt_variants import WORDINGS
from bot.jobs.prompts import Prompts
from storage.database import writing
from storage.executor import StoreExecutor
from storage.records.person import DIGEST, Feel, Person, PromptPerson, Reminder, Silence, Streak, WalkState
from storage.records.prompts import DueReminder
from storage.statements import people
from storage.store import Store
from tests.harness.counting import counted
from tests.harness.libraries import shipped_library
from tests.storage.sample_people import ANA, DAILY, DAY, DUE, HOUR, NOW, TODAY, WALK, having, prompted
from tests.storage.store_actions import due, load_person, put_person

LIBRARY = shipped_library()
FIRST, SECOND, *_ = (movement.id for movement in LIBRARY.movements)
DONE = replace(WALK, movement=FIRST, state=WalkState.DONE, feel=Feel.GOOD, ended_at=NOW, ended_on=TODAY, moved_at=NOW)

# What may be said of somebody whose prompt is plain.
PLAIN: list[dict[str, Any]] = [
    {},
    {"first_name": ""},
    {"first_name": "<b>Ana"},
    {"language": None, "zone": None},
    {"language": "de", "zone": "America/New_York"},
    {"language": "de", "chosen_language": "es"},
    {"position": "lying", "gentle": True},
    {"position": "standing", "gentle": False},
    {"created_at": NOW - 30 * DAY},
    {"recent": (SECOND, FIRST)},
    {"recent": (FIRST, "a-movement-that-is-no-more")},
    {"streak": Streak(days=5, until=TODAY - DAY)},
    {"streak": Streak(days=5, until=TODAY - 20 * DAY)},
    {"streak": Streak(until=TODAY)},
    {"way": "film"},
    {"asking": "feel"},
    {"whole_from": TODAY - DAY},
    {"heard_at": DUE - HOUR},
    {"heard_at": DUE + HOUR},
    {"silence": Silence(wordings=tuple(wording.name for wording in WORDINGS[:5]))},
    {"silence": Silence(days=3, last_on=TODAY - DAY, since=DUE - 3 * DAY), "heard_at": DUE - DAY},
    {"silence": Silence(days=7, since=DUE - 20 * DAY, asked_at=DUE - 9 * DAY), "heard_at": DUE - 8 * DAY},
    {"walk": DONE, "walks_begun": 1},
    {"walk": replace(DONE, feel=None), "walks_begun": 1},
    {"walk": replace(DONE, state=WalkState.LEFT, feel=None), "walks_begun": 1},
]
# What a prompt depends on besides: with any of it, the whole record is read.
NOT_PLAIN: list[dict[str, Any]] = [
    {"paused": True},
    {"paused_until": NOW - DAY},
    {"rests": ((TODAY + 3 * DAY, TODAY + 5 * DAY),)},
    {"referred_on": TODAY - DAY},
    {"stopped_at": NOW},
    {"blocked_at": NOW},
    {"quiet_from": time(22)},
    {"quiet_until": time(7)},
    {"quiet_from": time(7), "quiet_until": time(8)},
    {"avoids": ("one-leg",), "gentle": True},
    {"tastes": {FIRST: "less", SECOND: "more"}},
    {"unfinished_movement": SECOND},
    {"length": "short"},
    {"pictures": False},
    {"dots": False},
    {"silent": True},
    {"silence": Silence(days=1, last_on=TODAY - DAY, since=DUE - DAY)},
    {"silence": Silence(days=1, last_on=TODAY - DAY, since=DUE - DAY), "heard_at": DUE - DAY},
    {"silence": Silence(days=6, last_on=TODAY - DAY, since=DUE - 12 * DAY)},
    {"silence": Silence(asked_at=DUE - DAY)},
    {"walk": replace(DONE, state=WalkState.OPEN, feel=None, ended_at=None, ended_on=None), "walks_begun": 1},
    {"walk": replace(DONE, feel=Feel.HURT), "walks_begun": 1},
    {"walk": replace(DONE, feel=Feel.HARD), "walks_begun": 1},
    {"asking": f"alarm:{TODAY - DAY:%Y%m%d}"},
    {"walk": replace(DONE, number=3, feel=Feel.HURT)},
]


def store_all(store: Store, states: list[dict[str, Any]], reminders: tuple[Reminder, ...] = (DAILY,)) -> None:
    """One person for each state, by rising ids from 1."""
    for number, state in enumerate(states, 1):
        person = having(ANA, id=number, reminders=reminders, **state)
        put_person(store, person)
        with writing(store.engine) as connection:
            people.write_silence(connection, {number: person.silence})


def test_every_field_that_prompts_depend_on_is_tried() -> None:
    """One that is added is to be read, or to make a prompt not plain."""
    usual = flat(prompted(ANA))
    tried = set()
    for state in (*PLAIN, *NOT_PLAIN):
        tried |= {name for name, value in flat(prompted(having(ANA, **state))).items() if value != usual[name]}
    assert usual.keys() - tried == {("id", "")}


def flat(person: PromptPerson) -> dict[tuple[str, str], object]:
    """All fields, those of groups by (group, name)."""
    values: dict[tuple[str, str], object] = {}
    for field in fields(person):
        value = getattr(person, field.name)
        if field.name in people.GROUPS:
            values |= {(field.name, inner.name): getattr(value, inner.name) for inner in fields(value)}
        else:
            values[field.name, ""] = value
    return values


def test_of_most_people_fourteen_columns_are_read(store: Store) -> None:
    """And nothing of their reminders and walks; what is not read stands so in the record, too, but for walks that
    ended well."""
    store_all(store, PLAIN)
    with counted(store.engine) as asked:
        found = due(store)
    (of_people,) = (statement for statement in asked.statements if statement.kind == "SELECT person")
    assert (of_people.columns, of_people.read) == (16, len(PLAIN))
    assert asked.kinds["SELECT walk"] == 0
    for item in found:
        whole = load_person(store, replace(ANA, id=item.person.id))
        assert type(item.person) is PromptPerson
        assert item.person == replace(prompted(whole), walk=None)
        assert item.person.silence.wordings == whole.silence.wordings
        assert ignored_days(item.person) == ignored_days(whole) == 0


def test_of_those_who_need_more_the_whole_record_is_read(store: Store) -> None:
    """As it stands, beside people who are plain."""
    store_all(store, [*NOT_PLAIN, {}])
    found = due(store)
    assert [item.person for item in found[:-1]] == [
        load_person(store, replace(ANA, id=item.person.id)) for item in found[:-1]
    ]
    assert [type(item.person) for item in found] == [Person] * len(NOT_PLAIN) + [PromptPerson]


def test_whose_digest_is_due_is_read_whole(store: Store) -> None:
    """Also for the prompt that is due with it."""
    weekly = Reminder(DIGEST, time(7, 30), 127, DUE, TODAY)
    put_person(store, replace(ANA, reminders=(DAILY,), digest=weekly))
    assert [type(item.person) for item in due(store)] == [Person, Person]


@pytest.mark.only("sqlite")
def test_a_prompt_is_the_same_whether_the_record_was_read_whole_or_not(store: Store) -> None:
    """For each of these people, and for any mixture of them, early and late."""
    chance = random.Random(20261122)
    mixed = [{name: value for state in chance.sample(PLAIN, 4) for name, value in state.items()} for _ in range(60)]
    store_all(store, [*PLAIN, *mixed])
    prompts = Prompts(StoreExecutor(store, threads=1), LIBRARY, lambda: NOW, lambda calls: None, lambda: True)
    found = due(store)
    assert len(found) == len(PLAIN) + len(mixed)
    plain = [item for item in found if type(item.person) is PromptPerson]
    assert len(plain) > 50
    for item in plain:
        whole = replace(item, person=load_person(store, replace(ANA, id=item.person.id)))
        for now in (DUE, DUE + HOUR, DUE + 2 * DAY):
            assert shown(prompts, item, now) == shown(prompts, whole, now)


def shown(prompts: Prompts, item: DueReminder, now: datetime) -> tuple[object, ...]:
    """All that is decided, without the person that it was decided about."""
    made = prompts.decide(item, now)
    return replace(made, due=replace(made.due, person=ANA)), made.silence
