"""Finish of a walk: the day is counted, a milestone is said, and the question how it felt is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from bot.conversations import day_counts, session
from bot.conversations.turn import WALK, Turn
from bot.conversations.walk import check_in
from bot.conversations.walk.feel import ask_feel, record_feel
from bot.habits.progression import KEPT
from bot.markup import Html
from content.walk import minutes
from storage.records.diary import MarkKind
from storage.records.person import Feel, Walk, WalkState

# Message effects: animations that Telegram plays in private chats, by what they show. The ids are the same for
# everybody; its apps ask for them: https://core.telegram.org/api/effects
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "thumbs_up": "5107584321108051014",
        "fire": "5104841245755180586",
        "heart": "5159385139981059251",
        "party": "5046509860389126442",
    }
)


# Milestones: days in all, with a sentence `end.milestone_<days>` and its message effect.
MILESTONES: Mapping[int, str] = MappingProxyType({1: "thumbs_up", 7: "fire", 30: "heart", 100: "party"})


def finish_walk(turn: Turn, *, film_seconds: int | None = None, how: Feel | None = None, said: str = "") -> None:
    """Finish a walk: note it, count the days, and ask how it felt. Raises DiaryNotRead.

    A film of `film_seconds` counts with its length, and for the date on which it was over: it is often said later.
    `how` it felt is noted, and not asked, where it was told already; `said` is what was said of pain.
    """
    current, course, place = session.open_walk(turn)
    over = None if film_seconds is None else min(turn.now, current.moved_at + timedelta(seconds=film_seconds))
    counted = session.counts_for(turn, over)
    ended = session.at_place(current, place, turn.now)
    if film_seconds is not None:
        ended = replace(ended, seconds=film_seconds)
    elif not ended.seconds:
        # Told as done at once: it counts with its length, as its end says.
        ended = replace(ended, seconds=60 * minutes(course))
    ended = replace(ended, state=WalkState.DONE, ended_at=turn.now, ended_on=counted)
    person = turn.person
    unfinished = person.progression.unfinished_movement
    turn.change(
        walk=ended,
        recent=(*person.progression.recent, ended.movement)[-KEPT:],
        unfinished_movement=None if unfinished == ended.movement else unfinished,
    )
    if any(mark.kind is MarkKind.UNDONE and mark.on_date == counted for mark in turn.diary.marks):
        turn.unmark(MarkKind.UNDONE, counted)
    day_counts.count(turn)
    turn.retire.append(WALK)
    words = turn.words
    lead, effect = words.say("end.done", minutes=words.count("minutes", minutes_of(ended))), None
    if counted == turn.today - timedelta(days=1):
        lead = Html(f"{lead} {words.say('end.for_yesterday')}")
    if (milestone := _milestone(turn)) is not None:
        lead, effect = Html(f"{lead} {words.say(f'end.milestone_{milestone}')}"), EFFECTS[MILESTONES[milestone]]
    if how is not None:
        turn.change(walk=replace(ended, feel=how))
    if check_in.asks_after(turn, lead, effect=effect):
        return
    if how is not None:
        record_feel(turn, how, lead=lead, said=said)
    else:
        ask_feel(turn, lead=lead, effect=effect)


def _milestone(turn: Turn) -> int | None:
    """The milestone that the finished walk reached; None when it reached none, or it was said before or is not wanted.

    The highest milestone reached is noted in any case, so that none is said late.
    """
    person = turn.person
    reached = max((total for total in MILESTONES if total <= person.streak.total_days), default=0)
    if reached <= person.streak.milestone:
        return None
    turn.change(streak=replace(person.streak, milestone=reached))
    is_now = reached == person.streak.total_days > turn.before.streak.total_days
    return reached if is_now and person.settings.wants_milestones else None


def minutes_of(ended: Walk) -> int:
    """Whole minutes spent moving, at least 1."""
    return max(1, round(ended.seconds / 60))
