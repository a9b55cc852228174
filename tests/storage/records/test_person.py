"""The record in groups: a field is a value and a column; a turn writes no silence, and a prompt nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any, get_args, get_type_hints

import pytest
import sqlalchemy as sa

from storage.records.person import (
    Account,
    Person,
    PersonSettings,
    Progression,
    Silence,
    Streak,
    TurnFields,
    with_fields,
    with_values,
)
from storage.schema import tables
from storage.schema.column_types import UtcDateTime
from storage.statements import people
from storage.statements.columns import PACKED
from storage.store import Store
from tests.storage.sample_people import ANA, DUE, NOW, TODAY
from tests.storage.store_actions import change_person, load_person, put_person, table

GROUPS: tuple[type, ...] = (PersonSettings, Streak, Silence, Progression, Account)
# What the store keeps of a person by itself.
ITS_OWN = {"id", "version", "created_at", "end_told_at"}
FIELDS = [(group, field.name) for group in GROUPS for field in fields(group)]
SILENT = Silence(days=6, last_on=TODAY, since=DUE, asked_at=NOW, wordings=("plain", "short"))
# Another value than most fields have, by type.
OTHERWISE: dict[Any, object] = {
    **{bool: True, int: 41, str: "x", date: TODAY, datetime: NOW, time: time(21, 30)},
    **{tuple[str, ...]: ("x",), tuple[int, ...]: (1, 2), tuple[tuple[date, date], ...]: ((TODAY, TODAY),)},
    **{Mapping[str, str]: {"x": "y"}, Mapping[str, tuple[int, int]]: {"x": (1, 2)}},
}


def column(group: type, name: str) -> sa.Column[Any]:
    """The column of a field."""
    (field,) = (field for field in fields(group) if field.name == name)
    found: sa.Column[Any] = tables.person.c[field.metadata.get("column", name)]
    return found


def kind(group: type, name: str) -> tuple[Any, bool]:
    """The type of a field, and whether it may be None."""
    declared = get_type_hints(group)[name]
    if type(None) in get_args(declared):
        (declared,) = (one for one in get_args(declared) if one is not type(None))
        return declared, True
    return declared, False


def test_every_column_is_a_field_of_one_group() -> None:
    """One that is added to the table or to a group alone is missed here."""
    names = [column(group, name).name for group, name in FIELDS]
    assert sorted([*names, *ITS_OWN]) == sorted(one.name for one in tables.person.c)


def test_a_field_is_none_where_its_column_may_be() -> None:
    """And nowhere else."""
    assert [row for row in FIELDS if kind(*row)[1] is not column(*row).nullable] == []


def test_a_column_holds_the_type_of_its_field() -> None:
    """Several values in one are text."""
    held = {bool: sa.Boolean, int: sa.Integer, str: sa.String, date: sa.Date, datetime: UtcDateTime, time: sa.Time}
    held |= dict.fromkeys(PACKED, sa.String)
    assert [row for row in FIELDS if not isinstance(column(*row).type, held[kind(*row)[0]])] == []


def test_a_field_that_nobody_gave_is_as_the_column_has_it(store: Store) -> None:
    """What a row that was there before a column says is what a new record says."""
    needed = {
        one.name: getattr(ANA, one.name, "" if isinstance(one.type, sa.String) else 0)
        for one in tables.person.c
        if not one.nullable and one.server_default is None
    }
    with store.engine.begin() as connection:
        connection.execute(sa.insert(tables.person).values(needed))
    assert load_person(store, ANA) == Person(ANA.id, ANA.created_at)


def otherwise(name: str) -> object:
    """Some value for a field that a turn may write."""
    group = next(group for group, field in FIELDS if field == name and group is not Silence)
    return OTHERWISE[kind(group, name)[0]]


def test_a_turn_writes_every_field_but_the_silence(store: Store) -> None:
    """Whatever it holds of the silence, when the record is new and when it is changed."""
    named = {field.name for field in fields(TurnFields)} - {"streak", "walk", "reminders", "digest"}
    all_new = with_values(ANA, {name: otherwise(name) for name in named})
    all_new = replace(all_new, streak=Streak(days=3, until=TODAY, total_days=9, best=4, milestone=7), silence=SILENT)
    stored = put_person(store, all_new)
    assert stored == replace(all_new, version=1)
    assert stored.silence == Silence()
    with store.engine.begin() as connection:
        people.write_silence(connection, {ANA.id: SILENT})
    back = change_person(store, stored, replace(ANA, version=1, silence=Silence()))
    assert back == replace(ANA, version=2)
    assert back.silence == SILENT


def test_a_prompt_writes_the_silence_alone(store: Store) -> None:
    """Its columns, and none beside them."""
    put_person(store, with_fields(ANA, gentle=True, heard_at=DUE, streak=Streak(days=3, until=TODAY)))
    (before,) = table(store, "person")
    with store.engine.begin() as connection:
        people.write_silence(connection, {ANA.id: SILENT})
    (after,) = table(store, "person")
    differ = {name for name in before if before[name] != after[name]}
    assert differ == {column(Silence, field.name).name for field in fields(Silence)}


def test_a_turn_has_no_name_for_a_field_of_the_silence() -> None:
    """Type checkers refuse each of these lines: where they do not, the comment that is not needed is an error."""
    with pytest.raises(TypeError):
        with_fields(ANA, wordings=("mine",))  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        with_fields(ANA, silence=SILENT)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        with_fields(ANA, end_told_at=NOW)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        with_fields(ANA, gentel=True)  # type: ignore[call-arg]
    with_fields(ANA, gentle="yes")  # type: ignore[arg-type]
    taken = {field.name for field in fields(TurnFields)}
    assert taken & {"silence", *(field.name for field in fields(Silence))} == set()
