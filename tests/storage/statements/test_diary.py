"""What is remembered of somebody's days: walks, notes, check-ins, and the days on which they were asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.diary import CheckIn, Diary, Mark, MarkKind, WalkSummary
from storage.records.person import DIGEST, Feel, Walk, WalkState, with_fields
from storage.records.prompts import PromptAnswer, PromptState
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, FINISHED, NOW, TODAY, WALK
from tests.storage.store_actions import change_person, load_person, put_person


def finished(number: int, ended_on: date, seconds: int, feel: Feel | None = None) -> Walk:
    """A walk that was finished."""
    return replace(
        FINISHED,
        number=number,
        ended_on=ended_on,
        seconds=seconds,
        feel=feel,
        state=WalkState.DONE,
        movement=f"m{number}",
        form="short",
        skipped=("draw", "behind"),
    )


def summary(walk: Walk) -> WalkSummary:
    """The walk as it is looked back on."""
    names = WalkSummary.__dataclass_fields__
    return WalkSummary(**{name: getattr(walk, name) for name in names})


def commit(store: Store, **what: object) -> None:
    """A turn of Ana's that notes something and changes nothing else."""
    ana = load_person(store, ANA)
    assert store.commit_turn(TurnResult(None, ana, ana, **what), NOW) is not None  # type: ignore[arg-type]


def asked(store: Store, on: date, state: PromptState, answer: PromptAnswer | None = None, number: int = 1) -> None:
    """A prompt of Ana's for a date."""
    values = {"person_id": ANA.id, "reminder_number": number, "local_date": on, "due_at": NOW, "created_at": NOW}
    with writing(store.engine) as connection:
        connection.execute(sa.insert(tables.prompt).values(state=state, answer=answer, **values))


def test_a_stranger_has_an_empty_diary(store: Store) -> None:
    """Nothing of it is None."""
    assert store.diary(404) == Diary()


def test_all_walks_in_their_order_and_nobody_elses(store: Store) -> None:
    """Finished, left and open ones, as they ended."""
    ana = put_person(store, ANA)
    walks = [
        finished(1, TODAY - 3 * DAY, 60),
        finished(2, TODAY - 2 * DAY, 90, Feel.GOOD),
        replace(finished(3, TODAY, 30), state=WalkState.LEFT),
        finished(4, TODAY, 120, Feel.HURT),
        replace(WALK, number=5),
    ]
    for walk in walks:
        ana = change_person(store, ana, with_fields(ana, walk=walk, walks_begun=walk.number))
    put_person(store, with_fields(BEN, walk=finished(1, TODAY, 999), walks_begun=1))
    assert store.diary(ANA.id).walks == tuple(summary(walk) for walk in walks)


def test_a_note_is_made_once_a_day_and_kind_and_can_be_taken_back(store: Store) -> None:
    """A second one of its kind takes its place; others of the day stay."""
    put_person(store, ANA)
    pause = Mark(MarkKind.PAUSED, TODAY, TODAY + 3 * DAY)
    commit(store, marks=(Mark(MarkKind.ADDED, TODAY - DAY), Mark(MarkKind.UNWELL, TODAY), pause))
    longer = replace(pause, until=TODAY + 7 * DAY)
    commit(store, marks=(longer,), unmarked=(Mark(MarkKind.UNWELL, TODAY), Mark(MarkKind.UNDONE, TODAY)))
    assert store.diary(ANA.id).marks == (Mark(MarkKind.ADDED, TODAY - DAY), longer)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([CheckIn(TODAY, before=4)], CheckIn(TODAY, 4, None)),
        ([CheckIn(TODAY, before=4), CheckIn(TODAY, after=2)], CheckIn(TODAY, 4, 2)),
        ([CheckIn(TODAY, before=4), CheckIn(TODAY, before=0)], CheckIn(TODAY, 0, None)),
        ([CheckIn(TODAY, after=10)], CheckIn(TODAY, None, 10)),
    ],
)
def test_a_check_in_is_one_a_day_in_two_halves(store: Store, said: list[CheckIn], kept: CheckIn) -> None:
    """What is not said leaves what was."""
    put_person(store, ANA)
    for one in said:
        commit(store, checkin=one)
    assert store.diary(ANA.id).checkins == (kept,)


def test_a_number_that_is_on_no_scale_is_refused(store: Store) -> None:
    """0 to 10."""
    put_person(store, ANA)
    with pytest.raises(sa.exc.IntegrityError):
        commit(store, checkin=CheckIn(TODAY, before=11))
    assert store.diary(ANA.id).checkins == ()


def test_days_on_which_a_prompt_went_out_count_as_asked(store: Store) -> None:
    """Not those on which it was skipped or never arrived, and not the digest."""
    put_person(store, ANA)
    asked(store, TODAY - 4 * DAY, PromptState.SENT)
    asked(store, TODAY - 3 * DAY, PromptState.SENT, PromptAnswer.NOT_TODAY)
    asked(store, TODAY - 2 * DAY, PromptState.SKIPPED)
    asked(store, TODAY - DAY, PromptState.DEAD)
    asked(store, TODAY - DAY, PromptState.SENT, number=DIGEST)
    asked(store, TODAY, PromptState.QUEUED, PromptAnswer.STARTED)
    diary = store.diary(ANA.id)
    assert diary.asked == {TODAY - 4 * DAY, TODAY - 3 * DAY, TODAY}
    assert diary.declined == {TODAY - 3 * DAY}
    assert diary.started == {TODAY}
